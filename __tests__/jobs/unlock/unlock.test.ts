import { describe, expect, it } from 'vitest';

import { Refused } from '../../../src/domain/failure.ts';
import { lockItemId } from '../../../src/domain/state/keys.ts';
import type { LockReading } from '../../../src/domain/lock/lock.ts';
import type { Unlocked } from '../../../src/domain/run/outcome.ts';
import { EMPTY_QUEUE, join, leave, removeHead, renew, type TurnDocument } from '../../../src/domain/turn/turn.ts';
import { parseTurnDocument, renderTurnDocument } from '../../../src/domain/turn/turn-document.ts';
import type { RunStatus } from '../../../src/domain/turn/turn-watch.ts';
import { unlock } from '../../../src/jobs/unlock/unlock.ts';
import { createLock, createTurnRun } from '../../support/fakes/factories.ts';
import { createBackend, PR, PROD, stateOf, type FakeBackend } from '../../support/fakes/fake-backend.ts';
import { createRun, type FakeRun, type RunOverrides } from '../../support/fakes/fake-run.ts';

const ID = 'left-behind';
const LOCK = createLock({ id: ID, who: 'runner@fv-az1', created: '2026-11-21T10:28:00.5Z' });
const HELD: LockReading = { kind: 'held', lock: LOCK, places: ['table'] };
const DELETE = `delete-lock ${lockItemId(PROD)} ${ID}`;

function joined(queue: TurnDocument, id: string, runId = '117'): TurnDocument {
  const run = createTurnRun({ runId, url: `https://github.com/octo/infra/actions/runs/${runId}` });
  const lockId = id === 'owner' ? ID : `lock-of-${id}`;
  return join(queue, { id, token: `${id}-0`, run, at: '2026-11-21T10:28:00Z', lockId });
}

/** The owner holds the turn and has noted the lock; somebody waits behind it. */
const AT_WORK = joined(joined(EMPTY_QUEUE, 'owner'), 'next', '118');
/** The same, and its turn has been taken from it as from a dead one. */
const DEPARTED = removeHead(AT_WORK, { id: 'owner', token: 'owner-0' });

interface Stage extends RunOverrides {
  readonly reading?: LockReading;
  readonly queue?: TurnDocument;
  readonly status?: RunStatus;
}

/** Production is locked by a run that has ended, as the queue knows, unless a test says otherwise. */
function stage(options: Stage = {}): FakeRun {
  const { reading = HELD, queue = DEPARTED, status = 'completed', ...overrides } = options;
  const run = createRun({ runs: { status: async () => status, compare: async () => 'ahead' }, ...overrides });
  run.backend.applyBySomebody(PROD, stateOf(['a']));
  run.backend.turnsOf(PROD).write(renderTurnDocument(queue, 'w'));
  if (reading.kind !== 'free') run.backend.heldLocks.set(lockItemId(PROD), reading);
  run.backend.clearRequests();
  return run;
}

/** It gave its turn back while its Terraform was at work. */
const LEFT_AT_WORK = leave(AT_WORK, { id: 'owner', applied: undefined, lockMayBeHeld: true, toolAtWork: true });

const operation = { kind: 'unlock', lockId: ID, prNumber: undefined } as const;

function queueOf(backend: FakeBackend): TurnDocument {
  return parseTurnDocument(backend.turnsOf(PROD).stored?.body ?? '');
}

function foundBy(unlocked: Unlocked, step: string): string {
  return unlocked.steps.find((candidate) => candidate.step === step)?.found ?? '';
}

