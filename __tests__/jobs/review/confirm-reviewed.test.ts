import { describe, expect, it } from 'vitest';

import { Refused } from '../../../src/domain/failure.ts';
import { PlanChanged } from '../../../src/domain/review/reviewed.ts';
import { GitHubUnusable } from '../../../src/domain/run/github.ts';
import type { MergeReview, Merges, PullRequestStatus } from '../../../src/domain/review/merges.ts';
import type { Plan } from '../../../src/domain/plan/plan.ts';
import { reviewChanges } from '../../../src/domain/review/record.ts';
import type { NoBegin, StretchBegin } from '../../../src/domain/turn/first-seen.ts';
import { openConceal } from '../../../src/domain/secrets/conceal.ts';
import { openStack } from '../../../src/jobs/stack/open-stack.ts';
import { reviewKey } from '../../../src/domain/state/keys.ts';
import { renderReview } from '../../../src/domain/review/review-document.ts';
import { confirmReviewed } from '../../../src/jobs/review/confirm-reviewed.ts';
import {
  createAddress,
  createChange,
  createContext,
  createPlan,
  createReview,
  HEAD_SHA,
} from '../../support/fakes/factories.ts';
import { PROD } from '../../support/fakes/fake-backend.ts';
import type { PullRequests, Stretch } from '../../../src/ports/pull-requests.ts';
import {
  NO_MERGES,
  createPullRequests,
  createRun,
  MERGED_AT,
  pullRequestThatIs,
  type FakeRun,
  type RunOverrides,
} from '../../support/fakes/fake-run.ts';

const PLAN = createPlan();
const EMPTY = createPlan({ changes: [] });
const pullRequest = { number: 42, headSha: HEAD_SHA };
const REVIEWED: Extract<MergeReview, { kind: 'review' }> = {
  kind: 'review',
  pullRequest,
  review: createReview({ salt: 's', ...reviewChanges(PLAN, 's') }),
};
const OTHERWISE: MergeReview = { kind: 'review', pullRequest, review: createReview() };
const NONE: MergeReview = { kind: 'no-review', pullRequest, why: { kind: 'never-planned' } };

async function confirm(
  run: FakeRun,
  carried: readonly MergeReview[] | 'unknown',
  more: { hasChanges?: boolean; plan?: Plan; stretch?: undefined; begin?: StretchBegin } = {},
) {
  const { begin = { kind: 'known', after: 'b'.repeat(40) } } = more;
  return confirmReviewed(run, {
    address: PROD,
    shown: { plan: PLAN, hasChanges: true, text: '', warnings: [], ...more },
    commits: [HEAD_SHA],
    carried,
    findCarried: () => Promise.reject(new GitHubUnusable('502')),
    stretch:
      'stretch' in more ? undefined : { stack: await openStack(run), begin, commitSha: HEAD_SHA, applied: undefined },
  });
}

