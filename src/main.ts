import type { Environment } from './domain/environment.ts';
import { ApplyFailed } from './domain/apply/apply-failed.ts';
import { TimedOut } from './domain/apply/timed-out.ts';
import { BadInput, RunFailure } from './domain/failure.ts';
import { Cancelled } from './domain/apply/aftermath.ts';
import { openConceal, type Conceal } from './domain/secrets/conceal.ts';
import { findSecrets } from './domain/secrets/secrets.ts';
import { concealProcessOutput } from './domain/secrets/process-output.ts';
import { concealUrlPasswords, findTheProxyPasswords } from './domain/secrets/url-passwords.ts';
import type { Served } from './domain/run/operation.ts';
import type { RemovedModule } from './domain/run/removed-module.ts';
import type { Conclusion, RunResult } from './domain/run/outcome.ts';
import { apply } from './jobs/apply/apply.ts';
import { cleanup } from './jobs/cleanup/cleanup.ts';
import { doctor } from './jobs/doctor/doctor.ts';
import { plan } from './jobs/plan/plan.ts';
import { retire } from './jobs/plan/retire.ts';
import type { Run } from './jobs/run.ts';
import { sweep } from './jobs/sweep/sweep.ts';
import { findPlansBehind, tellPlansBehind } from './jobs/apply/tell-plans-behind.ts';
import { unlock } from './jobs/unlock/unlock.ts';
import { renderRefusal } from './render/comment/comment.ts';
import { renderAnnotations, renderFailureOutputs, renderResultOutputs, shownBy } from './render/outputs.ts';
import { openSession, type Session, type SessionOptions } from './session.ts';
import { readTask } from './task.ts';
import { HANDOVER, TERRAFORM_OUTLIVES_MAIN, type Runner } from './wiring.ts';

/** The last comment is worth a wait, and nobody waits for this run any more; a limit of an hour is not waited for. */
const LIMITS_AT_MOST_MS = 300_000;

/** One run: reads what is asked for, decides, does it, and reports it. Rejects only on a defect of Lockstep. */
export async function main(env: Environment, runner: Runner, cancelled: AbortSignal): Promise<void> {
  try {
    const task = await readTask(env);
    const { operation } = task;
    runner.output('command', operation.kind);
    if ('prNumber' in operation && operation.prNumber !== undefined) {
      runner.output('pr-number', String(operation.prNumber));
    }
    if (operation.kind === 'skip') {
      reportResult(runner, { kind: 'skipped', reason: operation.reason });
      runner.info(operation.reason);
      void runner.summary(renderRefusal('skipped', [operation.reason]));
      return;
    }
    await operate({ ...task, env, runner, operation, cancelled, limitsAtMostMs: LIMITS_AT_MOST_MS });
  } catch (error) {
    if (!(error instanceof RunFailure)) throw error;
    const conceal = concealOf(env);
    reportFailure(runner, error, conceal);
    if (error instanceof Cancelled) {
      runner.info('The rest is told after the job: the log goes on in the post step of this action.');
      return;
    }
    const sentences = error instanceof BadInput ? error.problems : [error.message];
    void runner.summary(renderRefusal(error.reason, sentences, conceal));
  }
}

/** What is known to be secret before anything of the run is. */
function concealOf(env: Environment): Conceal {
  const conceal = openConceal(new Set([...findSecrets(env), ...findTheProxyPasswords(env, [])]));
  return (text) => concealProcessOutput(concealUrlPasswords(conceal(text)));
}

/** A cancelled run ends here at once, whatever is at work: `post` brings it to its end. */
async function operate(options: SessionOptions): Promise<void> {
  const { runner, operation } = options;
  const session = await openSession(options).catch((error: unknown) => {
    // GitHub may have been waited for.
    if (options.cancelled.aborted) throw new Cancelled(operation.kind);
    throw error;
  });
  const { run, conclude } = session;
  const { removed } = session.adapters;
  const { cancelled } = run;
  const performing = perform(run, operation, removed);
  let conclusion: Conclusion;
  try {
    // Terraform is running by now, so that loading what talks to GitHub costs no time of its own.
    if (operation.kind === 'plan' || operation.kind === 'cleanup') run.comments.openOn([operation.prNumber]);
    const result = await (TERRAFORM_OUTLIVES_MAIN
      ? unlessCancelled(performing, cancelled, operation.kind)
      : performing);
    if (cancelled.aborted) throw new Cancelled(operation.kind);
    if (result.kind === 'planned' || result.kind === 'applied') reportFiles(runner, run);
    reportResult(runner, result);
    conclusion = { kind: 'result', result };
  } catch (error) {
    if (error instanceof Cancelled || cancelled.aborted) throw new Cancelled(operation.kind);
    if (!(error instanceof RunFailure)) {
      await concludeDefect({ run, runner, conclude }, error);
      throw error;
    }
    if (shownBy(error) !== undefined) reportFiles(runner, run);
    reportFailure(runner, error, session.conceal);
    conclusion = { kind: 'failure', failure: error };
  }
  await endWith(session, runner, conclusion);
}

