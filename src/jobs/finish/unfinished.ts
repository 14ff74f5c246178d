import type { BegunOn } from '../../domain/apply/begun-on.ts';
import type { Aftermath } from '../../domain/apply/aftermath.ts';
import type { MergedPullRequest } from '../../domain/review/merges.ts';
import type { StateNotSaved } from '../../domain/turn/freeze.ts';
import type { Served } from '../../domain/run/operation.ts';
import type { S3Backend } from '../../domain/stack/backend.ts';
import type { LeftTurn } from '../../ports/handover.ts';
import type { Patience } from '../../ports/patience.ts';
import type { LeftCommand } from '../../ports/terraform.ts';
import type { LockOfTurn } from '../turn/key-in-turn.ts';

/** What main has not brought to its end. */
export interface Unfinished {
  readonly operation: Served;
  /** How long ago the job was cancelled; undefined when it was not, and main simply died. */
  readonly cancelledForMs: number | undefined;
  /** How long a plan or an apply may take from its start; undefined for as long as it likes. */
  readonly limitMs?: number | undefined;
  readonly turn: LeftTurn | undefined;
  /** Terraform's command that was at work last. */
  readonly command: LeftCommand | undefined;
  /** The last apply that was started. */
  readonly apply: LeftCommand | undefined;
  /** The state from which it began; undefined when that is not known. */
  readonly begunOn: BegunOn | undefined;
  /** The pull requests that it carries; undefined where none has begun, or an earlier version did not note them. */
  readonly carried?: readonly MergedPullRequest[] | undefined;
  /** The page of its plan is out, and its review recorded. */
  readonly isShown: boolean;
  /** Whether the job leaves time for another try, after so long a pause. */
  readonly mayWait: Patience['mayWait'];
  /** The backend that main has found. Rejects with BackendUnusable when it had come to none. */
  readonly readBackend: () => Promise<S3Backend>;
  /** Aborts when the job is cancelled, if it was not before. */
  readonly stop: AbortSignal;
  /** A state that is saved nowhere is told at once, before anything is asked of GitHub. */
  readonly onNotSaved: (failure: StateNotSaved) => void;
}

/** How a command of Terraform's has ended that main had started. */
export type CommandEnd = NonNullable<Aftermath['command']>['ended'];

/** What is known once Terraform has ended, or will not. */
export interface TerraformEnded {
  /** The turn that main held, and its lock; undefined when there was none, or the backend cannot be reached. */
  readonly lock: LockOfTurn | undefined;
  /** Undefined when no command was at work. */
  readonly ended: CommandEnd | undefined;
  /** Terraform has dropped nothing that it had in hand. */
  readonly isOrderly: boolean;
}
