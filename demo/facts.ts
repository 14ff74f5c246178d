/** A comment in a few lines for a terminal: its headline, and what stands unfolded below it. */
export interface CommentFacts {
  readonly headline: string;
  readonly facts: readonly string[];
}

export function readFacts(body: string): CommentFacts {
  const lines = unfolded(body)
    .split('\n')
    .map((line) => line.replace(/^(?:> ?)+/, '').trim());
  const headline = lines.find((line) => line.startsWith('### ')) ?? lines.find((line) => line !== '') ?? '';
  return {
    headline: plain(headline.replace(/^### (?:`[^`]*`: )?/, '')),
    facts: [...withoutTables(lines), ...tableRows(lines)].map(plain).slice(0, 4),
  };
}

function unfolded(body: string): string {
  return body
    .replace(/<!--.*?-->/gs, '')
    .replace(/<details>.*?<\/details>/gs, '')
    .replace(/<sub>.*?<\/sub>/gs, '')
    .replace(/^(`{3,}).*?^\1$/gms, '');
}

function withoutTables(lines: readonly string[]): string[] {
  return lines.filter((line) => line !== '' && !/^(?:\||#|\[!)/.test(line));
}

/** Tables of a name and a value per row; the table of a plan's resources, which has a heading, is too long for here. */
function tableRows(lines: readonly string[]): string[] {
  const rows = lines.filter((line) => line.startsWith('|')).map(cellsOf);
  const [heading] = rows;
  if (heading === undefined || heading.some((cell) => cell !== '')) return [];
  return rows
    .filter((cells) => cells.some((cell) => !/^-*$/.test(cell)))
    .map((cells) => cells.filter((cell) => cell !== '').join(': '));
}

function cellsOf(row: string): string[] {
  return row
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim());
}

function plain(markdown: string): string {
  return markdown
    .replaceAll('`', '')
    .replaceAll('**', '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/<br>/g, ' ');
}
