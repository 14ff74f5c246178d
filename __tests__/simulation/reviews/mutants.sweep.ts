import { afterEach, describe, expect, it, vi } from 'vitest';

import type * as BranchCommits from '../../../src/adapters/github/branch-commits.ts';
import type * as Decision from '../../../src/domain/review/decision.ts';
import type { MergeReview } from '../../../src/domain/review/merges.ts';
import type * as ReviewComparison from '../../../src/domain/review/review-comparison.ts';
import type * as RecordJudgement from '../../../src/domain/review/record-judgement.ts';
import type * as Settings from '../../../src/domain/review/settings.ts';
import type * as Repositories from '../../../src/domain/stack/repository.ts';
import type * as Keys from '../../../src/domain/state/keys.ts';
import type * as FirstSeen from '../../../src/domain/turn/first-seen.ts';
import type * as FindCarried from '../../../src/jobs/review/find-carried.ts';
import type * as OrderMerges from '../../../src/jobs/review/order-merges.ts';
import type * as PullRequestStatus from '../../../src/jobs/review/pull-request-status.ts';
import type * as Unheard from '../../../src/jobs/review/unheard.ts';
import type * as SweepPullRequest from '../../../src/jobs/sweep/sweep-pull-request.ts';
import { tryOrders } from './orders.ts';

/** What is broken at the moment; the job code under test imports the rest through these mocks. */
const broken = vi.hoisted((): { rule: Rule } => ({ rule: 'none' }));
type Rule =
  | 'none'
  | 'latest-wins'
  | 'payload-trusted'
  | 'less-allowed'
  | 'missing-is-none'
  | 'name-for-id'
  | 'cleanup-by-payload'
  | 'sweep-asks-once'
  | 'outage-is-none'
  | 'since-this-push'
  | 'head-alone'
  | 'first-parents'
  | 'no-lower-bound'
  | 'first-word'
  | 'any-second'
  | 'elsewhere-is-direct'
  | 'old-answers'
  | 'take-back-ignored';

vi.mock('../../../src/domain/state/keys.ts', async (original) => {
  const keys = await original<typeof Keys>();
  const reviewKey: typeof keys.reviewKey = (address, headSha) =>
    broken.rule === 'latest-wins' ? keys.firstReviewKey(address) : keys.reviewKey(address, headSha);
  return { ...keys, reviewKey };
});

vi.mock('../../../src/jobs/review/pull-request-status.ts', async (original) => {
  const jobs = await original<typeof PullRequestStatus>();
  const askBeside: typeof jobs.askBeside = async (run, of, task) =>
    broken.rule === 'payload-trusted' ? [await task(), { kind: 'head' }] : jobs.askBeside(run, of, task);
  const askIfClosed: typeof jobs.askIfClosed = async (run, number) =>
    broken.rule === 'cleanup-by-payload'
      ? { number, headSha: '', closed: true, isMerged: false, merged: undefined }
      : jobs.askIfClosed(run, number);
  return { ...jobs, askBeside, askIfClosed };
});

vi.mock('../../../src/jobs/sweep/sweep-pull-request.ts', async (original) => {
  const jobs = await original<typeof SweepPullRequest>();
  const openSweeper: typeof jobs.openSweeper = (run, stack, options) => {
    if (broken.rule !== 'sweep-asks-once') return jobs.openSweeper(run, stack, options);
    return (status) => {
      const pullRequests = { ...run.pullRequests, findStatuses: async () => [status] };
      return jobs.openSweeper({ ...run, pullRequests }, stack, options)(status);
    };
  };
  return { ...jobs, openSweeper };
});

vi.mock('../../../src/domain/review/settings.ts', async (original) => {
  const rules = await original<typeof Settings>();
  const findUnheld: typeof rules.findUnheld = (...of) =>
    broken.rule === 'less-allowed' ? [] : rules.findUnheld(...of);
  return { ...rules, findUnheld };
});

vi.mock('../../../src/domain/stack/repository.ts', async (original) => {
  const rules = await original<typeof Repositories>();
  const isSameRepository: typeof rules.isSameRepository = (one, other) =>
    broken.rule === 'name-for-id' ? one.repository === other.repository : rules.isSameRepository(one, other);
  return { ...rules, isSameRepository };
});

vi.mock('../../../src/domain/review/record-judgement.ts', async (original) => {
  const rules = await original<typeof RecordJudgement>();
  const judgeRecord: typeof rules.judgeRecord = (reading, of) => {
    if (broken.rule !== 'take-back-ignored' || reading?.kind !== 'review') return rules.judgeRecord(reading, of);
    return rules.judgeRecord({ ...reading, review: { ...reading.review, takenBack: undefined } }, of);
  };
  return { ...rules, judgeRecord };
});

vi.mock('../../../src/domain/review/decision.ts', async (original) => {
  const rules = await original<typeof Decision>();
  const decideReviewed: typeof rules.decideReviewed = (given) => {
    const { stretch } = given;
    const isOnlyOwn = broken.rule === 'elsewhere-is-direct' && stretch !== 'unknown';
    const of = isOnlyOwn ? { ...given, stretch: { ...stretch, pullRequests: own(stretch.pullRequests) } } : given;
    const decision = rules.decideReviewed(of);
    const hasNone = of.carried.every(({ kind }) => kind === 'no-review');
    if (broken.rule === 'missing-is-none' && decision === 'changed' && hasNone) return 'pushed-directly';
    return broken.rule === 'outage-is-none' && decision === 'unknown' ? 'pushed-directly' : decision;
  };
  return { ...rules, decideReviewed };
});

function own<T extends { readonly branch?: string }>(pullRequests: readonly T[]): readonly T[] {
  return pullRequests.filter(({ branch }) => branch === undefined);
}

