import { afterAll, beforeAll, expect, test } from 'vitest';
import { closed, leaveBehind, onSchedule, reviewOf, SWEEP, versionsAt } from '../../support/runner/leftovers.ts';
import { lockOf } from '../../support/runner/lock-by-hand.ts';
import type { StepOptions } from '../../support/runner/runner.ts';
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
} from '../../support/runner/stage.ts';
import {
  describeCasesWithTerraform,
  describeWithTerraform,
  HAS_LOCKFILE,
} from '../../support/runner/with-terraform.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await openCloud();
});
afterAll(async () => {
  await cloud[Symbol.asyncDispose]();
});

describeWithTerraform('a sweep', () => {
  test('lists in a dry run what it would delete, and deletes nothing', async () => {
    await using scenario = await openScenario(cloud, { name: 'dry', lockMode: 'lockfile' });
    const checkout = await scenario.checkout(resource('a', 'one'));
    await checkout.push(shaOf('m'));
    const body = cloud.s3.get(BUCKET, scenario.prodKey)?.body ?? expect.unreachable();
    for (const number of [1, 2]) leaveBehind(cloud, scenario, number, { body, writes: 2 });
    scenario.github.addPullRequest(closed(1));
    scenario.github.addPullRequest({ ...closed(2), state: 'open' });
    const before = cloud.s3.versions(BUCKET, 'dry/prod/');
    cloud.s3.clearRequests();
    const dry = await (await checkout.step({ event: onSchedule(), with: { ...SWEEP, 'dry-run': 'true' } })).ended;
    expect(dry.outputs).toMatchObject({ command: 'sweep', outcome: 'swept' });
    expect(dry.summary).toContain('would delete what 1 closed pull request left');
    expect(dry.summary).toContain('| #1 | 7 |');
    expect(cloud.s3.versions(BUCKET, 'dry/prod/')).toEqual(before);
    expect(cloud.s3.requests.filter((request) => /^(?:Put|Delete)/.test(request.operation))).toEqual([]);
  });

  test.skipIf(!HAS_LOCKFILE)(
    'keeps what somebody applied on, holds, waits for or still has to read, and says why',
    async () => {
      await using scenario = await openScenario(cloud, { name: 'kept', lockMode: 'lockfile' });
      const { github } = scenario;
      const checkout = await scenario.checkout(resource('a', 'one'));
      github.addCommit({ sha: shaOf('m') });
      github.addCommit({ sha: shaOf('later'), parents: [shaOf('m')] });
      await checkout.push(shaOf('m'));
      const body = cloud.s3.get(BUCKET, scenario.prodKey)?.body ?? expect.unreachable();
      for (let number = 1; number <= 8; number += 1) leaveBehind(cloud, scenario, number, { body, writes: 1 });
      const own = await checkout.terraform(scenario.prKey(1), 'apply', '-auto-approve', '-replace=terraform_data.a');
      expect(own.code).toBe(0);
      const run = {
        repository: REPOSITORY,
        runId: '9',
        runAttempt: 1,
        url: 'https://github.com/octo/infra/actions/runs/9',
      };
      const ticket = {
        id: 't',
        sequence: 1,
        state: 'holding',
        token: 'x',
        joinedAt: '2026-11-21T10:00:00Z',
        run: { ...run, actor: 'ana', commitSha: shaOf('h'), operation: 'plan', host: 'fv-az1' },
      };
      const busy = { version: 1, nextSequence: 2, tickets: [ticket], departed: [], writeId: 'd' };
      cloud.s3.put(BUCKET, `${scenario.prKey(2)}.lockstep.json`, JSON.stringify(busy));
      cloud.s3.put(BUCKET, `${scenario.prKey(3)}.tflock`, JSON.stringify(lockOf('ana')));
      cloud.s3.put(BUCKET, scenario.reviewKey(4), reviewOf(4, 'octo/other'));
      for (const number of [1, 2, 3, 4]) github.addPullRequest(closed(number));
      github.addPullRequest({ ...closed(5), merged: true, mergeCommitSha: shaOf('later') });
      github.addPullRequest({ ...closed(6), merged: true, mergeCommitSha: shaOf('m') });
      github.addPullRequest({ ...closed(7), baseRef: 'release', merged: true, mergeCommitSha: shaOf('elsewhere') });
      // Of a queue in which a turn is taken and given back there is another version.
      const keptOf = (): readonly (readonly string[])[] =>
        [1, 2, 3, 4, 8].map((number) =>
          versionsAt(cloud, scenario, number).filter((version) => !version.includes('.lockstep.json')),
        );
      const untouched = keptOf();

      const swept = await (await checkout.step({ event: dispatchOn('main'), with: SWEEP })).ended;

      expect(keptOf()).toEqual(untouched);
      for (const number of [5, 7]) {
        const left = versionsAt(cloud, scenario, number).map((version) => version.split(' ')[0]);
        expect(left).toEqual([scenario.reviewKey(number)]);
      }
      expect(versionsAt(cloud, scenario, 6)).toEqual([]);
      expect(swept.summary).toContain('| #1 | `its state is not the copy of this production that Lockstep made');
      expect(swept.summary).toContain('| #2 | `a run is at work there, or waits` |');
      expect(swept.summary).toContain('| #3 | `its state is locked` |');
      expect(swept.summary).toContain('| #4 | `it is of another repository` |');
      expect(swept.summary).toMatch(/GitHub knows no pull request .* left alone: 8\./);
    },
  );

  test('is refused on another branch, for a push, without an answer of GitHub, and deletes nothing then', async () => {
    await using scenario = await openScenario(cloud, { name: 'refused', lockMode: 'lockfile' });
    const checkout = await scenario.checkout(resource('a', 'one'));
    leaveBehind(cloud, scenario, 1, { body: Buffer.from('{}'), writes: 1 });
    scenario.github.addPullRequest(closed(1));
    const before = versionsAt(cloud, scenario, 1);
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
    expect(silent.outputs).toMatchObject({ 'failure-reason': 'github-unusable' });
    expect(silent.log).toContain('could not read what has become of pull requests. (GitHub said: 502');
    expect(versionsAt(cloud, scenario, 1)).toEqual(before);
  });

  test('deletes plainly where the role may not list or delete versions, and says so', async () => {
    await using scenario = await openScenario(cloud, { name: 'plain', lockMode: 'lockfile' });
    const checkout = await scenario.checkout(resource('a', 'one'));
    await checkout.push(shaOf('m'));
    const body = cloud.s3.get(BUCKET, scenario.prodKey)?.body ?? expect.unreachable();
    leaveBehind(cloud, scenario, 1, { body, writes: 2 });
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

describeCasesWithTerraform('a sweep of what no cleanup has deleted', (toTry) => {
  for (const lockMode of toTry(['table', 'both'])) {
    test(`leaves nothing of a plan whose cleanup never ran, lock in ${lockMode}`, async () => {
      await using scenario = await openScenario(cloud, { name: `left-${lockMode}`, lockMode });
      scenario.github.addPullRequest({ number: 42, headSha: shaOf('head of 42') });
      const checkout = await scenario.checkout(resource('a', 'one'));
      await checkout.push(shaOf('m'));
      await checkout.plan(42);
      expect(versionsAt(cloud, scenario, 42)).not.toEqual([]);
      scenario.github.updatePullRequest(42, { state: 'closed' });

      const swept = await (await checkout.step({ event: dispatchOn('main'), with: SWEEP })).ended;

      expect(swept.outputs).toMatchObject({ outcome: 'swept' });
      expect(versionsAt(cloud, scenario, 42)).toEqual([]);
      const items = await cloud.dynamodb.items(TABLE);
      expect(JSON.stringify(items)).not.toContain(scenario.prKey(42));
      expect(JSON.stringify(items)).toContain(`${scenario.prodKey}-md5`);
    });
  }
});
