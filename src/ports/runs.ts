import type { TurnRun } from '../domain/turn/turn.ts';
import type { RunStatus } from '../domain/turn/turn-watch.ts';

/** How one commit stands to another: `behind` means that the second has everything of it and more. */
export type CommitOrder = 'identical' | 'ahead' | 'behind' | 'diverged' | 'unknown';

/** What GitHub knows of workflow runs and commits. Never rejects: what it will not tell is `unknown`. */
export interface Runs {
  status(run: Pick<TurnRun, 'repository' | 'runId' | 'runAttempt'>): Promise<RunStatus>;
  /** Where `commitSha` stands as seen from `baseSha`. */
  compare(baseSha: string, commitSha: string): Promise<CommitOrder>;
}
