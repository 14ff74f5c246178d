import type { Ticket } from './turn.ts';

/** What GitHub says of a run attempt; `unknown` when it will not or cannot tell. */
export type RunStatus = 'running' | 'completed' | 'unknown';

/** Whether and how long a ticket has shown no sign of life, by the watcher's own clock alone. */
export interface Watch {
  readonly ticketId: string;
  readonly token: string;
  /** Monotonic milliseconds of this process at which this token was first seen. */
  readonly sinceMs: number;
}

/** Goes on watching the same token, or starts anew with another. */
export function watchTicket(previous: Watch | undefined, ticket: Ticket, nowMs: number): Watch {
  if (previous?.ticketId === ticket.id && previous.token === ticket.token) return previous;
  return { ticketId: ticket.id, token: ticket.token, sinceMs: nowMs };
}

/** How long a holder must be silent. On a PR key nothing of value is behind a dead one, and it is given up sooner. */
const LEASE_MS = { prod: 90_000, pr: 40_000 } as const;
/** A head that never began to hold renews nothing, so GitHub's word counts; it has nothing to lose but its place. */
const WAITING_LEASE_MS = 30_000;
/** A holder renews its token this often: a lease is several renewals long. */
const RENEW_MS = 20_000;
const PR_RENEW_MS = 10_000;
/** Waiters further back leave this much more time to those before them, so that one asks GitHub and the rest need not. */
const STAGGER_MS = 5000;

export type KeyKind = keyof typeof LEASE_MS;

export function leaseMs(head: Ticket, key: KeyKind): number {
  return head.state === 'holding' ? LEASE_MS[key] : WAITING_LEASE_MS;
}

/** How long somebody is watched who is in no queue any more. */
export function watchLeaseMs(key: KeyKind): number {
  return LEASE_MS[key];
}

export function renewEveryMs(key: KeyKind): number {
  return key === 'prod' ? RENEW_MS : PR_RENEW_MS;
}

/** Whether it is this waiter's time to ask GitHub about the head. `position` is 1 for the next in line. */
export function isTimeToAsk(
  watch: Watch,
  watcher: { readonly nowMs: number; readonly position: number; readonly leaseMs: number },
): boolean {
  return watcher.nowMs - watch.sinceMs >= watcher.leaseMs + (watcher.position - 1) * STAGGER_MS;
}

/**
 * Dead on two pieces of evidence together: silence for a whole lease by the watcher's own clock, and GitHub's word that
 * the run attempt is completed. Either alone can be wrong: a runner that lost its connection still works and renews.
 */
export function isDead(evidence: {
  readonly silentMs: number;
  readonly leaseMs: number;
  readonly run: RunStatus;
}): boolean {
  return evidence.silentMs >= evidence.leaseMs && evidence.run === 'completed';
}

const NEXT_POLL_MS = 700;
const RAMP_MS = 1000;
const POLL_MS_AT_MOST = 120_000;
/** How long a turn is taken to last, until shorter ones have been seen. */
const SLOWEST_PACE_MS = 5000;
const FASTEST_PACE_MS = 1000;

/** How a waiter has seen the queue move, by its own clock alone. */
export interface Pace {
  readonly position: number;
  /** Monotonic milliseconds at which this position was first seen. */
  readonly sinceMs: number;
  /** How many looks it has taken so far. */
  readonly looks: number;
  /** How long a turn lasts, as far as that has been seen. */
  readonly turnMs: number;
}

export function watchPace(previous: Pace | undefined, position: number, nowMs: number): Pace {
  if (previous === undefined) return { position, sinceMs: nowMs, looks: 0, turnMs: SLOWEST_PACE_MS };
  const looks = previous.looks + 1;
  if (position >= previous.position) return { ...previous, position, looks };
  const seenMs = (nowMs - previous.sinceMs) / (previous.position - position);
  const turnMs = Math.min(SLOWEST_PACE_MS, Math.max(FASTEST_PACE_MS, seenMs));
  return { position, sinceMs: nowMs, looks, turnMs };
}

/**
 * How long to wait until the next look. The next in line looks about three times in two seconds; the others look the less
 * often the further back they are, since their turn cannot come before as many others have been. A newcomer looks
 * sooner, to learn how fast the queue moves. Once they have, all waiters together make about
 * 89 + 12 · (1 + 1/2 + 1/3 + …) requests a minute, below 150 for 32 of them. `chance` is in [0, 1): waiters that
 * arrived together drift apart.
 */
export function pollAfterMs(pace: Pace, chance: number): number {
  const steadyMs = pace.position <= 1 ? NEXT_POLL_MS : Math.min((pace.position - 1) * pace.turnMs, POLL_MS_AT_MOST);
  return Math.min(steadyMs, RAMP_MS * 3 ** pace.looks) * (0.85 + 0.3 * chance);
}

/** How long to wait before a lost compare-and-swap is tried again, in milliseconds. */
export function retryAfterMs(attempt: number, chance: number): number {
  return chance * Math.min(2000, 40 * 2 ** attempt);
}

/** GitHub's word alone, as people are told it. */
export function toldAlive(status: RunStatus): boolean | undefined {
  return status === 'unknown' ? undefined : status === 'running';
}
