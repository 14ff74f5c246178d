import { closeSync, openSync } from 'node:fs';
import type { Environment } from '../../domain/environment.ts';
import { Cancelled } from '../../domain/apply/aftermath.ts';
import { ToolFailed } from '../../domain/stack/tool-failed.ts';
import { attached } from './attached.ts';
import { detached } from './detached.ts';
import type { Launched, Launcher, LaunchMark } from './launch.ts';
import { openTail, type Tail } from './tail.ts';

export interface TerraformCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Environment;
  readonly stdoutFile: string;
  readonly stderrFile: string;
  /** Path that no other command has, for the launcher's own files. */
  readonly ownFiles: string;
  /** Called with what has come, as it comes; not at all for output that is data. */
  readonly onOutput: ((text: string, from: 'stdout' | 'stderr') => void) | undefined;
  readonly cancelled: AbortSignal;
  /** Told before it is started, so that `post` can find it whatever comes between. When this throws, nothing is started. */
  readonly beforeStart: (mark: LaunchMark) => void;
  /** Told as soon as it runs. */
  readonly onStart: (mark: LaunchMark) => void;
  /**
   * Told at a cancel: whether the command has its interrupt, and how much of its output has been passed on. Not before:
   * what a main that is killed had passed on may never have reached the log, and twice is better than never.
   */
  readonly onLeft: (left: { readonly interrupted: boolean; readonly read: OutputRead }) => void;
  readonly onEnd: () => void;
  /** Told when its end is only supposed, for the system does not tell: it may be at work. */
  readonly onUnseen?: () => void;
  /** When it has to have ended; undefined for a command that may take its time. */
  readonly limit?: TimeLimit | undefined;
  /** Told of what goes wrong beside it while it runs, which is no reason to leave it: each kind once. */
  readonly onTrouble: (what: string, error: unknown) => void;
  /** Told once, when there is after a while still no process that an interrupt could go to. */
  readonly onOutOfReach?: () => void;
}

/** How long a command may take, from its start, before it has its one interrupt. */
export interface TimeLimit {
  readonly limitMs: number;
  /** Told before the interrupt is sent, for it must never be sent twice: how much of the output has been passed on. */
  readonly onInterrupt: (read: OutputRead) => void;
  /** Told once, when the time is up and there is no process that an interrupt could go to; one is sent once there is. */
  readonly onOutOfReach: () => void;
  /** Told once, when it has had its interrupt for a while and is still at work. */
  readonly onStillAtWork: () => void;
  /**
   * How long it has to end by itself after its interrupt before it is killed: only of a command that holds no lock and
   * writes nothing that counts. Without it, it is waited for.
   */
  readonly killAfterMs?: number | undefined;
}

/** Bytes of a command's output that are in the log already. */
export interface OutputRead {
  readonly stdout: number;
  readonly stderr: number;
}

export const launcher: Launcher = process.platform === 'win32' ? attached : detached;

const TAIL_MS = 100;
const LOOK_MS = 250;
/** A script has found the real program by then, and a busy machine has started it. */
const OUT_OF_REACH_AFTER_MS = 5000;
/** Terraform ends within seconds when its providers heed the interrupt. */
const STILL_AT_WORK_AFTER_MS = 60_000;
/** How long an end is doubted that the system does not confirm. */
const UNCONFIRMED_AT_MOST_MS = 60_000;
/** What a shell gives for a kill: nobody knows what such a command had in hand. */
const ENDED_UNSEEN = 137;

/**
 * Runs a command apart from this process, with its output in files: a Terraform whose stdout is a pipe is killed by
 * SIGPIPE when its reader dies, and leaves its lock behind. When the run is cancelled it gets exactly one interrupt (a
 * second one makes it drop work in flight), and this rejects with Cancelled without waiting for it to end. The process
 * is running when this returns its promise: what the caller does next happens meanwhile. Once it runs, nothing but that
 * cancel makes this settle before it has ended: whoever is given an end gives back the lock under which it works.
 */
