import type { StateLock } from '../../domain/lock/lock.ts';
import type { HolderSeen, LockHolderSeen } from '../../domain/turn/holder.ts';
import type { TurnRun } from '../../domain/turn/turn.ts';
import { renderDuration } from '../../domain/duration.ts';
import { codeSpan, linkTarget } from '../markdown.ts';
import { renderTime } from '../time.ts';

/** The holder in one sentence's worth of words. */
export function renderHolder(holder: HolderSeen, now: Date): string {
  if (holder.kind === 'turn') {
    const [head] = holder.ahead;
    if (head.heldSince === undefined) return `${renderRun(head.run)}, whose turn is about to begin`;
    return `${renderRun(head.run)}, ${inOperation(head.run.operation)}${sinceWords(head.heldSince, now)}`;
  }
  const { lock, run } = holder;
  if (lock === undefined) return nameless(holder);
  return run === undefined ? renderLock(lock, now) : `${renderRun(run)}, ${lockFacts(lock, now)}`;
}

/** A lock of which no run is known. */
export function renderLock(lock: StateLock, now: Date): string {
  return `${codeSpan(lock.who === '' ? 'unknown' : lock.who)}, ${lockFacts(lock, now)}`;
}

function lockFacts(lock: StateLock, now: Date): string {
  return codeSpan(lock.operation) + sinceWords(lock.created, now);
}

function nameless({ places, wasNeverSeen }: LockHolderSeen): string {
  if (wasNeverSeen === true) return 'nobody whom any look found';
  return places.length === 0 ? 'somebody who was gone at every look' : 'a lock record that cannot be read';
}

/** Whom a wait that is over was for. */
export function renderHolderName(holder: HolderSeen): string {
  if (holder.kind === 'turn') return renderRun(holder.ahead[0].run);
  if (holder.run !== undefined) return renderRun(holder.run);
  return holder.lock === undefined ? nameless(holder) : codeSpan(holder.lock.who);
}

/** `@ana`'s name is code, so that nobody is called for a wait. */
export function renderRun(run: TurnRun): string {
  const pullRequest = run.prNumber === undefined ? '' : ` for #${run.prNumber}`;
  const name = run.runAttempt > 1 ? `${runName(run)}, attempt ${run.runAttempt}` : runName(run);
  return `${codeSpan(run.actor)}, [${name}](${linkTarget(run.url)})${pullRequest}`;
}

export function runName({ runNumber, runId }: TurnRun): string {
  return `run ${runNumber ?? runId}`;
}

function inOperation(operation: string): string {
  switch (operation) {
    case 'plan':
      return 'planning';
    case 'merge-group':
      return 'planning for the merge queue';
    case 'apply':
      return 'applying';
    case 'cleanup':
      return 'cleaning up';
    case 'sweep':
      return 'sweeping';
    default:
      return 'at work';
  }
}

function sinceWords(at: string, now: Date): string {
  const since = renderSince(at, now);
  return since === '' ? '' : `, since ${since}`;
}

/** GitHub's word on the holder, as far as it has given it. */
export function renderAlive(alive: boolean | undefined): string {
  if (alive === undefined) return '';
  return alive ? ', still running' : ', **which GitHub says has ended**';
}

function renderSince(created: string, now: Date): string {
  const at = new Date(created);
  if (Number.isNaN(at.getTime())) return '';
  // The holder's clock may be ahead of ours; an age below zero would only confuse.
  const ageMs = Math.max(0, now.getTime() - at.getTime());
  return `${renderTime(at, now)} (${renderDuration(ageMs)})`;
}

/** `2nd in line`: the next to be served is the first. */
export function renderPlace(holder: HolderSeen): string {
  if (holder.kind === 'state-lock') return '';
  const place = holder.ahead.length;
  const tens = place % 100;
  const suffix = tens >= 11 && tens <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][place % 10] ?? 'th');
  return `${place}${suffix} in line`;
}
