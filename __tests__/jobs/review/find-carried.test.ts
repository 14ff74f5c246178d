import { describe, expect, it } from 'vitest';

import { GitHubUnusable } from '../../../src/domain/run/github.ts';
import { firstReviewKey, reviewKey } from '../../../src/domain/state/keys.ts';
import type { CommitNode, MergeReview, PullRequestStatus } from '../../../src/domain/review/merges.ts';
import { reviewChanges } from '../../../src/domain/review/record.ts';
import type { Review } from '../../../src/domain/review/review.ts';
import { renderReview } from '../../../src/domain/review/review-document.ts';
import { carriedWith, findCarriedIfKnown } from '../../../src/jobs/review/find-carried.ts';
import { openStack } from '../../../src/jobs/stack/open-stack.ts';
import type { PullRequests } from '../../../src/ports/pull-requests.ts';
import type { CommitOrder } from '../../../src/ports/runs.ts';
import { createAddress, createPlan, createReview } from '../../support/fakes/factories.ts';
import { createBackend } from '../../support/fakes/fake-backend.ts';
import {
  createPullRequests,
  createRun,
  MERGED_AT,
  type FakeRun,
  type RunOverrides,
} from '../../support/fakes/fake-run.ts';

const APPLIED = 'a'.repeat(40);
const headOf = (number: number): string => String(number).padStart(40, '0');
const addressOf = (number: number) => createAddress({ key: `lesson-17/prod/pr-${number}/terraform.tfstate` });

/** A pull request with a review of its head, which became `mergedAs`. */
interface Known {
  readonly mergedAs?: string;
  /** RFC 3339; the later, the higher its number, when it is not said. */
  readonly mergedAt?: string;
  readonly branch?: string;
  readonly headSha?: string;
  /** Of which commit it is, or `first`: where the first versions had it. */
  readonly planned?: string;
  readonly review?: Partial<Review> | string;
}

function runWith(
  pulls: Readonly<Record<number, Known>>,
  orders: Readonly<Record<string, CommitOrder>> = {},
  overrides: RunOverrides = {},
): FakeRun & { readonly compared: readonly string[] } {
  const backend = createBackend();
  const compared: string[] = [];
  const statuses = Object.entries(pulls).map(
    ([text, { mergedAs, mergedAt, branch = 'main', headSha, planned, review }]): PullRequestStatus => {
      const number = Number(text);
      const body =
        typeof review === 'string'
          ? review
          : renderReview(createReview({ prNumber: number, headSha: headOf(number), ...review }));
      const key = reviewKey(addressOf(number), planned ?? headOf(number));
      backend.write(planned === 'first' ? firstReviewKey(addressOf(number)) : key, body);
      const merged = mergedAs === undefined ? undefined : { branch, commitSha: mergedAs };
      return {
        number,
        headSha: headSha ?? headOf(number),
        closed: true,
        isMerged: merged !== undefined,
        mergedAt: merged && (mergedAt ?? new Date(Date.parse(MERGED_AT) + number * 1000).toISOString()),
        merged,
      };
    },
  );
  const run = createRun({
    backend,
    pullRequests: {
      ...createPullRequests(),
      findStatuses: async (numbers) => statuses.filter(({ number }) => numbers.includes(number)),
    },
    runs: {
      status: async () => 'running',
      compare: async (base, head) => {
        compared.push(`${base} ${head}`);
        const order = orders[base];
        if (order === undefined) throw new GitHubUnusable('could not compare');
        return order;
      },
    },
    ...overrides,
  });
  return Object.assign(run, { compared });
}

async function find(
  run: FakeRun,
  numbers: readonly number[] = [],
  applied?: string,
): Promise<readonly MergeReview[] | 'unknown'> {
  const certain = numbers.map((number) => ({ number }));
  return findCarriedIfKnown(run, await openStack(run), { commitSha: APPLIED, certain, applied });
}

const told = (found: readonly MergeReview[] | 'unknown') =>
  found === 'unknown'
    ? found
    : found.map((merge) => `#${merge.pullRequest.number} ${merge.kind === 'review' ? 'review' : merge.why.kind}`);

const silent = () => Promise.reject(new GitHubUnusable('not to be asked'));

