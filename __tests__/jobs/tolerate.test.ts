import { describe, expect, it } from 'vitest';

import { Cancelled } from '../../src/domain/apply/aftermath.ts';
import { BackendUnusable } from '../../src/domain/stack/backend.ts';
import { EMPTY_QUEUE, freeze, join } from '../../src/domain/turn/turn.ts';
import { renderTurnDocument } from '../../src/domain/turn/turn-document.ts';
import { removeMergedPrStates } from '../../src/jobs/apply/remove-merged-pr-states.ts';
import { saveState } from '../../src/jobs/apply/save-state.ts';
import { tellPlansBehind } from '../../src/jobs/apply/tell-plans-behind.ts';
import { giveLockBack, lookAtOwnLock, type OwnedLock } from '../../src/jobs/lock/held-lock.ts';
import { describeRun } from '../../src/jobs/run.ts';
import { openStack } from '../../src/jobs/stack/open-stack.ts';
import { EveryStep, passOver, sleepUnlessAborted, tolerate } from '../../src/jobs/tolerate.ts';
import { HeldTurn } from '../../src/jobs/turn/held-turn.ts';
import { TurnQueue } from '../../src/jobs/turn/queue.ts';
import { takeTurn } from '../../src/jobs/turn/take-turn.ts';
import { unlock } from '../../src/jobs/unlock/unlock.ts';
import { createFreeze, createTurnRun, HEAD_SHA } from '../support/fakes/factories.ts';
import { PR, PROD, stateOf } from '../support/fakes/fake-backend.ts';
import { createLeftCommand } from '../support/fakes/fake-left-command.ts';
import { createPullRequests, createRun, type FakeRun, type RunOverrides } from '../support/fakes/fake-run.ts';
import { createTurn } from '../support/fakes/fake-turn.ts';
import { describeTolerance, type TolerantPlace } from '../support/fakes/tolerant-places.ts';
import { createUnfinished, finishAll, leaveLock, queueOf } from '../support/runner/unfinished.ts';

const NOT_SAVED = { kind: 'state-not-saved', erroredStateFile: '/infra/errored.tfstate', details: '' } as const;

const throwing = (thrown: Error) => (): never => {
  throw thrown;
};

/** This run holds the turn, and from then on every request of the queue throws. */
async function hold(thrown: Error, work: (turn: HeldTurn, run: FakeRun) => Promise<unknown>): Promise<void> {
  const run = createRun();
  const mine = { id: 'mine', token: 'mine-0', run: createTurnRun(), at: '2026-11-21T10:28:00Z', lockId: 'ours' };
  run.backend.turnsOf(PROD).write(renderTurnDocument(join(EMPTY_QUEUE, mine), 'w'));
  const queue = new TurnQueue(run.backend.turns(PROD, 'prod'), run.clock, run.chance);
  await queue.read();
  const turn = HeldTurn.start({ run, queue, ticketId: 'mine', lockId: 'ours', key: 'prod' });
  run.backend.fateOfTurns = throwing(thrown);
  try {
    await work(turn, run);
  } finally {
    run.backend.fateOfTurns = () => 'answered';
    await turn.leave();
  }
}

async function takeOutOfReach(thrown: Error, work: 'freeze' | 'leave'): Promise<void> {
  const run = createRun();
  const me = describeRun(run, { kind: 'apply', commitSha: HEAD_SHA, prNumber: undefined });
  run.backend.fateOfTurns = () => 'denied';
  const taken = await takeTurn(run, { backend: run.backend, address: PROD, key: 'prod', me });
  const { turn } = taken.kind === 'taken' ? taken : expect.unreachable();
  run.backend.fateOfTurns = throwing(thrown);
  await (work === 'freeze' ? turn.freeze(createFreeze()) : turn.leave());
}

/** This run's lock is held; the first request that begins with these words throws. */
function withLockLeft(request: string, thrown: Error): FakeRun {
  const run = createRun();
  leaveLock(run);
  run.backend.before(request, throwing(thrown));
  return run;
}

async function save(thrown: Error, breakIt: (run: FakeRun, fail: () => never) => void): Promise<void> {
  const run = createRun();
  const steps = new EveryStep(run.journal);
  breakIt(run, throwing(thrown));
  const turn = createTurn();
  const lock = { backend: run.backend, address: PROD, turn };
  await saveState(run, lock, { notSaved: NOT_SAVED, under: turn, steps });
  steps.throwDefect();
}

