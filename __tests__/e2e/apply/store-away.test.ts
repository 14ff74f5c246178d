import { afterAll, beforeAll, test } from 'vitest';
import { BEFORE, seedState } from '../../support/runner/seeded-state.ts';
import { openCloud, openScenario, resource, shaOf, BUCKET, type Cloud } from '../../support/runner/stage.ts';
import { takeStoreAway } from '../../support/sweep/store-away.ts';
import { isLocked, stateAt, turnsAt } from '../../support/runner/traces.ts';
import { describeCasesWithTerraform } from '../../support/runner/with-terraform.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await openCloud();
});
afterAll(async () => {
  await cloud[Symbol.asyncDispose]();
});

describeCasesWithTerraform('an apply at whose end the store is away', (toTry) => {
  for (const lockMode of toTry(['lockfile', 'table', 'both'])) {
    test.concurrent(`for twenty seconds loses nothing, and is told as it was: ${lockMode}`, async ({ expect }) => {
      await using scenario = await openScenario(cloud, {
        name: `away-${lockMode}`,
        lockMode,
        backend: { max_retries: '2' },
      });
      const { prodKey } = scenario;
      seedState(cloud, prodKey);
      const checkout = await scenario.checkout(BEFORE + resource('b', 'made'));
      takeStoreAway(cloud, scenario, { checkout, forMs: 20_000 });

      const applied = await checkout.push(shaOf('m'), { runId: '4001' });

      expect(applied.outputs).toMatchObject({ 'failure-reason': 'apply-failed' });
      expect(applied.log).toContain('the state could not be saved at first and was saved right after');
      expect(stateAt(cloud, prodKey).body).toContain('"made"');
      expect(await isLocked(cloud, prodKey)).toBe(false);
      expect(await turnsAt(cloud, prodKey)).toMatchObject({ tickets: [], frozen: undefined });
      expect(cloud.s3.versions(BUCKET, `${prodKey}.errored-`)).toEqual([]);
      const next = await checkout.push(shaOf('m'), { runId: '4002' });
      expect(next.outputs).toMatchObject({ outcome: 'no-changes' });
    });
  }
});
