import { describe, expect, it } from 'vitest';

import { systemClock } from '../../../src/adapters/clock.ts';
import { patienceOf } from '../../../src/post.ts';
import { type Aftermath, Cancelled } from '../../../src/domain/apply/aftermath.ts';
import { attemptUrl } from '../../../src/domain/run/attempt.ts';
import { lockItemId } from '../../../src/domain/state/keys.ts';
import type { Conclusion } from '../../../src/domain/run/outcome.ts';
import type { TurnDocument } from '../../../src/domain/turn/turn.ts';
import { findLockOwner } from '../../../src/domain/turn/turn-locks.ts';
import { BackendUnusable, type S3Backend } from '../../../src/domain/stack/backend.ts';
import { parseReview, renderReview } from '../../../src/domain/review/review-document.ts';
import { createLock, createReview, createTold } from '../../support/fakes/factories.ts';
import { createBackend, createSettings, PR, PROD, REVIEW, stateOf } from '../../support/fakes/fake-backend.ts';
import { createLeftCommand } from '../../support/fakes/fake-left-command.ts';
import { createRun, type FakeRun } from '../../support/fakes/fake-run.ts';
import { createUnfinished, finishAll, leaveLock, queueOf } from '../../support/runner/unfinished.ts';

function aftermathOf(conclusion: Conclusion): Aftermath {
  const failure = conclusion.kind === 'failure' ? conclusion.failure : undefined;
  if (!(failure instanceof Cancelled) || failure.aftermath === undefined) throw new Error('it was not cancelled');
  return failure.aftermath;
}

/** Whether the turn was given back, once, and what is said of a lock. */
function departureOf({ tickets, departed }: TurnDocument): unknown {
  return {
    waiting: tickets.map(({ id }) => id),
    departed: departed.map(({ run, lockMayBeHeld, stateLock }) => [run.runId, lockMayBeHeld, stateLock?.id]),
  };
}

const OWN_RUN = attemptUrl(createRun().context);
const GIVEN_BACK = { waiting: ['next'], departed: [['7', false, 'ours']] };

