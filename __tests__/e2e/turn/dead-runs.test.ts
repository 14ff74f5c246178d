import { afterAll, beforeAll, test, vi } from 'vitest';
import { denied } from '../../support/aws/s3-server/server.ts';
import { lockByHand, lockOf } from '../../support/runner/lock-by-hand.ts';
import { applyInFlight, die, startApply, untilNoted } from '../../support/runner/dying-run.ts';
import { holdLock, LASTING_RESOURCE } from '../../support/runner/hold.ts';
import { killMachine } from '../../support/runner/kill-machine.ts';
import type { Step } from '../../support/runner/runner.ts';
import { BEFORE, seedState } from '../../support/runner/seeded-state.ts';
import { openSlowState } from '../../support/runner/slow-state.ts';
import { BUCKET, openCloud, openScenario, pullRequest, shaOf, TABLE, type Cloud } from '../../support/runner/stage.ts';
import { isLocked, lockAt, stateAt, tracesOf, turnsAt, untilTurns } from '../../support/runner/traces.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { TOOL } from '../../support/on-path.ts';
import { describeWithTerraform } from '../../support/runner/with-terraform.ts';

// Leases are what they are in production: each of these takes up to two minutes, nearly all of it asleep, so that all of
// them go side by side.
vi.setConfig({ maxConcurrency: 20, testTimeout: 1_800_000 });

const UNVERSIONED = 'plain';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await openCloud();
  cloud.s3.createBucket(UNVERSIONED, { versioned: false });
});
afterAll(async () => {
  await cloud[Symbol.asyncDispose]();
});

const merged = { number: 42, headSha: shaOf('head of 42'), merged: true, mergeCommitSha: shaOf('m') };

const ana = lockOf('ana');

const GONE = /\/actions\/runs\/\d+ has ended without giving its turn back/;

