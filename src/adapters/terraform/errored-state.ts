import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Where Terraform leaves a state that it cannot save: in the directory that it runs in. */
export function erroredStateFileOf(directory: string): string {
  return join(directory, 'errored.tfstate');
}

/**
 * Tells what lies there from what lay there before, without asking any clock which came first; `absent` when nothing
 * does. A file that cannot be read is told by what its directory says of it.
 */
export async function markErroredState(directory: string): Promise<string> {
  const file = erroredStateFileOf(directory);
  try {
    const { size, ino, mtimeNs } = await stat(file, { bigint: true });
    const content = await readFile(file).then(
      (body) => createHash('sha256').update(body).digest('hex'),
      () => 'unreadable',
    );
    return [size, ino, mtimeNs, content].join(' ');
  } catch {
    return ABSENT;
  }
}

export const ABSENT = 'absent';
