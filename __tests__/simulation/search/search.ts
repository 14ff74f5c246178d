import { findLockOwner } from '../../../src/domain/turn/turn-locks.ts';
import {
  announce,
  claim,
  EMPTY_QUEUE,
  join,
  leave,
  positionOf,
  removeHead,
  renew,
  type TurnDocument,
} from '../../../src/domain/turn/turn.ts';
import { isDead } from '../../../src/domain/turn/turn-watch.ts';
import { createTurnRun } from '../../support/fakes/factories.ts';

/** Where a run stands, by its own belief. */
type Phase = 'new' | 'queued' | 'turn' | 'locked' | 'announced' | 'applying' | 'done';

interface Actor {
  readonly phase: Phase;
  readonly key: number;
  readonly ticketId: string;
  readonly isDead: boolean;
  /** It has shown no sign of life since somebody began to watch: by a pause or by death. */
  readonly isSilent: boolean;
  readonly renewals: number;
  /** How often it has queued. */
  readonly joins: number;
  /** What a watcher has seen of it at its look. */
  readonly watched: string | undefined;
}

/** Queues and locks of two keys, and three runs. One step is one request, with its answer. */
interface SearchState {
  readonly queues: readonly TurnDocument[];
  /** The ID that lies at each key. */
  readonly locks: readonly (string | undefined)[];
  readonly runs: readonly Actor[];
  readonly crashes: number;
}

/** The rules as the search calls them: a mutant replaces one. */
export interface Rules {
  readonly removeHead: typeof removeHead;
  readonly isDead: typeof isDead;
  readonly announced: (queue: TurnDocument, ticketId: string) => boolean;
  readonly mayTakeLock: (lock: string | undefined) => boolean;
  readonly mayRecover: (
    owner: ReturnType<typeof findLockOwner>,
    run: 'running' | 'completed',
    isSilent: boolean,
  ) => boolean;
  readonly isOwn: (lock: string | undefined, lockId: string) => boolean;
  readonly homeOf: (key: number, run: number) => number;
  readonly claim: typeof claim;
  readonly join: typeof join;
}

export const RULES: Rules = {
  removeHead,
  isDead,
  announced: (queue, ticketId) => positionOf(queue, ticketId) === 0,
  mayTakeLock: (lock) => lock === undefined,
  mayRecover: (owner, run, isSilent) =>
    owner !== undefined &&
    owner.ticket !== 'in-queue' &&
    run === 'completed' &&
    (owner.ticket === 'removed' || isSilent),
  isOwn: (lock, lockId) => lock === lockId,
  homeOf: (key) => key,
  claim,
  join,
};

export interface Searched {
  readonly states: number;
  /** The first state in which something is wrong, and the steps that led there. */
  readonly failure: { readonly why: string; readonly steps: readonly string[] } | undefined;
}

export interface SearchOptions {
  readonly rules?: Rules;
  /** The key of each run. */
  readonly keys: readonly number[];
  readonly crashes: number;
  readonly statesAtMost?: number;
}

interface Step {
  readonly title: string;
  readonly next: SearchState;
  readonly wrong?: string;
}

/** Tries every order of all steps, breadth first, so that the first failure is the shortest. */
export function search({ rules = RULES, keys, crashes, statesAtMost = Infinity }: SearchOptions): Searched {
  const first: SearchState = {
    queues: [EMPTY_QUEUE, EMPTY_QUEUE],
    locks: [undefined, undefined],
    runs: keys.map((key, index) => ({
      phase: 'new',
      key,
      ticketId: `run${index}`,
      isDead: false,
      isSilent: false,
      renewals: 0,
      joins: 0,
      watched: undefined,
    })),
    crashes,
  };
  const seen = new Set([JSON.stringify(first)]);
  interface Found {
    readonly state: SearchState;
    readonly from: Found | undefined;
    readonly title: string;
  }
  let frontier: Found[] = [{ state: first, from: undefined, title: '' }];
  const stepsTo = (found: Found | undefined): string[] =>
    found === undefined ? [] : [...stepsTo(found.from), found.title].filter((title) => title !== '');
  while (frontier.length > 0) {
    const next: Found[] = [];
    for (const found of frontier) {
      const steps = stepsOf(found.state, rules);
      const stuck = found.state.runs.find(({ phase, isDead }) => !isDead && phase !== 'done');
      if (steps.length === 0 && stuck !== undefined) {
        return { states: seen.size, failure: { why: `${stuck.ticketId} waits for ever`, steps: stepsTo(found) } };
      }
      for (const step of steps) {
        const why = step.wrong ?? findWrong(step.next);
        if (why !== undefined) {
          return { states: seen.size, failure: { why, steps: [...stepsTo(found), step.title] } };
        }
        const name = JSON.stringify(step.next);
        if (seen.has(name)) continue;
        seen.add(name);
        if (seen.size > statesAtMost) return { states: seen.size, failure: undefined };
        next.push({ state: step.next, from: found, title: step.title });
      }
    }
    frontier = next;
  }
  return { states: seen.size, failure: undefined };
}

