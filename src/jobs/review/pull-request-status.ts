import type { PullRequestStatus } from '../../domain/review/merges.ts';
import { GitHubUnusable } from '../../domain/run/github.ts';
import type { Run } from '../run.ts';
import { untilSettled } from './until-github-answers.ts';

export type AskingRun = Pick<Run, 'pullRequests' | 'waiting' | 'clock' | 'cancelled'>;

/** What of a pull request has become of the commit that a run plans. */
export type HeadStatus =
  /** Open, with this commit as its head. */
  | { readonly kind: 'head' }
  | { readonly kind: 'closed'; readonly isMerged: boolean }
  /** Another commit is the head. */
  | { readonly kind: 'overtaken'; readonly headSha: string };

/**
 * Asks GitHub, because the payload of a run is as old as its event, and a run may be late or started again. Rejects with
 * GitHubUnusable when it does not say within `lock-timeout`: what cannot be recorded truly is no review.
 */
async function askForHead(
  run: AskingRun,
  { prNumber, headSha }: { readonly prNumber: number; readonly headSha: string },
): Promise<HeadStatus> {
  // Right after a push GitHub may still tell of the commit before. A merge is never taken back.
  const isSettled = (status: PullRequestStatus): boolean =>
    status.isMerged || (!status.closed && status.headSha === headSha);
  const status = await untilSettled(run, () => findStatus(run, prNumber), isSettled);
  if (status.closed) return { kind: 'closed', isMerged: status.isMerged };
  return status.headSha === headSha ? { kind: 'head' } : { kind: 'overtaken', headSha: status.headSha };
}

/** Asks that while a task is done; of no pull request there is nothing to ask. */
export async function askBeside<T>(
  run: AskingRun,
  of: { readonly prNumber: number; readonly headSha: string } | undefined,
  task: () => Promise<T>,
): Promise<[T, HeadStatus]> {
  if (of === undefined) return [await task(), { kind: 'head' }];
  return askWhile(run, { ask: (asking) => askForHead(asking, of), task });
}

/** Asks GitHub while a task is done, which may wait for the answer. When the task fails, nobody waits for it. */
export async function askWhile<T, A>(
  run: AskingRun,
  { ask, task }: { readonly ask: (run: AskingRun) => Promise<A>; readonly task: (asked: Promise<A>) => Promise<T> },
): Promise<[T, A]> {
  const over = new AbortController();
  const { pullRequests, waiting, clock } = run;
  const cancelled = AbortSignal.any([run.cancelled, over.signal]);
  const asking = ask({ pullRequests, waiting, clock, cancelled });
  const working = task(asking);
  const stopAsking = working.catch((error: unknown) => {
    over.abort();
    throw error;
  });
  // Neither is left running on any way out.
  await Promise.allSettled([stopAsking, asking]);
  return [await working, await asking];
}

/** The pull request as it is now, of which an event has said that it is closed. */
export async function askIfClosed(run: AskingRun, prNumber: number): Promise<PullRequestStatus> {
  return untilSettled(
    run,
    () => findStatus(run, prNumber),
    ({ closed }) => closed,
  );
}

async function findStatus({ pullRequests }: Pick<Run, 'pullRequests'>, prNumber: number): Promise<PullRequestStatus> {
  const [status] = await pullRequests.findStatuses([prNumber]);
  if (status !== undefined) return status;
  throw new GitHubUnusable(
    `GitHub does not say what has become of pull request #${prNumber}: the token needs pull-requests: read.`,
  );
}
