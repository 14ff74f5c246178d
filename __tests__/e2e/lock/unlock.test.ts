import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, test, vi } from 'vitest';
import { lockByHand, lockOf } from '../../support/runner/lock-by-hand.ts';
import { killMachine } from '../../support/runner/kill-machine.ts';
import type { StepOptions, StepResult } from '../../support/runner/runner.ts';
import { BEFORE, seedState } from '../../support/runner/seeded-state.ts';
import { openSlowState } from '../../support/runner/slow-state.ts';
import {
  BUCKET,
  dispatchOn,
  openCloud,
  openScenario,
  pullRequest,
  pushToMain,
  shaOf,
  type Checkout,
  type Cloud,
} from '../../support/runner/stage.ts';
import { isLocked, lockAt, stateAt, turnsAt, writesTo } from '../../support/runner/traces.ts';
import { waitUntil } from '../../support/wait-until.ts';
import {
  HAS_LOCKFILE,
  describeCasesWithTerraform,
  describeWithTerraform,
} from '../../support/runner/with-terraform.ts';

// Leases are what they are in production.
vi.setConfig({ testTimeout: 1_800_000 });

let cloud: Cloud;
beforeAll(async () => {
  cloud = await openCloud();
});
afterAll(async () => {
  await cloud[Symbol.asyncDispose]();
});

interface Asked {
  readonly lockId: string;
  readonly event?: StepOptions['event'];
  readonly prNumber?: number;
}

async function unlock(checkout: Checkout, { lockId, event, prNumber }: Asked): Promise<StepResult> {
  const step = await checkout.step({
    event: event ?? dispatchOn('main'),
    runId: '9001',
    with: {
      command: 'unlock',
      'lock-id': lockId,
      ...(prNumber === undefined ? {} : { 'pr-number': String(prNumber) }),
    },
  });
  return step.ended;
}

/** What each of the steps has found, as the log tells it. */
function stepsIn({ log }: StepResult): readonly string[] {
  return log.match(/^\d\. [a-z]+: .*$/gm) ?? [];
}

const push = (runId: string): Pick<StepOptions, 'event' | 'runId'> => ({ event: pushToMain(shaOf('m')), runId });

