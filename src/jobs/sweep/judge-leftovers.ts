import { isSameRepository } from '../../domain/stack/repository.ts';
import { lockItemId, parseReviewKey, workspaceOf, type StateAddress } from '../../domain/state/keys.ts';
import type { Leftovers } from '../../domain/sweep/leftovers.ts';
import type { PullRequestStatus } from '../../domain/review/merges.ts';
import { parseReview } from '../../domain/review/review-document.ts';
import { decidePrState, isOfNewWorkspace } from '../../domain/state/snapshot.ts';
import { findLastApplied } from '../../domain/turn/turn.ts';
import { NO_VERSION, type ListedVersion, type Removable, type StoredObject } from '../../ports/backend.ts';
import { isMergeIn } from '../review/find-carried.ts';
import { applyBranch, type Run } from '../run.ts';
import { passOver } from '../tolerate.ts';
import type { Stack } from '../stack/open-stack.ts';
import { TurnQueue } from '../turn/queue.ts';
import type { HadProduction } from '../state/delete-pr-state.ts';
import { openFormerProductions } from './former-productions.ts';

/** What may go of one pull request: exactly what was listed before it was looked at. */
export interface Doomed {
  readonly kind: 'doomed';
  readonly prNumber: number;
  readonly address: StateAddress;
  /** One for each key. */
  readonly removables: readonly Removable[];
  /** An apply may ask for them. */
  readonly reviewsStay: boolean;
}

export interface Kept {
  readonly kind: 'kept';
  readonly prNumber: number;
  readonly why: string;
}

export interface ListedOfOne extends Leftovers<ListedVersion> {
  /** False when the role may not list versions. */
  readonly isComplete: boolean;
}

/** A stack as it is now, or as it was where a note was written. */
export interface SweptStack extends Pick<Stack, 'backend' | 'prod' | 'prAddress' | 'prPaths'> {
  /** Undefined for the stack as it is now. */
  readonly noted?: {
    /** Of its root module, when that is another one than this run's. */
    readonly directory: string | undefined;
  };
}

/** A workflow's token has 1,000 questions an hour, and whether one merge is applied is one of them. */
const MERGES_ASKED_AT_MOST = 200;

/** What was merged into another branch may come to the apply branch, or never. */
const COMES_WITHIN_MS = 365 * 24 * 3_600_000;

function isLongAgo(mergedAt: string | undefined, now: Date): boolean {
  return mergedAt !== undefined && now.getTime() - Date.parse(mergedAt) > COMES_WITHIN_MS;
}

/**
 * Judges the leftovers of closed pull requests. Nobody looks on, so only what is certainly nobody's goes: a snapshot that
 * Lockstep made of this very production and nobody touched since, a review of this stack that no apply will ask for.
 */
