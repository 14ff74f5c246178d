import { afterAll, beforeAll, test, vi } from 'vitest';
import { applyInFlight, startApply } from '../../support/runner/dying-run.ts';
import { beforeApplyBegins } from '../../support/runner/before-apply.ts';
import { applySecondByAMoment, findLeft } from './first-by-a-moment.ts';
import { befallLock, placesOf } from '../../support/runner/lock-requests.ts';
import type { Step } from '../../support/runner/runner.ts';
import { BEFORE, seedState } from '../../support/runner/seeded-state.ts';
import { openSlowState } from '../../support/runner/slow-state.ts';
import {
  BUCKET,
  openCloud,
  openScenario,
  pushToMain,
  resource,
  shaOf,
  TABLE,
  type Checkout,
  type Cloud,
} from '../../support/runner/stage.ts';
import { TOOL } from '../../support/on-path.ts';
import { isLocked, lockAt, stateAt, writesTo } from '../../support/runner/traces.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { describeCasesWithTerraform, describeWithTerraform } from '../../support/runner/with-terraform.ts';

// Leases are what they are in production.
vi.setConfig({ maxConcurrency: 4, testTimeout: 1_800_000 });

let cloud: Cloud;
beforeAll(async () => {
  cloud = await openCloud();
});
afterAll(async () => {
  await cloud[Symbol.asyncDispose]();
});

const RUN_URL = /Info:\s+Lockstep: apply by ana for #42, https:\/\/github\.com\/octo\/infra\/actions\/runs\/(\d+)/;

const merged = { number: 42, headSha: shaOf('head of 42'), merged: true, mergeCommitSha: shaOf('m') };

describeCasesWithTerraform('the state lock that a run takes', (toTry) => {
  for (const lockMode of toTry(['table', 'lockfile', 'both'])) {
    test.concurrent(
      `is waited for while a plain ${TOOL} of the same name has it, which came first by a moment: ${lockMode}`,
      async ({ expect }) => {
        const name = `first-${lockMode}`;
        const { locks, plainExitCode, outputs, left } = await applySecondByAMoment(cloud, { name, lockMode });
        expect(locks[0]).toBeDefined();
        expect(locks[1]).toEqual(locks[0]);
        expect(plainExitCode).toBe(0);
        expect(outputs).toMatchObject({ outcome: 'applied', 'to-destroy': '1' });
        expect(left).toEqual([]);
      },
    );
  }

  for (const command of ['plan', 'apply'] as const) {
    for (const lockMode of toTry(command === 'plan' ? ['lockfile', 'table', 'both'] : ['both', 'table', 'lockfile'])) {
      test.concurrent(
        `is known by its ID when the answers to its writes and deletions are lost: ${command}, ${lockMode}`,
        async ({ expect }) => {
          await using scenario = await openScenario(cloud, { name: `lost-${command}-${lockMode}`, lockMode });
          const key = command === 'plan' ? scenario.prKey(42) : scenario.prodKey;
          const lost: string[] = [];
          for (const place of placesOf(lockMode)) {
            for (const what of ['write', 'deletion'] as const) {
              const note = { kind: 'run', task: () => void lost.push(`${what}, ${place}`) } as const;
              befallLock(cloud, key, { place, what, then: note });
              befallLock(cloud, key, { place, what, then: { kind: 'cut-after' } });
            }
          }
          const checkout = await scenario.checkout(resource('a', 'one'));

          const ended = command === 'plan' ? await checkout.plan(42) : await checkout.push(shaOf('m'));

          expect(ended.exitCode).toBe(0);
          expect(ended.outputs).toMatchObject({ outcome: command === 'plan' ? 'planned' : 'applied' });
          expect(lost).toHaveLength(2 * placesOf(lockMode).length);
          expect(await findLeft(cloud, key)).toEqual([]);
        },
      );
    }
  }

  for (const lockMode of toTry(['lockfile', 'table'])) {
    test.concurrent(
      `is left behind, and told, by a role that may not delete it; the next apply waits and names the run: ${lockMode}`,
      async ({ expect }) => {
        await using scenario = await openScenario(cloud, {
          name: `undeleted-${lockMode}`,
          lockMode,
          unreviewed: 'warn',
        });
        const { prodKey } = scenario;
        scenario.github.addPullRequest(merged);
        const refusal =
          lockMode === 'table'
            ? { status: 400, code: 'AccessDeniedException' }
            : ({ status: 403, code: 'AccessDenied' } as const);
        befallLock(cloud, prodKey, {
          place: lockMode,
          what: 'deletion',
          times: Infinity,
          then: { kind: 'answer', ...refusal },
        });
        const checkout = await scenario.checkout(resource('a', 'one'));

        const first = await checkout.push(shaOf('m'), { runId: '701' });
        const lock = await lockAt(cloud, prodKey);
        const second = await checkout.push(shaOf('m'), { runId: '702', with: { 'lock-timeout': '2s' } });
        const person = await checkout.terraform(prodKey, 'plan', '-input=false', '-no-color');

        expect(first.outputs).toMatchObject({ outcome: 'applied' });
        expect(first.log).toContain(
          `::warning::The state lock ${lock?.ID ?? ''} of ${BUCKET}/${prodKey} is left behind`,
        );
        expect(second.outputs).toMatchObject({ 'failure-reason': 'state-locked' });
        expect(JSON.parse(second.outputs['lock-info'] ?? '')).toMatchObject({
          kind: 'state-lock',
          ID: lock?.ID,
          'run-url': 'https://github.com/octo/infra/actions/runs/701',
        });
        expect(RUN_URL.exec(person.output)?.[1]).toBe('701');
      },
    );
  }
});

