import { describe, expect, it } from 'vitest';

import { Cancelled } from '../../src/domain/apply/aftermath.ts';
import { BackendUnusable } from '../../src/domain/stack/backend.ts';
import { EMPTY_QUEUE, freeze, join } from '../../src/domain/turn/turn.ts';
import { renderTurnDocument } from '../../src/domain/turn/turn-document.ts';
import { ApplyFailed } from '../../src/domain/apply/apply-failed.ts';
import { apply } from '../../src/jobs/apply/apply.ts';
import { endWith } from '../../src/main.ts';
import { renderOrElse } from '../../src/session.ts';
import { removeMergedPrStates } from '../../src/jobs/apply/remove-merged-pr-states.ts';
import { saveState } from '../../src/jobs/apply/save-state.ts';
import { tellPlansBehind } from '../../src/jobs/apply/tell-plans-behind.ts';
import { giveLockBack, HeldLock, lookAtOwnLock, type OwnedLock } from '../../src/jobs/lock/held-lock.ts';
import { describeRun } from '../../src/jobs/run.ts';
import { openStack } from '../../src/jobs/stack/open-stack.ts';
import { EveryStep, passOver, sleepUnlessAborted, tolerate } from '../../src/jobs/tolerate.ts';
import { HeldTurn } from '../../src/jobs/turn/held-turn.ts';
import { TurnQueue } from '../../src/jobs/turn/queue.ts';
import { takeTurn } from '../../src/jobs/turn/take-turn.ts';
import { unlock } from '../../src/jobs/unlock/unlock.ts';
import {
  createFreeze,
  createPlanned,
  createTurnRun,
  HEAD_SHA,
  createTold,
  NOTHING_TOLD,
} from '../support/fakes/factories.ts';
import { PR, PROD, SEALED, stateOf } from '../support/fakes/fake-backend.ts';
import { createLeftCommand } from '../support/fakes/fake-left-command.ts';
import {
  createApplyRun,
  createPullRequests,
  createRun,
  type FakeRun,
  type RunOverrides,
} from '../support/fakes/fake-run.ts';
import { createTurn } from '../support/fakes/fake-turn.ts';
import { describeTolerance, type TolerantPlace } from '../support/fakes/tolerant-places.ts';
import { createUnfinished, finishAll, leaveLock, queueOf } from '../support/runner/unfinished.ts';

const NOT_SAVED = {
  kind: 'state-not-saved',
  erroredStateFile: '/infra/errored.tfstate',
  isTold: true,
  byItself: true,
  told: NOTHING_TOLD,
} as const;

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

