import { type Aftermath, Cancelled } from '../../domain/apply/aftermath.ts';
import { readApplyProgress, type ApplyProgress } from '../../domain/apply/apply-progress.ts';
import type { RunFailure } from '../../domain/failure.ts';
import type { MergedPullRequest } from '../../domain/review/merges.ts';
import type { Served } from '../../domain/run/operation.ts';
import type { Applied, Conclusion } from '../../domain/run/outcome.ts';
import { parseState } from '../../domain/state/state.ts';
import type { S3Backend } from '../../domain/stack/backend.ts';
import type { LeftTurn } from '../../ports/handover.ts';
import type { LeftCommand } from '../../ports/terraform.ts';
import { backUpState } from '../state/back-up-state.ts';
import { carriedWith, findCarried } from '../review/find-carried.ts';
import { findPullRequests } from '../review/find-pull-requests.ts';
import { messageOf } from '../tolerate.ts';
import { stackOf } from '../stack/open-stack.ts';
import { readOutputs } from '../stack/read-outputs.ts';
import { readSerial } from '../stack/read-serial.ts';
import { releaseOwnLock } from '../lock/release-own-lock.ts';
import { removeMergedPrStates } from '../apply/remove-merged-pr-states.ts';
import type { Run } from '../run.ts';
import { repairOwnDigest } from '../state/repair-digest.ts';
import { notSavedAnywhere, saveState } from '../apply/save-state.ts';
import { HeldTurn } from '../turn/held-turn.ts';
import { TurnQueue } from '../turn/queue.ts';
import { waitForEnd } from './wait-for-end.ts';
import type { LockOfTurn } from '../turn/key-in-turn.ts';

/** What main has left unfinished. */
export interface Unfinished {
  readonly operation: Served;
  /** How long ago the job was cancelled; undefined when it was not, and main simply died. */
  readonly cancelledForMs: number | undefined;
  readonly turn: LeftTurn | undefined;
  /** Terraform's command that was at work last. */
  readonly command: LeftCommand | undefined;
  /** The last apply that was started. */
  readonly apply: LeftCommand | undefined;
  /** The backend that main read last. Rejects when it had come to none. */
  readonly readBackend: () => Promise<S3Backend>;
  /** Aborts when the job is cancelled, if it was not before. */
  readonly stop: AbortSignal;
}

/**
 * Brings a run to its end whose main was cancelled or died: lets Terraform finish and save, gives back the state lock and
 * the turn, and says what has become of it. What goes wrong on the way is told, and stops nothing behind it.
 */
export async function finish(run: Run, left: Unfinished): Promise<Conclusion> {
  const { operation } = left;
  const findingPullRequests = operation.kind === 'apply' ? findPullRequests(run, operation.commitSha) : undefined;
  // A backend that does not answer must not keep Terraform from its end.
  const resuming = resumeTurn(run, left);
  const ended = left.command === undefined ? undefined : await waitForEnd(run, left.command, left);
  const lock = await resuming;
  const isOrderly = ended === undefined || ended === 'by-itself' || !changesState(left.command);
  const settled = await settle(run, left, { lock, ended, isOrderly });
  const ownLock = await giveLockBack(run, left, { lock, ended, isOrderly });
  if (settled?.kind === 'applied' && lock !== undefined) await repairOwnDigest(run, lock);
  const facts = left.apply === undefined ? NOTHING_BEGUN : await readFacts(run, left.apply, lock);
  await lock?.turn.leave(
    operation.kind === 'apply' && settled?.kind === 'applied'
      ? { repository: run.context.repository, commitSha: operation.commitSha, runUrl: run.context.runUrl }
      : undefined,
  );
  const own = (await findingPullRequests) ?? [];
  const carried =
    operation.kind === 'apply' && left.apply !== undefined
      ? await addressCarried(run, left, { own, commitSha: operation.commitSha })
      : own;
  const done =
    settled?.kind === 'applied' && operation.kind === 'apply' ? await finishApplied(run, left, carried) : undefined;
  if (done !== undefined) return { kind: 'result', result: done };
  if (settled?.kind === 'not-saved') return { kind: 'failure', failure: settled.failure };
  const aftermath: Aftermath = {
    cancelled: left.cancelledForMs !== undefined || left.stop.aborted,
    command: left.command === undefined || ended === undefined ? undefined : { name: left.command.name, ended },
    address: left.turn?.address,
    lock: ownLock,
    details: settled?.kind === 'failed' ? settled.details : '',
    ...facts,
  };
  return { kind: 'failure', failure: new Cancelled(left.command?.name ?? operation.kind, aftermath) };
}

const NOTHING_BEGUN = { progress: undefined, serial: undefined };

/** Whether work may be lost with this command: `state push` writes what an apply has done. */
function changesState(command: LeftCommand | undefined): boolean {
  return command?.name === 'apply' || command?.name === 'state';
}

/** Shows others from now on that this run lives, for as long as its Terraform takes to end. */
async function resumeTurn(run: Run, { turn, readBackend }: Unfinished): Promise<LockOfTurn | undefined> {
  if (turn === undefined) return undefined;
  const { address, key, ticketId } = turn;
  return tolerate(run, 'The backend cannot be reached to give the turn back', async () => {
    const backend = await run.openBackend(await readBackend());
    const queue = new TurnQueue(backend.turns(address, key), run.clock, run.chance);
    await queue.read().catch(() => undefined);
    return { backend, address, key, turn: HeldTurn.resume({ run, queue, ticketId, key }) };
  });
}

