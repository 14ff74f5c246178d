import { afterAll, beforeAll, expect, test } from 'vitest';
import { stateDigest } from '../../src/domain/state.ts';
import { snapshotMetadata } from '../../src/domain/snapshot.ts';
import { renderReview } from '../../src/domain/review-document.ts';
import { reviewChanges } from '../../src/domain/review.ts';
import { workflowDispatchEvent } from '../support/events.ts';
import { createPlan, createReview } from '../support/factories.ts';
import { lockOf } from '../support/lock-by-hand.ts';
import { isOurs } from '../support/ours.ts';
import type { StepOptions } from '../support/runner.ts';
import {
  BUCKET,
  dispatchOn,
  openCloud,
  openScenario,
  REPOSITORY,
  resource,
  shaOf,
  TABLE,
  type Cloud,
  type Scenario,
} from '../support/stage.ts';
import { describeWithTerraform } from '../support/with-terraform.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await openCloud();
});
afterAll(async () => {
  await cloud[Symbol.asyncDispose]();
});

const SWEEP = { command: 'sweep' };

/** As GitHub starts it, on the default branch. */
function onSchedule(): StepOptions['event'] {
  const ref = 'refs/heads/main';
  const { repository } = workflowDispatchEvent({ ref, repository: REPOSITORY });
  return { name: 'schedule', payload: { schedule: '17 3 * * *', repository }, ref, sha: shaOf('m') };
}

function versionsAt(scenario: Scenario, prNumber: number): readonly string[] {
  return cloud.s3.versions(BUCKET, scenario.prKey(prNumber)).map(({ key, versionId }) => `${key} ${versionId}`);
}

function reviewOf(prNumber: number, repository = REPOSITORY): Uint8Array {
  const changes = reviewChanges(createPlan(), 'salt');
  return renderReview(createReview({ prNumber, repository, ...changes, salt: 'salt' }));
}

/** What a plan has left: a snapshot of this body, its review, an empty queue, and the trace of a lockfile. */
function leaveBehind(scenario: Scenario, prNumber: number, { body, writes }: { body: Buffer; writes: number }): void {
  const key = scenario.prKey(prNumber);
  const of = `${BUCKET}/${scenario.prodKey}`;
  const metadata = snapshotMetadata({ serial: 1, md5: stateDigest(body), of });
  for (let write = 0; write < writes; write += 1) cloud.s3.put(BUCKET, key, body, { metadata });
  cloud.s3.put(BUCKET, `${key}.review.json`, reviewOf(prNumber));
  const queue = { version: 1, nextSequence: 2, tickets: [], departed: [] };
  for (const writeId of ['a', 'b', 'c']) {
    cloud.s3.put(BUCKET, `${key}.lockstep.json`, JSON.stringify({ ...queue, writeId }));
  }
  cloud.s3.put(BUCKET, `${key}.tflock`, JSON.stringify(lockOf('ana')));
  cloud.s3.delete(BUCKET, `${key}.tflock`);
}

const closed = (number: number): { number: number; headSha: string; state: 'closed' } => {
  return { number, headSha: shaOf(`head of ${String(number)}`), state: 'closed' };
};

