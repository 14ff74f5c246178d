import { brief } from '../domain/failure.ts';
import type { Conceal } from '../domain/secrets/conceal.ts';

/** Names longer than this are shown without their middle: an S3 bucket and key have at most 1,088 characters together. */
const LONGEST_NAME = 1200;
/** What a store says may be of any length, and a page has a budget. */
const LONGEST_SENTENCE = 8000;

/**
 * What has no width, or turns the text around it round: nobody would see it, or would see something else. Within one emoji
 * it is how that is written.
 */
const UNSEEN =
  /(?<!\p{Extended_Pictographic})\uFE0F|(?<!\p{Extended_Pictographic}\uFE0F?)\u200D|\u200D(?!\p{Extended_Pictographic})|(?![\t\n\r\u200D\uFE0F])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** Each character that cannot be seen by its code, such as `U+202E`; white space of one line stays what it is. */
export function visible(text: string): string {
  return text.replace(
    UNSEEN,
    (character) => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`,
  );
}

/** A code span that nothing in `text` can end; newlines become spaces. */
export function codeSpan(text: string): string {
  return spanOf(clipMiddle(flatten(text), LONGEST_NAME));
}

/** The same of a whole sentence: what it is about is never cut. */
export function sentenceSpan(text: string): string {
  return spanOf(brief(flatten(text), LONGEST_SENTENCE));
}

/** One line, in which nothing is unseen. */
function flatten(text: string): string {
  return visible(text).replace(/\s+/g, ' ');
}

function spanOf(flat: string): string {
  const ticks = '`'.repeat(longestRun(flat) + 1);
  const padding = /^`|`$|^ .* $/.test(flat) || flat === '' ? ' ' : '';
  return ticks + padding + flat + padding + ticks;
}

/** Words and numbers of a sentence, which mean nothing to Markdown, to HTML or to GitHub. */
const WORD = /^\p{L}[\p{L}\p{M}\p{N}]*(?:['’-][\p{L}\p{M}]+)*$/u;
const NUMBER = /^\d{1,6}(?:[.,]\d{1,6})?$/;
const DASH = /^[–—·…]$/;
/** GitHub makes links of these: `GH-12`, and what looks like a commit. */
const LINKED = /^(?:GH-\d+|[0-9a-f]{7,})$/i;

/**
 * A sentence of ours with names from elsewhere in it, as prose: what is no plain word, and what stands in backticks, is
 * inline code, so that no name can be more than text. Line ends become `<br>`. What `conceal` hides is taken out before:
 * nobody would find it in what this has taken apart.
 */
export function prose(text: string, conceal: Conceal | undefined): string {
  const lines = visible(conceal === undefined ? text : conceal(text))
    .split(/\r\n?|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return lines.length === 0 ? codeSpan('') : lines.map(proseOf).join('<br>');
}

function proseOf(line: string): string {
  const parts = brief(line, LONGEST_SENTENCE).match(/`[^`]+`[^\s`]*|\S+/g) ?? [];
  return parts
    .map((part, index) => {
      const [, quoted, rest = ''] = /^`([^`]+)`([.,;:!?)]*)$/.exec(part) ?? [];
      if (quoted !== undefined) return codeSpan(quoted) + rest;
      const [, begin = '', core = '', end = ''] = /^([("'“‘]*)(.*?)([)"'”’.,;:!?]*)$/.exec(part) ?? [];
      // At the begin of a line it would be the first of a list.
      const isListed = index === 0 && /^\d/.test(core);
      if (core === '' && begin + end === part && index > 0) return part;
      const isPlain = (WORD.test(core) || NUMBER.test(core) || DASH.test(core)) && !LINKED.test(core) && !isListed;
      return isPlain ? part : core === '' ? codeSpan(part) : begin + codeSpan(core) + end;
    })
    .join(' ');
}

/** A fence is longer than any run of backticks in it, so absurd runs are shortened rather than fenced twice over. */
const LONGEST_RUN = '`'.repeat(99);

/** A fenced block that nothing in `text` can end. A lone carriage return is a line's end to Markdown, and so it is here. */
export function fence(language: string, text: string): string {
  const lines = visible(text.replace(/\r\n?/g, '\n'))
    .replace(/\n+$/, '')
    .replace(/`{100,}/g, LONGEST_RUN);
  const ticks = '`'.repeat(Math.max(3, longestRun(lines) + 1));
  return `${ticks}${language}\n${lines}\n${ticks}`;
}

/** `3 lines`, `1 line`. */
export function countOf(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

function clipMiddle(text: string, most: number): string {
  if (text.length <= most) return text;
  const half = Math.floor((most - 3) / 2);
  return `${text.slice(0, half)} … ${text.slice(-half)}`;
}

/** A folded block; `summary` is our own words, `body` is Markdown. */
export function details(summary: string, body: string): string {
  return `<details>\n<summary>${summary}</summary>\n\n${body}\n\n</details>`;
}

export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [tableRow(header), `|${'---|'.repeat(header.length)}`, ...rows.map(tableRow)].join('\n');
}

/** A table's cells are split before code spans are looked for, so a pipe is escaped in code too. */
function tableRow(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** As many rows from the first on as `maxCharacters` hold. */
export function fittingRows(
  rows: readonly (readonly string[])[],
  maxCharacters: number,
): readonly (readonly string[])[] {
  return rows.slice(0, fittingLines(rows.map(tableRow), maxCharacters).length);
}

/** As many lines from the first on as `maxCharacters` hold. */
export function fittingLines(lines: readonly string[], maxCharacters: number): readonly string[] {
  let characters = 0;
  const end = lines.findIndex((line) => {
    characters += line.length + 1;
    return characters > maxCharacters;
  });
  return end < 0 ? lines : lines.slice(0, end);
}

/** `text` cut in the middle at line ends so that it fits `maxCharacters`, and how many lines were left out. */
export function cutMiddle(text: string, maxCharacters: number): { readonly text: string; readonly linesCut: number } {
  if (text.length <= maxCharacters) return { text, linesCut: 0 };
  const lines = text.split('\n');
  const half = Math.max(0, Math.floor(maxCharacters / 2) - 50);
  const head = fittingLines(lines, half);
  const tail = [...fittingLines(lines.slice(head.length).reverse(), half)].reverse();
  const linesCut = lines.length - head.length - tail.length;
  return {
    text: [...head, '', `… ${countOf(linesCut, 'line', 'lines')} left out here …`, '', ...tail].join('\n'),
    linesCut,
  };
}

function longestRun(text: string): number {
  let longest = 0;
  for (const run of text.matchAll(/`+/g)) longest = Math.max(longest, run[0].length);
  return longest;
}

/** Only what can be the page of a workflow run becomes a link. */
export function linkTarget(url: string): string {
  return /^https?:\/\/[\w.-]+(?::\d+)?\/[\w.-]+\/[\w.-]+\/actions\/runs\/\d+$/.test(url) ? url : '#';
}

/** Three spaces before every line: what belongs to a numbered step. */
export function indent(block: string): string {
  return block
    .split('\n')
    .map((line) => `   ${line}`)
    .join('\n');
}
