import type { ChangeAction, ResourceChange } from '../plan/plan.ts';
import type { StateContent } from '../state/state.ts';

/** How far an apply has come, by address. */
export interface ApplyProgress {
  readonly finished: readonly string[];
  /** Begun, and not known to be finished. */
  readonly inFlight: readonly string[];
  readonly notBegun: readonly string[];
}

/** How many operations Terraform prints for a change: a replacement destroys and creates. */
const OPERATIONS: Readonly<Record<ChangeAction, number>> = {
  create: 1,
  update: 1,
  delete: 1,
  replace: 2,
  'create-and-forget': 1,
  read: 0,
  forget: 0,
  'no-op': 0,
  // An apply stops at it.
  unknown: 0,
};

const BEGUN = /^(?:Creating|Modifying|Destroying)\.\.\./;
const ENDED = /^(?:Creation|Modifications|Destruction) complete\b/;

/**
 * How far an apply of these changes has come, from what Terraform prints as it goes, without colours:
 * `<address>: Creating...`, `<address>: Creation complete after 2s`, the address of a deposed object with
 * ` (deposed object 1a2b3c4d)` behind it. Only addresses of the plan count, so that a program's own words do not.
 * Source: hashicorp/terraform internal/command/views/hook_ui.go.
 */
export function readApplyProgress(changes: readonly ResourceChange[], text: string): ApplyProgress {
  const steps = changes
    .map(({ address, action }) => ({ address, expected: OPERATIONS[action], begun: 0, ended: 0 }))
    .filter(({ expected }) => expected > 0);
  const byAddress = new Map(steps.map((step) => [step.address, step]));
  for (const line of text.split('\n')) {
    // An address may itself hold a colon, in the key of an instance.
    for (let colon = line.indexOf(': '); colon >= 0; colon = line.indexOf(': ', colon + 1)) {
      const step = byAddress.get(line.slice(0, colon).replace(/ \(deposed object \w+\)$/, ''));
      if (step === undefined) continue;
      const said = line.slice(colon + 2);
      if (BEGUN.test(said)) step.begun += 1;
      if (ENDED.test(said)) step.ended += 1;
      break;
    }
  }
  const addressesOf = (which: (step: (typeof steps)[number]) => boolean): readonly string[] =>
    steps.filter(which).map(({ address }) => address);
  return {
    finished: addressesOf(({ ended, expected }) => ended >= expected),
    inFlight: addressesOf(({ begun, ended, expected }) => begun > 0 && ended < expected),
    notBegun: addressesOf(({ begun, ended }) => begun === 0 && ended === 0),
  };
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
