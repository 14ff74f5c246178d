import { getOctokit } from '@actions/github';
import * as v from 'valibot';
import type { Runs } from '../../ports/runs.ts';
import type { GitHubOptions } from './comments.ts';

const Attempt = v.object({ status: v.nullable(v.string()) });
const Comparison = v.object({ status: v.picklist(['identical', 'ahead', 'behind', 'diverged']) });

/** A wait goes on meanwhile, so an answer that takes longer counts as none. */
const ANSWER_WITHIN_MS = 10_000;

/** What GitHub says of runs and commits. Whatever it does not say is `unknown`, and nobody acts on that. */
export function openRuns(options: GitHubOptions): Runs {
  const octokit = getOctokit(options.token, { baseUrl: options.apiUrl });
  const [owner = '', repo = ''] = options.repository.split('/');
  return {
    status: async (run) => {
      const [runOwner = '', runRepo = ''] = run.repository.split('/');
      try {
        const { data } = await octokit.rest.actions.getWorkflowRunAttempt({
          owner: runOwner,
          repo: runRepo,
          run_id: Number(run.runId),
          attempt_number: run.runAttempt,
          request: { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) },
        });
        return v.parse(Attempt, data).status === 'completed' ? 'completed' : 'running';
      } catch {
        return 'unknown';
      }
    },

    compare: async (baseSha, commitSha) => {
      try {
        const { data } = await octokit.rest.repos.compareCommitsWithBasehead({
          owner,
          repo,
          basehead: `${baseSha}...${commitSha}`,
          per_page: 1,
          request: { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) },
        });
        return v.parse(Comparison, data).status;
      } catch {
        return 'unknown';
      }
    },
  };
}