describe('what an apply carries', () => {
  it('is what its commit brought, also where GitHub does not know that elsewhere yet', async () => {
    const known = runWith({ 42: { mergedAs: APPLIED } });
    const run: FakeRun = { ...known, pullRequests: { ...known.pullRequests, findStatuses: async () => [] } };
    const stack = await openStack(run);
    const brought = { number: 42, headSha: headOf(42), mergedAt: MERGED_AT };
    const found = await findCarriedIfKnown(run, stack, { commitSha: APPLIED, certain: [brought] });
    expect(told(found)).toEqual(['#42 review']);
    // What is queued has a number alone: its head is not known, and neither is its review.
    expect(await find(run, [42])).toBe('unknown');
  });

  it('is every pull request with a review that has come into this commit, by whichever branch, and no other', async () => {
    const run = runWith(
      {
        40: { mergedAs: 'earlier' },
        41: { mergedAs: APPLIED },
        42: {},
        43: { mergedAs: 'later' },
        44: { mergedAs: 'earlier', branch: 'release' },
        45: { mergedAs: 'elsewhere' },
      },
      { earlier: 'ahead', later: 'behind', elsewhere: 'diverged' },
    );
    const found = await find(run);
    expect(told(found)).toEqual(['#40 review', '#41 review', '#44 review']);
    expect(found).toMatchObject([{}, { pullRequest: { number: 41 } }, { pullRequest: { branch: 'release' } }]);
    expect(found).not.toMatchObject([{}, { pullRequest: { branch: 'main' } }, {}]);
    const both = [`earlier ${APPLIED}`, `later ${APPLIED}`, `earlier ${APPLIED}`, `elsewhere ${APPLIED}`];
    expect(run.compared).toEqual(both);
  });

  it('is not what the last apply has had in it whole, and has left a record of, but for what the commit itself brought', async () => {
    const pulls = { 40: { mergedAs: 'older' }, 41: { mergedAs: 'applied' }, 42: { mergedAs: 'newer' } };
    const run = runWith(pulls, { older: 'ahead', applied: 'ahead', newer: 'ahead' });
    const { runs } = run;
    const compare: typeof runs.compare = (base, head) =>
      base === 'newer' && head === 'applied' ? Promise.resolve('behind') : runs.compare(base, head);
    const comparing = { ...run, runs: { ...runs, compare } };
    expect(told(await find(comparing, [], 'applied'))).toEqual(['#42 review']);
    expect(told(await find(comparing, [41], 'applied'))).toEqual(['#41 review', '#42 review']);
    expect(told(await find(comparing))).toEqual(['#40 review', '#41 review', '#42 review']);
  });

  it('was applied before when the commit is that of the last apply, and its record went with that', async () => {
    const run = runWith({ 41: { planned: headOf(40), review: { prNumber: 40 } } });
    expect(told(await find(run, [41], APPLIED))).toEqual(['#41 applied']);
    expect(told(await find(run, [41]))).toEqual(['#41 never-planned']);
    expect(told(await find(runWith({ 41: {} }), [41], APPLIED))).toEqual(['#41 review']);
  });

  it('is in the order of the merges, and what GitHub has merged in one second in that of the branch', async () => {
    const review = reviewChanges(createPlan(), 's');
    const [sooner, later] = ['2026-11-21T11:00:00Z', '2026-11-21T12:00:00Z'];
    const run = runWith(
      {
        40: { mergedAs: 'last', mergedAt: later },
        41: { mergedAs: 'third', mergedAt: sooner, review },
        42: { mergedAs: 'first', mergedAt: sooner, review },
        43: { mergedAs: 'second', mergedAt: sooner, review },
      },
      {},
    );
    const branch = ['first', 'second', 'third', 'last', APPLIED];
    const asked: string[] = [];
    const listing = {
      ...run.pullRequests,
      listCommits: async ({ since }: { since: string }) => {
        asked.push(since);
        return branch.map((sha) => ({ sha, parents: [], title: '' }));
      },
    };
    const comparing = { ...run, runs: { ...run.runs, compare: async () => 'ahead' as const }, pullRequests: listing };
    expect(told(await find(comparing))).toEqual(['#42 review', '#43 review', '#41 review', '#40 review']);
    expect(asked).toEqual(['beginning']);
    const apart = runWith({ 40: { mergedAs: APPLIED, mergedAt: later }, 41: { mergedAs: APPLIED, mergedAt: sooner } });
    expect(told(await find({ ...apart, pullRequests: { ...apart.pullRequests, listCommits: silent } }))).toEqual([
      '#41 review',
      '#40 review',
    ]);
    const findStatuses: PullRequests['findStatuses'] = async (numbers) =>
      (await run.pullRequests.findStatuses(numbers)).filter(({ number }) => numbers.length > 3 || number !== 43);
    expect(await find({ ...comparing, pullRequests: { ...listing, findStatuses } })).toBe('unknown');
    // What is queued comes after it, as it is queued.
    const queued = [45, 44].map((number) => ({ number }));
    const status = (number: number): PullRequestStatus => {
      return { number, headSha: headOf(number), closed: false, isMerged: false, merged: undefined };
    };
    const pullRequests = {
      ...listing,
      findStatuses: async (numbers: readonly number[]) => [
        ...(await run.pullRequests.findStatuses(numbers)),
        status(44),
        status(45),
      ],
    };
    const inGroup = { ...comparing, pullRequests };
    const found = await findCarriedIfKnown(inGroup, await openStack(run), { commitSha: APPLIED, certain: queued });
    expect(told(found)).toEqual(
      ['#42 review', '#43 review', '#41 review', '#40 review'].concat(['#45 never-planned', '#44 never-planned']),
    );
  });

  it('planned and merged, while GitHub does not know of the merge yet', async () => {
    const head = headOf(43);
    const listed = (sha: string, title: string, committer?: 'github' | 'somebody'): readonly CommitNode[] => [
      { sha, parents: [], title, committer },
    ];
    const status = { number: 43, headSha: head, closed: false, isMerged: false, merged: undefined };
    const unplaced = { ...status, closed: true, isMerged: true, mergedAt: MERGED_AT };
    const late = { ...unplaced, mergedAt: '2026-11-20T12:00:00Z' };
    const aside = { baseBranch: 'develop' };
    for (const [commits, of, isWaitedFor] of [
      [listed('squash', 'Change it (#43)', 'github'), status, true],
      [listed('squash', 'Change it (#43)'), status, true],
      [listed('squash', 'Change it (#43)', 'github'), { ...status, ...aside }, true],
      [listed('hotfix', 'hotfix (#43)', 'somebody'), status, false],
      [listed(head, 'Change it'), status, true],
      [listed(head, 'Change it'), { ...status, ...aside }, false],
      [listed(head, 'Change it'), { ...status, closed: true }, false],
      [listed('other', 'Change that'), status, false],
      [listed('squash', 'Change it'), unplaced, true],
      [listed('squash', 'Change it'), { ...unplaced, ...aside }, false],
      [listed('squash', 'Change it'), late, false],
    ] as const) {
      const run = runWith({ 42: { mergedAs: APPLIED }, 43: {} });
      const [carried] = await run.pullRequests.findStatuses([42]);
      const findStatuses = async () => [...(carried === undefined ? [] : [carried]), of];
      const asking = { ...run, pullRequests: { ...run.pullRequests, findStatuses, listCommits: async () => commits } };
      const finding = async (more: object) =>
        told(await findCarriedIfKnown(asking, await openStack(run), { commitSha: APPLIED, certain: [], ...more }));
      expect(await finding({ isForApply: true })).toEqual(isWaitedFor ? 'unknown' : ['#42 review']);
      if (isWaitedFor) expect(run.said.warnings.join()).toContain('#43');
      // A merge group's plan applies nothing.
      expect(await finding({})).toEqual(['#42 review']);
    }
  });

  it('is looked for from the last apply on, and in all of a branch that was rewritten since', async () => {
    const since: string[] = [];
    const run = runWith({ 42: { mergedAs: APPLIED }, 43: {} }, { [APPLIED]: 'behind' });
    const listCommits: PullRequests['listCommits'] = async (of) => {
      since.push(of.since);
      if (of.since === 'rewritten') throw new GitHubUnusable('nothing in common', { isLasting: true });
      if (of.since === 'down') throw new GitHubUnusable('502');
      return [];
    };
    const asking = { ...run, pullRequests: { ...run.pullRequests, listCommits } };
    const stack = await openStack(run);
    const findFrom = async (applied: string | undefined, numbers: readonly number[] = []) => {
      const certain = numbers.map((number) => ({ number }));
      return told(await findCarriedIfKnown(asking, stack, { commitSha: APPLIED, certain, applied, isForApply: true }));
    };
    expect(await findFrom('rewritten')).toEqual(['#42 review']);
    expect(await findFrom(undefined)).toEqual(['#42 review']);
    expect(await findFrom('down')).toBe('unknown');
    expect(since).toEqual(['rewritten', 'beginning', 'beginning', 'down']);
    // Where no other one has a record there is nothing to look for.
    expect(await findFrom('down', [42, 43])).toEqual(['#42 review', '#43 review']);
  });

  it('is asked for all at once', async () => {
    const run = runWith({ 40: { mergedAs: 'one' }, 41: { mergedAs: 'other' } });
    const both = Promise.withResolvers<undefined>();
    let asked = 0;
    const compare = async (): Promise<CommitOrder> => {
      asked += 1;
      if (asked === 2) both.resolve(undefined);
      await both.promise;
      return 'ahead';
    };
    const comparing = { ...run, runs: { ...run.runs, compare } };
    expect(told(await find(comparing))).toEqual(['#40 review', '#41 review']);
  });

  it('is what the commit itself brought, whatever is on record of it', async () => {
    const run = runWith({ 41: {} });
    expect(told(await find(run, [41]))).toEqual(['#41 review']);
    expect(run.compared).toEqual([]);
  });

  it.each<[string, Known, string]>([
    ['its last commit was not planned', { headSha: 'f'.repeat(40) }, '#41 other-commit'],
    ['it was planned on an empty state', { review: { plannedOn: 'empty' } }, '#41 planned-on-empty'],
    ['its review is rubbish', { review: 'rubbish' }, '#41 unreadable'],
    ['its review is of a later version', { review: '{"version":5}' }, '#41 newer'],
  ])('counts a pull request without a review when %s', async (_, known, expected) => {
    const run = runWith({ 41: { mergedAs: APPLIED, ...known } });
    expect(told(await find(run))).toEqual([expected]);
    const isUnreadable = /unreadable|newer/.test(expected);
    expect(run.said.warnings.join().includes('The review of pull request #41')).toBe(isUnreadable);
  });

  it('is not what a record of another repository says, though our pull request of that number is merged', async () => {
    const foreign = { mergedAs: APPLIED, review: { repository: 'octo/other' } };
    expect(told(await find(runWith({ 41: foreign })))).toEqual([]);
    // Our own is in it all the same, without a review.
    expect(told(await find(runWith({ 41: foreign }), [41]))).toEqual(['#41 never-planned']);
  });

  it('is unknown when GitHub does not say, or not whether one is in the commit', async () => {
    const silent = runWith(
      { 41: { mergedAs: APPLIED } },
      {},
      {
        pullRequests: {
          ...createPullRequests(),
          findStatuses: () => {
            return Promise.reject(new GitHubUnusable('502'));
          },
        },
      },
    );
    expect(await find(silent)).toBe('unknown');
    expect(silent.said.warnings).toEqual(['GitHub did not say what has become of the pull requests: 502']);
    expect(await find(runWith({ 41: { mergedAs: 'earlier' } }))).toBe('unknown');
  });

  it('is of the commit alone when the reviews may not be listed', async () => {
    const run = runWith({ 40: { mergedAs: APPLIED }, 41: { mergedAs: APPLIED } });
    run.backend.deny('list-keys');
    expect(told(await find(run, [41]))).toEqual(['#41 review']);
    expect(run.said.infos.join()).toContain('s3:ListBucket');
  });

  it('lists no whole bucket for a template that begins with the number', async () => {
    const run = runWith({}, {}, { inputs: { 'pr-state-key': '{pr}/{dir}/{file}' } });
    expect(await find(run)).toEqual([]);
    expect(run.backend.requests.filter((request) => request.startsWith('list-keys'))).toEqual([]);
  });

  it('fails when a review cannot be had, rather than going on without it', async () => {
    const run = runWith({ 41: { mergedAs: APPLIED } });
    run.backend.breakDown(`get ${reviewKey(addressOf(41), headOf(41))}`);
    await expect(find(run)).rejects.toThrow('no answer');
  });
});

describe('who is told of an apply', () => {
  it('is each pull request once, and its own when nothing else is known', () => {
    const own = [{ number: 42, headSha: headOf(42) }];
    const carried = [40, 42].map((number): MergeReview => ({
      kind: 'no-review',
      why: { kind: 'never-planned' },
      pullRequest: { number, headSha: headOf(number) },
    }));
    expect(carriedWith(own, carried).map(({ number }) => number)).toEqual([40, 42]);
    expect(carriedWith(own, 'unknown')).toEqual(own);
  });
});
