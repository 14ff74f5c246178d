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
  options: { run?: FakeRun; lastsMs?: number; ends?: string } = {},
): Promise<string[]> {
  const { run = createRun(), lastsMs = 10_000, ends = 'done' } = options;
  if (lock !== undefined) run.backend.heldLocks.set(lockItemId(PROD), { kind: 'held', lock, places: ['table'] });
  const ids: string[] = [];
  const turn = {
    ...NO_TURN,
    noteStateLock: async (noted: StateLock | undefined) => {
      ids.push(noted?.id ?? 'none');
    },
  };
  const of = { locks: run.backend.locks, address: PROD, turn };
  const command = async (): Promise<{ kind: string }> => run.clock.sleep(lastsMs).then(() => ({ kind: ends }));
  expect(await noteLockWhile(run, of, command)).toEqual({ kind: ends });
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
    const looks = run.backend.requests.length;
    expect(looks).toBeGreaterThan(0);
    await run.clock.sleep(5000);
    expect(run.backend.requests).toHaveLength(looks);
  });

  it('is looked for until the command has ended, however late it takes its lock', async () => {
    const run = createRun();
    void run.clock.sleep(30_000).then(() => {
      run.backend.heldLocks.set(lockItemId(PROD), { kind: 'held', lock: OURS, places: ['table'] });
    });
    expect(await noted(undefined, { run, lastsMs: 60_000 })).toEqual(['ours']);
  });

  it('is forgotten when the command says that it got none: it was somebody else’s', async () => {
    expect(await noted(OURS, { ends: 'lock-not-acquired' })).toEqual(['ours', 'none']);
  });

  it('is not known when the backend does not answer, and the command is none the worse', async () => {
    const run = createRun();
    run.backend.before('read-lock', () => {
      throw new Error('no answer');
    });
    const error = await noted(OURS, { run, lastsMs: 1000 });
    expect(error).toEqual([]);
  });

  it('does not hide how the command failed', async () => {
    const run = createRun();
    const of = { locks: run.backend.locks, address: PROD, turn: NO_TURN };
    await expect(noteLockWhile(run, of, () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  });
});
