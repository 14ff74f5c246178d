import { parseRootOutputs, type Plan, type RootOutputs } from './plan.ts';
import { parsePlan } from './plan-document.ts';
import {
  elementsOf,
  kindOf,
  membersOf,
  memberSpans,
  parseSpan,
  readSpan,
  spanOf,
  type Bytes,
  type Span,
} from '../state/json-members.ts';
import { areEqual, isSmall, LaterJson, parseByParts, type SharedTexts } from '../state/json-parts.ts';

/** The whole state, and the whole state as it will be: what of them is another is among the changes. */
const NEVER_READ: ReadonlySet<string> = new Set(['planned_values', 'prior_state']);

/** Reads the JSON of a plan as `parsePlan` does, whatever its size. Throws SyntaxError for what is no JSON. */
export function readPlan(bytes: Bytes, known?: Iterable<string>, tool?: string): Plan {
  const document = spanOf(bytes);
  const source: Source = { bytes, texts: new Map() };
  if (kindOf(bytes, document) !== 'object') return parsePlan(parseByParts(bytes, document, source.texts), known, tool);
  const members = new Map<string, unknown>();
  for (const { name, span } of membersOf(bytes, document)) {
    members.set(name, NEVER_READ.has(name) ? null : readMember(source, name, span));
  }
  return parsePlan(Object.fromEntries(members), known, tool);
}

interface Source {
  readonly bytes: Bytes;
  readonly texts: SharedTexts;
}

function readMember(source: Source, name: string, span: Span): unknown {
  const { bytes, texts } = source;
  const kind = kindOf(bytes, span);
  if (isSmall(span) || (name !== 'resource_changes' && name !== 'output_changes')) {
    return parseByParts(bytes, span, texts);
  }
  if (kind === 'list') return Array.from(elementsOf(bytes, span), (entry) => readEntry(source, entry));
  if (kind !== 'object') return parseByParts(bytes, span, texts);
  const changes = Array.from(
    membersOf(bytes, span),
    (member) => [member.name, readChange(source, member.span)] as const,
  );
  return Object.fromEntries(changes);
}

/** One of `resource_changes`. */
function readEntry(source: Source, span: Span): unknown {
  const { bytes, texts } = source;
  if (isSmall(span)) return parseByParts(bytes, span, texts);
  const members = memberSpans(bytes, span);
  const change = members.get('change');
  // What moves or is imported is a change, whatever it is called.
  if (change === undefined || members.has('previous_address')) return parseByParts(bytes, span, texts);
  return Object.fromEntries(
    [...members].map(([name, of]) => [name, of === change ? readChange(source, of) : parseByParts(bytes, of, texts)]),
  );
}

/** Of what stays as it is the values are parsed when they are asked for. */
function readChange({ bytes, texts }: Source, span: Span): unknown {
  const members = memberSpans(bytes, span);
  const [actions, before, after] = [members.get('actions'), members.get('before'), members.get('after')];
  const isNoOp = actions !== undefined && JSON.stringify(parseByParts(bytes, actions, texts)) === '["no-op"]';
  if (isSmall(span) || !isNoOp || before === undefined || after === undefined || members.has('importing')) {
    return parseByParts(bytes, span, texts);
  }
  const later = new LaterJson(copyOf(bytes, before));
  return Object.fromEntries([
    ...[...members].map(([name, of]) => [name, of === before || of === after ? null : parseByParts(bytes, of, texts)]),
    ['before', later],
    ['after', areEqual(bytes, before, after) ? later : new LaterJson(copyOf(bytes, after))],
  ]) as unknown;
}

function copyOf(bytes: Bytes, span: Span): Uint8Array {
  return readSpan(bytes, span).slice();
}

/** Reads `terraform output -json` as `parseRootOutputs` does: what is sensitive is not even parsed. */
export function readRootOutputs(bytes: Bytes): RootOutputs {
  const document = spanOf(bytes);
  if (kindOf(bytes, document) !== 'object') return parseRootOutputs(parseSpan(bytes, document));
  const outputs = new Map<string, unknown>();
  for (const { name, span } of membersOf(bytes, document)) {
    const isSensitive = memberSpans(bytes, span).get('sensitive');
    const isLeftOut = isSensitive !== undefined && parseSpan(bytes, isSensitive) === true;
    outputs.set(name, isLeftOut ? { sensitive: true, value: null } : parseSpan(bytes, span));
  }
  return parseRootOutputs(Object.fromEntries(outputs));
}
