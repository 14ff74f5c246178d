import { describe, expect, it } from 'vitest';

import { PlanChanged, Refused } from '../../src/domain/errors.ts';
import { reviewKey } from '../../src/domain/keys.ts';
import { NO_MERGES, type Merges } from '../../src/domain/merges.ts';
import { reviewChanges, type Review } from '../../src/domain/review.ts';
import { renderReview } from '../../src/domain/review-document.ts';
import { confirmReviewed } from '../../src/jobs/confirm-reviewed.ts';
import { createPlan, HEAD_SHA } from '../support/factories.ts';
import { createBackend, PR, PROD } from '../support/fake-backend.ts';
import { createRun, type FakeRun, type RunOverrides } from '../support/fake-run.ts';

const PLAN = createPlan();
const merges: Merges = { ...NO_MERGES, pullRequests: [{ number: 42, headSha: HEAD_SHA }] };
const review: Review = {
  ...{ version: 1, repository: 'octo/infra', prNumber: 42, headSha: HEAD_SHA, runUrl: '', plannedAt: '', salt: 's' },
  ...{ snapshot: undefined, ...reviewChanges(PLAN, 's') },
};

function runWith(written: Partial<Review> | undefined, inputs: RunOverrides['inputs'] = {}): FakeRun {
  const backend = createBackend();
  if (written !== undefined) backend.write(reviewKey(PR), renderReview({ ...review, ...written }));
  return createRun({ backend, inputs });
}

function confirm(run: FakeRun, more: { merges?: Merges | 'unknown'; hasChanges?: boolean } = {}) {
  return confirmReviewed(run, {
    stack: { backend: run.backend, prAddress: () => PR },
    address: PROD,
    shown: { plan: PLAN, hasChanges: more.hasChanges ?? true, text: '' },
    merges: more.merges ?? merges,
  });
}

describe('a plan that is compared with the reviews', () => {
  it('goes on when it is in them', async () => {
    expect(await confirm(runWith({}))).toMatchObject({ kind: 'as-reviewed', unreviewed: [] });
  });

  it('stops when it is not, and names what is not', async () => {
    const failing = confirm(runWith({ resources: [] }));
    await expect(failing).rejects.toThrow(PlanChanged);
    await expect(failing).rejects.toThrow('a change that was not reviewed: aws_sqs_queue.jobs');
  });

  it('goes on with a warning under `warn`, and is not compared under `allow`', async () => {
    const warned = runWith({ resources: [] }, { 'unreviewed-changes': 'warn' });
    expect(await confirm(warned)).toMatchObject({ kind: 'unreviewed' });
    expect(warned.said.warnings.join()).toContain('aws_sqs_queue.jobs');
    const allowed = runWith({ resources: [] }, { 'unreviewed-changes': 'allow' });
    expect(await confirm(allowed)).toEqual({ kind: 'not-compared' });
    expect(allowed.backend.requests).toEqual([]);
  });

  it.each<[string, Partial<Review> | undefined]>([
    ['there is none', undefined],
    ['it is of another commit', { headSha: 'b'.repeat(40) }],
    ['it is of another repository on the same key', { repository: 'octo/other' }],
    ['it is of another pull request', { prNumber: 43 }],
  ])('goes on with a warning when %s', async (_, written) => {
    const run = runWith(written);
    expect(await confirm(run)).toMatchObject({ kind: 'no-review', merges: [{ kind: 'no-review' }] });
    expect(run.said.warnings.join()).toContain('there is no review to compare it with');
  });

  it('says nothing of missing reviews when nothing is to be done', async () => {
    const run = runWith(undefined);
    expect(await confirm(run, { hasChanges: false })).toMatchObject({ kind: 'no-review' });
    expect(run.said.warnings).toEqual([]);
  });

  it('is refused when GitHub does not say what was merged, unless nothing is to be done or `warn` says so', async () => {
    await expect(confirm(runWith({}), { merges: 'unknown' })).rejects.toThrow(Refused);
    expect(await confirm(runWith({}), { merges: 'unknown', hasChanges: false })).toMatchObject({ kind: 'no-review' });
    const warned = runWith({}, { 'unreviewed-changes': 'warn' });
    expect(await confirm(warned, { merges: 'unknown' })).toMatchObject({ kind: 'no-review' });
  });

  it('fails when a review cannot be had, rather than going on without it', async () => {
    const run = runWith({});
    run.backend.breakDown('get ');
    await expect(confirm(run)).rejects.toThrow('no answer');
  });
});
