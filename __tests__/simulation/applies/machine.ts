import type { BegunOn } from '../../../src/domain/apply/begun-on.ts';
import type { LeftTurn } from '../../../src/ports/handover.ts';
import type { ApplyRun, LeftCommand } from '../../../src/ports/terraform.ts';
import type { Body } from '../world/observer.ts';
import { Process, type World } from '../world/world.ts';
import { isWithin } from './cloud.ts';
import type { ApplyPlan, ApplyScenario } from './scenario.ts';

/** Why a living run was taken for dead: what the documentation of `recover` and `unlock` says that nobody can know. */
export type Excuse = 'suspended' | 'cut-off' | 'orphaned-tool';

const UNHARMED = { diesAtStep: undefined, stall: undefined };
const RENEW_MS = 20_000;

/** One apply of Terraform's: a process that outlives main. */
export class Tool {
  readonly machine: Machine;
  readonly process: Process;
  readonly startedAtMs: number;
  interrupted = false;
  outcome: ApplyRun | undefined;
  onEnd: (() => void) | undefined;

  constructor(machine: Machine, startedAtMs: number) {
    this.machine = machine;
    this.process = new Process(`${machine.name}.tool${machine.tools.length + 1}`, UNHARMED);
    this.startedAtMs = startedAtMs;
  }

  get isAtWork(): boolean {
    return !this.process.isGone;
  }

  get wasKilled(): boolean {
    return this.process.isGone && this.outcome === undefined;
  }

  end(outcome: ApplyRun, nowMs: number): void {
    this.outcome = outcome;
    this.process.endedAtMs = nowMs;
    this.onEnd?.();
  }

  /** As `post` finds it. */
  asLeft(): LeftCommand {
    const { interrupted } = this;
    return {
      name: 'apply',
      interrupted,
      startedAtMs: this.startedAtMs,
      isAtWork: () => this.isAtWork,
      interrupt: () => {
        this.interrupted = true;
        return this.isAtWork;
      },
      readOn: () => undefined,
      close: () => undefined,
      endedByItself: () => this.outcome !== undefined,
      readText: () => Promise.resolve(''),
      settleApply: () => Promise.resolve(this.outcome ?? { kind: 'failed', byItself: false, details: '' }),
    };
  }
}

/** One run: main, its Terraforms, and `post`. */
export class Machine {
  readonly index: number;
  readonly name: string;
  readonly plan: ApplyPlan;
  readonly main: Process;
  readonly post: Process;
  readonly tools: Tool[] = [];
  readonly body: Body;
  readonly #world: World;
  readonly #scenario: ApplyScenario;
  #postIs: 'to-come' | 'over' = 'to-come';
  #overAtMs: number | undefined;
  left: LeftTurn | undefined;
  begunOn: BegunOn | undefined;
  planned: { readonly lockId: string; readonly ticketId: string | undefined; readonly serial: number } | undefined;
  unsaved: Uint8Array | undefined;
  /** When it last wrote to the queue, and its state. */
  readonly signsMs: number[] = [];
  readonly writesMs: number[] = [];
  /** Set once its lock was deleted while it lived. */
  excuse: Excuse | undefined;
  hasFailed: () => boolean = () => false;

  constructor(world: World, scenario: ApplyScenario, { index, plan }: { index: number; plan: ApplyPlan }) {
    this.#world = world;
    this.#scenario = scenario;
    this.index = index;
    this.plan = plan;
    this.name = `run${index + 1}`;
    this.main = new Process(this.name, plan);
    this.post = new Process(`${this.name}.post`, UNHARMED);
    // The body is one object for main, tool and post, whose getters need the machine and not themselves.
    // eslint-disable-next-line @typescript-eslint/no-this-alias
    const machine = this;
    this.body = {
      name: this.name,
      get isGone() {
        return machine.#isOver && machine.tools.every(({ isAtWork }) => !isAtWork);
      },
      get stalledUntilMs() {
        return Math.max(machine.main.stalledUntilMs, machine.post.stalledUntilMs);
      },
    };
  }

  get lockId(): string {
    return this.left?.lockId ?? '';
  }

  get #isOver(): boolean {
    return this.main.isGone && this.#postIs === 'over';
  }

  /** There is no `post` to come, or it has ended. */
  endPost(): void {
    this.#postIs = 'over';
    this.post.endedAtMs ??= this.#world.nowMs;
    this.#overAtMs ??= this.#world.nowMs;
  }

  dieWhole(): void {
    for (const { process, isAtWork } of this.tools) if (isAtWork) process.diedAtMs = this.#world.nowMs;
    this.endPost();
  }

  suspend(forMs: number): void {
    const untilMs = this.#world.nowMs + forMs;
    for (const process of [this.main, this.post, ...this.tools.map((tool) => tool.process)]) {
      process.stalledUntilMs = Math.max(process.stalledUntilMs, untilMs);
    }
  }

  status(): 'running' | 'completed' {
    const { nowMs } = this.#world;
    const { lostSightAtMs } = this.plan;
    if (lostSightAtMs !== undefined && nowMs >= lostSightAtMs) return 'completed';
    const isTold = this.#overAtMs !== undefined && nowMs >= this.#overAtMs + this.#scenario.completedAfterMs;
    return this.#isOver && isTold ? 'completed' : 'running';
  }

  /** What kept it from giving a sign of life for so long, if it is anything that may. */
  excuseFor(silentMs: number): Excuse | undefined {
    if (this.#isOver) return 'orphaned-tool';
    const { nowMs } = this.#world;
    const sinceMs = nowMs - silentMs;
    const touches = (span: { readonly atMs: number; readonly forMs: number } | undefined): boolean =>
      span !== undefined && span.atMs + span.forMs > sinceMs && span.atMs < nowMs;
    if (this.body.stalledUntilMs > sinceMs || touches(this.plan.suspended)) return 'suspended';
    const isCutOff = touches(this.plan.cutOff) || touches(this.#scenario.throttled) || this.hasFailed();
    return isCutOff || isWithin(this.plan.cutOff, nowMs - RENEW_MS) ? 'cut-off' : undefined;
  }
}
