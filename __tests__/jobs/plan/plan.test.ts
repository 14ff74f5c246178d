import { describe, expect, it } from 'vitest';

import { BackendUnusable } from '../../../src/domain/stack/backend.ts';
import { Cancelled } from '../../../src/domain/apply/aftermath.ts';
import { PlanFailed } from '../../../src/domain/plan/plan-failed.ts';
import { GitHubUnusable } from '../../../src/domain/run/github.ts';
import type { PullRequestStatus } from '../../../src/domain/review/merges.ts';
import { StateLocked } from '../../../src/domain/turn/holder.ts';
import { lockItemId, reviewKey } from '../../../src/domain/state/keys.ts';
import { parseReview, renderReview } from '../../../src/domain/review/review-document.ts';
import type { Review } from '../../../src/domain/review/review.ts';
import { EMPTY_QUEUE, join, removeHead } from '../../../src/domain/turn/turn.ts';
import { renderTurnDocument } from '../../../src/domain/turn/turn-document.ts';
import { plan } from '../../../src/jobs/plan/plan.ts';
import type { Run } from '../../../src/jobs/run.ts';
import { WaitBudget } from '../../../src/jobs/wait-budget.ts';
import type { RunAttempt } from '../../../src/domain/run/attempt.ts';
import { RunFailure } from '../../../src/domain/failure.ts';
import {
  createLock,
  createPlan,
  createReview,
  createTold,
  createTurnRun,
  HEAD_SHA,
} from '../../support/fakes/factories.ts';
import { PR, PROD, REVIEW, stateOf } from '../../support/fakes/fake-backend.ts';
import {
  createPullRequests,
  createRun,
  createTerraform,
  MERGED_AT,
  OPEN,
  pullRequestThatIs,
  type FakeRun,
} from '../../support/fakes/fake-run.ts';

const operation = { kind: 'plan', prNumber: 42, headSha: HEAD_SHA } as const;
const NEWER = { ...OPEN, headSha: 'd'.repeat(40) };
const held = { kind: 'held', lock: createLock(), places: ['table'] } as const;

function reviewOf({ backend }: Pick<FakeRun, 'backend'>): Review {
  const reading = parseReview(Buffer.from(backend.bodyOf(REVIEW) ?? ''));
  if (reading.kind !== 'review') expect.unreachable();
  return reading.review;
}

