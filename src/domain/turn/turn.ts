import type { ToCreate } from '../apply/to-create.ts';
import { isSameRepository, type RepositoryNamed } from '../stack/repository.ts';
import { seePush, type FirstSeen, type SeenPush } from './first-seen.ts';
import { coversKind, type LockKind } from './lock-kind.ts';

/** The run behind a ticket, as people and GitHub know it. */
export interface TurnRun {
  /** `owner/name`. */
  readonly repository: string;
  readonly runId: string;
  /** As GitHub's pages name it; undefined in a ticket that does not tell. */
  readonly runNumber: string | undefined;
  readonly runAttempt: number;
  /** Page of the run. */
  readonly url: string;
  readonly actor: string;
  readonly prNumber: number | undefined;
  readonly commitSha: string;
  readonly operation: string;
  /** Name of the machine, as Terraform's `Who` has it behind the `@`. */
  readonly host: string;
}

/** The ID under which a run takes the state lock: made and noted before it is asked for. */
export interface NotedLock {
  readonly id: string;
  /** RFC 3339 by the run's own clock, of the note: shown, never compared. */
  readonly at: string;
  /** Where it is taken; undefined in a ticket of a version that did not note it. */
  readonly kind?: LockKind | undefined;
}

export interface Ticket {
  /** Unique per arrival: whoever lost a place comes back with another. */
  readonly id: string;
  readonly sequence: number;
  readonly state: 'waiting' | 'holding';
  /** Replaced by its owner to show that it lives. Only whether it changed is ever looked at. */
  readonly token: string;
  readonly run: TurnRun;
  /** RFC 3339 by the owner's clock: shown, never compared. */
  readonly joinedAt: string;
  readonly heldSince: string | undefined;
  /** Undefined in a ticket of a version that did not take the lock itself. */
  readonly stateLock: NotedLock | undefined;
  /** The apply that has begun under this ticket: whatever becomes of the run, its code may be on production. */
  readonly begun: CommitApplied | undefined;
  /** What that apply is about to create; undefined when it creates nothing, or its version did not tell. */
  readonly toCreate: ToCreate | undefined;
}

/** A ticket that is gone. */
export interface DepartedTicket {
  readonly run: TurnRun;
  readonly why: 'left' | 'removed';
  readonly heldSince: string | undefined;
  readonly stateLock: NotedLock | undefined;
  /** True while its owner may have left the state lock behind: it was removed as dead while it held the turn. */
  readonly lockMayBeHeld: boolean;
  /** True when its Terraform could change the state and had not ended when it left: silence is no sign that it has since. */
  readonly toolAtWork?: boolean | undefined;
  /** What it was about to create when it died in the midst of an apply, or its Terraform did. */
  readonly toCreate: ToCreate | undefined;
}

/** An apply that has died in its midst. */
export interface Abandoned {
  readonly run: TurnRun;
  readonly toCreate: ToCreate;
}

/** A commit that an apply has put on production. */
export interface CommitApplied {
  readonly repository: string;
  /** GitHub's own, which no renaming changes; undefined in a document of a version that did not note it. */
  readonly repositoryId?: string | undefined;
  readonly commitSha: string;
  readonly runUrl: string;
}

/**
 * An apply changed things and could not save its state: whoever applies on the state that is there would make them
 * twice. Later applies stop until the state is whole.
 */
export interface Freeze {
  /** Names the freeze to `unlock`. */
  readonly id: string;
  readonly runUrl: string;
  /** RFC 3339 by the clock of the run that could not save. */
  readonly at: string;
  /** Of the state that was not saved. */
  readonly serial: number | undefined;
  /** Its fingerprint: production has it when its own is the same. */
  readonly fingerprint: string;
  /** Fingerprint of the state that was there instead; undefined when there was none, or it could not be read. */
  readonly before: string | undefined;
  /** S3 key of the copy beside the state; undefined when that could not be written either. */
  readonly copyKey: string | undefined;
  /** Set when it is encrypted, so that its bytes are put there as they are: no version of the tool can push it. */
  readonly sealed: Sealed | undefined;
}

/** What it takes to put an encrypted state in its place by hand. */
export interface Sealed {
  /** Hex MD5 of its bytes, for the digest item. */
  readonly md5: string;
  /** ETag of what lies in its place, or `unknown`; undefined when nothing does. */
  readonly replaces: string | undefined;
}

