import { readFile } from 'node:fs/promises';
import { ToolFailed } from '../../../domain/stack/tool-failed.ts';

/** What a command has printed into this file. Rejects with ToolFailed when it cannot be read. */
export async function readPrinted(command: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new ToolFailed(`what ${command} printed cannot be read (${String(cause)})`, '', { cause });
  }
}
