import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { brief } from '../../../domain/failure.ts';
import { mayBeEvent, parseEvent, type ToolEvent } from '../../../domain/events/event.ts';
import { readSpan, within, type Bytes, type Span } from '../../../domain/state/json-members.ts';
import { openLines } from '../../../domain/events/lines.ts';
import { ToolFailed } from '../../../domain/stack/tool-failed.ts';
import { openFileBytes } from './file-bytes.ts';

/** What a command has printed into this file. Rejects with ToolFailed when it cannot be read. */
export async function readPrinted(command: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new ToolFailed(`what ${command} printed cannot be read (${String(cause)})`, '', { cause });
  }
}

/** In bytes: a page has room for a twentieth of it. */
const LONGEST_READ = 4_194_304;

/** What a command has printed for people to read, unless nobody could. */
export async function readForPages(command: string, file: string): Promise<string> {
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  );
  if (size <= LONGEST_READ) return readPrinted(command, file);
  return `(${Math.round(size / 1_000_000)} MB of text, too long for a page)`;
}

/** The same, a part of it at a time: plans and outputs may be larger than memory has room for. */
export function openPrinted(command: string, file: string): Bytes & Disposable {
  try {
    return openFileBytes(file);
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
  const lines = openLines();
  try {
    for await (const chunk of createReadStream(file, { encoding: 'utf8' }) as AsyncIterable<string>) {
      for (const line of lines.readOn(chunk)) read(line);
    }
  } catch {
    return [...events, { kind: 'cut-off' }];
  }
  const rest = lines.end();
  if (mayBeEvent(rest)) events.push({ kind: 'cut-off' });
  else read(rest);
  return events;
}

/** A wrapper has no more to say around what a command prints. */
const WORDS_AT_MOST = 1_048_576;

/** The document in what a command has printed: a wrapper may have words around it. Throws an Error that quotes one that has none. */
export function jsonIn(printed: Bytes): Bytes {
  const { length } = printed;
  // Each byte is one character here.
  const read = (span: Span): string => Buffer.from(readSpan(printed, span)).toString('latin1');
  const head = read({ from: 0, to: Math.min(length, WORDS_AT_MOST) });
  const from = head.search(/^\{(?:"|\}?\s*$)/m);
  if (from < 0) {
    const begin = brief(Buffer.from(head, 'latin1').toString().trim().split('\n', 1)[0] ?? '', 200);
    throw new Error(`it begins with ${JSON.stringify(begin)}`);
  }
  const behind = Math.max(from, length - WORDS_AT_MOST);
  const end = read({ from: behind, to: length }).lastIndexOf('}');
  return within(printed, { from, to: end < 0 ? length : behind + end + 1 });
}