/** An apply of ours was cut off that has ended well, and has left its lock. */
async function finishApply(
  thrown: Error,
  breakIt: (run: FakeRun, fail: () => never) => void,
  { failed = false, ...overrides }: RunOverrides & { readonly failed?: boolean } = {},
): Promise<FakeRun> {
  const pullRequests = createPullRequests([{ number: 42, headSha: HEAD_SHA }]);
  const run = createRun({ pullRequests, ...overrides });
  run.backend.applyBySomebody(PROD, stateOf(['a'], 41));
  const outcome = { kind: failed ? 'failed' : 'applied', byItself: !failed, details: '' } as const;
  const command = createLeftCommand({ clock: run.clock, outcome, byItself: !failed });
  const unfinished = createUnfinished(run, { command, apply: command });
  leaveLock(run);
  breakIt(run, throwing(thrown));
  await finishAll(run, unfinished);
  return run;
}

async function unlockWith(thrown: Error, breakIt: (run: FakeRun, fail: () => never) => void): Promise<void> {
  const run = createRun();
  const frozen = createFreeze();
  run.backend.turnsOf(PROD).write(renderTurnDocument(freeze(EMPTY_QUEUE, frozen), 'w'));
  run.backend.applyBySomebody(PROD, stateOf(['a'], 41));
  breakIt(run, throwing(thrown));
  await unlock(run, { kind: 'unlock', lockId: frozen.id, prNumber: undefined });
}

async function removeMerged(thrown: Error, breakIt: (run: FakeRun, fail: () => never) => void): Promise<void> {
  const run = createRun();
  const stack = await openStack(run, { use: 'look' });
  run.backend.seed(PR, stateOf(['a']));
  breakIt(run, throwing(thrown));
  await removeMergedPrStates(run, stack, [{ number: 42, headSha: HEAD_SHA }]);
}

const onTerraform = (words: string) => (run: FakeRun, fail: () => never) => {
  run.terraform.before = (command) => {
    if (command.startsWith(words)) fail();
  };
};
const onBackend = (request: string) => (run: FakeRun, fail: () => never) => {
  run.backend.before(request, fail);
};

const PLACES: readonly TolerantPlace[] = [
  ['the freeze of a queue', (thrown) => hold(thrown, (turn) => turn.freeze(createFreeze()))],
  ['the thaw of a queue', (thrown) => hold(thrown, (turn) => turn.thaw(createFreeze()))],
  ['the end of a turn', (thrown) => hold(thrown, (turn) => turn.leave())],
  ['the end of a queue', (thrown) => hold(thrown, (turn) => turn.leaveForGood())],
  ['the renewal of a turn', (thrown) => hold(thrown, (_, run) => run.clock.sleep(60_000))],
  ['the freeze of a queue that was out of reach', (thrown) => takeOutOfReach(thrown, 'freeze')],
  ['the end of a wait in a queue that was out of reach', (thrown) => takeOutOfReach(thrown, 'leave')],
  [
    'a look at the own lock',
    (thrown) => {
      const run = withLockLeft('confirm-lock', thrown);
      return lookAtOwnLock({ backend: run.backend, address: PROD, turn: createTurn() });
    },
  ],
  [
    'the release of the own lock',
    (thrown) => {
      const run = withLockLeft('give-back-lock', thrown);
      return giveLockBack(run, { backend: run.backend, address: PROD, turn: createTurn() });
    },
  ],
  [
    'a look at the lock with the renewal of a turn',
    (thrown) =>
      hold(new BackendUnusable('no answer'), async (turn, run) => {
        turn.watch(() => Promise.reject(thrown));
        await run.clock.sleep(60_000);
      }),
  ],
  [
    'the end of the lock of a look at what has changed outside',
    (thrown) => unlockWith(thrown, onBackend('give-back-lock')),
  ],
  [
    'reading the state that was not saved',
    (thrown) =>
      save(thrown, (run, fail) => {
        run.terraform.readStateFile = async () => fail();
      }),
  ],
  ['reading the state as it was before', (thrown) => save(thrown, onBackend(`get ${PROD.path}`))],
  ['the copy of a state that was not saved', (thrown) => save(thrown, onBackend('put'))],
  ['the lock before a push', (thrown) => save(thrown, onBackend('take-lock'))],
  ['the push of a state', (thrown) => save(thrown, onTerraform('state push'))],
  ['the removal of a copy', (thrown) => save(thrown, onBackend('list'))],
  [
    'the backend of a run that is finished',
    (thrown) => finishApply(thrown, () => undefined, { openBackend: () => Promise.reject(thrown) }),
  ],
  [
    'the first look at the queue of a run that is finished',
    (thrown) =>
      finishApply(thrown, (run, fail) => {
        let looks = 0;
        run.backend.fateOfTurns = () => {
          looks += 1;
          return looks === 1 ? fail() : 'answered';
        };
      }),
  ],
  ['the release of the lock of a run that is finished', (thrown) => finishApply(thrown, onBackend('give-back-lock'))],
  [
    'the backup before that',
    (thrown) =>
      finishApply(thrown, onBackend(`get ${PROD.path}`), { failed: true, inputs: { 'stale-lock': 'recover' } }),
  ],
  ['how far an apply came', (thrown) => finishApply(thrown, onTerraform('show'), { failed: true })],
  ['the serial that it has left', (thrown) => finishApply(thrown, onBackend(`get ${PROD.path}`), { failed: true })],
  ['whom to tell', (thrown) => finishApply(thrown, onBackend('list-keys'))],
  ['the report of an apply', (thrown) => finishApply(thrown, onTerraform('show'))],
  [
    'the end of Terraform',
    (thrown) => {
      const run = createRun();
      const command = { ...createLeftCommand({ clock: run.clock }), isAtWork: throwing(thrown) };
      return finishAll(run, createUnfinished(run, { command }));
    },
  ],
  [
    'what has become of an apply',
    (thrown) => {
      const run = createRun();
      const command = createLeftCommand({ clock: run.clock, outcome: thrown });
      return finishAll(run, createUnfinished(run, { command, apply: command }));
    },
  ],
  ['the comparison with a frozen state', (thrown) => unlockWith(thrown, onBackend('get-digest'))],
  ['the look at what has changed outside', (thrown) => unlockWith(thrown, onTerraform('plan'))],
  ['the removal of what a pull request left', (thrown) => removeMerged(thrown, onBackend('read-lock'))],
  [
    'the queue of what a pull request left',
    (thrown) =>
      removeMerged(thrown, (run, fail) => {
        run.backend.fateOfTurns = fail;
      }),
  ],
  ['telling that plans are behind', (thrown) => tellPlansBehind(createRun(), () => Promise.reject(thrown))],
];

