import type { Step, ToolEvent } from '../events/event.ts';
import type { ChangeAction, ResourceChange } from '../plan/plan.ts';
import type { Conceal } from '../secrets/conceal.ts';
import type { StateContent } from '../state/state.ts';

/** How far an apply has come, by address. */
export interface ApplyProgress {
  readonly finished: readonly string[];
  /** Begun, and told to have failed: what that has left of it is in the state. */
  readonly failed: readonly string[];
  /** Begun, and not known to be finished. */
  readonly inFlight: readonly string[];
  readonly notBegun: readonly string[];
  /** Which of them destroy, replace or forget an object, by address. */
  readonly losing?: ReadonlyMap<string, ChangeAction>;
}

/** The same for pages: the key of an instance may be a text that is sensitive elsewhere. */
export function concealProgress(progress: ApplyProgress, conceal: Conceal): ApplyProgress {
  const { finished, failed, inFlight, notBegun, losing } = progress;
  return {
    finished: finished.map(conceal),
    failed: failed.map(conceal),
    inFlight: inFlight.map(conceal),
    notBegun: notBegun.map(conceal),
    ...(losing && { losing: new Map([...losing].map(([address, action]) => [conceal(address), action])) }),
  };
}

type Operation = 'create' | 'update' | 'delete';

/** What the tool tells of while it makes a change: a replacement destroys and creates. */
const OPERATIONS: Readonly<Record<ChangeAction, readonly Operation[]>> = {
  create: ['create'],
  update: ['update'],
  delete: ['delete'],
  replace: ['create', 'delete'],
  'create-and-forget': ['create'],
  read: [],
  forget: [],
  'no-op': [],
  // An apply stops at it.
  unknown: [],
};

const LOSING: ReadonlySet<ChangeAction> = new Set(['delete', 'replace', 'forget', 'create-and-forget']);

/**
 * How far an apply of these changes has come, from its events. These do not tell a deposed object from the current one at
 * its address: where both have the same done to them, none is called finished before all are, nor untouched once one is
 * begun.
 */
export function readApplyProgress(changes: readonly ResourceChange[], events: readonly ToolEvent[]): ApplyProgress {
  const steps = changes
    .map(({ address, deposed, action }) => ({
      address,
      told: OPERATIONS[action].map((operation) => keyOf(withoutDeposed(address, deposed), operation)),
    }))
    .filter(({ told }) => told.length > 0);
  const expected = countOf(steps.flatMap(({ told }) => told));
  const keysOf = (step: Step): readonly string[] =>
    events.flatMap((event) =>
      event.kind === 'operation' && event.step === step ? [keyOf(event.address, event.action)] : [],
    );
  const [begun, ended] = [countOf(keysOf('begun')), countOf(keysOf('ended'))];
  const isFinished = ({ told }: (typeof steps)[number]): boolean =>
    told.every((key) => (ended.get(key) ?? 0) >= (expected.get(key) ?? 0));
  const isBegun = ({ told }: (typeof steps)[number]): boolean => told.some((key) => begun.has(key) || ended.has(key));
  const hasFailed = countOf(keysOf('failed'));
  const isFailed = (step: (typeof steps)[number]): boolean =>
    !isFinished(step) && step.told.some((key) => hasFailed.has(key));
  const addressesOf = (which: (step: (typeof steps)[number]) => boolean): readonly string[] =>
    steps.filter(which).map(({ address }) => address);
  const losing = new Map(
    changes
      .filter(({ action }) => LOSING.has(action) && OPERATIONS[action].length > 0)
      .map(({ address, action }) => [address, action] as const),
  );
  return {
    finished: addressesOf(isFinished),
    failed: addressesOf(isFailed),
    inFlight: addressesOf((step) => isBegun(step) && !isFinished(step) && !isFailed(step)),
    notBegun: addressesOf((step) => !isBegun(step) && !isFinished(step) && !isFailed(step)),
    ...(losing.size === 0 ? {} : { losing }),
  };
}

function keyOf(address: string, operation: string): string {
  return `${operation} ${address}`;
}

function withoutDeposed(address: string, key: string | undefined): string {
  return key === undefined ? address : address.slice(0, -` (deposed ${key})`.length);
}

function countOf(keys: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

/**
 * Of an apply that was killed or interrupted twice: what it has told as finished and its state does not show is not known
 * to be. A state shows that something is there or is not; an update or a replacement cannot be told from it by address.
 * Undefined: there is no state that could be read.
 */
export function keepWhatIsSaved(
  told: ApplyProgress,
  changes: readonly ResourceChange[],
  state: StateContent | undefined,
): ApplyProgress {
  if (state?.kind !== 'plain') return { ...told, finished: [], inFlight: [...told.finished, ...told.inFlight] };
  const there = state.instances.map(({ address }) => address);
  const actionOf = new Map(changes.map(({ address, action }) => [address, action]));
  const isSaved = (address: string): boolean => {
    const action = actionOf.get(address);
    if (action === 'create') return there.includes(address);
    return action === 'delete' && !there.some((one) => one === address || one.startsWith(`${address} (deposed `));
  };
  return {
    ...told,
    finished: told.finished.filter(isSaved),
    inFlight: [...told.finished.filter((address) => !isSaved(address)), ...told.inFlight],
  };
}
