import * as v from 'valibot';
import { asRecord, jsonObject } from '../json.ts';
import type { ChangeAction, UnknownPart } from './plan.ts';

/** The parts of a plan's JSON, each read by itself: one that cannot be read leaves the others what they are. */

export const Values = v.object({
  before: v.optional(v.unknown()),
  after: v.optional(v.unknown()),
  after_unknown: v.optional(v.unknown()),
  before_sensitive: v.optional(v.unknown()),
  after_sensitive: v.optional(v.unknown()),
});

export const Change = v.object({
  ...Values.entries,
  actions: v.array(v.string()),
  // What is only told may be told in another way one day.
  replace_paths: v.fallback(v.optional(v.array(v.array(v.union([v.string(), v.number()])))), undefined),
  importing: v.optional(v.unknown()),
  before_identity: v.optional(v.unknown()),
});

const ResourceEntry = v.object({
  address: v.string(),
  module_address: v.optional(v.string()),
  name: v.optional(v.string(), ''),
  previous_address: v.optional(v.string()),
  mode: v.string(),
  type: v.string(),
  deposed: v.optional(v.string()),
  action_reason: v.fallback(v.optional(v.string()), undefined),
  change: Change,
});

export type ResourceEntry = v.InferOutput<typeof ResourceEntry>;

const OutputEntry = v.object({ ...Values.entries, actions: v.array(v.string()) });

const InvocationEntry = v.object({
  address: v.string(),
  type: v.optional(v.string()),
  name: v.optional(v.string()),
  provider_name: v.optional(v.string()),
  config_values: v.optional(v.unknown()),
  config_unknown: v.optional(v.unknown()),
  config_sensitive: v.optional(v.unknown()),
  lifecycle_action_trigger: v.optional(jsonObject),
  invoke_action_trigger: v.optional(jsonObject),
});

export type InvocationEntry = v.InferOutput<typeof InvocationEntry>;

const DriftEntry = v.object({ address: v.string(), change: v.optional(Values, {}) });

const reason = v.fallback(v.optional(v.string(), ''), '');
const DeferredEntry = v.union([
  v.object({ reason, resource_change: v.object({ address: v.string() }) }),
  v.object({ reason, action_invocation: v.object({ address: v.string() }) }),
]);

const CheckEntry = v.object({
  address: v.object({ to_display: v.string() }),
  status: v.string(),
  instances: v.optional(
    v.array(v.object({ problems: v.optional(v.array(v.object({ message: v.optional(v.string(), '') })), []) })),
    [],
  ),
});

/** What of a member is understood, and the rest of it. */
export interface Read<T> {
  readonly read: readonly T[];
  readonly unread: readonly UnknownPart[];
}

const openMember =
  <const S extends v.GenericSchema>(member: string, schema: S) =>
  (json: unknown): Read<v.InferOutput<S>> => {
    if (json === undefined || json === null) return { read: [], unread: [] };
    if (!Array.isArray(json)) return { read: [], unread: [{ address: member, what: 'what it is' }] };
    const read: v.InferOutput<S>[] = [];
    const unread: UnknownPart[] = [];
    json.forEach((entry: unknown, place) => {
      const parsed = v.safeParse(schema, entry);
      if (parsed.success) read.push(parsed.output);
      else unread.push(unreadPart(entry, `${member}[${place}]`, v.getDotPath(parsed.issues[0])));
    });
    return { read, unread };
  };

export const readResources = openMember('resource_changes', ResourceEntry);
export const readInvocations = openMember('action_invocations', InvocationEntry);
/** Whether somebody has moved what was reviewed is asked of it: it is not passed over. */
export const readDrift = openMember('resource_drift', DriftEntry);
/** Nothing of it is done by this plan. */
export const readDeferred = openMember('deferred_changes', DeferredEntry);
export const readDeferredInvocations = openMember('deferred_action_invocations', DeferredEntry);
/** They are told of, and do nothing. */
export const readChecks = openMember('checks', CheckEntry);

export function readOutputs(
  json: Readonly<Record<string, unknown>>,
): Read<readonly [string, v.InferOutput<typeof OutputEntry>]> {
  const read: (readonly [string, v.InferOutput<typeof OutputEntry>])[] = [];
  const unread: UnknownPart[] = [];
  for (const [name, entry] of Object.entries(json)) {
    const parsed = v.safeParse(OutputEntry, entry);
    if (parsed.success) read.push([name, parsed.output]);
    else unread.push({ address: `output ${name}`, what: describeIssue(v.getDotPath(parsed.issues[0])) });
  }
  return { read, unread };
}

function unreadPart(entry: unknown, place: string, path: string | null): UnknownPart {
  const address = asRecord(entry)?.['address'];
  return { address: typeof address === 'string' ? address : place, what: describeIssue(path) };
}

function describeIssue(path: string | null): string {
  return path === null ? 'what it is' : `its ${path}`;
}

const KNOWN_MEMBERS: ReadonlySet<string> = new Set([
  'action_invocations',
  'applyable',
  'checks',
  'complete',
  'configuration',
  'deferred_action_invocations',
  'deferred_changes',
  'errored',
  'format_version',
  'output_changes',
  'planned_values',
  'prior_state',
  'relevant_attributes',
  'resource_changes',
  'resource_drift',
  'terraform_version',
  'timestamp',
  'variables',
]);

/**
 * What a newer version has beside the members that are known. A list of things with addresses may be something that is
 * done to them, as `action_invocations` was once; all else does nothing by itself, and is none of this.
 */
export function findUnknownMembers(plan: Readonly<Record<string, unknown>>): readonly UnknownPart[] {
  return Object.entries(plan)
    .filter(([member]) => !KNOWN_MEMBERS.has(member))
    .flatMap(([member, list]) =>
      (Array.isArray(list) ? (list as readonly unknown[]) : [])
        .map((entry) => asRecord(entry)?.['address'])
        .filter((address) => typeof address === 'string')
        .map((address) => ({ address, what: `its place in ${member}` })),
    );
}

/** By Terraform's and OpenTofu's words for it; Terraform forgets after it creates, and OpenTofu before. */
export function parseAction(actions: readonly string[]): ChangeAction {
  switch (actions.join(',')) {
    case 'delete,create':
    case 'create,delete':
      return 'replace';
    case 'create,forget':
    case 'forget,create':
      return 'create-and-forget';
    case 'create':
    case 'update':
    case 'delete':
    case 'read':
    case 'forget':
    case 'no-op':
      return actions[0] as ChangeAction;
    default:
      return 'unknown';
  }
}