export function openJudge(
  run: Run,
  stack: SweptStack,
): (left: ListedOfOne, status: PullRequestStatus) => Promise<Doomed | Kept> {
  const { backend, prod, noted } = stack;
  let mergesAsked = 0;
  let applied: Promise<string | undefined> | undefined;

  /** The commit that production is at, as far as its queue can be read: a role that plans need not be able to. */
  const readApplied = async (): Promise<string | undefined> => {
    try {
      const queue = await new TurnQueue(backend.turns(prod, 'prod'), run.clock, run.chance).read();
      return findLastApplied(queue, run.context)?.commitSha;
    } catch (error) {
      run.journal.info(
        `What is applied is not known, so the reviews of merged pull requests stay: ${passOver(error).message}`,
      );
      return undefined;
    }
  };

  /** What was merged and is not applied yet is compared with its review when it is. */
  const isAskedFor = async (status: PullRequestStatus, { headSha }: { readonly headSha: string }): Promise<boolean> => {
    if (!status.isMerged) return false;
    // An apply asks for that of the head alone; beside those it tells by the others why there is none.
    if (noted !== undefined && headSha !== status.headSha) return false;
    if (status.merged === undefined) return true;
    const isElsewhere = status.merged.branch !== applyBranch(run);
    if (isElsewhere && isLongAgo(status.mergedAt, run.clock.now())) return false;
    applied ??= readApplied();
    const commitSha = await applied;
    if (commitSha === undefined || mergesAsked >= MERGES_ASKED_AT_MOST) return true;
    mergesAsked += 1;
    try {
      return !(await isMergeIn(run, status, commitSha));
    } catch (error) {
      run.journal.info(
        `Whether #${status.number} is applied is not known, so its review stays: ${passOver(error).message}`,
      );
      return true;
    }
  };

  /** What lies at one of the keys now; `changed` when that is not what was listed. */
  const lookAt = async (versions: readonly ListedVersion[]): Promise<StoredObject | 'changed' | undefined> => {
    const listed = versions.find(({ kind, isCurrent }) => kind === 'version' && isCurrent);
    if (listed === undefined) return undefined;
    const seen = await backend.objects.get(listed.key);
    const isSame = seen !== undefined && (listed.versionId === NO_VERSION || seen.versionId === listed.versionId);
    return isSame ? seen : 'changed';
  };

  /** Of one key there may be copies and reviews of several productions of one root module, one after the other. */
  const hadProduction = (prNumber: number): HadProduction =>
    openFormerProductions(run, stack, { prNumber, directory: noted?.directory });

  /** Why the state is not nobody's. Where it was deleted, the newest version below the marker is what somebody may want back. */
  const whyStateStays = async (
    address: StateAddress,
    prNumber: number,
    { versions, current }: { readonly versions: readonly ListedVersion[]; readonly current: StoredObject | undefined },
  ): Promise<string | undefined> => {
    const newest = versions.find(({ kind }) => kind === 'version');
    if (newest === undefined) return undefined;
    const prState = current ?? (await backend.objects.getVersion(newest.key, newest.versionId));
    if (prState === undefined) return 'its state was deleted, and the version before that cannot be read';
    const decision = decidePrState({ prState, prodBody: undefined, of: lockItemId(prod) });
    if (decision.kind === 'snapshot') return undefined;
    if (decision.kind === 'other-snapshot' && (await hadProduction(prNumber)(decision.of))) return undefined;
    // What is as good as nothing is nobody's record.
    if (workspaceOf(address) !== 'default' && isOfNewWorkspace(prState.body)) return undefined;
    const whose = 'its state is not the copy of this production that Lockstep made';
    if (noted === undefined) return `${whose}: the pull request's own cleanup, or one by hand, looks at it`;
    const byHand = `see what is real in s3://${prod.bucket}/${newest.key}, import or remove exactly that (never destroy from it: it may hold a copy of production), and delete it with its versions. Each sweep names it until then`;
    return noted.directory === undefined
      ? `${whose}, and the root module names another place now, so that no cleanup looks at this one: ${byHand}`
      : `${whose}. A cleanup of its own root module, ${noted.directory}, looks at it where that still has it there; else ${byHand}`;
  };

  return async (left, status) => {
    const { prNumber, isComplete } = left;
    const kept = (why: string): Kept => ({ kind: 'kept', prNumber, why });
    const address = stack.prAddress(prNumber);
    const reviews: {
      readonly versions: readonly ListedVersion[];
      readonly current: StoredObject | undefined;
      readonly stays: boolean;
    }[] = [];
    for (const versions of Map.groupBy(left.review, ({ key }) => key).values()) {
      const current = await lookAt(versions);
      if (current === 'changed') return kept('somebody is writing there');
      if (current === undefined) {
        reviews.push({
          versions,
          current,
          stays: await isAskedFor(status, { headSha: headOf(versions) ?? status.headSha }),
        });
        continue;
      }
      const reading = parseReview(current.body);
      if (reading.kind !== 'review') return kept('its review cannot be read, so whose it is is not known');
      if (!isSameRepository(reading.review, run.context)) return kept('it is of another repository');
      const { productionKey = prod.path } = reading.review;
      if (productionKey !== prod.path && !(await hadProduction(prNumber)(`${prod.bucket}/${productionKey}`))) {
        return kept('it is of another stack, whose pr-state-key is the same');
      }
      reviews.push({ versions, current, stays: await isAskedFor(status, reading.review) });
    }
    const state = await lookAt(left.state);
    if (state === 'changed') return kept('somebody is writing there');
    const why = await whyStateStays(address, prNumber, { versions: left.state, current: state });
    if (why !== undefined) return kept(why);
    const removable = (versions: readonly ListedVersion[], current?: StoredObject): readonly Removable[] => {
      const [first] = versions;
      if (first === undefined) return [];
      return [{ key: first.key, versions: isComplete ? versions : 'denied', current }];
    };
    return {
      kind: 'doomed',
      prNumber,
      address,
      removables: [
        ...removable(left.state, state),
        ...reviews.filter(({ stays }) => !stays).flatMap(({ versions, current }) => removable(versions, current)),
        // What lies there now of lockfile and queue is a lock, and our own turn.
        ...removable(left.lockfile),
        ...removable(left.turns),
      ],
      reviewsStay: reviews.some(({ stays }) => stays),
    };
  };
}

function headOf([first]: readonly ListedVersion[]): string | undefined {
  return parseReviewKey(first?.key ?? '')?.headSha;
}