/** What must be true in every state. */
function findWrong({ queues, locks, runs }: SearchState): string | undefined {
  for (const key of [0, 1]) {
    const applying = runs.filter((run) => run.key === key && run.phase === 'applying' && !run.isDead);
    if (applying.length > 1) return 'two apply at once';
    for (const { ticketId } of applying)
      if (locks[key] !== lockIdOf(ticketId)) return `${ticketId} applies without its lock`;
  }
  for (const { tickets } of queues) {
    if (tickets.some(({ state }, index) => state === 'holding' && index > 0)) return 'one holds who is not the head';
    if (tickets.some(({ sequence }, index) => index > 0 && sequence <= (tickets[index - 1]?.sequence ?? 0))) {
      return 'the queue is not in order of arrival';
    }
  }
  return undefined;
}

function lockIdOf(ticketId: string): string {
  return `lock-of-${ticketId}`;
}

const AT = '2026-11-21T10:27:00Z';
const JOINS_AT_MOST = 2;
const RENEWALS_AT_MOST = 1;

function stepsOf(state: SearchState, rules: Rules): Step[] {
  return state.runs.flatMap((_, index) => [...ownSteps(state, rules, index), ...othersSteps(state, rules, index)]);
}

function put<T>(list: readonly T[], index: number, value: T): readonly T[] {
  return list.map((old, at) => (at === index ? value : old));
}

/** What a run does for itself, and what befalls it. */
function ownSteps(state: SearchState, rules: Rules, index: number): Step[] {
  const run = state.runs[index];
  if (run === undefined || run.isDead || run.phase === 'done') return [];
  const { key, ticketId } = run;
  const home = rules.homeOf(key, index);
  const queue = state.queues[home] ?? EMPTY_QUEUE;
  const lock = state.locks[key];
  const lockId = lockIdOf(ticketId);
  const token = `${ticketId}/${run.renewals + 1}`;
  const steps: Step[] = [];
  const add = (
    title: string,
    change: { readonly run?: Partial<Actor>; readonly queue?: TurnDocument; readonly lock?: string | null },
    wrong?: string,
  ): void => {
    const next: SearchState = {
      ...state,
      // Whatever it does, it is awake.
      runs: put(state.runs, index, { ...run, isSilent: false, ...change.run }),
      queues: change.queue === undefined ? state.queues : put(state.queues, home, change.queue),
      locks: change.lock === undefined ? state.locks : put(state.locks, key, change.lock ?? undefined),
    };
    steps.push({ title: `${ticketId} ${title}`, next, ...(wrong === undefined ? {} : { wrong }) });
  };
  const isHead = positionOf(queue, ticketId) === 0;
  const queueAgain = (): void => {
    if (run.joins >= JOINS_AT_MOST)
      add('gives up', { run: { phase: 'done' }, ...freed(state, rules, { key, lockId }) });
    else {
      add('queues again', {
        run: { phase: 'new', ticketId: `${ticketId}+`, watched: undefined, renewals: 0 },
        ...freed(state, rules, { key, lockId }),
      });
    }
  };
  switch (run.phase) {
    case 'new': {
      const arrival = {
        id: ticketId,
        token: `${ticketId}/0`,
        run: createTurnRun({ runId: String(index + 1) }),
        at: AT,
        lockId,
      };
      const joined = rules.join(queue, arrival);
      const holds = joined.tickets[0]?.id === ticketId;
      add('joins', { queue: joined, run: { phase: holds ? 'turn' : 'queued', joins: run.joins + 1 } });
      break;
    }
    case 'queued': {
      if (positionOf(queue, ticketId) === undefined) queueAgain();
      const claimed = rules.claim(queue, { id: ticketId, token, at: AT });
      const isClaimed = claimed.tickets.some(({ id, state: now }) => id === ticketId && now === 'holding');
      if (isClaimed) add('claims', { queue: claimed, run: { phase: 'turn', renewals: run.renewals + 1 } });
      break;
    }
    case 'turn':
      if (rules.mayTakeLock(lock)) add('takes the lock', { lock: lockId, run: { phase: 'locked' } });
      else if (positionOf(queue, ticketId) === undefined) queueAgain();
      break;
    case 'locked':
      if (rules.announced(queue, ticketId)) {
        const begun = { repository: 'octo/infra', commitSha: ticketId, runUrl: ticketId };
        const announcedQueue = announce(queue, { id: ticketId, token, begun });
        const wrong = isHead ? undefined : `${ticketId} announces an apply without the turn`;
        add('announces', { queue: announcedQueue, run: { phase: 'announced', renewals: run.renewals + 1 } }, wrong);
      } else queueAgain();
      break;
    case 'announced':
      if (rules.isOwn(lock, lockId)) add('begins to apply', { run: { phase: 'applying' } });
      else queueAgain();
      break;
    case 'applying': {
      const left = leave(queue, { id: ticketId, applied: undefined, lockMayBeHeld: false });
      add('gives back and leaves', { queue: left, run: { phase: 'done' }, ...freed(state, rules, { key, lockId }) });
      break;
    }
  }
  const isInside = run.phase === 'turn' || run.phase === 'locked' || run.phase === 'announced';
  if (isInside && run.renewals < RENEWALS_AT_MOST) {
    add('renews', { queue: renew(queue, { id: ticketId, token }), run: { renewals: run.renewals + 1 } });
  }
  // Its machine is suspended, for a whole lease; an apply that writes its state is not.
  if (run.phase !== 'new' && run.phase !== 'applying' && run.phase !== 'announced' && !run.isSilent) {
    add('stands still', { run: { isSilent: true } });
  }
  if (state.crashes > 0) {
    steps.push({
      title: `${ticketId} dies`,
      next: { ...state, crashes: state.crashes - 1, runs: put(state.runs, index, { ...run, isDead: true }) },
    });
  }
  return steps;
}

