import process from 'node:process';
import { withSettings, type Environment } from './domain/environment.ts';
import type { RunFailure } from './domain/failure.ts';
import { endMain } from './jobs/finish/end-main.ts';
import { finish } from './jobs/finish/finish.ts';
import { tellPlansBehind } from './jobs/apply/tell-plans-behind.ts';
import type { Unfinished } from './jobs/finish/unfinished.ts';
import { EveryStep } from './jobs/tolerate.ts';
import type { Patience } from './ports/patience.ts';
import { openSession } from './session.ts';
import { readTask } from './task.ts';
import { begunOnOf, findMain, noteTakenOver, readHandover, systemClock, type Left, type Runner } from './wiring.ts';

/**
 * From the cancel on: the runner ends everything five minutes after it, less some seconds for itself, and the comment
 * may take half a minute. Other steps may have used some of it before `post` is run.
 */
const WINDOW_MS = 250_000;

/** What a comment may take: whatever is asked of GitHub before may wait for its limits no longer than leaves this. */
const COMMENT_MS = 30_000;

/** Beside that, GitHub's own limits may put the last comment off for so long. */
const LIMITS_AT_MOST_MS = 20_000;

/** Even with the window over, what can be given back is. */
const MOMENT_MS = 10_000;

/**
 * The end of a run that was cancelled or whose main died: lets Terraform finish, gives back what the run holds, and
 * tells what has become of it.
 */
export async function post(envNow: Environment, runner: Runner, directory: string): Promise<void> {
  const before = readHandover(directory);
  if (before === undefined || before.done === true) return;
  runner.begin();
  const stop = new AbortController();
  const nowMs = (): number => systemClock.monotonicMs();
  let stoppedAtMs = before.cancelledAtMs;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      stoppedAtMs ??= nowMs();
      stop.abort();
    });
  }
  const mainProcess = findMain(before.main);
  const early = new EveryStep(runner);
  const tellMain = (): boolean =>
    early.takeNow('Main is not told that it is to begin nothing any more', () => {
      noteTakenOver(directory);
    });
  tellMain();
  await endMain({ clock: systemClock, journal: runner }, mainProcess);
  // Beside a main that may begin anything, nothing is given back.
  if (mainProcess.isAtWork() && !tellMain()) {
    runner.fail([
      'The main step of this action is still at work and cannot be told to stop: its lock and turn are left.',
    ]);
    return;
  }
  const left = readHandover(directory) ?? before;
  if (left.done === true || !hasBegun(left)) return;
  const env = withSettings(envNow, left.settings ?? {});
  const task = await readTask(env);
  const { operation } = task;
  if (operation.kind === 'skip') return;
  const { cancelledAtMs } = left;
  stoppedAtMs ??= cancelledAtMs;
  const cancelledForMs = cancelledAtMs === undefined ? undefined : Math.max(0, Math.round(nowMs() - cancelledAtMs));
  const over =
    cancelledForMs === undefined
      ? new AbortController().signal
      : AbortSignal.timeout(Math.max(MOMENT_MS, WINDOW_MS - cancelledForMs));
  const patience = patienceOf(over, () => stoppedAtMs);
  const { run, adapters, conceal, summarize, conclude } = await openSession({
    ...task,
    env,
    runner,
    operation,
    cancelled: over,
    patience,
    limitsAtMostMs: LIMITS_AT_MOST_MS,
    directory,
  });
  if (operation.kind === 'plan' || operation.kind === 'cleanup') run.comments.openOn([operation.prNumber]);
  const { terraform } = adapters;
  const { steps } = run;
  const fail = (failure: RunFailure): void => {
    runner.fail([conceal(failure.message)]);
    summarize({ kind: 'failure', failure });
  };
  const unfinished: Unfinished = {
    operation,
    cancelledForMs,
    limitMs: task.inputs['apply-timeout'],
    turn: left.turn,
    command: left.command && terraform.takeOver(left.command),
    apply: left.apply && terraform.takeOver({ ...left.apply, prints: 'data' }),
    begunOn: begunOnOf(left),
    carried: left.carried,
    isShown: left.shown === true,
    mayWait: patience.mayWait,
    readBackend: () => terraform.foundBackend(),
    stop: stop.signal,
    onNotSaved: fail,
  };
  // A cancel is no news to whoever did it; anything else has been told before, loudly.
  const conclusion = await finish(run, unfinished, steps);
  if (left.shown === true) runner.info('The plan was shown and recorded before the run was cut off: its page stays.');
  else
    await steps.take({
      what: 'What has become of this run could not be told',
      task: () => conclude(conclusion),
      otherwise: undefined,
    });
  if (operation.kind === 'apply' && unfinished.apply !== undefined) {
    await steps.take({
      what: 'Open pull requests are not told that their plans are behind',
      task: () => tellPlansBehind(run, unfinished.readBackend),
      otherwise: undefined,
    });
  }
  steps.throwDefect();
  early.throwDefect();
}

/** Main had come to something, or somebody waits to be told that it was cancelled. */
function hasBegun({ cancelledAtMs, turn, command }: Left): boolean {
  return cancelledAtMs !== undefined || turn !== undefined || command !== undefined;
}

/** In a window that began with the cancel, by the monotonic clock; one that is not cancelled may be at any moment. */
export function patienceOf(signal: AbortSignal, stoppedAtMs: () => number | undefined): Patience {
  const windowLeftMs = (): number => {
    const nowMs = systemClock.monotonicMs();
    return WINDOW_MS - (nowMs - (stoppedAtMs() ?? nowMs));
  };
  return { signal, mayWait: (afterMs) => afterMs <= windowLeftMs() - COMMENT_MS };
}
