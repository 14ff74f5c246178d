import type { GitHubProbes } from '../../ports/github-probes.ts';
import type { Commits } from '../../ports/commits.ts';
import type { Comments, PullRequests } from '../../ports/pull-requests.ts';
import type { Runs } from '../../ports/runs.ts';
import { GitHubClient, type GitHubOptions } from './client.ts';
import { openComments } from './comments.ts';
import { openCommits } from './commits.ts';
import { openProbes } from './probes.ts';
import { openPullRequests } from './pull-requests.ts';
import { isKnownRun, openRuns } from './runs.ts';
import type { RunAttempt } from '../../domain/run/attempt.ts';

/** What a run wants of GitHub. Every request rejects with GitHubUnusable. */
export interface GitHub {
  readonly comments: Comments;
  readonly commits: Commits;
  readonly pullRequests: PullRequests;
  readonly runs: Runs;
  readonly probes: GitHubProbes;
  /** Whether there is, or was, such a run of this repository; undefined when GitHub does not say. */
  readonly isKnownRun: (run: Pick<RunAttempt, 'runId' | 'runAttempt'>) => Promise<boolean | undefined>;
}

export function openGitHub(options: GitHubOptions): GitHub {
  const client = new GitHubClient(options);
  return {
    comments: openComments(client),
    commits: openCommits(client),
    pullRequests: openPullRequests(client),
    runs: openRuns(client),
    probes: openProbes(client),
    isKnownRun: (run) => isKnownRun(client, { repository: options.repository, ...run }),
  };
}
