/** A comment in a few lines for a terminal: its headline, and what stands unfolded below it. */
export interface CommentFacts {
  readonly headline: string;
  readonly facts: readonly string[];
}

const MOST_FACTS = 3;

export function readFacts(body: string): CommentFacts {
  const lines = unfolded(body)
    .split('\n')
    .map((line) => line.replace(/^(?:> ?)*(?:- )?/, '').trim());
  const headline = lines.find((line) => line.startsWith('### ')) ?? lines.find((line) => line !== '') ?? '';
  // A table of a plan's resources is too long for here.
  const facts = lines.filter(
    (line) => line !== '' && line !== headline && !line.startsWith('[!') && !line.startsWith('|'),
  );
  return { headline: plain(headline.replace(/^### (?:`[^`]*`: )?/, '')), facts: facts.map(plain).slice(0, MOST_FACTS) };
}

function unfolded(body: string): string {
  return body
    .replace(/<!--.*?-->/gs, '')
    .replace(/<details>.*?<\/details>/gs, '')
    .replace(/<sub>.*?<\/sub>/gs, '')
    .replace(/^(`{3,}).*?^\1$/gms, '');
}

function plain(markdown: string): string {
  return markdown
    .replaceAll('`', '')
    .replaceAll('**', '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/<br>/g, ' ');
}
