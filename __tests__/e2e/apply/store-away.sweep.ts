import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, test, vi } from 'vitest';
import { runAsPrinted } from '../../support/documents/run-as-printed.ts';
import { BEFORE, seedState } from '../../support/runner/seeded-state.ts';
import { LOCK_MODES, openCloud, openScenario, resource, shaOf, type Cloud } from '../../support/runner/stage.ts';
import { takeStoreAway } from '../../support/sweep/store-away.ts';
import { isLocked, lockAt, stateAt, turnsAt } from '../../support/runner/traces.ts';
import { describeWithTerraform } from '../../support/runner/with-terraform.ts';

vi.setConfig({ maxConcurrency: 20 });

let cloud: Cloud;
beforeAll(async () => {
  cloud = await openCloud();
});
afterAll(async () => {
  await cloud[Symbol.asyncDispose]();
});

const merged = { number: 42, headSha: shaOf('head of 42'), merged: true, mergeCommitSha: shaOf('m') };
const backend = { max_retries: '2' };

// In real time: what is on the runner alone is tried to be saved for a quarter of an hour.
describeWithTerraform('an apply at whose end the store is away for longer', () => {
  for (const lockMode of LOCK_MODES) {
    test.concurrent(`for two minutes loses nothing: ${lockMode}`, async ({ expect }) => {
      await using scenario = await openScenario(cloud, { name: `minutes-${lockMode}`, lockMode, backend });
      const { prodKey } = scenario;
      seedState(cloud, prodKey);
      const checkout = await scenario.checkout(BEFORE + resource('b', 'made'));
      takeStoreAway(cloud, scenario, { checkout, forMs: 120_000 });
      await checkout.push(shaOf('m'), { runId: '4001' });
      expect(stateAt(cloud, prodKey).body).toContain('"made"');
      expect(await isLocked(cloud, prodKey)).toBe(false);
      expect(await turnsAt(cloud, prodKey)).toMatchObject({ tickets: [], frozen: undefined });
    });

    test.concurrent(
      `for good names the lock that is left, and the line that it prints puts all in its place: ${lockMode}`,
      async ({ expect }) => {
        await using scenario = await openScenario(cloud, {
          name: `good-${lockMode}`,
          lockMode,
          backend,
          unreviewed: 'warn',
        });
        const { prodKey } = scenario;
        seedState(cloud, prodKey);
        scenario.github.addPullRequest(merged);
        const main = BEFORE + resource('b', 'made');
        const checkout = await scenario.checkout(main);
        const store = takeStoreAway(cloud, scenario, { checkout, forMs: Infinity });
        const failed = await checkout.push(shaOf('m'), { runId: '4001' });
        store.comeBack();

        expect(failed.outputs).toMatchObject({ 'failure-reason': 'state-not-saved' });
        const lockId = (await lockAt(cloud, prodKey))?.ID ?? 'nobody has it';
        expect(failed.log).toContain(`the state lock ${lockId} is left behind`);
        expect(failed.log).toContain(`force-unlock -force ${lockId}`);
        const person = await scenario.checkout(main);
        await copyFile(join(checkout.folder, 'errored.tfstate'), join(person.folder, 'errored.tfstate'));
        const comment = scenario.github.comments(42)[0]?.body ?? '';
        const repaired = await runAsPrinted(cloud, comment, person);
        expect(repaired.code, repaired.output).toBe(0);
        expect(JSON.parse(stateAt(cloud, prodKey).body)).toMatchObject({
          resources: (JSON.parse(await readFile(join(person.folder, 'errored.tfstate'), 'utf8')) as { resources: [] })
            .resources,
        });
        expect(await isLocked(cloud, prodKey)).toBe(false);
      },
    );
  }
});
