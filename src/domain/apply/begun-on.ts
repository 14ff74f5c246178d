import { identifyState, stateFingerprint, type StateIdentity } from '../state/state.ts';

/** The state that an apply began from, as it lay at its key. */
export type BegunOn =
  | { readonly kind: 'no-state' }
  | {
      readonly kind: 'state';
      /** Names its bytes to S3. */
      readonly etag: string;
      readonly serial: number | undefined;
      readonly lineage: string | undefined;
      readonly fingerprint: string;
    };

/** As much of an object as counts here. */
export interface StateObject {
  readonly body: Uint8Array;
  readonly etag: string;
}

export function describeBegunOn(state: StateObject | undefined): BegunOn {
  if (state === undefined) return { kind: 'no-state' };
  const { serial, lineage } = identifyState(state.body);
  return { kind: 'state', etag: state.etag, serial, lineage, fingerprint: stateFingerprint(state.body) };
}

/**
 * Whether this is the state that an apply could not save: two steps in one directory write to one file, and a full disk
 * leaves half of one, which has no lineage. `unknown` where the apply was the first on its key, for then it made the
 * lineage itself.
 */
export function judgeUnsaved(
  begunOn: BegunOn | undefined,
  unsaved: StateIdentity,
): 'ours' | 'unknown' | 'none-of-ours' {
  if (unsaved.lineage === undefined) return 'none-of-ours';
  if (begunOn?.kind !== 'state' || begunOn.lineage === undefined) return 'unknown';
  return begunOn.lineage === unsaved.lineage ? 'ours' : 'none-of-ours';
}

export interface Replacement {
  /** Undefined: nobody knows. */
  readonly begunOn: BegunOn | undefined;
  /** What lies at the key now. */
  readonly now: StateObject | undefined;
  readonly unsaved: StateIdentity;
  /** Whether the lock has been this run's from before the apply on: whatever was written since is this apply's own. */
  readonly isLockUnbroken: boolean;
}

/** Why the state that could not be saved may not be put over what lies there now; undefined when it may. */
export function findObstacle({ begunOn, now, unsaved, isLockUnbroken }: Replacement): string | undefined {
  if (begunOn === undefined) return 'it is not known which state the apply began from';
  if (begunOn.kind === 'no-state') {
    if (now === undefined) return undefined;
  } else {
    if (now === undefined) return 'the state that the apply began from is gone';
    if (now.etag === begunOn.etag) return undefined;
  }
  const { serial, lineage } = identifyState(now.body);
  const isBetween =
    serial !== undefined &&
    unsaved.serial !== undefined &&
    serial < unsaved.serial &&
    (begunOn.kind === 'no-state' || begunOn.serial === undefined || serial >= begunOn.serial);
  // Terraform saves as it goes: an earlier state of this very apply.
  if (isLockUnbroken && isBetween && lineage !== undefined && lineage === unsaved.lineage) return undefined;
  return `somebody has written the state since the apply began${serial === undefined ? '' : ` (serial ${serial})`}`;
}