describe('an unlock', () => {
  it('is how the lock of a Terraform goes that was left at work, and says that nobody can tell of it', async () => {
    const run = stage({ queue: LEFT_AT_WORK });
    const unlocked = await unlock(run, operation);
    expect(foundBy(unlocked, 'alive')).toContain('it left its Terraform at work, of which nobody here can tell');
    expect(run.backend.requests).toContain(DELETE);
  });

  it('goes the seven steps in their order, and tells what each has found', async () => {
    const run = stage();
    const unlocked = await unlock(run, operation);
    expect(unlocked).toMatchObject({ kind: 'unlocked', address: PROD, lockId: ID });
    expect(unlocked.steps).toEqual([
      {
        step: 'lock',
        found: `${ID}, OperationTypeApply by runner@fv-az1 since 2026-11-21T10:28:00.5Z, 1.11.4`,
      },
      { step: 'holder', found: 'https://github.com/octo/infra/actions/runs/117 (ana)' },
      { step: 'alive', found: 'GitHub says that https://github.com/octo/infra/actions/runs/117 has ended' },
      { step: 'backup', found: `version v1 of ${PROD.path}` },
      { step: 'deletion', found: `the lock ${ID} is deleted` },
      { step: 'queue', found: 'not frozen' },
      { step: 'refresh', found: 'nothing has changed outside Terraform' },
    ]);
    expect(run.said.infos.map((line) => line.split(':')[0])).toEqual([
      '1. lock',
      '2. holder',
      '3. alive',
      '4. backup',
      '5. deletion',
      '6. queue',
      '7. refresh',
    ]);
    expect(run.said.outputs['state-key']).toBe(PROD.path);
    expect(run.backend.heldLocks.size).toBe(0);
  });

  it('makes the backup before it deletes the lock, and deletes before it plans', async () => {
    const run = stage({ backend: createBackend({ versioned: false }) });
    let lockedAtPlan: boolean | undefined;
    run.terraform.before = (command) => {
      const held = run.backend.heldLocks.get(lockItemId(PROD));
      if (command === 'plan -refresh-only') lockedAtPlan = held?.kind === 'held' && held.lock.id === ID;
    };
    await unlock(run, operation);
    expect(run.backend.writes()).toEqual([`put ${PROD.path}.backup-20261121T103025Z`, DELETE]);
    expect(lockedAtPlan).toBe(false);
  });

  it('deletes nothing without a backup', async () => {
    const run = stage({ backend: createBackend({ versioned: false }) });
    run.backend.breakDown(`put ${PROD.path}.backup`);
    await expect(unlock(run, operation)).rejects.toThrow('no answer');
    expect(run.backend.heldLocks.size).toBe(1);
  });

  it("is of a pull request's lock when one is named, and leaves production alone", async () => {
    const run = stage();
    run.backend.heldLocks.set(lockItemId(PR), HELD);
    expect(await unlock(run, { ...operation, prNumber: 42 })).toMatchObject({ address: PR });
    expect([...run.backend.heldLocks.keys()]).toEqual([lockItemId(PROD)]);
    expect(run.terraform.commands).toContain(`init ${PR.key}`);
  });

  it('leaves word for post of what it is about: its last plan is made under a lock', async () => {
    const run = stage();
    let noted: unknown;
    run.backend.before('read-lock', () => {
      noted = run.left.map(({ address, key }) => [address, key]);
    });
    await unlock(run, operation);
    expect(noted).toEqual([[PROD, 'prod']]);
    const pr = stage();
    pr.backend.heldLocks.set(lockItemId(PR), HELD);
    await unlock(pr, { ...operation, prNumber: 42 });
    expect(pr.left).toMatchObject([{ address: PR, key: 'pr' }]);
  });
});