describeWithTerraform('runs that die', () => {
  test.concurrent(
    'a run that is killed while it waits loses its place, and the one behind it is served',
    async ({ expect }) => {
      await using slow = await openSlowState();
      await using scenario = await openScenario(cloud, { name: 'waits', lockMode: 'both' });
      const first = await applyInFlight(scenario, slow, '501');
      for (const id of [502, 503]) scenario.github.addRun({ id, status: 'in_progress' });
      const second = await startApply(await scenario.checkout(BEFORE + slow.module), '502');
      await untilTurns(cloud, scenario.prodKey, ({ tickets }) => tickets.length === 2);
      const third = await startApply(await scenario.checkout(BEFORE + slow.module), '503');
      await untilTurns(cloud, scenario.prodKey, ({ tickets }) => tickets.length === 3);

      die(scenario, second, '502');
      slow.letGo();

      expect((await first.ended).outputs).toMatchObject({ outcome: 'applied' });
      const served = await third.ended;
      expect(served.outputs).toMatchObject({ outcome: 'no-changes' });
      expect(served.log).toContain('/actions/runs/502 has ended without giving its turn back');
    },
  );

  test.concurrent(
    'a run that is killed while it applies loses its turn but not its lock, and the next one names it',
    async ({ expect }) => {
      await using slow = await openSlowState();
      await using scenario = await openScenario(cloud, { name: 'holds', lockMode: 'both', unreviewed: 'warn' });
      const { prodKey } = scenario;
      scenario.github.addPullRequest(merged);
      const first = await applyInFlight(scenario, slow, '601');
      const lockId = await untilNoted(cloud, prodKey);
      const lock = cloud.s3.get(BUCKET, `${prodKey}.tflock`)?.body.toString();
      die(scenario, first, '601');
      const gaveUp = await (await startApply(await scenario.checkout(BEFORE), '602', { timeout: '150s' })).ended;

      expect(gaveUp.log).toMatch(GONE);
      expect(gaveUp.outputs).toMatchObject({ 'failure-reason': 'state-locked' });
      expect(JSON.parse(gaveUp.outputs['lock-info'] ?? '')).toMatchObject({
        kind: 'state-lock',
        ID: lockId,
        'run-url': 'https://github.com/octo/infra/actions/runs/601',
        'pr-number': 42,
        alive: false,
      });
      expect(scenario.github.comments(42)[0]?.body).toContain(`${TOOL} force-unlock ${lockId}`);
      expect(cloud.s3.get(BUCKET, `${prodKey}.tflock`)?.body.toString()).toBe(lock);
      expect(scenario.github.violations).toEqual([]);
    },
  );

  test.concurrent(
    'recover: the lock is deleted after a backup, which is the version of the state, and the comment says so',
    async ({ expect }) => {
      await using slow = await openSlowState();
      await using scenario = await openScenario(cloud, { name: 'recovers', lockMode: 'both', unreviewed: 'warn' });
      const { prodKey } = scenario;
      seedState(cloud, prodKey);
      scenario.github.addPullRequest(merged);
      const first = await applyInFlight(scenario, slow, '611');
      const lockId = await untilNoted(cloud, prodKey);
      die(scenario, first, '611');
      const versions = cloud.s3.versions(BUCKET, prodKey).filter(({ key }) => key === prodKey);
      const next = await startApply(await scenario.checkout(BEFORE), '612', { staleLock: 'recover' });
      const served = await next.ended;

      expect(served.log).toMatch(GONE);
      expect(served.exitCode).toBe(0);
      expect(served.log).toContain(`The state lock ${lockId} of ${BUCKET}/${prodKey} was left behind by`);
      expect(await isLocked(cloud, prodKey)).toBe(false);
      const comment = scenario.github.comments(42)[0]?.body ?? '';
      expect(comment).toContain(`ended without giving back its state lock \`${lockId}\`; it was deleted`);
      expect(comment).toContain('died in the midst of an apply, and the state has not been written since');
      expect(comment).toContain('`terraform_data.done`, `terraform_data.never`');
      expect(served.log).toContain('was about to create what may exist now without being in any state');
      expect(comment).toContain(`version \`${versions[0]?.versionId ?? 'of nothing'}\` of \`${prodKey}\``);
      expect(cloud.s3.versions(BUCKET, `${prodKey}.backup-`)).toEqual([]);
    },
  );

  test.concurrent(
    'recover: the lock is deleted after a copy of the state where the bucket has no versions',
    async ({ expect }) => {
      await using slow = await openSlowState();
      await using scenario = await openScenario(cloud, {
        name: 'copies',
        lockMode: 'table',
        backend: { bucket: JSON.stringify(UNVERSIONED) },
        unreviewed: 'warn',
      });
      const { prodKey } = scenario;
      seedState(cloud, prodKey, UNVERSIONED);
      scenario.github.addPullRequest(merged);
      const first = await applyInFlight(scenario, slow, '621');
      die(scenario, first, '621');
      const before = cloud.s3.get(UNVERSIONED, prodKey)?.body.toString();
      const next = await startApply(await scenario.checkout(BEFORE), '622', { staleLock: 'recover' });
      const served = await next.ended;

      expect(served.exitCode).toBe(0);
      const copies = cloud.s3.versions(UNVERSIONED, `${prodKey}.backup-`).map(({ key }) => key);
      expect(copies).toHaveLength(1);
      expect(cloud.s3.get(UNVERSIONED, copies[0] ?? '')?.body.toString()).toBe(before);
      expect(scenario.github.comments(42)[0]?.body).toContain(`\`${copies[0] ?? 'nowhere'}\``);
      expect(await cloud.dynamodb.item(TABLE, `${UNVERSIONED}/${prodKey}`)).toBeUndefined();
    },
  );

  test.concurrent(
    'recover: a lock that is written after its run has died is known by the ID that the run had noted, and deleted',
    async ({ expect }) => {
      await using scenario = await openScenario(cloud, { name: 'early', lockMode: 'table', unreviewed: 'warn' });
      const { prodKey } = scenario;
      seedState(cloud, prodKey);
      scenario.github.addPullRequest(merged);
      scenario.github.addRun({ id: 631, status: 'in_progress' });
      const dead = Promise.withResolvers<undefined>();
      const { promise: begun, resolve: begin } = Promise.withResolvers<Step>();
      // The lock is written all the same: the request was on its way.
      cloud.dynamodb.addFault({
        matches: ({ operation, lockId }) => operation === 'PutItem' && lockId === `${BUCKET}/${prodKey}`,
        then: {
          kind: 'run',
          task: async () => {
            die(scenario, await begun, '631');
            dead.resolve(undefined);
          },
        },
      });
      begin(await startApply(await scenario.checkout(BEFORE), '631'));
      await dead.promise;
      while (!(await isLocked(cloud, prodKey))) await new Promise((resolve) => setTimeout(resolve, 25));
      const lockId = (await lockAt(cloud, prodKey))?.ID ?? '';
      expect((await turnsAt(cloud, prodKey))?.tickets[0]?.stateLock?.id).toBe(lockId);
      const next = await startApply(await scenario.checkout(BEFORE), '632', { staleLock: 'recover' });
      const served = await next.ended;

      expect(served.outputs).toMatchObject({ outcome: 'no-changes' });
      expect(scenario.github.comments(42)[0]?.body).toContain(`its state lock \`${lockId}\`; it was deleted`);
      expect(await isLocked(cloud, prodKey)).toBe(false);
    },
  );

  test.concurrent(
    'recover: the living lock of a person of the same name is not touched, though a run has died on its way to the lock',
    async ({ expect }) => {
      await using scenario = await openScenario(cloud, { name: 'same-name', lockMode: 'table' });
      const { prodKey } = scenario;
      seedState(cloud, prodKey);
      scenario.github.addRun({ id: 691, status: 'in_progress' });
      const dead = Promise.withResolvers<undefined>();
      const { promise: begun, resolve: begin } = Promise.withResolvers<Step>();
      const matches = ({ operation, lockId }: { operation: string; lockId: string | undefined }): boolean =>
        operation === 'PutItem' && lockId === `${BUCKET}/${prodKey}`;
      cloud.dynamodb.addFault({
        matches,
        then: {
          kind: 'run',
          task: async () => {
            die(scenario, await begun, '691');
            dead.resolve(undefined);
          },
        },
      });
      cloud.dynamodb.addFault({ matches, then: { kind: 'cut-before' } });
      begin(await startApply(await scenario.checkout(BEFORE), '691'));
      await dead.promise;
      const person = await holdLock(await scenario.checkout(BEFORE + LASTING_RESOURCE), prodKey);
      const lock = await lockAt(cloud, prodKey);

      const gaveUp = await (
        await startApply(await scenario.checkout(BEFORE), '692', { timeout: '150s', staleLock: 'recover' })
      ).ended;

      expect(gaveUp.log).toMatch(GONE);
      expect(gaveUp.outputs).toMatchObject({ 'failure-reason': 'state-locked' });
      expect(JSON.parse(gaveUp.outputs['lock-info'] ?? '')).toMatchObject({ ID: lock?.ID, 'run-url': null });
      expect(await lockAt(cloud, prodKey)).toEqual(lock);
      expect((await person.letGo()).code).toBe(0);
      expect(stateAt(cloud, prodKey).body).toContain('"lasting"');
    },
  );

  test.concurrent('recover: the lock stays when the state cannot be backed up', async ({ expect }) => {
    await using slow = await openSlowState();
    await using scenario = await openScenario(cloud, {
      name: 'nobackup',
      lockMode: 'table',
      backend: { bucket: JSON.stringify(UNVERSIONED) },
    });
    const { prodKey } = scenario;
    seedState(cloud, prodKey, UNVERSIONED);
    const first = await applyInFlight(scenario, slow, '641');
    die(scenario, first, '641');
    cloud.s3.addFault(
      denied(({ operation, key }) => operation === 'PutObject' && key.startsWith(`${prodKey}.backup-`)),
    );
    const next = await startApply(await scenario.checkout(BEFORE), '642', { staleLock: 'recover' });
    const stopped = await next.ended;

    expect(stopped.log).toMatch(GONE);
    expect(stopped.exitCode).toBe(1);
    expect(stopped.log).toContain(`${prodKey}.backup-`);
    expect(await cloud.dynamodb.item(TABLE, `${UNVERSIONED}/${prodKey}`)).toBeDefined();
  });

  test.concurrent(
    'recover: a lock that a person took is not touched, though a run has died in front of it',
    async ({ expect }) => {
      await using scenario = await openScenario(cloud, { name: 'person', lockMode: 'both', unreviewed: 'warn' });
      const { prodKey } = scenario;
      scenario.github.addPullRequest(merged);
      await lockByHand(cloud, prodKey, 'both', ana);
      scenario.github.addRun({ id: 651, status: 'in_progress' });
      const first = await startApply(await scenario.checkout(BEFORE), '651');
      await waitUntil(() => scenario.github.comments(42)[0]?.body.includes(ana.ID) ?? false);
      die(scenario, first, '651');
      const gaveUp = await (
        await startApply(await scenario.checkout(BEFORE), '652', { timeout: '150s', staleLock: 'recover' })
      ).ended;

      expect(gaveUp.log).toMatch(GONE);
      expect(gaveUp.outputs).toMatchObject({ 'failure-reason': 'state-locked' });
      expect(JSON.parse(gaveUp.outputs['lock-info'] ?? '')).toMatchObject({ ID: ana.ID, alive: null });
      expect(cloud.s3.get(BUCKET, `${prodKey}.tflock`)?.body.toString()).toBe(JSON.stringify(ana));
      expect((await cloud.dynamodb.item(TABLE, `${BUCKET}/${prodKey}`))?.['Info']).toEqual({ S: JSON.stringify(ana) });
      expect(stateAt(cloud, prodKey).versions).toEqual([]);
    },
  );

  test.concurrent(
    'recover: the lock of a run that renews its turn is not touched, though GitHub calls it completed',
    async ({ expect }) => {
      await using slow = await openSlowState();
      await using scenario = await openScenario(cloud, { name: 'renews', lockMode: 'both' });
      const { prodKey } = scenario;
      const first = await applyInFlight(scenario, slow, '661');
      const lockId = await untilNoted(cloud, prodKey);
      scenario.github.updateRun(661, { status: 'completed', conclusion: 'failure' });
      const gaveUp = await (
        await startApply(await scenario.checkout(BEFORE), '662', { timeout: '120s', staleLock: 'recover' })
      ).ended;

      expect(gaveUp.outputs).toMatchObject({ 'failure-reason': 'state-locked' });
      expect(gaveUp.log).not.toMatch(GONE);
      expect((await lockAt(cloud, prodKey))?.ID).toBe(lockId);
      slow.letGo();
      expect((await first.ended).outputs).toMatchObject({ outcome: 'applied' });
    },
  );

  test.concurrent(
    'recover: the lock of a run that is silent is not touched while GitHub calls it running',
    async ({ expect }) => {
      await using slow = await openSlowState();
      await using scenario = await openScenario(cloud, { name: 'silent', lockMode: 'lockfile' });
      const { prodKey } = scenario;
      const first = await applyInFlight(scenario, slow, '671');
      const lockId = await untilNoted(cloud, prodKey);
      killMachine(first);
      const gaveUp = await (
        await startApply(await scenario.checkout(BEFORE), '672', { timeout: '120s', staleLock: 'recover' })
      ).ended;

      expect(gaveUp.outputs).toMatchObject({ 'failure-reason': 'state-locked' });
      expect(JSON.parse(gaveUp.outputs['lock-info'] ?? '')).toMatchObject({ kind: 'turn', alive: true });
      expect((await lockAt(cloud, prodKey))?.ID).toBe(lockId);
    },
  );

  for (const { by, lockMode } of [
    { by: 'the next plan', lockMode: 'both' },
    { by: 'the cleanup', lockMode: 'lockfile' },
  ] as const) {
    test.concurrent(
      `on the key of a pull request the lock of a plan that died is deleted by ${by} without asking`,
      async ({ expect }) => {
        await using slow = await openSlowState();
        await using scenario = await openScenario(cloud, { name: `pr-${lockMode}`, lockMode });
        const key = scenario.prKey(42);
        seedState(cloud, scenario.prodKey);
        scenario.github.addPullRequest({ number: 42, headSha: shaOf('head of 42') });
        scenario.github.addRun({ id: 681, status: 'in_progress' });
        const first = await (
          await scenario.checkout(BEFORE + slow.dataSource())
        ).step({ event: pullRequest('synchronize', 42), runId: '681' });
        await waitUntil(() => slow.isAsked());
        expect(await isLocked(cloud, key)).toBe(true);
        die(scenario, first, '681');
        const checkout = await scenario.checkout(BEFORE);
        const next =
          by === 'the cleanup' ? await checkout.close(42, { runId: '682' }) : await checkout.plan(42, { runId: '682' });

        expect(next.outputs).toMatchObject({ outcome: by === 'the cleanup' ? 'cleaned' : 'no-changes' });
        expect(next.log).toMatch(GONE);
        expect(await isLocked(cloud, key)).toBe(false);
        expect(stateAt(cloud, scenario.prodKey).versions).toHaveLength(1);
        if (by === 'the cleanup') {
          const left = await tracesOf(cloud, `pr-${lockMode}/prod/pr-42/`);
          expect(left).toEqual([]);
        } else {
          expect(scenario.github.comments(42)[0]?.body).toContain('ended without giving back its state lock');
        }
      },
    );
  }
});
