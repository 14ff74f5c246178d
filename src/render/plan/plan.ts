import type { ChangeAction, Plan, ResourceChange } from '../../domain/plan/plan.ts';
import type { PlanShown } from '../../domain/plan/plan-shown.ts';
import { codeSpan } from '../markdown.ts';
import { describeLoss, describeObject, type Name } from './reasons.ts';

/** In the order in which a reviewer wants to see them: what is lost comes first. */
const ORDER = [
  'unknown',
  'delete',
  'replace',
  'forget',
  'create-and-forget',
  'update',
  'create',
  'no-op',
  'read',
] as const;

const FORGETS: ReadonlySet<ChangeAction> = new Set(['forget', 'create-and-forget']);

/** What a reviewer must not miss. */
export const LOSES: ReadonlySet<ChangeAction> = new Set(['delete', 'replace', ...FORGETS]);

export const WORD: Readonly<Record<ChangeAction, string>> = {
  delete: 'destroy',
  replace: 'replace',
  forget: 'forget',
  update: 'change',
  create: 'add',
  'create-and-forget': 'add, forget the old',
  read: 'read',
  'no-op': '',
  unknown: 'unknown',
};

/**
 * `1 to destroy, 1 to replace, 1 to change, 2 to add`: losses first, and a replacement is counted as such and not as both
 * its halves. What is merely read is no news, unless it is all that there is to do.
 */
export function renderCounts(
  { plan, hasChanges }: Pick<PlanShown, 'plan' | 'hasChanges'>,
  tense: 'future' | 'past',
): string {
  const count = (holds: (change: ResourceChange) => boolean): number => plan.changes.filter(holds).length;
  const verbs: readonly (readonly [number, string, string])[] = [
    [plan.unknown.length, 'unknown', 'unknown'],
    [count(({ action }) => action === 'delete'), 'to destroy', 'destroyed'],
    [count(({ action }) => action === 'replace'), 'to replace', 'replaced'],
    [count(({ action }) => FORGETS.has(action)), 'to forget', 'forgotten'],
    [count(({ action }) => action === 'update'), 'to change', 'changed'],
    [count(({ action }) => action === 'create' || action === 'create-and-forget'), 'to add', 'added'],
    [count(({ importing }) => importing), 'to import', 'imported'],
    [count(({ previousAddress }) => previousAddress !== undefined), 'to move', 'moved'],
    [
      plan.actionInvocations.length,
      plan.actionInvocations.length === 1 ? 'action to invoke' : 'actions to invoke',
      plan.actionInvocations.length === 1 ? 'action invoked' : 'actions invoked',
    ],
    [plan.deferred.length, 'deferred', 'deferred'],
    [
      plan.outputChanges.length,
      plan.outputChanges.length === 1 ? 'output to change' : 'outputs to change',
      plan.outputChanges.length === 1 ? 'output changed' : 'outputs changed',
    ],
  ];
  const parts = verbs
    .filter(([number]) => number > 0)
    .map(([number, future, past]) => `${number} ${tense === 'future' ? future : past}`);
  if (parts.length > 0) return parts.join(', ');
  if (!hasChanges) return 'no changes';
  // There is something to apply all the same.
  return count(({ action }) => action === 'read') > 0 ? 'nothing but reads' : 'no change of a resource or an output';
}

/** A reader who looks at nothing else sees so much of it, in characters. */
const AT_A_GLANCE = 400;

/** The alert above everything else when something is destroyed, replaced or forgotten, and why; empty when nothing is. */
export function renderDanger(plan: Plan, maxNames: number): string {
  const name: Name = (text) => codeSpan(plan.conceal(text));
  let left = AT_A_GLANCE;
  const sentences = (verb: string, ...actions: readonly ChangeAction[]): readonly string[] => {
    const lost = plan.changes.filter(({ action }) => actions.includes(action));
    const groups: string[] = [];
    let unnamed = lost.length;
    for (const [why, changes] of Map.groupBy(lost, (change) => describeLoss(change, name))) {
      // The first of all is named whatever it takes: at the worst a reader has to read on.
      if (groups.length > 0 && left < why.length) break;
      const named: string[] = [];
      for (const change of changes.slice(0, maxNames)) {
        const next = describeObject(change, name);
        if (named.length > 0 && next.length + why.length > left) break;
        named.push(next);
        left -= next.length + 2;
      }
      unnamed -= changes.length;
      left -= why.length + 2;
      const more = changes.length - named.length;
      groups.push(`${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}${why === '' ? '' : `: ${why}`}`);
    }
    if (groups.length === 0) return [];
    return [`${verb} ${groups.join('; ')}${unnamed > 0 ? `; and ${unnamed} more` : ''}.`];
  };
  const all = [
    ...sentences('Destroys', 'delete'),
    ...sentences('Replaces', 'replace'),
    ...sentences('Forgets', 'forget', 'create-and-forget'),
    ...renderUnknown(plan, maxNames),
  ];
  return all.length === 0 ? '' : `> [!CAUTION]\n> ${all.join(' ')}`;
}

/** Nobody can review what is not understood, so nobody applies it. */
function renderUnknown({ unknown, conceal }: Plan, maxNames: number): readonly string[] {
  if (unknown.length === 0) return [];
  const names = [...new Set(unknown.map(({ address }) => codeSpan(conceal(address))))];
  const more = names.length - maxNames;
  return [
    `Not understood by this version of Lockstep, and no apply begins with it: ${names.slice(0, maxNames).join(', ')}${more > 0 ? ` and ${more} more` : ''}.`,
  ];
}

/** What is lost first; what is merely read last. */
export function inOrder(changes: readonly ResourceChange[]): readonly ResourceChange[] {
  return ORDER.flatMap((action) => changes.filter((change) => change.action === action));
}

export function describeAction(change: ResourceChange): string {
  const words = [
    WORD[change.action],
    change.importing ? 'import' : '',
    change.previousAddress === undefined ? '' : 'move',
  ];
  return words.filter((word) => word !== '').join(', ');
}
