import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Refused } from '../../../domain/failure.ts';

/**
 * The workspace that `workspace select` has written down in this file; undefined when it has not. It is told of, and nothing
 * else: whatever lies there otherwise, the run has a data directory of its own.
 */
export async function readSelectedWorkspace(file: string): Promise<string | undefined> {
  const selected = (await readFile(file, 'utf8').catch(() => '')).trim();
  return selected === '' ? undefined : selected;
}

/**
 * Throws Refused for a local state in the root module: `init` would take it for the state of before, lock production's
 * and ask what to copy. Source: terraform internal/command/meta_backend.go, `backend_C_r_s`.
 */
export async function refuseLocalState(directory: string): Promise<void> {
  const name = await findLocalState(directory);
  if (name !== undefined) throw refusal(name);
}

/** What of the root module is a local state; undefined when nothing is. */
export async function findLocalState(directory: string): Promise<string | undefined> {
  const file = 'terraform.tfstate';
  const folder = 'terraform.tfstate.d';
  const found = await unlessMissing(stat(join(directory, file)));
  if (found !== undefined && (!found.isFile() || found.size > 0)) return file;
  const entries = await unlessMissing(readdir(join(directory, folder)));
  return entries !== undefined && entries.length > 0 ? folder : undefined;
}

/** Whether a file of the root module speaks of `encryption`, which OpenTofu takes from no other place of a configuration. */
export async function mentionsEncryption(directory: string): Promise<boolean> {
  const names = (await readdir(directory)).filter((name) => /\.(?:tf|tofu)(?:\.json)?$/.test(name));
  for (const name of names) {
    if (/\bencryption\b/.test(await readFile(join(directory, name), 'utf8'))) return true;
  }
  return false;
}

/**
 * Opens what the files say that set variables, those named here among them: whether one has this name in it, and may so
 * set it. A file that cannot be read may have any.
 */
export async function openVariableFiles(
  directory: string,
  named: readonly string[],
): Promise<(name: string) => boolean> {
  const all = await readdir(directory).catch(() => undefined);
  if (all === undefined) return () => true;
  const own = all.filter((name) => /^(?:terraform|.*\.auto)\.tfvars(?:\.json)?$/.test(name));
  const texts = await Promise.all(
    [...own, ...named].map((name) => readFile(resolve(directory, name), 'utf8').catch(() => undefined)),
  );
  return (name) => texts.some((text) => text === undefined || text.includes(name));
}

function refusal(name: string): Refused {
  return new Refused(
    `the root module holds a local state, ${name}: Terraform would want to move it to the backend. ` +
      `If it is left over, \`git rm -r ${name}\` and add it to .gitignore; if it is the state that counts, move it with \`terraform init -migrate-state\` by hand first.`,
  );
}

async function unlessMissing<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
}
