import { readFile } from 'node:fs/promises';
import { parseContext, type RunContext } from './config/context.ts';
import { parseInputs, type Inputs } from './config/inputs.ts';
import { BadInput, Cancelled, Refused, RunFailure } from './domain/errors.ts';
import { decideOperation, type Operation } from './domain/operation.ts';
import type { Conclusion, RunResult, WaitingNow } from './domain/outcome.ts';
import { findForbiddenArguments } from './domain/terraform-arguments.ts';
import { apply } from './jobs/apply.ts';
import { Audience } from './jobs/audience.ts';
import { cleanup } from './jobs/cleanup.ts';
import { plan } from './jobs/plan.ts';
import { type Run } from './jobs/run.ts';
import { WaitBudget } from './jobs/wait-budget.ts';
import { COMMENT_BUDGET, renderPage, renderRefusal, renderSummary, type RunView } from './render/comment.ts';
import { commentMarker } from './render/marker.ts';
import { renderFailureOutputs, renderResultOutputs } from './render/outputs.ts';
import { renderWaitingLine } from './render/waiting.ts';
import { openAdapters, type Runner } from './wiring.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** One run: reads what is asked for, decides, does it, and reports it. Rejects only on a defect of Lockstep. */
export async function main(env: Env, runner: Runner, cancelled: AbortSignal): Promise<void> {
  try {
    const inputs = parseInputs(env);
    const context = parseContext(env, await readEvent(env));
    const operation = decide(inputs, context, env);
    runner.output('command', operation.kind);
    if ('prNumber' in operation && operation.prNumber !== undefined) {
      runner.output('pr-number', String(operation.prNumber));
    }
    if (operation.kind === 'skip') {
      reportResult(runner, { kind: 'skipped', reason: operation.reason });
      runner.info(operation.reason);
      runner.summary(renderRefusal('skipped', [operation.reason]));
      return;
    }
    await operate({ env, runner, inputs, context, operation, cancelled });
  } catch (error) {
    if (!(error instanceof RunFailure)) throw error;
    reportFailure(runner, error);
    runner.summary(renderRefusal(error.reason, error instanceof BadInput ? error.problems : [error.message]));
  }
}

async function readEvent(env: Env): Promise<unknown> {
  const path = env['GITHUB_EVENT_PATH'] ?? '';
  try {
    return JSON.parse(await readFile(path, 'utf8')) as unknown;
  } catch (cause) {
    throw new BadInput([
      `GITHUB_EVENT_PATH (${JSON.stringify(path)}) cannot be read: run Lockstep in a workflow. (${String(cause)})`,
    ]);
  }
}

type Served = Exclude<Operation, { kind: 'refused' | 'skip' }>;

/** Every guard that needs nothing but the event, the inputs and the environment, before anything is contacted. */
function decide(inputs: Inputs, context: RunContext, env: Env): Exclude<Operation, { kind: 'refused' }> {
  const forbidden = findForbiddenArguments(env);
  if (forbidden.length > 0) throw new Refused(forbidden.join('\n'));
  const applyBranch = inputs['apply-branch'] ?? context.defaultBranch;
  if (applyBranch === undefined) throw new BadInput(['the event names no default branch: set apply-branch.']);
  const operation = decideOperation(context.event, {
    command: inputs.command,
    applyBranch,
    prNumber: inputs['pr-number'],
    force: inputs.force,
  });
  if (operation.kind === 'refused') throw new Refused(operation.reason);
  return operation;
}

interface Story {
  readonly env: Env;
  readonly runner: Runner;
  readonly inputs: Inputs;
  readonly context: RunContext;
  readonly operation: Served;
  readonly cancelled: AbortSignal;
}

async function operate(story: Story): Promise<void> {
  const { runner, inputs, context, operation, cancelled } = story;
  const adapters = await openAdapters(story);
  const { clock } = adapters;
  const stack = stackName(inputs, adapters.terraform.workspace);
  let lockTable: string | undefined;
  const view = (): RunView => ({
    now: clock.now(),
    tool: adapters.terraform.name,
    lockTable,
    stack,
    command: operation.kind,
    commitSha: operation.kind === 'plan' ? operation.headSha : operation.kind === 'apply' ? operation.commitSha : '',
    runUrl: context.runUrl,
    runNumber: context.runNumber,
    mergeGroup: context.event.kind === 'merge-group',
  });
  const audience = new Audience({
    comments: adapters.comments,
    clock,
    journal: runner,
    policy: inputs['comment-pr'],
    marker: commentMarker(stack),
    render: (subject) => renderPage(subject, view(), COMMENT_BUDGET),
    renderWaiting: (now: WaitingNow) => renderWaitingLine(now, clock.now()),
  });
  const run: Run = {
    ...adapters,
    inputs,
    context,
    audience,
    journal: runner,
    waiting: new WaitBudget(inputs['lock-timeout']),
    cancelled,
    openBackend: async (settings) => {
      lockTable = settings.lockTable;
      return adapters.openBackend(settings);
    },
  };
  const conclude = async (conclusion: Conclusion): Promise<void> => {
    runner.summary(renderSummary(conclusion, view()));
    const url = await audience.conclude(conclusion);
    if (url !== undefined) runner.output('comment-url', url);
  };

  try {
    const performing = perform(run, operation);
    // Terraform is running by now, so that loading what talks to GitHub costs no time of its own.
    if (operation.kind !== 'apply') audience.addresses([operation.prNumber]);
    const result = await performing;
    if (result.kind === 'planned' || result.kind === 'applied') {
      runner.output('plan-file', run.terraform.planFiles.planFile);
      runner.output('plan-json', run.terraform.planFiles.planJson);
      runner.output('plan-text', run.terraform.planFiles.planText);
    }
    reportResult(runner, result);
    await conclude({ kind: 'result', result });
  } catch (error) {
    const failure = cancelled.aborted && !(error instanceof RunFailure) ? new Cancelled(operation.kind) : error;
    if (!(failure instanceof RunFailure)) {
      await conclude({ kind: 'defect' });
      throw failure;
    }
    reportFailure(runner, failure);
    await conclude({ kind: 'failure', failure });
  }
}

async function perform(run: Run, operation: Served): Promise<RunResult> {
  switch (operation.kind) {
    case 'plan':
      return plan(run, operation);
    case 'apply':
      return apply(run, operation);
    case 'cleanup':
      return cleanup(run, operation);
  }
}

/** The stack's name: as given, else its directory, and its workspace when that is not the default one. */
function stackName(inputs: Inputs, workspace: string): string {
  if (inputs.stack !== undefined) return inputs.stack;
  return inputs['working-directory'] + (workspace === 'default' ? '' : ` (${workspace})`);
}

function reportResult(runner: Runner, result: RunResult): void {
  for (const [name, value] of Object.entries(renderResultOutputs(result))) runner.output(name as never, value);
}

function reportFailure(runner: Runner, failure: RunFailure): void {
  for (const [name, value] of Object.entries(renderFailureOutputs(failure))) runner.output(name as never, value);
  runner.fail(failure instanceof BadInput ? failure.problems : [failure.message]);
}
