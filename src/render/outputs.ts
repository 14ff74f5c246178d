import { StateLocked, type LockHolderSeen, type RunFailure } from '../domain/errors.ts';
import { outcomeOf, type OutputName, type RunResult, type Wait } from '../domain/outcome.ts';

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
  };
}

function waitOutputs(wait: Wait): Outputs {
  return {
    'lock-wait-seconds': String(Math.round(wait.waitedMs / 1000)),
    ...(wait.lastHolder === undefined ? {} : { 'lock-info': renderLockInfo(wait.lastHolder) }),
  };
}

/** Terraform's own field names, and what Lockstep knows of the run behind the lock (null for not known). */
export function renderLockInfo({ lock }: LockHolderSeen): string {
  return JSON.stringify({
    kind: 'state-lock',
    ID: lock?.id ?? null,
    Path: lock?.path ?? null,
    Operation: lock?.operation ?? null,
    Who: lock?.who ?? null,
    Version: lock?.version ?? null,
    Created: lock?.created ?? null,
    Info: lock?.info ?? null,
    'run-url': null,
    actor: null,
    'pr-number': null,
    since: lock?.created ?? null,
    alive: null,
  });
}