describeWithTerraform('an unlock by hand', () => {
  test.concurrent(
    'takes the lock and the turn of a run that died in seven steps, and tells what each has found',
    async ({ expect }) => {
      await using slow = await openSlowState();
      await using scenario = await openScenario(cloud, { name: 'dead', lockMode: 'both' });
      const { prodKey } = scenario;
      seedState(cloud, prodKey);
      scenario.github.addRun({ id: 701, status: 'in_progress' });
      const dying = await (await scenario.checkout(BEFORE + slow.module)).step(push('701'));
      await waitUntil(() => slow.isAsked());
      killMachine(dying);
      scenario.github.updateRun(701, { status: 'completed', conclusion: 'cancelled' });
      const lockId = (await lockAt(cloud, prodKey))?.ID ?? '';
      const before = stateAt(cloud, prodKey);
      const checkout = await scenario.checkout(BEFORE);

      const unlocked = await unlock(checkout, { lockId });

      expect(unlocked.exitCode).toBe(0);
      expect(unlocked.outputs).toMatchObject({ command: 'unlock', outcome: 'unlocked', 'state-key': prodKey });
      const url = 'https://github.com/octo/infra/actions/runs/701';
      const version = cloud.s3.versions(BUCKET, prodKey).find(({ key }) => key === prodKey)?.versionId ?? '';
      expect(stepsIn(unlocked)).toEqual([
        expect.stringMatching(new RegExp(`^1\\. lock: ${lockId}, OperationTypeApply by .*@.* since `)),
        `2. holder: ${url} (ana)`,
        `3. alive: GitHub says that ${url} has ended, and its turn was silent for a whole lease`,
        `4. backup: version ${version} of ${prodKey}`,
        `5. deletion: the lock ${lockId} is deleted`,
        `6. queue: the turn of ${url} is taken back; not frozen`,
        '7. refresh: nothing has changed outside Terraform',
      ]);
      expect(unlocked.summary).toContain(`unlocked · \`${lockId}\``);
      for (const line of stepsIn(unlocked)) {
        expect(unlocked.summary).toContain(line.replace(/^\d\. [a-z]+: /, ''));
      }
      expect(await isLocked(cloud, prodKey)).toBe(false);
      expect(stateAt(cloud, prodKey)).toEqual(before);
      // Nobody has to wait for the dead run's lease any more.
      const next = await checkout.push(shaOf('m'), { runId: '702' });
      expect(next.outputs).toMatchObject({ outcome: 'no-changes', 'queue-position': '0' });
      expect(scenario.github.violations).toEqual([]);
    },
  );

  test.skipIf(!HAS_LOCKFILE)(
    'takes the lock of a person, whom nobody here can ask',
    { concurrent: true },
    async ({ expect }) => {
      await using scenario = await openScenario(cloud, { name: 'person', lockMode: 'lockfile' });
      const { prodKey } = scenario;
      seedState(cloud, prodKey);
      const person = lockOf('person');
      await lockByHand(cloud, prodKey, 'lockfile', person);
      const checkout = await scenario.checkout(`${BEFORE}output "word" {\n  value = file("\${path.module}/word")\n}\n`);
      await writeFile(join(checkout.folder, 'word'), 'changed since');

      const unlocked = await unlock(checkout, { lockId: person.ID });

      expect(unlocked.outputs).toMatchObject({ outcome: 'unlocked' });
      const steps = stepsIn(unlocked);
      expect(steps[1]).toBe('2. holder: person@laptop, of whom the queue knows nothing');
      expect(steps[2]).toContain('nobody here can tell');
      expect(steps[4]).toBe(`5. deletion: the lock ${person.ID} is deleted`);
      expect(steps[6]).toBe('7. refresh: outputs differ from the state; the next plan shows how');
      expect(await isLocked(cloud, prodKey)).toBe(false);
    },
  );

  test.concurrent(
    'takes the lock of a pull request’s state with pr-number, and production’s stays as it is',
    async ({ expect }) => {
      await using slow = await openSlowState();
      await using scenario = await openScenario(cloud, { name: 'pr', lockMode: 'table' });
      const key = scenario.prKey(42);
      seedState(cloud, scenario.prodKey);
      await lockByHand(cloud, scenario.prodKey, 'table', lockOf('elsewhere'));
      scenario.github.addRun({ id: 711, status: 'in_progress' });
      const checkout = await scenario.checkout(BEFORE + slow.dataSource());
      const dying = await checkout.step({ event: pullRequest('synchronize', 42), runId: '711' });
      await waitUntil(() => slow.isAsked());
      killMachine(dying);
      scenario.github.updateRun(711, { status: 'completed', conclusion: 'cancelled' });
      const lockId = (await lockAt(cloud, key))?.ID ?? '';

      const unlocked = await unlock(await scenario.checkout(BEFORE), { lockId, prNumber: 42 });

      expect(unlocked.outputs).toMatchObject({ outcome: 'unlocked', 'state-key': key });
      expect(stepsIn(unlocked)).toHaveLength(7);
      expect(await isLocked(cloud, key)).toBe(false);
      expect((await turnsAt(cloud, key))?.tickets).toEqual([]);
      expect((await lockAt(cloud, scenario.prodKey))?.ID).toBe(lockOf('elsewhere').ID);
    },
  );

  test.concurrent(
    'is refused while the holder is alive or may be, and with the ID of another lock; nothing is changed',
    async ({ expect }) => {
      await using slow = await openSlowState();
      await using scenario = await openScenario(cloud, { name: 'alive', lockMode: 'both' });
      const { prodKey } = scenario;
      seedState(cloud, prodKey);
      const first = await (await scenario.checkout(BEFORE + slow.module)).step(push('721'));
      await waitUntil(() => slow.isAsked());
      const lockId = (await lockAt(cloud, prodKey))?.ID ?? '';
      const checkout = await scenario.checkout(BEFORE);

      const untold = await unlock(checkout, { lockId });
      scenario.github.addRun({ id: 721, status: 'in_progress' });
      const alive = await unlock(checkout, { lockId });
      const another = await unlock(checkout, { lockId: lockOf('nobody').ID });

      for (const { exitCode, outputs } of [untold, alive, another]) {
        expect(exitCode).toBe(1);
        expect(outputs).toMatchObject({ command: 'unlock', 'failure-reason': 'refused' });
        expect(outputs).not.toHaveProperty('outcome');
      }
      expect(untold.log).toContain('of which GitHub does not say whether it has ended');
      expect(alive.log).toContain('/actions/runs/721, which is still running');
      expect(another.log).toContain(`is another one by now: ${lockId}`);
      expect(alive.summary).toContain('which is still running');
      expect((await lockAt(cloud, prodKey))?.ID).toBe(lockId);
      slow.letGo();
      expect((await first.ended).outputs).toMatchObject({ outcome: 'applied' });
    },
  );
});

