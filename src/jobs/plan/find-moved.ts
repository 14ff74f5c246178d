import type { Operation } from '../../domain/run/operation.ts';
import type { Moved } from '../../domain/run/outcome.ts';
import { hasConfiguration, type RemovedModule } from '../../domain/run/removed-module.ts';
import { findLastApplied, findLastBegun } from '../../domain/turn/turn.ts';
import { applyBranch, type Run } from '../run.ts';
import type { Stack } from '../stack/open-stack.ts';
import { findOtherDirectory } from '../sweep/former-productions.ts';
import { tolerate } from '../tolerate.ts';
import { TurnQueue } from '../turn/queue.ts';

type MovedRun = Pick<Run, 'inputs' | 'context' | 'journal' | 'clock' | 'chance' | 'pullRequests' | 'commits' | 'runs'>;

interface Retiring {
  readonly operation: Extract<Operation, { kind: 'plan' | 'apply' }>;
  readonly removed: RemovedModule;
}

/**
 * Whether production's state has another root module by now, which this one has moved to: a pull request that this commit
 * has brought was planned on it in another directory, as its notes say; or a commit was applied on it after the removal that
 * has not got this module. Undefined where nothing says so.
 */
export async function findMoved(
  run: MovedRun,
  stack: Pick<Stack, 'backend' | 'prod' | 'prAddress'>,
  of: Retiring,
): Promise<Moved | undefined> {
  const what = 'Whether another root module has taken over its state is not known';
  const either = [
    (): Promise<Moved | undefined> => findPlanned(run, stack, of),
    () => findApplied(run, stack, of.removed),
  ];
  for (const task of either) {
    const moved = await tolerate(run.journal, { what, task, otherwise: undefined });
    if (moved !== undefined) return moved;
  }
  return undefined;
}

/** They are asked about, and not told: this may be a push of later, which has nothing to do with it. */
async function findPlanned(
  run: MovedRun,
  stack: Pick<Stack, 'backend' | 'prod' | 'prAddress'>,
  { operation, removed }: Retiring,
): Promise<Moved | undefined> {
  for (const prNumber of await findNumbers(run, { operation, removed })) {
    const directory = await findOtherDirectory(run, stack, prNumber);
    if (directory !== undefined) return { kind: 'to', directory };
  }
  return undefined;
}

/** The pull requests that the removal came by. */
async function findNumbers(
  run: Pick<Run, 'inputs' | 'context' | 'pullRequests'>,
  { operation, removed }: Retiring,
): Promise<readonly number[]> {
  if (operation.kind === 'plan') return [operation.prNumber];
  const commitSha = removed.removedBy ?? operation.commitSha;
  const { pullRequests } = await run.pullRequests.findMerged({ since: undefined, commitSha, branch: applyBranch(run) });
  return pullRequests.map(({ number }) => number);
}

/** What was applied before the removal says nothing: whatever did so may be gone, too. */
async function findApplied(
  { context, clock, chance, commits, runs }: MovedRun,
  { backend, prod }: Pick<Stack, 'backend' | 'prod'>,
  { folder, removedBy }: RemovedModule,
): Promise<Moved | undefined> {
  const queue = await new TurnQueue(backend.turns(prod, 'prod'), clock, chance).read();
  const last = findLastApplied(queue, context) ?? findLastBegun(queue, context);
  if (last === undefined || removedBy === undefined) return undefined;
  const { commitSha } = last;
  const isAfter = commitSha === removedBy || (await runs.compare(removedBy, commitSha)) === 'ahead';
  if (!isAfter || hasConfiguration(await commits.listFiles(commitSha, folder))) return undefined;
  return { kind: 'applied', commitSha };
}