describeWithTerraform('a sweep', () => {
  test(
    'deletes 10,000 keys of 300 closed pull requests without a request for each, and nothing else',
    { timeout: 120_000 },
    async () => {
      await using scenario = await openScenario(cloud, { name: 'many', lockMode: 'lockfile' });
      const checkout = await scenario.checkout(resource('a', 'one'));
      expect((await checkout.push(shaOf('m'))).outputs).toMatchObject({ outcome: 'applied' });
      const body = cloud.s3.get(BUCKET, scenario.prodKey)?.body ?? expect.unreachable();
      for (let number = 1; number <= 300; number += 1) {
        leaveBehind(scenario, number, { body, writes: 28 });
        scenario.github.addPullRequest(closed(number));
      }
      for (let number = 301; number <= 310; number += 1) {
        leaveBehind(scenario, number, { body, writes: 2 });
        scenario.github.addPullRequest({ ...closed(number), state: 'open' });
      }
      const backup = `${scenario.prKey(7)}.backup-20261121T103000Z`;
      cloud.s3.put(BUCKET, backup, 'kept');
      const before = cloud.s3.versions(BUCKET, 'many/prod/').length;
      expect(before).toBeGreaterThan(10_000);
      cloud.s3.clearRequests();

      const dry = await (await checkout.step({ event: onSchedule(), with: { ...SWEEP, 'dry-run': 'true' } })).ended;

      expect(dry.outputs).toMatchObject({ command: 'sweep', outcome: 'swept' });
      expect(dry.summary).toContain('would delete what 300 closed pull requests left');
      expect(dry.summary).toContain('| #300 | 33 |');
      expect(cloud.s3.versions(BUCKET, 'many/prod/')).toHaveLength(before);
      expect(cloud.s3.requests.filter((request) => /^(?:Put|Delete)/.test(request.operation))).toEqual([]);
      cloud.s3.clearRequests();

      const swept = await (await checkout.step({ event: onSchedule(), with: SWEEP })).ended;

      expect(swept.outputs).toMatchObject({ command: 'sweep', outcome: 'swept' });
      expect(swept.summary).toContain('deleted what 300 closed pull requests left');
      expect(swept.summary).toContain('10 open ones are left alone');
      const left = cloud.s3.versions(BUCKET, 'many/prod/').map(({ key }) => key);
      const expected = [302, 310].flatMap((number) => versionsAt(scenario, number));
      expect(expected).toHaveLength(2 * 8);
      expect(left.filter((key) => !/\/pr-30[1-9]\/|\/pr-310\//.test(key))).toEqual([
        backup,
        ...left.filter((key) => key.startsWith(scenario.prodKey)),
      ]);
      const ours = cloud.s3.requests.filter(isOurs);
      const counts = Object.groupBy(ours, ({ operation }) => operation);
      expect(counts['ListObjectVersions']?.length).toBeLessThanOrEqual(Math.ceil(before / 1000) + 300 * 2);
      // A turn is taken and given back, state and review are looked at, and all the rest goes in three requests.
      expect(ours.length).toBeLessThanOrEqual(300 * 16 + Math.ceil(before / 1000) + 20);
      expect(counts['DeleteObjects']).toHaveLength(300 * 3);
      expect(counts['DeleteObject']?.length).toBeLessThanOrEqual(300 * 3);
      expect(scenario.github.requests.filter(({ operationId }) => operationId === 'graphql')).toHaveLength(2 * 4);
      expect(scenario.github.violations).toEqual([]);

      const again = await (await checkout.step({ event: onSchedule(), with: SWEEP })).ended;
      expect(again.summary).toContain('sweep · nothing to do');
    },
  );

  for (const lockMode of ['table', 'both'] as const) {
    test(`leaves nothing of a plan whose cleanup never ran, lock in ${lockMode}`, async () => {
      await using scenario = await openScenario(cloud, { name: `left-${lockMode}`, lockMode });
      scenario.github.addPullRequest({ number: 42, headSha: shaOf('head of 42') });
      const checkout = await scenario.checkout(resource('a', 'one'));
      await checkout.push(shaOf('m'));
      await checkout.plan(42);
      expect(versionsAt(scenario, 42)).not.toEqual([]);
      scenario.github.updatePullRequest(42, { state: 'closed' });

      const swept = await (await checkout.step({ event: dispatchOn('main'), with: SWEEP })).ended;

      expect(swept.outputs).toMatchObject({ outcome: 'swept' });
      expect(versionsAt(scenario, 42)).toEqual([]);
      const items = await cloud.dynamodb.items(TABLE);
      expect(JSON.stringify(items)).not.toContain(scenario.prKey(42));
      expect(JSON.stringify(items)).toContain(`${scenario.prodKey}-md5`);
    });
  }

  test('keeps what somebody applied on, holds, waits for or still has to read, and says why', async () => {
    await using scenario = await openScenario(cloud, { name: 'kept', lockMode: 'lockfile' });
    const { github } = scenario;
    const checkout = await scenario.checkout(resource('a', 'one'));
    github.addCommit({ sha: shaOf('m') });
    github.addCommit({ sha: shaOf('later'), parents: [shaOf('m')] });
    await checkout.push(shaOf('m'));
    const body = cloud.s3.get(BUCKET, scenario.prodKey)?.body ?? expect.unreachable();
    for (let number = 1; number <= 8; number += 1) leaveBehind(scenario, number, { body, writes: 1 });
    const own = await checkout.terraform(scenario.prKey(1), 'apply', '-auto-approve', '-replace=terraform_data.a');
    expect(own.code).toBe(0);
    const run = {
      repository: REPOSITORY,
      runId: '9',
      runAttempt: 1,
      url: 'https://github.com/octo/infra/actions/runs/9',
    };
    const ticket = {
      ...{ id: 't', sequence: 1, state: 'holding', token: 'x', joinedAt: '2026-11-21T10:00:00Z' },
      run: { ...run, actor: 'ana', commitSha: shaOf('h'), operation: 'plan', host: 'fv-az1' },
    };
    const busy = { version: 1, nextSequence: 2, tickets: [ticket], departed: [], writeId: 'd' };
    cloud.s3.put(BUCKET, `${scenario.prKey(2)}.lockstep.json`, JSON.stringify(busy));
    cloud.s3.put(BUCKET, `${scenario.prKey(3)}.tflock`, JSON.stringify(lockOf('ana')));
    cloud.s3.put(BUCKET, `${scenario.prKey(4)}.review.json`, reviewOf(4, 'octo/other'));
    for (const number of [1, 2, 3, 4]) github.addPullRequest(closed(number));
    github.addPullRequest({ ...closed(5), merged: true, mergeCommitSha: shaOf('later') });
    github.addPullRequest({ ...closed(6), merged: true, mergeCommitSha: shaOf('m') });
    github.addPullRequest({ ...closed(7), baseRef: 'release', merged: true, mergeCommitSha: shaOf('elsewhere') });
    // Of a queue in which a turn is taken and given back there is another version.
    const keptOf = (): readonly (readonly string[])[] =>
      [1, 2, 3, 4, 8].map((number) =>
        versionsAt(scenario, number).filter((version) => !version.includes('.lockstep.json')),
      );
    const untouched = keptOf();

    const swept = await (await checkout.step({ event: dispatchOn('main'), with: SWEEP })).ended;

    expect(keptOf()).toEqual(untouched);
    expect(versionsAt(scenario, 5).map((version) => version.split(' ')[0])).toEqual([
      `${scenario.prKey(5)}.review.json`,
    ]);
    expect([6, 7].flatMap((number) => versionsAt(scenario, number))).toEqual([]);
    expect(swept.summary).toContain('| #1 | `its state is not the copy of this production that Lockstep made');
    expect(swept.summary).toContain('| #2 | `a run is at work there, or waits` |');
    expect(swept.summary).toContain('| #3 | `its state is locked` |');
    expect(swept.summary).toContain('| #4 | `it is of another repository` |');
    expect(swept.summary).toMatch(/GitHub knows no pull request .* left alone: 8\./);
  });

  test('is refused on another branch, for a push, without an answer of GitHub, and deletes nothing then', async () => {
    await using scenario = await openScenario(cloud, { name: 'refused', lockMode: 'lockfile' });
    const checkout = await scenario.checkout(resource('a', 'one'));
    leaveBehind(scenario, 1, { body: Buffer.from('{}'), writes: 1 });
    scenario.github.addPullRequest(closed(1));
    const before = versionsAt(scenario, 1);
    const sweep = async (event: StepOptions['event'], given = SWEEP) =>
      (await checkout.step({ event, with: given })).ended;

    expect((await sweep(dispatchOn('feature'))).log).toContain('a sweep runs on the apply branch (main)');
    expect((await checkout.push(shaOf('m'), { with: SWEEP })).log).toContain('command: sweep is not possible here');
    expect((await checkout.push(shaOf('m'), { with: { 'dry-run': 'true' } })).log).toContain('dry-run is only for');
    expect((await sweep(onSchedule(), { command: 'auto' })).log).toContain('a schedule runs command: sweep or');
    scenario.github.addFault({
      matches: ({ operationId }) => operationId === 'graphql',
      times: Infinity,
      then: { kind: 'answer', status: 502, body: { message: 'Bad Gateway' } },
    });
    const silent = await sweep(dispatchOn('main'));
    expect(silent.outputs).toMatchObject({ 'failure-reason': 'refused' });
    expect(silent.log).toContain('GitHub does not say which pull requests are closed');
    expect(versionsAt(scenario, 1)).toEqual(before);
  });

  test('deletes plainly where the role may not list or delete versions, and says so', async () => {
    await using scenario = await openScenario(cloud, { name: 'plain', lockMode: 'lockfile' });
    const checkout = await scenario.checkout(resource('a', 'one'));
    await checkout.push(shaOf('m'));
    const body = cloud.s3.get(BUCKET, scenario.prodKey)?.body ?? expect.unreachable();
    leaveBehind(scenario, 1, { body, writes: 2 });
    scenario.github.addPullRequest(closed(1));
    const disarm = cloud.s3.addFault({
      matches: ({ operation }) => operation === 'ListObjectVersions',
      times: Infinity,
      then: { kind: 'answer', status: 403, code: 'AccessDenied' },
    });
    const swept = await (await checkout.step({ event: dispatchOn('main'), with: SWEEP })).ended;
    disarm();
    expect(swept.outputs).toMatchObject({ outcome: 'swept' });
    expect(cloud.s3.get(BUCKET, scenario.prKey(1))).toBeUndefined();
    expect(swept.summary).toContain('The role may not list or delete object versions');
  });
});