describeCasesWithTerraform('an unlock by hand', (toTry) => {
  for (const lockMode of toTry(['table', 'lockfile'])) {
    test.concurrent(
      `leaves a lock that somebody else takes at the last moment, lock in ${lockMode}`,
      async ({ expect }) => {
        await using scenario = await openScenario(cloud, { name: `last-${lockMode}`, lockMode });
        const { prodKey } = scenario;
        seedState(cloud, prodKey);
        await lockByHand(cloud, prodKey, lockMode, lockOf('first'));
        const then = { kind: 'run', task: () => lockByHand(cloud, prodKey, lockMode, lockOf('second')) } as const;
        if (lockMode === 'table') {
          const item = `${BUCKET}/${prodKey}`;
          cloud.dynamodb.addFault({
            matches: ({ operation, lockId }) => operation === 'DeleteItem' && lockId === item,
            then,
          });
        } else {
          const lockfile = `${prodKey}.tflock`;
          cloud.s3.addFault({
            matches: ({ operation, key }) => operation === 'DeleteObject' && key === lockfile,
            then,
          });
        }

        const unlocked = await unlock(await scenario.checkout(BEFORE), { lockId: lockOf('first').ID });

        expect(stepsIn(unlocked)[4]).toBe('5. deletion: there is no such lock any more');
        expect(stepsIn(unlocked)[6]).toBe('7. refresh: somebody has taken the lock since, so there was no look');
        expect((await lockAt(cloud, prodKey))?.ID).toBe(lockOf('second').ID);
      },
    );
  }
});

describeWithTerraform('an unlock by hand', () => {
  test.concurrent('is refused on another branch, for another event and without lock-id', async ({ expect }) => {
    await using scenario = await openScenario(cloud, { name: 'guards', lockMode: 'both' });
    const person = lockOf('guards');
    await lockByHand(cloud, scenario.prodKey, 'table', person);
    const checkout = await scenario.checkout(BEFORE);
    const refused = await Promise.all([
      unlock(checkout, { lockId: person.ID, event: dispatchOn('feature') }),
      unlock(checkout, { lockId: person.ID, event: pushToMain(shaOf('m')) }),
      unlock(checkout, { lockId: person.ID, event: pullRequest('synchronize', 42) }),
      unlock(checkout, { lockId: '' }),
    ]);
    for (const { exitCode, outputs } of refused) {
      expect(exitCode).toBe(1);
      expect(outputs).toMatchObject({ 'failure-reason': 'refused' });
    }
    expect(refused.map(({ log }) => /::error::(.*)/.exec(log)?.[1])).toEqual([
      'an unlock is started on the apply branch (main), and this is refs/heads/feature.',
      expect.stringContaining('command: unlock is not possible here: a push to refs/heads/main'),
      expect.stringContaining('command: unlock is not possible here: pull_request'),
      expect.stringContaining('an unlock needs lock-id'),
    ]);
    expect(writesTo(cloud, scenario.prodKey)).toEqual([]);
    expect((await lockAt(cloud, scenario.prodKey))?.ID).toBe(person.ID);
  });
});
