import * as v from 'valibot';
import { configurationAddress, findConfigured } from './configured.ts';
import { openExpressions, type Expressions } from './expressions.ts';
import { asRecord, canonicalJson, isSameJson, jsonObject, memberOf } from '../json.ts';
import {
  countChanges,
  isMarked,
  type ActionInvocation,
  type ChangeValues,
  type Plan,
  type ResourceChange,
  type Unchanged,
  type UnknownPart,
} from './plan.ts';
import {
  findUnknownMembers,
  parseAction,
  readChecks,
  readDeferred,
  readDeferredInvocations,
  readDrift,
  readInvocations,
  readOutputs,
  readResources,
  type Change,
  type InvocationEntry,
  type ResourceEntry,
  type Values,
} from './plan-parts.ts';
import { openConceal } from '../secrets/conceal.ts';
import { collectAll, collectSecrets, SetTexts, type MarkedValue } from '../secrets/secrets.ts';
import { renderPath } from './value-path.ts';

const PlanJson = v.looseObject({
  format_version: v.pipe(v.string(), v.regex(/^1\./, 'is not 1.x')),
  terraform_version: v.fallback(v.optional(v.string()), undefined),
  // Of two answers the one that has less done with the reviews.
  complete: v.fallback(v.optional(v.boolean(), true), false),
  resource_changes: v.optional(v.array(v.unknown())),
  output_changes: v.optional(jsonObject, {}),
});

/**
 * Parses `show -json <plan>` of Terraform and OpenTofu, format version 1.x. What a newer version has added is told of and
 * leaves the rest readable; throws an Error that names what is no such plan. `known` are secrets that the run knows of,
 * `tool` is what made it: the plan does not tell. Source: developer.hashicorp.com/terraform/internals/json-format.
 */
export function parsePlan(json: unknown, known: Iterable<string> = [], tool?: string): Plan {
  const plan = parse(PlanJson, json);
  const configuration = asRecord(plan['configuration']);
  const configured = findConfigured(configuration?.['root_module']);
  const expressions = openExpressions(configuration?.['root_module'], asRecord(plan['variables']) ?? {});
  const resources = readResources(plan.resource_changes);
  const outputs = readOutputs(plan.output_changes);
  const invocations = readInvocations(plan['action_invocations']);
  const drift = readDrift(plan['resource_drift']);
  const deferred = [
    readDeferred(plan['deferred_changes']),
    readDeferredInvocations(plan['deferred_action_invocations']),
  ];
  const checks = readChecks(plan['checks']);
  const entries = resources.read.map((entry) => resourceChange(entry, { configured, expressions }));
  const isChange = ({ action, previousAddress, importing }: ResourceChange): boolean =>
    action !== 'no-op' || previousAddress !== undefined || importing;
  const changes = entries.filter(isChange);
  const outputChanges = outputs.read.map(([name, change]) => ({
    name,
    action: parseAction(change.actions),
    values: valuesOf(change),
    setBy: expressions.ofOutput(name),
  }));
  const actionInvocations = numberAlike(invocations.read.map(describeInvocation));
  const secrets = findSecrets(plan);
  return {
    changes,
    outputChanges: outputChanges.filter(({ action }) => action !== 'no-op'),
    unchanged: [
      ...entries
        .filter((entry) => !isChange(entry))
        .map(({ address, values }): Unchanged => ({ kind: 'resource', address, values })),
      ...outputChanges
        .filter(({ action }) => action === 'no-op')
        .map(({ name: address, values }): Unchanged => ({ kind: 'output', address, values })),
    ],
    drift: drift.read.map((entry) => ({ address: entry.address, values: valuesOf(entry.change) })),
    deferred: deferred.flatMap(({ read }) =>
      read.map((entry) => ({
        address: 'resource_change' in entry ? entry.resource_change.address : entry.action_invocation.address,
        reason: entry.reason,
      })),
    ),
    counts: countChanges({ changes, actionInvocations }),
    complete: plan.complete && deferred.every(({ read, unread }) => read.length + unread.length === 0),
    madeBy:
      tool === undefined || plan.terraform_version === undefined
        ? undefined
        : { tool, version: plan.terraform_version },
    unknown: [
      ...entries
        .filter(({ action }) => action === 'unknown')
        .map(({ address, actions }) => ({ address, what: describeActions(actions) })),
      ...outputs.read
        .filter(([, { actions }]) => parseAction(actions) === 'unknown')
        .map(([name, { actions }]) => ({ address: `output ${name}`, what: describeActions(actions) })),
      ...[resources, outputs, invocations, drift].flatMap(({ unread }) => unread),
      ...(plan['configuration'] !== undefined && configuration === undefined ? [CONFIGURATION] : []),
      ...findUnknownMembers(plan),
    ],
    ephemeralVariables: findEphemeral(plan),
    hasUnknownSecrets: false,
    passedOver: [...deferred, checks].flatMap(({ unread }) => unread.map(({ address }) => address)),
    conceal: openConceal(new Set([...secrets, ...known])),
    secrets,
    failedChecks: checks.read
      .filter(({ status }) => status === 'fail' || status === 'error')
      .map(({ address, instances }) => ({
        address: address.to_display,
        messages: instances.flatMap(({ problems }) => problems.map(({ message }) => message)),
      })),
    actionInvocations,
  };
}