/**
 * The queue of one state key: the first ticket is the head, and only the head may hold. Every function below takes a
 * document and returns the next one, or the very same object when there is nothing to change.
 */
export interface TurnDocument {
  readonly version: 1;
  /** Grows by one with every arrival and never goes back while the document exists. */
  readonly nextSequence: number;
  readonly tickets: readonly Ticket[];
  readonly departed: readonly DepartedTicket[];
  /** The last apply that ended well. */
  readonly lastApplied: CommitApplied | undefined;
  /** Kept until an apply has ended well. */
  readonly firstSeen: FirstSeen | undefined;
  /** The same of every other repository that applies on this key. */
  readonly appliedElsewhere: readonly CommitApplied[];
  /** The last apply that began: its code is on production wholly or in part. */
  readonly lastBegun: CommitApplied | undefined;
  /** The same of every other repository that applies on this key. */
  readonly begunElsewhere: readonly CommitApplied[];
  readonly frozen: Freeze | undefined;
}

export const EMPTY_QUEUE: TurnDocument = {
  version: 1,
  nextSequence: 1,
  tickets: [],
  departed: [],
  lastApplied: undefined,
  firstSeen: undefined,
  lastBegun: undefined,
  begunElsewhere: [],
  appliedElsewhere: [],
  frozen: undefined,
};

const DEPARTED_KEPT = 10;
const REPOSITORIES_AT_MOST = 20;
/** Dead holders are kept until the lock is known to be free; a cap keeps even a wicked history small. */
const DEPARTED_AT_MOST = 40;
/** Each may take some kilobytes. */
const TO_CREATE_KEPT = 3;

export interface Arrival {
  readonly id: string;
  readonly token: string;
  readonly run: TurnRun;
  /** RFC 3339 by the arriving run's clock. */
  readonly at: string;
  /** The ID under which it will take the state lock. */
  readonly lockId: string;
  readonly lockKind?: LockKind | undefined;
  /** What it comes for, when that is a push to be applied. */
  readonly push?: SeenPush | undefined;
}

/** Puts a run at the end of the queue; with nobody before it, it holds at once. A second join changes nothing. */
export function join(queue: TurnDocument, arrival: Arrival): TurnDocument {
  if (queue.tickets.some(({ id }) => id === arrival.id)) return queue;
  const first = queue.tickets.length === 0;
  const ticket: Ticket = {
    id: arrival.id,
    sequence: queue.nextSequence,
    state: first ? 'holding' : 'waiting',
    token: arrival.token,
    run: arrival.run,
    joinedAt: arrival.at,
    heldSince: first ? arrival.at : undefined,
    stateLock: { id: arrival.lockId, at: arrival.at, kind: arrival.lockKind },
    begun: undefined,
    toCreate: undefined,
  };
  const firstSeen = arrival.push === undefined ? queue.firstSeen : seePush(queue, arrival.push);
  return { ...queue, nextSequence: queue.nextSequence + 1, tickets: [...queue.tickets, ticket], firstSeen };
}

/** Makes the head a holder. Changes nothing for anybody but the head. */
export function claim(
  queue: TurnDocument,
  mine: { readonly id: string; readonly token: string; readonly at: string },
): TurnDocument {
  const [head, ...others] = queue.tickets;
  if (head?.id !== mine.id || head.state === 'holding') return queue;
  return { ...queue, tickets: [{ ...head, state: 'holding', token: mine.token, heldSince: mine.at }, ...others] };
}

/** Replaces the token of one's own ticket. Changes nothing when the ticket is gone. */
export function renew(queue: TurnDocument, mine: { readonly id: string; readonly token: string }): TurnDocument {
  return changeTicket(queue, mine.id, (ticket) => ({ ...ticket, token: mine.token }));
}

/** Renews, and notes of which commit an apply begins, and what it creates. Changes nothing when the ticket is gone. */
export function announce(
  queue: TurnDocument,
  mine: {
    readonly id: string;
    readonly token: string;
    readonly begun: CommitApplied;
    readonly toCreate?: ToCreate | undefined;
  },
): TurnDocument {
  const { token, begun, toCreate } = mine;
  return changeTicket(queue, mine.id, (ticket) => ({ ...ticket, token, begun, toCreate }));
}

