import { isMarked, type InvocationShown, type ResourceChange } from '../../domain/plan/plan.ts';
import { asRecord, exactJson, memberOf } from '../../domain/json.ts';

/**
 * Terraform's and OpenTofu's `action_reason`, in a reviewer's words. Sources: internal/plans/action.go and
 * internal/command/jsonplan/plan.go, ResourceInstanceChangeActionReason, of both.
 */
const REASON: ReadonlyMap<string, string> = new Map(
  Object.entries({
    delete_because_no_resource_config: 'no longer in the configuration',
    delete_because_no_module: 'module no longer in the configuration',
    delete_because_count_index: 'index beyond count',
    delete_because_each_key: 'key no longer in for_each',
    delete_because_wrong_repetition: 'count or for_each was added or removed',
    delete_because_no_move_target: 'moved to an address that does not exist',
    delete_because_enabled_false: 'no longer enabled',
    forgot_because_lifecycle_destroy_in_state: 'its state says that it is not to be destroyed',
    forgot_because_lifecycle_destroy_in_config: 'its configuration says that it is not to be destroyed',
    replace_because_cannot_update: 'cannot be changed in place',
    replace_because_tainted: 'tainted',
    replace_by_request: 'asked for',
    replace_by_triggers: 'replace_triggered_by',
    read_because_config_unknown: 'its configuration is known after the apply only',
    read_because_dependency_pending: 'what it depends on changes',
    read_because_check_nested: 'of a check, which reads it anew',
  }),
);

/** Terraform's reason for putting a change off. Source: internal/command/jsonplan/plan.go, DeferredReason. */
const DEFERRED: ReadonlyMap<string, string> = new Map(
  Object.entries({
    instance_count_unknown: 'how many there will be is not known yet',
    resource_config_unknown: 'its configuration is not known yet',
    provider_config_unknown: "its provider's configuration is not known yet",
    absent_prereq: 'what it needs is not there yet',
    deferred_prereq: 'what it needs is deferred',
  }),
);

/** A text of the plan's, as a code span without secrets. */
export type Name = (text: string) => string;

/** A reason that no words are known for is told as it is. */
export function describeDeferred(reason: string, name: Name): string {
  return DEFERRED.get(reason) ?? (reason === '' ? '' : name(reason));
}

const ATTRIBUTES_NAMED = 12;

/** What a change is of: of an object that is left over from a replacement, it says so. */
export function describeObject({ address, deposed }: Pick<ResourceChange, 'address' | 'deposed'>, name: Name): string {
  if (deposed === undefined) return name(address);
  return `deposed object ${name(deposed)} of ${name(address.slice(0, -` (deposed ${deposed})`.length))}`;
}

/** Why it is destroyed, replaced or forgotten: what must stand beside its name. */
export function describeLoss(change: ResourceChange, name: Name): string {
  const forced =
    isReplaced(change) && change.replacePaths.length > 0
      ? `because of ${listed([...new Set(change.replacePaths)].map(name))}`
      : '';
  // What forces it says more than that it cannot be changed.
  if (forced !== '' && change.reason === 'replace_because_cannot_update') return forced;
  return joined([
    forced,
    describeReason(change, name),
    change.deposed === undefined ? '' : 'left over from a replacement',
  ]);
}

/** Everything that is told of why a change is made. */
export function describeWhy(change: ResourceChange, name: Name): string {
  return joined([
    change.previousAddress === undefined ? '' : `was ${name(change.previousAddress)}`,
    describeImport(change, name),
    describeLoss(change, name),
    describeChanged(change, name),
    change.action === 'replace' && change.actions[0] === 'create' ? 'the new one first' : '',
    change.action === 'unknown' ? name(change.actions.join(', ')) : '',
  ]);
}

function isReplaced({ action }: ResourceChange): boolean {
  return action === 'replace' || action === 'create-and-forget';
}

function describeReason({ reason }: ResourceChange, name: Name): string {
  return reason === undefined || reason === 'none' ? '' : (REASON.get(reason) ?? name(reason));
}

function describeChanged(change: ResourceChange, name: Name): string {
  if (change.action !== 'update') return '';
  const { changedAttributes } = change;
  if (changedAttributes.length > 0) return listed(changedAttributes.map(name));
  const marked = findRemarked(change);
  return marked.length === 0
    ? ''
    : `only whether ${listed(marked.map(name))} ${marked.length === 1 ? 'is' : 'are'} sensitive`;
}

/** Attributes of which the marks alone differ. */
function findRemarked({ values: { sensitive, after } }: ResourceChange): readonly string[] {
  const [before, now] = [asRecord(sensitive?.before) ?? {}, asRecord(sensitive?.after) ?? {}];
  return [...new Set([...Object.keys(before), ...Object.keys(now)])].filter(
    (attribute) =>
      (memberOf(after, attribute) ?? null) !== null && isMarked(before[attribute]) !== isMarked(now[attribute]),
  );
}

function listed(names: readonly string[]): string {
  const more = names.length - ATTRIBUTES_NAMED;
  return names.slice(0, ATTRIBUTES_NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** By its ID, or by the attributes of its identity that say something. Source: `importing` of a plan's JSON. */
function describeImport({ importing, importId }: ResourceChange, name: Name): string {
  if (!importing || importId === undefined) return '';
  const what: unknown = JSON.parse(importId);
  const id = asRecord(what) === undefined ? what : memberOf(what, 'id');
  if (typeof id === 'string' && id !== '') return `ID ${name(id)}`;
  const identity = Object.entries(asRecord(memberOf(what, 'identity')) ?? {}).filter(
    ([, value]) => value !== null && value !== '',
  );
  if (identity.length > 0) {
    return `identity ${listed(identity.map(([attribute, value]) => name(`${attribute} = ${exactJson(value)}`)))}`;
  }
  return memberOf(what, 'unknown') === true ? 'its ID is known after the apply only' : '';
}

const ON_FAILURE: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ActionOnFailureHalt: 'if it fails, the apply stops',
    ActionOnFailureContinue: 'if it fails, the apply goes on',
    ActionOnFailureTaint: 'if it fails, what triggers it is tainted',
  }),
);

const EVENT: ReadonlyMap<string, string> = new Map(
  Object.entries({
    before_create: 'before it is created',
    after_create: 'after it is created',
    before_update: 'before it is changed',
    after_update: 'after it is changed',
    before_destroy: 'before it is destroyed',
    after_destroy: 'after it is destroyed',
  }),
);

/** Where nothing is said the apply stops, as it always did. */
const BY_DEFAULT = 'ActionOnFailureHalt';

/** What an action is invoked by, when, and what happens when it fails. */
export function describeInvocation({ by, event, onFailure = BY_DEFAULT }: InvocationShown, name: Name): string {
  const when = event === undefined ? '' : ` ${EVENT.get(event) ?? `on ${name(event)}`}`;
  return joined([
    by === undefined ? 'asked for by hand' : `by ${name(by)}${when}`,
    ON_FAILURE.get(onFailure) ?? `if it fails: ${name(onFailure)}`,
  ]);
}

function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('; ');
}
