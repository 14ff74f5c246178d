import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { Tree } from './imports.ts';

const PROJECT = fileURLToPath(new URL('../../../', import.meta.url));

/** Every file in one of the project's folders, at any depth. */
export async function listFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(join(PROJECT, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(PROJECT, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .toSorted();
}

export async function readTree(files: readonly string[]): Promise<Tree> {
  const texts = files
    .filter((file) => file.endsWith('.ts'))
    .map(async (file) => [file, await readFile(join(PROJECT, file), 'utf8')] as const);
  return Object.fromEntries(await Promise.all(texts));
}
