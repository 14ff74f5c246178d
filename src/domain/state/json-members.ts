/**
 * Reads the members of a JSON text without parsing what is in them: a state of 100 MB, or the plan of one, has a few that
 * are needed. What is JSON here is what `JSON.parse(new TextDecoder().decode(bytes))` takes, and nothing else.
 */

/** Bytes that lie anywhere: in memory, or in a file that is read by and by. */
export interface Bytes {
  readonly length: number;
  /** What lies there from `from` on: one byte at least before the end, and as many as are at hand: good until the next read. */
  read(from: number): Uint8Array;
}

/** Where a value stands: offsets in bytes, `to` behind its last one. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Member {
  readonly name: string;
  readonly span: Span;
}

export type JsonKind = 'object' | 'list' | 'text' | 'number' | 'boolean' | 'null';

/** Bytes in memory. */
export function bytesOf(body: Uint8Array): Bytes {
  return { length: body.length, read: (from) => (from === 0 ? body : body.subarray(from)) };
}

/** A part of them, as bytes of its own. */
export function within(bytes: Bytes, { from, to }: Span): Bytes {
  const length = to - from;
  return {
    length,
    read: (at) => {
      const window = bytes.read(from + at);
      return window.length > length - at ? window.subarray(0, length - at) : window;
    },
  };
}

/** The one value that these bytes are the JSON of. Throws SyntaxError where they are none. */
export function spanOf(bytes: Bytes): Span {
  const cursor = new Cursor(bytes, 0);
  // TextDecoder takes it away.
  if (BYTE_ORDER_MARK.every((byte) => cursor.take(byte))) cursor.skipSpace();
  else cursor.moveTo(0);
  cursor.skipSpace();
  const from = cursor.at;
  cursor.skipValue();
  const to = cursor.at;
  cursor.skipSpace();
  if (cursor.at < bytes.length) throw cursor.trouble();
  return { from, to };
}

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/** What kind of value stands there, by its first byte. */
export function kindOf(bytes: Bytes, { from }: Span): JsonKind {
  return KINDS.get(bytes.read(from)[0] ?? END) ?? 'number';
}

/**
 * The members of an object, in the order in which they stand, one that is given twice among them twice; none of a value of
 * another kind. Throws SyntaxError where there is no JSON.
 */
export function* membersOf(bytes: Bytes, { from, to }: Span): Generator<Member> {
  const cursor = new Cursor(bytes, from);
  if (!cursor.take(OBJECT)) return;
  cursor.skipSpace();
  while (cursor.at < to && !cursor.take(OBJECT_END)) {
    const name = cursor.at;
    cursor.skipText();
    const end = cursor.at;
    cursor.skipSpace();
    cursor.expect(COLON);
    cursor.skipSpace();
    const value = cursor.at;
    cursor.skipValue();
    const { at } = cursor;
    yield { name: parseSpan(bytes, { from: name, to: end }) as string, span: { from: value, to: at } };
    // Others have read since.
    cursor.moveTo(at);
    cursor.skipSpace();
    if (cursor.take(COMMA)) cursor.skipSpace();
  }
}

/** The elements of a list, in their order; none of a value of another kind. Throws SyntaxError where there is no JSON. */
export function* elementsOf(bytes: Bytes, { from, to }: Span): Generator<Span> {
  const cursor = new Cursor(bytes, from);
  if (!cursor.take(LIST)) return;
  cursor.skipSpace();
  while (cursor.at < to && !cursor.take(LIST_END)) {
    const element = cursor.at;
    cursor.skipValue();
    const { at } = cursor;
    yield { from: element, to: at };
    // Others have read since.
    cursor.moveTo(at);
    cursor.skipSpace();
    if (cursor.take(COMMA)) cursor.skipSpace();
  }
}

/** The members of an object by their names; of one that is given twice the last counts, as with JSON.parse. */
export function memberSpans(bytes: Bytes, span: Span): ReadonlyMap<string, Span> {
  const found = new Map<string, Span>();
  for (const { name, span: value } of membersOf(bytes, span)) found.set(name, value);
  return found;
}

/** The bytes of a span, good until the next read: a view of them where they are at hand. */
export function readSpan(bytes: Bytes, { from, to }: Span): Uint8Array {
  const first = bytes.read(from);
  if (first.length >= to - from) return first.subarray(0, to - from);
  const whole = new Uint8Array(to - from);
  let at = 0;
  for (let part = first; ; part = bytes.read(from + at)) {
    const fitting = part.subarray(0, whole.length - at);
    whole.set(fitting, at);
    at += fitting.length;
    if (at >= whole.length) return whole;
  }
}

/** The characters that stand there. */
export function textOfSpan(bytes: Bytes, span: Span): string {
  return KEEPING_MARKS.decode(readSpan(bytes, span));
}

/** Within a text this is a character like any other. */
const KEEPING_MARKS = new TextDecoder('utf-8', { ignoreBOM: true });

/** All of a value: for what is known to be small, or needed whole. */
export function parseSpan(bytes: Bytes, span: Span): unknown {
  return JSON.parse(textOfSpan(bytes, span));
}

