import type { ChangeAction, Plan, ResourceChange } from '../../domain/plan/plan.ts';
import type { Conceal } from '../../domain/secrets/conceal.ts';
import { codeSpan, countOf, details, fence, fittingLines, fittingRows, table } from '../markdown.ts';

/** In the order in which a reviewer wants to see them: what is lost comes first. */
const ORDER = [
  'unknown',
  'delete',
  'replace',
  'forget',
  'update',
  'create',
  'create-and-forget',
  'read',
  'no-op',
] as const;

const FORGETS: ReadonlySet<ChangeAction> = new Set(['forget', 'create-and-forget']);

/** What a reviewer must not miss. */
const LOSES: ReadonlySet<ChangeAction> = new Set(['delete', 'replace', ...FORGETS]);

const WORD: Readonly<Record<ChangeAction, string>> = {
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
    [count(({ action }) => FORGETS.has(action)), 'to forget', 'forgotten'],
    [count(({ action }) => action === 'read'), 'to read', 'read'],
    [
      plan.actionInvocations.length,
      plan.actionInvocations.length === 1 ? 'action to invoke' : 'actions to invoke',
      plan.actionInvocations.length === 1 ? 'action invoked' : 'actions invoked',
    ],
    [plan.unknown.length, 'unknown', 'unknown'],
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
  return parts.length === 0 ? 'no changes' : parts.join(', ');
}

/** The alert above everything else when something is destroyed, replaced or forgotten; empty when nothing is. */
export function renderDanger(plan: Plan, maxNames: number): string {
  const name = (verb: string, ...actions: readonly ChangeAction[]): string | undefined => {
    const addresses = plan.changes
      .filter(({ action }) => actions.includes(action))
      .map(({ address }) => codeSpan(plan.conceal(address)));
    if (addresses.length === 0) return undefined;
    const more = addresses.length - maxNames;
    return `${verb} ${addresses.slice(0, maxNames).join(', ')}${more > 0 ? ` and ${more} more` : ''}.`;
  };
  const sentences = [
    name('Destroys', 'delete'),
    name('Replaces', 'replace'),
    name('Forgets', 'forget', 'create-and-forget'),
    renderUnknown(plan, maxNames),
  ].filter((sentence) => sentence !== undefined);
  return sentences.length === 0 ? '' : `> [!CAUTION]\n> ${sentences.join(' ')}`;
}

/** Nobody can review what is not understood, so nobody applies it. */
function renderUnknown({ unknown, conceal }: Plan, maxNames: number): string | undefined {
  if (unknown.length === 0) return undefined;
  const names = [...new Set(unknown.map(({ address }) => codeSpan(conceal(address))))];
  const more = names.length - maxNames;
  return `Not understood by this version of Lockstep, and no apply begins with it: ${names.slice(0, maxNames).join(', ')}${more > 0 ? ` and ${more} more` : ''}.`;
}

/** How many characters the table may take, and beyond it the list of what is lost. */
export interface ChangesBudget {
  readonly rows: number;
  readonly losses: number;
}

/** A row per resource, what is lost first; says how many were left out. */
export function renderChanges(plan: Plan, budget: ChangesBudget, elsewhere: string): string {
  // The key of an instance may be a text that is sensitive elsewhere.
  const name = (text: string): string => codeSpan(plan.conceal(text));
  const listed = new Set(plan.changes.map(({ address }) => address));
  const rows = [
    ...inOrder(plan.changes).map((change) => [describeAction(change), name(change.address), describeWhy(change, name)]),
    ...plan.unknown
      .filter(({ address }) => !listed.has(address))
      .map(({ address, what }) => [WORD.unknown, name(address), name(what)]),
    ...plan.actionInvocations.map(({ address }) => ['invoke', name(address), '']),
    ...plan.deferred.map(({ address, reason }) => ['deferred', name(address), DEFERRED.get(reason) ?? '']),
  ];
  if (rows.length === 0) return '';
  const fitting = fittingRows(rows, budget.rows);
  const unlisted = inOrder(plan.changes).slice(fitting.length);
  const losses = renderLosses(unlisted, plan.conceal, budget.losses);
  const left = rows.length - fitting.length - losses.shown;
  const lost = unlisted.filter(({ action }) => LOSES.has(action)).length - losses.shown;
  const ofWhich = lost === 0 ? '' : `, ${lost} of which ${lost === 1 ? 'is' : 'are'} destroyed, replaced or forgotten`;
  const note =
    left === 0
      ? ''
      : `**${countOf(left, 'more resource is', 'more resources are')} left out here${ofWhich}.** ${elsewhere}`;
  return [table(['action', 'resource', 'why'], fitting), losses.text, note].filter((part) => part !== '').join('\n\n');
}

