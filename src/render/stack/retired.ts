import { RETIRING_URL } from '../../domain/review/reviewed.ts';
import type { Holding, Moved, Retired } from '../../domain/run/outcome.ts';
import { lockItemId } from '../../domain/state/keys.ts';
import { codeSpan, countOf, cutMiddle, details } from '../markdown.ts';
import { page, provenance, type RunView } from '../page.ts';

/** The page of a root module that was removed: what that does not do, what is left, and what to do before. */
export function renderRetired(result: Retired, view: RunView, budget: number): string {
  const { moved } = result;
  if (moved !== undefined && moved.kind !== 'unknown') return renderMoved(moved, result, view);
  const { holding, address, removed, deletion } = result;
  const isMerged = view.command === 'apply';
  const facts = address === undefined ? [] : [codeSpan(address.path)];
  return page(view, `removed · nothing ${isMerged ? 'was' : 'is'} destroyed by this`, [
    renderHolding(result, isMerged),
    holding.kind === 'resources' ? renderAddresses(holding.addresses, budget / 4) : '',
    address === undefined
      ? ''
      : `Production's state ${holding.kind === 'nothing' && !holding.hasState ? 'would lie' : isMerged ? 'still lies' : 'stays'} at ${codeSpan(lockItemId(address))}.`,
    holding.kind === 'nothing' ? '' : renderWayOn(isMerged, removed.lastCommit),
    deletion === undefined || deletion.removed === 0
      ? ''
      : `What this pull request had planned before is deleted: ${countOf(deletion.removed, 'object, version or item', 'objects, versions and items')}.`,
    provenance(view, facts),
  ]);
}

function renderMoved(moved: KnownMove, { address, removed }: Retired, view: RunView): string {
  const isMerged = view.command === 'apply';
  const module = codeSpan(removed.folder === '' ? '.' : removed.folder);
  const where = address === undefined ? '' : ` Its state stays at ${codeSpan(lockItemId(address))}.`;
  const headline = moved.kind === 'to' ? `moved to ${codeSpan(moved.directory)}` : 'moved';
  return page(view, `${headline} · nothing ${isMerged ? 'was' : 'is'} destroyed by this`, [
    `> [!NOTE]\n> ${isMerged ? mergedMove(moved, module, removed) : openMove(moved, module)}${where}`,
    provenance(view, address === undefined ? [] : [codeSpan(address.path)]),
  ]);
}

type KnownMove = Exclude<Moved, { kind: 'unknown' }>;

function openMove(moved: KnownMove, module: string): string {
  const other = moved.kind === 'to' ? `plans ${codeSpan(moved.directory)}` : appliedFrom(moved.commitSha);
  return `This pull request removes the root module ${module}, and ${other} on the same state: what counts is the plan of that one.`;
}

function mergedMove(moved: KnownMove, module: string, { removedBy }: Retired['removed']): string {
  const by = removedBy === undefined ? '' : ` by ${codeSpan(removedBy.slice(0, 7))}`;
  const other =
    moved.kind === 'to'
      ? `its state was planned in ${codeSpan(moved.directory)} by the pull request that was merged`
      : appliedFrom(moved.commitSha);
  return `The root module ${module} was removed${by}, and ${other}: that one manages what the state holds. Take the step for ${module} out of the workflow.`;
}

function appliedFrom(commitSha: string): string {
  return `${codeSpan(commitSha.slice(0, 7))}, which has not got it, was applied from another root module`;
}

function renderHolding({ holding, removed }: Retired, isMerged: boolean): string {
  const module = codeSpan(removed.folder === '' ? '.' : removed.folder);
  const who =
    removed.removedBy === undefined
      ? `This pull request removes the root module ${module}`
      : `The root module ${module} was removed by ${codeSpan(removed.removedBy.slice(0, 7))}`;
  const nothing = isMerged
    ? 'Nothing was applied, and nothing destroyed'
    : 'Nothing is planned, and nothing will be destroyed by it';
  switch (holding.kind) {
    case 'nothing':
      return `> [!NOTE]\n> ${who}. ${nothing}: production holds nothing of it any more${holding.hasState ? ', and its state is empty' : ', and has no state of it'}.`;
    case 'resources':
      return `> [!CAUTION]\n> ${who}. ${nothing}: ${countOf(holding.addresses.length, 'resource stays, and is', 'resources stay, and are')} managed by nobody any more.`;
    case 'unknown':
      return `> [!CAUTION]\n> ${who}. ${nothing}. What production still holds of it is not known (${codeSpan(holding.why)}); whatever that is stays, and is managed by nobody any more.`;
  }
}

function renderAddresses(
  addresses: Extract<Holding, { kind: 'resources' }>['addresses'],
  maxCharacters: number,
): string {
  const list = cutMiddle(addresses.map((address) => `- ${codeSpan(address)}`).join('\n'), maxCharacters).text;
  return details(`What stays (${addresses.length})`, list);
}

function renderWayOn(isMerged: boolean, lastCommit: string): string {
  const back = isMerged
    ? `bring the module back as it was in ${codeSpan(lastCommit.slice(0, 7))} first, and`
    : 'take the removal out of this pull request first, and';
  return [
    'What to do, whichever fits:',
    `- **It is to be destroyed**: ${back} destroy what it has made, by a pull request with \`destroy: true\` or one that takes all of its resources out of the configuration. Once that is merged and applied, remove the module ([how](${RETIRING_URL})).`,
    `- **It is to stay**, because another root module has taken it over or nobody is to manage it: ${isMerged ? 'there is nothing left to do' : 'merge this as it is'}.`,
  ].join('\n');
}
