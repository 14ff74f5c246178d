import type { Plan, ResourceChange } from '../../domain/plan/plan.ts';
import { withoutIndexes } from '../../domain/plan/configured.ts';
import { codeSpan, countOf, fittingRows, table } from '../markdown.ts';
import { renderLosses } from './losses.ts';
import { describeAction, inOrder, LOSES, WORD } from './plan.ts';
import { describeDeferred, describeInvocation, describeObject, describeWhy, type Name } from './reasons.ts';

/** How many characters the table may take, and beyond it the list of what is lost. */
export interface ChangesBudget {
  readonly rows: number;
  readonly losses: number;
}

/** One row of the table, which may stand for several changes. */
interface Row {
  readonly action: string;
  /** The name, and under it why: beside it, a phone would not show it. */
  readonly what: readonly string[];
  readonly changes: readonly ResourceChange[];
}

/** A row per resource, what is lost first, many additions together; says how many were left out. */
export function renderChanges(plan: Plan, budget: ChangesBudget, elsewhere: string): string {
  // The key of an instance may be a text that is sensitive elsewhere.
  const name: Name = (text) => codeSpan(plan.conceal(text));
  const listed = new Set(plan.changes.map(({ address }) => address));
  const ordered = inOrder(plan.changes);
  const others = (what: readonly string[], action: string): Row => ({ action, what, changes: [] });
  const rows: readonly Row[] = [
    ...grouped(ordered, name),
    ...plan.unknown
      .filter(({ address }) => !listed.has(address))
      .map(({ address, what }) => others([name(address), name(what)], WORD.unknown)),
    ...plan.actionInvocations.map(({ address, shown }) =>
      others(shown === undefined ? [name(address)] : [name(shown.action), describeInvocation(shown, name)], 'invoke'),
    ),
    ...plan.deferred.map(({ address, reason }) => others([name(address), describeDeferred(reason, name)], 'deferred')),
  ];
  if (rows.length === 0) return '';
  const cells = rows.map(({ action, what }) => [action, what.filter((part) => part !== '').join('<br>')]);
  const fitting = fittingRows(cells, budget.rows);
  const unlisted = rows.slice(fitting.length).flatMap(({ changes }) => changes);
  const losses = renderLosses(unlisted, plan.conceal, budget.losses);
  const unlistedOthers = rows.slice(fitting.length).filter(({ changes }) => changes.length === 0);
  const left = unlisted.length + unlistedOthers.length - losses.shown;
  const lost = unlisted.filter(({ action }) => LOSES.has(action)).length - losses.shown;
  const ofWhich = lost === 0 ? '' : `, ${lost} of which ${lost === 1 ? 'is' : 'are'} destroyed, replaced or forgotten`;
  const note =
    left === 0
      ? ''
      : `**${countOf(left, 'more resource is', 'more resources are')} left out here${ofWhich}.** ${elsewhere}`;
  return [table(['action', 'resource'], fitting), losses.text, note].filter((part) => part !== '').join('\n\n');
}

/** More additions than these are told together: nobody reads the hundredth row, and what is lost needs the room. */
const ADDITIONS_AT_MOST = 20;

function grouped(ordered: readonly ResourceChange[], name: Name): readonly Row[] {
  const additions = ordered.filter(isPlainAddition);
  const isMany = additions.length > ADDITIONS_AT_MOST;
  const own = (change: ResourceChange): Row => ({
    action: describeAction(change),
    what: [describeObject(change, name), describeWhy(change, name)],
    changes: [change],
  });
  if (!isMany) return ordered.map(own);
  const first = ordered.findIndex(isPlainAddition);
  const [before, behind] = [ordered.slice(0, first), ordered.slice(first)].map((part) =>
    part.filter((change) => !isPlainAddition(change)).map(own),
  );
  return [...(before ?? []), ...groupAdditions(additions, name), ...(behind ?? [])];
}

/** Nothing is to be known of it besides its name. */
function isPlainAddition({ action, importing, previousAddress }: ResourceChange): boolean {
  return action === 'create' && !importing && previousAddress === undefined;
}

const NAMES_AT_MOST = 8;

/** The instances of one resource together; where that are too many still, those of one type in one module. */
function groupAdditions(additions: readonly ResourceChange[], name: Name): readonly Row[] {
  const byResource = Map.groupBy(additions, ({ address }) => withoutIndexes(address));
  const isByType = byResource.size > ADDITIONS_AT_MOST;
  const groups = isByType ? Map.groupBy(additions, ({ address, type }) => `${moduleOf(address)}${type}`) : byResource;
  return [...groups].map(([title, changes]) => {
    if (changes.length === 1)
      return { action: WORD.create, what: changes.map(({ address }) => name(address)), changes };
    // What they have in common is told once.
    const named = changes
      .slice(0, NAMES_AT_MOST)
      .map(({ address }) =>
        name(address.startsWith(title) ? address.slice(title.length).replace(/^\./, '') || address : address),
      );
    const more = changes.length - named.length;
    return {
      action: WORD.create,
      what: [`${name(title)} × ${changes.length}`, `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`],
      changes,
    };
  });
}

/** `module.a["x"].` of `module.a["x"].aws_instance.b[0]`; empty for the root. */
function moduleOf(address: string): string {
  return /^(?:module\.[^.[\]]+(?:\[(?:\d+|"(?:[^"\\]|\\.)*")\])?\.)*/.exec(address)?.[0] ?? '';
}