/** What it sets decides what may have become known since a review. */
const CONFIGURATION: UnknownPart = { address: 'configuration', what: 'what it is' };

function describeActions(actions: readonly string[]): string {
  return `the actions ${JSON.stringify(actions)}`;
}

interface Configuration {
  readonly configured: ReturnType<typeof findConfigured>;
  readonly expressions: Expressions;
}

function resourceChange(entry: ResourceEntry, { configured, expressions }: Configuration): ResourceChange {
  const { change } = entry;
  const inConfiguration = configurationAddress(entry);
  return {
    address: entry.deposed === undefined ? entry.address : `${entry.address} (deposed ${entry.deposed})`,
    previousAddress: entry.previous_address,
    type: entry.type,
    action: parseAction(change.actions),
    actions: change.actions,
    values: valuesOf(change),
    importing: change.importing !== undefined && change.importing !== null,
    importId: change.importing == null ? undefined : canonicalJson(change.importing),
    deposed: entry.deposed,
    identity: change.before_identity == null ? undefined : canonicalJson(change.before_identity),
    configured: configured.get(inConfiguration),
    setBy: expressions.ofResource(inConfiguration),
    reason: entry.action_reason,
    replacePaths: (change.replace_paths ?? []).map(renderPath),
    changedAttributes: findChangedAttributes(change),
  };
}

/** Those that are declared, and not among the plan's: every other one has a value there. */
function findEphemeral(plan: Readonly<Record<string, unknown>>): readonly string[] {
  const declared = asRecord(memberOf(memberOf(plan['configuration'], 'root_module'), 'variables'));
  const kept = asRecord(plan['variables']) ?? {};
  return Object.keys(declared ?? {}).filter((name) => !Object.hasOwn(kept, name));
}

/** Under a mark, or in a variable that is declared sensitive: wherever the same text stands, it must not be shown. */
function findSecrets(plan: Readonly<Record<string, unknown>>): ReadonlySet<string> {
  const found = new Set<string>();
  const listed = (member: string, inner?: string): readonly unknown[] => {
    const list = plan[member];
    return Array.isArray(list)
      ? list.map((entry: unknown) => (inner === undefined ? entry : memberOf(entry, inner)))
      : [];
  };
  const changes = [
    ...[listed('resource_changes'), listed('resource_drift'), listed('deferred_changes', 'resource_change')].flatMap(
      (list) => list.map((entry) => memberOf(entry, 'change')),
    ),
    ...Object.values(asRecord(plan['output_changes']) ?? {}),
  ];
  const values = changes.flatMap((change) =>
    (['before', 'after'] as const).map((side): MarkedValue => ({
      value: memberOf(change, side),
      marks: memberOf(change, `${side}_sensitive`),
    })),
  );
  const invoked = [...listed('action_invocations'), ...listed('deferred_action_invocations', 'action_invocation')].map(
    (entry): MarkedValue => ({
      value: memberOf(entry, 'config_values'),
      marks: memberOf(entry, 'config_sensitive'),
    }),
  );
  const ofSets = new SetTexts();
  for (const { value, marks } of [...values, ...invoked]) {
    // What is marked from top to bottom is no set, but an output.
    if (marks === true) collectAll(value, found);
    else collectSecrets(value, marks, found, ofSets);
  }
  for (const text of ofSets.secrets(plan['configuration'], () => [...values, ...invoked])) found.add(text);
  const declared = memberOf(memberOf(plan['configuration'], 'root_module'), 'variables');
  const variables = asRecord(plan['variables']);
  for (const [name, variable] of Object.entries(variables ?? {})) {
    if (memberOf(memberOf(declared, name), 'sensitive') === true) {
      collectAll(memberOf(variable, 'value'), found);
    }
  }
  // Which of them are declared sensitive is not known then.
  if (variables === undefined) collectAll(plan['variables'], found);
  return found;
}

