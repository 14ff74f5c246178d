import { GitHubUnusable } from '../../domain/run/github.ts';
import type { GitHubProbes } from '../../ports/github-probes.ts';
import type { GitHubClient } from './client.ts';
import { findStatuses } from './pull-requests.ts';
import { compare, readStatus } from './runs.ts';

export function openProbes(client: GitHubClient): GitHubProbes {
  return {
    readRun: (run) => readStatus(client, run),
    compareCommits: async (commitSha) => {
      if ((await compare(client, commitSha, commitSha)) !== 'unrelated') return;
      throw new GitHubUnusable(`GitHub does not know ${commitSha}, or the job lacks contents: read.`);
    },
    readPullRequests: () => findStatuses(client, [1]),
  };
}
