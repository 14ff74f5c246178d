import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { reasonOf, Unusable } from './unusable.ts';

const PART = '.part';
/** Nobody writes for that long: what is older was left by a command that was killed. */
const LEFT_AFTER_MS = 3_600_000;

/**
 * Puts a program at this path, whole or not at all, whoever does the same at the same time. Its folder is made, and holds
 * nothing else. Throws `Unusable` when it cannot be written.
 */
export async function placeProgram(program: Uint8Array, file: string): Promise<void> {
  const folder = dirname(file);
  const part = `${file}.${randomUUID()}${PART}`;
  try {
    await mkdir(folder, { recursive: true });
    await removeLeftParts(folder);
    try {
      await write(program, part);
      await rename(part, file);
    } finally {
      await rm(part, { force: true });
    }
  } catch (error) {
    throw new Unusable(`it cannot be written to ${file}, ${reasonOf(error)}`, { cause: error });
  }
}

async function write(program: Uint8Array, part: string): Promise<void> {
  await using handle = await open(part, 'wx', 0o755);
  await handle.writeFile(program);
  // A machine that goes down after the renaming must not leave an empty file of the right name.
  await handle.sync();
}

async function removeLeftParts(folder: string): Promise<void> {
  const parts = (await readdir(folder)).filter((name) => name.endsWith(PART)).map((name) => join(folder, name));
  for (const part of parts) {
    const writtenAtMs = await stat(part).then(
      ({ mtimeMs }) => mtimeMs,
      () => Infinity,
    );
    if (Date.now() - writtenAtMs > LEFT_AFTER_MS) await rm(part, { force: true });
  }
}
