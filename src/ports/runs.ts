import type { TurnRun } from '../domain/turn/turn.ts';
import type { RunStatus } from '../domain/turn/turn-watch.ts';

/** How one commit stands to another: `behind` means that the second has everything of it and more. */
export type CommitOrder =
  | 'identical'
  | 'ahead'
  | 'behind'
  | 'diverged'
  /** They have no ancestor in common, or GitHub does not know one of them any more. */
  | 'unrelated';

/** What GitHub knows of workflow runs and commits. */
export interface Runs {
  /** `unknown` when GitHub does not say, which nobody acts on; the log says why. */
  status(run: Pick<TurnRun, 'repository' | 'runId' | 'runAttempt'>): Promise<RunStatus>;
  /** Where `commitSha` stands as seen from `baseSha`. Rejects with GitHubUnusable. */
  compare(baseSha: string, commitSha: string): Promise<CommitOrder>;
}
