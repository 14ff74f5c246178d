import type { TurnRun } from '../domain/turn/turn.ts';

/** What a doctor tries of GitHub. Each resolves when the token may, and rejects with GitHubUnusable when not. */
export interface GitHubProbes {
  readRun(run: Pick<TurnRun, 'repository' | 'runId' | 'runAttempt'>): Promise<unknown>;
  compareCommits(commitSha: string): Promise<unknown>;
  readPullRequests(): Promise<unknown>;
}
