/** A page of the documentation, as far as it can be checked. */
import MarkdownIt, { type Token } from 'markdown-it';

interface Block {
  readonly language: string;
  readonly text: string;
  readonly line: number;
}

export interface Page {
  readonly blocks: readonly Block[];
  readonly headings: readonly { readonly level: number; readonly text: string; readonly line: number }[];
  /** What `#…` may lead to. */
  readonly anchors: readonly string[];
  /** Of links and pictures, as written. */
  readonly targets: readonly { readonly target: string; readonly line: number }[];
  /** Code within a sentence. */
  readonly codes: readonly { readonly text: string; readonly line: number }[];
}

const markdown = new MarkdownIt({ html: true });

export function readPage(text: string): Page {
  const tokens = markdown.parse(text, {});
  const blocks: Block[] = [];
  const headings: Page['headings'][number][] = [];
  const targets: Page['targets'][number][] = [];
  const codes: Page['codes'][number][] = [];
  const ids: string[] = [];
  let line = 1;
  tokens.forEach((token, index) => {
    // The cells of a table have no line of their own, but the row that they are in has.
    if (token.map !== null) line = token.map[0] + 1;
    if (token.type === 'fence')
      blocks.push({ language: token.info.trim().split(/\s/)[0] ?? '', text: token.content, line });
    if (token.type === 'heading_open') {
      headings.push({ level: Number(token.tag.slice(1)), text: textOf(tokens[index + 1]), line });
    }
    for (const part of [token, ...(token.children ?? [])]) {
      targets.push(...targetsOf(part).map((target) => ({ target, line })));
      ids.push(...attributesIn(part, 'id|name'));
      if (part.type === 'code_inline') codes.push({ text: part.content, line });
    }
  });
  return { blocks, headings, anchors: [...slugsOf(headings.map((heading) => heading.text)), ...ids], targets, codes };
}

function textOf(inline: Token | undefined): string {
  return (inline?.children ?? []).map(({ type, content }) => (type === 'html_inline' ? '' : content)).join('');
}

function targetsOf(token: Token): readonly string[] {
  const own = [token.attrGet('href'), token.attrGet('src')].flatMap((target) =>
    target === null ? [] : [String(target)],
  );
  return [...own, ...attributesIn(token, 'href|src|srcset')];
}

function attributesIn({ type, content }: Token, names: string): readonly string[] {
  if (type !== 'html_block' && type !== 'html_inline') return [];
  return [...content.matchAll(new RegExp(`\\s(?:${names})="([^"]+)"`, 'g'))].map(([, value = '']) => value);
}

/** GitHub's anchors: what is neither letter, digit, hyphen nor `_` is dropped, and a second one of a name is numbered. */
export function slugsOf(headings: readonly string[]): readonly string[] {
  const taken = new Map<string, number>();
  return headings.map((heading) => {
    const slug = heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
      .replaceAll(' ', '-');
    const before = taken.get(slug);
    taken.set(slug, (before ?? 0) + 1);
    return before === undefined ? slug : `${slug}-${before}`;
  });
}