describe('a run that was cancelled', () => {
  it('before it had come to its turn gives back what it may have taken of the queue', async () => {
    const run = createRun();
    const conclusion = await finishAll(run, createUnfinished(run));
    expect(aftermathOf(conclusion)).toEqual({
      cancelled: true,
      command: undefined,
      progress: undefined,
      address: PROD,
      lock: { kind: 'free' },
      serial: undefined,
      details: '',
    });
    expect(departureOf(queueOf(run.backend))).toEqual(GIVEN_BACK);
  });

  it('before it was in any queue has nothing to give back, and contacts nothing', async () => {
    const run = createRun();
    const left = createUnfinished(run, {
      turn: undefined,
      readBackend: () => Promise.reject(new BackendUnusable('no backend')),
    });
    expect(aftermathOf(await finishAll(run, left))).toMatchObject({
      address: undefined,
      lock: { kind: 'never-taken' },
    });
    expect(run.backend.requests).toEqual([]);
    expect(run.said.warnings).toEqual([]);
  });

  it('during a plan lets it end, gives back the lock it left, and the turn', async () => {
    const run = createRun();
    leaveLock(run, 'pr');
    const command = createLeftCommand({ clock: run.clock, name: 'plan', endsAtMs: 30_000 });
    const conclusion = await finishAll(run, createUnfinished(run, { key: 'pr', command }));
    expect(run.clock.monotonicMs()).toBe(30_000);
    expect(aftermathOf(conclusion)).toMatchObject({
      command: { name: 'plan', ended: 'by-itself' },
      progress: undefined,
      lock: { kind: 'released' },
    });
    expect(run.backend.heldLocks.size).toBe(0);
    expect(departureOf(queueOf(run.backend, 'pr'))).toEqual(GIVEN_BACK);
  });

  it('takes back what its plan has recorded while it is in its turn, unless the page of that is out', async () => {
    for (const [isShown, runUrl, isTaken] of [
      [false, OWN_RUN, true],
      [true, OWN_RUN, false],
      [false, OWN_RUN.replace(/2$/, '1'), false],
    ] as const) {
      const run = createRun();
      run.backend.write(REVIEW, renderReview(createReview({ runUrl })));
      await finishAll(run, createUnfinished(run, { key: 'pr', isShown }));
      const left = parseReview(Buffer.from(run.backend.bodyOf(REVIEW) ?? ''));
      if (left.kind !== 'review') expect.unreachable();
      expect(left.review.takenBack).toEqual(isTaken ? { runUrl, since: undefined } : undefined);
    }
  });

  it('gives its lock back only once Terraform has ended, and its turn last', async () => {
    const run = createRun();
    leaveLock(run);
    const command = createLeftCommand({ clock: run.clock, name: 'plan', endsAtMs: 30_000 });
    const seen: unknown[] = [];
    run.backend.before('give-back-lock', () => {
      seen.push(command.isAtWork(), queueOf(run.backend).tickets[0]?.id);
    });
    await finishAll(run, createUnfinished(run, { command }));
    expect(seen).toEqual([false, 'mine']);
  });

  it('shows others that it lives for as long as its Terraform takes to end', async () => {
    const run = createRun();
    const command = createLeftCommand({ clock: run.clock, name: 'plan', endsAtMs: 100_000 });
    const tokens = new Set<string | undefined>();
    const finishing = finishAll(run, createUnfinished(run, { command }));
    for (const at of [25_000, 45_000, 65_000, 85_000]) {
      await run.clock.sleep(at - run.clock.monotonicMs());
      tokens.add(queueOf(run.backend).tickets[0]?.token);
    }
    await finishing;
    expect(tokens.size).toBe(4);
  });

  it('leaves the lock of somebody else, and says whose it is', async () => {
    const run = createRun();
    leaveLock(run, 'prod', 'theirs');
    const conclusion = await finishAll(run, createUnfinished(run));
    expect(aftermathOf(conclusion).lock).toEqual({ kind: 'not-ours', lock: createLock({ id: 'theirs' }) });
    expect(run.backend.heldLocks.size).toBe(1);
    expect(departureOf(queueOf(run.backend))).toEqual(GIVEN_BACK);
  });

  it('is told from one whose main died without a cancel', async () => {
    const run = createRun();
    expect(aftermathOf(await finishAll(run, createUnfinished(run, { cancelledForMs: undefined }))).cancelled).toBe(
      false,
    );
    const stop = AbortSignal.abort();
    expect(
      aftermathOf(await finishAll(run, createUnfinished(run, { cancelledForMs: undefined, stop }))).cancelled,
    ).toBe(true);
  });

  it('whose ticket is gone gives nothing back a second time', async () => {
    const run = createRun();
    const left = createUnfinished(run);
    await finishAll(run, left);
    await finishAll(run, left);
    expect(departureOf(queueOf(run.backend))).toEqual(GIVEN_BACK);
  });
});

