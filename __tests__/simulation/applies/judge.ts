import { isRecordOf, parseStateLock, type LockPlace } from '../../../src/domain/lock/lock.ts';
import { identifyState, stateFingerprint } from '../../../src/domain/state/state.ts';
import type { Freeze, TurnDocument } from '../../../src/domain/turn/turn.ts';
import { watchLeaseMs } from '../../../src/domain/turn/turn-watch.ts';
import { Violation, type Observer } from '../world/observer.ts';
import type { Process, World } from '../world/world.ts';
import type { Cloud } from './cloud.ts';
import type { Excuse, Machine, Tool } from './machine.ts';

/** The name of a person who deletes a lock and asks nobody. */
export const FORCER = 'forcer';

const STATE_STILL_MS = 25_000;

/** Holds what becomes of lock and state against what must be true of histories; the queue is the observer's. */
export class Judge {
  readonly #world: World;
  readonly #machines: readonly Machine[];
  /** A look, a backup and the deletion. */
  readonly #inFlightMs: number;
  observer: Observer | undefined;
  cloud: Cloud | undefined;
  /** Terraforms that somebody runs by hand, at work. */
  readonly byHand = new Set<string>();
  #lastBegun = -1;
  /** What must not have been thrown: the story ends with it, wherever the code under test takes it. */
  broken: { readonly error: unknown } | undefined;
  /** When each process has last seen the lock at each place, and when each lock was deleted there. */
  readonly #seenMs = new Map<string, number>();
  readonly #deletedMs = new Map<string, number>();
  readonly counts = {
    applies: 0,
    locksRecovered: 0,
    turnsLost: 0,
    byPost: 0,
    besideMain: 0,
    suspended: 0,
    'cut-off': 0,
    'orphaned-tool': 0,
    forced: 0,
  };

  constructor(world: World, machines: readonly Machine[], latencyMs: number) {
    this.#inFlightMs = 6 * latencyMs;
    this.#world = world;
    this.#machines = machines;
  }

  breaks(error: unknown): void {
    this.broken ??= { error };
  }