export async function runTerraform(command: TerraformCommand): Promise<number> {
  const during = `${command.file.split('/').at(-1) ?? ''} ${command.args[0] ?? ''}`;
  if (command.cancelled.aborted) throw new Cancelled(during);
  command.beforeStart(launcher.intend(command));
  const { launched, tails } = launch(command, during);
  using stdout = tails[0];
  using stderr = tails[1];
  const attempt = openAttempts(command.onTrouble);
  attempt('That it runs could not be noted', () => {
    command.onStart(launched.mark);
  });
  const tail = (): void => {
    attempt('Its output could not be passed on', () => {
      const { onOutput } = command;
      if (onOutput === undefined) return;
      stdout.readOn((text) => {
        onOutput(text, 'stdout');
      });
      stderr.readOn((text) => {
        onOutput(text, 'stderr');
      });
    });
  };
  const readSoFar = (): OutputRead => {
    tail();
    return { stdout: stdout.position, stderr: stderr.position };
  };
  const isCancelled = (): boolean => command.cancelled.aborted;
  const limit = watchTime(launched.mark, command.limit, { readSoFar, attempt });
  const { promise: cancelled, reject: cancel } = Promise.withResolvers<never>();
  const onAbort = (): void => {
    limit.stop();
    let interrupted = limit.hasInterrupted();
    if (!interrupted) {
      attempt('It could not be interrupted', () => {
        interrupted = launcher.interrupt(launched.mark);
      });
    }
    launched.letGo();
    attempt('How it was left could not be noted', () => {
      command.onLeft({ interrupted, read: readSoFar() });
    });
    if (launcher.outlivesUs) cancel(new Cancelled(during));
  };
  command.cancelled.addEventListener('abort', onAbort, { once: true });
  const timer = setInterval(tail, TAIL_MS);
  const startedAtMs = performance.now();
  // What an interrupt has to know is read now: it has no time for that.
  const looking = setInterval(() => {
    const isOver = performance.now() - startedAtMs > OUT_OF_REACH_AFTER_MS;
    attempt('Whether it can be interrupted is not known', () => {
      const isFound = launcher.canInterrupt(launched.mark);
      if (isFound || isOver) clearInterval(looking);
      if (isOver && !isFound) command.onOutOfReach?.();
    });
  }, LOOK_MS);
  try {
    const exitCode = await Promise.race([
      untilEnded(launched, { during, attempt, onUnseen: command.onUnseen }),
      cancelled,
    ]);
    tail();
    attempt('That it has ended could not be noted', command.onEnd);
    if (isCancelled()) throw new Cancelled(during);
    return exitCode;
  } finally {
    clearInterval(timer);
    clearInterval(looking);
    limit.stop();
    command.cancelled.removeEventListener('abort', onAbort);
  }
}

interface TimeWatch {
  hasInterrupted(): boolean;
  stop(): void;
}

/** Interrupts a command once when its time is up, and never again: a second interrupt makes it drop work in flight. */
function watchTime(
  mark: LaunchMark,
  limit: TimeLimit | undefined,
  { readSoFar, attempt }: { readonly readSoFar: () => OutputRead; readonly attempt: Attempt },
): TimeWatch {
  let hasInterrupted = false;
  let isTold = false;
  let timer: NodeJS.Timeout | undefined;
  const stop = (): void => {
    clearTimeout(timer);
  };
  if (limit === undefined) return { hasInterrupted: () => false, stop };
  let isToldOutOfReach = false;
  const canInterrupt = (): boolean => {
    let isFound = false;
    attempt('Whether it can be interrupted is not known', () => {
      isFound = launcher.canInterrupt(mark);
    });
    return isFound;
  };
  /** One of which nobody knows whether it was sent is not sent again. */
  const send = (): boolean => {
    let isSent = true;
    attempt('It could not be interrupted', () => {
      isSent = launcher.interrupt(mark);
    });
    return isSent;
  };
  const end = (): void => {
    attempt('It could not be ended', () => {
      launcher.kill(mark);
    });
  };
  const interrupt = (): void => {
    if (limit.killAfterMs !== undefined) {
      attempt('That its time is up could not be noted', () => {
        limit.onInterrupt(readSoFar());
      });
      // On Windows there is no interrupt that is for it alone.
      hasInterrupted = launcher.interruptsAlone && send();
      timer = setTimeout(end, hasInterrupted ? limit.killAfterMs : 0);
      return;
    }
    if (launcher.interruptsAlone && canInterrupt()) {
      // Its time is up whether or not that can be noted.
      if (!isTold) {
        attempt('That its time is up could not be noted', () => {
          limit.onInterrupt(readSoFar());
        });
      }
      isTold = true;
      hasInterrupted = send();
      if (!hasInterrupted) {
        // It was there a moment ago; the Terraform of a script may be another one by now.
        timer = setTimeout(interrupt, LOOK_MS);
        return;
      }
      timer = setTimeout(() => {
        attempt('That it is still at work could not be told', limit.onStillAtWork);
      }, STILL_AT_WORK_AFTER_MS);
      return;
    }
    if (!isToldOutOfReach) attempt('That it is out of reach could not be told', limit.onOutOfReach);
    isToldOutOfReach = true;
    timer = setTimeout(interrupt, LOOK_MS);
  };
  timer = setTimeout(interrupt, limit.limitMs);
  return { hasInterrupted: () => hasInterrupted, stop };
}

