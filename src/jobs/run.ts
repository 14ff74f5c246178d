import type { RunContext } from '../config/context.ts';
import type { Inputs } from '../config/inputs.ts';
import type { Begun, Planned } from '../domain/run/outcome.ts';
import type { HolderSeen } from '../domain/turn/holder.ts';
import type { TurnRun } from '../domain/turn/turn.ts';
import type { OpenBackend } from '../ports/backend.ts';
import type { Chance } from '../ports/chance.ts';
import type { Commits } from '../ports/commits.ts';
import type { Clock } from '../ports/clock.ts';
import type { GitHubProbes } from '../ports/github-probes.ts';
import type { Handover } from '../ports/handover.ts';
import type { Journal } from '../ports/journal.ts';
import type { PullRequests } from '../ports/pull-requests.ts';
import type { Runs } from '../ports/runs.ts';
import type { Terraform } from '../ports/terraform.ts';
import type { EveryStep } from './tolerate.ts';
import type { WaitBudget } from './wait-budget.ts';

export interface Telling {
  readonly id: string;
  readonly waiting: WaitBudget;
  readonly look: () => Promise<HolderSeen>;
}

/**
 * What a run says on pull requests while it is at work. Nothing of it is waited for, and nothing that GitHub does about it
 * fails a run.
 */
export interface RunComments {
  /** Names the pull requests and starts to look for their comments, so that the first update need not wait for it. */
  openOn(prNumbers: readonly number[]): void;
  /** Names more of them: what was found of them says that they are in this run, too. */
  openAlsoOn(prNumbers: readonly number[]): void;
  /** How the run ends is told in a moment: looks at the comments beside the rest of the work. */
  lookAhead(): void;
  tellWaiting(telling: Telling): void;
  /** Says in the comments that there are that this run is at work. */
  tellBegun(begun: Begun): void;
  /** The same, where there is nothing to say but that a wait which was told is over. */
  tellWaitIsOver(begun: Begun): void;
  /** Says at once that the state lock of an apply under way is gone: `what` is one sentence without its full stop. */
  tellLockLost(what: string, at: Date): void;
  /** Says in the comments of these plans that production has moved to this serial since. */
  tellBehind(prNumbers: readonly number[], prodSerial: number): Promise<void>;
}

/** Whether the page of a plan is out: not where it could not be written, nor where a newer run's is and stays. */
export type Shown = 'shown' | 'not-shown' | 'left-to-newer';

/** Everything that a command of Lockstep works with: what it calls takes of this what it uses. */
export interface Run {
  readonly inputs: Inputs;
  readonly context: RunContext;
  readonly terraform: Terraform;
  readonly openBackend: OpenBackend;
  readonly pullRequests: PullRequests;
  readonly commits: Commits;
  readonly comments: RunComments;
  /** Brings the page of a plan out at once: the comment where there is to be one, else the job summary. */
  readonly publish: (planned: Planned) => Promise<Shown>;
  readonly runs: Runs;
  readonly githubProbes: GitHubProbes;
  readonly clock: Clock;
  readonly chance: Chance;
  /** `user@host` of this machine, as Terraform's `Who` has it. */
  readonly who: string;
  /** Keeps for `post` what this run has begun. */
  readonly handover: Handover;
  readonly journal: Journal;
  /** What is done whatever becomes of the rest. A defect in it is thrown once the run is concluded. */
  readonly steps: EveryStep;
  readonly waiting: WaitBudget;
  /** Aborts when the job is cancelled. */
  readonly cancelled: AbortSignal;
}

/** This run as its ticket names it. */
export function describeRun(
  run: Pick<Run, 'context' | 'who'>,
  doing: { readonly kind: string; readonly commitSha: string; readonly prNumber: number | undefined },
): TurnRun {
  const { context } = run;
  return {
    repository: context.repository,
    runId: context.runId,
    runNumber: context.runNumber === '' ? undefined : context.runNumber,
    runAttempt: context.runAttempt,
    url: context.runUrl,
    actor: context.actor,
    prNumber: doing.prNumber,
    commitSha: doing.commitSha,
    operation: doing.kind,
    host: run.who.slice(run.who.lastIndexOf('@') + 1),
  };
}

/** The branch that production is applied from. */
export function applyBranch({ inputs, context }: Pick<Run, 'inputs' | 'context'>): string {
  return inputs['apply-branch'] ?? context.defaultBranch ?? '';
}
