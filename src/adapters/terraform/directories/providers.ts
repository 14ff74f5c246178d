import { cp, mkdir, readdir, realpath, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** `<host>/<namespace>/<type>/<version>/<os>_<arch>`. */
const LEVELS = 5;

/** Links the provider packages that the directory `from` has into `to`, and copies one that cannot be linked. */
export async function linkProviders(from: string, to: string): Promise<void> {
  for (const path of await listPackages(from)) {
    const target = join(to, path);
    await mkdir(dirname(target), { recursive: true });
    const source = await realpath(join(from, path));
    try {
      await symlink(source, target, process.platform === 'win32' ? 'junction' : 'dir');
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) await cp(source, target, { recursive: true });
    }
  }
}

async function listPackages(from: string): Promise<readonly string[]> {
  let paths = [''];
  for (let level = 0; level < LEVELS; level += 1) {
    const below = await Promise.all(
      paths.map(async (path) => (await list(join(from, path))).map((name) => join(path, name))),
    );
    paths = below.flat();
  }
  const there = await Promise.all(paths.map(async (path) => ((await isThere(join(from, path))) ? [path] : [])));
  return there.flat();
}

async function list(directory: string): Promise<readonly string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return [];
    throw error;
  }
}

/** A link into a plugin cache that is gone leads nowhere. */
async function isThere(path: string): Promise<boolean> {
  try {
    await realpath(path);
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}

function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return codes.includes((error as NodeJS.ErrnoException).code ?? '');
}
