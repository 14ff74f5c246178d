/** A code span that nothing in `text` can end; newlines become spaces. */
export function codeSpan(text: string): string {
  const flat = text.replace(/\s+/g, ' ');
  const ticks = '`'.repeat(longestRun(flat) + 1);
  const padding = /^`|`$|^ .* $/.test(flat) || flat === '' ? ' ' : '';
  return ticks + padding + flat + padding + ticks;
}

/** A fenced block that nothing in `text` can end. */
export function fence(language: string, text: string): string {
  const ticks = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${ticks}${language}\n${text.replace(/\n+$/, '')}\n${ticks}`;
}

/** A folded block; `summary` is our own words, `body` is Markdown. */
export function details(summary: string, body: string): string {
  return `<details>\n<summary>${summary}</summary>\n\n${body}\n\n</details>`;
}

export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  // A table's cells are split before code spans are looked for, so a pipe is escaped in code too.
  const row = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [row(header), `|${'---|'.repeat(header.length)}`, ...rows.map(row)].join('\n');
}

/** `text` cut in the middle at line ends so that it fits `maxCharacters`, and how many lines were left out. */
export function cutMiddle(text: string, maxCharacters: number): { readonly text: string; readonly linesCut: number } {
  if (text.length <= maxCharacters) return { text, linesCut: 0 };
  const lines = text.split('\n');
  const half = Math.max(0, Math.floor(maxCharacters / 2) - 50);
  const head = takeLines(lines, half);
  const tail = takeLines(lines.slice(head.length).reverse(), half).reverse();
  const linesCut = lines.length - head.length - tail.length;
  return { text: [...head, '', `… ${String(linesCut)} lines left out here …`, '', ...tail].join('\n'), linesCut };
}

function takeLines(lines: readonly string[], maxCharacters: number): string[] {
  const taken: string[] = [];
  let characters = 0;
  for (const line of lines) {
    characters += line.length + 1;
    if (characters > maxCharacters) break;
    taken.push(line);
  }
  return taken;
}

function longestRun(text: string): number {
  let longest = 0;
  for (const run of text.matchAll(/`+/g)) longest = Math.max(longest, run[0].length);
  return longest;
}
