import { ApplyFailed, PlanFailed, PrStateInUse, StateNotSaved } from '../domain/errors.ts';
import type { Operation } from '../domain/operation.ts';
import type { Applied } from '../domain/outcome.ts';
import type { RootOutputs } from '../domain/plan.ts';
import type { MergedPullRequest } from '../ports/pull-requests.ts';
import { deletePrState } from './delete-pr-state.ts';
import { openStack, type Stack } from './open-stack.ts';
import type { Run } from './run.ts';
import { retryUntilLockAcquired, waitForStateLock } from './wait-for-state-lock.ts';

/** Applies the commit on production: plans again there, and applies that very plan. */
export async function apply(run: Run, operation: Extract<Operation, { kind: 'apply' }>): Promise<Applied> {
  const [stack, pullRequests] = await Promise.all([
    openStack(run, { use: 'apply' }),
    findPullRequests(run, operation.commitSha),
  ]);
  run.journal.output('state-key', stack.prod.path);

  await waitForStateLock(run, stack.backend.locks, stack.prod);
  const applied = await planAndApply(run, stack);
  return {
    kind: 'applied',
    address: stack.prod,
    ...applied,
    outputs: await readOutputs(run),
    kept: await deletePrStates(run, stack, pullRequests),
    wait: run.waiting.spent,
  };
}

async function findPullRequests(run: Run, commitSha: string): Promise<readonly MergedPullRequest[]> {
  try {
    const found = await run.pullRequests.findMergedBy(
      commitSha,
      run.inputs['apply-branch'] ?? run.context.defaultBranch ?? '',
    );
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

/** Repeats both when the state changed between the plan and its apply: a stale plan is never forced. */
async function planAndApply(run: Run, stack: Stack): Promise<PlannedAndApplied> {
  const { terraform } = run;
  const lock = { locks: stack.backend.locks, address: stack.prod };
  for (;;) {
    const planned = await retryUntilLockAcquired(run, lock, () => terraform.plan());
    if (planned.kind === 'failed') throw new PlanFailed(`${terraform.name} plan failed`, planned.details);
    const shown = await terraform.showPlan();
    if (!planned.hasChanges) return { ...shown, hasChanges: false, applyMs: 0 };

    const startedAtMs = run.clock.monotonicMs();
    const applied = await retryUntilLockAcquired(run, lock, () => terraform.apply());
    switch (applied.kind) {
      case 'applied':
        return { ...shown, hasChanges: true, applyMs: run.clock.monotonicMs() - startedAtMs };
      case 'stale-plan':
        run.journal.info('The state has changed since the plan was made: planning again.');
        continue;
      case 'state-not-saved':
        throw new StateNotSaved(applied.erroredStateFile, applied.details);
      case 'failed':
        throw new ApplyFailed(`${terraform.name} apply failed`, applied.details);
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

/** A plan that is still under way on a PR key is not waited for: the pull request's own cleanup does that. */
async function deletePrStates(
  run: Run,
  stack: Stack,
  pullRequests: readonly MergedPullRequest[],
): Promise<Applied['kept']> {
  const kept: { prNumber: number; why: PrStateInUse | string }[] = [];
  for (const { number: prNumber } of pullRequests) {
    try {
      const pr = stack.prAddress(prNumber);
      if ((await stack.backend.locks.read(pr)).kind !== 'free') throw new Error('its state is locked');
      await deletePrState(run, stack.backend, { prod: stack.prod, pr, force: false });
    } catch (error) {
      kept.push({ prNumber, why: error instanceof PrStateInUse ? error : messageOf(error) });
      run.journal.warning(`What pull request #${String(prNumber)} left behind is kept: ${messageOf(error)}`);
    }
  }
  return kept;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