describeWithTerraform('the state lock that a run has taken', () => {
  test.concurrent(
    `refuses a plain ${TOOL}, which prints run, actor and pull request, and its force-unlock is told at once`,
    async ({ expect }) => {
      await using slow = await openSlowState();
      await using scenario = await openScenario(cloud, { name: 'forced', lockMode: 'both', unreviewed: 'warn' });
      const { prodKey } = scenario;
      // The plan has left a comment, in which everything is told.
      scenario.github.addPullRequest({ number: 42, headSha: merged.headSha });
      await (await scenario.checkout(BEFORE + slow.module)).plan(42);
      scenario.github.updatePullRequest(42, { merged: true, mergeCommitSha: merged.mergeCommitSha });
      const applying = await applyInFlight(scenario, slow, '711');
      const person = await scenario.checkout(BEFORE);

      const refused = await person.terraform(prodKey, 'apply', '-auto-approve', '-input=false', '-no-color');
      expect(refused.code).toBe(1);
      expect(RUN_URL.exec(refused.output)?.[1]).toBe('711');

      const { ID: lockId } = (await lockAt(cloud, prodKey)) ?? { ID: '' };
      expect((await person.terraform(prodKey, 'force-unlock', '-force', lockId)).code).toBe(0);
      const told = `somebody has deleted this run's state lock ${lockId}`;
      await waitUntil(() => applying.logSoFar().includes(told));
      await waitUntil(() => scenario.github.comments(42)[0]?.body.includes(lockId) ?? false);
      slow.letGo();
      const applied = await applying.ended;

      expect(applied.outputs).toMatchObject({ outcome: 'applied' });
      expect(scenario.github.comments(42)[0]?.body).toContain(lockId);
      expect(applied.log.split(told)).toHaveLength(2);
      expect(await findLeft(cloud, prodKey)).toEqual([]);
    },
  );
});

