/** Numbers that look random and are the same for the same seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** What may befall one process. Its steps are the moments at which it is woken: by an answer, or at the end of a sleep. */
export interface Mishaps {
  /** The step before which it stops for ever. */
  readonly diesAtStep: number | undefined;
  /** The step before which it stands still, and for how long; nothing of it runs meanwhile. */
  readonly stall: { readonly atStep: number; readonly forMs: number } | undefined;
}

export class Process {
  readonly name: string;
  readonly #mishaps: Mishaps;
  #steps = 0;
  stalledUntilMs = -1;
  diedAtMs: number | undefined;
  /** When it came to its own end. */
  endedAtMs: number | undefined;

  constructor(name: string, mishaps: Mishaps) {
    this.name = name;
    this.#mishaps = mishaps;
  }

  get isGone(): boolean {
    return this.diedAtMs !== undefined || this.endedAtMs !== undefined;
  }

  get goneSinceMs(): number | undefined {
    return this.diedAtMs ?? this.endedAtMs;
  }

  /** Counts a step, and says what comes of it. */
  step(nowMs: number): 'goes-on' | 'dies' | 'stalls' {
    this.#steps += 1;
    const { diesAtStep, stall } = this.#mishaps;
    if (diesAtStep !== undefined && this.#steps > diesAtStep) {
      this.diedAtMs = nowMs;
      return 'dies';
    }
    if (stall?.atStep === this.#steps) {
      this.stalledUntilMs = nowMs + stall.forMs;
      return 'stalls';
    }
    return 'goes-on';
  }
}

interface Event {
  atMs: number;
  readonly order: number;
  /** The process that is woken; undefined for what happens in the network, which outlives everybody. */
  readonly wakes: Process | undefined;
  readonly fire: () => void;
  cancelled: boolean;
}

export interface Watcher {
  /** After every event; a reason to stop is thrown. */
  check(): void;
  died(process: Process): void;
}

/**
 * A virtual clock and everything that is due. One event happens at a time, the earliest first, and whatever code it wakes
 * has come to rest before the next: a run of the whole world is a function of its seed.
 */
export class World {
  readonly random: () => number;
  readonly #atRest: () => Promise<void>;
  nowMs = 0;
  #ordered = 0;
  readonly #heap: Event[] = [];

  constructor(seed: number) {
    this.random = createRandom(seed);
    this.#atRest = seed % WORLDS_PER_REAL_TURN === 0 ? afterRealTurn : afterMicrotasks;
  }

  /** Makes something happen later; returns what calls it off. */
  after(delayMs: number, wakes: Process | undefined, fire: () => void): () => void {
    const event: Event = { atMs: this.nowMs + delayMs, order: this.#ordered, wakes, fire, cancelled: false };
    this.#ordered += 1;
    this.#push(event);
    return () => {
      event.cancelled = true;
    };
  }

  /** Runs until nothing is due any more, or `isOver`. */
  async run(watcher: Watcher, isOver: () => boolean): Promise<void> {
    await afterRealTurn();
    while (!isOver()) {
      const event = this.#pop();
      if (event === undefined) return;
      if (event.cancelled || event.wakes?.isGone === true) continue;
      const { wakes } = event;
      if (wakes !== undefined && wakes.stalledUntilMs > event.atMs) {
        this.#postpone(event, wakes.stalledUntilMs);
        continue;
      }
      this.nowMs = event.atMs;
      if (wakes !== undefined) {
        const comes = wakes.step(this.nowMs);
        if (comes === 'stalls') this.#postpone(event, wakes.stalledUntilMs);
        if (comes === 'dies') watcher.died(wakes);
        if (comes !== 'goes-on') continue;
      }
      event.fire();
      if (wakes !== undefined) await this.#atRest();
      watcher.check();
    }
  }

  #postpone(event: Event, untilMs: number): void {
    event.atMs = untilMs;
    this.#push(event);
  }

  #push(event: Event): void {
    const heap = this.#heap;
    let at = heap.push(event) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || isBefore(parent, event)) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = event;
  }

  #pop(): Event | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (last === undefined || first === last) return last;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      const [left, right] = [heap[below], heap[below + 1]];
      if (left === undefined) break;
      if (right !== undefined && isBefore(right, left)) below += 1;
      const child = heap[below];
      if (child === undefined || isBefore(last, child)) break;
      heap[at] = child;
      at = below;
    }
    heap[at] = last;
    return first;
  }
}

const WORLDS_PER_REAL_TURN = 16;

function isBefore(one: Event, other: Event): boolean {
  return one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order);
}

/**
 * Until no promise has anything left to do: all the code under test waits for nothing but events of the world. Node runs a
 * tick that was asked for by a promise when it has no promise left to go on with, which is far cheaper than a turn of its
 * event loop.
 */
function afterMicrotasks(): Promise<void> {
  return new Promise((resolve) => {
    process.nextTick(resolve);
  });
}

/** Node tells of a rejection that nobody has handled at such a turn, and some worlds have one after every event. */
function afterRealTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
