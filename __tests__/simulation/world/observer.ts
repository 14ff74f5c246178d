import type { DepartedTicket, Ticket, TurnDocument } from '../../../src/domain/turn/turn.ts';
import { leaseMs, type KeyKind } from '../../../src/domain/turn/turn-watch.ts';
import type { LeftTurn } from '../../../src/ports/handover.ts';
import type { Process, Watcher, World } from './world.ts';

/** A history that must never be. */
export class Violation extends Error {}

/** What lives, be it one process or all of a run. */
export type Body = Pick<Process, 'name' | 'isGone' | 'stalledUntilMs'>;

/** What the observer asks about a process: it sees more than any process can. */
export interface Life {
  readonly process: Body;
  /** What GitHub says of it at this moment, when it says anything. */
  readonly status: () => 'running' | 'completed';
  /** Between the answer that gave it the turn and the moment it gives the turn back. */
  holds: boolean;
  /** It stands in line, by its own belief. */
  waits: boolean;
  /** Its ticket was taken out by somebody else. */
  wasRemoved: boolean;
  /** How many tickets it has had. */
  joins: number;
  /** Since when nobody alive has been before it in the queue. */
  clearSinceMs: number | undefined;
  /** What it has left for `post`. */
  left: LeftTurn | undefined;
}

export interface Limits {
  readonly key: KeyKind;
  /** How long a live waiter may go on waiting when nobody alive is before it. */
  readonly patienceMs: number;
}

type Entry = Ticket & { readonly owner: Life };

const NO_TICKETS: readonly Entry[] = [];
/** Of one entry, with everything that a real one names. */
const ENTRY_BYTES = 900;
const DEPARTED_AT_MOST = 40;
/** Ten who went last, and the last ten of those who noted a lock. */
const IDLE_AT_MOST = 20;

/** Holds every change of the document, and every belief of a process, against what must be true of histories. */
export class Observer implements Watcher {
  readonly #world: World;
  readonly #limits: Limits;
  readonly #lives: readonly Life[];
  /** Since when each ticket has shown its token. */
  readonly #tokens = new Map<string, { readonly token: string; readonly sinceMs: number }>();
  #tickets: readonly Entry[] = NO_TICKETS;
  #lastGranted = 0;
  #nextLookMs = 0;
  readonly counts = { grants: 0, removals: 0, writes: 0, rejoins: 0 };
  /** From the moment at which one gave its turn back to the moment at which the next had it, for those who waited. */
  readonly handOffsMs: number[] = [];
  #freeSinceMs: number | undefined;
  /** Set to be told of every ticket that becomes a holder, and of every new one. */
  onPlace: ((life: Life, place: 'joined' | 'granted') => void) | undefined;
  /** Set to record the schedule. */
  trace: ((line: string) => void) | undefined;

  constructor(world: World, limits: Limits, lives: readonly Life[]) {
    this.#world = world;
    this.#limits = limits;
    this.#lives = lives;
  }

  note(who: Pick<Process, 'name'>, what: string): void {
    this.trace?.(`${this.#world.nowMs.toFixed(1).padStart(10)} ${who.name}: ${what}`);
  }

  // What processes believe

  joinsLine(life: Life): void {
    life.waits = true;
    this.note(life.process, 'arrives');
  }