/** Stops every later apply on this key. */
export function freeze(queue: TurnDocument, frozen: Freeze): TurnDocument {
  const now = queue.frozen;
  return now?.id === frozen.id && now.copyKey === frozen.copyKey ? queue : { ...queue, frozen };
}

/** Lifts this very freeze. */
export function thaw(queue: TurnDocument, id: string): TurnDocument {
  return queue.frozen?.id === id ? { ...queue, frozen: undefined } : queue;
}

/** What a run leaves behind with its place. */
export interface Leaving {
  readonly id: string;
  /** The commit that it applied, when that ended well. */
  readonly applied: CommitApplied | undefined;
  /** True when its state lock may still be there. */
  readonly lockMayBeHeld: boolean;
  /** True when its Terraform is still at work and may change the state. */
  readonly toolAtWork?: boolean;
  /** True when its Terraform may have dropped what it had in hand: what it was about to create may exist. */
  readonly workDropped?: boolean;
}

/** Gives one's own place up. Changes nothing when the ticket is gone: a second leave, or a late one. */
export function leave(queue: TurnDocument, mine: Leaving): TurnDocument {
  const ticket = queue.tickets.find(({ id }) => id === mine.id);
  if (ticket === undefined) return queue;
  const { lockMayBeHeld, toolAtWork, workDropped } = mine;
  // Whoever leaves in order has said what became of its apply.
  const isSettled = !lockMayBeHeld && toolAtWork !== true && workDropped !== true;
  const left = depart(queue, isSettled ? { ...ticket, toCreate: undefined } : ticket, {
    why: 'left',
    lockMayBeHeld,
    ...(toolAtWork === true ? { toolAtWork } : {}),
  });
  if (mine.applied === undefined) return left;
  const appliedElsewhere = keepOthers(mine.applied, [...queue.appliedElsewhere, queue.lastApplied]);
  return { ...rememberBegun(left, mine.applied), lastApplied: mine.applied, appliedElsewhere, firstSeen: undefined };
}

/**
 * Notes that the state lock was seen free, at the places of this kind, during one's own turn: nobody who was here before
 * has left it there.
 */
export function noteLockFree(queue: TurnDocument, kind: LockKind): TurnDocument {
  const isCleared = (gone: DepartedTicket): boolean => gone.lockMayBeHeld && coversKind(kind, gone.stateLock?.kind);
  if (!queue.departed.some(isCleared)) return queue;
  const departed = queue.departed.map((gone) => (isCleared(gone) ? { ...gone, lockMayBeHeld: false } : gone));
  return trimDeparted({ ...queue, departed });
}

/** The kinds of lock that somebody who is gone may have left where one of this kind does not look. */
export function lockKindsLeft({ departed }: TurnDocument, kind: LockKind): readonly LockKind[] {
  const left: LockKind[] = [];
  for (const { lockMayBeHeld, stateLock } of departed) {
    if (!lockMayBeHeld || stateLock?.kind === undefined) continue;
    const noted = stateLock.kind;
    if (!coversKind(kind, noted) && !left.some((other) => coversKind(other, noted))) left.push(noted);
  }
  return left;
}

/**
 * Removes a head that is dead. Only the head, and only while its token is the one that was watched: a renewal in between
 * defeats it, and so does another waiter who was quicker.
 */
export function removeHead(queue: TurnDocument, dead: { readonly id: string; readonly token: string }): TurnDocument {
  const head = queue.tickets[0];
  if (head?.id !== dead.id || head.token !== dead.token) return queue;
  return depart(queue, head, { why: 'removed', lockMayBeHeld: head.state === 'holding' });
}

/** How many are before this ticket; 0 for the head, undefined when it is not in the queue. */
export function positionOf(queue: TurnDocument, id: string): number | undefined {
  const index = queue.tickets.findIndex((ticket) => ticket.id === id);
  return index < 0 ? undefined : index;
}

/**
 * The newer plan of the same pull request behind a ticket that still waits. A merge group's plan is another operation: it
 * neither gives way nor takes another's place. Run numbers of one repository only grow, so
 * that a re-run of an older push, which arrives later, does not count as newer.
 */