describeCasesWithTerraform('an apply whose queue cannot be read', (toTry) => {
  const frozen = {
    id: 'f',
    runUrl: 'https://github.com/octo/infra/actions/runs/1',
    at: '2026-11-21T10:00:00Z',
    serial: 9,
    fingerprint: 'x',
  };
  const document = JSON.stringify({ version: 1, nextSequence: 2, tickets: [], departed: [], frozen, writeId: 'a' });

  for (const trouble of ['throttled', 'garbage'] as const) {
    for (const lockMode of toTry(trouble === 'throttled' ? ['table', 'lockfile'] : ['lockfile', 'table'])) {
      test.concurrent(`stops before a freeze that it cannot see: ${trouble}, ${lockMode}`, async ({ expect }) => {
        await using scenario = await openScenario(cloud, { name: `unread-${trouble}-${lockMode}`, lockMode });
        const { prodKey } = scenario;
        seedState(cloud, prodKey);
        const body = trouble === 'garbage' ? document.slice(1) : document;
        const item = `${BUCKET}/${prodKey}#lockstep`;
        const object = `${prodKey}.lockstep.json`;
        if (lockMode === 'table') await cloud.dynamodb.putItem(TABLE, { LockID: { S: item }, Body: { S: body } });
        else cloud.s3.put(BUCKET, object, body);
        if (trouble === 'throttled') {
          const code = lockMode === 'table' ? 'ProvisionedThroughputExceededException' : 'SlowDown';
          const then = { kind: 'answer', status: lockMode === 'table' ? 400 : 503, code } as const;
          cloud.dynamodb.addFault({ matches: ({ lockId }) => lockId === item, times: Infinity, then });
          cloud.s3.addFault({ matches: ({ key }) => key === object, times: Infinity, then });
        }
        const before = stateAt(cloud, prodKey);
        const checkout = await scenario.checkout(BEFORE + resource('b', 'new'));

        const stopped = await checkout.push(shaOf('m'), { with: { 'lock-timeout': '5s' } });

        expect(stopped.exitCode).toBe(1);
        expect(stopped.outputs).toMatchObject({ 'failure-reason': 'backend-unusable' });
        expect(stopped.summary).toContain('cannot be read, so nothing is applied');
        expect(stateAt(cloud, prodKey)).toEqual(before);
        expect(writesTo(cloud, prodKey)).toEqual([]);
      });
    }
  }
});

describeWithTerraform('an apply that is suspended', () => {
  /** A later commit, which finds nothing to do, goes by once the suspended run counts as dead. */
  async function goBy(checkout: Checkout, runId: string): Promise<Readonly<Record<string, string>>> {
    const step = await checkout.step({
      event: pushToMain(shaOf('revert')),
      runId,
      with: { 'lock-timeout': '1h', 'stale-lock': 'recover' },
    });
    return (await step.ended).outputs;
  }

  for (const moment of ['between its turn and its lock', 'between its plan and its apply'] as const) {
    test.concurrent(
      `${moment}, while a later one goes by, does not apply what it had planned before`,
      async ({ expect }) => {
        const name = moment.endsWith('lock') ? 'suspended-early' : 'suspended-late';
        await using scenario = await openScenario(cloud, { name, lockMode: 'table' });
        const { prodKey, github } = scenario;
        seedState(cloud, prodKey);
        github.addCommit({ sha: shaOf('m') });
        github.addCommit({ sha: shaOf('revert'), parents: [shaOf('m')] });
        github.setBranch('main', shaOf('revert'));
        github.addRun({ id: 721, status: 'in_progress' });
        github.addRun({ id: 722, status: 'in_progress' });
        const stopped = Promise.withResolvers<Step>();
        const { promise: started, resolve: start } = Promise.withResolvers<Step>();
        const suspend = async (): Promise<void> => {
          const step = await started;
          process.kill(step.pid, 'SIGSTOP');
          stopped.resolve(step);
        };
        if (moment === 'between its plan and its apply') beforeApplyBegins(cloud, prodKey, suspend);
        else befallLock(cloud, prodKey, { place: 'table', what: 'write', then: { kind: 'run', task: suspend } });
        if (moment === 'between its turn and its lock') {
          befallLock(cloud, prodKey, { place: 'table', what: 'write', then: { kind: 'cut-before' } });
        }
        start(await startApply(await scenario.checkout(BEFORE + resource('old', 'plan')), '721'));
        const step = await stopped.promise;
        try {
          github.updateRun(721, { status: 'completed', conclusion: 'cancelled' });
          expect(await goBy(await scenario.checkout(BEFORE), '722')).toMatchObject({ outcome: 'no-changes' });
        } finally {
          process.kill(step.pid, 'SIGCONT');
        }
        const ended = await step.ended;

        expect(ended.outputs).toMatchObject({ outcome: 'superseded' });
        expect(stateAt(cloud, prodKey).body).not.toContain('"old"');
        expect(await isLocked(cloud, prodKey)).toBe(false);
      },
    );
  }
});
