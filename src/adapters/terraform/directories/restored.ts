import { mkdir, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import { basename, isAbsolute, join, relative, resolve, sep } from 'node:path';
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

/** Where a root module was, in absolute paths. */
export interface PlaceInCheckout {
  readonly workspaceDirectory: string;
  readonly directory: string;
}

/**
 * Where a removed root module is laid out: in the private directory of its run, and there as deep as it was in the checkout,
 * so that a relative path of its backend leads to the same.
 */
export function restoredIn(filesDirectory: string, place: PlaceInCheckout): string {
  return join(checkoutIn(filesDirectory), ...foldersOf(place));
}

export async function isRestoredIn(filesDirectory: string): Promise<boolean> {
  return isDirectory(checkoutIn(filesDirectory));
}

function checkoutIn(filesDirectory: string): string {
  return join(filesDirectory, 'removed-module');
}

/** From the checkout's own down to the module's; none for a module elsewhere. */
function foldersOf({ workspaceDirectory, directory }: PlaceInCheckout): readonly string[] {
  const path = relative(workspaceDirectory, directory);
  const folders = path.split(sep).filter((folder) => folder !== '');
  return isAbsolute(path) || folders[0] === '..' ? [] : folders;
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
 * does not tell is left out: what it says is then missing, and the look fails. What the checkout has in the folder, beside it
 * and above it can be reached from there: certificates and shared files of AWS, by relative paths. Rejects with ToolFailed.
 */
export async function restoreModule(
  filesDirectory: string,
  place: PlaceInCheckout,
  files: readonly CommittedFile[],
): Promise<string> {
  const directory = restoredIn(filesDirectory, place);
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    for (const { name, text } of files) {
      if (text !== undefined) await writeFile(join(directory, basename(name)), text, { mode: 0o600 });
    }
    await linkCheckout(place.workspaceDirectory, checkoutIn(filesDirectory), foldersOf(place));
  } catch (cause) {
    throw new ToolFailed(`The removed root module cannot be laid out (${String(cause)})`, '', { cause });
  }
  return directory;
}

/** What the tool itself leaves there is nothing that a backend is made of. */
const OF_THE_TOOL = /^\.terraform|\.tfstate/;

/** What is there already stays; what cannot be linked is missing, and whoever needs it says so. */
async function linkCheckout(from: string, to: string, [next, ...rest]: readonly string[]): Promise<void> {
  const names = await readdir(from).catch(() => []);
  const others = names.filter((name) => name !== next && !OF_THE_TOOL.test(name));
  await Promise.allSettled(others.map((name) => symlink(join(from, name), join(to, name))));
  if (next !== undefined) await linkCheckout(join(from, next), join(to, next), rest);
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