/** Tells of the run. By now everything is given back, whatever becomes of the pages about it: a defect comes last. */
export async function endWith(
  { run, conclude }: Pick<Session, 'run' | 'conclude'>,
  runner: Pick<Runner, 'saveState'>,
  conclusion: Conclusion,
): Promise<void> {
  const { steps } = run;
  const readBackend = (): ReturnType<typeof run.terraform.foundBackend> => run.terraform.foundBackend();
  const finding = changesProduction(conclusion) ? findPlansBehind(run, readBackend) : undefined;
  void Promise.allSettled([finding]);
  await steps.take({
    what: 'What has become of this run could not be told',
    task: () => conclude(conclusion),
    otherwise: undefined,
  });
  leaveNothing(run, runner);
  if (finding !== undefined) {
    await steps.take({
      what: 'Open pull requests are not told that their plans are behind',
      task: () => tellPlansBehind(run, readBackend, finding),
      otherwise: undefined,
    });
  }
  steps.throwDefect();
}

/** The defect that ended the run is the one to report; one in the pages about it is told beside it. */
async function concludeDefect(
  { run, runner, conclude }: Pick<Session, 'run' | 'conclude'> & Pick<SessionOptions, 'runner'>,
  defect: unknown,
): Promise<void> {
  try {
    await conclude({ kind: 'defect' });
  } catch (another) {
    const words = another instanceof Error ? (another.stack ?? another.message) : String(another);
    if (another !== defect) runner.warning(`Another defect came after it: ${words}`);
  }
  leaveNothing(run, runner);
}

function changesProduction(conclusion: Conclusion): boolean {
  if (conclusion.kind === 'failure') {
    const { failure } = conclusion;
    return failure instanceof TimedOut ? failure.overdue.progress !== undefined : failure instanceof ApplyFailed;
  }
  return conclusion.kind === 'result' && conclusion.result.kind === 'applied' && conclusion.result.hasChanges;
}

/** `post` may be started already, beside this process. */
function leaveNothing({ handover, steps }: Pick<Run, 'handover' | 'steps'>, runner: Pick<Runner, 'saveState'>): void {
  steps.takeNow('That this run is at its end could not be noted', () => {
    handover.noteDone();
  });
  runner.saveState(HANDOVER, '');
}

async function unlessCancelled<T>(task: Promise<T>, cancelled: AbortSignal, during: string): Promise<T> {
  const { promise: stopped, reject: stop } = Promise.withResolvers<never>();
  const onAbort = (): void => {
    stop(new Cancelled(during));
  };
  if (cancelled.aborted) onAbort();
  cancelled.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([task, stopped]);
  } finally {
    cancelled.removeEventListener('abort', onAbort);
    // What was at work is left where it is: this process is about to end.
    task.catch(() => undefined);
  }
}

async function perform(run: Run, operation: Served, removed: RemovedModule | undefined): Promise<RunResult> {
  if (removed !== undefined && (operation.kind === 'plan' || operation.kind === 'apply')) {
    return retire(run, operation, removed);
  }
  switch (operation.kind) {
    case 'plan':
      return plan(run, operation);
    case 'apply':
      return apply(run, operation);
    case 'cleanup':
      return cleanup(run, operation);
    case 'unlock':
      return unlock(run, operation);
    case 'sweep':
      return sweep(run, operation);
    case 'doctor':
      return doctor(run);
  }
}

function reportResult(runner: Runner, result: RunResult): void {
  for (const [name, value] of Object.entries(renderResultOutputs(result))) runner.output(name as never, value);
}

function reportFiles(runner: Runner, { terraform }: Pick<Run, 'terraform'>): void {
  runner.output('plan-file', terraform.planFiles.planFile);
  runner.output('plan-json', terraform.planFiles.planJson);
  runner.output('plan-text', terraform.planFiles.planText);
  runner.output('data-dir', terraform.dataDirectory);
}

function reportFailure(runner: Runner, failure: RunFailure, conceal: Conceal = (text) => text): void {
  for (const [name, value] of Object.entries(renderFailureOutputs(failure))) runner.output(name as never, value);
  runner.fail(renderAnnotations(failure).map(conceal));
}
