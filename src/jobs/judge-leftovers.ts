import { BackendUnusable, PrStateInUse, Refused } from '../domain/errors.ts';
import { lockItemId, type StateAddress } from '../domain/keys.ts';
import type { Leftovers } from '../domain/leftovers.ts';
import type { PullRequestStatus } from '../domain/merges.ts';
import { decidePrState } from '../domain/snapshot.ts';
import { findLastApplied } from '../domain/turn.ts';
import { NO_VERSION, type ListedVersion, type StoredObject } from '../ports/backend.ts';
import { isOfAnother } from './delete-review.ts';
import { isMergedInto } from './find-carried.ts';
import { applyBranch } from './find-pull-requests.ts';
import type { Stack } from './open-stack.ts';
import { readProdState } from './read-prod-state.ts';
import type { Run } from './run.ts';
import { TurnQueue } from './turn-queue.ts';

/** What may go of one pull request: exactly what was listed before it was looked at. */
export interface Doomed {
  readonly kind: 'doomed';
  readonly prNumber: number;
  readonly address: StateAddress;
  readonly current: readonly SeenVersion[];
  /** Earlier versions, and delete markers. */
  readonly past: readonly ListedVersion[];
}

export interface SeenVersion {
  readonly listed: ListedVersion;
  readonly seen: StoredObject;
}

export interface Kept {
  readonly kind: 'kept';
  readonly prNumber: number;
  readonly why: string;
}

export type Judged = Doomed | Kept;

/** A workflow's token has 1,000 questions an hour, and whether one merge is applied is one of them. */
const MERGES_ASKED_AT_MOST = 200;

/**
 * Judges the leftovers of closed pull requests: what somebody applied on, holds, or still has to read is kept. Questions
 * that are the same for all of them are asked once.
 */
export function openJudge(
  run: Run,
  stack: Stack,
): (left: Leftovers<ListedVersion>, status: PullRequestStatus) => Promise<Judged> {
  const { backend, prod } = stack;
  const readProd = once(() => readProdState(run, backend, prod));
  const readApplied = once(async () => {
    const queue = await new TurnQueue(backend.turns(prod), run.clock, run.chance).read();
    return findLastApplied(queue, run.context.repository)?.commitSha;
  });
  let mergesAsked = 0;

  /** What was merged and is not applied yet is compared with its review when it is. */
  const isAskedFor = async (status: PullRequestStatus): Promise<boolean> => {
    if (status.merged?.branch !== applyBranch(run)) return false;
    // A role that plans need not be able to read production's queue: then the review stays.
    const applied = await readApplied().catch(() => undefined);
    if (applied === undefined || mergesAsked >= MERGES_ASKED_AT_MOST) return true;
    mergesAsked += 1;
    return (await isMergedInto(run, status, applied)) !== true;
  };

  const isInUse = async (
    address: StateAddress,
    prState: StoredObject | undefined,
  ): Promise<PrStateInUse | undefined> => {
    const of = lockItemId(prod);
    const alone = decidePrState({ prState, prodBody: undefined, of });
    // A snapshot says so itself; anything else is compared with production.
    const decision = alone.kind === 'in-use' ? decidePrState({ prState, prodBody: await readProd(), of }) : alone;
    return decision.kind === 'in-use' ? new PrStateInUse(address, decision.instances) : undefined;
  };

  const judge = async (left: Leftovers<ListedVersion>, status: PullRequestStatus): Promise<Judged> => {
    const { prNumber } = left;
    const kept = (why: string): Kept => ({ kind: 'kept', prNumber, why });
    const address = stack.prAddress(prNumber);
    const [state, review, turns] = await Promise.all([left.state, left.review, left.turns].map(lookAt));
    if ([state, review, turns].includes('changed')) return kept('somebody is writing there');
    if (isSeen(review) && isOfAnother(run, review.seen.body)) return kept('it is of another repository');
    const queue = await new TurnQueue(backend.turns(address), run.clock, run.chance).read();
    if (queue.tickets.length > 0) return kept('a run is at work there, or waits');
    if ((await backend.locks.read(address)).kind !== 'free') return kept('its state is locked');
    const inUse = await isInUse(address, isSeen(state) ? state.seen : undefined);
    if (inUse !== undefined) return kept(inUse.message);
    const reviewStays = left.review.length > 0 && (await isAskedFor(status));
    const going = [...left.state, ...left.turns, ...(reviewStays ? [] : left.review)];
    return {
      ...{ kind: 'doomed', prNumber, address },
      current: [state, turns, reviewStays ? undefined : review].filter(isSeen),
      // A lockfile that lies there now would be somebody's lock.
      past: [...going, ...left.lockfile].filter(({ kind, isCurrent }) => kind === 'delete-marker' || !isCurrent),
    };
  };

  const lookAt = async (versions: readonly ListedVersion[]): Promise<SeenVersion | 'changed' | undefined> => {
    const listed = versions.find(({ kind, isCurrent }) => kind === 'version' && isCurrent);
    if (listed === undefined) return undefined;
    const seen = await backend.objects.get(listed.key);
    const isSame = seen !== undefined && (listed.versionId === NO_VERSION || seen.versionId === listed.versionId);
    return isSame ? { listed, seen } : 'changed';
  };

  return async (left, status) => {
    try {
      return await judge(left, status);
    } catch (error) {
      // One that cannot be read must not keep the others.
      if (!(error instanceof BackendUnusable || error instanceof Refused)) throw error;
      return { kind: 'kept', prNumber: left.prNumber, why: error.message };
    }
  };
}

function isSeen(look: SeenVersion | 'changed' | undefined): look is SeenVersion {
  return typeof look === 'object';
}

function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | undefined;
  return () => (loaded ??= load());
}
