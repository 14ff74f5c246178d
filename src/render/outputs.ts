import { ApplyFailed } from '../domain/apply/apply-failed.ts';
import { TimedOut } from '../domain/apply/timed-out.ts';
import { BadInput, type RunFailure } from '../domain/failure.ts';
import { exactJson } from '../domain/json.ts';
import { PlanFailed } from '../domain/plan/plan-failed.ts';
import type { PlanShown } from '../domain/plan/plan-shown.ts';
import { PlanChanged } from '../domain/review/reviewed.ts';
import { StateNotSaved } from '../domain/turn/freeze.ts';
import { StateLocked, type HolderSeen } from '../domain/turn/holder.ts';
import { outcomeOf, type OutputName, type RunResult, type Wait } from '../domain/run/outcome.ts';

type Outputs = Partial<Readonly<Record<OutputName, string>>>;

/** The outputs that tell how a run ended well. */
export function renderResultOutputs(result: RunResult): Outputs {
  const common: Outputs = { outcome: outcomeOf(result) };
  switch (result.kind) {
    case 'planned':
      return { ...common, ...planOutputs(result), ...waitOutputs(result.wait) };
    case 'applied':
      return {
        ...common,
        ...planOutputs(result),
        ...waitOutputs(result.wait),
        outputs: exactJson(result.outputs, false),
      };
    case 'cleaned':
    case 'unlocked':
    case 'swept':
    case 'examined':
    case 'retired':
    case 'superseded':
      return { ...common, ...waitOutputs(result.wait) };
    case 'skipped':
      return common;
  }
}

/** The outputs that tell why a run failed. */
export function renderFailureOutputs(failure: RunFailure): Outputs {
  return {
    'failure-reason': failure.reason,
    ...planOutputsOf(shownBy(failure)),
    ...(failure instanceof StateLocked ? waitOutputs({ waitedMs: failure.waitedMs, lastHolder: failure.holder }) : {}),
  };
}

/** The plan behind a failure: its counts, and the files that it lies in, are there after a failure too. */
export function shownBy(failure: RunFailure): PlanShown | undefined {
  if (failure instanceof ApplyFailed) return failure.known.shown;
  if (failure instanceof TimedOut) return failure.overdue.shown;
  if (failure instanceof StateNotSaved) return failure.notSaved.shown;
  return failure instanceof PlanChanged ? failure.changed.shown : undefined;
}

function planOutputsOf(shown: PlanShown | undefined): Outputs {
  return shown === undefined ? {} : planOutputs(shown);
}

/**
 * What is to be read of a failure where there is but one line for it: with the first line of what the tool has said, unless
 * the sentence says it all by itself.
 */
export function renderAnnotations(failure: RunFailure): readonly string[] {
  if (failure instanceof BadInput) return failure.problems;
  const details = failure instanceof PlanFailed || failure instanceof ApplyFailed ? failure.details : '';
  const first = details
    .split('\n')
    .find((line) => line.trim() !== '')
    ?.trim();
  const isWhole = first === undefined || failure.message.includes(first) || /[.!?]$/.test(failure.message);
  return [isWhole ? failure.message : `${failure.message}: ${first}`];
}

function planOutputs({ plan: { counts }, hasChanges }: Pick<PlanShown, 'plan' | 'hasChanges'>): Outputs {
  return {
    changes: String(hasChanges),
    'to-add': String(counts.toAdd),
    'to-change': String(counts.toChange),
    'to-destroy': String(counts.toDestroy),
    'to-import': String(counts.toImport),
    'to-move': String(counts.toMove),
    'to-forget': String(counts.toForget),
    'to-invoke': String(counts.toInvoke),
  };
}

function waitOutputs(wait: Wait): Outputs {
  return {
    'lock-wait-seconds': String(Math.round(wait.waitedMs / 1000)),
    ...(wait.lastHolder === undefined ? {} : { 'lock-info': renderLockInfo(wait.lastHolder) }),
  };
}

/** Terraform's own field names, and what Lockstep knows of the run behind lock or turn; null for not known. */
function renderLockInfo(holder: HolderSeen): string {
  const run = holder.kind === 'turn' ? holder.ahead[0].run : holder.run;
  const common = {
    'run-url': run?.url ?? null,
    actor: run?.actor ?? null,
    'pr-number': run?.prNumber ?? null,
    alive: holder.alive ?? null,
  };
  if (holder.kind === 'turn') {
    const [head] = holder.ahead;
    return JSON.stringify({ kind: 'turn', ...common, since: head.heldSince ?? head.joinedAt });
  }
  const { lock } = holder;
  return JSON.stringify({
    kind: 'state-lock',
    ID: lock?.id ?? null,
    Path: lock?.path ?? null,
    Operation: lock?.operation ?? null,
    Who: lock?.who ?? null,
    Version: lock?.version ?? null,
    Created: lock?.created ?? null,
    Info: lock?.info ?? null,
    ...common,
    since: lock?.created ?? null,
  });
}
