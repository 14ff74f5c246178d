import type { GitHubProbes } from '../../ports/github-probes.ts';
import type { GitHubClient } from './client.ts';
import { findStatuses } from './pull-requests.ts';
import { compare, readStatus } from './runs.ts';

export function openProbes(client: GitHubClient): GitHubProbes {
  return {
    readRun: (run) => readStatus(client, run),
    compareCommits: (commitSha) => compare(client, commitSha, commitSha),
    readPullRequests: () => findStatuses(client, [1]),
  };
}
