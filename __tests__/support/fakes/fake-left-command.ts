import type { ToolEvent } from '../../../src/domain/events/event.ts';
import type { ApplyRun, LeftCommand } from '../../../src/ports/terraform.ts';
import { EPOCH_MS, type FakeClock } from './fake-clock.ts';
import { createTold } from './factories.ts';

/** A command that is at work on a virtual clock. */
export interface FakeLeftCommand extends LeftCommand {
  /** When it was sent an interrupt, in milliseconds of the clock. */
  readonly interrupts: readonly number[];
  /** What was done to its part of the log, in order. */
  readonly log: readonly ('read' | 'closed')[];
}

export interface LeftCommandOptions {
  readonly clock: FakeClock;
  readonly name?: string;
  readonly interrupted?: boolean;
  /** When it ends, in milliseconds of the clock; Infinity for never. Over already unless a test says otherwise. */
  readonly endsAtMs?: number;
  /** How long after which of the interrupts that it is sent here it ends. */
  readonly endsAfter?: { readonly interrupts: number; readonly ms: number };
  /** Since when there is somebody to interrupt. */
  readonly reachableFromMs?: number;
  readonly byItself?: boolean;
  readonly events?: readonly ToolEvent[];
  readonly outcome?: ApplyRun | Error;
}

/** An apply that was interrupted, has ended by itself, and failed, unless a test says otherwise. */
export function createLeftCommand(options: LeftCommandOptions): FakeLeftCommand {
  const { clock, endsAfter, reachableFromMs = 0 } = options;
  const { name = 'apply', interrupted = true, byItself = true, events = [] } = options;
  const outcome = options.outcome ?? { kind: 'failed', byItself, told: createTold('execution halted') };
  let endsAtMs = options.endsAtMs ?? 0;
  const interrupts: number[] = [];
  const log: ('read' | 'closed')[] = [];
  const isAtWork = (): boolean => clock.monotonicMs() < endsAtMs;
  return {
    name,
    interrupted,
    startedAtMs: EPOCH_MS - 60_000,
    interrupts,
    log,
    isAtWork,
    interrupt: () => {
      if (!isAtWork() || clock.monotonicMs() < reachableFromMs) return false;
      interrupts.push(clock.monotonicMs());
      if (endsAfter?.interrupts === interrupts.length) endsAtMs = clock.monotonicMs() + endsAfter.ms;
      return true;
    },
    readOn: () => {
      log.push('read');
    },
    close: () => {
      log.push('closed');
    },
    endedByItself: () => byItself && !isAtWork(),
    readEvents: async () => events,
    settleApply: async () => {
      if (outcome instanceof Error) throw outcome;
      return outcome;
    },
  };
}