async function takeOutOfReach(thrown: Error): Promise<void> {
  const run = createRun();
  const me = describeRun(run, { kind: 'apply', commitSha: HEAD_SHA, prNumber: undefined });
  run.backend.fateOfTurns = () => 'denied';
  const taken = await takeTurn(run, { backend: run.backend, address: PROD, key: 'prod', me });
  const { turn } = taken.kind === 'taken' ? taken : expect.unreachable();
  run.backend.fateOfTurns = throwing(thrown);
  await turn.leave();
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
  const begunOn = run.backend.begunOn(PROD);
  await saveState(run, lock, {
    notSaved: NOT_SAVED,
    describe: () => '',
    under: turn,
    begunOn,
    mayWait: () => true,
    steps,
  });
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
  const outcome = { kind: failed ? 'failed' : 'applied', byItself: !failed, told: NOTHING_TOLD } as const;
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
  const stack = await openStack(run);
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
  ['the thaw of a queue', (thrown) => hold(thrown, (turn) => turn.thaw(createFreeze()))],
  ['the end of a turn', (thrown) => hold(thrown, (turn) => turn.leave())],
  ['the end of a queue', (thrown) => hold(thrown, (turn) => turn.leaveForGood())],
  ['the renewal of a turn', (thrown) => hold(thrown, (_, run) => run.clock.sleep(60_000))],
  ['the end of a wait in a queue that was out of reach', (thrown) => takeOutOfReach(thrown)],
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
    'a look at the lock that is held',
    async (thrown) => {
      const run = withLockLeft('confirm-lock', thrown);
      const lock = { backend: run.backend, address: PROD, turn: createTurn() };
      const held = HeldLock.start(run, lock);
      held.keepLooking(run);
      await run.clock.sleep(60_000);
      await held.giveBack();
      run.steps.throwDefect();
    },
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
  ['how far an apply came', (thrown) => finishApply(thrown, onTerraform('read the plan'), { failed: true })],
  ['the serial that it has left', (thrown) => finishApply(thrown, onBackend(`get ${PROD.path}`), { failed: true })],
  ['whom to tell', (thrown) => finishApply(thrown, onBackend('list-keys'))],
  ['the report of an apply', (thrown) => finishApply(thrown, onTerraform('read the plan'))],
  [
    'the outputs in it',
    (thrown) =>
      finishApply(thrown, (run, fail) => {
        run.backend.applyBySomebody(PROD, SEALED);
        onTerraform('output')(run, fail);
      }),
  ],
  ['the serial in it', (thrown) => finishApply(thrown, onBackend(`get ${PROD.path}`))],
  ['the digest of a run that is finished', (thrown) => finishApply(thrown, onBackend('get-digest'))],
  [
    'the turn of a run that is finished',
    (thrown) =>
      finishApply(thrown, (run, fail) => {
        let looks = 0;
        run.backend.fateOfTurns = () => {
          looks += 1;
          return looks === 1 ? 'answered' : fail();
        };
      }),
  ],
  [
    'the own pull requests of a run that is finished',
    (thrown) => {
      const pullRequests = { ...createPullRequests(), findMerged: () => Promise.reject(thrown) };
      return finishApply(thrown, () => undefined, { pullRequests });
    },
  ],
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

  it('while the queue is frozen keeps the state neither from being pushed nor from being copied', async () => {
    const run = createRun();
    const turn = createTurn({ freeze: throwing(defect) });
    const steps = new EveryStep(run.journal);
    const lock = { backend: run.backend, address: PROD, turn };
    const begunOn = run.backend.begunOn(PROD);
    const unsaved = { notSaved: NOT_SAVED, describe: () => '', under: turn, begunOn, mayWait: () => true, steps };
    expect(await saveState(run, lock, unsaved)).toEqual({ kind: 'saved' });
    expect(run.terraform.commands).toEqual(['state push /files/unsaved.tfstate']);
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

  it('in one of many steps is told at once, keeps none of the others, and is thrown when all are done', async () => {
    const { journal, said } = createRun();
    const steps = new EveryStep(journal);
    const task = () => Promise.reject(defect);
    expect(await steps.take({ what: 'The copy was not kept', task, otherwise: 'gone on' })).toBe('gone on');
    expect(await steps.take({ what: 'never', task: async () => 'done', otherwise: '' })).toBe('done');
    expect(said.warnings).toEqual([`The copy was not kept, by a defect of Lockstep: ${defect.message}`]);
    expect(() => {
      steps.throwDefect();
    }).toThrow(defect);
  });

  it('in a page has the page that can be made take its place', () => {
    const steps = new EveryStep(createRun().journal);
    expect(renderOrElse(steps, { render: throwing(defect), otherwise: () => 'bare' })).toBe('bare');
    expect(() => {
      steps.throwDefect();
    }).toThrow(defect);
  });

  it.each(['leave', 'output', 'read'] as const)('after an apply (%s) hides nothing of it', async (where) => {
    const run = createApplyRun();
    run.terraform.before = (command) => {
      if (command !== 'apply') return;
      run.backend.applyBySomebody(PROD, SEALED);
      if (where === 'output') onTerraform('output')(run, throwing(defect));
      if (where === 'read') run.backend.before(`get ${PROD.path}`, throwing(defect));
      if (where === 'leave') run.backend.fateOfTurns = throwing(defect);
    };
    expect(await apply(run, { kind: 'apply', commitSha: HEAD_SHA })).toMatchObject({ kind: 'applied' });
    expect(() => {
      run.steps.throwDefect();
    }).toThrow(defect);
  });

  it('in giving back the lock of an apply that failed hides nothing of that', async () => {
    const run = createApplyRun();
    run.terraform.applies.push({ kind: 'failed', byItself: true, told: createTold('no') });
    run.terraform.before = (command) => {
      if (command === 'apply') run.backend.before('give-back-lock', throwing(defect));
    };
    await expect(apply(run, { kind: 'apply', commitSha: HEAD_SHA })).rejects.toThrow(ApplyFailed);
    expect(() => {
      run.steps.throwDefect();
    }).toThrow(defect);
  });

  it('ends main once the run is concluded, and the plans behind are told of', async () => {
    const run = createRun();
    const told: string[] = [];
    const runner = { saveState: (name: string) => void told.push(name) };
    run.steps.keep('The digest could not be looked at', defect);
    const conclude = async () => void told.push('concluded');
    const result = { ...createPlanned(), kind: 'skipped', reason: '' } as const;
    await expect(endWith({ run, conclude }, runner, { kind: 'result', result })).rejects.toBe(defect);
    expect(told).toEqual(['concluded', 'handover']);
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
