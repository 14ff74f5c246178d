import { type SweptPullRequest, removeLeftovers } from './remove-leftovers.ts';
import { sortLeftovers } from '../../domain/sweep/leftovers.ts';
import type { PullRequestStatus } from '../../domain/review/merges.ts';
import { planRemoval } from '../../domain/state/removal.ts';
import { openJudge, type Doomed, type ListedOfOne, type SweptStack } from './judge-leftovers.ts';
import { listLeftovers } from './list-leftovers.ts';
import { StateLocked } from '../../domain/turn/holder.ts';
import { waitForStateLock } from '../lock/wait-for-state-lock.ts';
import { passOver } from '../tolerate.ts';
import type { LockOfTurn } from '../turn/key-in-turn.ts';
import { WaitBudget } from '../wait-budget.ts';
import { untilGitHubAnswers } from '../review/until-github-answers.ts';
import { describeRun, type Run } from '../run.ts';
import { takeTurn } from '../turn/take-turn.ts';
import { TurnQueue } from '../turn/queue.ts';

export const AT_WORK = 'a run is at work there, or waits';

/** Sweeps one closed pull request: within its turn, so that a plan of one that is opened again comes before or after. */
export function openSweeper(
  run: Run,
  stack: SweptStack,
  { dryRun }: { readonly dryRun: boolean },
): (status: PullRequestStatus) => Promise<SweptPullRequest> {
  const { backend } = stack;
  const judge = openJudge(run, stack);

  const look = async (status: PullRequestStatus): Promise<SweptPullRequest> => {
    const { number: prNumber } = status;
    const address = stack.prAddress(prNumber);
    const why = await findWorker(run, new TurnQueue(backend.turns(address, 'pr'), run.clock, run.chance));
    if (why !== undefined) return { kind: 'kept', prNumber, why };
    if (dryRun) {
      if ((await backend.locks.read(address)).kind !== 'free') return { kind: 'kept', prNumber, why: LOCKED };
      const judged = await judge(await listOne(prNumber), status);
      if (judged.kind === 'kept') return judged;
      return { kind: 'swept', prNumber, removed: countOf(judged), versionsLeft: false, isAllGone: false };
    }
    const me = describeRun(run, { kind: 'sweep', commitSha: run.context.commitSha, prNumber });
    const taken = await takeTurn(run, { backend, address, key: 'pr', me });
    if (taken.kind === 'superseded') throw new Error('a sweep was superseded in the queue, which only plans are');
    let removal: SweptPullRequest | undefined;
    let isQueueGone = false;
    try {
      // It may have been opened again, or merged, while this run was waiting for its turn.
      const [now] = await untilGitHubAnswers(run, () => run.pullRequests.findStatuses([prNumber]));
      if (now?.closed !== true) return { kind: 'kept', prNumber, why: 'it was opened again' };
      if (!(await isFree(run, { backend, address, key: 'pr', turn: taken.turn }))) {
        return { kind: 'kept', prNumber, why: LOCKED };
      }
      const judged = await judge(await listOne(prNumber), now);
      if (judged.kind === 'kept') return judged;
      removal = await removeLeftovers(backend, judged);
    } finally {
      if (removal?.kind === 'swept') isQueueGone = await taken.turn.leaveForGood();
      else await taken.turn.leave();
    }
    return removal.kind === 'swept' ? { ...removal, isAllGone: removal.isAllGone && isQueueGone } : removal;
  };

  const listOne = async (prNumber: number): Promise<ListedOfOne> => {
    const { versions, isComplete } = await listLeftovers(backend, stack.prAddress(prNumber).path);
    const nothing = { prNumber, state: [], lockfile: [], turns: [], review: [] };
    const left = sortLeftovers(versions, stack.prPaths).find((one) => one.prNumber === prNumber) ?? nothing;
    return { ...left, isComplete };
  };

  return async (status) => {
    try {
      return await look(status);
    } catch (error) {
      // One that cannot be swept must not keep the others.
      return { kind: 'kept', prNumber: status.number, why: passOver(error).message };
    }
  };
}

/** Whether nobody holds the lock. That of a run that is dead by the queue's own rules goes; nobody else is waited for. */
async function isFree(run: Run, lock: LockOfTurn): Promise<boolean> {
  try {
    await waitForStateLock({ ...run, waiting: new WaitBudget(0) }, lock);
    return true;
  } catch (error) {
    if (!(error instanceof StateLocked)) throw error;
    return false;
  }
}

const LOCKED = 'its state is locked';

/** What would go, as far as that can be listed. */
function countOf({ removables }: Doomed): number {
  const counts = removables.map(({ versions, current }) => {
    const { earlier, markers } = planRemoval(versions === 'denied' ? [] : versions, current);
    return earlier.length + markers.length + (current === undefined ? 0 : 1);
  });
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Why the queue says that this is no leftover; runs that GitHub calls ended are removed by the queue's own rules. */
async function findWorker(run: Run, queue: TurnQueue): Promise<string | undefined> {
  const { tickets, frozen, lastApplied, lastBegun } = await queue.read();
  if (frozen !== undefined || lastApplied !== undefined || lastBegun !== undefined) {
    return 'its queue is that of a state that is applied, which none of a pull request is';
  }
  for (const ticket of tickets) {
    if ((await run.runs.status(ticket.run)) !== 'completed') return AT_WORK;
  }
  return undefined;
}
