import { readFile } from 'node:fs/promises';
import type { Environment } from './domain/environment.ts';
import { parseContext, type RunContext } from './config/context.ts';
import { parseInputs, type Inputs } from './config/inputs.ts';
import { BadInput, Refused } from './domain/failure.ts';
import { decideOperation, type Operation } from './domain/run/operation.ts';
import { findForbiddenArguments } from './domain/run/terraform-arguments.ts';

/** What a run was asked to do. */
export interface Task {
  readonly inputs: Inputs;
  readonly context: RunContext;
  readonly operation: Exclude<Operation, { kind: 'refused' }>;
}

/** Reads inputs, event and environment, and decides, before anything is contacted: main and post come to the same. */
export async function readTask(env: Environment): Promise<Task> {
  const inputs = parseInputs(env);
  const context = parseContext(env, await readEvent(env));
  const forbidden = findForbiddenArguments(env);
  if (forbidden.length > 0) throw new Refused(forbidden.join('\n'));
  const applyBranch = inputs['apply-branch'] ?? context.defaultBranch;
  if (applyBranch === undefined) throw new BadInput(['the event names no default branch: set apply-branch.']);
  const operation = decideOperation(context.event, {
    command: inputs.command,
    applyBranch,
    prNumber: inputs['pr-number'],
    force: inputs.force,
    lockId: inputs['lock-id'],
    dryRun: inputs['dry-run'],
    destroy: inputs.destroy,
    besideDestroy: [
      ...(inputs.target.length > 0 ? (['target'] as const) : []),
      ...(inputs.replace.length > 0 ? (['replace'] as const) : []),
      ...(inputs['pr-state'] === 'empty' ? (['pr-state: empty'] as const) : []),
    ],
  });
  if (operation.kind === 'refused') throw new Refused(operation.reason);
  return { inputs, context, operation };
}

async function readEvent(env: Environment): Promise<unknown> {
  const path = env['GITHUB_EVENT_PATH'] ?? '';
  try {
    return JSON.parse(await readFile(path, 'utf8')) as unknown;
  } catch (cause) {
    throw new BadInput([
      `GITHUB_EVENT_PATH (${JSON.stringify(path)}) cannot be read: run Lockstep in a workflow. (${String(cause)})`,
    ]);
  }
}
