import { describe, expect, it } from 'vitest';

import { BackendUnusable } from '../../../src/domain/stack/backend.ts';
import { untilInReach } from '../../../src/jobs/turn/until-in-reach.ts';
import { createRun } from '../../support/fakes/fake-run.ts';

const NO_ANSWER = new BackendUnusable('no answer');

describe('what the backend does not do now', () => {
  it('is tried again every 2 s, which counts as waiting', async () => {
    const run = createRun({ inputs: { 'lock-timeout': 60_000 } });
    let tries = 0;
    const task = async () => ((tries += 1) < 4 ? Promise.reject(NO_ANSWER) : 'done');
    expect(await untilInReach(run, task)).toBe('done');
    expect(run.clock.slept).toEqual([2000, 2000, 2000]);
    expect(run.waiting.leftMs).toBe(54_000);
  });

  it('is not begun once lock-timeout is over but for a last try, however long each try takes', async () => {
    const run = createRun({ inputs: { 'lock-timeout': 60_000 } });
    const hang = () => run.clock.sleep(28_000).then(() => Promise.reject(NO_ANSWER));
    await expect(untilInReach(run, hang)).rejects.toBe(NO_ANSWER);
    expect(run.clock.slept).toEqual([28_000, 2000, 28_000, 2000, 28_000]);
    expect(run.waiting.leftMs).toBe(0);
  });

  it.each<[string, Error, number, readonly number[]]>([
    ['once lock-timeout is used up', NO_ANSWER, 3000, [2000, 1000]],
    ['when the role may not', new BackendUnusable('denied', { isDenied: true }), 60_000, []],
    ['by a defect', new TypeError('undefined is not a function'), 60_000, []],
    ['with no budget', NO_ANSWER, 0, []],
  ])('is not tried again %s', async (_, error, lockTimeoutMs, slept) => {
    const run = createRun({ inputs: { 'lock-timeout': lockTimeoutMs } });
    await expect(untilInReach(run, () => Promise.reject(error))).rejects.toBe(error);
    expect(run.clock.slept).toEqual(slept);
  });
});
