import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isOverriding, listConfiguration } from './root-module.ts';
import { findStateBlocksOfJson, readStateBlocks } from './state-blocks.ts';

/** A configuration of nothing but the backend block; or why none can be made, for people. */
export type BackendAlone =
  | { readonly kind: 'found'; readonly file: string; readonly text: string }
  | { readonly kind: 'unknown'; readonly why: string };

/** What a file says of where the state lies, as configurations of it alone. */
type Said =
  { readonly kind: 'blocks'; readonly texts: readonly string[] } | { readonly kind: 'unknown'; readonly why: string };

/**
 * The backend block of a root module of which the tool cannot make anything: broken elsewhere, in the midst of a merge, with
 * files that cannot be read. Only where no more than one block can be meant.
 */
export async function readBackendAlone(directory: string, tool: 'terraform' | 'tofu'): Promise<BackendAlone> {
  const names = await listConfiguration(directory, tool);
  const overriding: { readonly name: string; readonly text: string }[] = [];
  const others: { readonly name: string; readonly text: string }[] = [];
  let doubt: string | undefined;
  for (const name of names) {
    const said = await readSaid(join(directory, name), name);
    if (said.kind === 'blocks') {
      (isOverriding(name) ? overriding : others).push(...said.texts.map((text) => ({ name, text })));
      continue;
    }
    // A module has one backend block: where another file has it, this one has none, unless it is to override that.
    if (isOverriding(name) || said.why !== NOT_READABLE) return { kind: 'unknown', why: `${name} ${said.why}` };
    doubt ??= `${name} ${said.why}`;
  }
  const [block, second] = overriding.length > 0 ? overriding.slice(-1) : others;
  if (block === undefined) return { kind: 'unknown', why: doubt ?? 'no file there has a backend block' };
  if (second !== undefined) {
    return { kind: 'unknown', why: `${block.name} and ${second.name} have a backend block each` };
  }
  if (/\b(?:var|local)\./.test(block.text)) {
    return { kind: 'unknown', why: `${block.name} has a backend block of variables or locals` };
  }
  return { kind: 'found', file: block.name.endsWith('.json') ? 'backend.tf.json' : 'backend.tf', text: block.text };
}

const NOT_READABLE = 'cannot be read';

/** What looks like a block that says where a state lies, wherever it stands. */
const MENTIONED = /\b(?:backend|state_store)\s+"?[\w-]+"?\s*\{|\bcloud\s*\{/g;
const COMMENT_LINE = /^[ \t]*(?:#|\/\/).*$/gm;
const CONFLICT = /^<{7}(?: .*)?\r?\n[^]*?^>{7}(?: .*)?$/gm;
const MARK = /^(?:<{7}|={7}|>{7}|\|{7})(?: .*)?$/m;

async function readSaid(file: string, name: string): Promise<Said> {
  const nothing = { kind: 'blocks', texts: [] } as const;
  let text: string;
  try {
    // The tool passes over a directory that is called like a file of its own.
    if ((await stat(file)).isDirectory()) return nothing;
    text = await readFile(file, 'utf8');
  } catch {
    return { kind: 'unknown', why: NOT_READABLE };
  }
  return name.endsWith('.json') ? readJson(text) : readNative(text);
}

function readNative(text: string): Said {
  const conflicts = [...text.matchAll(CONFLICT)];
  const rest = text.replace(CONFLICT, '').replace(COMMENT_LINE, '');
  const isAboutState = conflicts.some(
    ({ 0: conflict, index }) =>
      /\b(?:backend|state_store|cloud)\b/.test(conflict) || isWithinBlock(text.slice(0, index)),
  );
  if (isAboutState || MARK.test(rest)) {
    return { kind: 'unknown', why: 'has marks of a conflict where it may say where the state lies' };
  }
  const blocks = readStateBlocks(rest);
  const texts = blocks.flatMap(({ text: block }) => (block === undefined ? [] : [`terraform {\n${block}\n}\n`]));
  // Before a mistake or behind it there may be more than is understood.
  const mentioned = rest.match(MENTIONED)?.length ?? 0;
  if (texts.length !== mentioned) return { kind: 'unknown', why: 'is broken where it may say where the state lies' };
  return { kind: 'blocks', texts };
}

/** Whether a block that says where a state lies is open where this text ends. */
function isWithinBlock(before: string): boolean {
  const text = before.replace(CONFLICT, '').replace(COMMENT_LINE, '');
  const last = [...text.matchAll(MENTIONED)].at(-1);
  if (last === undefined) return false;
  const since = text.slice(last.index);
  return since.split('{').length > since.split('}').length;
}

function readJson(text: string): Said {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return /"(?:backend|state_store|cloud|terraform)"/.test(text)
      ? { kind: 'unknown', why: 'is broken where it may say where the state lies' }
      : { kind: 'blocks', texts: [] };
  }
  const count = findStateBlocksOfJson(text).length;
  if (count === 0) return { kind: 'blocks', texts: [] };
  const backend = backendOf(json);
  return backend === undefined || count > 1
    ? { kind: 'unknown', why: 'says in more than one place where the state lies' }
    : { kind: 'blocks', texts: [JSON.stringify({ terraform: { backend } })] };
}

/** Of the usual form, in which nothing is a list. */
function backendOf(json: unknown): unknown {
  const terraform = (json as { readonly terraform?: { readonly backend?: unknown } }).terraform;
  return Array.isArray(terraform) ? undefined : terraform?.backend;
}
