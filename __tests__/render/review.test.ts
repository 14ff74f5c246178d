import { describe, expect, it } from 'vitest';

import { PlanChanged, type ReviewFindings } from '../../src/domain/review/reviewed.ts';
import type { MergeReview } from '../../src/domain/review/merges.ts';
import type { Unreviewed } from '../../src/domain/review/review-comparison.ts';
import { renderPage } from '../../src/render/comment/comment.ts';
import { COMMENT_BUDGET } from '../../src/render/plan/plan-body.ts';
import {
  createAddress,
  createApplied,
  createPlan,
  createPlanned,
  createReview,
  createView,
} from '../support/fakes/factories.ts';

function findings(overrides: Partial<ReviewFindings> = {}): ReviewFindings {
  return {
    unreviewed: [],
    alreadyDone: [],
    notPlanned: [],
    letDiffer: [],
    otherTools: [],
    merges: [],
    direct: [],
    ...overrides,
  };
}

function unreviewed(overrides: Partial<Unreviewed> = {}): Unreviewed {
  return {
    kind: 'new',
    what: 'resource',
    address: 'aws_sqs_queue.jobs',
    actions: ['create'],
    attributes: [],
    varying: [],
    varies: false,
    reviewed: [],
    ...overrides,
  };
}

const merge = (number: number): MergeReview => ({
  kind: 'review',
  pullRequest: { number, headSha: 'a'.repeat(40) },
  review: createReview({ prNumber: number }),
});

function stopped(of: ReviewFindings, view = createView({ command: 'apply' })): string {
  const shown = { plan: createPlan(), hasChanges: true, text: 'the plan', warnings: [] };
  const failure = new PlanChanged({ address: createAddress({ key: 'prod/t.tfstate' }), shown, findings: of });
  return renderPage({ kind: 'failure', failure }, view, COMMENT_BUDGET);
}

