import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { hasConfiguration } from '../../../domain/run/removed-module.ts';
import { ToolFailed } from '../../../domain/stack/tool-failed.ts';
import type { CommittedFile } from '../../../ports/commits.ts';

/** Whether there is a root module in this directory; false where there is no such directory. */
export async function holdsConfiguration(directory: string): Promise<boolean> {
  try {
    return hasConfiguration(await readdir(directory));
  } catch {
    return false;
  }
}

/** Where a removed root module is laid out, in the private directory of its run. */
export function restoredIn(filesDirectory: string): string {
  return join(filesDirectory, 'removed-module');
}

export async function isRestoredIn(filesDirectory: string): Promise<boolean> {
  return isDirectory(restoredIn(filesDirectory));
}

export async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}

/**
 * Lays out a root module that the checkout has not got any more, for a look at where its state lies. A file that GitHub
 * does not tell is left out: what it says is then missing, and the look fails. Rejects with ToolFailed.
 */
export async function restoreModule(filesDirectory: string, files: readonly CommittedFile[]): Promise<string> {
  const directory = restoredIn(filesDirectory);
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    for (const { name, text } of files) {
      if (text !== undefined) await writeFile(join(directory, basename(name)), text, { mode: 0o600 });
    }
  } catch (cause) {
    throw new ToolFailed(`The removed root module cannot be laid out (${String(cause)})`, '', { cause });
  }
  return directory;
}

/** Files that `backend-config` names beside the module are where they were, in the checkout. */
export async function settingsFrom(directory: string, settings: readonly string[]): Promise<readonly string[]> {
  return Promise.all(
    settings.map(async (setting) => {
      if (setting.includes('=')) return setting;
      const file = resolve(directory, setting);
      return stat(file).then(
        () => file,
        () => setting,
      );
    }),
  );
}
