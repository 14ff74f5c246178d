import { describe, expect, it } from 'vitest';

import { lockItemId } from '../../src/domain/keys.ts';
import type { StateLock } from '../../src/domain/lock.ts';
import { noteLockWhile } from '../../src/jobs/note-lock.ts';
import { NO_TURN } from '../../src/jobs/turn.ts';
import { createLock } from '../support/factories.ts';
import { PROD } from '../support/fake-backend.ts';
import { EPOCH_MS } from '../support/fake-clock.ts';
import { createRun, type FakeRun } from '../support/fake-run.ts';

const at = (ms: number): string => new Date(EPOCH_MS + ms).toISOString();
const OURS = createLock({ id: 'ours', who: 'runner@fv-az1', created: at(100) });

/** Notes while a command of this length runs under this lock. */
async function noted(
  lock: StateLock | undefined,
  options: { run?: FakeRun; lastsMs?: number } = {},
): Promise<string[]> {
  const { run = createRun(), lastsMs = 10_000 } = options;
  if (lock !== undefined) run.backend.heldLocks.set(lockItemId(PROD), { kind: 'held', lock, places: ['table'] });
  const ids: string[] = [];
  const turn = {
    ...NO_TURN,
    noteStateLock: async ({ id }: StateLock) => {
      ids.push(id);
    },
  };
  const of = { locks: run.backend.locks, address: PROD, turn };
  expect(await noteLockWhile(run, of, async () => run.clock.sleep(lastsMs).then(() => 'done'))).toBe('done');
  return ids;
}

describe('the state lock that a command took', () => {
  it('is noted once while the command runs', async () => {
    expect(await noted(OURS)).toEqual(['ours']);
  });

  it.each([
    ['another host', { who: 'ana@laptop' }],
    ['a host whose name ends alike', { who: 'runner@not-fv-az1' }],
    ['before the command', { created: at(-1) }],
  ])('is not one of %s', async (_, lock) => {
    expect(await noted({ ...OURS, ...lock })).toEqual([]);
  });

  it('is looked for no more once the command has ended', async () => {
    const run = createRun();
    expect(await noted(undefined, { run, lastsMs: 1000 })).toEqual([]);
    expect(run.backend.requests).toHaveLength(2);
    await run.clock.sleep(5000);
    expect(run.backend.requests).toHaveLength(2);
  });

  it('is looked for a few times only', async () => {
    const run = createRun();
    await noted(undefined, { run, lastsMs: 60_000 });
    expect(run.backend.requests).toHaveLength(8);
  });

  it('is not known when the backend does not answer, and the command is none the worse', async () => {
    const run = createRun();
    run.backend.before('read-lock', () => {
      throw new Error('no answer');
    });
    expect(await noted(OURS, { run })).toEqual([]);
  });

  it('does not hide how the command failed', async () => {
    const run = createRun();
    const of = { locks: run.backend.locks, address: PROD, turn: NO_TURN };
    await expect(noteLockWhile(run, of, () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  });
});