describe('the page of a run that stopped because of its plan', () => {
  it.each<[Unreviewed, string]>([
    [unreviewed(), '| add | `aws_sqs_queue.jobs`<br>nothing of it |'],
    [unreviewed({ what: 'output', address: 'url', actions: ['update'] }), '| change | output `url`<br>nothing of it |'],
    [
      unreviewed({
        kind: 'other-actions',
        actions: ['delete', 'create'],
        reviewed: [{ prNumber: 7, actions: ['update'] }],
      }),
      '| replace | `aws_sqs_queue.jobs`<br>change in #7 |',
    ],
    [
      unreviewed({
        kind: 'other-values',
        actions: ['update'],
        attributes: ['size', 'tags'],
        reviewed: [7, 8, 7].map((prNumber) => ({ prNumber, actions: ['update'] })),
      }),
      '| change | `aws_sqs_queue.jobs`<br>other values in #7 and #8: `size`, `tags` |',
    ],
    [
      unreviewed({
        kind: 'drifted',
        actions: ['update'],
        attributes: ['size'],
        reviewed: [{ prNumber: 7, actions: ['update'] }],
      }),
      '| change | `aws_sqs_queue.jobs`<br>the same end in #7, but changed outside Terraform since: `size` |',
    ],
    [
      unreviewed({ kind: 'less', reviewed: [{ prNumber: 7, actions: ['create'] }] }),
      '| add | `aws_sqs_queue.jobs`<br>more in #7: a setting that was reviewed is missing |',
    ],
    [
      unreviewed({ kind: 'less', attributes: ['guard'], reviewed: [{ prNumber: 7, actions: ['create'] }] }),
      '| add | `aws_sqs_queue.jobs`<br>more in #7, of which something is missing or another now: `guard` |',
    ],
    [
      unreviewed({
        kind: 'other-values',
        attributes: ['at', 'size'],
        varying: ['at'],
        reviewed: [{ prNumber: 7, actions: ['create'] }],
      }),
      '| add | `aws_sqs_queue.jobs`<br>other values in #7: `at`, `size`; `at` is another in every plan |',
    ],
    [
      unreviewed({
        kind: 'other-values',
        what: 'output',
        address: 'at',
        varies: true,
        reviewed: [{ prNumber: 7, actions: ['create'] }],
      }),
      '| add | output `at`<br>other values in #7; this value is another in every plan |',
    ],
  ])('says what was reviewed of it instead', (change, row) => {
    const page = stopped(findings({ unreviewed: [change], merges: [merge(7)] }));
    const losses = /^\| (?:destroy|replace)/.test(row) ? ', 1 loss among them' : '';
    expect(page).toContain(`apply stopped · 1 change was not reviewed${losses}, nothing was changed`);
    expect(page).toContain(row);
  });

  it.each([
    ['never-seen', 'no push of this repository was seen before. An apply by hand makes it known.'],
    ['applied-elsewhere', 'because that was of another repository. An apply by hand makes it known.'],
    ['out-of-reach', 'which remembers it. Grant the role what the warning in the log names.'],
  ] as const)('says why it is not known what was merged, and the way on: %s', (noBegin, words) => {
    const direct = [{ sha: 'c'.repeat(40), title: 'quick fix' }];
    const page = stopped(findings({ unreviewed: [unreviewed()], direct, noBegin }));
    expect(page).toContain(`It is not known what was merged since the last apply, because`);
    expect(page).toContain(words);
    expect(page).toContain('pushed without a pull request: `quick fix`');
    expect(page).toContain('/examples/workflows/by-hand.yml');
  });

  it('says first when the reviews are of another tool, or of another version', () => {
    const planned = { tool: 'tofu', version: '1.12.6' };
    const otherTools = [
      { prNumber: 7, reviewed: { tool: 'terraform', version: '1.15.9' }, planned },
      { prNumber: 8, reviewed: { tool: 'terraform', version: '1.15.9' }, planned },
      { prNumber: 9, reviewed: { tool: 'tofu', version: '1.10.10' }, planned },
    ];
    const of = findings({ unreviewed: [unreviewed()], otherTools });
    const shown = { plan: createPlan(), hasChanges: true, text: 'the plan', warnings: [] };
    const { message } = new PlanChanged({ address: createAddress(), shown, findings: of });

    expect(message).toBe(
      '#7, #8 planned by Terraform 1.15.9, #9 planned by OpenTofu 1.10.10, this by OpenTofu 1.12.6: the plan has a change that was not reviewed: aws_sqs_queue.jobs',
    );
    const page = stopped(of);
    expect(page).toContain(
      '#7, #8 planned by `Terraform 1.15.9`, #9 planned by `OpenTofu 1.10.10`, this by `OpenTofu 1.12.6`. Another tool',
    );
    expect(page.indexOf('OpenTofu')).toBeLessThan(page.indexOf('aws_sqs_queue.jobs'));
  });

  it('names whatever came without a review, and says so when nothing did', () => {
    const pullRequest = { number: 9, headSha: 'b'.repeat(40), mergedAt: '2026-11-21T11:00:00Z' };
    const queued = { number: 10, headSha: 'd'.repeat(40) };
    const page = stopped(
      findings({
        unreviewed: [unreviewed()],
        merges: [
          merge(7),
          { kind: 'no-review', pullRequest, why: { kind: 'never-planned' } },
          { kind: 'no-review', pullRequest: queued, why: { kind: 'never-planned' } },
        ],
        direct: [{ sha: 'c'.repeat(40), title: 'quick fix' }],
      }),
    );
    expect(page).toContain('- #9, merged at `bbbbbbb`, has no plan on record');
    expect(page).toContain('- #10, queued at `ddddddd`, has no plan on record');
    expect(page).toContain('- `ccccccc`, pushed without a pull request: `quick fix`');
    expect(stopped(findings({ unreviewed: [unreviewed()], merges: [merge(7)] }))).toContain('comes from elsewhere');
  });

  it.each<[Extract<MergeReview, { kind: 'no-review' }>['why'], string]>([
    [{ kind: 'applied' }, 'is in what was applied last'],
    [
      { kind: 'taken-back', runUrl: 'https://github.com/octo/infra/actions/runs/118' },
      'begun again before the merge, and [that one](https://github.com/octo/infra/actions/runs/118)',
    ],
    [{ kind: 'late' }, 'whose plan is from after the merge'],
    [{ kind: 'newer', version: 3 }, 'whose review is of format 3'],
    [{ kind: 'other-commit', plannedSha: 'c'.repeat(40) }, 'what was planned last is `ccccccc`'],
    [{ kind: 'planned-on-empty' }, 'was planned on an empty state'],
    [{ kind: 'unreadable', why: 'it is no JSON' }, 'whose review cannot be read: `it is no JSON`'],
  ])('says why a review does not count: %j', (why, words) => {
    const merged: MergeReview = { kind: 'no-review', pullRequest: { number: 9, headSha: 'b'.repeat(40) }, why };
    expect(stopped(findings({ unreviewed: [unreviewed()], merges: [merged] }))).toContain(words);
  });

  it('names what was merged into another branch, with a record or without', () => {
    const pullRequest = { number: 9, headSha: 'b'.repeat(40), mergedAt: '2026-11-21T11:00:00Z', branch: 'develop' };
    const late: MergeReview = { kind: 'no-review', pullRequest, why: { kind: 'late' } };
    const elsewhere = [{ ...pullRequest, number: 10, branch: 'a`b' }];
    const page = stopped(findings({ unreviewed: [unreviewed()], merges: [late], elsewhere }));
    expect(page).toContain('- #9, merged into `develop` at `bbbbbbb`, whose plan is from after the merge');
    expect(page).toContain('- #10, merged into ``a`b`` at `bbbbbbb`, has no plan on record');
  });

  it('says so when GitHub did not answer, and not that all of it is known', () => {
    const page = stopped(findings({ unreviewed: [unreviewed()], merges: [merge(7)], unanswered: '502 <b>' }));
    expect(page).toContain('GitHub did not say what else was merged since the last apply');
    expect(page).toContain('`502 <b>`');
    expect(page).not.toContain('Every merged pull request has a review');
  });

  it('says what to do, which is another thing in a merge queue', () => {
    const some = findings({ unreviewed: [unreviewed()], merges: [merge(7)] });
    expect(stopped(some)).toContain('with `unreviewed-changes: allow`');
    expect(stopped(some, createView({ mergeGroup: true }))).toContain('bring the branch up to date with its base');
    expect(stopped(some, createView({ mergeGroup: true }))).not.toContain('unreviewed-changes');
  });

  it('shows the plan itself, and what is in place already', () => {
    const done = { what: 'resource', address: 'a.b', actions: ['create'], prNumber: 7 } as const;
    const page = stopped(findings({ unreviewed: [unreviewed()], alreadyDone: [done] }));
    expect(page).toContain('Reviewed, and in place already (1)');
    expect(page).toContain('| add | `a.b` | #7 |');
    expect(page).toContain('| add | `aws_sqs_queue.jobs` |');
    expect(stopped(findings({ unreviewed: [unreviewed()], notPlanned: [done] }))).toContain(
      'Reviewed, and not in this plan any more: nothing of it is applied (1)',
    );
  });

  it('fits a comment however much there is of everything', () => {
    const many = Array.from({ length: 5000 }, (_, index) => `aws_sqs_queue.jobs["a rather long key ${index}"]`);
    const page = stopped(
      findings({
        unreviewed: many.map((address) => unreviewed({ address })),
        alreadyDone: many.map((address) => ({ what: 'resource', address, actions: ['create'], prNumber: 7 })),
        direct: many.map((title) => ({ sha: 'c'.repeat(40), title })),
      }),
    );
    expect(page.length).toBeLessThan(COMMENT_BUDGET);
    expect(page).toContain('5000 changes were not reviewed');
    expect(page).toMatch(/\*\*\d+ more are left out here\.\*\*/);
  });
});

