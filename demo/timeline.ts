/** Prints what happens as it happens, in lines of at most 100 columns, and keeps it for the page. */
import { styleText } from 'node:util';
import type { Moment } from './record.ts';

type Style = Parameters<typeof styleText>[0];

const COLUMNS = 100;
const TIME_COLUMNS = 7;
const WHO_COLUMNS = 9;
const INDENT = ' '.repeat(TIME_COLUMNS + WHO_COLUMNS + 4);

const STYLES: Readonly<Record<string, Style>> = {
  carol: 'yellow',
  ana: 'cyan',
  ben: 'magenta',
};

export class Timeline {
  readonly moments: Moment[] = [];
  readonly #startedAtMs = Date.now();
  #look: () => void = () => undefined;
  readonly #print: (line: string) => void;

  constructor(print: (line: string) => void) {
    this.#print = print;
  }

  /** `look` tells what has happened by itself so far, and is asked before anything else is told. */
  follow(look: () => void): void {
    this.#look = look;
  }

  /** Milliseconds since the start. */
  at(epochMs: number): number {
    return epochMs - this.#startedAtMs;
  }

  heading(text: string): void {
    this.#look();
    this.#print(`\n${styleText('bold', text)}`);
  }

  tell(who: string, text: string): void {
    this.#look();
    const moment = this.#keep({ who, text, isComment: false, facts: [] });
    const [first = '', ...rest] = wrap(text, COLUMNS - INDENT.length);
    this.#print(`${label(moment, STYLES[who] ?? 'dim')}${first}`);
    for (const line of rest) this.#print(INDENT + line);
  }

  /** A comment that has been written or changed. */
  quote(who: string, headline: string, facts: readonly string[]): void {
    const moment = this.#keep({ who, text: headline, isComment: true, facts });
    const bar = styleText('green', '│ ');
    const width = COLUMNS - INDENT.length - 2;
    const [first = '', ...rest] = wrap(headline, width);
    this.#print(`${label(moment, 'green')}${bar}${styleText('bold', first)}`);
    for (const line of rest) this.#print(`${INDENT}${bar}${styleText('bold', line)}`);
    for (const line of facts.flatMap((fact) => wrap(fact, width))) this.#print(`${INDENT}${bar}${line}`);
  }

  #keep(told: Omit<Moment, 'atMs'>): Moment {
    const moment = { atMs: this.at(Date.now()), ...told };
    this.moments.push(moment);
    return moment;
  }
}

export function renderSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function label({ atMs, who }: Moment, style: Style): string {
  const time = styleText('dim', renderSeconds(atMs).padStart(TIME_COLUMNS));
  return `${time}  ${styleText(style, who.padEnd(WHO_COLUMNS))}  `;
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = '';
    }
    line += line === '' ? word : ` ${word}`;
  }
  return [...lines, line];
}