type Settled =
  | { readonly kind: 'applied' }
  | { readonly kind: 'failed'; readonly details: string }
  | { readonly kind: 'not-saved'; readonly failure: RunFailure };

interface After {
  readonly lock: LockOfTurn | undefined;
  readonly ended: NonNullable<Aftermath['command']>['ended'] | undefined;
  /** Terraform has dropped nothing that it had in hand. */
  readonly isOrderly: boolean;
}

/** What has become of the apply, if there was one; its state is saved if Terraform could not. */
async function settle(run: Run, left: Unfinished, { lock, ended, isOrderly }: After): Promise<Settled | undefined> {
  const { apply, turn } = left;
  if (apply === undefined || turn === undefined || ended === 'not-at-all') return undefined;
  return tolerate(run, 'What has become of the apply is not known', async (): Promise<Settled> => {
    const outcome = await apply.settleApply();
    switch (outcome.kind) {
      case 'applied':
        return { kind: 'applied' };
      case 'failed':
        return { kind: 'failed', details: outcome.details };
      case 'lock-not-acquired':
      case 'stale-plan':
        return { kind: 'failed', details: '' };
      case 'state-not-saved': {
        if (lock === undefined) return { kind: 'not-saved', failure: notSavedAnywhere(run, turn.address, outcome) };
        const failure = await saveState(run, lock, { notSaved: outcome, mayRelease: isOrderly });
        return failure === undefined ? { kind: 'failed', details: outcome.details } : { kind: 'not-saved', failure };
      }
    }
  });
}

/**
 * A lock that is left behind is ours to delete once its Terraform has ended. One on production is left when that
 * Terraform may have dropped work, so that somebody looks first; `stale-lock: recover` says that nobody needs to, once
 * the state is backed up.
 */
async function giveLockBack(run: Run, left: Unfinished, { lock, ended, isOrderly }: After): Promise<Aftermath['lock']> {
  if (lock === undefined) {
    return left.turn === undefined
      ? { kind: 'never-taken' }
      : { kind: 'unknown', why: 'the backend cannot be reached' };
  }
  const mayRelease =
    ended !== 'not-at-all' && (lock.key === 'pr' || isOrderly || (await isBackedUpForRecovery(run, lock)));
  const own = await releaseOwnLock(run, lock, mayRelease ? undefined : 'look');
  switch (own.kind) {
    case 'left':
      return { kind: 'left', lockId: own.lockId };
    case 'unknown':
    case 'not-ours':
      return own;
    case 'free':
    case 'released':
      return { kind: own.kind };
  }
}

async function isBackedUpForRecovery(run: Run, { backend, address }: LockOfTurn): Promise<boolean> {
  if (run.inputs['stale-lock'] !== 'recover') return false;
  const backup = await tolerate(run, 'The state could not be backed up, so its lock stays', () =>
    backUpState(run, backend, address),
  );
  return backup !== undefined;
}

async function readFacts(
  run: Run,
  apply: LeftCommand,
  lock: LockOfTurn | undefined,
): Promise<{ readonly progress: ApplyProgress | 'unknown'; readonly serial: number | undefined }> {
  const progress = await tolerate(run, 'How far the apply came is not known', async () => {
    const { plan } = await run.terraform.showPlan();
    return readApplyProgress(plan.changes, await apply.readText());
  });
  const serial = await tolerate(run, 'The state could not be read', async () => {
    const state = await lock?.backend.objects.get(lock.address.path);
    return state === undefined ? undefined : parseState(state.body).serial;
  });
  return { progress: progress ?? 'unknown', serial };
}

/** All pull requests that an apply carries were told that it began, and are told how it ended. */
async function addressCarried(
  run: Run,
  { readBackend }: Unfinished,
  { own, commitSha }: { readonly own: readonly MergedPullRequest[]; readonly commitSha: string },
): Promise<readonly MergedPullRequest[]> {
  const found = await tolerate(run, 'Whom else to tell is not known', async () => {
    const stack = await stackOf(run, await readBackend());
    const certain = own.map(({ number }) => number);
    return carriedWith(own, await findCarried(run, stack, { commitSha, certain }));
  });
  const pullRequests = found ?? own;
  run.comments.openOn(pullRequests.map(({ number }) => number));
  return pullRequests;
}

/** The rest of an apply that ended well in spite of everything. */
async function finishApplied(
  run: Run,
  { apply, turn, readBackend }: Unfinished,
  pullRequests: readonly MergedPullRequest[],
): Promise<Applied | undefined> {
  if (apply === undefined || turn === undefined) return undefined;
  return tolerate(run, 'The apply is done, and could not be reported', async () => {
    const stack = await stackOf(run, await readBackend());
    const shown = await run.terraform.showPlan();
    const isWhole = shown.plan.complete && run.inputs.target.length === 0;
    return {
      kind: 'applied',
      reviewed: undefined,
      serial: await readSerial(run, stack),
      address: turn.address,
      ...shown,
      hasChanges: true,
      applyMs: Math.max(0, run.clock.now().getTime() - apply.startedAtMs),
      outputs: await readOutputs(run),
      kept: isWhole ? await removeMergedPrStates(run, stack, pullRequests) : [],
      wait: run.waiting.spent,
      wasCutOff: true,
    };
  });
}

async function tolerate<T>(run: Run, what: string, task: () => Promise<T>): Promise<T | undefined> {
  try {
    return await task();
  } catch (error) {
    run.journal.warning(`${what}: ${messageOf(error)}`);
    return undefined;
  }
}
