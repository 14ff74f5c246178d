import { NOTHING_TOLD } from '../../support/fakes/factories.ts';
import type { BegunOn } from '../../../src/domain/apply/begun-on.ts';
import type { LeftTurn, MainProcess } from '../../../src/ports/handover.ts';
import type { ApplyRun, LeftCommand } from '../../../src/ports/terraform.ts';
import type { Body } from '../world/observer.ts';
import { Process, type World } from '../world/world.ts';
import { isWithin } from './cloud.ts';
import type { ApplyPlan, ApplyScenario } from './scenario.ts';

/**
 * Why the lock of a living run was deleted: what the documentation of `recover` and `unlock` says that nobody can know, or
 * a person who asked nobody.
 */
export type Excuse = 'suspended' | 'cut-off' | 'orphaned-tool' | 'forced';

export const UNHARMED = { diesAtStep: undefined, stall: undefined };
const RENEW_MS = 20_000;
/** Until main has heard of a signal, and until it has ended then. */
const SIGNAL_MS = 20;
const LAST_WORDS_MS = 300;

/** One apply of Terraform's: a process that outlives main. */
export class Tool {
  readonly machine: Machine;
  readonly process: Process;
  readonly startedAtMs: number;
  /** Under which it was started. */
  readonly lockId: string;
  interrupted = false;
  /** Main has noted for `post` that it has its interrupt. */
  isNotedInterrupted = false;
  outcome: ApplyRun | undefined;
  onEnd: (() => void) | undefined;

  constructor(machine: Machine, startedAtMs: number) {
    this.machine = machine;
    this.lockId = machine.lockId;
    this.process = new Process(`${machine.name}.tool${machine.tools.length + 1}`, UNHARMED);
    this.startedAtMs = startedAtMs;
  }

  get isAtWork(): boolean {
    return !this.process.isGone;
  }

  get wasKilled(): boolean {
    return this.process.isGone && this.outcome === undefined;
  }

  end(outcome: ApplyRun): void {
    this.outcome = outcome;
    this.process.endedAtMs = this.machine.world.nowMs;
    this.onEnd?.();
  }

  /** The first is heeded at the next write of the state, the second at once. False when no process is seen. */
  interrupt(): boolean {
    const { interrupts } = this.machine.plan;
    if (!this.isAtWork || interrupts === 'no-process') return false;
    if (interrupts === 'lost') return true;
    if (this.interrupted) this.end({ kind: 'failed', byItself: true, told: NOTHING_TOLD });
    this.interrupted = true;
    return true;
  }

