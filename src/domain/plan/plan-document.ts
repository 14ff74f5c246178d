import * as v from 'valibot';
import { configurationAddress, findConfigured } from './configured.ts';
import { openExpressions } from './expressions.ts';
import { asRecord, canonicalJson, jsonObject, memberOf } from '../json.ts';
import {
  countChanges,
  isMarked,
  type ChangeAction,
  type ChangeValues,
  type Plan,
  type ResourceChange,
  type Unchanged,
} from './plan.ts';
import { openConceal } from '../secrets/conceal.ts';
import { collectSecrets } from '../secrets/secrets.ts';

const Values = v.object({
  before: v.optional(v.unknown()),
  after: v.optional(v.unknown()),
  after_unknown: v.optional(v.unknown()),
  before_sensitive: v.optional(v.unknown()),
  after_sensitive: v.optional(v.unknown()),
});
const Change = v.object({
  ...Values.entries,
  actions: v.array(v.string()),
  replace_paths: v.optional(v.array(v.array(v.union([v.string(), v.number()])))),
  importing: v.optional(v.unknown()),
  before_identity: v.optional(v.unknown()),
});
const PlanJson = v.object({
  format_version: v.pipe(v.string(), v.regex(/^1\./, 'is not 1.x')),
  complete: v.optional(v.boolean(), true),
  action_invocations: v.optional(
    v.array(v.looseObject({ address: v.string(), config_unknown: v.optional(v.unknown()) })),
    [],
  ),
  configuration: v.optional(v.object({ root_module: v.optional(v.unknown()) })),
  resource_changes: v.optional(
    v.array(
      v.object({
        address: v.string(),
        module_address: v.optional(v.string()),
        name: v.optional(v.string(), ''),
        previous_address: v.optional(v.string()),
        mode: v.string(),
        type: v.string(),
        deposed: v.optional(v.string()),
        action_reason: v.optional(v.string()),
        change: Change,
      }),
    ),
    [],
  ),
  resource_drift: v.optional(v.array(v.object({ address: v.string(), change: v.optional(Values, {}) })), []),
  deferred_changes: v.optional(
    v.array(v.object({ reason: v.optional(v.string(), ''), resource_change: v.object({ address: v.string() }) })),
    [],
  ),
  output_changes: v.optional(jsonObject, {}),
  variables: v.optional(jsonObject, {}),
  checks: v.optional(
    v.array(
      v.object({
        address: v.object({ to_display: v.string() }),
        status: v.string(),
        instances: v.optional(
          v.array(v.object({ problems: v.optional(v.array(v.object({ message: v.optional(v.string(), '') })), []) })),
          [],
        ),
      }),
    ),
    [],
  ),
});

const OutputChangeJson = v.object({ ...Values.entries, actions: v.array(v.string()) });

/**
 * Parses `terraform show -json <plan>`, format version 1.x. Throws an Error that names the first unexpected field.
 * `known` are secrets that the run knows of. Source: developer.hashicorp.com/terraform/internals/json-format.
 */
