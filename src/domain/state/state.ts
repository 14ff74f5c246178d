import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { bytesOf, elementsOf, kindOf, memberSpans, parseSpan, spanOf, type Bytes, type Span } from './json-members.ts';
import { writeCanonical } from './json-parts.ts';

/** One object that a state manages, as far as telling it from another needs. */
export interface ManagedInstance {
  /** `module.a.aws_sqs_queue.jobs["x"]`, with ` (deposed 1a2b3c4d)` behind a deposed one. */
  readonly address: string;
  readonly type: string;
  /** The provider configuration, as the state names it. */
  readonly provider: string;
  /** The provider's own `id`; undefined when the type has none. */
  readonly id: string | undefined;
  /** Whether the id may be shown: some are a secret's value. */
  readonly idIsSecret: boolean;
  /** Digest of the canonical JSON of every attribute: compared, never shown. */
  readonly attributes: string;
}

/** What a state object says of itself. */
export type StateContent =
  | {
      readonly kind: 'plain';
      readonly serial: number;
      readonly lineage: string;
      readonly instances: readonly ManagedInstance[];
    }
  /** Encrypted by OpenTofu, or no state that this version can read: nothing in it can be compared. */
  | { readonly kind: 'opaque'; readonly serial: number | undefined };

const Resource = v.object({
  module: v.optional(v.string()),
  mode: v.string(),
  type: v.string(),
  name: v.string(),
  provider: v.string(),
});
const Instance = v.object({
  index_key: v.optional(v.union([v.string(), v.number()])),
  deposed: v.optional(v.string()),
});
const State = v.object({ version: v.literal(4), serial: v.number(), lineage: v.string() });
const Sealed = v.object({ serial: v.optional(v.number()) });

/** Parses the bytes of a state object, format version 4; anything else is opaque, and opaque is never overwritten. */
export function parseState(body: Uint8Array): StateContent {
  const bytes = bytesOf(body);
  const members = openDocument(bytes);
  if (members === undefined) return { kind: 'opaque', serial: undefined };
  const state = v.safeParse(State, pick(bytes, members, ['version', 'serial', 'lineage']));
  const instances = readInstances(bytes, members.get('resources'));
  if (!state.success || instances === undefined) {
    const sealed = v.safeParse(Sealed, pick(bytes, members, ['serial']));
    return { kind: 'opaque', serial: sealed.success ? sealed.output.serial : undefined };
  }
  const { serial, lineage } = state.output;
  return { kind: 'plain', serial, lineage, instances };
}

type Members = ReadonlyMap<string, Span>;

/** The members of what is an object as a whole; undefined for anything else. */
function openDocument(bytes: Bytes): Members | undefined {
  try {
    const document = spanOf(bytes);
    return kindOf(bytes, document) === 'object' ? memberSpans(bytes, document) : undefined;
  } catch {
    return undefined;
  }
}

/** Those of these members that there are, parsed. */
function pick(bytes: Bytes, members: Members, names: readonly string[]): Readonly<Record<string, unknown>> {
  const found = names.flatMap((name) => {
    const span = members.get(name);
    return span === undefined ? [] : [[name, parseSpan(bytes, span)] as const];
  });
  return Object.fromEntries(found);
}

/** Undefined where something is not as it is in a state. */
function readInstances(bytes: Bytes, resources: Span | undefined): readonly ManagedInstance[] | undefined {
  if (resources === undefined || kindOf(bytes, resources) !== 'list') return undefined;
  const found: ManagedInstance[] = [];
  for (const span of elementsOf(bytes, resources)) {
    const members = memberSpans(bytes, span);
    const resource = v.safeParse(Resource, pick(bytes, members, ['module', 'mode', 'type', 'name', 'provider']));
    const instances = members.get('instances');
    if (!resource.success || instances === undefined || kindOf(bytes, instances) !== 'list') return undefined;
    for (const instance of elementsOf(bytes, instances)) {
      const read = readInstance(bytes, instance, resource.output);
      if (read === undefined) return undefined;
      if (read !== 'not-managed') found.push(read);
    }
  }
  return found;
}

function readInstance(
  bytes: Bytes,
  span: Span,
  { module, mode, type, name, provider }: v.InferOutput<typeof Resource>,
): ManagedInstance | 'not-managed' | undefined {
  if (kindOf(bytes, span) !== 'object') return undefined;
  const members = memberSpans(bytes, span);
  const instance = v.safeParse(Instance, pick(bytes, members, ['index_key', 'deposed']));
  const given = [members.get('attributes'), members.get('attributes_flat')];
  const isValid = given.every((one) => one === undefined || ['object', 'null'].includes(kindOf(bytes, one)));
  if (!instance.success || !isValid) return undefined;
  if (mode !== 'managed') return 'not-managed';
  const attributes = given.find((one) => one !== undefined && kindOf(bytes, one) === 'object');
  const { index_key: key, deposed } = instance.output;
  const address = [
    [module, type, name].filter((part) => part !== undefined).join('.'),
    key === undefined ? '' : `[${JSON.stringify(key)}]`,
    deposed === undefined ? '' : ` (deposed ${deposed})`,
  ].join('');
  const inside = attributes === undefined ? new Map<string, Span>() : memberSpans(bytes, attributes);
  const { id } = pick(bytes, inside, ['id']);
  return {
    address,
    type,
    provider,
    id: typeof id === 'string' && id !== '' ? id : undefined,
    idIsSecret: isSecretId(type, id, { bytes, attributes: inside, sensitive: members.get('sensitive_attributes') }),
    attributes: attributes === undefined ? NO_ATTRIBUTES : digestOfJson(bytes, attributes),
  };
}

