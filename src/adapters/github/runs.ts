import * as v from 'valibot';
import { GitHubUnusable } from '../../domain/run/github.ts';
import type { TurnRun } from '../../domain/turn/turn.ts';
import type { CommitOrder, Runs } from '../../ports/runs.ts';
import { askAgain, type GitHubClient } from './client.ts';
import { NO_ANCESTOR, statusOf } from './translate.ts';

const Attempt = v.object({ status: v.nullable(v.string()) });
const Comparison = v.object({ status: v.picklist(['identical', 'ahead', 'behind', 'diverged']) });

/** A wait goes on meanwhile, so an answer that takes longer counts as none. */
const STATUS_WITHIN_MS = 10_000;
const COMPARE_TRIES = 4;
/** It is asked again soon anyway. */
const IMPATIENT = { signal: new AbortController().signal, mayWait: () => false };

/** What GitHub says of runs and commits. */
export function openRuns(client: GitHubClient): Runs {
  const told = new Set<string>();
  return {
    status: async (run) => {
      try {
        return await readStatus(client, run);
      } catch (error) {
        if (!(error instanceof GitHubUnusable)) throw error;
        if (!told.has(error.message))
          client.journal.info(`Whether a run is still at work is not known: ${error.message}`);
        told.add(error.message);
        return 'unknown';
      }
    },
    compare: (baseSha, commitSha) => compare(client, baseSha, commitSha),
  };
}

/** Whether there is, or was, such a run; undefined when GitHub does not say. */
export async function isKnownRun(
  client: GitHubClient,
  run: Pick<TurnRun, 'repository' | 'runId' | 'runAttempt'>,
): Promise<boolean | undefined> {
  try {
    await readStatus(client, run);
    return true;
  } catch (error) {
    if (!(error instanceof GitHubUnusable)) throw error;
    return statusOf(error.cause) === 404 ? false : undefined;
  }
}

export async function readStatus(
  client: GitHubClient,
  run: Pick<TurnRun, 'repository' | 'runId' | 'runAttempt'>,
): Promise<'completed' | 'running'> {
  const [owner = '', repo = ''] = run.repository.split('/');
  const asking = {
    what: `read the workflow run ${run.runId} of ${run.repository}`,
    permission: 'actions: read',
    answerWithinMs: STATUS_WITHIN_MS,
    patience: IMPATIENT,
  };
  return client.ask(asking, async (octokit, options) => {
    const { data } = await octokit.rest.actions.getWorkflowRunAttempt({
      owner,
      repo,
      run_id: Number(run.runId),
      attempt_number: run.runAttempt,
      ...options,
    });
    return v.parse(Attempt, data).status === 'completed' ? 'completed' : 'running';
  });
}

export async function compare(client: GitHubClient, baseSha: string, commitSha: string): Promise<CommitOrder> {
  const asking = { what: `compare ${commitSha} with ${baseSha}`, permission: 'contents: read' };
  return client.ask(asking, async (octokit, options) => {
    const basehead = `${baseSha}...${commitSha}`;
    const question = { ...client.repository, basehead, per_page: 1, ...options };
    // One of GitHub's replicas may not know a commit yet that another one has told of.
    const again = {
      tries: COMPARE_TRIES,
      signal: options.request.signal,
      isWorthIt: (error: unknown) => statusOf(error) === 404 && !NO_ANCESTOR.test(String(error)),
    };
    try {
      const { data } = await askAgain(again, () => octokit.rest.repos.compareCommitsWithBasehead(question));
      return v.parse(Comparison, data).status;
    } catch (error) {
      if (statusOf(error) === 404) return 'unrelated';
      throw error;
    }
  });
}
