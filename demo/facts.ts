/** A comment in a few lines for a terminal: its headline, and what stands unfolded below it. */
export interface CommentFacts {
  readonly headline: string;
  readonly facts: readonly string[];
}

const MOST_FACTS = 3;

export function readFacts(body: string): CommentFacts {
  const lines = unfolded(body)
    .split('\n')
    .map((line) => line.replace(/^(?:> ?)+/, '').trim());
  const headline = lines.find((line) => line.startsWith('### ')) ?? lines.find((line) => line !== '') ?? '';
  // A table without a heading has a name and a value per row; one of a plan's resources is too long for here.
  const isTableOfNames = !/[^|\s]/.test(lines.find((line) => line.startsWith('|')) ?? '');
  const facts = lines.flatMap((line) => {
    if (line === '' || line === headline || line.startsWith('[!')) return [];
    if (!line.startsWith('|')) return [line];
    return isTableOfNames ? nameAndValue(line) : [];
  });
  return { headline: plain(headline.replace(/^### (?:`[^`]*`: )?/, '')), facts: facts.map(plain).slice(0, MOST_FACTS) };
}

function unfolded(body: string): string {
  return body
    .replace(/<!--.*?-->/gs, '')
    .replace(/<details>.*?<\/details>/gs, '')
    .replace(/<sub>.*?<\/sub>/gs, '')
    .replace(/^(`{3,}).*?^\1$/gms, '');
}

function nameAndValue(row: string): string[] {
  const cells = row
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim())
    .filter((cell) => !/^-*$/.test(cell));
  return cells.length === 0 ? [] : [cells.join(': ')];
}

function plain(markdown: string): string {
  return markdown
    .replaceAll('`', '')
    .replaceAll('**', '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/<br>/g, ' ');
}
