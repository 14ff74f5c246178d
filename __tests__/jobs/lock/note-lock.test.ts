import { describe, expect, it } from 'vitest';

import { lockItemId } from '../../../src/domain/state/keys.ts';
import type { StateLock } from '../../../src/domain/lock/lock.ts';
import { BackendUnusable } from '../../../src/domain/stack/backend.ts';
import { EveryStep } from '../../../src/jobs/tolerate.ts';
import { noteLockWhile } from '../../../src/jobs/lock/note-lock.ts';
import type { LockOfTurn } from '../../../src/jobs/turn/key-in-turn.ts';
import { createLock } from '../../support/fakes/factories.ts';
import { PROD } from '../../support/fakes/fake-backend.ts';
import { EPOCH_MS } from '../../support/fakes/fake-clock.ts';
import { createRun, type FakeRun } from '../../support/fakes/fake-run.ts';
import { createTurn } from '../../support/fakes/fake-turn.ts';

const at = (ms: number): string => new Date(EPOCH_MS + ms).toISOString();
const OURS = createLock({ id: 'ours', who: 'runner@fv-az1', created: at(100) });

interface Options {
  readonly run?: FakeRun;
  readonly lastsMs?: number;
  readonly ends?: string;
}

/** Lets a command of this length run; what was noted meanwhile. */
async function noted(options: Options = {}): Promise<readonly string[]> {
  const { run = createRun(), lastsMs = 10_000, ends = 'done' } = options;
  const turn = createTurn();
  const of: LockOfTurn = { backend: run.backend, address: PROD, key: 'prod', turn };
  const command = async (): Promise<{ kind: string }> => run.clock.sleep(lastsMs).then(() => ({ kind: ends }));
  const steps = new EveryStep(run.journal);
  expect(await noteLockWhile(run, of, { command, steps })).toEqual({ kind: ends });
  steps.throwDefect();
  return turn.told;
}

/** Terraform's log tells of this lock from then on. */
function tryLock(run: FakeRun, id: string, atMs: number): void {
  void run.clock.sleep(atMs).then(() => {
    run.terraform.tried = [...(run.terraform.tried ?? []), { id, at: at(atMs) }];
  });
}

describe('the state lock that a Terraform takes', () => {
  it('is noted from its log within a tenth of a second, before anybody has it, and once', async () => {
    const run = createRun();
    const lock = { run, lastsMs: 950 };
    tryLock(run, 'ours', 850);
    expect(await noted(lock)).toEqual(['noted ours']);
    expect(run.backend.requests).toEqual([]);
  });

  it('is the last one that this command tried, not one of an earlier command', async () => {
    const run = createRun();
    run.terraform.tried = [{ id: 'earlier', at: at(-1000) }];
    expect(await noted({ run })).toEqual([]);
    tryLock(run, 'first', 150);
    tryLock(run, 'second', 5000);
    expect(await noted({ run })).toEqual(['noted first', 'noted second']);
  });

  it('is looked for until the command has ended, however late it takes it', async () => {
    const run = createRun();
    tryLock(run, 'ours', 30_000);
    expect(await noted({ run, lastsMs: 60_000 })).toEqual(['noted ours']);
  });

  it('does not hide how the command failed', async () => {
    const run = createRun();
    const of: LockOfTurn = { backend: run.backend, address: PROD, key: 'prod', turn: createTurn() };
    const failing = { command: () => Promise.reject(new Error('failed')), steps: new EveryStep(run.journal) };
    await expect(noteLockWhile(run, of, failing)).rejects.toThrow('failed');
  });
});

describe('the state lock that a tool takes that says nothing of its locks', () => {
  function silentRun(lock?: StateLock): FakeRun {
    const run = createRun();
    run.terraform.tried = undefined;
    if (lock !== undefined) run.backend.heldLocks.set(lockItemId(PROD), { kind: 'held', lock, places: ['table'] });
    return run;
  }

  it('is found at its place, and noted once', async () => {
    expect(await noted({ run: silentRun(OURS) })).toEqual(['noted ours']);
  });

  it('is looked for twice a second at most: every look is a request', async () => {
    const run = silentRun();
    await noted({ run, lastsMs: 10_250 });
    expect(run.backend.requests).toHaveLength(20);
  });

  it('is looked for no more once the command has ended', async () => {
    const run = silentRun();
    await noted({ run, lastsMs: 1250 });
    expect(run.backend.requests).toHaveLength(2);
    await run.clock.sleep(5000);
    expect(run.backend.requests).toHaveLength(2);
  });

  it.each([
    ['on another host', { who: 'runner@fv-az2' }],
    ['by another user', { who: 'ana@fv-az1' }],
    ['on a host whose name ends alike', { who: 'runner@not-fv-az1' }],
    ['before the command', { created: at(-1) }],
    ['at a time that nobody can read', { created: 'yesterday' }],
  ])('is not one that was taken %s', async (_, lock) => {
    expect(await noted({ run: silentRun({ ...OURS, ...lock }) })).toEqual([]);
  });

  it('is not known while the backend does not answer, and the command is none the worse', async () => {
    const run = silentRun(OURS);
    run.backend.before('read-lock', () => {
      throw new BackendUnusable('no answer');
    });
    expect(await noted({ run, lastsMs: 700 })).toEqual([]);
    expect(await noted({ run, lastsMs: 700 })).toEqual([]);
  });
});