/** Gives the lock back if it is its own; a record of somebody else stays. */
function freed(
  { locks }: SearchState,
  rules: Rules,
  { key, lockId }: { readonly key: number; readonly lockId: string },
): { readonly lock?: null } {
  return locks[key] !== undefined && rules.isOwn(locks[key], lockId) ? { lock: null } : {};
}

/** What others do about a run: watch its ticket, remove it as dead, recover its lock. */
function othersSteps(state: SearchState, rules: Rules, index: number): Step[] {
  const subject = state.runs[index];
  if (subject === undefined) return [];
  const { key, ticketId } = subject;
  const steps: Step[] = [];
  const home = rules.homeOf(key, index);
  const queue = state.queues[home] ?? EMPTY_QUEUE;
  const head = queue.tickets[0];
  const isWatchedByOther = state.runs.some(
    (run, at) => at !== index && run.key === key && !run.isDead && (run.phase === 'queued' || run.phase === 'turn'),
  );
  if (!isWatchedByOther) return [];
  // GitHub: a dead run is completed, and of a silent one it may say so.
  const isSilent = subject.isDead || subject.isSilent;
  const status = isSilent ? 'completed' : 'running';
  if (head?.id === ticketId) {
    if (subject.watched !== head.token) {
      steps.push({
        title: `somebody looks at ${ticketId}`,
        next: { ...state, runs: put(state.runs, index, { ...subject, watched: head.token }) },
      });
    }
    const evidence = { silentMs: isSilent ? 90_000 : 0, leaseMs: 90_000, run: status } as const;
    if (subject.watched !== undefined && rules.isDead(evidence)) {
      const removed = rules.removeHead(queue, { id: ticketId, token: subject.watched });
      if (removed !== queue) {
        const next = { ...state, queues: put(state.queues, home, removed) };
        const hasRenewed = head.token !== subject.watched;
        const wrong = hasRenewed || !isSilent ? `${ticketId} is removed, and has shown that it lives` : undefined;
        steps.push({ title: `somebody removes ${ticketId}`, next, ...(wrong === undefined ? {} : { wrong }) });
      }
    }
  }
  const lockId = lockIdOf(ticketId);
  const isLeft = !queue.tickets.some(({ id }) => id === ticketId);
  if (state.locks[key] === lockId && rules.mayRecover(findLockOwner(queue, { id: lockId }), status, isSilent)) {
    const lives = !subject.isDead && !isSilent && subject.phase !== 'done';
    const wrong = lives || !isLeft ? `the lock of ${ticketId} is deleted while it lives` : undefined;
    steps.push({
      title: `somebody recovers the lock of ${ticketId}`,
      next: { ...state, locks: put(state.locks, key, undefined) },
      ...(wrong === undefined ? {} : { wrong }),
    });
  }
  return steps;
}
