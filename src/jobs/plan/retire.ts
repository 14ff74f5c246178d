import type { Operation } from '../../domain/run/operation.ts';
import {
  isMoved,
  type Deletion,
  type Holding,
  type Moved,
  type Retired,
  type Skipped,
  type Superseded,
} from '../../domain/run/outcome.ts';
import type { RemovedModule } from '../../domain/run/removed-module.ts';
import { parseState } from '../../domain/state/state.ts';
import { waitForStateLock } from '../lock/wait-for-state-lock.ts';
import { deleteReviews, lookAtReviews, refuseOfAnotherRepository } from '../review/delete-review.ts';
import { askBeside } from '../review/pull-request-status.ts';
import { describeRun, type Run } from '../run.ts';
import { openStack, type Stack } from '../stack/open-stack.ts';
import { deletePrState } from '../state/delete-pr-state.ts';
import { readProdState } from '../state/read-prod-state.ts';
import { findMovedTo, openFormerProductions } from '../sweep/former-productions.ts';
import { notePlace } from '../sweep/note-place.ts';
import { passOver } from '../tolerate.ts';
import { takeTurn } from '../turn/take-turn.ts';
import { findMoved } from './find-moved.ts';
import { notToPlan } from './not-to-plan.ts';

type RetireOperation = Extract<Operation, { kind: 'plan' | 'apply' }>;

/**
 * Tells of a root module that was removed: nothing is planned and nothing applied, and what production still holds stays.
 * What the pull request had planned before is deleted. Where its state lies, the last commit that has the module says.
 */
export async function retire(
  run: Run,
  operation: RetireOperation,
  removed: RemovedModule,
): Promise<Retired | Superseded | Skipped> {
  const isOfPullRequest = operation.kind === 'plan' && run.context.event.kind !== 'merge-group';
  const [stack, status] = await askBeside(run, isOfPullRequest ? operation : undefined, () => openIfThere(run));
  if (operation.kind === 'plan') {
    const early = notToPlan(run, operation, status);
    if (early !== undefined) return early;
  }
  const told = { kind: 'retired', removed } as const;
  if ('why' in stack) {
    const why = `where its state lies could not be found: ${stack.why}`;
    run.journal.warning(`${why} What the pull request had planned, if it had, is left to a sweep.`);
    return {
      ...told,
      address: undefined,
      holding: { kind: 'unknown', why },
      deletion: undefined,
      wait: run.waiting.spent,
    };
  }
  let deletion: Deletion | undefined;
  let moved: Moved | undefined;
  if (isOfPullRequest) {
    const deleted = await deleteLeftovers(run, stack, operation);
    if ('kind' in deleted) return deleted;
    if ('moved' in deleted) ({ moved } = deleted);
    else deletion = deleted;
  }
  run.journal.output('state-key', stack.prod.path);
  const holding = await lookAtProduction(run, stack);
  if (!isOfPullRequest && holding.kind !== 'nothing') moved = await findMoved(run, stack, { operation, removed });
  if (holding.kind !== 'nothing' && !isMoved({ moved })) {
    run.journal.warning(`${removed.folder} was removed, and nothing was destroyed: ${describe(holding)}.`);
  }
  return { ...told, address: stack.prod, holding, deletion, moved, wait: run.waiting.spent };
}

/** The module is that of an earlier commit: whatever keeps its backend from being read is told, and no reason to fail. */
async function openIfThere(run: Run): Promise<Stack | { readonly why: string }> {
  try {
    return await openStack(run, { needs: 'backend' });
  } catch (error) {
    return { why: passOver(error).message };
  }
}

/** Within the pull request's turn: a later commit of it may have brought the module back. */
async function deleteLeftovers(
  run: Run,
  { backend, prod, ...stack }: Stack,
  operation: Extract<RetireOperation, { kind: 'plan' }>,
): Promise<Deletion | { readonly moved: Moved } | Superseded | Skipped> {
  const { prNumber, headSha } = operation;
  const pr = stack.prAddress(prNumber);
  const hadProduction = openFormerProductions(run, { backend, prod, ...stack }, { prNumber });
  const me = describeRun(run, { kind: 'plan', commitSha: headSha, prNumber });
  await notePlace(run, { backend, prod, ...stack }, prNumber);
  const taken = await takeTurn(run, { backend, address: pr, key: 'pr', me });
  if (taken.kind === 'superseded') {
    return {
      kind: 'superseded',
      by: { commitSha: taken.by.commitSha, runUrl: taken.by.url },
      wait: run.waiting.spent,
    };
  }
  const { turn } = taken;
  let isGone = false;
  try {
    const [, status] = await askBeside(run, operation, () =>
      waitForStateLock(run, { backend, address: pr, key: 'pr', turn }),
    );
    const late = notToPlan(run, operation, status);
    if (late !== undefined) return late;
    // Whoever plans there notes it before: what lies at the key is that root module's, its review above all.
    const moved = await findMovedTo(run, { backend, prod, ...stack }, prNumber);
    if (moved !== 'nowhere') {
      return { moved: moved === 'unknown' ? { kind: moved } : { kind: 'to', directory: moved.directory } };
    }
    const looks = await lookAtReviews(backend, { pr, heads: [headSha] });
    refuseOfAnotherRepository(run, { pr, looks });
    const state = await deletePrState(run, backend, { prod, pr, hadProduction, force: false });
    const reviews = await deleteReviews(run, backend, { prod, looks });
    isGone = true;
    return {
      ...state,
      removed: state.removed + reviews.count,
      versionsLeft: state.versionsLeft || reviews.versionsLeft,
    };
  } finally {
    await (isGone ? turn.leaveForGood() : turn.leave());
  }
}

/** What nobody manages any more once the module is gone. */
async function lookAtProduction(run: Run, { backend, prod }: Stack): Promise<Holding> {
  let body: Uint8Array | undefined;
  try {
    body = await readProdState(run, backend, prod);
  } catch (error) {
    return { kind: 'unknown', why: passOver(error).message };
  }
  if (body === undefined) return { kind: 'nothing', hasState: false };
  const state = parseState(body);
  if (state.kind === 'opaque') return { kind: 'unknown', why: 'its state is encrypted, or no state of version 4' };
  const addresses = state.instances.map(({ address }) => address);
  return addresses.length === 0 ? { kind: 'nothing', hasState: true } : { kind: 'resources', addresses };
}

function describe(holding: Exclude<Holding, { kind: 'nothing' }>): string {
  if (holding.kind === 'unknown') return `what production still holds is not known (${holding.why})`;
  return `production still holds ${holding.addresses.length} of its resources`;
}
