import type { ChangeAction, Plan, ResourceChange } from '../domain/plan.ts';
import { codeSpan, countOf, fittingRows, table } from './markdown.ts';

/** In the order in which a reviewer wants to see them: what is lost comes first. */
const ORDER = ['delete', 'replace', 'forget', 'update', 'create', 'create-and-forget', 'read', 'no-op'] as const;

const WORD: Readonly<Record<ChangeAction, string>> = {
  delete: 'destroy',
  replace: 'replace',
  forget: 'forget',
  update: 'change',
  create: 'add',
  'create-and-forget': 'add, forget the old',
  read: 'read',
  'no-op': '',
};

/** Terraform's `action_reason`, in a reviewer's words. Source: internal/plans/action.go, ResourceInstanceChangeActionReason. */
const REASON: ReadonlyMap<string, string> = new Map(
  Object.entries({
    delete_because_no_resource_config: 'no longer in the configuration',
    delete_because_no_module: 'its module is no longer in the configuration',
    delete_because_count_index: 'its index is beyond count',
    delete_because_each_key: 'its key is no longer in for_each',
    delete_because_wrong_repetition: 'count or for_each was added or removed',
    delete_because_no_move_target: 'moved to an address that does not exist',
    replace_because_tainted: 'tainted',
    replace_by_request: 'asked for',
    replace_by_triggers: 'replace_triggered_by',
  }),
);

/** `2 to add, 1 to change, 1 to replace, 1 to destroy`; a replacement is counted as such and not as both its halves. */
export function renderCounts(plan: Plan, tense: 'future' | 'past'): string {
  const count = (holds: (change: ResourceChange) => boolean): number => plan.changes.filter(holds).length;
  const verbs: readonly (readonly [number, string, string])[] = [
    [count(({ importing }) => importing), 'to import', 'imported'],
    [count(({ previousAddress }) => previousAddress !== undefined), 'to move', 'moved'],
    [count(({ action }) => action === 'create' || action === 'create-and-forget'), 'to add', 'added'],
    [count(({ action }) => action === 'update'), 'to change', 'changed'],
    [count(({ action }) => action === 'replace'), 'to replace', 'replaced'],
    [count(({ action }) => action === 'delete'), 'to destroy', 'destroyed'],
    [count(({ action }) => action === 'forget' || action === 'create-and-forget'), 'to forget', 'forgotten'],
    [count(({ action }) => action === 'read'), 'to read', 'read'],
    [
      plan.outputChanges.length,
      plan.outputChanges.length === 1 ? 'output to change' : 'outputs to change',
      plan.outputChanges.length === 1 ? 'output changed' : 'outputs changed',
    ],
  ];
  const parts = verbs
    .filter(([number]) => number > 0)
    .map(([number, future, past]) => `${String(number)} ${tense === 'future' ? future : past}`);
  return parts.length === 0 ? 'no changes' : parts.join(', ');
}

/** The alert above everything else when something is destroyed, replaced or forgotten; empty when nothing is. */
export function renderDanger(plan: Plan, maxNames: number): string {
  const name = (verb: string, ...actions: readonly ChangeAction[]): string | undefined => {
    const addresses = plan.changes
      .filter(({ action }) => actions.includes(action))
      .map(({ address }) => codeSpan(address));
    if (addresses.length === 0) return undefined;
    const more = addresses.length - maxNames;
    return `${verb} ${addresses.slice(0, maxNames).join(', ')}${more > 0 ? ` and ${String(more)} more` : ''}.`;
  };
  const sentences = [
    name('Destroys', 'delete'),
    name('Replaces', 'replace'),
    name('Forgets', 'forget', 'create-and-forget'),
  ].filter((sentence) => sentence !== undefined);
  return sentences.length === 0 ? '' : `> [!CAUTION]\n> ${sentences.join(' ')}`;
}

/** A row per resource, what is lost first, within `maxCharacters`; says how many rows were left out. */
export function renderChanges(plan: Plan, maxCharacters: number, elsewhere: string): string {
  const rows = [
    ...inOrder(plan.changes).map((change) => [describeAction(change), codeSpan(change.address), describeWhy(change)]),
    ...plan.actionInvocations.map(({ address }) => ['invoke', codeSpan(address), '']),
  ];
  if (rows.length === 0) return '';
  const fitting = fittingRows(rows, maxCharacters);
  const left = rows.length - fitting.length;
  const note =
    left === 0
      ? ''
      : `\n\n**${countOf(left, 'more resource is', 'more resources are')} left out here.** All of them are in ${elsewhere}.`;
  return table(['action', 'resource', 'why'], fitting) + note;
}

/** What is lost first. */
export function inOrder(changes: readonly ResourceChange[]): readonly ResourceChange[] {
  return ORDER.flatMap((action) => changes.filter((change) => change.action === action));
}

export function describeAction(change: ResourceChange): string {
  const words = [
    change.importing ? 'import' : '',
    change.previousAddress === undefined ? '' : 'move',
    WORD[change.action],
  ];
  return words.filter((word) => word !== '').join(', ');
}

function describeWhy(change: ResourceChange): string {
  const why = [
    change.previousAddress === undefined ? '' : `was ${codeSpan(change.previousAddress)}`,
    change.action === 'replace' && change.replacePaths.length > 0
      ? `because of ${change.replacePaths.map(codeSpan).join(', ')}`
      : '',
    change.action === 'update' ? change.changedAttributes.slice(0, 12).map(codeSpan).join(', ') : '',
    REASON.get(change.reason ?? '') ?? '',
  ];
  return why.filter((part) => part !== '').join('; ');
}
