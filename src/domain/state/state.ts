import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { canonicalJson, jsonObject } from '../json.ts';

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
  /** Canonical JSON of every attribute: compared, never shown. */
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

const Instance = v.object({
  index_key: v.optional(v.union([v.string(), v.number()])),
  deposed: v.optional(v.string()),
  attributes: v.optional(v.nullable(jsonObject)),
  attributes_flat: v.optional(v.nullable(jsonObject)),
  sensitive_attributes: v.optional(v.unknown()),
});
const Resource = v.object({
  module: v.optional(v.string()),
  mode: v.string(),
  type: v.string(),
  name: v.string(),
  provider: v.string(),
  instances: v.array(Instance),
});
const State = v.object({
  version: v.literal(4),
  serial: v.number(),
  lineage: v.string(),
  resources: v.array(Resource),
});
const Recorded = v.object({
  outputs: v.optional(v.unknown()),
  resources: v.array(v.unknown()),
});
const Sealed = v.object({ serial: v.optional(v.number()) });

/** Parses the bytes of a state object, format version 4; anything else is opaque, and opaque is never overwritten. */
export function parseState(body: Uint8Array): StateContent {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(body));
  } catch {
    return { kind: 'opaque', serial: undefined };
  }
  const state = v.safeParse(State, json);
  if (!state.success) {
    const sealed = v.safeParse(Sealed, json);
    return { kind: 'opaque', serial: sealed.success ? sealed.output.serial : undefined };
  }
  const { serial, lineage, resources } = state.output;
  const instances = resources.filter((resource) => resource.mode === 'managed').flatMap(managedInstances);
  return { kind: 'plain', serial, lineage, instances };
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
  encrypted_data: v.optional(v.string()),
});

export function identifyState(body: Uint8Array): StateIdentity {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(body));
  } catch {
    return { serial: undefined, lineage: undefined, isEncrypted: false };
  }
  const parsed = v.safeParse(Identity, json);
  if (!parsed.success) return { serial: undefined, lineage: undefined, isEncrypted: false };
  const { serial, lineage, encrypted_data } = parsed.output;
  return { serial, lineage, isEncrypted: encrypted_data !== undefined };
}

function managedInstances(resource: v.InferOutput<typeof Resource>): ManagedInstance[] {
  const name = [resource.module, resource.type, resource.name].filter((part) => part !== undefined).join('.');
  return resource.instances.map((instance) => {
    const index = instance.index_key === undefined ? '' : `[${JSON.stringify(instance.index_key)}]`;
    const deposed = instance.deposed === undefined ? '' : ` (deposed ${instance.deposed})`;
    const attributes = instance.attributes ?? instance.attributes_flat ?? {};
    const id = attributes['id'];
    return {
      address: name + index + deposed,
      type: resource.type,
      provider: resource.provider,
      id: typeof id === 'string' && id !== '' ? id : undefined,
      idIsSecret: isSecretId(resource.type, id, { attributes, sensitive: instance.sensitive_attributes }),
      attributes: canonicalJson(attributes),
    };
  });
}

/** The ids of the random provider are its values; elsewhere an id may repeat an attribute that is marked sensitive. */
function isSecretId(
  type: string,
  id: unknown,
  marked: { readonly attributes: Readonly<Record<string, unknown>>; readonly sensitive: unknown },
): boolean {
  if (type.startsWith('random_')) return true;
  const paths = JSON.stringify(marked.sensitive ?? []);
  return Object.entries(marked.attributes).some(
    ([name, value]) => paths.includes(JSON.stringify(name)) && (name === 'id' || value === id),
  );
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
 * lineage do not count, for a push on S3 makes new ones. Bytes that are no plain state are named by themselves.
 */
export function stateFingerprint(body: Uint8Array): string {
  let content: string | Uint8Array = body;
  try {
    const json: unknown = JSON.parse(new TextDecoder().decode(body));
    const parsed = v.safeParse(Recorded, json);
    if (parsed.success) content = canonicalJson(parsed.output);
  } catch {
    // Named by its bytes.
  }
  return createHash('sha256').update(content).digest('hex');
}

/** The digest that Terraform keeps in the `-md5` item: hex MD5 of the raw state object. */
export function stateDigest(body: Uint8Array): string {
  return createHash('md5').update(body).digest('hex');
}
