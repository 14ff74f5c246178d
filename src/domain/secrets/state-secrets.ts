import * as v from 'valibot';
import { asRecord, memberOf } from '../json.ts';
import {
  bytesOf,
  elementsOf,
  kindOf,
  memberSpans,
  membersOf,
  parseSpan,
  spanOf,
  type Bytes,
  type Span,
} from '../state/json-members.ts';
import { parseByParts } from '../state/json-parts.ts';
import { openConceal, type Conceal } from './conceal.ts';
import { collectSecrets } from './secrets.ts';

const Step = v.object({ type: v.string(), value: v.optional(v.unknown()) });
const Instance = v.object({
  index_key: v.optional(v.union([v.string(), v.number()])),
  sensitive_attributes: v.optional(v.nullable(v.array(v.array(Step))), []),
});
const Resource = v.object({
  module: v.optional(v.string()),
  mode: v.string(),
  type: v.string(),
  name: v.string(),
});

/** A plan, as far as it says what must not be shown. */
export interface MarkedPlan {
  readonly changes: readonly {
    readonly address: string;
    readonly values: { readonly sensitive?: { readonly after: unknown } };
  }[];
  readonly conceal: Conceal;
  readonly hasUnknownSecrets: boolean;
}

/**
 * Takes out of a text what a plan marks as sensitive, and what the state that it was applied to does: of a value that is
 * known after the apply only, the plan has the mark and the state the value. Undefined where the state cannot be read, as
 * with one that is encrypted, and where something is ephemeral: then nobody knows what must not be shown.
 */
export function openStateConceal(plan: MarkedPlan, state: Uint8Array | undefined): Conceal | undefined {
  const found = plan.hasUnknownSecrets ? undefined : state && findStateSecrets(plan, state);
  if (found === undefined) return undefined;
  const conceal = openConceal(found);
  return (text) => conceal(plan.conceal(text));
}

function findStateSecrets({ changes }: Pick<MarkedPlan, 'changes'>, body: Uint8Array): ReadonlySet<string> | undefined {
  const marks = new Map(changes.map(({ address, values }) => [address, values.sensitive?.after]));
  const found = new Set<string>();
  try {
    const bytes = bytesOf(body);
    const state = memberSpans(bytes, spanOf(bytes));
    const [version, resources, outputs] = ['version', 'resources', 'outputs'].map((name) => state.get(name));
    if (version === undefined || parseSpan(bytes, version) !== 4) return undefined;
    if (resources === undefined || kindOf(bytes, resources) !== 'list') return undefined;
    for (const resource of elementsOf(bytes, resources)) collectOfResource(bytes, resource, { marks, found });
    if (outputs !== undefined) collectOfOutputs(bytes, outputs, found);
  } catch (error) {
    // No JSON, or no state.
    if (error instanceof SyntaxError || error instanceof v.ValiError) return undefined;
    throw error;
  }
  for (const word of TYPE_WORDS) found.delete(word);
  return found;
}

interface Collecting {
  readonly marks: ReadonlyMap<string, unknown>;
  readonly found: Set<string>;
}

function collectOfResource(bytes: Bytes, span: Span, { marks, found }: Collecting): void {
  const members = memberSpans(bytes, span);
  const resource = v.parse(Resource, parseMembers(bytes, members, ['module', 'mode', 'type', 'name']));
  const instances = v.parse(
    v.custom<Span>((of) => of !== undefined && kindOf(bytes, of as Span) === 'list'),
    members.get('instances'),
  );
  const parts = [resource.module, resource.mode === 'data' ? 'data' : undefined, resource.type, resource.name];
  const name = parts.filter((part) => part !== undefined).join('.');
  for (const one of elementsOf(bytes, instances)) {
    const inside = memberSpans(bytes, one);
    const instance = v.parse(Instance, parseMembers(bytes, inside, ['index_key', 'sensitive_attributes']));
    const { index_key: key, sensitive_attributes: paths } = instance;
    const given = inside.get('attributes');
    v.parse(v.picklist(['object', 'null']), given === undefined ? 'null' : kindOf(bytes, given));
    const marked = marks.get(key === undefined ? name : `${name}[${addressKey(key)}]`);
    if (given === undefined || (!marksAnything(marked) && (paths ?? []).length === 0)) continue;
    const attributes = parseSecretParts(bytes, given, { marks: marked, paths: paths ?? [] });
    // What has its type beside it may as well be an object with these names: both count.
    for (const form of [attributes, withoutTypes(attributes)]) {
      collectSecrets(form, marked, found);
      for (const path of paths ?? []) collectAt(form, path, found);
    }
  }
}