describe('a Terraform that did not end in order', () => {
  const PROD_LEFT = { waiting: ['next'], departed: [['7', true, 'ours']] };

  it.each([
    [
      'was interrupted a second time',
      { endsAtMs: Infinity, endsAfter: { interrupts: 1, ms: 100 } },
      'after-second-interrupt',
    ],
    ['was killed', { byItself: false }, 'killed'],
  ] as const)("and %s leaves production's lock for somebody to look first", async (_, how, ended) => {
    const run = createRun();
    leaveLock(run);
    const command = createLeftCommand({ clock: run.clock, ...how });
    const conclusion = await finishAll(run, createUnfinished(run, { command }));
    expect(aftermathOf(conclusion)).toMatchObject({ command: { ended }, lock: { kind: 'left', lockId: 'ours' } });
    expect(run.backend.writes()).toEqual([]);
    expect(departureOf(queueOf(run.backend))).toEqual(PROD_LEFT);
  });

  it.each([
    ['was interrupted a second time', { endsAtMs: Infinity, endsAfter: { interrupts: 1, ms: 100 } }],
    ['was killed', { byItself: false }],
  ])("and %s gives production's lock back after a backup when stale-lock says recover", async (_, how) => {
    const run = createRun({ inputs: { 'stale-lock': 'recover' }, backend: createBackend({ versioned: false }) });
    run.backend.applyBySomebody(PROD, stateOf(['a']));
    leaveLock(run);
    const command = createLeftCommand({ clock: run.clock, ...how });
    const conclusion = await finishAll(run, createUnfinished(run, { command }));
    expect(aftermathOf(conclusion).lock).toEqual({ kind: 'released' });
    expect(run.backend.writes()).toEqual([expect.stringMatching(/^put .*\.backup-/)]);
    expect(run.backend.requests.at(-1)).toBe(`give-back-lock ${lockItemId(PROD)} ours`);
    expect(departureOf(queueOf(run.backend))).toEqual(GIVEN_BACK);
  });

  it("keeps production's lock when no backup could be made", async () => {
    const run = createRun({ inputs: { 'stale-lock': 'recover' }, backend: createBackend({ versioned: false }) });
    run.backend.applyBySomebody(PROD, stateOf(['a']));
    run.backend.breakDown(`put ${PROD.path}.backup`);
    leaveLock(run);
    const command = createLeftCommand({ clock: run.clock, byItself: false });
    const conclusion = await finishAll(run, createUnfinished(run, { command }));
    expect(aftermathOf(conclusion).lock).toEqual({ kind: 'left', lockId: 'ours' });
    expect(run.backend.heldLocks.size).toBe(1);
  });

  it.each(['report', 'recover'] as const)(
    'on a PR key gives the lock back whatever stale-lock says: %s',
    async (staleLock) => {
      const run = createRun({ inputs: { 'stale-lock': staleLock } });
      leaveLock(run, 'pr');
      const command = createLeftCommand({ clock: run.clock, name: 'plan', byItself: false });
      const conclusion = await finishAll(run, createUnfinished(run, { key: 'pr', command }));
      expect(aftermathOf(conclusion).lock).toEqual({ kind: 'released' });
      expect(run.backend.requests).toContain(`give-back-lock ${lockItemId(PR)} ours`);
      expect(run.backend.heldLocks.size).toBe(0);
    },
  );

  it.each(['prod', 'pr'] as const)(
    'at all keeps its lock, recover or not: it may still be at work (%s key)',
    async (key) => {
      const run = createRun({ inputs: { 'stale-lock': 'recover' } });
      leaveLock(run, key);
      const command = createLeftCommand({ clock: run.clock, endsAtMs: Infinity });
      const conclusion = await finishAll(run, createUnfinished(run, { key, command }));
      expect(aftermathOf(conclusion)).toMatchObject({
        command: { ended: 'not-at-all' },
        lock: { kind: 'left', lockId: 'ours' },
      });
      expect(run.backend.writes()).toEqual([]);
      expect(departureOf(queueOf(run.backend, key))).toEqual(PROD_LEFT);
      expect(findLockOwner(queueOf(run.backend, key), { id: 'ours' })?.ticket).toBe('left-at-work');
    },
  );

  it('is known to have left nothing at work that may change the state when that was a plan', async () => {
    const run = createRun();
    leaveLock(run);
    const command = createLeftCommand({ clock: run.clock, name: 'plan', endsAtMs: Infinity });
    await finishAll(run, createUnfinished(run, { command }));
    expect(findLockOwner(queueOf(run.backend), { id: 'ours' })?.ticket).toBe('left');
  });
});

describe('a backend that is slow to answer', () => {
  it('does not keep Terraform from its interrupt', async () => {
    const run = createRun();
    const command = createLeftCommand({ clock: run.clock, interrupted: false, endsAtMs: 20_000 });
    const readBackend = async () => run.clock.sleep(10_000).then(() => createSettings());
    await finishAll(run, createUnfinished(run, { command, readBackend }));
    expect(command.interrupts).toEqual([0]);
    expect(departureOf(queueOf(run.backend))).toEqual(GIVEN_BACK);
  });
});

