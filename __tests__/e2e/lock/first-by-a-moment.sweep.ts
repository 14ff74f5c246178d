import { afterAll, beforeAll, test, vi } from 'vitest';
import { applySecondByAMoment } from './first-by-a-moment.ts';
import { LOCK_MODES, openCloud, type Cloud } from '../../support/runner/stage.ts';
import { describeWithTerraform } from '../../support/runner/with-terraform.ts';

vi.setConfig({ maxConcurrency: 4 });

let cloud: Cloud;
beforeAll(async () => {
  cloud = await openCloud();
});
afterAll(async () => {
  await cloud[Symbol.asyncDispose]();
});

const TIMES = 20;

describeWithTerraform('a lock that a plain tool of the same name took a moment before, whatever the log says', () => {
  for (let time = 1; time <= TIMES; time += 1) {
    const lockMode = LOCK_MODES[time % LOCK_MODES.length] ?? 'table';
    test.concurrent(`is waited for, time ${time} of ${TIMES}: ${lockMode}`, async ({ expect }) => {
      const { locks, plainExitCode, outputs, left } = await applySecondByAMoment(cloud, { name: `t${time}`, lockMode });
      expect(locks[0]).toBeDefined();
      expect(locks[1]).toEqual(locks[0]);
      expect(plainExitCode).toBe(0);
      expect(outputs).toMatchObject({ outcome: 'applied', 'to-destroy': '1' });
      expect(left).toEqual([]);
    });
  }
});