function collectOfOutputs(bytes: Bytes, outputs: Span, found: Set<string>): void {
  v.parse(v.literal('object'), kindOf(bytes, outputs));
  for (const { span } of membersOf(bytes, outputs)) {
    const members = memberSpans(bytes, span);
    const { sensitive } = parseMembers(bytes, members, ['sensitive']);
    const value = members.get('value');
    if (value !== undefined && marksAnything(sensitive))
      collectSecrets(parseByParts(bytes, value, new Map()), sensitive, found);
  }
}

function marksAnything(marks: unknown): boolean {
  return JSON.stringify(marks ?? null).includes('true');
}

/** Those of these members that there are. */
function parseMembers(
  bytes: Bytes,
  members: ReadonlyMap<string, Span>,
  names: readonly string[],
): Readonly<Record<string, unknown>> {
  const found = names.flatMap((name) => {
    const span = members.get(name);
    return span === undefined ? [] : [[name, parseByParts(bytes, span, new Map())] as const];
  });
  return Object.fromEntries(found);
}

/** The attributes, null in the place of those in which nothing is marked: they may be much. */
function parseSecretParts(
  bytes: Bytes,
  attributes: Span,
  { marks, paths }: { readonly marks: unknown; readonly paths: readonly (readonly v.InferOutput<typeof Step>[])[] },
): unknown {
  if (kindOf(bytes, attributes) !== 'object') return parseByParts(bytes, attributes, new Map());
  const members = memberSpans(bytes, attributes);
  const isWithType = members.size === 2 && members.has('value') && members.has('type');
  const isNamed = (name: string): boolean =>
    paths.some(([first]) => first === undefined || String(asRecord(first.value)?.['value'] ?? first.value) === name);
  const isNeeded = (name: string): boolean =>
    isWithType || marks === true || marksAnything(memberOf(marks, name)) || isNamed(name);
  return Object.fromEntries(
    [...members].map(([name, span]) => [name, isNeeded(name) ? parseByParts(bytes, span, new Map()) : null]),
  );
}

/** As an address has it: what would begin a template in a text is doubled there. */
function addressKey(key: string | number): string {
  return JSON.stringify(key).replace(/[$%]\{/g, (begin) => begin.charAt(0) + begin);
}

const TYPE_WORDS = ['string', 'number', 'bool', 'object', 'tuple', 'list', 'map', 'set', 'dynamic'];

/** A value whose type its schema leaves open is kept as `{ "value": …, "type": … }`. */
function withoutTypes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutTypes);
  const record = asRecord(value);
  if (record === undefined) return value;
  const names = Object.keys(record);
  if (names.length === 2 && Object.hasOwn(record, 'value') && Object.hasOwn(record, 'type')) {
    return withoutTypes(record['value']);
  }
  return Object.fromEntries(Object.entries(record).map(([name, part]) => [name, withoutTypes(part)]));
}

/** A step of a path is a name (`get_attr`) or a key (`index`, with its type around it). */
function collectAt(attributes: unknown, path: readonly v.InferOutput<typeof Step>[], found: Set<string>): void {
  let value = attributes;
  for (const { value: step } of path) {
    const key = asRecord(step)?.['value'] ?? step;
    value = memberOf(value, String(key));
  }
  collectSecrets(value, true, found);
}
