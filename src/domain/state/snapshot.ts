import * as v from 'valibot';
import { Refused, RunFailure } from '../failure.ts';
import { lockItemId, type StateAddress } from './keys.ts';
import { findInstancesBeyond, parseState, stateDigest, type ManagedInstance } from './state.ts';

/** What Lockstep writes into the metadata of a snapshot; Terraform's own puts drop it. */
export interface SnapshotMark {
  /** Serial of the prod state that was copied; undefined for an opaque state. */
  readonly serial: number | undefined;
  /** Hex MD5 of the bytes that were put. */
  readonly md5: string;
  /** `<bucket>/<S3 key>` of the prod state that was copied. */
  readonly of: string;
}

const SERIAL = 'lockstep-serial';
const MD5 = 'lockstep-md5';
const OF = 'lockstep-of';

/** The object metadata of a snapshot (S3 adds `x-amz-meta-`). */
export function snapshotMetadata(mark: SnapshotMark): Readonly<Record<string, string>> {
  return {
    [MD5]: mark.md5,
    [OF]: encodeURIComponent(mark.of),
    ...(mark.serial === undefined ? {} : { [SERIAL]: String(mark.serial) }),
  };
}

export type PrStateDecision =
  | { readonly kind: 'absent' }
  /** The snapshot that Lockstep put, untouched. */
  | { readonly kind: 'snapshot' }
  /** The same of another production, of which this one does not know all: `of` is `<bucket>/<S3 key>` of that one. */
  | { readonly kind: 'other-snapshot'; readonly of: string }
  /** Somebody wrote it, and prod's state knows everything in it. */
  | { readonly kind: 'nothing-beyond-prod' }
  /** Somebody wrote it and it holds what prod does not know; `instances` is empty when it can't be compared. */
  | { readonly kind: 'in-use'; readonly instances: readonly ManagedInstance[] };

export interface PrStateLook {
  readonly prState: { readonly body: Uint8Array; readonly metadata: Readonly<Record<string, string>> } | undefined;
  readonly prodBody: Uint8Array | undefined;
  /** `<bucket>/<S3 key>` of that prod state: a snapshot of another one is somebody else's. */
  readonly of: string;
}

/** Whether a PR state may be overwritten or deleted: only when nothing real is recorded in it alone. */
export function decidePrState({ prState, prodBody, of }: PrStateLook): PrStateDecision {
  if (prState === undefined) return { kind: 'absent' };
  const digest = stateDigest(prState.body);
  const copyOf = prState.metadata[MD5] === digest ? prState.metadata[OF] : undefined;
  if (copyOf === encodeURIComponent(of)) return { kind: 'snapshot' };
  const inUse = (instances: readonly ManagedInstance[]): PrStateDecision =>
    copyOf === undefined ? { kind: 'in-use', instances } : { kind: 'other-snapshot', of: decode(copyOf) };
  if (prodBody !== undefined && stateDigest(prodBody) === digest) return { kind: 'nothing-beyond-prod' };
  // An object of no bytes is no state to Terraform.
  if (prState.body.length === 0) return { kind: 'nothing-beyond-prod' };
  const pr = parseState(prState.body);
  if (pr.kind === 'opaque') return inUse([]);
  if (pr.instances.length === 0) return { kind: 'nothing-beyond-prod' };
  const prod = prodBody === undefined ? undefined : parseState(prodBody);
  const beyond = prod?.kind === 'opaque' ? pr.instances : findInstancesBeyond(pr.instances, prod?.instances ?? []);
  return beyond.length === 0 ? { kind: 'nothing-beyond-prod' } : inUse(beyond);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * Whether this is what `workspace new` writes, which a plan runs in a workspace that does not exist yet: a first state with
 * nothing in it, that nobody has written to since.
 */
export function isOfNewWorkspace(body: Uint8Array): boolean {
  try {
    return v.is(NewState, JSON.parse(new TextDecoder().decode(body)));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return false;
  }
}

const NewState = v.object({
  version: v.literal(4),
  serial: v.pipe(v.number(), v.maxValue(1)),
  outputs: v.optional(v.strictObject({})),
  resources: v.pipe(v.array(v.unknown()), v.maxLength(0)),
  check_results: v.optional(v.nullable(v.pipe(v.array(v.unknown()), v.maxLength(0)))),
});

/** Somebody applied on the PR key: its state may be the only record of something real. */
export class PrStateInUse extends RunFailure {
  readonly reason = 'pr-state-in-use';
  readonly address: StateAddress;
  /** Empty when the state cannot be compared (encrypted, unreadable). */
  readonly instances: readonly ManagedInstance[];
  constructor(address: StateAddress, instances: readonly ManagedInstance[]) {
    const path = lockItemId(address);
    super(
      instances.length === 0
        ? `the state at ${path} was written by somebody other than Lockstep and cannot be compared with production's`
        : `the state at ${path} was applied on and holds ${instances.length} managed ${instances.length === 1 ? 'instance' : 'instances'} that production's state does not know`,
    );
    this.address = address;
    this.instances = instances;
  }
}

/** On the PR key lies a copy that Lockstep has made of another production, and nothing says that it was once this one's. */
export class PrStateOfAnother extends Refused {
  constructor(address: StateAddress, of: string) {
    super(
      `the state at ${lockItemId(address)} is an untouched copy that Lockstep has made of ${of}, and no note says that this root module had production there. Nothing was changed. If that is another stack's production, give each stack a pr-state-key of its own (with {dir} in it, say); if it was this one's, run the cleanup by hand with pr-number and force: true, which keeps a backup. Then run this again.`,
    );
  }
}