describe('before anything is changed', () => {
  it.each<[string, Stage, string]>([
    ['whose run still runs', { status: 'running' }, 'which is still running'],
    ['whose run still runs and holds the turn', { status: 'running', queue: AT_WORK }, 'which is still running'],
    [
      'of whose run GitHub does not tell, while it is in the queue',
      { status: 'unknown', queue: AT_WORK },
      'of which GitHub does not say whether it has ended',
    ],
    [
      'of another ID',
      { reading: { kind: 'held', lock: createLock({ id: 'newer' }), places: ['table'] } },
      'is another one by now: newer, OperationTypeApply by ana@laptop',
    ],
    [
      'that nobody can read',
      { reading: { kind: 'unreadable', places: ['lockfile'] } },
      "is no record of Terraform's, so it cannot be known whose it is",
    ],
  ])('it refuses a lock %s', async (_, options, why) => {
    const run = stage({ ...options, backend: createBackend({ versioned: false }) });
    const before = run.backend.turnsOf(PROD).stored;
    const refused = unlock(run, operation);
    await expect(refused).rejects.toThrow(Refused);
    await expect(refused).rejects.toThrow(why);
    expect(run.backend.writes()).toEqual([]);
    expect(run.backend.turnsOf(PROD).stored).toEqual(before);
    expect(run.terraform.commands).toEqual(['look']);
  });

  it.each<[string, string]>([
    ['on another machine', 'ana@laptop'],
    ['of the very name of the machine that holds the turn', 'runner@fv-az1'],
  ])('it takes nobody in the queue for a holder who has not noted the ID of the lock: %s', async (_, who) => {
    const reading: LockReading = { kind: 'held', lock: { ...LOCK, id: ID, who }, places: ['table'] };
    const run = stage({ queue: joined(EMPTY_QUEUE, 'somebody'), reading, status: 'running' });
    expect(foundBy(await unlock(run, operation), 'holder')).toBe(`${who}, of whom the queue knows nothing`);
  });

  it.each<[string, Stage]>([
    ['has ended, as GitHub says', {}],
    ['is no run of a workflow', { queue: EMPTY_QUEUE }],
    ['is silent in the queue', { queue: AT_WORK }],
  ])('it refuses when the state moves, though its holder %s', async (_, options) => {
    const run = stage(options);
    const sleeps = options.queue === AT_WORK ? 100_000 : 10_000;
    void run.clock.sleep(sleeps).then(() => {
      run.backend.applyBySomebody(PROD, stateOf(['a', 'b'], 42));
    });
    await expect(unlock(run, operation)).rejects.toThrow('was written while it was watched');
    expect(run.backend.writes()).toEqual([]);
    expect(run.backend.heldLocks.get(lockItemId(PROD))).toEqual(HELD);
  });
});

it('an unlock of nothing is a success that says so in its one step, and changes nothing', async () => {
  const run = stage({ reading: { kind: 'free' } });
  const before = run.backend.turnsOf(PROD).stored;
  expect(await unlock(run, operation)).toMatchObject({
    kind: 'unlocked',
    steps: [{ step: 'lock', found: 'nobody holds it, and its queue is not frozen: there is nothing to do' }],
  });
  expect(run.backend.writes()).toEqual([]);
  expect(run.backend.turnsOf(PROD).stored).toEqual(before);
  expect(run.terraform.commands).toEqual(['look']);
});

describe('whether the holder is alive', () => {
  it('is for the person to know when it is no run of a workflow', async () => {
    const lock = createLock({ id: ID, who: 'ana@laptop' });
    const unlocked = await unlock(
      stage({ reading: { kind: 'held', lock, places: ['table'] }, queue: EMPTY_QUEUE }),
      operation,
    );
    expect(foundBy(unlocked, 'alive')).toContain('whoever started this has decided');
    expect(foundBy(unlocked, 'deletion')).toBe(`the lock ${ID} is deleted`);
  });

  it('is for the person to know, too, when GitHub does not tell and it has left the queue', async () => {
    const unlocked = await unlock(stage({ status: 'unknown' }), operation);
    expect(foundBy(unlocked, 'alive')).toContain('it has left the queue');
  });
});