describe('a plan', () => {
  it('is made on the PR key, after its snapshot has been put', async () => {
    const run = createRun();
    run.backend.applyBySomebody(PROD, stateOf(['a']));
    let seeded = false;
    run.terraform.before = (command) => {
      if (command === `init ${PR.key}`) seeded = run.backend.bodyOf(PR.path) !== undefined;
    };
    expect(await plan(run, operation)).toMatchObject({ kind: 'planned', address: PR, snapshot: { kind: 'taken' } });
    expect(run.terraform.commands).toEqual(['look', `init ${PR.key}`, 'plan', 'show']);
    expect(seeded).toBe(true);
  });

  it('says in its review whether it destroys everything, whatever the one before it of the commit has said', async () => {
    const first = createRun({ inputs: { destroy: true } });
    const { backend } = first;
    await plan(first, operation);
    expect(reviewOf(first).isDestroy).toBe(true);
    await plan(createRun({ backend }), operation);
    expect(reviewOf(first).isDestroy).toBeUndefined();
    await plan(createRun({ backend, inputs: { destroy: true } }), operation);
    expect(reviewOf(first).isDestroy).toBe(true);
  });

  it('leaves a review of the head that it planned, with the state that it was planned on', async () => {
    const run = createRun();
    run.backend.applyBySomebody(PROD, stateOf(['a']));
    const madeBy = { tool: 'tofu', version: '1.12.6' };
    run.terraform.showPlan = async () => ({ plan: createPlan({ madeBy }), text: '', warnings: [] });
    await plan(run, operation);
    expect(parseReview(Buffer.from(run.backend.bodyOf(REVIEW) ?? ''))).toMatchObject({
      kind: 'review',
      review: {
        repository: 'octo/infra',
        prNumber: 42,
        headSha: HEAD_SHA,
        madeBy,
        snapshot: { serial: 41, lineage: 'x' },
        resources: [{ address: 'aws_sqs_queue.jobs', actions: ['create'] }],
        outputs: [],
      },
    });
  });

  it('replaces the review of the plan before', async () => {
    const run = createRun();
    run.backend.write(REVIEW, 'older');
    await plan(run, operation);
    expect(run.backend.bodyOf(REVIEW)).toContain(HEAD_SHA);
  });

  it('leaves what a plan of the same commit has left, when it says the same: that may be the one that counts', async () => {
    const run = createRun();
    run.backend.applyBySomebody(PROD, stateOf(['a']));
    await plan(run, operation);
    const [before, writtenAt] = [reviewOf(run), run.clock.now()];
    await run.clock.advance(60_000);
    const again = createRun({ backend: run.backend, clock: run.clock });
    // Another version of the tool that plans the same is told of nowhere.
    again.terraform.showPlan = async () => ({
      plan: createPlan({ madeBy: { tool: 'terraform', version: '1.16.0' } }),
      text: '',
      warnings: [],
    });
    expect(await plan(again, operation)).toMatchObject({ kind: 'planned' });
    const { standsSince, ...after } = reviewOf(run);
    expect(after).toEqual(before);
    expect(new Date(standsSince ?? '').getTime()).toBeLessThanOrEqual(writtenAt.getTime());
  });

  it('records what it shows once the page of it is out, and no sooner, with nothing but its turn taken', async () => {
    const run = createRun();
    const told: unknown[] = [];
    const publish: Run['publish'] = async (planned) => {
      told.push(planned.kind, run.backend.bodyOf(REVIEW), run.backend.heldLocks.size);
      told.push(run.backend.turnsOf(PR).stored?.body.includes('"tickets":[]'));
      return 'shown';
    };
    const noteShown = (): void => void told.push(run.backend.bodyOf(REVIEW) !== undefined);
    await plan({ ...run, publish, handover: { ...run.handover, noteShown } }, operation);
    expect(told).toEqual(['planned', undefined, 0, false, true]);
  });

  describe('takes back what an earlier one of the same commit has recorded', () => {
    /** A second run of it, on another clock and under another name. */
    async function planTwice(more: (run: FakeRun) => Partial<Run>): Promise<FakeRun> {
      const first = createRun();
      first.backend.applyBySomebody(PROD, stateOf(['a']));
      await plan(first, operation);
      await first.clock.advance(60_000);
      const second = createRun({ backend: first.backend, clock: first.clock });
      const context = { ...second.context, runId: '118', runUrl: OTHER_RUN };
      await plan({ ...second, context, ...more(second) }, operation).catch((error: unknown) => {
        if (!(error instanceof RunFailure)) throw error;
      });
      return second;
    }
    const OTHER_RUN = 'https://github.com/octo/infra/actions/runs/118';
    const taken = { runUrl: `${OTHER_RUN}/attempts/2`, since: expect.any(String) as string };

    it('before it begins', async () => {
      const seen: unknown[] = [];
      await planTwice((run) => {
        run.terraform.before = (command) => {
          if (command === `init ${PR.key}`) seen.push(reviewOf(run).takenBack);
        };
        return {};
      });
      expect(seen).toEqual([taken]);
    });

    it.each<[string, (run: FakeRun) => Partial<Run>]>([
      [
        'when it fails',
        (run) => {
          run.terraform.plans.push({ kind: 'failed', byItself: true, told: createTold('no') });
          return {};
        },
      ],
      ['when its page cannot be written', () => ({ publish: async () => 'not-shown' })],
      ['when it is cancelled before its page is out', () => ({ cancelled: AbortSignal.abort() })],
      [
        'when it was taken over',
        (run) => ({ publish: async () => 'shown', handover: { ...run.handover, isTakenOver: () => true } }),
      ],
    ])('and leaves it so %s', async (_, more) => {
      expect(reviewOf(await planTwice(more)).takenBack).toEqual(taken);
    });

    it.each<[string, (run: FakeRun) => Partial<Run>]>([
      ['the page of a newer run stays', () => ({ publish: async () => 'left-to-newer' })],
      ['another commit is the head meanwhile', () => ({ pullRequests: pullRequestThatIs(OPEN, NEWER) })],
      [
        'it is merged meanwhile',
        () => ({ pullRequests: pullRequestThatIs(OPEN, { ...OPEN, closed: true, isMerged: true }) }),
      ],
    ])('and puts it back, from when on it stood, when %s', async (_, more) => {
      const { takenBack, standsSince } = reviewOf(await planTwice(more));
      expect([takenBack, standsSince !== undefined]).toEqual([undefined, true]);
    });

    it('though it comes to nothing but a wait for the state lock', async () => {
      const again = await planTwice((run) => {
        run.backend.heldLocks.set(lockItemId(PR), held);
        return { waiting: new WaitBudget(3000) };
      });
      expect([again.terraform.commands, reviewOf(again).takenBack]).toEqual([['look'], taken]);
    });

    it.each<[string, Partial<RunAttempt>, boolean]>([
      ['an older run, whose page stays its own', { runId: '118', runAttempt: 1 }, false],
      ['a newer run', { runId: '1658821494', runAttempt: 1 }, true],
      ['an older run that is run again', { runId: '118', runAttempt: 2 }, true],
      ['another attempt of the same run', { runAttempt: 3 }, true],
    ])('where it fails, if that is of %s: %j', async (_, attempt, isTaken) => {
      const again = await planTwice((run) => {
        run.terraform.plans.push({ kind: 'failed', byItself: true, told: createTold('no') });
        return { context: { ...run.context, ...attempt } };
      });
      expect(reviewOf(again).takenBack !== undefined).toBe(isTaken);
    });

    it('and says that it is its own where it says the same: should its page be no more, it goes with that', async () => {
      const again = await planTwice(() => ({}));
      expect(reviewOf(again)).toMatchObject({ runUrl: taken.runUrl, standsSince: taken.since });
    });

    it('and records anew what was taken back before, though it says the same', async () => {
      const { backend, clock } = await planTwice(() => ({ publish: async () => 'not-shown' }));
      await plan(createRun({ backend, clock }), operation);
      expect(reviewOf({ backend })).toMatchObject({ plannedAt: clock.now().toISOString() });
      expect(reviewOf({ backend }).standsSince).toBeUndefined();
    });
  });

  it.each<[string, Partial<Review>]>([
    ['stack', { productionKey: 'other/terraform.tfstate' }],
    ['repository', { repositoryId: '7', repository: 'octo/other' }],
  ])('is refused where the record of another %s lies at its key, and leaves that', async (_, of) => {
    const run = createRun();
    run.backend.applyBySomebody(PROD, stateOf(['a']));
    const other = renderReview(createReview(of));
    run.backend.write(REVIEW, other);
    run.backend.clearRequests();
    await expect(plan(run, operation)).rejects.toThrow(/another stack's.*pr-state-key of its own.*delete that object/);
    expect(run.backend.writes()).toEqual([]);
    expect(run.terraform.commands).toEqual(['look']);
    expect(run.backend.bodyOf(REVIEW)).toBe(new TextDecoder().decode(other));
    expect(run.backend.turnsOf(PR).stored?.body).toContain('"tickets":[]');
  });

  it.each<[string, (review: Review) => Review]>([
    ['is of another plan', (review) => ({ ...review, outputs: review.resources, resources: [] })],
    ['is of another commit', (review) => ({ ...review, headSha: NEWER.headSha })],
    ['was made on an empty state', (review) => ({ ...review, plannedOn: 'empty' })],
    ['has another spelling of the repository', (review) => ({ ...review, repository: 'Octo/Infra' })],
    ['is from a clock that is ahead', (review) => ({ ...review, plannedAt: '2030-01-01T00:00:00Z' })],
  ])('writes over a record that %s', async (_, change) => {
    const run = createRun();
    await plan(run, operation);
    const written = run.backend.bodyOf(REVIEW) ?? '';
    const reading = parseReview(Buffer.from(written));
    if (reading.kind !== 'review') expect.unreachable();
    run.backend.write(REVIEW, renderReview(change(reading.review)));
    await plan(createRun({ backend: run.backend }), operation);
    const kept = parseReview(Buffer.from(run.backend.bodyOf(REVIEW) ?? ''));
    expect(kept).toMatchObject({ review: { headSha: HEAD_SHA, plannedOn: reading.review.plannedOn } });
    expect(kept).not.toMatchObject({ review: { standsSince: expect.any(String) as string } });
  });

  it.each<[string, Partial<PullRequestStatus>]>([
    ['closed', { closed: true }],
    ['merged', { closed: true, isMerged: true, mergedAt: MERGED_AT, merged: { branch: 'main', commitSha: HEAD_SHA } }],
  ])('is skipped when the pull request is %s, whatever its event says, and leaves nothing', async (_, status) => {
    const run = createRun({ pullRequests: pullRequestThatIs({ ...OPEN, ...status }) });
    run.backend.applyBySomebody(PROD, stateOf(['a']));
    run.backend.clearRequests();
    expect(await plan(run, operation)).toMatchObject({
      kind: 'skipped',
      reason: expect.stringContaining('#42') as string,
    });
    expect(run.backend.writes()).toEqual([]);
    expect(run.terraform.commands).toEqual(['look']);
  });

  it('is skipped when the pull request is closed while it is made, and takes its copy of the state away again', async () => {
    const run = createRun({ pullRequests: pullRequestThatIs(OPEN, { ...OPEN, closed: true }) });
    run.backend.applyBySomebody(PROD, stateOf(['a']));
    expect(await plan(run, operation)).toMatchObject({ kind: 'skipped' });
    expect(run.terraform.commands).toContain('show');
    for (const key of [PR.path, REVIEW]) expect(run.backend.versions(key)).toEqual([]);
    expect(run.backend.heldLocks.size).toBe(0);
    expect(run.backend.turnsOf(PR).stored).toBeUndefined();
  });

  it.each([
    ['before it begins', [NEWER]],
    ['while it is made', [OPEN, NEWER]],
  ])('is superseded when another commit is the head %s, and leaves the review of that', async (_, statuses) => {
    const run = createRun({ pullRequests: pullRequestThatIs(...statuses) });
    run.backend.write(reviewKey(PR, NEWER.headSha), 'newer');
    expect(await plan(run, operation)).toMatchObject({ kind: 'superseded', by: { commitSha: NEWER.headSha } });
    expect(run.backend.bodyOf(reviewKey(PR, NEWER.headSha))).toBe('newer');
    expect(run.backend.bodyOf(REVIEW)).toBeUndefined();
  });

  it('is made all the same when GitHub only lags behind the push', async () => {
    const run = createRun({ pullRequests: pullRequestThatIs(NEWER, { ...OPEN, closed: true }, OPEN) });
    expect(await plan(run, operation)).toMatchObject({ kind: 'planned' });
    expect(run.backend.bodyOf(REVIEW)).toBeDefined();
  });

  it('is none when GitHub does not say what it is of: what cannot be recorded truly is no review', async () => {
    const findStatuses = () => Promise.reject(new GitHubUnusable('502'));
    const pullRequests = { ...createPullRequests(), findStatuses };
    const run = createRun({ pullRequests, inputs: { 'lock-timeout': 30_000 } });
    await expect(plan(run, operation)).rejects.toThrow('502');
    expect(run.clock.monotonicMs()).toBe(30_000);
    expect(run.backend.bodyOf(REVIEW)).toBeUndefined();
  });

  it('is not made when init was kept from the PR key', async () => {
    const terraform = createTerraform();
    terraform.before = (command) => {
      if (command === `init ${PR.key}`) terraform.resolvedKey = PROD.key;
    };
    const planning = plan(createRun({ terraform }), operation);
    await expect(planning).rejects.toThrow(`is initialized on ${lockItemId(PROD)} instead of ${lockItemId(PR)}`);
    expect(terraform.commands).not.toContain('plan');
  });

  it('is not shown when the working directory pointed elsewhere once it was made', async () => {
    const terraform = createTerraform();
    terraform.before = (command) => {
      if (command === 'plan') terraform.resolvedKey = PROD.key;
    };
    await expect(plan(createRun({ terraform }), operation)).rejects.toThrow(BackendUnusable);
    expect(terraform.commands).not.toContain('show');
  });

  it('writes no snapshot under the lock of somebody else', async () => {
    const run = createRun({ inputs: { 'lock-timeout': 3000 } });
    run.backend.applyBySomebody(PROD, stateOf(['a']));
    run.backend.heldLocks.set(lockItemId(PR), held);
    await expect(plan(run, operation)).rejects.toThrow(StateLocked);
    expect(run.backend.writes()).toEqual([]);
  });

  it('does not wait for the lock of production, and shows it', async () => {
    const run = createRun({ inputs: { 'lock-timeout': 0 } });
    run.backend.heldLocks.set(lockItemId(PROD), held);
    expect(await plan(run, operation)).toMatchObject({ kind: 'planned', snapshot: { prodLock: held } });
  });

  it('that fails says what Terraform said, and gives its turn back', async () => {
    const terraform = createTerraform();
    terraform.plans.push({ kind: 'failed', byItself: true, told: createTold('no') });
    const run = createRun({ terraform });
    const failing = plan(run, operation);
    await expect(failing).rejects.toThrow(PlanFailed);
    await expect(failing).rejects.toMatchObject({ details: 'Error: no', message: 'terraform plan failed' });
    expect(run.backend.turnsOf(PR).stored?.body).toContain('"tickets":[]');
  });

  it('that was interrupted when its time was up has timed out, and gives its turn back', async () => {
    const terraform = createTerraform();
    const timedOut = { limitMs: 5000, atWork: { addresses: ['data.a.b'], lastLine: undefined }, events: [] };
    terraform.plans.push({ kind: 'failed', byItself: true, told: createTold('no'), timedOut });
    const run = createRun({ terraform });
    await expect(plan(run, operation)).rejects.toMatchObject({ reason: 'timed-out', overdue: { address: PR } });
    expect(run.backend.turnsOf(PR).stored?.body).toContain('"tickets":[]');
  });

  it('that is cancelled keeps its turn: post gives it back once Terraform has ended', async () => {
    const cancellation = new AbortController();
    const terraform = createTerraform();
    terraform.before = (command) => {
      if (command !== 'plan') return;
      cancellation.abort();
      throw new Cancelled('terraform plan');
    };
    const run = createRun({ terraform, cancelled: cancellation.signal });
    await expect(plan(run, operation)).rejects.toThrow(Cancelled);
    expect(run.left).toMatchObject([{ address: PR, key: 'pr' }]);
    expect(run.backend.turnsOf(PR).stored?.body).toContain(`"tickets":[{"id":"${run.left[0]?.ticketId ?? ''}"`);
  });

  it('whose key is locked by a run that has ended takes that lock away, and says so', async () => {
    const run = createRun({ runs: { status: async () => 'completed', compare: async () => 'ahead' } });
    const lock = createLock({ id: 'left-behind', who: 'runner@fv-az1', created: '2026-11-21T10:28:00.5Z' });
    const dead = join(EMPTY_QUEUE, {
      id: 'dead',
      token: 't',
      run: createTurnRun(),
      at: '2026-11-21T10:28:00Z',
      lockId: 'left-behind',
    });
    run.backend.turnsOf(PR).write(renderTurnDocument(removeHead(dead, { id: 'dead', token: 't' }), 'w'));
    run.backend.heldLocks.set(lockItemId(PR), { kind: 'held', lock, places: ['table'] });
    expect(await plan(run, operation)).toMatchObject({
      kind: 'planned',
      wait: { waitedMs: 0, recovery: { lockId: 'left-behind', run: { runId: '117' } } },
    });
  });
});
