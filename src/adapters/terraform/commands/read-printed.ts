import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { brief } from '../../../domain/failure.ts';
import { mayBeEvent, parseEvent, type ToolEvent } from '../../../domain/events/event.ts';
import { ToolFailed } from '../../../domain/stack/tool-failed.ts';

/** What a command has printed into this file. Rejects with ToolFailed when it cannot be read. */
export async function readPrinted(command: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new ToolFailed(`what ${command} printed cannot be read (${String(cause)})`, '', { cause });
  }
}

/**
 * The events that a command has printed into this file, however many: of what programs printed, the first of each that is
 * withheld, and of the others the first alone. A stream that cannot be read to its end is cut off where it cannot.
 */
export async function readEvents(file: string): Promise<readonly ToolEvent[]> {
  const events: ToolEvent[] = [];
  const spoken = new Set<string | undefined>();
  const read = (line: string): void => {
    if (line.trim() === '') return;
    const event = parseEvent(line);
    if (event.kind === 'program-output') {
      if (spoken.has(event.withheldOf)) return;
      spoken.add(event.withheldOf);
    }
    events.push(event);
  };
  let partial: string[] = [];
  try {
    for await (const chunk of createReadStream(file, { encoding: 'utf8' }) as AsyncIterable<string>) {
      const end = chunk.lastIndexOf('\n');
      if (end >= 0) {
        const whole = partial.join('') + chunk.slice(0, end);
        partial = [];
        for (const line of whole.split('\n')) read(line);
      }
      partial.push(chunk.slice(end + 1));
    }
  } catch {
    return [...events, { kind: 'cut-off' }];
  }
  const rest = partial.join('');
  if (mayBeEvent(rest)) events.push({ kind: 'cut-off' });
  else read(rest);
  return events;
}

/** The document in what a command has printed: a wrapper may have words around it. Throws an Error that quotes one that has none. */
export function jsonIn(printed: string): string {
  const begin = printed.search(/^\{(?:"|\}?\s*$)/m);
  if (begin < 0) {
    throw new Error(`it begins with ${JSON.stringify(brief(printed.trim().split('\n', 1)[0] ?? '', 200))}`);
  }
  return printed.slice(begin, printed.lastIndexOf('}') + 1);
}