function digestOfJson(bytes: Bytes, span: Span): string {
  const hash = createHash('sha256');
  writeCanonical(bytes, span, (text) => hash.update(text));
  return hash.digest('hex');
}

const NO_ATTRIBUTES = createHash('sha256').update('{}').digest('hex');

/** The ids of the random provider are its values; elsewhere an id may repeat an attribute that is marked sensitive. */
function isSecretId(
  type: string,
  id: unknown,
  marked: { readonly bytes: Bytes; readonly attributes: Members; readonly sensitive: Span | undefined },
): boolean {
  if (type.startsWith('random_')) return true;
  const { bytes, attributes, sensitive } = marked;
  const paths = sensitive === undefined ? '[]' : JSON.stringify(parseSpan(bytes, sensitive) ?? []);
  const isId = (span: Span): boolean =>
    // A text of so many bytes is longer, even where each character is an escape.
    (typeof id !== 'string' || span.to - span.from <= 2 + 6 * id.length) && parseSpan(bytes, span) === id;
  return [...attributes].some(([name, span]) => paths.includes(JSON.stringify(name)) && (name === 'id' || isId(span)));
}

/** What stands in clear in every state, encrypted or not. */
export interface StateIdentity {
  readonly serial: number | undefined;
  readonly lineage: string | undefined;
  /** Encrypted by OpenTofu: no version of it can push such a file. */
  readonly isEncrypted: boolean;
}

const Identity = v.object({
  serial: v.optional(v.number()),
  lineage: v.optional(v.string()),
});

export function identifyState(body: Uint8Array): StateIdentity {
  const bytes = bytesOf(body);
  const members: Members = openDocument(bytes) ?? new Map<string, Span>();
  const sealed = members.get('encrypted_data');
  const parsed = v.safeParse(Identity, pick(bytes, members, ['serial', 'lineage']));
  if (!parsed.success || (sealed !== undefined && kindOf(bytes, sealed) !== 'text')) {
    return { serial: undefined, lineage: undefined, isEncrypted: false };
  }
  const { serial, lineage } = parsed.output;
  return { serial, lineage, isEncrypted: sealed !== undefined };
}

/**
 * The instances of one state that the other does not know. An instance is known when the other has one of the same
 * type, provider and id, either at the same address or alike in every attribute; each of the other's explains one only.
 * Attributes count because some ids say nothing (`random_password` has the id `none`): doubt means another object.
 */
export function findInstancesBeyond(
  state: readonly ManagedInstance[],
  production: readonly ManagedInstance[],
): readonly ManagedInstance[] {
  const identity = ({ type, provider, id }: ManagedInstance): string => JSON.stringify([type, provider, id ?? null]);
  const unclaimed = Map.groupBy(production, identity);
  const claim = (instance: ManagedInstance, matches: (other: ManagedInstance) => boolean): boolean => {
    const candidates = unclaimed.get(identity(instance)) ?? [];
    const index = candidates.findIndex(matches);
    if (index >= 0) candidates.splice(index, 1);
    return index >= 0;
  };
  const alike = (one: ManagedInstance, other: ManagedInstance): boolean => one.attributes === other.attributes;
  const inPlace = (one: ManagedInstance, other: ManagedInstance): boolean =>
    one.address === other.address && (one.id !== undefined || alike(one, other));
  return state
    .filter((instance) => !claim(instance, (other) => inPlace(instance, other)))
    .filter((instance) => !claim(instance, (other) => alike(instance, other)));
}

/**
 * Names what a state records of the world: two states with the same one have the same outputs and resources. Serial and
 * lineage do not count, for a push on S3 makes new ones; numbers count in their own digits where a double has not so many.
 * Bytes that are no plain state are named by themselves.
 */
export function stateFingerprint(body: Uint8Array): string {
  try {
    const bytes = bytesOf(body);
    const members = openDocument(bytes);
    const [outputs, resources] = [members?.get('outputs'), members?.get('resources')];
    if (resources !== undefined && kindOf(bytes, resources) === 'list') {
      const hash = createHash('sha256');
      const write = (text: string): void => void hash.update(text);
      if (outputs !== undefined) {
        write('{"outputs":');
        writeCanonical(bytes, outputs, write);
      }
      write(outputs === undefined ? '{"resources":' : ',"resources":');
      writeCanonical(bytes, resources, write);
      write('}');
      return hash.digest('hex');
    }
  } catch {
    // Named by its bytes.
  }
  return createHash('sha256').update(body).digest('hex');
}

/** The digest that Terraform keeps in the `-md5` item: hex MD5 of the raw state object. */
export function stateDigest(body: Uint8Array): string {
  return createHash('md5').update(body).digest('hex');
}
