import { createHash } from 'node:crypto';
import { open, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ToolFailed } from '../../../domain/stack/tool-failed.ts';
import { identifyState } from '../../../domain/state/state.ts';
import type { Terraform } from '../../../ports/terraform.ts';

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

/** Whether a whole state is in this file: a full disk leaves a part of one, or nothing. */
export async function holdsState(file: string): Promise<boolean> {
  const body = await readFile(file).catch(() => undefined);
  return body !== undefined && identifyState(body).lineage !== undefined;
}

/** A file beside this one with the state that an apply has printed; undefined when nothing can be written. */
export async function keepPrintedState(printed: string, stderrFile: string): Promise<string | undefined> {
  const file = `${stderrFile}.tfstate`;
  try {
    await writeFile(file, printed, { mode: 0o600 });
    return file;
  } catch {
    return undefined;
  }
}

/** The record of an apply in a directory of this run alone: whoever goes on with it finds the very bytes that were judged. */
export function openKept(filesDirectory: string): Pick<Terraform, 'keepState' | 'keptState'> {
  const file = join(filesDirectory, 'unsaved.tfstate');
  return {
    keepState: async (body) => {
      const part = `${file}.part`;
      try {
        const handle = await open(part, 'w', 0o600);
        try {
          await handle.writeFile(body);
          await handle.sync();
        } finally {
          await handle.close();
        }
        // It is there whole, or not at all.
        await rename(part, file);
      } catch (cause) {
        throw failed(cause);
      }
      return file;
    },
    keptState: async () => {
      try {
        return await readFile(file);
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw failed(cause);
      }
    },
  };
}

function failed(cause: unknown): ToolFailed {
  return new ToolFailed(cause instanceof Error ? cause.message : String(cause), '', { cause });
}
