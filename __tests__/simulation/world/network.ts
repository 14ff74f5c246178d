import { BackendUnusable } from '../../../src/domain/stack/backend.ts';
import type { RunStatus } from '../../../src/domain/turn/turn-watch.ts';
import type { PutTurns, StoredTurns, TurnStore } from '../../../src/ports/turns.ts';
import { BY_WRITE, TurnMemory, type Versioning } from '../../support/fakes/memory-turn-store.ts';
import type { Observer } from './observer.ts';
import type { Trouble } from './scenario.ts';
import type { Process, World } from './world.ts';

/** How a store may be wrong on purpose. */
export interface Breakage {
  readonly versioning?: Versioning;
  /** Checks the condition, and writes a while later, whatever has come between. */
  readonly checksBeforeSetting?: true;
  /** Writes whatever the store holds now. `seen` is what this client has seen last. */
  readonly overwrites?: (body: string, seen: string | undefined) => boolean;
}

/** The store of all processes: what it holds, and who changed it. */
export class Bucket {
  readonly #world: World;
  readonly #observer: Observer;
  readonly #breakage: Breakage;
  readonly memory: TurnMemory;
  /** Requests that have come to the store so far. */
  requests = 0;

  constructor(world: World, observer: Observer, breakage: Breakage) {
    this.#world = world;
    this.#observer = observer;
    this.#breakage = breakage;
    this.memory = new TurnMemory(breakage.versioning ?? BY_WRITE);
  }

  connect(process: Process, link: Link): TurnStore {
    const { memory } = this;
    let seen: string | undefined;
    return {
      home: undefined,
      get: () =>
        link.send<StoredTurns | undefined>(process, (answer) => {
          this.requests += 1;
          seen = memory.stored?.body;
          answer(memory.stored);
        }),
      put: (body, expected) =>
        link.send<PutTurns>(process, (answer) => {
          this.requests += 1;
          const overwrites = this.#breakage.overwrites?.(body, seen) === true;
          this.#put(process, body, overwrites ? memory.stored?.version : expected, answer);
        }),
      delete: (expected) =>
        link.send<boolean>(process, (answer) => {
          this.requests += 1;
          const before = memory.stored?.body;
          const deleted = memory.delete(expected);
          if (deleted) this.#observer.changed(process, before, undefined);
          answer(deleted);
        }),
      clear: () => Promise.resolve(),
    };
  }

  #put(process: Process, body: string, expected: string | undefined, answer: (put: PutTurns) => void): void {
    const { memory } = this;
    if (memory.stored?.version !== expected) {
      answer({ kind: 'conflict' });
      return;
    }
    const set = (): void => {
      const before = memory.stored?.body;
      const stored = memory.write(body);
      this.#observer.changed(process, before, body);
      answer(stored);
    };
    if (this.#breakage.checksBeforeSetting === true) this.#world.after(this.#world.random() * 40, undefined, set);
    else set();
  }
}

/** One process's way to the store and to GitHub. */
export class Link {
  readonly #world: World;
  readonly #latencyMs: number;
  readonly #troubles: ReadonlyMap<number, Trouble>;
  #requests = 0;
  /** Whether its process has been told of an error. */
  hasFailed = false;

  constructor(world: World, latencyMs: number, troubles: ReadonlyMap<number, Trouble>) {
    this.#world = world;
    this.#latencyMs = latencyMs;
    this.#troubles = troubles;
  }

  /** One leg, from a hundredth of the longest to the longest: most are short. */
  #leg(): number {
    const chance = this.#world.random();
    return this.#latencyMs * (0.01 + 0.99 * chance * chance);
  }

  /** `apply` happens at the store, and tells its answer once. */
  send<T>(process: Process, apply: (answer: (value: T) => void) => void): Promise<T> {
    const trouble = this.#troubles.get(this.#requests);
    this.#requests += 1;
    const world = this.#world;
    return new Promise<T>((resolve, reject) => {
      const arrive = (then: (value: T) => void): void => {
        world.after(this.#leg(), undefined, () => {
          apply(then);
        });
      };
      const answer = (value: T): void => {
        world.after(this.#leg(), process, () => {
          resolve(value);
        });
      };
      const fail = (): void => {
        world.after(this.#leg(), process, () => {
          this.hasFailed = true;
          reject(new BackendUnusable('the store did not answer'));
        });
      };
      switch (trouble) {
        case undefined:
          arrive(answer);
          return;
        case 'retried':
          arrive(() => {
            arrive(answer);
          });
          return;
        case 'answer-lost':
          arrive(fail);
          return;
        case 'request-lost':
          fail();
          return;
        case 'late':
          fail();
          world.after(world.random() * 20_000, undefined, () => {
            apply(() => undefined);
          });
          return;
      }
    });
  }
}

/** What GitHub knows: a run is completed some time after its process is gone, or when GitHub has lost sight of it. */
export class GitHub {
  readonly #world: World;
  readonly #completedAfterMs: number;

  constructor(world: World, completedAfterMs: number) {
    this.#world = world;
    this.#completedAfterMs = completedAfterMs;
  }

  statusOf(process: Process, lostSightAtMs: number | undefined): Exclude<RunStatus, 'unknown'> {
    const { nowMs } = this.#world;
    if (lostSightAtMs !== undefined && nowMs >= lostSightAtMs) return 'completed';
    const { goneSinceMs } = process;
    return goneSinceMs !== undefined && nowMs >= goneSinceMs + this.#completedAfterMs ? 'completed' : 'running';
  }
}