describe('a plan of destroy: true', () => {
  const DESTROYED: MergeReview = { ...REVIEWED, review: { ...REVIEWED.review, isDestroy: true } };
  const destroy = { destroy: true };

  it('is compared with reviews of such plans alone, and any other with the others alone', async () => {
    expect(await confirm(createRun({ inputs: destroy }), [DESTROYED])).toMatchObject({ kind: 'as-reviewed' });
    for (const [inputs, review, says] of [
      [destroy, REVIEWED, 'without'],
      [{}, DESTROYED, 'with'],
    ] as const) {
      const failing = confirm(createRun({ inputs }), [review]);
      await expect(failing).rejects.toThrow(PlanChanged);
      await expect(failing).rejects.toMatchObject({
        changed: { findings: { merges: [{ why: { kind: 'other-mode', wasDestroy: says === 'with' } }] } },
      });
    }
  });

  it('does not pass over what was reviewed last to be made, nor the other way round', async () => {
    const nothing = { plan: EMPTY, hasChanges: false };
    for (const [inputs, review] of [
      [destroy, REVIEWED],
      [{}, DESTROYED],
    ] as const) {
      await expect(confirm(createRun({ inputs }), [review], nothing)).rejects.toThrow(Refused);
      const warned = createRun({ inputs: { ...inputs, 'unreviewed-changes': 'warn' } });
      expect(await confirm(warned, [review], nothing)).toMatchObject({ kind: 'as-reviewed' });
      expect(warned.said.warnings.join()).toContain('It goes on all the same');
      const allowed = createRun({ inputs: { ...inputs, 'unreviewed-changes': 'allow' } });
      expect(await confirm(allowed, [review], nothing)).toEqual({ kind: 'not-compared' });
    }
  });

  it('is stopped where nobody has reviewed it, however it came about, unless the policy says otherwise', async () => {
    const direct = [{ sha: HEAD_SHA, title: 'DESTROY' }];
    const group = { stretch: undefined };
    const answers: readonly (readonly [string, Merges | Error, readonly MergeReview[] | 'unknown', object])[] = [
      ['applied already, and started by hand', { pullRequests: [], direct: [] }, [], {}],
      ['pushed directly', { pullRequests: [], direct }, [], {}],
      [
        'by another branch',
        { pullRequests: [], direct: [], elsewhere: [{ ...pullRequest, branch: 'develop' }] },
        [],
        {},
      ],
      ['GitHub does not say', new GitHubUnusable('502', { isLasting: true }), [], {}],
      ['nor does it say what is carried', new GitHubUnusable('502', { isLasting: true }), 'unknown', {}],
      ['in a merge group that has not planned it', NO_MERGES, [NONE], group],
    ];
    for (const [title, answer, carried, more] of answers) {
      const start = (inputs: RunOverrides['inputs']): FakeRun =>
        runThatAsks(answer, { ...destroy, 'lock-timeout': 0, ...inputs }).run;
      await expect(confirm(start({}), carried, more), title).rejects.toThrow(/not reviewed|not known/);
      const warned = start({ 'unreviewed-changes': 'warn' });
      expect([title, await confirm(warned, carried, more)]).toMatchObject([title, { kind: 'unreviewed' }]);
      expect(warned.said.warnings.join()).toContain('as unreviewed-changes says');
      const allowed = start({ 'unreviewed-changes': 'allow' });
      expect([title, await confirm(allowed, carried, more)]).toEqual([title, { kind: 'not-compared' }]);
    }
  });

  it('is held to the last word also where that is found only in what was merged besides', async () => {
    const [first, last] = [
      { number: 43, headSha: 'c'.repeat(40), mergedAt: MERGED_AT },
      { number: 44, headSha: 'd'.repeat(40), mergedAt: '2027-01-01T00:01:00Z' },
    ];
    for (const isDestroy of [true, false]) {
      const start = (policy: 'fail' | 'warn'): FakeRun => {
        const inputs = { destroy: isDestroy, 'unreviewed-changes': policy };
        const { run } = runThatAsks({ pullRequests: [first, last], direct: [] }, inputs);
        // The records are not listed, so nothing of them is carried.
        run.backend.deny('list-keys');
        for (const { number, headSha } of [first, last]) {
          const key = reviewKey(createAddress({ key: `lesson-17/prod/pr-${number}/terraform.tfstate` }), headSha);
          const mode = isDestroy === (number === first.number) ? { isDestroy: true } : {};
          const of = { prNumber: number, headSha, ...mode, salt: 's', ...reviewChanges(PLAN, 's') };
          run.backend.write(key, renderReview(createReview(of)));
        }
        return run;
      };
      await expect(confirm(start('fail'), [])).rejects.toThrow(/#44.*nothing was changed/);
      const warned = start('warn');
      expect(await confirm(warned, [])).toMatchObject({ kind: 'as-reviewed' });
      expect(warned.said.warnings.join()).toContain('It goes on all the same');
    }
  });

  it('is not passed as nothing to do while GitHub does not say what was merged', async () => {
    const nothing = { plan: EMPTY, hasChanges: false };
    const cut = { 'lock-timeout': 0 };
    expect(await confirm(createRun({ inputs: cut }), 'unknown', nothing)).toMatchObject({ kind: 'as-reviewed' });
    await expect(confirm(createRun({ inputs: { ...cut, ...destroy } }), 'unknown', nothing)).rejects.toThrow(
      GitHubUnusable,
    );
  });
});

describe('a plan that is compared with the reviews', () => {
  it('goes on when it is in them, and asks GitHub nothing', async () => {
    const asked = runThatAsks(NO_MERGES);
    expect(await confirm(asked.run, [REVIEWED, NONE])).toMatchObject({ kind: 'as-reviewed', unreviewed: [] });
    expect(asked.since).toEqual([]);
  });

  it('stops when it is not, and names what is not', async () => {
    const failing = confirm(createRun(), [OTHERWISE]);
    await expect(failing).rejects.toThrow(PlanChanged);
    await expect(failing).rejects.toThrow('a change that was not reviewed: aws_sqs_queue.jobs');
  });

  it('names nothing by a key that is sensitive elsewhere, wherever it is told', async () => {
    const plan = createPlan({
      changes: [createChange({ address: 'a.b["topsecretkey"]' })],
      conceal: openConceal(new Set(['topsecretkey'])),
    });
    const review = createReview({ salt: 's', ...reviewChanges(createPlan({ changes: [] }), 's') });
    const carried: MergeReview[] = [{ kind: 'review', pullRequest, review }];
    await expect(confirm(createRun(), carried, { plan })).rejects.toMatchObject({
      message: expect.stringContaining('a change that was not reviewed: a.b["(sensitive)"]') as unknown,
      changed: { findings: { unreviewed: [{ address: 'a.b["(sensitive)"]' }] } },
    });
    const warned = createRun({ inputs: { 'unreviewed-changes': 'warn' } });
    expect(JSON.stringify(await confirm(warned, carried, { plan }))).not.toContain('topsecretkey');
    expect(warned.said.warnings.join()).not.toContain('topsecretkey');
  });

  it('goes on with a warning under `warn`, and is not compared under `allow`', async () => {
    const warned = createRun({ inputs: { 'unreviewed-changes': 'warn' } });
    expect(await confirm(warned, [OTHERWISE])).toMatchObject({ kind: 'unreviewed' });
    expect(warned.said.warnings.join()).toContain('aws_sqs_queue.jobs');
    const allowed = createRun({ inputs: { 'unreviewed-changes': 'allow' } });
    expect(await confirm(allowed, [OTHERWISE])).toEqual({ kind: 'not-compared' });
  });

  it('goes on with a warning when all of it was pushed directly, and says nothing of that when nothing is to be done', async () => {
    const run = createRun();
    expect(await confirm(run, [])).toMatchObject({ kind: 'no-review', merges: [] });
    expect(run.said.warnings.join()).toContain('there is no review to compare it with');
    const idle = createRun();
    expect(await confirm(idle, [], { hasChanges: false, plan: EMPTY })).toMatchObject({ kind: 'as-reviewed' });
    expect(idle.said.warnings).toEqual([]);
  });

  it('is refused when GitHub does not say what was merged, unless nothing is to be done or `warn` says so', async () => {
    const run = createRun({ inputs: { 'lock-timeout': 60_000 } });
    await expect(confirm(run, 'unknown')).rejects.toThrow(GitHubUnusable);
    expect(run.clock.monotonicMs()).toBe(60_000);
    const idle = { hasChanges: false, plan: EMPTY };
    expect(await confirm(createRun(), 'unknown', idle)).toMatchObject({ kind: 'as-reviewed' });
    const warned = createRun({ inputs: { 'unreviewed-changes': 'warn' } });
    expect(await confirm(warned, 'unknown')).toMatchObject({ kind: 'unreviewed' });
  });
});

const mergedThen = <T extends object>(one: T): T & { mergedAt: string } => ({ ...one, mergedAt: MERGED_AT });

function runThatAsks(
  answer: Merges | Error | (() => Merges | Error),
  inputs: RunOverrides['inputs'] = {},
): {
  readonly run: FakeRun;
  readonly since: (string | undefined)[];
} {
  const since: (string | undefined)[] = [];
  const run = createRun({
    inputs,
    pullRequests: {
      ...createPullRequests(),
      findMerged: async (stretch) => {
        since.push(stretch.since);
        const given = typeof answer === 'function' ? answer() : answer;
        if (given instanceof Error) throw given;
        return given;
      },
    },
  });
  return { run, since };
}

/** The pull requests that are told of the run, as they become known. */
function toldBy(run: FakeRun): readonly number[] {
  const told: number[] = [];
  run.comments.openAlsoOn = (numbers) => {
    told.push(...numbers.filter((number) => !told.includes(number)));
  };
  return told;
}

describe('a change that is in no review, where an apply has nothing to begin with', () => {
  const BEGINS: readonly (readonly [NoBegin, string])[] = [
    ['never-seen', 'no push of this repository was seen before'],
    ['applied-elsewhere', 'that was of another repository'],
    ['out-of-reach', 'may not use the queue'],
  ];
  it('and nobody knows which commit was applied last', async () => {
    for (const [why, said] of BEGINS) {
      const begin = { kind: 'unknown', why } as const;
      const asked = runThatAsks({ pullRequests: [], direct: [{ sha: HEAD_SHA, title: 'quick fix' }] });
      await expect(confirm(asked.run, [], { begin })).rejects.toThrow(said);
      expect(asked.since).toEqual([undefined, undefined, undefined, undefined, undefined]);
      const warned = createRun({ inputs: { 'unreviewed-changes': 'warn' } });
      expect(await confirm(warned, [], { begin })).toMatchObject({ kind: 'unreviewed', noBegin: why });
      expect(warned.said.warnings.join()).toContain(said);
      const idle = { hasChanges: false, plan: EMPTY, begin };
      expect(await confirm(createRun(), [], idle)).toMatchObject({ kind: 'as-reviewed' });
      expect(await confirm(createRun(), [REVIEWED], { begin })).toMatchObject({ kind: 'as-reviewed' });
    }
  });
});

const LOCK_TIMEOUT_MS = 20 * 60_000;

/** Further rows of the table in `docs/reviews.md`. */
describe('what has come to the apply branch', () => {
  const other = { number: 43, headSha: 'c'.repeat(40), mergedAt: MERGED_AT, branch: 'develop' };
  const found: Merges = { ...NO_MERGES, elsewhere: [other] };
  const recorded = (asked: { readonly run: FakeRun }, plan = PLAN): FakeRun => {
    const key = reviewKey(createAddress({ key: 'lesson-17/prod/pr-43/terraform.tfstate' }), other.headSha);
    const of = { prNumber: other.number, headSha: other.headSha, salt: 's', ...reviewChanges(plan, 's') };
    asked.run.backend.write(key, renderReview(createReview(of)));
    return asked.run;
  };

  it('planned and merged into another branch, which was brought to this one', async () => {
    const run = recorded(runThatAsks(found));
    const told = toldBy(run);
    expect(await confirm(run, [])).toMatchObject({ kind: 'as-reviewed', merges: [{ kind: 'review' }], elsewhere: [] });
    expect(told).toEqual([43]);
    const blind = recorded(runThatAsks(found));
    blind.backend.deny('list-keys');
    expect(await confirm(blind, [])).toMatchObject({ kind: 'as-reviewed' });
    // What else is in it is no direct push.
    await expect(confirm(recorded(runThatAsks(found), EMPTY), [])).rejects.toThrow(PlanChanged);
  });

  it('and a pull request of another branch has brought it that never planned this stack', async () => {
    const { run } = runThatAsks(found);
    expect(await confirm(run, [])).toMatchObject({ kind: 'no-review', merges: [], elsewhere: [other] });
    expect(run.said.warnings).toEqual([
      'Nothing of this plan was reviewed: no pull request was merged into main since the last apply, and of those that came to it in another way, no plan of this stack is on record: #43 (merged into develop).',
    ]);
  });

  it('and GitHub has not heard of the merge of one that has a record', async () => {
    const open = { number: 43, headSha: other.headSha, closed: false, isMerged: false, merged: undefined };
    const unplaced = { ...open, closed: true, isMerged: true, mergedAt: MERGED_AT };
    const named: Merges = { ...NO_MERGES, direct: [{ sha: HEAD_SHA, title: 'Change it (#43)' }] };
    for (const [merges, status] of [
      [named, open],
      [NO_MERGES, unplaced],
    ] as const) {
      const run = recorded(runThatAsks(merges));
      const pullRequests = { ...run.pullRequests, findStatuses: async () => [status] };
      await expect(confirm({ ...run, pullRequests }, [])).rejects.toThrow(/#43.*unreviewed-changes: allow/);
    }
  });
});

describe('a change that is in no review, of a commit that GitHub has made', () => {
  it('and GitHub has not heard of the merge of one that a title names', async () => {
    const open = { number: 43, headSha: 'c'.repeat(40), closed: false, isMerged: false, merged: undefined };
    const confirmOn = async (committer: 'github' | 'somebody', status: readonly PullRequestStatus[] = [open]) => {
      const asked = runThatAsks({ ...NO_MERGES, direct: [{ sha: HEAD_SHA, title: 'Change it (#43)', committer }] });
      const pullRequests = { ...asked.run.pullRequests, findStatuses: async () => status };
      return confirm({ ...asked.run, pullRequests }, []);
    };
    await expect(confirmOn('github')).rejects.toThrow(/still calls #43 open.*unreviewed-changes: allow/);
    // An issue has a number as well, and whoever pushes may write what he likes.
    expect(await confirmOn('github', [])).toMatchObject({ kind: 'no-review' });
    expect(await confirmOn('somebody')).toMatchObject({ kind: 'no-review' });
    expect(await confirmOn('github', [{ ...open, closed: true }])).toMatchObject({ kind: 'no-review' });
    // One of another branch that has never planned this stack is like a push.
    expect(await confirmOn('github', [{ ...open, baseBranch: 'develop' }])).toMatchObject({ kind: 'no-review' });
  });
});

describe('where unreviewed changes may come from', () => {
  const other = { number: 43, headSha: 'c'.repeat(40) };
  const direct = [{ sha: 'd'.repeat(40), title: 'quick fix' }];

  it('is what was merged since the last apply without a review, and what was pushed directly', async () => {
    const asked = runThatAsks({ pullRequests: [pullRequest, other], direct });
    await expect(confirm(asked.run, [OTHERWISE])).rejects.toMatchObject({
      changed: {
        findings: {
          merges: [OTHERWISE, { kind: 'no-review', pullRequest: other, why: { kind: 'never-planned' } }],
          direct,
        },
      },
    });
    expect(asked.since).toEqual(['b'.repeat(40)]);
  });

  it('is not asked in a merge group, whose pull requests are all known', async () => {
    const asked = runThatAsks(NO_MERGES);
    await expect(confirm(asked.run, [OTHERWISE], { stretch: undefined })).rejects.toThrow(PlanChanged);
    expect(await confirm(asked.run, [NONE], { stretch: undefined })).toMatchObject({ kind: 'no-review' });
    expect(asked.run.said.warnings).toEqual([expect.stringContaining('no pull request of this merge group')]);
    await expect(confirm(asked.run, [], { stretch: undefined })).rejects.toThrow(GitHubUnusable);
    expect(asked.since).toEqual([]);
  });

  it('is looked at again, with its review: GitHub may have called it open a moment ago', async () => {
    const asked = runThatAsks({ pullRequests: [pullRequest, other], direct: [] });
    const of = { prNumber: other.number, headSha: other.headSha, salt: 's', ...reviewChanges(PLAN, 's') };
    const key = reviewKey(createAddress({ key: 'lesson-17/prod/pr-43/terraform.tfstate' }), other.headSha);
    asked.run.backend.write(key, renderReview(createReview(of)));
    const told = toldBy(asked.run);
    expect(await confirm(asked.run, [OTHERWISE])).toMatchObject({
      kind: 'as-reviewed',
      merges: [OTHERWISE, { kind: 'review', pullRequest: other }],
    });
    expect(told).toEqual([42, 43]);
  });

  it('tells the pull requests that have a record, also when it stops; of a merge group it tells nobody else', async () => {
    const unreadable: MergeReview = { ...NONE, pullRequest: other, why: { kind: 'unreadable', why: 'it is no JSON' } };
    const never: MergeReview = { ...NONE, pullRequest: { ...other, number: 44 } };
    const run = createRun();
    const told = toldBy(run);
    await expect(confirm(run, [OTHERWISE, unreadable, never])).rejects.toThrow(PlanChanged);
    expect(told).toEqual([42, 43]);
    const group = createRun();
    const toldOfGroup = toldBy(group);
    await confirm(group, [REVIEWED, unreadable], { stretch: undefined });
    expect(toldOfGroup).toEqual([]);
  });

  it('is asked for again while it may be too new for GitHub, and while GitHub is in trouble', async () => {
    const answers = [new GitHubUnusable('502'), NO_MERGES, NO_MERGES, { pullRequests: [other], direct: [] }];
    const asked = runThatAsks(() => answers.shift() ?? NO_MERGES);
    await expect(confirm(asked.run, [])).rejects.toThrow(PlanChanged);
    expect(asked.run.clock.monotonicMs()).toBe(8000);
  });

  it.each([
    ['a push of a moment ago, of which GitHub may not know the merge yet', { pushedAgoMs: 5000, waitsMs: 10_000 }],
    ['a push of which GitHub has had the time to know all', { pushedAgoMs: 60_000, waitsMs: 0 }],
  ])('is asked for again after %s', async (_, { pushedAgoMs, waitsMs }) => {
    const asked = runThatAsks({ pullRequests: [], direct });
    const pushedAt = new Date(asked.run.clock.now().getTime() - pushedAgoMs);
    const event = { kind: 'push', ref: 'refs/heads/main', sha: HEAD_SHA, deleted: false, pushedAt } as const;
    const run = { ...asked.run, context: createContext({ event }) };
    expect(await confirm(run, [])).toMatchObject({ kind: 'no-review', direct });
    expect(run.clock.monotonicMs()).toBe(waitsMs);
  });

  const merged = { ...other, closed: true, isMerged: true, mergedAt: MERGED_AT };
  const open = { ...other, closed: false, isMerged: false, merged: undefined };
  const stays = { ...NO_MERGES, direct: [{ sha: HEAD_SHA, title: 'Merge it' }] };
  const named = { ...NO_MERGES, direct: [{ sha: HEAD_SHA, title: 'Change it (#43)' }] };
  const unplaced: PullRequestStatus = { ...merged, merged: undefined };
  const withHead = { ...stays, commits: new Set([HEAD_SHA, other.headSha]) };
  const here: PullRequestStatus = { ...merged, merged: { branch: 'main', commitSha: HEAD_SHA } };
  const awayFrom = (commitSha: string): PullRequestStatus => ({ ...merged, merged: { branch: 'release', commitSha } });
  const away = awayFrom(HEAD_SHA);
  interface Known {
    readonly merges: Merges;
    /** One after the other. */
    readonly statuses: readonly PullRequestStatus[];
    readonly pushedAgoMs: number;
    readonly carried?: readonly MergeReview[];
  }
  it.each<[string, Known, [waitsMs: number, ends: string | typeof PlanChanged | typeof GitHubUnusable]]>([
    [
      'another one is carried already, and this one is called open',
      { merges: stays, statuses: [open, here], pushedAgoMs: 5000 },
      [1000, 'as-reviewed'],
    ],
    [
      'the push is older, and its head is in the stretch',
      { merges: withHead, statuses: [open, open, here], pushedAgoMs: 60_000 },
      [3000, 'as-reviewed'],
    ],
    [
      'it stays called open',
      { merges: withHead, statuses: [open], pushedAgoMs: 60_000, carried: [] },
      [10_000, GitHubUnusable],
    ],
    [
      'it stays called open, and another one is carried',
      { merges: withHead, statuses: [open], pushedAgoMs: 60_000 },
      [10_000, PlanChanged],
    ],
    [
      'it is to go to another branch',
      { merges: withHead, statuses: [{ ...open, baseBranch: 'release' }], pushedAgoMs: 60_000, carried: [] },
      [0, 'no-review'],
    ],
    [
      'it is called merged, and not yet as what',
      { merges: stays, statuses: [unplaced, unplaced, here], pushedAgoMs: 60_000, carried: [] },
      [3000, 'as-reviewed'],
    ],
    [
      'it stays called merged, and not as what',
      { merges: stays, statuses: [unplaced], pushedAgoMs: 60_000, carried: [] },
      [10_000 + LOCK_TIMEOUT_MS, GitHubUnusable],
    ],
    [
      'so it does, and another one is carried',
      { merges: stays, statuses: [unplaced], pushedAgoMs: 60_000 },
      [10_000 + LOCK_TIMEOUT_MS, PlanChanged],
    ],
    [
      'a title of the stretch names it, though the push is older',
      { merges: named, statuses: [open, open, open, open, open, open, here], pushedAgoMs: 60_000, carried: [] },
      [15_000, 'as-reviewed'],
    ],
    [
      'a title names it, and it stays called open',
      { merges: named, statuses: [open], pushedAgoMs: 60_000, carried: [] },
      [10_000 + LOCK_TIMEOUT_MS, GitHubUnusable],
    ],
    [
      'a title names it, and it was closed without a merge',
      { merges: named, statuses: [{ ...open, closed: true }], pushedAgoMs: 60_000, carried: [] },
      [0, 'no-review'],
    ],
    [
      'a title names it, and it is to go to another branch',
      { merges: named, statuses: [{ ...open, baseBranch: 'release' }], pushedAgoMs: 60_000, carried: [] },
      [10_000 + LOCK_TIMEOUT_MS, GitHubUnusable],
    ],
    [
      'a title names it, and it is merged into another branch',
      { merges: named, statuses: [away], pushedAgoMs: 60_000, carried: [] },
      [0, 'as-reviewed'],
    ],
    [
      'it is merged elsewhere, with another commit',
      { merges: stays, statuses: [awayFrom('e'.repeat(40))], pushedAgoMs: 60_000 },
      [0, PlanChanged],
    ],
  ])('is known by what has become of those with a record, too, and waited for: %s', async (_, of, [waitsMs, ends]) => {
    const asked = runThatAsks(of.merges);
    const key = reviewKey(createAddress({ key: 'lesson-17/prod/pr-43/terraform.tfstate' }), other.headSha);
    const reviewed = { prNumber: other.number, headSha: other.headSha, salt: 's', ...reviewChanges(PLAN, 's') };
    asked.run.backend.write(key, renderReview(createReview(reviewed)));
    const pushedAt = new Date(asked.run.clock.now().getTime() - of.pushedAgoMs);
    const event = { kind: 'push', ref: 'refs/heads/main', sha: HEAD_SHA, deleted: false, pushedAt } as const;
    const run = {
      ...asked.run,
      context: createContext({ event }),
      pullRequests: { ...pullRequestThatIs(...of.statuses), findMerged: async () => of.merges },
    };
    const confirming = confirm(run, of.carried ?? [OTHERWISE]);
    if (typeof ends === 'string') expect(await confirming).toMatchObject({ kind: ends });
    else await expect(confirming).rejects.toThrow(ends);
    expect(run.clock.monotonicMs()).toBe(waitsMs);
  });

  const oldPush = (run: FakeRun): FakeRun => {
    const pushedAt = new Date(run.clock.now().getTime() - 60_000);
    const event = { kind: 'push', ref: 'refs/heads/main', sha: HEAD_SHA, deleted: false, pushedAt } as const;
    return { ...run, context: createContext({ event }) };
  };

  it('is waited for by its title where records cannot be listed, too, and not where it stops anyway', async () => {
    const start = (isRecorded: boolean) => {
      const { run } = runThatAsks(named);
      run.backend.deny('list-keys');
      const key = reviewKey(createAddress({ key: 'lesson-17/prod/pr-43/terraform.tfstate' }), other.headSha);
      const record = createReview({ prNumber: 43, headSha: other.headSha });
      if (isRecorded) run.backend.write(key, renderReview(record));
      const numbers: (readonly number[])[] = [];
      const findStatuses: PullRequests['findStatuses'] = async (these) => {
        numbers.push(these);
        return [open];
      };
      return { run: { ...oldPush(run), pullRequests: { ...run.pullRequests, findStatuses } }, numbers };
    };
    for (const [isRecorded, carried, waitsMs] of [
      [true, [], 10_000 + LOCK_TIMEOUT_MS],
      [false, [], 10_000 + LOCK_TIMEOUT_MS],
      [true, [OTHERWISE], 10_000 + LOCK_TIMEOUT_MS],
      [false, [OTHERWISE], 0],
    ] as const) {
      const { run, numbers } = start(isRecorded);
      const confirming = confirm(run, carried);
      if (carried.length === 0) await expect(confirming).rejects.toThrow('GitHub still calls #43 open');
      else await expect(confirming).rejects.toThrow(PlanChanged);
      expect(run.clock.monotonicMs()).toBe(waitsMs);
      expect(numbers[0]).toEqual([43]);
    }
  });

  it('is asked for ever more seldom, and of its status alone', async () => {
    const { run, since } = runThatAsks(named);
    let statuses = 0;
    const findStatuses = async () => {
      statuses += 1;
      return [open];
    };
    await expect(confirm({ ...oldPush(run), pullRequests: { ...run.pullRequests, findStatuses } }, [])).rejects.toThrow(
      'Run this again',
    );
    expect(since).toHaveLength(5);
    expect(statuses).toBeLessThan(45);
  });

  it('is not waited for where another branch is known to have brought the commit itself', async () => {
    const brought = { ...other, branch: 'develop', mergedAt: MERGED_AT };
    const { run } = runThatAsks({ ...NO_MERGES, elsewhere: [brought] });
    expect(await confirm(run, [])).toMatchObject({ kind: 'no-review', elsewhere: [brought] });
    expect(run.clock.monotonicMs()).toBe(0);
  });

  it('is in the order of the commits where several were merged in one second', async () => {
    const { run } = runThatAsks({ ...NO_MERGES, pullRequests: [pullRequest, other].map(mergedThen) });
    const status = (number: number, headSha: string, commitSha: string): PullRequestStatus => ({
      ...merged,
      number,
      headSha,
      merged: { branch: 'main', commitSha },
    });
    const record = { prNumber: 43, headSha: other.headSha, salt: 's', ...reviewChanges(PLAN, 's') };
    const key = reviewKey(createAddress({ key: 'lesson-17/prod/pr-43/terraform.tfstate' }), other.headSha);
    run.backend.write(key, renderReview(createReview(record)));
    const statuses = [status(42, HEAD_SHA, 'one'), status(43, other.headSha, 'two')];
    const findStatuses: PullRequests['findStatuses'] = async (numbers) =>
      statuses.filter(({ number }) => numbers.includes(number));
    for (const [commits, ends] of [
      [['one', 'two'], 'as-reviewed'],
      [['two', 'one'], 'changed'],
    ] as const) {
      const listCommits = async () => commits.map((sha) => ({ sha, parents: [], title: '' }));
      const pullRequests = { ...run.pullRequests, findStatuses, listCommits };
      const destroyed = reviewChanges(createPlan({ changes: [createChange({ action: 'delete' })] }), 's');
      const review = createReview({ salt: 's', ...destroyed });
      const carried: MergeReview = { kind: 'review', review, pullRequest: mergedThen(pullRequest) };
      const confirming = confirm({ ...run, pullRequests }, [carried]);
      if (ends === 'as-reviewed') expect(await confirming).toMatchObject({ kind: ends });
      else await expect(confirming).rejects.toThrow(PlanChanged);
    }
  });

  it('is asked for as far as it matters, and again only of what had no answer', async () => {
    const asked: Stretch[] = [];
    const depthOf = async (carried: readonly MergeReview[], isListed = true): Promise<Stretch['depth']> => {
      const { run } = runThatAsks(NO_MERGES);
      if (!isListed) run.backend.deny('list-keys');
      const findMerged: PullRequests['findMerged'] = async (stretch) => {
        asked.push(stretch);
        return stays;
      };
      await confirm({ ...run, pullRequests: { ...run.pullRequests, findMerged } }, carried).catch(() => undefined);
      return asked.at(-1)?.depth;
    };
    expect(await depthOf([])).toBe('until-merged');
    expect(asked.map(({ again }) => again)).toEqual([undefined, stays, stays, stays, stays]);
    expect(await depthOf([OTHERWISE])).toBe('newest');
    expect(await depthOf([OTHERWISE], false)).toBe('all');
  });

  it('stops the apply when GitHub does not say to the end, and says how to go on', async () => {
    const asked = runThatAsks(new GitHubUnusable('502'));
    await expect(confirm(asked.run, [])).rejects.toThrow(
      /Run this again.*\(https:\/\/github\.com\/lockstep\/lockstep\/blob\/main\/examples\/workflows\/by-hand\.yml\)/,
    );
    expect(asked.run.clock.monotonicMs()).toBe(20 * 60_000);
    const lasting = runThatAsks(new GitHubUnusable('nothing in common', { isLasting: true }));
    const stopped = confirm(lasting.run, []);
    await expect(stopped).rejects.toThrow('nothing in common');
    await expect(stopped).rejects.not.toThrow('Run this again');
    expect(lasting.run.clock.monotonicMs()).toBe(0);
    const until = new Date(asked.run.clock.now().getTime() + 3_600_000);
    const limited = runThatAsks(new GitHubUnusable('an hour of questions is used up', { until }));
    await expect(confirm(limited.run, [])).rejects.toThrow('used up');
    expect(limited.run.clock.monotonicMs()).toBe(0);
  });

  it('is left open when GitHub does not say', async () => {
    const asked = runThatAsks(new GitHubUnusable('502'));
    await expect(confirm(asked.run, [OTHERWISE])).rejects.toMatchObject({
      changed: { findings: { merges: [OTHERWISE], direct: [] } },
    });
    expect(asked.run.said.warnings.join()).toContain('502');
  });
});