  takesTurn(life: Life): void {
    this.note(life.process, 'has the turn');
    if (this.#freeSinceMs !== undefined) this.handOffsMs.push(this.#world.nowMs - this.#freeSinceMs);
    this.#freeSinceMs = undefined;
    life.waits = false;
    life.holds = true;
    if (life.wasRemoved) return;
    const head = this.#tickets[0];
    if (head?.owner !== life || head.state !== 'holding') {
      throw new Violation(`${life.process.name} has the turn, and the head of the queue is ${nameOf(head)}`);
    }
    const others = this.#lives.filter((other) => other !== life && isHolder(other));
    if (others.length > 0) throw new Violation(`two hold the turn: ${[life, ...others].map(nameOfLife).join(', ')}`);
  }

  goesWithoutTurn(life: Life, why: string): void {
    life.waits = false;
    life.holds = false;
    this.note(life.process, `goes on without a turn: ${why}`);
  }

  givesBack(life: Life): void {
    life.holds = false;
    if (this.#tickets.length > 1) this.#freeSinceMs = this.#world.nowMs;
    this.note(life.process, 'gives the turn back');
  }

  ended(life: Life): void {
    life.waits = false;
    life.holds = false;
    this.note(life.process, 'ends');
    this.#lookWhoIsClear();
  }

  died(process: Process): void {
    this.note(process, 'dies');
    this.#lookWhoIsClear();
  }

  // What happens to the document

  changed(writer: Body, before: string | undefined, after: string | undefined): void {
    this.counts.writes += 1;
    const author = this.#lifeOf(writer);
    const old = before === undefined ? undefined : (JSON.parse(before) as TurnDocument);
    if (after === undefined) {
      this.note(writer, 'deletes the document');
      const other = this.#tickets.find(({ owner }) => owner !== author);
      if (other !== undefined) throw new Violation(`${writer.name} deletes the document with ${nameOf(other)} in it`);
      this.#tickets = NO_TICKETS;
      this.#lastGranted = 0;
      return;
    }
    const document = JSON.parse(after) as TurnDocument;
    const earlier = this.#tickets;
    this.#tickets = document.tickets.map((ticket) => ({ ...ticket, owner: this.#ownerOf(ticket) }));
    if (this.trace !== undefined) this.note(writer, `writes ${this.#tickets.map(nameOf).join(' ')}`);
    this.#checkShape(document, old, after);
    // Whoever lost its turn may still have a state to keep everybody from.
    const freezes = JSON.stringify(document.frozen) !== JSON.stringify(old?.frozen);
    this.#checkChange(author, earlier, freezes);
    for (const { id, token } of this.#tickets) {
      if (this.#tokens.get(id)?.token !== token) this.#tokens.set(id, { token, sinceMs: this.#world.nowMs });
    }
    this.#lookWhoIsClear();
  }

  #checkShape(document: TurnDocument, old: TurnDocument | undefined, body: string): void {
    const { tickets, departed, nextSequence } = document;
    tickets.forEach((ticket, index) => {
      if (ticket.state === 'holding' && index > 0) throw new Violation(`${ticket.id} holds and is not the head`);
      const next = tickets[index + 1]?.sequence ?? nextSequence;
      if (next <= ticket.sequence) throw new Violation(`the queue is not in order of arrival at ${ticket.id}`);
    });
    if (nextSequence < (old?.nextSequence ?? 1)) throw new Violation('a number is given out twice');
    const idle = departed.filter(({ lockMayBeHeld }: DepartedTicket) => !lockMayBeHeld).length;
    if (departed.length > DEPARTED_AT_MOST || idle > IDLE_AT_MOST) {
      throw new Violation(`${departed.length} are remembered who have gone`);
    }
    const limit = 1000 + ENTRY_BYTES * (this.#lives.length + DEPARTED_AT_MOST);
    if (tickets.length > 2 * this.#lives.length || body.length > limit) {
      throw new Violation(`the document grows: ${tickets.length} tickets, ${body.length} characters`);
    }
  }

  #checkChange(author: Life, earlier: readonly Entry[], freezes: boolean): void {
    const now = this.#tickets;
    const was = new Map(earlier.map((entry) => [entry.id, entry]));
    for (const entry of now) {
      const { owner } = entry;
      const old = was.get(entry.id);
      was.delete(entry.id);
      if (owner !== author && (old?.token !== entry.token || old.state !== entry.state)) {
        throw new Violation(`${author.process.name} writes the ticket of ${owner.process.name}: an update is lost`);
      }
      if (old === undefined) this.#checkJoin(author, entry);
      if (entry.state === 'holding' && old?.state !== 'holding') this.#checkGrant(entry);
    }
    const gone = [...was.values()];
    for (const entry of gone) if (entry.owner !== author) this.#checkRemoval(author, entry, earlier);
    const mayWrite = freezes || gone.length > 0 || earlier.some(({ owner }) => owner === author);
    if (!mayWrite && !now.some(({ owner }) => owner === author)) {
      throw new Violation(`${author.process.name} writes, and has nothing to do with the queue any more`);
    }
  }

  #checkJoin(author: Life, entry: Entry): void {
    if (author.joins > 0) this.counts.rejoins += 1;
    author.joins += 1;
    if (entry !== this.#tickets.at(-1)) throw new Violation(`${author.process.name} joins before somebody else`);
    author.wasRemoved = false;
    this.onPlace?.(author, 'joined');
  }

  #checkGrant(entry: Entry): void {
    this.counts.grants += 1;
    if (entry.sequence <= this.#lastGranted) throw new Violation(`${nameOf(entry)} is overtaken`);
    this.#lastGranted = entry.sequence;
    this.onPlace?.(entry.owner, 'granted');
  }

  #checkRemoval(author: Life, entry: Entry, earlier: readonly Entry[]): void {
    const { owner } = entry;
    this.counts.removals += 1;
    const name = `${author.process.name} removes ${nameOf(entry)}`;
    if (earlier[0] !== entry) throw new Violation(`${name}, which is not the head`);
    if (owner.status() === 'running') throw new Violation(`${name}, which GitHub calls running`);
    const silentMs = this.#world.nowMs - (this.#tokens.get(entry.id)?.sinceMs ?? 0);
    if (silentMs < leaseMs(entry, this.#limits.key)) throw new Violation(`${name}, silent for ${silentMs} ms only`);
    if (this.#ticketBelongsToTurn(entry)) owner.wasRemoved = true;
  }

  /** A write that came late may have left a second ticket, which its owner knows nothing of. */
  #ticketBelongsToTurn(entry: Entry): boolean {
    return !this.#tickets.some(({ owner }) => owner === entry.owner);
  }

  // Whether everybody gets on

  check(): void {
    if (this.#world.nowMs < this.#nextLookMs) return;
    this.#nextLookMs = this.#world.nowMs + 20_000;
    for (const { process, waits, clearSinceMs } of this.#lives) {
      if (!waits || clearSinceMs === undefined || process.isGone) continue;
      const stalledMs = Math.max(0, process.stalledUntilMs - clearSinceMs);
      const waitedMs = this.#world.nowMs - clearSinceMs - stalledMs;
      if (waitedMs > this.#limits.patienceMs) {
        throw new Violation(`${process.name} has waited for ${waitedMs} ms behind the dead alone`);
      }
    }
  }

  #lookWhoIsClear(): void {
    for (const life of this.#lives) {
      const place = this.#tickets.findIndex(({ owner }) => owner === life);
      const isClear =
        life.waits && place >= 0 && this.#tickets.slice(0, place).every(({ owner }) => owner.process.isGone);
      if (!isClear) life.clearSinceMs = undefined;
      else life.clearSinceMs ??= this.#world.nowMs;
    }
  }

  #ownerOf(ticket: Ticket): Life {
    return this.#at(Number(ticket.run.runId) - 1);
  }

  #lifeOf(process: Body): Life {
    return this.#at(this.#lives.findIndex((life) => life.process === process));
  }

  #at(index: number): Life {
    const life = this.#lives[index];
    if (life === undefined) throw new Error(`there is no run ${index}`);
    return life;
  }
}

function isHolder({ holds, wasRemoved, process }: Life): boolean {
  return holds && !wasRemoved && !process.isGone;
}

function nameOf(entry: Entry | undefined): string {
  if (entry === undefined) return 'nobody';
  return `${entry.owner.process.name}#${entry.sequence}${entry.state === 'holding' ? '*' : ''}`;
}

function nameOfLife({ process }: Life): string {
  return process.name;
}