export function parsePlan(json: unknown, known: Iterable<string> = []): Plan {
  const plan = parse(PlanJson, json, 'the document');
  const configured = findConfigured(plan.configuration?.root_module);
  const expressions = openExpressions(plan.configuration?.root_module, plan.variables);
  const entries = plan.resource_changes.map((entry): ResourceChange => ({
    address: entry.deposed === undefined ? entry.address : `${entry.address} (deposed ${entry.deposed})`,
    previousAddress: entry.previous_address,
    type: entry.type,
    action: parseAction(entry.change.actions),
    actions: entry.change.actions,
    values: valuesOf(entry.change),
    importing: entry.change.importing !== undefined && entry.change.importing !== null,
    importId: entry.change.importing == null ? undefined : canonicalJson(entry.change.importing),
    deposed: entry.deposed,
    identity: entry.change.before_identity == null ? undefined : canonicalJson(entry.change.before_identity),
    configured: configured.get(configurationAddress(entry)),
    setBy: expressions.ofResource(configurationAddress(entry)),
    reason: entry.action_reason,
    replacePaths: (entry.change.replace_paths ?? []).map((path) => path.join('.')),
    changedAttributes: findChangedAttributes(entry.change),
  }));
  const isChange = ({ action, previousAddress, importing }: ResourceChange): boolean =>
    action !== 'no-op' || previousAddress !== undefined || importing;
  const changes = entries.filter(isChange);
  const outputs = Object.entries(plan.output_changes).map(([name, json]) => {
    const change = parse(OutputChangeJson, json, `output_changes.${name}`);
    return { name, action: parseAction(change.actions), values: valuesOf(change), setBy: expressions.ofOutput(name) };
  });
  return {
    changes,
    outputChanges: outputs.filter(({ action }) => action !== 'no-op'),
    unchanged: [
      ...entries
        .filter((entry) => !isChange(entry))
        .map(({ address, values }): Unchanged => ({ kind: 'resource', address, values })),
      ...outputs
        .filter(({ action }) => action === 'no-op')
        .map(({ name: address, values }): Unchanged => ({ kind: 'output', address, values })),
    ],
    drift: plan.resource_drift.map((entry) => ({ address: entry.address, values: valuesOf(entry.change) })),
    deferred: plan.deferred_changes.map(({ reason, resource_change: { address } }) => ({ address, reason })),
    counts: countChanges(changes),
    complete: plan.complete,
    conceal: openConceal(new Set([...findSecrets(plan), ...known])),
    failedChecks: plan.checks
      .filter(({ status }) => status === 'fail' || status === 'error')
      .map(({ address, instances }) => ({
        address: address.to_display,
        messages: instances.flatMap(({ problems }) => problems.map(({ message }) => message)),
      })),
    actionInvocations: plan.action_invocations.map(({ config_unknown: unknown, ...entry }) => ({
      address: `${entry.address}, invoked${describeTrigger(entry['lifecycle_action_trigger'])}`,
      values: { before: null, after: entry, unknown: { config_values: unknown } },
    })),
  };
}

/** Under a mark, or in a variable that is declared sensitive: wherever the same text stands, it must not be shown. */
function findSecrets(plan: v.InferOutput<typeof PlanJson>): ReadonlySet<string> {
  const found = new Set<string>();
  const outputs = Object.values(plan.output_changes).map((json) => parse(OutputChangeJson, json, 'output_changes'));
  const entries = [...plan.resource_changes, ...plan.resource_drift].map(({ change }) => change);
  for (const change of [...entries, ...outputs]) {
    collectSecrets(change.before, change.before_sensitive, found);
    collectSecrets(change.after, change.after_sensitive, found);
  }
  const declared = asRecord(asRecord(plan.configuration?.root_module)?.['variables']);
  for (const [name, variable] of Object.entries(plan.variables)) {
    if (asRecord(declared?.[name])?.['sensitive'] === true) collectSecrets(asRecord(variable)?.['value'], true, found);
  }
  return found;
}

function describeTrigger(trigger: unknown): string {
  const by = asRecord(trigger)?.['triggering_resource_address'];
  return typeof by === 'string' ? ` by ${by}` : '';
}

function valuesOf(change: v.InferOutput<typeof Values>): ChangeValues {
  const { before = null, after = null, after_unknown: unknown } = change;
  return { before, after, unknown, sensitive: { before: change.before_sensitive, after: change.after_sensitive } };
}

function parse<const S extends v.GenericSchema>(schema: S, json: unknown, where: string): v.InferOutput<S> {
  const parsed = v.safeParse(schema, json);
  if (parsed.success) return parsed.output;
  const issue = parsed.issues[0];
  throw new Error(`the plan's JSON is not understood: ${v.getDotPath(issue) ?? where}: ${issue.message}`);
}

function parseAction(actions: readonly string[]): ChangeAction {
  switch (actions.join(',')) {
    case 'delete,create':
    case 'create,delete':
      return 'replace';
    case 'create,forget':
      return 'create-and-forget';
    case 'create':
    case 'update':
    case 'delete':
    case 'read':
    case 'forget':
    case 'no-op':
      return actions[0] as ChangeAction;
    default:
      throw new Error(`the plan's JSON is not understood: unknown actions ${JSON.stringify(actions)}`);
  }
}

function findChangedAttributes(change: v.InferOutput<typeof Change>): readonly string[] {
  const before = asRecord(change.before);
  const after = asRecord(change.after);
  const unknown = asRecord(change.after_unknown);
  if (before === undefined || after === undefined) return [];
  const names = new Set([...Object.keys(before), ...Object.keys(after), ...Object.keys(unknown ?? {})]);
  return [...names].filter(
    (name) =>
      isMarked(memberOf(unknown, name)) ||
      JSON.stringify(memberOf(before, name) ?? null) !== JSON.stringify(memberOf(after, name) ?? null),
  );
}