const [OBJECT, OBJECT_END, LIST, LIST_END] = [0x7b, 0x7d, 0x5b, 0x5d] as const;
const [QUOTE, BACKSLASH, COMMA, COLON, MINUS, PLUS, POINT] = [0x22, 0x5c, 0x2c, 0x3a, 0x2d, 0x2b, 0x2e] as const;
const [ZERO, NINE] = [0x30, 0x39] as const;
const [LETTER_T, LETTER_F, LETTER_N, LETTER_U, LETTER_E] = [0x74, 0x66, 0x6e, 0x75, 0x65] as const;
const END = -1;
const KINDS: ReadonlyMap<number, JsonKind> = new Map([
  [OBJECT, 'object'],
  [LIST, 'list'],
  [QUOTE, 'text'],
  [LETTER_T, 'boolean'],
  [LETTER_F, 'boolean'],
  [LETTER_N, 'null'],
]);
const LETTER_E_LARGE = 0x45;
const SPACE = 0x20;
/** `"`, `\`, `/`, `b`, `f`, `n`, `r` and `t` may stand behind a backslash. */
const ESCAPED: ReadonlySet<number> = new Set([QUOTE, BACKSLASH, 0x2f, 0x62, 0x66, LETTER_N, 0x72, LETTER_T]);
const WORDS: ReadonlyMap<number, string> = new Map([
  [LETTER_T, 'true'],
  [LETTER_F, 'false'],
  [LETTER_N, 'null'],
]);

/** Goes through the bytes, one window of them after the other. */
class Cursor {
  readonly #bytes: Bytes;
  #window: Uint8Array = new Uint8Array();
  #base = 0;
  at: number;

  constructor(bytes: Bytes, at: number) {
    this.#bytes = bytes;
    this.at = at;
    this.moveTo(at);
  }

  moveTo(at: number): void {
    this.at = at;
    this.#base = at;
    this.#window = at < this.#bytes.length ? this.#bytes.read(at) : new Uint8Array();
  }

  /** The byte that stands here, END behind the last one. */
  peek(): number {
    const index = this.at - this.#base;
    if (index < this.#window.length) return this.#window[index] ?? END;
    if (this.at >= this.#bytes.length) return END;
    this.moveTo(this.at);
    return this.#window[0] ?? END;
  }

  next(): number {
    const byte = this.peek();
    this.at += 1;
    return byte;
  }

  /** Goes past this byte, if it stands here. */
  take(byte: number): boolean {
    if (this.peek() !== byte) return false;
    this.at += 1;
    return true;
  }

  expect(byte: number): void {
    if (!this.take(byte)) throw this.trouble();
  }

  trouble(): SyntaxError {
    return new SyntaxError(`no JSON at byte ${this.at}`);
  }

  skipSpace(): void {
    for (;;) {
      const byte = this.peek();
      if (byte !== SPACE && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return;
      this.at += 1;
    }
  }

  /** Past one value, however deep: what is open is kept in a stack of its own. */
  skipValue(): void {
    const open = new Stack();
    for (;;) {
      const byte = this.peek();
      if (byte === OBJECT || byte === LIST) {
        this.at += 1;
        this.skipSpace();
        if (this.take(byte + 2)) {
          if (!this.#skipEnds(open)) return;
        } else {
          open.push(byte);
          if (byte === OBJECT) this.#skipName();
        }
        continue;
      }
      if (byte === QUOTE) this.skipText();
      else if (WORDS.has(byte)) this.#skipWord(WORDS.get(byte) ?? '');
      else this.#skipNumber();
      if (!this.#skipEnds(open)) return;
    }
  }

  /** What follows a value: to the next one, or false when the outermost has ended. */
  #skipEnds(open: Stack): boolean {
    while (open.size > 0) {
      this.skipSpace();
      const kind = open.top;
      if (this.take(COMMA)) {
        this.skipSpace();
        if (kind === OBJECT) this.#skipName();
        return true;
      }
      this.expect(kind + 2);
      open.pop();
    }
    return false;
  }

  #skipName(): void {
    this.skipText();
    this.skipSpace();
    this.expect(COLON);
    this.skipSpace();
  }

  skipText(): void {
    this.expect(QUOTE);
    for (;;) {
      const window = this.#window;
      let index = this.at - this.#base;
      // Most bytes of a big document are in here.
      while (index < window.length) {
        const byte = window[index] ?? END;
        if (byte === QUOTE || byte === BACKSLASH || byte < SPACE) break;
        index += 1;
      }
      this.at = this.#base + index;
      const byte = this.next();
      if (byte === QUOTE) return;
      if (byte === BACKSLASH) this.#skipEscape();
      else if (byte < SPACE) {
        this.at -= 1;
        throw this.trouble();
      }
    }
  }

  #skipEscape(): void {
    const byte = this.next();
    if (ESCAPED.has(byte)) return;
    if (byte !== LETTER_U) throw this.trouble();
    for (let digit = 0; digit < 4; digit += 1) {
      const hex = this.next();
      const isLetter = (hex | SPACE) >= 0x61 && (hex | SPACE) <= 0x66;
      if (!isDigit(hex) && !isLetter) throw this.trouble();
    }
  }

  #skipWord(word: string): void {
    for (let index = 0; index < word.length; index += 1) this.expect(word.charCodeAt(index));
  }

  #skipNumber(): void {
    this.take(MINUS);
    if (!this.take(ZERO)) this.#skipDigits();
    if (this.take(POINT)) this.#skipDigits();
    if (!this.take(LETTER_E) && !this.take(LETTER_E_LARGE)) return;
    if (!this.take(MINUS)) this.take(PLUS);
    this.#skipDigits();
  }

  #skipDigits(): void {
    if (!isDigit(this.peek())) throw this.trouble();
    while (isDigit(this.peek())) this.at += 1;
  }
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE;
}

/** Of bytes: a document may be nested as deep as it is long. */
class Stack {
  #bytes = new Uint8Array(64);
  size = 0;

  push(byte: number): void {
    if (this.size === this.#bytes.length) {
      const larger = new Uint8Array(2 * this.size);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes[this.size] = byte;
    this.size += 1;
  }

  pop(): void {
    this.size -= 1;
  }

  get top(): number {
    return this.#bytes[this.size - 1] ?? END;
  }
}
