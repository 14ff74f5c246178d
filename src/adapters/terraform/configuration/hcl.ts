/** A piece of HCL's native syntax; what stands in comments is none. Source: hashicorp/hcl hclsyntax/spec.md. */
export interface HclToken {
  /** `text`: a string or a heredoc, as it is written without its marks. `line`: the end of one. */
  readonly kind: 'word' | 'text' | 'line' | 'other';
  readonly text: string;
}

/** The pieces of a text, in their order. In one that does not parse they may be others after the mistake. */
export function* readHcl(text: string): Generator<HclToken> {
  let at = 0;
  while (at < text.length) {
    const rest = text.slice(at, at + 2);
    const [character = ''] = rest;
    if (character === '#' || rest === '//') at = endOr(text, text.indexOf('\n', at));
    else if (rest === '/*') at = endOr(text, text.indexOf('*/', at), 2);
    else if (rest === '<<') {
      const end = afterHeredoc(text, at);
      const lines = text.slice(at, end).split('\n');
      if (lines.length > 1) yield { kind: 'text', text: lines.slice(1, -1).join('\n') };
      at = end;
    } else if (character === '"') {
      const end = afterQuoted(text, at + 1);
      yield { kind: 'text', text: unescaped(text.slice(at + 1, text[end - 1] === '"' ? end - 1 : end)) };
      at = end;
    } else if (character === '\n') {
      yield { kind: 'line', text: character };
      at += 1;
    } else {
      const [word] = /^[\p{L}\p{N}_.-]+/u.exec(text.slice(at, at + 400)) ?? [];
      if (word !== undefined) yield { kind: 'word', text: word };
      else if (!/\s/.test(character)) yield { kind: 'other', text: character };
      at += word?.length ?? 1;
    }
  }
}

const ESCAPED: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

function unescaped(text: string): string {
  return text
    .replace(/\\(?:u([\da-f]{4})|U([\da-f]{8})|([^]))/gi, (all, four?: string, eight?: string, one?: string) => {
      if (one !== undefined) return ESCAPED[one] ?? one;
      const code = Number.parseInt(four ?? eight ?? '', 16);
      return code > 0x10ffff ? all : String.fromCodePoint(code);
    })
    .replace(/([$%])\1\{/g, '$1{');
}

export function endOr(text: string, at: number, length = 0): number {
  return at < 0 ? text.length : at + length;
}

/** After the quote that ends a string; at the end of the line when there is none. */
export function afterQuoted(text: string, start: number): number {
  let at = start;
  while (at < text.length) {
    const character = text[at];
    if (character === '\\') at += 2;
    else if (/^(?:\$\$|%%)\{/.test(text.slice(at, at + 3))) at += 3;
    else if (/^[$%]\{/.test(text.slice(at, at + 2))) at = afterTemplate(text, at + 2);
    else if (character === '"') return at + 1;
    else if (character === '\n') return at;
    else at += 1;
  }
  return at;
}

/** After the brace that ends `${`. */
function afterTemplate(text: string, start: number): number {
  let depth = 1;
  let at = start;
  while (at < text.length) {
    const character = text[at];
    if (character === '"') {
      at = afterQuoted(text, at + 1);
      continue;
    }
    at += 1;
    if (character === '{') depth += 1;
    if (character === '}' && --depth === 0) return at;
  }
  return at;
}

/** After the line that ends a heredoc; after the signs when it is none. */
export function afterHeredoc(text: string, start: number): number {
  const [begin, marker = ''] = /^<<-?([\p{L}_][\p{L}\p{N}_-]*)[ \t]*\r?\n/u.exec(text.slice(start, start + 300)) ?? [];
  if (begin === undefined) return start + 2;
  let at = start + begin.length;
  while (at < text.length) {
    const end = endOr(text, text.indexOf('\n', at));
    if (text.slice(at, end).trim() === marker) return end;
    at = end + 1;
  }
  return text.length;
}