describe('a backend that cannot be reached', () => {
  it('leaves it unknown what is at the lock, and Terraform is waited for all the same', async () => {
    const run = createRun();
    const command = createLeftCommand({ clock: run.clock, endsAtMs: 10_000 });
    const readBackend = (): never => {
      throw new BackendUnusable('no settings');
    };
    const conclusion = await finishAll(run, createUnfinished(run, { command, readBackend }));
    expect(aftermathOf(conclusion)).toMatchObject({
      command: { ended: 'by-itself' },
      lock: { kind: 'unknown', why: 'the backend cannot be reached' },
    });
    expect(run.clock.monotonicMs()).toBe(10_000);
    expect(run.said.warnings.join()).toContain('cannot be reached to give the turn back: no settings');
  });

  /** Out of reach until then, by the clock of the run. */
  const reachableFrom = (run: FakeRun, atMs: number) => async (): Promise<S3Backend> => {
    if (run.clock.monotonicMs() < atMs) throw new BackendUnusable('no identity');
    return createSettings();
  };

  it('is tried again as long as Terraform is at work, so that the turn is renewed', async () => {
    const run = createRun();
    leaveLock(run);
    const command = createLeftCommand({ clock: run.clock, name: 'plan', endsAtMs: 100_000 });
    const finishing = finishAll(run, createUnfinished(run, { command, readBackend: reachableFrom(run, 20_000) }));
    await run.clock.sleep(90_000);
    expect(queueOf(run.backend).tickets[0]?.token).not.toBe('mine-0');
    expect(aftermathOf(await finishing).lock).toEqual({ kind: 'released' });
    expect(departureOf(queueOf(run.backend))).toEqual(GIVEN_BACK);
  });

  it('is tried for as long as there is time when an apply was left: its state may be saved nowhere', async () => {
    const run = createRun();
    const notSaved = {
      erroredStateFile: '/infra/errored.tfstate',
      isTold: true,
      byItself: true,
      told: createTold('no'),
    };
    const apply = createLeftCommand({ clock: run.clock, outcome: { kind: 'state-not-saved', ...notSaved } });
    await finishAll(run, createUnfinished(run, { apply, readBackend: reachableFrom(run, 120_000) }));
    expect(run.backend.bodyOf(PROD.path)).toBe(new TextDecoder().decode(run.terraform.unsaved));
  });

  it('is given up when the job leaves no time, whatever was left', async () => {
    const run = createRun();
    const apply = createLeftCommand({ clock: run.clock });
    const mayWait = (): boolean => run.clock.monotonicMs() < 60_000;
    await finishAll(run, createUnfinished(run, { apply, mayWait, readBackend: reachableFrom(run, 300_000) }));
    expect(run.clock.monotonicMs()).toBeLessThan(100_000);
  });

  it.each([false, true])('is tried once more when Terraform has ended, if one was at work: %s', async (isAtWork) => {
    const run = createRun();
    let asked = 0;
    const command = isAtWork ? createLeftCommand({ clock: run.clock, name: 'plan', endsAtMs: 3000 }) : undefined;
    const readBackend = async (): Promise<S3Backend> => {
      asked += 1;
      if (asked === 1) throw new BackendUnusable('no identity');
      return createSettings();
    };
    await finishAll(run, createUnfinished(run, { command, readBackend }));
    expect(asked).toBe(2);
    expect(departureOf(queueOf(run.backend))).toEqual(GIVEN_BACK);
  });

  it('at the lock says so, and the turn is given back as one that may have left a lock', async () => {
    const run = createRun();
    leaveLock(run);
    run.backend.breakDown('give-back-lock');
    const conclusion = await finishAll(run, createUnfinished(run));
    expect(aftermathOf(conclusion).lock).toEqual({ kind: 'left', lockId: 'ours' });
    expect(departureOf(queueOf(run.backend))).toEqual({ waiting: ['next'], departed: [['7', true, 'ours']] });
  });

  it('for the queue is told, and the lock is given back all the same', async () => {
    const run = createRun();
    leaveLock(run);
    const left = createUnfinished(run);
    run.backend.fateOfTurns = () => 'denied';
    expect(aftermathOf(await finishAll(run, left)).lock).toEqual({ kind: 'released' });
    expect(run.said.warnings.join()).toContain('The queue could not be kept up');
  });
});

it.each([
  ['as long as leaves time for the comment, when nobody has cancelled', undefined, 220_000],
  ['what is left of that, long after the cancel', 200_000, 20_000],
  ['nothing, when the window is over', 260_000, 0],
])('post waits for GitHub’s limits %s', (_, agoMs, atMostMs) => {
  const stoppedAtMs = agoMs === undefined ? undefined : systemClock.monotonicMs() - agoMs;
  const { mayWait } = patienceOf(new AbortController().signal, () => stoppedAtMs);
  expect(mayWait(atMostMs + 1)).toBe(false);
  if (atMostMs > 0) expect(mayWait(atMostMs - 10_000)).toBe(true);
});