type Attempt = (what: string, task: () => void) => void;

/** What is done beside a command that runs: that goes on whatever becomes of it. */
function openAttempts(onTrouble: TerraformCommand['onTrouble']): Attempt {
  const told = new Set<string>();
  return (what, task) => {
    try {
      task();
    } catch (error) {
      if (!told.has(what)) onTrouble(what, error);
      told.add(what);
    }
  };
}

/** A Terraform that was left alone by the script that had started it is waited for, too. */
async function untilEnded(
  launched: Launched,
  {
    during,
    attempt,
    onUnseen,
  }: { readonly during: string; readonly attempt: Attempt; readonly onUnseen: TerraformCommand['onUnseen'] },
): Promise<number> {
  const exitCode = await launched.ended.catch((cause: unknown) => {
    throw notStarted(during, cause);
  });
  if (!launcher.outlivesUs) return exitCode;
  const look = (): ReturnType<typeof launcher.look> => {
    const seen: ReturnType<typeof launcher.look>[] = [];
    attempt('Whether it has ended could not be looked up', () => seen.push(launcher.look(launched.mark)));
    return seen[0] ?? 'unknown';
  };
  let unconfirmedSinceMs: number | undefined;
  for (;;) {
    const seen = look();
    if (seen === 'ended') return exitCode;
    unconfirmedSinceMs = seen === 'at-work' ? undefined : (unconfirmedSinceMs ?? performance.now());
    if (performance.now() - (unconfirmedSinceMs ?? Infinity) > UNCONFIRMED_AT_MOST_MS) {
      attempt('Its end is taken for a kill', () => {
        throw new ToolFailed(`${during}: whether it has ended cannot be looked up on this machine`, '');
      });
      onUnseen?.();
      return ENDED_UNSEEN;
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

/** Starts it with its output in files that are read as it goes. A disk that is full, say, is no defect: throws ToolFailed. */
function launch(
  command: TerraformCommand,
  during: string,
): { readonly launched: Launched; readonly tails: readonly [Tail, Tail] } {
  const writers: number[] = [];
  const openWriter = (file: string): number => {
    const writer = openSync(file, 'w', 0o600);
    writers.push(writer);
    return writer;
  };
  try {
    const [stdout, stderr] = [openWriter(command.stdoutFile), openWriter(command.stderrFile)];
    const tails = [openTail(command.stdoutFile), openTail(command.stderrFile)] as const;
    return { launched: launcher.start({ ...command, stdout, stderr }), tails };
  } catch (cause) {
    throw notStarted(during, cause);
  } finally {
    for (const writer of writers) closeQuietly(writer);
  }
}

/** The command has its own by now. A disk that is full may refuse even this. */
function closeQuietly(file: number): void {
  try {
    closeSync(file);
  } catch {
    // Whatever the command writes there is read, or found missing, later.
  }
}

function notStarted(during: string, cause: unknown): ToolFailed {
  return new ToolFailed(`${during} could not be started (${String(cause)})`, '', { cause });
}