  /** As `post` finds it. */
  asLeft(): LeftCommand {
    return {
      name: 'apply',
      interrupted: this.isNotedInterrupted,
      startedAtMs: this.startedAtMs,
      isAtWork: () => this.isAtWork,
      interrupt: () => this.interrupt(),
      readOn: () => undefined,
      close: () => undefined,
      endedByItself: () => this.outcome !== undefined,
      readEvents: () => Promise.resolve([]),
      settleApply: () => Promise.resolve(this.outcome ?? { kind: 'failed', byItself: false, told: NOTHING_TOLD }),
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
  readonly world: World;
  readonly #scenario: ApplyScenario;
  #postIs: 'to-come' | 'over' = 'to-come';
  #overAtMs: number | undefined;
  /** Aborts when main has heard that it is cancelled. */
  readonly cancelling = new AbortController();
  cancelledAtMs: number | undefined;
  /** `post` has told main that it has begun. */
  isTakenOver = false;
  isPostBegun = false;
  /** Main has come to its own end, and left nothing. */
  isDone = false;
  left: LeftTurn | undefined;
  begunOn: BegunOn | undefined;
  planned:
    | {
        readonly lockId: string;
        readonly ticketId: string | undefined;
        readonly serial: number;
        readonly atMs: number;
      }
    | undefined;
  unsaved: Uint8Array | undefined;
  turnSinceMs = 0;
  /** When it last wrote to the queue, and its state. */
  readonly signsMs: number[] = [];
  readonly writesMs: number[] = [];
  /** Its locks that were deleted while it lived, and why that could be. */
  readonly excuses = new Map<string, Excuse>();
  hasFailed: () => boolean = () => false;

  constructor(world: World, scenario: ApplyScenario, { index, plan }: { index: number; plan: ApplyPlan }) {
    this.world = world;
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

  /** The runner sends its signal. */
  signalMain(): void {
    this.world.after(SIGNAL_MS, this.main, () => {
      this.cancelMain();
    });
  }

  /** Main knows: it passes the signal on to its Terraform, stops whatever it waits for, and is gone a moment later. */
  cancelMain(): void {
    if (this.main.isGone || this.cancelling.signal.aborted) return;
    this.cancelledAtMs = this.world.nowMs;
    const tool = this.tools.at(-1);
    if (tool?.isAtWork === true) tool.isNotedInterrupted = tool.interrupt();
    this.cancelling.abort();
    this.world.after(this.world.random() * LAST_WORDS_MS, this.main, () => {
      this.main.endedAtMs = this.world.nowMs;
    });
  }

  /** What main has left for `post`. */
  readHandover(): {
    readonly done: boolean;
    readonly turn: LeftTurn | undefined;
    readonly command: LeftCommand | undefined;
    readonly cancelledAtMs: number | undefined;
  } {
    const { isDone, left, cancelledAtMs } = this;
    return { done: isDone, turn: left, command: this.tools.at(-1)?.asLeft(), cancelledAtMs };
  }

  /** Main, as `post` finds it. */
  mainAsSeen(): MainProcess {
    const { beside } = this.plan;
    return {
      isAtWork: () => beside !== 'unseen' && !this.main.isGone,
      signal: (signal) => {
        if (beside === 'hears-nothing' || this.main.isGone) return;
        if (signal === 'SIGKILL') this.main.diedAtMs = this.world.nowMs;
        else this.signalMain();
      },
    };
  }

  /** Main comes to its own end. */
  endMain(): void {
    this.main.endedAtMs = this.world.nowMs;
    this.isDone = true;
    this.endPost();
  }

  /** Whatever is left is left for good. */
  killPost(): void {
    if (this.post.isGone) return;
    this.post.diedAtMs = this.world.nowMs;
    this.endPost();
  }

  /** There is no `post` to come, or it has ended. */
  endPost(): void {
    this.#postIs = 'over';
    this.post.endedAtMs ??= this.world.nowMs;
    this.#overAtMs ??= this.world.nowMs;
  }

  dieWhole(): void {
    for (const { process, isAtWork } of this.tools) if (isAtWork) process.diedAtMs = this.world.nowMs;
    this.endPost();
  }

  suspend(forMs: number): void {
    const untilMs = this.world.nowMs + forMs;
    for (const process of [this.main, this.post, ...this.tools.map((tool) => tool.process)]) {
      process.stalledUntilMs = Math.max(process.stalledUntilMs, untilMs);
    }
  }

  /** When nothing of it was left. */
  get overSinceMs(): number {
    return Math.max(this.#overAtMs ?? 0, ...this.tools.map(({ process }) => process.goneSinceMs ?? 0));
  }

  status(): 'running' | 'completed' {
    const { nowMs } = this.world;
    const { lostSightAtMs } = this.plan;
    if (lostSightAtMs !== undefined && nowMs >= lostSightAtMs) return 'completed';
    const isTold = this.#overAtMs !== undefined && nowMs >= this.#overAtMs + this.#scenario.completedAfterMs;
    return this.#isOver && isTold ? 'completed' : 'running';
  }

  /** What kept it from giving a sign of life for so long, if it is anything that may. */
  excuseFor(silentMs: number): Excuse | undefined {
    if (this.#isOver) return 'orphaned-tool';
    const { nowMs } = this.world;
    const sinceMs = nowMs - silentMs;
    const touches = (span: { readonly atMs: number; readonly forMs: number } | undefined): boolean =>
      span !== undefined && span.atMs + span.forMs > sinceMs && span.atMs < nowMs;
    if (this.body.stalledUntilMs > sinceMs || touches(this.plan.suspended)) return 'suspended';
    const isCutOff = touches(this.plan.cutOff) || touches(this.#scenario.throttled) || this.hasFailed();
    return isCutOff || isWithin(this.plan.cutOff, nowMs - RENEW_MS) ? 'cut-off' : undefined;
  }
}