vi.mock('../../../src/domain/review/review-comparison.ts', async (original) => {
  const rules = await original<typeof ReviewComparison>();
  const compareWithReviews: typeof rules.compareWithReviews = (plan, reviews, leeway) =>
    rules.compareWithReviews(plan, broken.rule === 'first-word' ? reviews.toReversed() : reviews, leeway);
  return { ...rules, compareWithReviews };
});

vi.mock('../../../src/jobs/review/order-merges.ts', async (original) => {
  const jobs = await original<typeof OrderMerges>();
  const orderMerges: typeof jobs.orderMerges = async (run, merges, of) => {
    // As if the list told nothing of it.
    const pullRequests = { ...run.pullRequests, listCommits: async () => [] };
    return jobs.orderMerges(broken.rule === 'any-second' ? { pullRequests } : run, merges, of);
  };
  return { ...jobs, orderMerges };
});

vi.mock('../../../src/jobs/review/unheard.ts', async (original) => {
  const jobs = await original<typeof Unheard>();
  const describeUnheard: typeof jobs.describeUnheard = (...of) =>
    broken.rule === 'old-answers' ? undefined : jobs.describeUnheard(...of);
  return { ...jobs, describeUnheard };
});

vi.mock('../../../src/domain/turn/first-seen.ts', async (original) => {
  const rules = await original<typeof FirstSeen>();
  const seePush: typeof rules.seePush = (queue, push) =>
    broken.rule === 'since-this-push' && queue.lastApplied === undefined ? push : rules.seePush(queue, push);
  return { ...rules, seePush };
});

vi.mock('../../../src/adapters/github/branch-commits.ts', async (original) => {
  const adapter = await original<typeof BranchCommits>();
  const readStretch: typeof adapter.readStretch = async (client, stretch) => {
    const read = await adapter.readStretch(client, stretch);
    if (broken.rule === 'head-alone') return { line: read.line.slice(0, 1), beside: [], isCut: false };
    return broken.rule === 'first-parents' ? { ...read, beside: [] } : read;
  };
  return { ...adapter, readStretch };
});

vi.mock('../../../src/jobs/review/find-carried.ts', async (original) => {
  const jobs = await original<typeof FindCarried>();
  const boundOf = (of: FindCarried.ToCarry): FindCarried.ToCarry =>
    broken.rule === 'no-lower-bound' ? { ...of, applied: undefined } : of;
  const known = (merges: readonly MergeReview[]): readonly MergeReview[] =>
    broken.rule === 'elsewhere-is-direct' ? merges.filter((merge) => own([merge.pullRequest]).length > 0) : merges;
  const findCarried: typeof jobs.findCarried = async (run, stack, of) =>
    known(await jobs.findCarried(run, stack, boundOf(of)));
  const findCarriedIfKnown: typeof jobs.findCarriedIfKnown = async (run, stack, of) => {
    const found = await jobs.findCarriedIfKnown(run, stack, boundOf(of));
    return found === 'unknown' ? found : known(found);
  };
  return { ...jobs, findCarried, findCarriedIfKnown };
});

afterEach(() => {
  broken.rule = 'none';
});

const SEED = 1;
const ORDERS = 3000;

interface Mutant {
  readonly name: string;
  readonly rule: Rule;
  readonly caughtBy: RegExp;
}

const MUTANTS: readonly Mutant[] = [
  { name: 'one record of a pull request, the last', rule: 'latest-wins', caughtBy: /stopped what|removed|was failed/ },
  { name: 'a plan that believes its event', rule: 'payload-trusted', caughtBy: /is no head of an open one/ },
  { name: 'less than was reviewed', rule: 'less-allowed', caughtBy: /applied what nobody/ },
  { name: 'a missing review like no pull request', rule: 'missing-is-none', caughtBy: /applied what nobody/ },
  { name: 'a repository by its name', rule: 'name-for-id', caughtBy: /stopped what|was failed/ },
  { name: 'a cleanup that believes its event', rule: 'cleanup-by-payload', caughtBy: /was removed/ },
  { name: 'a sweep that asks before its turn alone', rule: 'sweep-asks-once', caughtBy: /was removed/ },
  {
    name: 'no more than the last push where nothing was applied',
    rule: 'since-this-push',
    caughtBy: /applied what nobody/,
  },
  { name: 'no more than the commit itself', rule: 'head-alone', caughtBy: /applied what nobody/ },
  { name: 'first parents alone', rule: 'first-parents', caughtBy: /applied what nobody/ },
  { name: 'a review that outlived its apply', rule: 'no-lower-bound', caughtBy: /applied what nobody/ },
  { name: 'the first word', rule: 'first-word', caughtBy: /stopped what|applied what nobody/ },
  { name: 'any order within a second', rule: 'any-second', caughtBy: /stopped what|applied what nobody/ },
  {
    name: 'what came by another branch like a push',
    rule: 'elsewhere-is-direct',
    caughtBy: /stopped what|applied what nobody/,
  },
  { name: 'an old answer like a new one', rule: 'old-answers', caughtBy: /applied what nobody/ },
  {
    name: 'a review although a later plan came to no page',
    rule: 'take-back-ignored',
    caughtBy: /applied what nobody/,
  },
  { name: 'an outage like no review', rule: 'outage-is-none', caughtBy: /applied what nobody/ },
];

describe('the orders of reviews catch', () => {
  it.each(MUTANTS)(`$name, within ${ORDERS}`, async ({ rule, caughtBy }) => {
    broken.rule = rule;
    const { orders, failure } = await tryOrders(ORDERS, { seed: SEED, isBroken: true });
    console.log(`${rule}: ${orders} orders`);
    expect(failure).toMatch(caughtBy);
  });
});
