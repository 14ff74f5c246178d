import { listen } from '../local-listener.ts';

/** Where a workflow with `permissions: id-token: write` asks GitHub for tokens. */
export interface IdTokenServer extends AsyncDisposable {
  /** What the runner puts into such a job's environment. */
  readonly env: Readonly<Record<string, string>>;
  /** The audiences that tokens were asked for, in order. */
  readonly audiences: readonly string[];
  /** The tokens that were given out, in order. */
  readonly tokens: readonly string[];
}

export interface Claims {
  /** Seconds since 1970. */
  readonly exp: number;
  readonly iss: string;
  readonly aud: string;
}

export const ACTIONS_ISSUER = 'https://token.actions.githubusercontent.com';

/** A JSON Web Token with a signature that nobody checks. */
export function idToken(claims: Claims): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ sub: 'repo:octo/infra', ...claims })}.c2lnbmF0dXJl`;
}

export async function startIdTokenServer(): Promise<IdTokenServer> {
  const audiences: string[] = [];
  const tokens: string[] = [];
  const secret = 'request-token';
  const listener = await listen(0, async ({ target, headers }) => {
    const type = { 'content-type': 'application/json' };
    if (headers['authorization'] !== `Bearer ${secret}`) return { status: 401, headers: type, body: '{}' };
    const aud = new URL(target, 'http://localhost').searchParams.get('audience') ?? '';
    const value = idToken({ exp: Math.floor(Date.now() / 1000) + 300, iss: ACTIONS_ISSUER, aud });
    audiences.push(aud);
    tokens.push(value);
    return { status: 200, headers: type, body: JSON.stringify({ value }) };
  });
  return {
    env: {
      ACTIONS_ID_TOKEN_REQUEST_URL: `${listener.url}/token?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: secret,
    },
    audiences,
    tokens,
    [Symbol.asyncDispose]: () => listener.close(),
  };
}
