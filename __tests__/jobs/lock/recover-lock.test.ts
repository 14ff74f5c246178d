import { describe, expect, it } from 'vitest';

import { BackendUnusable } from '../../../src/domain/stack/backend.ts';
import { StateLocked } from '../../../src/domain/turn/holder.ts';
import { lockItemId, type StateAddress } from '../../../src/domain/state/keys.ts';
import type { LockReading } from '../../../src/domain/lock/lock.ts';
import { EMPTY_QUEUE, join, removeHead, type TurnDocument } from '../../../src/domain/turn/turn.ts';
import { renderTurnDocument } from '../../../src/domain/turn/turn-document.ts';
import type { LockOwner } from '../../../src/domain/turn/turn-locks.ts';
import type { KeyKind, RunStatus } from '../../../src/domain/turn/turn-watch.ts';
import { describeRun } from '../../../src/jobs/run.ts';
import { takeTurn } from '../../../src/jobs/turn/take-turn.ts';
import { waitForStateLock } from '../../../src/jobs/lock/wait-for-state-lock.ts';
import type { LockOfTurn } from '../../../src/jobs/turn/key-in-turn.ts';
import { createLock, createTurnRun, HEAD_SHA } from '../../support/fakes/factories.ts';
import { createBackend, PR, PROD, stateOf, type FakeBackend } from '../../support/fakes/fake-backend.ts';
import { createRun, type FakeRun } from '../../support/fakes/fake-run.ts';
import { createTurn } from '../../support/fakes/fake-turn.ts';

const LOCK = createLock({ id: 'left-behind', who: 'runner@fv-az1' });
const HELD: LockReading = { kind: 'held', lock: LOCK, places: ['table'] };
const DEAD: LockOwner = { run: createTurnRun(), ticket: 'removed', toCreate: undefined };

interface Stage {
  readonly key?: KeyKind;
  readonly staleLock?: 'report' | 'recover';
  readonly owner?: LockOwner | undefined;
  readonly status?: RunStatus;
  readonly reading?: LockReading;
  readonly backend?: FakeBackend;
  readonly lockTimeoutMs?: number;
}

interface Played {
  readonly run: FakeRun;
  readonly lock: LockOfTurn;
  readonly address: StateAddress;
  /** Whom GitHub was asked about, and when. */
  readonly asked: readonly number[];
}

const LEFT: LockOwner = { ...DEAD, ticket: 'left' };

/** A lock whose owner is dead, with everything that allows to recover it unless a test says otherwise. */
function stage(options: Stage = {}): Played {
  const { key = 'prod', staleLock = 'recover', status = 'completed', reading = HELD } = options;
  const owner = 'owner' in options ? options.owner : DEAD;
  const asked: number[] = [];
  const run = createRun({
    inputs: { 'stale-lock': staleLock, 'lock-timeout': options.lockTimeoutMs ?? 60_000 },
    backend: options.backend ?? createBackend(),
    runs: {
      status: async () => {
        asked.push(run.clock.monotonicMs());
        return status;
      },
      compare: async () => 'ahead',
    },
  });
  const address = key === 'prod' ? PROD : PR;
  run.backend.applyBySomebody(address, stateOf(['a']));
  run.backend.heldLocks.set(lockItemId(address), reading);
  return {
    run,
    address,
    asked,
    lock: { backend: run.backend, address, key, turn: createTurn({ ownerOf: () => owner }) },
  };
}

const deletionsOf = ({ run }: Played): readonly string[] =>
  run.backend.requests.filter((request) => request.startsWith('delete-lock'));

