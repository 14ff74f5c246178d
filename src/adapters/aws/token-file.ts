import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import * as v from 'valibot';
import type { Environment } from '../../domain/environment.ts';
import { BackendUnusable } from '../../domain/stack/backend.ts';

export interface TokenRenewal {
  readonly env: Environment;
  /** Keeps a value out of the log. */
  readonly mask: (secret: string) => void;
}

/** What a web identity token says of itself. */
const Claims = v.object({
  /** Seconds since 1970. */
  exp: v.number(),
  iss: v.string(),
  aud: v.union([v.string(), v.pipe(v.array(v.string()), v.minLength(1))]),
});

/** A token that has less left than this is renewed before it is used: Terraform needs a moment to get to it. */
const RENEW_BEFORE_MS = 120_000;

/** When the token in this file expires; undefined when it does not say. */
export async function readTokenExpiry(path: string): Promise<Date | undefined> {
  const claims = await readClaims(path);
  return claims === undefined ? undefined : new Date(claims.exp * 1000);
}

/** Whether the workflow may ask GitHub for tokens (`permissions: id-token: write`) and this one came from there. */
export async function isRenewable(path: string, env: Environment): Promise<boolean> {
  const claims = await readClaims(path);
  return claims !== undefined && mayAsk(env) && isFromActions(claims.iss);
}

/**
 * Puts a fresh token in the place of one that GitHub gave this workflow and that is about to expire: same issuer, same
 * audience. GitHub's tokens last for minutes, and a run may wait for longer than that. Any other file is left alone.
 */
export async function renewTokenFile(path: string, { env, mask }: TokenRenewal): Promise<boolean> {
  const claims = await readClaims(path);
  if (claims === undefined || claims.exp * 1000 - Date.now() > RENEW_BEFORE_MS) return false;
  if (!mayAsk(env) || !isFromActions(claims.iss)) return false;
  const token = await askForToken(env, typeof claims.aud === 'string' ? claims.aud : (claims.aud[0] ?? ''));
  mask(token);
  try {
    const { mode } = await stat(path);
    const fresh = `${path}.lockstep`;
    await writeFile(fresh, token, { mode });
    await rename(fresh, path);
  } catch (cause) {
    throw new BackendUnusable(`a fresh identity token cannot be written to ${path}: ${String(cause)}`, { cause });
  }
  return true;
}

const Answer = v.object({ value: v.pipe(v.string(), v.nonEmpty()) });
const ANSWER_WITHIN_MS = 10_000;

/**
 * The toolkit's getIDToken prints the token to have it masked, and between `stop-commands` and its end, where a log of
 * Terraform's goes, the runner would take that line for text. Source of the request: @actions/core, oidc-utils.ts.
 */
async function askForToken(env: Environment, audience: string): Promise<string> {
  const url = new URL(env['ACTIONS_ID_TOKEN_REQUEST_URL'] ?? '');
  url.searchParams.set('audience', audience);
  const request = {
    headers: { authorization: `Bearer ${env['ACTIONS_ID_TOKEN_REQUEST_TOKEN'] ?? ''}`, accept: 'application/json' },
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  };
  let status: number;
  let json: unknown;
  try {
    const answer = await fetch(url, request);
    ({ status } = answer);
    json = answer.ok ? await answer.json() : undefined;
  } catch (cause) {
    throw new BackendUnusable(`GitHub gave no identity token: ${String(cause)}`, { cause });
  }
  const given = v.safeParse(Answer, json);
  if (!given.success) throw new BackendUnusable(`GitHub gave no identity token: it answered ${status}`);
  return given.output.value;
}

async function readClaims(path: string): Promise<v.InferOutput<typeof Claims> | undefined> {
  try {
    const [, payload = ''] = (await readFile(path, 'utf8')).trim().split('.');
    return v.parse(Claims, JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')));
  } catch {
    return undefined;
  }
}

function mayAsk(env: Environment): boolean {
  return ['ACTIONS_ID_TOKEN_REQUEST_URL', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN'].every((name) => (env[name] ?? '') !== '');
}

/** `https://token.actions.githubusercontent.com`, with an enterprise's name behind it; `https://HOST/_services/token` on GHES. */
function isFromActions(issuer: string): boolean {
  return (
    /^https:\/\/token\.actions\.(?:[\w-]+\.)*(?:githubusercontent|ghe)\.com(?:\/|$)/.test(issuer) ||
    issuer.endsWith('/_services/token')
  );
}