describeTolerance(PLACES);

describe('a defect', () => {
  const defect = new TypeError('undefined is not a function');

  it('while a run is finished keeps neither its lock nor its turn from being given back', async () => {
    const run = createRun();
    leaveLock(run);
    const command = createLeftCommand({ clock: run.clock, outcome: defect });
    await expect(finishAll(run, createUnfinished(run, { command, apply: command }))).rejects.toBe(defect);
    expect(run.backend.heldLocks.size).toBe(0);
    expect(queueOf(run.backend).tickets.map(({ id }) => id)).toEqual(['next']);
  });

  it('while a state is saved keeps it neither from being pushed nor the queue from being frozen first', async () => {
    const run = createRun();
    const turn = createTurn();
    const steps = new EveryStep(run.journal);
    run.terraform.readStateFile = throwing(defect);
    const lock = { backend: run.backend, address: PROD, turn };
    expect(await saveState(run, lock, { notSaved: NOT_SAVED, under: turn, steps })).toBeUndefined();
    expect(turn.told[0]).toMatch(/^frozen /);
    expect(run.terraform.commands).toEqual(['state push /infra/errored.tfstate']);
    expect(() => {
      steps.throwDefect();
    }).toThrow(defect);
  });

  it.each([
    ['confirm-lock', 'a look', (_: FakeRun, lock: OwnedLock) => lookAtOwnLock(lock)],
    ['give-back-lock', 'its return', giveLockBack],
  ] as const)('at the own lock makes it one that may be left: %s, %s', async (request, _, act) => {
    const run = withLockLeft(request, defect);
    const turn = createTurn();
    await expect(act(run, { backend: run.backend, address: PROD, turn })).rejects.toBe(defect);
    expect(turn.told).toContain('may be left');
  });

  it('puts the failure into the log that would have been told instead', () => {
    const run = createRun();
    const steps = new EveryStep(run.journal);
    steps.throwDefect(new BackendUnusable('never told'));
    expect(run.said.warnings).toEqual([]);
  });
});

describe('a cancel', () => {
  const aborted = new DOMException('This operation was aborted', 'AbortError');

  it.each([
    ['a command of Terraform', new Cancelled('plan')],
    ['a request', aborted],
  ])('of %s is passed over by what is done to its end, and by nothing else', (_, error) => {
    expect(() => passOver(error)).toThrow(error.message);
    expect(passOver(error, { nonCancellable: true })).toBe(error);
  });

  it('ends a sleep, which is no failure', async () => {
    const run = createRun();
    expect(await sleepUnlessAborted(run.clock, 1000, AbortSignal.abort())).toBe(false);
    expect(await sleepUnlessAborted(run.clock, 1000, new AbortController().signal)).toBe(true);
  });
});

it('what does not matter is told with why, and gone on after', async () => {
  const run = createRun();
  const task = () => Promise.reject(new BackendUnusable('no answer'));
  expect(await tolerate(run.journal, { what: 'The serial is not known', task, otherwise: 7 })).toBe(7);
  expect(run.said.warnings).toEqual(['The serial is not known: no answer']);
});