interface LossLine {
  readonly text: string;
  readonly count: number;
}

/**
 * Whatever else is left out, a reviewer sees every address that is lost, as far as a page can hold them: the instances of
 * one resource share its name.
 */
function renderLosses(
  changes: readonly ResourceChange[],
  conceal: Conceal,
  maxCharacters: number,
): { readonly text: string; readonly shown: number } {
  const instances = new Map<string, string[]>();
  for (const change of changes) {
    if (!LOSES.has(change.action)) continue;
    const [, name = '', index = ''] = INSTANCE.exec(conceal(change.address).replace(/\s+/g, ' ')) ?? [];
    const words = `${describeAction(change)} ${name}`;
    const known = instances.get(words);
    if (known === undefined) instances.set(words, [index]);
    else known.push(index);
  }
  const lines = [...instances].flatMap(([words, indexes]) => lossLines(words, indexes));
  const fitting = lines.slice(
    0,
    fittingLines(
      lines.map(({ text }) => text),
      maxCharacters,
    ).length,
  );
  const shown = fitting.reduce((sum, { count }) => sum + count, 0);
  if (shown === 0) return { text: '', shown };
  const title = `${countOf(shown, 'more resource', 'more resources')} to destroy, replace or forget`;
  return { text: details(title, fence('', fitting.map(({ text }) => text).join('\n'))), shown };
}

/** An address, and the index that an instance of many has at its end. */
const INSTANCE = /^(.*?)(\[(?:\d+|"(?:[^"\\]|\\.)*")\])?$/;

/** Longer lines are not read without scrolling. */
const LINE_CHARACTERS = 100;

function lossLines(words: string, indexes: readonly string[]): readonly LossLine[] {
  if (indexes.length === 1) return [{ text: words + (indexes[0] ?? ''), count: 1 }];
  const lines: { text: string; count: number }[] = [];
  for (const key of indexes.map(keyOf)) {
    const last = lines.at(-1);
    if (last === undefined || last.text.length + key.length > LINE_CHARACTERS) {
      lines.push({ text: `  ${key}`, count: 1 });
    } else {
      last.text += ` ${key}`;
      last.count += 1;
    }
  }
  return [{ text: `${words}, of it`, count: 0 }, ...lines];
}

/** The key of an instance, bare where that can be nothing else; a bare number is a place and no key. */
function keyOf(index: string): string {
  if (index === '') return '(itself)';
  const [, key] = /^\["([A-Za-z_][\w./:-]*)"\]$/.exec(index) ?? [];
  return key ?? index.slice(1, -1);
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

const ATTRIBUTES_NAMED = 12;

function describeWhy(change: ResourceChange, name: (text: string) => string): string {
  const changed = change.action === 'update' ? change.changedAttributes : [];
  const more = changed.length - ATTRIBUTES_NAMED;
  const why = [
    change.previousAddress === undefined ? '' : `was ${name(change.previousAddress)}`,
    change.action === 'replace' && change.replacePaths.length > 0
      ? `because of ${change.replacePaths.map(name).join(', ')}`
      : '',
    changed.slice(0, ATTRIBUTES_NAMED).map(name).join(', ') + (more > 0 ? ` and ${more} more` : ''),
    REASON.get(change.reason ?? '') ?? '',
    change.action === 'replace' && change.actions[0] === 'create' ? 'the new one first' : '',
    change.action === 'unknown' ? name(change.actions.join(', ')) : '',
  ];
  return why.filter((part) => part !== '').join('; ');
}
