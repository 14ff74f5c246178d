import { ApplyFailed } from '../../domain/apply/apply-failed.ts';
import {
  concealProgress,
  keepWhatIsSaved,
  readApplyProgress,
  type ApplyProgress,
} from '../../domain/apply/apply-progress.ts';
import { describeLeftState } from '../../domain/apply/left-state.ts';
import { describeErrors } from '../../domain/events/told.ts';
import { concealAtWork } from '../../domain/apply/at-work.ts';
import { TimedOut } from '../../domain/apply/timed-out.ts';
import { PlanFailed } from '../../domain/plan/plan-failed.ts';
import type { PlanShown } from '../../domain/plan/plan-shown.ts';
import type { Conceal } from '../../domain/secrets/conceal.ts';
import { openStateConceal } from '../../domain/secrets/state-secrets.ts';
import type { StateAddress } from '../../domain/state/keys.ts';
import type { Backend } from '../../ports/backend.ts';
import type { FailedRun, Terraform } from '../../ports/terraform.ts';
import { passOver } from '../tolerate.ts';
import type { HeldLock } from './held-lock.ts';

interface FailingRun {
  readonly terraform: Pick<Terraform, 'name'>;
}

/** Without a plan, what must not be shown is what the run and the configuration say so of, and what the state marks. */
export async function planFailed(
  { terraform }: { readonly terraform: Pick<Terraform, 'name' | 'annotate'> },
  failed: FailedRun,
  of: { readonly backend: Pick<Backend, 'objects'>; readonly address: StateAddress },
): Promise<PlanFailed | TimedOut> {
  const { address } = of;
  const command = `${terraform.name} plan`;
  const { timedOut } = failed;
  const conceal = await concealOf(failed, of);
  terraform.annotate(failed.told.errors, conceal);
  const details = describeErrors(failed.told, conceal);
  return timedOut === undefined
    ? new PlanFailed(`${command} failed`, details)
    : new TimedOut({ command, ...timedOut, progress: undefined, address, remarks: [], details });
}

/** Undefined where the state cannot be read, as with one that is encrypted: then nobody knows. */
async function concealOf(
  { conceal = (text) => text }: FailedRun,
  { backend, address }: Parameters<typeof planFailed>[2],
): Promise<Conceal | undefined> {
  let stored: Awaited<ReturnType<Backend['objects']['get']>>;
  try {
    stored = await backend.objects.get(address.path);
  } catch (error) {
    passOver(error);
    return undefined;
  }
  if (stored === undefined || stored.body.length === 0) return conceal;
  return openStateConceal({ changes: [], conceal, hasUnknownSecrets: false }, stored.body);
}

/** How far an apply came by its events, for pages; undefined where nobody knows. */
export function progressOf(
  { events, timedOut }: Pick<FailedRun, 'timedOut' | 'events'>,
  { changes, conceal }: PlanShown['plan'],
): ApplyProgress | undefined {
  const told = timedOut?.events ?? events;
  return told && concealProgress(readApplyProgress(changes, told), conceal);
}

/** The plan that was being applied, and where. */
export interface Failing {
  readonly address: StateAddress;
  readonly shown: PlanShown;
  /** As it is now; undefined where it cannot be read. */
  readonly state: Uint8Array | undefined;
}

/**
 * A Terraform that was killed during an apply may have left something undone: its lock stays, so that nobody goes on
 * before somebody has looked.
 */
export function applyFailed(
  { terraform }: FailingRun,
  lock: Pick<HeldLock, 'lockId' | 'lost' | 'leaveBehind'>,
  failed: Pick<FailedRun, 'byItself' | 'timedOut' | 'events'> & { readonly details: string },
  failing: Failing,
): ApplyFailed | TimedOut {
  const { address, shown } = failing;
  const { changes, conceal } = shown.plan;
  const { byItself, timedOut, details } = failed;
  if (!byItself) lock.leaveBehind();
  const killed = byItself ? [] : [`was killed, and its state lock ${lock.lockId} is left behind`];
  const lost = lock.lost === undefined ? [] : [lock.lost];
  const command = `${terraform.name} apply`;
  const events = timedOut?.events ?? failed.events;
  const told = events && readApplyProgress(changes, events);
  const progress = byItself ? told : told && keepWhatIsSaved(told, changes, undefined);
  const left = describeLeftState(failing.state, progress);
  const toTell = progress && concealProgress(progress, conceal);
  if (timedOut === undefined) {
    return new ApplyFailed([`${command} ${killed[0] ?? 'failed'}`, ...lost].join('; '), details, {
      ...failing,
      progress: toTell,
      left: left && { ...left, unfinished: left.unfinished.map(conceal) },
      leftLockId: byItself ? undefined : lock.lockId,
    });
  }
  return new TimedOut({
    command,
    ...timedOut,
    atWork: concealAtWork(timedOut.atWork, conceal),
    progress: toTell,
    address,
    remarks: [...killed.map((how) => `it ${how}`), ...lost],
    details,
    shown,
  });
}