describe('a holder that GitHub calls ended and that is still in the queue', () => {
  it.each([
    [undefined, PROD, 90_000 + 25_000],
    [42, PR, 40_000],
  ])(
    'is watched for a whole lease of its key, and is dead when it is silent: pr-number %s',
    async (prNumber, address, ms) => {
      const run = stage({ queue: AT_WORK });
      run.backend.turnsOf(address).write(renderTurnDocument(AT_WORK, 'w'));
      run.backend.heldLocks.set(lockItemId(address), HELD);
      const unlocked = await unlock(run, { ...operation, prNumber });
      expect(run.clock.monotonicMs()).toBe(ms);
      expect(foundBy(unlocked, 'alive')).toMatch(/runs\/117 has ended, and its turn was silent for a whole lease$/);
      expect(foundBy(unlocked, 'deletion')).toBe(`the lock ${ID} is deleted`);
    },
  );

  it('is alive when it renews its turn meanwhile, whatever GitHub says: nothing is changed', async () => {
    const run = stage({ queue: AT_WORK, backend: createBackend({ versioned: false }) });
    void run.clock.sleep(60_000).then(() => {
      run.backend.turnsOf(PROD).write(renderTurnDocument(renew(AT_WORK, { id: 'owner', token: 'owner-2' }), 'w2'));
    });
    await expect(unlock(run, operation)).rejects.toThrow('and yet it renews its turn, so it is at work');
    expect(run.backend.writes()).toEqual([]);
    expect(queueOf(run.backend).tickets.map(({ id }) => id)).toEqual(['owner', 'next']);
  });

  it('is no obstacle any more when it leaves the queue meanwhile: what it has left is deleted', async () => {
    const run = stage({ queue: AT_WORK });
    void run.clock.sleep(60_000).then(() => {
      run.backend.turnsOf(PROD).write(renderTurnDocument(DEPARTED, 'w2'));
    });
    expect(foundBy(await unlock(run, operation), 'deletion')).toBe('the lock left-behind is deleted');
  });
});

describe('the deletion', () => {
  it('is of this very lock: one that has changed hands since stays', async () => {
    const run = stage();
    const theirs: LockReading = { kind: 'held', lock: createLock({ id: 'theirs' }), places: ['table'] };
    run.backend.before(DELETE, () => {
      run.backend.heldLocks.set(lockItemId(PROD), theirs);
    });
    expect(foundBy(await unlock(run, operation), 'deletion')).toBe('there is no such lock any more');
    expect(run.backend.heldLocks.get(lockItemId(PROD))).toEqual(theirs);
  });
});

describe('the queue', () => {
  it('gets the turn of the dead holder back, and everybody else keeps their place', async () => {
    const run = stage({ queue: AT_WORK });
    expect(foundBy(await unlock(run, operation), 'queue')).toContain('runs/117 is taken back');
    expect(queueOf(run.backend).tickets.map(({ id }) => id)).toEqual(['next']);
  });

  it('keeps the turn that is renewed at the last moment, and the lock stays with it', async () => {
    const run = stage({ queue: AT_WORK });
    let looks = 0;
    run.backend.fateOfTurns = (action) => {
      looks += action === 'put' ? 1 : 0;
      if (looks === 1 && action === 'put') {
        run.backend.turnsOf(PROD).write(renderTurnDocument(renew(AT_WORK, { id: 'owner', token: 'owner-2' }), 'w2'));
      }
      return 'answered';
    };
    await expect(unlock(run, operation)).rejects.toThrow('runs/117 was renewed, and stays, and so does its lock');
    expect(run.backend.requests).not.toContain(DELETE);
    expect(queueOf(run.backend).tickets.map(({ id }) => id)).toEqual(['owner', 'next']);
  });

  it('keeps the turn of whoever holds it, when that is not the holder of the lock', async () => {
    const run = stage({ queue: DEPARTED });
    expect(foundBy(await unlock(run, operation), 'queue')).toBe('not frozen');
    expect(queueOf(run.backend).tickets.map(({ id }) => id)).toEqual(['next']);
  });

  it('keeps the turn of another attempt of the same run', async () => {
    const again = join(DEPARTED, {
      id: 'again',
      token: 'again-0',
      run: createTurnRun({ runAttempt: 2 }),
      at: '2026-11-21T10:29:00Z',
      lockId: 'of-again',
    });
    const run = stage({ queue: removeHead(again, { id: 'next', token: 'next-0' }) });
    await unlock(run, operation);
    expect(queueOf(run.backend).tickets.map(({ id }) => id)).toEqual(['again']);
  });
});
