import { createHash } from 'node:crypto';
import { parseJsonExactly } from '../json.ts';
import {
  bytesOf,
  elementsOf,
  kindOf,
  membersOf,
  memberSpans,
  readSpan,
  textOfSpan,
  type Bytes,
  type Span,
} from './json-members.ts';

/** In bytes: what is no longer is parsed at once, which is the quickest. */
const AT_ONCE = 65_536;

/** Of a long text: pieces of this size are forgotten at once, larger ones only when memory is short. */
const PIECE = 8192;

/** What is nested deeper is taken as a whole, like something small. */
const DEEPEST = 64;

export function isSmall({ from, to }: Span): boolean {
  return to - from <= AT_ONCE;
}

/** Keeps one of texts that are equal: most of a plan is there twice, as it was and as it will be. */
export type SharedTexts = Map<string, string>;

function sharedText(bytes: Bytes, span: Span, texts: SharedTexts): string {
  const hash = createHash('sha256');
  for (const part of partsOf(bytes, span)) hash.update(part);
  const name = hash.digest('base64');
  // By pieces: what is JSON, what is parsed and the text itself would be there at one time.
  const found = texts.get(name) ?? [...piecesOf(bytes, span)].join('');
  texts.set(name, found);
  return found;
}

/** As `parseJsonExactly` does, part by part: the whole text is never held, nor the same long text twice. */
export function parseByParts(bytes: Bytes, span: Span, texts: SharedTexts, depth = 0): unknown {
  if (isSmall(span) || depth >= DEEPEST) return parseJsonExactly(textOfSpan(bytes, span));
  switch (kindOf(bytes, span)) {
    case 'text':
      return sharedText(bytes, span, texts);
    case 'list': {
      const list: unknown[] = [];
      for (const { span: part, isLong } of batchesOf(bytes, span)) {
        if (isLong) list.push(parseByParts(bytes, part, texts, depth + 1));
        else list.push(...(parseJsonExactly(`[${textOfSpan(bytes, part)}]`) as readonly unknown[]));
      }
      return list;
    }
    case 'object': {
      const members = new Map<string, unknown>();
      const large: { readonly span: Span; readonly value: unknown }[] = [];
      for (const { name, span: of } of membersOf(bytes, span)) {
        // As it was and as it will be are often the same.
        const same = isSmall(of) ? undefined : large.find((other) => areEqual(bytes, other.span, of));
        const value = same === undefined ? parseByParts(bytes, of, texts, depth + 1) : same.value;
        if (!isSmall(of) && same === undefined) large.push({ span: of, value });
        members.set(name, value);
      }
      return Object.fromEntries(members);
    }
    case 'number':
    case 'boolean':
    case 'null':
      return parseJsonExactly(textOfSpan(bytes, span));
  }
}

/** A value that is parsed each time it is asked for: of what stays as it is, next to nothing is ever looked at. */
export class LaterJson {
  readonly #raw: Uint8Array;
  constructor(raw: Uint8Array) {
    this.#raw = raw;
  }

