import { afterHeredoc, afterQuoted, endOr } from './hcl.ts';

/** What says in a file of a root module where its state lies. Lines count from 1; a file of JSON tells none. */
export interface StateBlock {
  readonly kind: 'backend' | 'cloud' | 'state_store';
  /** `s3` of `backend "s3"`; empty for a block that has no label. */
  readonly label: string;
  readonly line: number | undefined;
}

type Token = { readonly kind: 'word' | 'string' | 'other'; readonly text: string };

/**
 * The blocks that say where the state lies, in a text of HCL's native syntax: those in a `terraform` block, and neither what
 * stands in a comment, a string or a heredoc, nor blocks of the same name elsewhere. In a text that does not parse they are
 * those before the mistake. Source: hashicorp/hcl hclsyntax/spec.md.
 */
export function findStateBlocks(text: string): readonly StateBlock[] {
  return scan(text).map(({ kind, label, line }) => ({ kind, label, line }));
}

/** The same with the text of each, from its name to its brace; undefined for one that does not end. */
export function readStateBlocks(text: string): readonly (StateBlock & { readonly text: string | undefined })[] {
  return scan(text).map(({ start, end, ...block }) => ({
    ...block,
    text: end === undefined ? undefined : text.slice(start, end),
  }));
}

interface Scanned extends StateBlock {
  readonly start: number;
  end: number | undefined;
}

function scan(text: string): readonly Scanned[] {
  const found: Scanned[] = [];
  /** The blocks around: their names, empty for what is none. */
  const around: { readonly name: string; readonly scanned: Scanned | undefined }[] = [];
  let header: Token[] = [];
  let headerAt = 0;
  let at = 0;
  while (at < text.length) {
    const rest = text.slice(at, at + 2);
    const [character = ''] = rest;
    if (header.length === 0) headerAt = at;
    if (character === '#' || rest === '//') at = endOr(text, text.indexOf('\n', at));
    else if (rest === '/*') at = endOr(text, text.indexOf('*/', at), 2);
    else if (rest === '<<') at = afterHeredoc(text, at);
    else if (character === '"') {
      const end = afterQuoted(text, at + 1);
      header.push({ kind: 'string', text: text.slice(at + 1, end - 1) });
      at = end;
    } else if (/[\p{L}_]/u.test(character)) {
      const [word = character] = /^[\p{L}\p{N}_-]+/u.exec(text.slice(at, at + 200)) ?? [];
      header.push({ kind: 'word', text: word });
      at += word.length;
    } else {
      if ('{(['.includes(character)) {
        const name = character === '{' ? blockName(header) : '';
        const isWithin = around.length === 1 && around[0]?.name === 'terraform';
        const kind = isWithin ? STATE_KINDS.find((one) => one === name) : undefined;
        const scanned: Scanned | undefined = kind && {
          kind,
          label: header[1]?.text ?? '',
          line: lineOf(text, at),
          start: headerAt,
          end: undefined,
        };
        if (scanned !== undefined) found.push(scanned);
        // `terraform "x" {` is none.
        around.push({ name: name === 'terraform' && header.length > 1 ? '' : name, scanned });
        header = [];
      } else if ('})]'.includes(character)) {
        const scanned = around.pop()?.scanned;
        if (scanned !== undefined) scanned.end = at + 1;
        header = [];
      } else if (character === '\n') header = [];
      else if (!/\s/.test(character)) header.push({ kind: 'other', text: character });
      at += 1;
    }
  }
  return found;
}

const STATE_KINDS = ['backend', 'cloud', 'state_store'] as const;

/** The same of a file of JSON, whose blocks are members: one, or several in a list. */
export function findStateBlocksOfJson(text: string): readonly StateBlock[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return [];
  }
  const members = listOf(json).flatMap((root) => listOf(memberOf(root, 'terraform')));
  return members.flatMap((terraform) =>
    STATE_KINDS.flatMap((kind) =>
      listOf(memberOf(terraform, kind)).flatMap((block): readonly StateBlock[] =>
        kind === 'cloud'
          ? [{ kind, label: '', line: undefined }]
          : Object.keys(block).map((label) => ({ kind, label, line: undefined })),
      ),
    ),
  );
}

function listOf(value: unknown): readonly object[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.filter((one): one is object => typeof one === 'object' && one !== null);
}

function memberOf(value: object, name: string): unknown {
  return Object.entries(value).find(([key]) => key === name)?.[1];
}

/** `backend` of `backend "s3"`; empty when what stands before the brace is no head of a block. */
function blockName([first, ...labels]: readonly Token[]): string {
  return first?.kind === 'word' && labels.every(({ kind }) => kind !== 'other') ? first.text : '';
}

function lineOf(text: string, at: number): number {
  return text.slice(0, at).split('\n').length;
}