export function findNewerPlan(queue: TurnDocument, id: string): Ticket | undefined {
  const position = positionOf(queue, id);
  const mine = position === undefined ? undefined : queue.tickets[position];
  if (mine?.state !== 'waiting' || mine.run.operation !== 'plan' || position === undefined) return undefined;
  return queue.tickets
    .slice(position + 1)
    .find(
      ({ run }) =>
        run.operation === 'plan' &&
        run.repository === mine.run.repository &&
        run.prNumber === mine.run.prNumber &&
        run.commitSha !== mine.run.commitSha &&
        BigInt(run.runId) > BigInt(mine.run.runId),
    );
}

function changeTicket(queue: TurnDocument, id: string, change: (ticket: Ticket) => Ticket): TurnDocument {
  const ticket = queue.tickets.find((candidate) => candidate.id === id);
  if (ticket === undefined) return queue;
  const changed = change(ticket);
  // A token is new with every change: whoever shows it already has made this one.
  if (changed.token === ticket.token) return queue;
  return { ...queue, tickets: queue.tickets.map((other) => (other === ticket ? changed : other)) };
}

function depart(
  queue: TurnDocument,
  ticket: Ticket,
  how: Pick<DepartedTicket, 'why' | 'lockMayBeHeld' | 'toolAtWork'>,
): TurnDocument {
  const tickets = queue.tickets.filter(({ id }) => id !== ticket.id);
  const remembered = ticket.begun === undefined ? queue : rememberBegun(queue, ticket.begun);
  return trimDeparted({
    ...remembered,
    tickets,
    departed: [
      ...queue.departed,
      {
        run: ticket.run,
        heldSince: ticket.heldSince,
        stateLock: ticket.stateLock,
        ...how,
        toCreate: ticket.toCreate,
      },
    ],
  });
}

function rememberBegun(queue: TurnDocument, begun: CommitApplied): TurnDocument {
  const begunElsewhere = keepOthers(begun, [...queue.begunElsewhere, queue.lastBegun]);
  return { ...queue, lastBegun: begun, begunElsewhere };
}

/** The last of each other repository is kept: commits of two repositories cannot be compared. */
function keepOthers(commit: CommitApplied, known: readonly (CommitApplied | undefined)[]): readonly CommitApplied[] {
  const others = known
    .filter((other) => other !== undefined)
    .filter((other) => !isSameRepository(other, commit))
    .slice(-REPOSITORIES_AT_MOST);
  return others.filter((one, index) => others.findLastIndex((other) => isSameRepository(other, one)) === index);
}

/** Applies that died in their midst, the last one first, with what they were about to create. */
export function findAbandoned(queue: TurnDocument): readonly Abandoned[] {
  return queue.departed.flatMap(({ run, toCreate }) => (toCreate === undefined ? [] : [{ run, toCreate }])).reverse();
}

/** The last commit of this repository whose apply began on this key. */
export function findLastBegun(queue: TurnDocument, repository: RepositoryNamed): CommitApplied | undefined {
  const known = [...queue.begunElsewhere, ...(queue.lastBegun === undefined ? [] : [queue.lastBegun])];
  return known.findLast((begun) => isSameRepository(begun, repository));
}

/** The last commit of this repository whose apply on this key ended well. */
export function findLastApplied(
  { lastApplied, appliedElsewhere }: TurnDocument,
  repository: RepositoryNamed,
): CommitApplied | undefined {
  return [...appliedElsewhere, lastApplied].findLast(
    (applied) => applied !== undefined && isSameRepository(applied, repository),
  );
}

/** The last ten, and all who may have left their lock behind. */
function trimDeparted(queue: TurnDocument): TurnDocument {
  const { departed } = queue;
  const last = departed.slice(-DEPARTED_KEPT);
  const kept = departed.filter((gone) => gone.lockMayBeHeld || last.includes(gone)).slice(-DEPARTED_AT_MOST);
  const told = kept.filter(({ toCreate }) => toCreate !== undefined).slice(-TO_CREATE_KEPT);
  const bounded = kept.map((gone) =>
    gone.toCreate === undefined || told.includes(gone) ? gone : { ...gone, toCreate: undefined },
  );
  return { ...queue, departed: bounded };
}