/** What the apply does when the action fails, where the configuration says nothing: older versions do not tell it. */
const HALTS = 'ActionOnFailureHalt';

/** With what says what it does; what a newer version tells beside it is none of that. */
function describeInvocation(invocation: InvocationEntry): ActionInvocation {
  const { config_unknown: unknown, ...entry } = invocation;
  const trigger = entry.lifecycle_action_trigger;
  const [by, event] = [trigger?.['triggering_resource_address'], trigger?.['action_trigger_event']];
  const after = {
    ...entry,
    ...(trigger === undefined ? {} : { lifecycle_action_trigger: onlyKnown(trigger) }),
    ...(entry.invoke_action_trigger === undefined ? {} : { invoke_action_trigger: {} }),
  };
  return {
    address: [
      `${entry.address}, invoked`,
      ...(typeof by === 'string' ? [`by ${by}`] : []),
      ...(typeof event === 'string' ? [asWritten(event)] : []),
    ].join(' '),
    values: { before: null, after, unknown: { config_values: unknown } },
    shown: {
      action: entry.address,
      by: typeof by === 'string' ? by : undefined,
      event: typeof event === 'string' ? asWritten(event) : undefined,
      onFailure: textOf(trigger?.['on_failure']),
      configuration: {
        before: null,
        after: entry.config_values,
        unknown,
        sensitive: { before: false, after: entry.config_sensitive },
      },
    },
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The configuration's `after_create` is `AfterCreate` in a plan. */
function asWritten(event: string): string {
  return event.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
}

/** One action may be invoked several times on one event: each is a change of its own. */
function numberAlike(invocations: readonly ActionInvocation[]): readonly ActionInvocation[] {
  const seen = new Map<string, number>();
  return invocations.map((invocation) => {
    const count = (seen.get(invocation.address) ?? 0) + 1;
    seen.set(invocation.address, count);
    return count === 1 ? invocation : { ...invocation, address: `${invocation.address} (${count})` };
  });
}

const TRIGGER_MEMBERS: ReadonlySet<string> = new Set([
  'triggering_resource_address',
  'action_trigger_event',
  'action_trigger_block_index',
  'actions_list_index',
  'on_failure',
]);

function onlyKnown(trigger: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(trigger).filter(
      ([name, value]) => TRIGGER_MEMBERS.has(name) && !(name === 'on_failure' && value === HALTS),
    ),
  );
}

function valuesOf(change: v.InferOutput<typeof Values>): ChangeValues {
  const { before = null, after = null, after_unknown: unknown } = change;
  return { before, after, unknown, sensitive: { before: change.before_sensitive, after: change.after_sensitive } };
}

function parse<const S extends v.GenericSchema>(schema: S, json: unknown): v.InferOutput<S> {
  const parsed = v.safeParse(schema, json);
  if (parsed.success) return parsed.output;
  const issue = parsed.issues[0];
  throw new Error(`the plan's JSON is not understood: ${v.getDotPath(issue) ?? 'the document'}: ${issue.message}`);
}

function findChangedAttributes(change: v.InferOutput<typeof Change>): readonly string[] {
  const before = asRecord(change.before);
  const after = asRecord(change.after);
  const unknown = asRecord(change.after_unknown);
  if (before === undefined || after === undefined) return [];
  const names = new Set([...Object.keys(before), ...Object.keys(after), ...Object.keys(unknown ?? {})]);
  return [...names].filter(
    (name) =>
      isMarked(memberOf(unknown, name)) || !isSameJson(memberOf(before, name) ?? null, memberOf(after, name) ?? null),
  );
}
