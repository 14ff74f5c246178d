import { StateLocked, type HolderSeen } from '../domain/turn/holder.ts';
import type { RunFailure } from '../domain/failure.ts';
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
        outputs: JSON.stringify(result.outputs),
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
    ...(failure instanceof StateLocked ? waitOutputs({ waitedMs: failure.waitedMs, lastHolder: failure.holder }) : {}),
  };
}

function planOutputs(result: Extract<RunResult, { kind: 'planned' | 'applied' }>): Outputs {
  const { counts } = result.plan;
  return {
    changes: String(result.hasChanges),
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