  parse(): unknown {
    return parseByParts(bytesOf(this.#raw), { from: 0, to: this.#raw.length }, new Map());
  }
}

/** What it is, parsed now if it is to be parsed later. */
export function valueOf(value: unknown): unknown {
  return value instanceof LaterJson ? value.parse() : value;
}

function* partsOf(bytes: Bytes, { from, to }: Span): Generator<Uint8Array> {
  for (let at = from; at < to;) {
    const part = bytes.read(at).subarray(0, to - at);
    at += part.length;
    yield part;
  }
}

/** Whether the same bytes stand there. */
export function areEqual(bytes: Bytes, one: Span, other: Span): boolean {
  if (one.to - one.from !== other.to - other.from) return false;
  for (let done = 0; one.from + done < one.to;) {
    const a = bytes.read(one.from + done).slice(0, AT_ONCE);
    const b = bytes.read(other.from + done);
    const length = Math.min(a.length, b.length, one.to - one.from - done);
    if (Buffer.compare(a.subarray(0, length), b.subarray(0, length)) !== 0) return false;
    done += length;
  }
  return true;
}

interface Batch {
  /** Of one long element, or of short ones that stand beside each other, with the commas between them. */
  readonly span: Span;
  readonly isLong: boolean;
}

function* batchesOf(bytes: Bytes, list: Span): Generator<Batch> {
  let batch: Span | undefined;
  for (const element of elementsOf(bytes, list)) {
    const isLong = !isSmall(element);
    const joined: Span = { from: batch?.from ?? element.from, to: element.to };
    if (batch !== undefined && !isSmall(joined)) {
      yield { span: batch, isLong: false };
      batch = undefined;
    }
    if (isLong) yield { span: element, isLong };
    else batch = batch === undefined ? element : joined;
  }
  if (batch !== undefined) yield { span: batch, isLong: false };
}

/**
 * Passes on the canonical JSON of a value (`canonicalJson`: sorted names, no white space), part by part. A number that a
 * double does not hold stands there in its own characters, so that unequal numbers stay unequal.
 */
export function writeCanonical(bytes: Bytes, span: Span, write: (text: string) => void, depth = 0): void {
  if (isSmall(span) || depth >= DEEPEST) {
    write(canonicalText(parseKeepingNumbers(textOfSpan(bytes, span))));
    return;
  }
  switch (kindOf(bytes, span)) {
    case 'text':
      writeText(bytes, span, write);
      return;
    case 'list': {
      let isFirst = true;
      write('[');
      for (const { span: part, isLong } of batchesOf(bytes, span)) {
        if (!isFirst) write(',');
        isFirst = false;
        if (isLong) writeCanonical(bytes, part, write, depth + 1);
        else write(canonicalText(parseKeepingNumbers(`[${textOfSpan(bytes, part)}]`)).slice(1, -1));
      }
      write(']');
      return;
    }
    case 'object': {
      let before = '{';
      const members = memberSpans(bytes, span);
      for (const name of sortedNames([...members.keys()])) {
        write(`${before}${JSON.stringify(name)}:`);
        before = ',';
        writeCanonical(bytes, members.get(name) ?? span, write, depth + 1);
      }
      write(before === '{' ? '{}' : '}');
      return;
    }
    case 'number':
    case 'boolean':
    case 'null':
      write(canonicalText(parseKeepingNumbers(textOfSpan(bytes, span))));
  }
}

/** As an object has them whose members were put in sorted: those that are places of a list come first. */
function sortedNames(names: readonly string[]): readonly string[] {
  return Object.keys(Object.fromEntries([...names].sort((a, b) => (a < b ? -1 : 1)).map((name) => [name, 0])));
}

function writeText(bytes: Bytes, span: Span, write: (text: string) => void): void {
  write('"');
  for (const piece of piecesOf(bytes, span)) write(JSON.stringify(piece).slice(1, -1));
  write('"');
}

/** A long text in pieces, none of which ends within a character or an escape. */
function* piecesOf(bytes: Bytes, { from, to }: Span): Generator<string> {
  const end = to - 1;
  let carried = '';
  for (let at = from + 1; at < end;) {
    const raw = readSpan(bytes, { from: at, to: Math.min(at + PIECE, end) });
    const piece = at + raw.length === end ? raw : raw.subarray(0, wholeCharacters(raw));
    const text = carried + (JSON.parse(`"${PIECES.decode(piece)}"`) as string);
    at += piece.length;
    // Both halves of one character may be escapes, one in each piece.
    const isHalf = at < end && isHighSurrogate(text.charCodeAt(text.length - 1));
    carried = isHalf ? text.slice(-1) : '';
    yield isHalf ? text.slice(0, -1) : text;
  }
}

const PIECES = new TextDecoder('utf-8', { ignoreBOM: true });
const BACKSLASH = 0x5c;
/** `\u` and four digits. */
const LONGEST_ESCAPE = 6;

/** How many bytes of the beginning of a text have no escape and no character cut off at their end. */
function wholeCharacters(raw: Uint8Array): number {
  let end = raw.length;
  // A byte that continues a character cannot begin a piece, nor can the first of one end it.
  while (end > 0 && ((raw[end - 1] ?? 0) & 0xc0) === 0x80) end -= 1;
  if (end > 0 && (raw[end - 1] ?? 0) >= 0xc0) end -= 1;
  // Bytes that are no text at all.
  if (raw.length - end > LONGEST_CHARACTER) end = raw.length;
  for (let at = Math.max(0, end - LONGEST_ESCAPE); at < end; at += 1) {
    if (raw[at] !== BACKSLASH) continue;
    let first = at;
    while (first > 0 && raw[first - 1] === BACKSLASH) first -= 1;
    // Of an even number of them each second one is what the one before it escapes.
    const begin = (at - first) % 2 === 0 ? at : at - 1;
    const length = raw[begin + 1] === 0x75 ? LONGEST_ESCAPE : 2;
    if (begin + length > end) return begin;
    at = begin + length - 1;
  }
  return end;
}

const LONGEST_CHARACTER = 4;

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

/** A number that a double does not hold. */
class ExactNumber {
  readonly source: string;
  constructor(source: string) {
    this.source = source;
  }
}

function parseKeepingNumbers(text: string): unknown {
  if (!MAY_BE_INEXACT.test(text)) return JSON.parse(text);
  const exactly = (_: string, value: unknown, { source }: { readonly source?: string }): unknown =>
    typeof value === 'number' && source !== undefined && !isExact(value, source) ? new ExactNumber(source) : value;
  return JSON.parse(text, exactly as (this: unknown, key: string, value: unknown) => unknown);
}

/** Looking at every value is slow, and only numbers of so many digits, or with such an exponent, can be meant. */
const MAY_BE_INEXACT = /\d[\d.]{15}|(?:^|[[,:\s])-?\d[\d.]*[eE][-+]?\d{3}/;

/** Up to 15 digits are told apart by a double, within its range. */
function isExact(value: number, source: string): boolean {
  if (value === 0) return /^-?[0.]+(?:[eE]|$)/.test(source);
  if (!Number.isFinite(value) || Math.abs(value) < SMALLEST_OF_FULL_PRECISION) return false;
  return source.length <= 15 || String(value) === source;
}

const SMALLEST_OF_FULL_PRECISION = 2.2250738585072014e-308;

function canonicalText(value: unknown): string {
  if (value instanceof ExactNumber) return value.source;
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = value as Readonly<Record<string, unknown>>;
  const given = Object.keys(members);
  // Terraform writes them sorted.
  const names = given.every((name, index) => index === 0 || (given[index - 1] ?? '') < name)
    ? given
    : sortedNames(given);
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonicalText(members[name])}`).join(',')}}`;
}