describe('the page of a destruction that nobody has reviewed', () => {
  it('names the ways on of such a plan, also where it was pushed directly', () => {
    for (const mergeGroup of [false, true]) {
      const view = createView({ command: mergeGroup ? 'plan' : 'apply', mergeGroup, isDestroy: true });
      const page = stopped(findings({ unreviewed: [unreviewed({ actions: ['delete'] })] }), view);
      expect(page).toContain('what was pushed directly is no exception');
      expect(page).toContain('take `destroy: true` out');
      expect(page.includes('with `unreviewed-changes: allow`, with `destroy` as well')).toBe(!mergeGroup);
      expect(page).not.toContain('changed outside Terraform, change it back');
    }
  });
});

describe('the page of an apply', () => {
  const page = (overrides: Parameters<typeof createApplied>[0]): string =>
    renderPage({ kind: 'result', result: createApplied(overrides) }, createView({ command: 'apply' }), COMMENT_BUDGET);

  it('says whose reviewed changes it carries when there are several', () => {
    const carries = page({
      reviewed: { kind: 'as-reviewed', ...findings({ merges: [merge(7), merge(8), merge(9)] }) },
    });
    expect(carries).toContain('Carries what was reviewed in #7, #8 and #9.');
    const alone = page({ reviewed: { kind: 'as-reviewed', ...findings({ merges: [merge(7)] }) } });
    expect(alone).not.toContain('Carries');
  });

  it('shows both values where one was let differ', () => {
    const letDiffer = [
      { what: 'resource', address: 'a.b', path: 'c[0]', prNumber: 7, reviewed: '"x"', planned: '"y"' },
    ] as const;
    const differs = page({ reviewed: { kind: 'as-reviewed', ...findings({ merges: [merge(7)], letDiffer }) } });
    expect(differs).toContain('1 value differs from what was reviewed, as `unreviewed-values` lets it:');
    expect(differs).toContain('| `a.b.c[0]` | `"x"` in #7,<br>now `"y"` |');
  });

  it('warns of changes that nobody has reviewed, and of a plan without any review', () => {
    const passed = page({ reviewed: { kind: 'unreviewed', ...findings({ unreviewed: [unreviewed()] }) } });
    expect(passed).toContain('> [!WARNING]\n> 1 change was not reviewed, and `unreviewed-changes` let that pass.');
    expect(passed).toContain('nothing of it');
    const none = page({ reviewed: { kind: 'no-review', ...findings() } });
    expect(none).toContain('> [!WARNING]\n> Nothing of this was reviewed as a plan.');
  });

  it('has nothing to say of reviews when it was not compared, or when nothing was to be done', () => {
    expect(page({ reviewed: { kind: 'not-compared' } })).not.toContain('review');
    expect(page({ hasChanges: false, reviewed: { kind: 'no-review', ...findings() } })).not.toContain('review');
  });

  it("names the serial of production's state", () => {
    expect(page({ serial: 42 })).toContain('production is at serial 42');
    expect(page({ serial: undefined })).not.toContain('serial');
  });
});

describe("the page of a merge group's plan", () => {
  it('says on what it stands', () => {
    const reviewed = { kind: 'as-reviewed', ...findings({ merges: [merge(7), merge(8)] }) } as const;
    const page = renderPage({ kind: 'result', result: createPlanned({ reviewed }) }, createView(), COMMENT_BUDGET);
    expect(page).toContain('Carries what was reviewed in #7 and #8.');
  });
});