describe('the state lock of a run that has ended', () => {
  it('is deleted on production when stale-lock says so, and the wait is over', async () => {
    const played = stage();
    await waitForStateLock(played.run, played.lock);
    expect(deletionsOf(played)).toEqual([`delete-lock ${lockItemId(PROD)} left-behind`]);
    expect(played.run.waiting.spent).toEqual({
      waitedMs: 25_000,
      lastHolder: expect.objectContaining({ kind: 'state-lock' }) as unknown,
      recovery: {
        lockId: 'left-behind',
        operation: 'OperationTypeApply',
        run: DEAD.run,
        backup: { kind: 'version', key: PROD.path, versionId: 'v1' },
      },
    });
    expect(played.run.said.warnings.join()).toContain(`was left behind by ${DEAD.run.url}, which has ended`);
  });

  it.each<[string, Stage]>([
    ['by default', { staleLock: 'report' }],
    ['when its owner left the queue and was not watched for a lease', { owner: LEFT }],
    [
      'when its owner is in the queue and may be at work',
      { owner: { ...DEAD, ticket: 'in-queue' }, lockTimeoutMs: 200_000 },
    ],
    [
      'when its owner left a Terraform at work, however long that is silent: it may run where nobody sees it',
      { owner: { ...DEAD, ticket: 'left-at-work' }, lockTimeoutMs: 600_000 },
    ],
    ['when nobody knows its owner', { owner: undefined }],
    ['when its owner still runs', { status: 'running' }],
    ['when GitHub does not say whether its owner runs', { status: 'unknown' }],
    ['when its record cannot be read', { reading: { kind: 'unreadable', places: ['table'] } }],
  ])('is left on production %s', async (_, options) => {
    const played = stage(options);
    await expect(waitForStateLock(played.run, played.lock)).rejects.toThrow(StateLocked);
    expect(played.run.backend.writes()).toEqual([]);
    expect(played.run.waiting.spent.recovery).toBeUndefined();
  });

  it.each<[string, Stage]>([
    ['whatever stale-lock says', { staleLock: 'report' }],
    ['even after it left the queue, once it was watched for a lease', { owner: LEFT }],
  ])('is deleted on a PR key %s, and nothing is backed up: the state is a copy', async (_, options) => {
    const played = stage({ ...options, key: 'pr' });
    await waitForStateLock(played.run, played.lock);
    expect(played.run.backend.writes()).toEqual([`delete-lock ${lockItemId(PR)} left-behind`]);
    expect(played.run.waiting.spent.recovery).toEqual({
      lockId: 'left-behind',
      operation: 'OperationTypeApply',
      run: DEAD.run,
      backup: undefined,
    });
  });

  it.each<[string, Stage]>([
    ['is in the queue and may be at work', { owner: { ...DEAD, ticket: 'in-queue' } }],
    ['is not known', { owner: undefined }],
    ['still runs', { status: 'running' }],
    ['is one of whom GitHub does not say whether it runs', { status: 'unknown' }],
    ['cannot be told, because the record cannot be read', { reading: { kind: 'unreadable', places: ['lockfile'] } }],
  ])('is left on a PR key, too, when its owner %s', async (_, options) => {
    const played = stage({ ...options, key: 'pr' });
    await expect(waitForStateLock(played.run, played.lock)).rejects.toThrow(StateLocked);
    expect(played.run.backend.writes()).toEqual([]);
  });

  it('is deleted without any budget to wait: nothing is waited for', async () => {
    const played = stage({ lockTimeoutMs: 0 });
    await waitForStateLock(played.run, played.lock);
    expect(deletionsOf(played)).toHaveLength(1);
  });
});

describe("production's state", () => {
  it('is backed up before the lock is deleted, where there are no versions', async () => {
    const played = stage({ backend: createBackend({ versioned: false }) });
    await waitForStateLock(played.run, played.lock);
    const copy = `${PROD.path}.backup-20261121T103025Z`;
    expect(played.run.backend.writes()).toEqual([`put ${copy}`, `delete-lock ${lockItemId(PROD)} left-behind`]);
    expect(played.run.waiting.spent.recovery?.backup).toEqual({ kind: 'copy', key: copy });
  });

  it.each([
    ['the state cannot be read', `get ${PROD.path}`],
    ['the copy cannot be written', `put ${PROD.path}.backup`],
  ])('keeps its lock when %s', async (_, request) => {
    const played = stage({ backend: createBackend({ versioned: false }) });
    played.run.backend.breakDown(request);
    await expect(waitForStateLock(played.run, played.lock)).rejects.toThrow(BackendUnusable);
    expect(deletionsOf(played)).toEqual([]);
  });
});

describe('a lock that changes hands while it is recovered', () => {
  it('is not taken from its new owner, and no recovery is told of', async () => {
    const played = stage({ backend: createBackend({ versioned: false }) });
    const theirs = createLock({ id: 'theirs', who: 'ana@laptop' });
    const turn = createTurn({ ownerOf: ({ id }) => (id === LOCK.id ? DEAD : undefined) });
    played.run.backend.before(`put ${PROD.path}.backup`, () => {
      played.run.backend.heldLocks.set(lockItemId(PROD), { kind: 'held', lock: theirs, places: ['table'] });
    });
    await expect(waitForStateLock(played.run, { ...played.lock, turn })).rejects.toMatchObject({
      holder: { lock: theirs },
    });
    expect(played.run.backend.heldLocks.size).toBe(1);
    expect(played.run.waiting.spent.recovery).toBeUndefined();
    expect(played.run.said.warnings).toEqual([]);
  });
});

describe('GitHub', () => {
  it('is asked about the owner of one lock every 15 s at most', async () => {
    const played = stage({ status: 'running', lockTimeoutMs: 40_000 });
    await expect(waitForStateLock(played.run, played.lock)).rejects.toThrow(StateLocked);
    // The second time is for the log of the wait, and the last for the people who read why the run gave up.
    expect(played.asked).toEqual([0, 0, 15_000, 30_000, 40_000]);
  });

  it('is asked at once about the owner of another lock', async () => {
    const played = stage({ status: 'running', lockTimeoutMs: 5000 });
    void played.run.clock.sleep(2500).then(() => {
      const lock = createLock({ id: 'another', who: 'runner@fv-az1' });
      played.run.backend.heldLocks.set(lockItemId(PROD), { kind: 'held', lock, places: ['table'] });
    });
    await expect(waitForStateLock(played.run, played.lock)).rejects.toThrow(StateLocked);
    expect(played.asked).toEqual([0, 0, 3000, 5000]);
  });

  it('is not asked about somebody from whom nothing may be taken, but for the log and the last word', async () => {
    const played = stage({ staleLock: 'report', lockTimeoutMs: 20_000 });
    await expect(waitForStateLock(played.run, played.lock)).rejects.toThrow(StateLocked);
    expect(played.asked).toEqual([0, 20_000]);
  });
});

