import * as v from 'valibot';
import { jsonObject, parseJsonExactly } from '../json.ts';
import type { Configured } from './configured.ts';
import type { SetBy } from './expressions.ts';
import type { Conceal } from '../secrets/conceal.ts';

/** What a plan does with one resource instance. */
export type ChangeAction =
  | 'create'
  | 'update'
  | 'delete'
  | 'replace'
  | 'read'
  | 'forget'
  | 'create-and-forget'
  | 'no-op'
  /** What this version of Lockstep does not know. */
  | 'unknown';

/** What is there before and after, in clear, sensitive values too: nothing of them may be shown unredacted. */
export interface ChangeValues {
  readonly before: unknown;
  readonly after: unknown;
  /** Tree of marks over `after`: `true` where the value is known after the apply only. */
  readonly unknown: unknown;
  /** Trees of marks over both: `true` where the value must not be shown. */
  readonly sensitive?: { readonly before: unknown; readonly after: unknown };
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
  /** What the configuration sets; undefined when it has no such resource. */
  readonly configured: Configured | undefined;
  /** What the configuration sets it by; undefined when it has no such resource, or the plan does not tell. */
  readonly setBy?: SetBy | undefined;
  /** Key of the object left over from an interrupted replacement; undefined for the current one. */
  readonly deposed: string | undefined;
  /** Terraform's `action_reason`, such as `delete_because_no_resource_config`. */
  readonly reason: string | undefined;
  /** Paths of the attributes that force a replacement. */
  readonly replacePaths: readonly string[];
  /** Top-level attributes that differ; their names only. */
  readonly changedAttributes: readonly string[];
}

/** A resource instance or a root output that the plan leaves as it is. */
export interface Unchanged {
  readonly kind: 'resource' | 'output';
  /** Of a resource instance; the name of an output. */
  readonly address: string;
  readonly values: ChangeValues;
}

interface OutputChange {
  readonly name: string;
  readonly action: ChangeAction;
  readonly values: ChangeValues;
  /** What the configuration sets it by; undefined when it has no such output, or the plan does not tell. */
  readonly setBy?: SetBy | undefined;
}

/** An action of a provider that the apply invokes. Since Terraform 1.14. */
export interface ActionInvocation {
  /** Of the action and of what triggers it. */
  readonly address: string;
  /** With all that says what it does: it is reviewed by them. */
  readonly values: ChangeValues;
  readonly shown?: InvocationShown;
}

/** What people see of an action that is invoked. */
export interface InvocationShown {
  /** Of the action alone. */
  readonly action: string;
  /** Address of what triggers it; undefined when it is asked for by hand. */
  readonly by: string | undefined;
  /** As the configuration has it, such as `after_create`. */
  readonly event: string | undefined;
  /** In Terraform's words, such as `ActionOnFailureContinue`; undefined where it does not tell. */
  readonly onFailure: string | undefined;
  readonly configuration: ChangeValues;
}

/** A check, or a condition of a resource or an output, that does not hold. */
interface FailedCheck {
  readonly address: string;
  readonly messages: readonly string[];
}

/** What a refresh found changed outside Terraform. */
export interface Drift {
  readonly address: string;
  readonly values: ChangeValues;
}

/** A change that Terraform puts off until more is known. */
interface DeferredChange {
  readonly address: string;
  /** Terraform's reason, such as `instance_count_unknown`. */
  readonly reason: string;
}

/** Terraform's own way of counting: a replacement adds one and destroys one. */
export interface ChangeCounts {
  readonly toAdd: number;
  readonly toChange: number;
  readonly toDestroy: number;
  readonly toImport: number;
  readonly toMove: number;
  /** OpenTofu's own way: Terraform does not count them. */
  readonly toForget: number;
  /** Actions of providers. */
  readonly toInvoke: number;
}

/** Something that a plan may do and that this version of Lockstep does not understand. Nobody applies it. */
export interface UnknownPart {
  /** Of what it is about; where it has none, its place in the plan's JSON, such as `action_invocations[0]`. */
  readonly address: string;
  /** What about it is not understood, such as `the actions ["defer"]`. */
  readonly what: string;
}

/** What made a plan. */
export interface MadeBy {
  readonly tool: string;
  /** Such as `1.11.4`. */
  readonly version: string;
}

export interface Plan {
  /** Without those that neither change, move nor import anything. */
  readonly changes: readonly ResourceChange[];
  readonly outputChanges: readonly OutputChange[];
  readonly unchanged: readonly Unchanged[];
  readonly actionInvocations: readonly ActionInvocation[];
  readonly drift: readonly Drift[];
  readonly deferred: readonly DeferredChange[];
  readonly counts: ChangeCounts;
  /** Takes out of a text what is marked sensitive anywhere in it, and what the run knows to be secret. */
  readonly conceal: Conceal;
  /** The texts that it marks as sensitive: in clear, for those who keep them from being shown. */
  readonly secrets: ReadonlySet<string>;
  /** Checks and conditions that do not hold, in Terraform's words. */
  readonly failedChecks: readonly FailedCheck[];
  /** False when more is left to be done after it, as with `-target`. */
  readonly complete: boolean;
  /** Undefined when it is not known. */
  readonly madeBy: MadeBy | undefined;
  /** Those among the changes, too. */
  readonly unknown: readonly UnknownPart[];
  /** Root variables whose values it does not keep. */
  readonly ephemeralVariables: readonly string[];
  /** Its apply may have values that must not be shown, and that nothing marks. */
  readonly hasUnknownSecrets: boolean;
  /** What could not be read, and does nothing, by address or place: it is not shown. */
  readonly passedOver: readonly string[];
}

/** Whether a tree of marks (`after_unknown`, `before_sensitive`) marks anything: `true` at any depth. */
export function isMarked(marks: unknown): boolean {
  if (typeof marks === 'object' && marks !== null) return Object.values(marks).some(isMarked);
  return marks === true;
}

export function countChanges({
  changes,
  actionInvocations,
}: Pick<Plan, 'changes' | 'actionInvocations'>): ChangeCounts {
  const count = (holds: (change: ResourceChange) => boolean): number => changes.filter(holds).length;
  return {
    toAdd: count(({ action }) => action === 'create' || action === 'replace' || action === 'create-and-forget'),
    toChange: count(({ action }) => action === 'update'),
    toDestroy: count(({ action }) => action === 'delete' || action === 'replace'),
    toImport: count(({ importing }) => importing),
    toMove: count(({ previousAddress }) => previousAddress !== undefined),
    toForget: count(({ action }) => action === 'forget' || action === 'create-and-forget'),
    toInvoke: actionInvocations.length,
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

const Recorded = v.object({ version: v.literal(4), serial: v.number(), outputs: v.optional(jsonObject, {}) });

/**
 * The root outputs that a state records, sensitive ones left out: what `terraform output -json` prints of it. Undefined for
 * one that is encrypted, or of a format that this version does not know.
 */
export function readRecordedOutputs(body: Uint8Array): RootOutputs | undefined {
  let json: unknown;
  try {
    json = parseJsonExactly(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
  const recorded = v.safeParse(Recorded, json);
  return recorded.success ? parseRootOutputs(recorded.output.outputs) : undefined;
}