  /** Ends the story, and stops whoever asked: the code under test may go on after any error. */
  #fail(message: string): never {
    const error = new Violation(message);
    this.breaks(error);
    throw error;
  }

  lockRead(reader: Process, place: LockPlace, atMs: number): void {
    const key = `${reader.name} ${place}`;
    this.#seenMs.set(key, Math.max(atMs, this.#seenMs.get(key) ?? 0));
  }

  turnsChanged(writer: Process, before: string | undefined, after: string): void {
    const machine = this.#machineOf(writer.name);
    if (machine === undefined) this.#fail(`${writer.name} writes the queue`);
    // Who has lost its ticket shows nobody that it lives.
    const ticketId = machine.left?.ticketId;
    if (ticketId !== undefined && after.includes(`"id":"${ticketId}"`)) machine.signsMs.push(this.#world.nowMs);
    this.#checkThaw(machine, before, after);
    this.observer?.changed(machine.body, before, after);
  }

  lockDeleted(writer: Process, place: LockPlace, raw: string | undefined): void {
    const lock = raw === undefined ? undefined : parseStateLock(raw);
    if (lock === undefined) this.#fail(`${writer.name} deletes what is no lock`);
    this.note(writer.name, `deletes the lock ${lock.id}`);
    this.#deletedMs.set(`${lock.id} ${place}`, this.#world.nowMs);
    const owner = this.#machineOf(lock.id);
    if (owner === undefined) {
      if (lock.id.startsWith(`${writer.name}-`)) return;
      this.#fail(`${writer.name} deletes the lock of ${lock.id}, which is no run's`);
    }
    if (this.#machineOf(writer.name) === owner) {
      const tool = owner.tools.find(({ isAtWork }) => isAtWork);
      if (tool !== undefined) this.#fail(`${writer.name} gives the lock back while its Terraform is at work`);
      return;
    }
    if (writer.name !== FORCER) this.counts.locksRecovered += 1;
    if (owner.body.isGone) return;
    if (writer.name === FORCER) {
      this.#excuse(owner, lock.id, 'forced');
      return;
    }
    if (writer.name === 'person' && this.#hasLeft(lock.id)) {
      // It has given its turn back, and is told to have left its Terraform at work if it has: that is a person's to judge.
      if (owner.tools.some(({ isAtWork }) => isAtWork)) this.#excuse(owner, lock.id, 'orphaned-tool');
      return;
    }
    // It has given that turn up and could not give the lock back: nothing works under this ID any more.
    if (owner.lockId !== lock.id && !owner.tools.some(({ isAtWork }) => isAtWork)) return;
    const name = `${writer.name} deletes the lock ${lock.id} of a living run`;
    if (owner.status() === 'running') this.#fail(`${name}, which GitHub calls running`);
    const { nowMs } = this.#world;
    // What it does after the last look at it, nobody can know.
    const lookedAtMs = nowMs - this.#inFlightMs;
    const silentMs = lookedAtMs - (owner.signsMs.findLast((signMs) => signMs < lookedAtMs) ?? 0);
    if (silentMs < watchLeaseMs('prod')) this.#fail(`${name}, silent for ${silentMs} ms only`);
    const stillMs = lookedAtMs - (owner.writesMs.findLast((writeMs) => writeMs < lookedAtMs) ?? -STATE_STILL_MS);
    if (stillMs < STATE_STILL_MS - 2 * this.#inFlightMs) this.#fail(`${name}, which wrote its state ${stillMs} ms ago`);
    const excuse = owner.excuseFor(silentMs + this.#inFlightMs);
    if (excuse === undefined) this.#fail(`${name}, which was neither suspended nor cut off`);
    if (excuse === 'orphaned-tool' && this.#hasLeft(lock.id)) {
      this.#fail(`${name}, which has left its Terraform at work`);
    }
    this.#excuse(owner, lock.id, excuse);
  }

  #excuse(owner: Machine, lockId: string, excuse: Excuse): void {
    this.note(owner.name, `loses its lock: ${excuse}`);
    this.counts[excuse] += 1;
    owner.excuses.set(lockId, excuse);
  }

  plans(machine: Machine, serial: number): void {
    this.note(machine.name, `plans on serial ${serial}`);
    this.#checkHolds(machine, 'plans');
    machine.planned = { lockId: machine.lockId, ticketId: machine.left?.ticketId, serial, atMs: this.#world.nowMs };
  }

  hasPlanned(machine: Machine): void {
    if (machine.planned !== undefined) machine.planned = { ...machine.planned, atMs: this.#world.nowMs };
  }

  begins(tool: Tool): void {
    const { machine } = tool;
    this.counts.applies += 1;
    this.note(tool.process.name, 'begins to apply');
    this.#checkHolds(machine, 'applies');
    this.#checkHasLooked(machine);
    if (machine.isTakenOver) this.#fail(`${machine.name} begins to apply, and its post has begun`);
    this.#checkAlone(tool.process.name, machine);
    const { planned, left } = machine;
    if (planned?.lockId !== machine.lockId || planned.ticketId !== left?.ticketId) {
      this.#fail(`${machine.name} applies a plan of another turn`);
    }
    const { frozen } = JSON.parse(this.cloud?.turns.stored?.body ?? '{}') as Partial<TurnDocument>;
    if (frozen !== undefined && !this.#isAnyExcused()) this.#fail(`${machine.name} applies through a freeze`);
    if (machine.index < this.#lastBegun && !this.#isAnyExcused()) {
      this.#fail(`${machine.name} applies over run${this.#lastBegun + 1}, which is newer`);
    }
    this.#lastBegun = Math.max(machine.index, this.#lastBegun);
  }

  writesState(name: string, machine: Machine | undefined): void {
    this.note(name, 'writes the state');
    if (machine !== undefined) machine.writesMs.push(this.#world.nowMs);
    this.#checkAlone(name, machine);
  }

  /** What was saved late goes over nothing that is newer. */
  pushes(machine: Machine, unsaved: Uint8Array): void {
    const { body, serial } = this.cloud?.state() ?? { body: undefined, serial: 0 };
    if (machine.excuses.size > 0 || body === undefined || stateFingerprint(body) === stateFingerprint(unsaved)) return;
    if (serial >= (identifyState(unsaved).serial ?? 0)) {
      this.#fail(`${machine.name} pushes its state over serial ${serial}`);
    }
  }

  /** Nobody lifts a freeze before the very state lies there that was missing. */
  #checkThaw({ name, excuses }: Machine, before: string | undefined, after: string): void {
    // It was there when it was read; whoever came in by force since may have gone on from it.
    if (excuses.size > 0) return;
    const frozenIn = (body: string): Freeze | undefined => (JSON.parse(body) as Partial<TurnDocument>).frozen;
    const lifted = before === undefined ? undefined : frozenIn(before);
    if (lifted === undefined || frozenIn(after) !== undefined) return;
    const { body } = this.cloud?.state() ?? {};
    if (body === undefined || stateFingerprint(body) !== lifted.fingerprint) {
      this.#fail(`${name} lifts the freeze, and what was missing is not there`);
    }
  }

  beginsByHand(name: string): void {
    this.note(name, 'begins by hand');
    this.byHand.add(name);
    this.#checkAlone(name, undefined);
  }

  /** Main has come to its own end, and everything it asked was answered. */
  endedInOrder(machine: Machine): void {
    const left = this.cloud?.lockRecords().some(({ raw }) => raw !== undefined && ownerOf(raw) === machine.name);
    if (left === true && machine.tools.every(({ wasKilled }) => !wasKilled)) {
      this.#fail(`${machine.name} has ended well and left its lock behind`);
    }
  }

  note(name: string, what: string): void {
    this.observer?.note({ name }, what);
  }

  #checkHolds(machine: Machine, what: string): void {
    if (machine.excuses.has(machine.lockId)) return;
    const records = this.cloud?.lockRecords() ?? [];
    if (!records.every((record) => isRecordOf(record, machine.lockId))) {
      this.#fail(`${machine.name} ${what} without the lock ${machine.lockId}`);
    }
  }

  /**
   * What was deleted after its last look, which came after its plan, it could not know. A look is over once each place
   * has answered: two looks may be under way at once, and half an answer of one says nothing yet.
   */
  #checkHasLooked({ name, lockId, planned }: Machine): void {
    const records = this.cloud?.lockRecords() ?? [];
    const seenMs = Math.min(...records.map(({ place }) => this.#seenMs.get(`${name} ${place}`) ?? 0));
    for (const record of records) {
      const deletedMs = this.#deletedMs.get(`${lockId} ${record.place}`) ?? Infinity;
      if (!isRecordOf(record, lockId) && seenMs > deletedMs) {
        this.#fail(`${name} applies, and has seen that its lock is gone`);
      }
    }
    if (seenMs < (planned?.atMs ?? 0)) this.#fail(`${name} applies, and has not looked at its lock since its plan`);
  }

  #checkAlone(name: string, machine: Machine | undefined): void {
    if (machine?.excuses.has(machine.lockId) === true) return;
    const tools = this.#machines.flatMap(({ tools, excuses }) =>
      tools.filter(({ isAtWork, lockId }) => isAtWork && !excuses.has(lockId)).map(({ process }) => process.name),
    );
    const others = [...tools, ...this.byHand].filter((other) => other !== name);
    if (others.length > 0) this.#fail(`${name} writes, and so does ${others.join(', ')}`);
  }

  #hasLeft(lockId: string): boolean {
    const { departed } = JSON.parse(this.cloud?.turns.stored?.body ?? '{}') as Partial<TurnDocument>;
    return departed?.some(({ why, stateLock }) => why === 'left' && stateLock?.id === lockId) ?? false;
  }

  /** Nobody but a person may take a lock from a run that has left its Terraform at work. */
  isLeftAtWork(lockId: string): boolean {
    const { departed } = JSON.parse(this.cloud?.turns.stored?.body ?? '{}') as Partial<TurnDocument>;
    return departed?.some(({ toolAtWork, stateLock }) => toolAtWork === true && stateLock?.id === lockId) ?? false;
  }

  #isAnyExcused(): boolean {
    return this.#machines.some(({ excuses }) => excuses.size > 0);
  }

  #machineOf(name: string): Machine | undefined {
    const run = /^run\d+/.exec(name)?.[0];
    return this.#machines.find((machine) => machine.name === run);
  }
}

function ownerOf(raw: string): string | undefined {
  return /^run\d+/.exec(parseStateLock(raw)?.id ?? '')?.[0];
}