describe('the lock of an owner that left the queue, and whom GitHub calls ended', () => {
  it.each([
    ['prod', 90_000],
    ['pr', 40_000],
  ] as const)('is deleted only after this process has seen it for a whole lease: %s', async (key, leaseMs) => {
    const played = stage({ key, owner: LEFT, lockTimeoutMs: 300_000 });
    await waitForStateLock(played.run, played.lock);
    expect(deletionsOf(played)).toHaveLength(1);
    expect(played.run.waiting.spent.waitedMs).toBeGreaterThanOrEqual(leaseMs);
    // On production the state is watched for 25 s after that, which is a wait, too.
    expect(played.run.waiting.spent.waitedMs).toBeLessThan(leaseMs + 27_000);
  });

  it('is watched anew when it has become another one meanwhile', async () => {
    const played = stage({ owner: LEFT, lockTimeoutMs: 130_000 });
    void played.run.clock.sleep(60_000).then(() => {
      const lock = createLock({ id: 'another' });
      played.run.backend.heldLocks.set(lockItemId(PROD), { kind: 'held', lock, places: ['table'] });
    });
    await expect(waitForStateLock(played.run, played.lock)).rejects.toThrow(StateLocked);
    expect(deletionsOf(played)).toEqual([]);
  });
});

describe('a state that moves', () => {
  const move = ({ run }: Played): void => {
    run.backend.applyBySomebody(PROD, stateOf(['a', 'b'], 42));
  };

  it.each([DEAD, LEFT])('is alive, whatever GitHub and the queue say ($ticket): its lock stays', async (owner) => {
    const played = stage({ owner, lockTimeoutMs: 120_000 });
    const moving = async (): Promise<void> => {
      while (played.run.waiting.leftMs > 0) {
        await played.run.clock.sleep(20_000);
        move(played);
      }
    };
    void moving();
    await expect(waitForStateLock(played.run, played.lock)).rejects.toThrow(StateLocked);
    expect(deletionsOf(played)).toEqual([]);
    expect(played.run.said.warnings.join()).toContain(`so ${DEAD.run.url} is alive, whatever GitHub says`);
  });

  it('is looked at once more, 25 s later, and no lock is deleted before', async () => {
    const played = stage();
    await waitForStateLock(played.run, played.lock);
    expect(played.run.clock.slept).toEqual([25_000]);
  });

  it('that cannot be looked at a second time keeps its lock', async () => {
    const played = stage();
    void played.run.clock.sleep(10_000).then(() => played.run.backend.breakDown(`get ${PROD.path}`));
    await expect(waitForStateLock(played.run, played.lock)).rejects.toThrow(BackendUnusable);
    expect(deletionsOf(played)).toEqual([]);
  });
});

describe('the owner of a lock', () => {
  /** A run noted its lock when it came, and died: a watcher has taken its turn from it. */
  function afterADeath(): TurnDocument {
    const arrival = { id: 'dead', token: 't0', run: createTurnRun(), at: '2026-11-21T10:27:00Z', lockId: LOCK.id };
    return removeHead(join(EMPTY_QUEUE, arrival), { id: 'dead', token: 't0' });
  }

  it.each([
    ['is told by the ID that it noted before it took it', LOCK, 'recovered'],
    ['is nobody in the queue by the name of the machine', { ...LOCK, id: 'of-a-person' }, 'left'],
  ])('%s', async (_, lock, becomes) => {
    const { run } = stage({ lockTimeoutMs: 5000, reading: { kind: 'held', lock, places: ['table'] } });
    run.backend.turnsOf(PROD).write(renderTurnDocument(afterADeath(), 'w'));
    const me = describeRun(run, { kind: 'apply', commitSha: HEAD_SHA, prNumber: undefined });
    const taken = await takeTurn(run, { backend: run.backend, address: PROD, key: 'prod', me });
    const { turn } = taken.kind === 'taken' ? taken : expect.unreachable();
    const waiting = waitForStateLock(run, { backend: run.backend, address: PROD, key: 'prod', turn });
    const waited = await waiting.then(
      () => 'recovered',
      () => 'left',
    );
    await turn.leave();
    expect(waited).toBe(becomes);
    expect(run.backend.heldLocks.size).toBe(becomes === 'left' ? 1 : 0);
  });
});
