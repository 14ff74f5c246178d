import * as v from 'valibot';
import { configurationAddress, findConfigured } from './configured.ts';
import { asRecord, canonicalJson, jsonObject } from './json.ts';

/** What a plan does with one resource instance. */
export type ChangeAction =
  'create' | 'update' | 'delete' | 'replace' | 'read' | 'forget' | 'create-and-forget' | 'no-op';

/** What is there before and after, in clear, sensitive values too: nothing of them may be shown unredacted. */
export interface ChangeValues {
  readonly before: unknown;
  readonly after: unknown;
  /** Tree of marks over `after`: `true` where the value is known after the apply only. */
  readonly unknown: unknown;
}

/** One entry of `resource_changes`. */
export interface ResourceChange {
  readonly address: string;
  readonly previousAddress: string | undefined;
  readonly type: string;
  readonly action: ChangeAction;
  /** As Terraform names them, in its order: a replacement may create first or delete first. */
  readonly actions: readonly string[];
  readonly values: ChangeValues;
  readonly importing: boolean;
  /** Canonical JSON of what is imported; undefined when nothing is. */
  readonly importId: string | undefined;
  /** Canonical JSON of what the provider knows the object before by; undefined when it does not tell. */
  readonly identity: string | undefined;
  /** Names of the attributes and blocks that the configuration sets; undefined when it has no such resource. */
  readonly configured: ReadonlySet<string> | undefined;
  /** Key of the object left over from an interrupted replacement; undefined for the current one. */
  readonly deposed: string | undefined;
  /** Terraform's `action_reason`, such as `delete_because_no_resource_config`. */
  readonly reason: string | undefined;
  /** Paths of the attributes that force a replacement. */
  readonly replacePaths: readonly string[];
  /** Top-level attributes that differ; their names only. */
  readonly changedAttributes: readonly string[];
}

export interface OutputChange {
  readonly name: string;
  readonly action: ChangeAction;
  readonly values: ChangeValues;
}

/** An action of a provider that the apply invokes. Since Terraform 1.14. */
export interface ActionInvocation {
  /** Of the action and of what triggers it. */
  readonly address: string;
  readonly values: ChangeValues;
}

/** What a refresh found changed outside Terraform. */
export interface Drift {
  readonly address: string;
  readonly values: ChangeValues;
}

/** Terraform's own way of counting: a replacement adds one and destroys one. */
export interface ChangeCounts {
  readonly toAdd: number;
  readonly toChange: number;
  readonly toDestroy: number;
  readonly toImport: number;
  readonly toMove: number;
}

export interface Plan {
  /** Without those that neither change, move nor import anything. */
  readonly changes: readonly ResourceChange[];
  readonly outputChanges: readonly OutputChange[];
  readonly actionInvocations: readonly ActionInvocation[];
  readonly drift: readonly Drift[];
  readonly counts: ChangeCounts;
  readonly errored: boolean;
  /** False when more is left to be done after it, as with `-target`. */
  readonly complete: boolean;
}

const Values = v.object({
  before: v.optional(v.unknown()),
  after: v.optional(v.unknown()),
  after_unknown: v.optional(v.unknown()),
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
  errored: v.optional(v.boolean(), false),
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
  output_changes: v.optional(jsonObject, {}),
});

const OutputChangeJson = v.object({ ...Values.entries, actions: v.array(v.string()) });

/**
 * Parses `terraform show -json <plan>`, format version 1.x. Throws an Error that names the first unexpected field.
 * Source: developer.hashicorp.com/terraform/internals/json-format.
 */
export function parsePlan(json: unknown): Plan {
  const plan = parse(PlanJson, json, 'the document');
  const configured = findConfigured(plan.configuration?.root_module);
  const changes = plan.resource_changes
    .map((entry): ResourceChange => ({
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
      reason: entry.action_reason,
      replacePaths: (entry.change.replace_paths ?? []).map((path) => path.join('.')),
      changedAttributes: findChangedAttributes(entry.change),
    }))
    .filter((change) => change.action !== 'no-op' || change.previousAddress !== undefined || change.importing);
  return {
    changes,
    outputChanges: Object.entries(plan.output_changes)
      .map(([name, json]) => {
        const change = parse(OutputChangeJson, json, `output_changes.${name}`);
        return { name, action: parseAction(change.actions), values: valuesOf(change) };
      })
      .filter((change) => change.action !== 'no-op'),
    drift: plan.resource_drift.map((entry) => ({ address: entry.address, values: valuesOf(entry.change) })),
    counts: countChanges(changes),
    errored: plan.errored,
    complete: plan.complete,
    actionInvocations: plan.action_invocations.map(({ config_unknown: unknown, ...entry }) => ({
      address: `${entry.address}, invoked${describeTrigger(entry['lifecycle_action_trigger'])}`,
      values: { before: null, after: entry, unknown: { config_values: unknown } },
    })),
  };
}

function describeTrigger(trigger: unknown): string {
  const by = asRecord(trigger)?.['triggering_resource_address'];
  return typeof by === 'string' ? ` by ${by}` : '';
}

function valuesOf({ before, after, after_unknown: unknown }: v.InferOutput<typeof Values>): ChangeValues {
  return { before: before ?? null, after: after ?? null, unknown };
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
    (name) => isMarked(unknown?.[name]) || JSON.stringify(before[name] ?? null) !== JSON.stringify(after[name] ?? null),
  );
}

/** Whether a tree of marks (`after_unknown`, `before_sensitive`) marks anything: `true` at any depth. */
export function isMarked(marks: unknown): boolean {
  if (typeof marks === 'object' && marks !== null) return Object.values(marks).some(isMarked);
  return marks === true;
}

function countChanges(changes: readonly ResourceChange[]): ChangeCounts {
  const count = (holds: (change: ResourceChange) => boolean): number => changes.filter(holds).length;
  return {
    toAdd: count(({ action }) => action === 'create' || action === 'replace' || action === 'create-and-forget'),
    toChange: count(({ action }) => action === 'update'),
    toDestroy: count(({ action }) => action === 'delete' || action === 'replace'),
    toImport: count(({ importing }) => importing),
    toMove: count(({ previousAddress }) => previousAddress !== undefined),
  };
}

/** Root outputs of a state, sensitive ones left out, as `terraform output -json` gives them. */
export type RootOutputs = Readonly<Record<string, unknown>>;

const Output = v.object({ sensitive: v.optional(v.boolean(), false), value: v.unknown() });

/** Parses `terraform output -json`; sensitive outputs are left out, names too. */
export function parseRootOutputs(json: unknown): RootOutputs {
  return Object.fromEntries(
    Object.entries(v.parse(jsonObject, json))
      .map(([name, output]) => [name, v.parse(Output, output)] as const)
      .filter(([, output]) => !output.sensitive)
      .map(([name, output]) => [name, output.value]),
  );
}
