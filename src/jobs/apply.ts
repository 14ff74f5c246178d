import { ApplyFailed, StateNotSaved } from '../domain/errors.ts';
import type { Operation } from '../domain/operation.ts';
import type { Applied, Superseded } from '../domain/outcome.ts';
import type { RootOutputs } from '../domain/plan.ts';
import type { CommitApplied } from '../domain/turn.ts';
import type { MergedPullRequest } from '../ports/pull-requests.ts';
import { findSuperseding } from './find-superseding.ts';
import { messageOf } from './message-of.ts';
import { noteLockWhile } from './note-lock.ts';
import { openStack, type Stack } from './open-stack.ts';
import { applyFailed, planFailed } from './plan-failed.ts';
import { removeMergedPrStates } from './remove-merged-pr-states.ts';
import { describeRun, type Run } from './run.ts';
import { takeTurn } from './take-turn.ts';
import { retryUntilLockAcquired, waitForStateLock, type LockOfTurn } from './wait-for-state-lock.ts';

type ApplyOperation = Extract<Operation, { kind: 'apply' }>;

/** Applies the commit on production: plans again there, and applies that very plan, both within one turn. */
export async function apply(run: Run, operation: ApplyOperation): Promise<Applied | Superseded> {
  const findingPullRequests = findPullRequests(run, operation.commitSha);
  // Awaited on every way out: whatever goes wrong with the stack is told on the pull requests.
  const stack = await openStack(run, { use: 'apply' }).finally(() => findingPullRequests);
  const pullRequests = await findingPullRequests;
  run.journal.output('state-key', stack.prod.path);
  const { commitSha } = operation;
  const me = describeRun(run, { kind: 'apply', commitSha, prNumber: pullRequests[0]?.number });
  for (;;) {
    const taken = await takeTurn(run, { backend: stack.backend, address: stack.prod, key: 'prod', me });
    if (taken.kind === 'superseded') throw new Error('an apply was superseded in the queue, which only plans are');
    const { turn } = taken;
    const commit: CommitApplied = { repository: run.context.repository, commitSha, runUrl: run.context.runUrl };
    let applied: CommitApplied | undefined;
    try {
      const by = await findSuperseding(run, turn, commitSha);
      if (by !== undefined) return { kind: 'superseded', by, wait: run.waiting.spent };

      const lock = { locks: stack.backend.locks, address: stack.prod, turn };
      await waitForStateLock(run, lock);
      const done = await planAndApply(run, { stack, lock, commit });
      if (done === 'turn-lost') continue;
      applied = commit;
      return {
        kind: 'applied',
        address: stack.prod,
        ...done,
        outputs: await readOutputs(run),
        kept: await removeMergedPrStates(run, stack, pullRequests),
        wait: run.waiting.spent,
      };
    } finally {
      await turn.leave(applied);
    }
  }
}

async function findPullRequests(run: Run, commitSha: string): Promise<readonly MergedPullRequest[]> {
  try {
    const branch = run.inputs['apply-branch'] ?? run.context.defaultBranch ?? '';
    const found = await run.pullRequests.findMergedBy(commitSha, branch);
    run.audience.addresses(found.map((pullRequest) => pullRequest.number));
    return found;
  } catch (error) {
    run.journal.warning(
      `GitHub did not say which pull requests ${commitSha} belongs to, so none is told: ${messageOf(error)}`,
    );
    return [];
  }
}

type PlannedAndApplied = Pick<Applied, 'plan' | 'text' | 'hasChanges' | 'applyMs'>;

const STALE_PLANS_AT_MOST = 3;

interface Applying {
  readonly stack: Stack;
  readonly lock: LockOfTurn;
  readonly commit: CommitApplied;
}

/** Repeats both when the state changed between the plan and its apply: a stale plan is never forced. */
async function planAndApply(run: Run, { stack, lock, commit }: Applying): Promise<PlannedAndApplied | 'turn-lost'> {
  const { terraform } = run;
  for (let stalePlans = 0; ; stalePlans += 1) {
    await stack.confirmBackend(stack.prod);
    const planned = await retryUntilLockAcquired(run, lock, () => terraform.plan());
    if (planned.kind === 'failed') throw await planFailed(run, lock, planned);
    const shown = await terraform.showPlan();
    if (!planned.hasChanges) return { ...shown, hasChanges: false, applyMs: 0 };

    if (!(await lock.turn.begin(commit))) {
      run.journal.warning('The turn was lost before the apply began: queueing again, and planning again.');
      return 'turn-lost';
    }
    await stack.confirmBackend(stack.prod);
    const startedAtMs = run.clock.monotonicMs();
    const applied = await retryUntilLockAcquired(run, lock, () => noteLockWhile(run, lock, () => terraform.apply()));
    switch (applied.kind) {
      case 'applied':
        return { ...shown, hasChanges: true, applyMs: run.clock.monotonicMs() - startedAtMs };
      case 'stale-plan':
        if (stalePlans >= STALE_PLANS_AT_MOST) {
          throw new ApplyFailed('somebody else keeps changing the state between the plan and its apply', '');
        }
        run.journal.info('The state has changed since the plan was made: planning again.');
        continue;
      case 'state-saved-late':
        throw new ApplyFailed(
          'the state could not be saved at first and was saved right after: run the workflow again to see what is left',
          applied.details,
        );
      case 'state-not-saved':
        throw new StateNotSaved(applied.erroredStateFile, applied.details);
      case 'failed':
        throw await applyFailed(run, lock, applied);
    }
  }
}

/** From here on production is changed: nothing that goes wrong may make the run look like one that did not apply. */
async function readOutputs(run: Run): Promise<RootOutputs> {
  try {
    return await run.terraform.readOutputs();
  } catch (error) {
    run.journal.warning(`The root outputs could not be read: ${messageOf(error)}`);
    return {};
  }
}
