import { describe, expect, it } from 'vitest';

import { openConceal } from '../../../src/domain/secrets/conceal.ts';
import { Cancelled } from '../../../src/domain/apply/aftermath.ts';
import { StateNotSaved } from '../../../src/domain/turn/freeze.ts';
import { announce, freeze, leave, type Freeze } from '../../../src/domain/turn/turn.ts';
import { renderTurnDocument } from '../../../src/domain/turn/turn-document.ts';
import { digestItemId, lockItemId } from '../../../src/domain/state/keys.ts';
import { stateDigest } from '../../../src/domain/state/state.ts';
import { ToolFailed } from '../../../src/domain/stack/tool-failed.ts';
import type { Unfinished } from '../../../src/jobs/finish/unfinished.ts';
import {
  createChange,
  createFreeze,
  createPlan,
  HEAD_SHA,
  createOperation,
  createTold,
  NOTHING_TOLD,
} from '../../support/fakes/factories.ts';
import { createBackend, PR, PROD, stateOf, type FakeBackend } from '../../support/fakes/fake-backend.ts';
import { createLeftCommand, type LeftCommandOptions } from '../../support/fakes/fake-left-command.ts';
import {
  NO_MERGES,
  createPullRequests,
  createRun,
  createTerraform,
  type FakeRun,
} from '../../support/fakes/fake-run.ts';
import { createUnfinished, finishAll, leaveLock, queueOf } from '../../support/runner/unfinished.ts';

const merged = createPullRequests([{ number: 42, headSha: 'b'.repeat(40) }]);
const NOT_SAVED = {
  kind: 'state-not-saved',
  erroredStateFile: '/infra/errored.tfstate',
  isTold: true,
  byItself: true,
  told: createTold('no'),
} as const;
const APPLIED = { kind: 'applied', told: NOTHING_TOLD } as const;
const FAILED = { kind: 'failed', byItself: true, told: createTold('execution halted') } as const;
const REFUSED = { kind: 'failed', details: 'Error: AccessDenied' } as const;

const COMMIT = {
  repository: 'octo/infra',
  commitSha: HEAD_SHA,
  runUrl: 'https://github.com/octo/infra/actions/runs/7',
};
const TO_CREATE = { addresses: ['a.b'], count: 1, serial: 41, fingerprint: 'f'.repeat(64) };

/** An apply that was at work when main was cancelled. */
function cutOff(run: FakeRun, options: Omit<LeftCommandOptions, 'clock'> = {}): Unfinished {
  const command = createLeftCommand({ clock: run.clock, ...options });
  return createUnfinished(run, { command, apply: command });
}

function afterAPlan(): FakeBackend {
  const backend = createBackend();
  backend.applyBySomebody(PROD, stateOf(['a'], 41));
  backend.seed(PR, stateOf(['a']));
  backend.clearRequests();
  return backend;
}

describe('an apply that finished in spite of the cancel', () => {
  it('counts as applied, with everything that follows an apply', async () => {
    const run = createRun({ backend: afterAPlan(), pullRequests: merged });
    const outputs = { url: { value: 'https://a.example', type: 'string' } };
    run.backend.applyBySomebody(PROD, stateOf(['a'], 42, { outputs }));
    const conclusion = await finishAll(run, cutOff(run, { outcome: APPLIED, endsAtMs: 30_000 }));
    expect(conclusion).toMatchObject({
      kind: 'result',
      result: {
        kind: 'applied',
        address: PROD,
        hasChanges: true,
        wasCutOff: true,
        applyMs: 90_000,
        outputs: { url: 'https://a.example' },
        kept: [],
      },
    });
    expect(run.backend.versions(PR.path)).toEqual([]);
    const commit = { repository: 'octo/infra', commitSha: HEAD_SHA, runUrl: run.context.runUrl };
    expect(queueOf(run.backend)).toMatchObject({
      tickets: [{ id: 'next' }],
      departed: [{ why: 'left', lockMayBeHeld: false }],
      lastApplied: commit,
      lastBegun: commit,
    });
  });

  it('gives its turn back before it deletes what merged pull requests left: the time is short', async () => {
    const run = createRun({ backend: afterAPlan(), pullRequests: merged });
    let head: string | undefined;
    run.backend.before(`delete-version ${PR.path}`, () => {
      head = queueOf(run.backend).tickets[0]?.id;
    });
    await finishAll(run, cutOff(run, { outcome: APPLIED }));
    expect(head).toBe('next');
  });

  it('deletes what all of those left that main has noted, though GitHub names one, and the queue says that it is applied', async () => {
    const run = createRun({ backend: afterAPlan(), pullRequests: merged });
    const other = `${PROD.key.replace('terraform.tfstate', '')}pr-43/terraform.tfstate`;
    run.backend.write(other, stateOf(['a']));
    const carried = [42, 43].map((number) => ({ number, headSha: 'b'.repeat(40) }));
    const left = { ...cutOff(run, { outcome: APPLIED }), carried };
    const looked = run.backend.requests.length;
    await finishAll(run, left);
    const lists = run.backend.requests.slice(looked).filter((request) => request.startsWith('list'));
    expect(lists.some((request) => request.includes(PR.path))).toBe(true);
    expect(lists.some((request) => request.includes('pr-43/'))).toBe(true);
  });

  it('brings the digest up to date that Terraform could not write, while it holds its lock', async () => {
    const run = createRun({ backend: afterAPlan() });
    run.backend.write(PROD.path, stateOf(['a', 'made'], 42));
    leaveLock(run);
    let isLocked: boolean | undefined;
    run.backend.before('replace-digest', () => {
      isLocked = run.backend.heldLocks.size > 0;
    });
    await finishAll(run, cutOff(run, { outcome: APPLIED }));
    expect(run.backend.digestItems.get(digestItemId(PROD))).toBe(stateDigest(stateOf(['a', 'made'], 42)));
    expect(isLocked).toBe(true);
  });

  it('says that its lock was deleted while it was at work', async () => {
    const run = createRun({ backend: afterAPlan() });
    leaveLock(run);
    void run.clock.sleep(30_000).then(() => {
      run.backend.heldLocks.clear();
    });
    const conclusion = await finishAll(run, cutOff(run, { outcome: APPLIED, endsAtMs: 60_000 }));
    const lockLost = expect.stringContaining("somebody has deleted this run's state lock ours") as string;
    expect(conclusion).toMatchObject({ kind: 'result', result: { lockLost } });
  });

  it('counts as applied although it cannot be shown any more', async () => {
    const terraform = createTerraform();
    terraform.before = (command) => {
      if (command === 'read the plan') throw new ToolFailed('no plan file', '');
    };
    const run = createRun({ terraform });
    const conclusion = await finishAll(run, cutOff(run, { outcome: APPLIED }));
    expect(conclusion).toMatchObject({ kind: 'failure', failure: { reason: 'cancelled' } });
    expect(run.said.warnings.join()).toContain('The apply is done, and could not be reported: no plan file');
    // Nobody knows whether it was the whole of a plan.
    expect(queueOf(run.backend)).toMatchObject({ lastApplied: undefined, tickets: [{ id: 'next' }] });
  });

  it.each([
    ['of a target', { inputs: { target: ['a.b'] } }, true],
    ['that Terraform calls incomplete', {}, false],
  ])(
    'is not the last whole apply when it was one %s: what is left is still to be compared',
    async (_, how, complete) => {
      const terraform = createTerraform();
      terraform.readShownPlan = async () => ({ plan: createPlan({ complete }), text: '' });
      const run = createRun({ terraform, backend: afterAPlan(), ...how });
      const conclusion = await finishAll(run, cutOff(run, { outcome: APPLIED }));
      expect(conclusion).toMatchObject({ result: { kind: 'applied' } });
      expect(queueOf(run.backend).lastApplied).toBeUndefined();
    },
  );

  it('counts as applied when it had ended before another command was cut off', async () => {
    const run = createRun({ backend: afterAPlan() });
    const apply = createLeftCommand({ clock: run.clock, outcome: APPLIED });
    const command = createLeftCommand({ clock: run.clock, name: 'show' });
    const conclusion = await finishAll(run, createUnfinished(run, { apply, command }));
    expect(conclusion).toMatchObject({ kind: 'result', result: { kind: 'applied' } });
  });
});

describe('an apply that was stopped by the cancel', () => {
  const changes = [
    createChange({ address: 'a.done' }),
    createChange({ address: 'a.doing' }),
    createChange({ address: 'a.never' }),
  ];
  const events = [
    createOperation('begun', 'a.done'),
    createOperation('begun', 'a.doing'),
    createOperation('ended', 'a.done'),
  ];

  function createPlannedRun(): FakeRun {
    const terraform = createTerraform();
    terraform.readShownPlan = async () => ({ plan: createPlan({ changes }), text: '' });
    return createRun({ terraform, backend: afterAPlan(), pullRequests: merged });
  }

  it('tells how far it came, from which state the next one goes on, and what Terraform said', async () => {
    const run = createPlannedRun();
    const conclusion = await finishAll(run, cutOff(run, { events, outcome: FAILED }));
    expect(conclusion).toMatchObject({
      failure: {
        aftermath: {
          cancelled: true,
          command: { name: 'apply', ended: 'by-itself' },
          progress: { finished: ['a.done'], inFlight: ['a.doing'], notBegun: ['a.never'] },
          serial: 41,
          lock: { kind: 'free' },
          details: 'Error: execution halted',
        },
      },
    });
  });

  it('tells of no instance by a key that is sensitive elsewhere', async () => {
    const address = 'a.b["topsecretkey"]';
    const terraform = createTerraform();
    const plan = createPlan({
      changes: [createChange({ address })],
      conceal: openConceal(new Set(['topsecretkey'])),
    });
    terraform.readShownPlan = async () => ({ plan, text: '' });
    const run = createRun({ terraform, backend: afterAPlan(), pullRequests: merged });
    const conclusion = await finishAll(
      run,
      cutOff(run, { events: [createOperation('begun', address)], outcome: FAILED }),
    );
    expect(conclusion).toMatchObject({ failure: { aftermath: { progress: { inFlight: ['a.b["(sensitive)"]'] } } } });
  });

  it.each([{ byItself: false }, { endsAtMs: Infinity }])(
    'calls nothing finished that its state does not show when it may have dropped work: %j',
    async (how) => {
      const run = createPlannedRun();
      const conclusion = await finishAll(run, cutOff(run, { events, outcome: FAILED, ...how }));
      expect(conclusion).toMatchObject({
        failure: {
          aftermath: { progress: { finished: [], inFlight: ['a.done', 'a.doing'], notBegun: ['a.never'] }, serial: 41 },
        },
      });
    },
  );

  it('has applied nothing that counts, and deletes nothing of the pull request', async () => {
    const run = createPlannedRun();
    await finishAll(run, cutOff(run, { events, outcome: FAILED }));
    expect(queueOf(run.backend).lastApplied).toBeUndefined();
    expect(run.backend.writes()).toEqual([]);
    expect(run.backend.bodyOf(PR.path)).toBeDefined();
  });

  it('has not begun when it ended on a stale plan', async () => {
    const kind = 'stale-plan';
    const run = createPlannedRun();
    const conclusion = await finishAll(run, cutOff(run, { outcome: { kind } }));
    expect(conclusion).toMatchObject({
      failure: { aftermath: { progress: { finished: [], inFlight: [] }, details: '' } },
    });
  });

  it('came to nobody knows where when its plan cannot be read any more', async () => {
    const run = createRun();
    run.terraform.before = () => {
      throw new ToolFailed('no plan file', '');
    };
    const conclusion = await finishAll(run, cutOff(run, { events, outcome: FAILED }));
    expect(conclusion).toMatchObject({ failure: { aftermath: { progress: 'unknown' } } });
    expect(run.said.warnings.join()).toContain('How far the apply came is not known: no plan file');
  });

  it('of which nobody knows what has become gives everything back all the same', async () => {
    const run = createPlannedRun();
    leaveLock(run);
    const conclusion = await finishAll(run, cutOff(run, { outcome: new ToolFailed('its output is gone', '') }));
    expect(conclusion).toMatchObject({ failure: { aftermath: { lock: { kind: 'released' } } } });
    expect(run.said.warnings.join()).toContain('What has become of the apply is not known: its output is gone');
    expect(queueOf(run.backend).tickets).toMatchObject([{ id: 'next' }]);
  });

  it.each(['report', 'recover'] as const)(
    'whose kill main has seen itself leaves its lock as main did, or gives it back after a backup: %s',
    async (staleLock) => {
      const run = createRun({ backend: afterAPlan(), inputs: { 'stale-lock': staleLock } });
      leaveLock(run);
      const apply = createLeftCommand({ clock: run.clock, byItself: false });
      const unfinished = createUnfinished(run, { apply });
      const begun = announce(queueOf(run.backend), { id: 'mine', token: 'mine-1', begun: COMMIT, toCreate: TO_CREATE });
      run.backend.turnsOf(PROD).write(renderTurnDocument(begun, 'w2'));
      const conclusion = await finishAll(run, unfinished);
      // What it was about to create may exist, whatever becomes of its lock.
      expect(queueOf(run.backend).departed).toMatchObject([{ toCreate: TO_CREATE }]);
      const kind = staleLock === 'recover' ? 'released' : 'left';
      expect(conclusion).toMatchObject({ failure: { aftermath: { lock: { kind } } } });
      expect(run.backend.heldLocks.size).toBe(staleLock === 'recover' ? 0 : 1);
    },
  );

  it('that is still at work is not asked what has become of it', async () => {
    const run = createPlannedRun();
    const conclusion = await finishAll(run, cutOff(run, { endsAtMs: Infinity, events, outcome: APPLIED }));
    expect(conclusion).toMatchObject({ failure: { aftermath: { command: { ended: 'not-at-all' } } } });
    expect(queueOf(run.backend).lastApplied).toBeUndefined();
  });
});

describe('an apply that was cut off and could not save its state', () => {
  it('has its state pushed while it holds the turn, and has failed no worse than others', async () => {
    const run = createRun();
    let head: string | undefined;
    run.terraform.before = (command) => {
      if (command.startsWith('state push')) head = queueOf(run.backend).tickets[0]?.id;
    };
    const conclusion = await finishAll(run, cutOff(run, { outcome: NOT_SAVED }));
    expect(run.terraform.commands).toContain('state push /files/unsaved.tfstate');
    expect(head).toBe('mine');
    expect(conclusion).toMatchObject({ failure: { reason: 'cancelled', aftermath: { details: 'Error: no' } } });
    expect(queueOf(run.backend)).toMatchObject({ frozen: undefined, tickets: [{ id: 'next' }] });
  });

  it('has it kept in a copy, and stops later applies before it gives the turn back', async () => {
    const run = createRun();
    run.terraform.pushes.push(REFUSED);
    const conclusion = await finishAll(run, cutOff(run, { outcome: NOT_SAVED }));
    const failure = conclusion.kind === 'failure' ? conclusion.failure : undefined;
    expect(failure).toBeInstanceOf(StateNotSaved);
    expect(failure).toMatchObject({ notSaved: { isFrozen: true, erroredStateFile: '/infra/errored.tfstate' } });
    const { tickets, frozen, lastApplied } = queueOf(run.backend);
    expect(tickets.map(({ id }) => id)).toEqual(['next']);
    expect(frozen).toMatchObject({ copyKey: expect.stringContaining('.errored-') as string });
    expect(lastApplied).toBeUndefined();
  });

  it('is told before GitHub has answered anything', async () => {
    let [told, asked]: [unknown, boolean] = [undefined, false];
    const findMerged = async () => {
      await run.clock.sleep(3_600_000);
      asked = true;
      return NO_MERGES;
    };
    const run = createRun({ pullRequests: { ...createPullRequests(), findMerged } });
    run.terraform.pushes.push(REFUSED);
    const onNotSaved = (failure: unknown): void => {
      if (!asked) told = failure;
    };
    await finishAll(run, { ...cutOff(run, { outcome: NOT_SAVED }), onNotSaved });
    expect(asked).toBe(true);
    expect(told).toBeInstanceOf(StateNotSaved);
  });

  it.each(['apply', 'state'])(
    'leaves its lock for somebody to look first when its last %s was killed',
    async (name) => {
      const run = createRun();
      leaveLock(run);
      run.terraform.pushes.push(REFUSED);
      const apply = createLeftCommand({ clock: run.clock, outcome: NOT_SAVED });
      const command = createLeftCommand({ clock: run.clock, name, byItself: false });
      await finishAll(run, createUnfinished(run, { apply, command }));
      expect(run.backend.requests.filter((request) => request.startsWith('give-back-lock'))).toEqual([]);
      expect(queueOf(run.backend).departed).toMatchObject([{ lockMayBeHeld: true, stateLock: { id: 'ours' } }]);
    },
  );

  it.each([
    ['that is still there', leaveLock],
    ['that it takes anew when somebody has deleted it', () => undefined],
  ])('pushes under the lock of its handover %s, and gives that back after', async (_, leave) => {
    const run = createRun();
    leave(run);
    await finishAll(run, cutOff(run, { outcome: NOT_SAVED }));
    expect(run.terraform.locked).toEqual(['state push /files/unsaved.tfstate under ours']);
    const changes = run.backend.requests.filter((request) => /^(?:take|give-back|delete)-lock/.test(request));
    expect(changes.at(-1)).toBe(`give-back-lock ${lockItemId(PROD)} ours`);
    expect(run.backend.heldLocks.size).toBe(0);
  });

  it('pushes nothing under the lock of somebody else, who keeps it', async () => {
    const run = createRun();
    leaveLock(run, 'prod', 'theirs');
    const conclusion = await finishAll(run, cutOff(run, { outcome: NOT_SAVED }));
    expect(conclusion).toMatchObject({ failure: { reason: 'state-not-saved', notSaved: { isFrozen: true } } });
    expect(run.terraform.locked).toEqual([]);
    expect(run.backend.heldLocks.size).toBe(1);
  });
});

describe('an apply whose main gave its turn back before it was cut off', () => {
  /** Main has left, and the queue does not say that anything is missing unless it is frozen. */
  function leftBehind(run: FakeRun, frozen?: Freeze): Unfinished {
    const unfinished = createUnfinished(run, { apply: createLeftCommand({ clock: run.clock, outcome: NOT_SAVED }) });
    const left = leave(queueOf(run.backend), { id: 'mine', applied: undefined, lockMayBeHeld: true });
    const queue = frozen === undefined ? left : freeze(left, frozen);
    run.backend.turnsOf(PROD).write(renderTurnDocument(queue, 'w2'));
    return unfinished;
  }

  it('and left its lock, for nothing could be frozen: the state is saved under that, and the lock given back after', async () => {
    const run = createRun();
    leaveLock(run);
    await finishAll(run, leftBehind(run));
    expect(run.backend.bodyOf(PROD.path)).toBe(new TextDecoder().decode(run.terraform.unsaved));
    expect(run.backend.heldLocks.size).toBe(0);
  });

  it.each([true, false])(
    'the only protection stays, and that is told, where it cannot be saved: %j',
    async (isAway) => {
      const run = createRun();
      leaveLock(run);
      run.terraform.pushes.push(REFUSED);
      const unfinished = leftBehind(run);
      // No answer to any write of the queue, or none of the lock either.
      run.backend.fateOfTurns = (action) => (action === 'put' ? 'denied' : 'answered');
      if (isAway) run.backend.breakDown('confirm-lock');
      const conclusion = await finishAll(run, unfinished);
      expect(conclusion).toMatchObject({ failure: { reason: 'state-not-saved', notSaved: { leftLockId: 'ours' } } });
      expect(run.backend.heldLocks.size).toBe(1);
    },
  );

  it('is told as not saved, from the freeze that main has written, once its lock is given back', async () => {
    const run = createRun();
    const frozen = createFreeze({ runUrl: run.context.runUrl });
    const conclusion = await finishAll(run, leftBehind(run, frozen));
    expect(conclusion).toMatchObject({
      failure: { notSaved: { isFrozen: true, freeze: frozen, details: 'Error: the log of the run says what' } },
    });
    expect(queueOf(run.backend).frozen).toEqual(frozen);
  });

  it.each(['answered', 'unread'])('and its lock: others may have applied, and nobody is stopped: %s', async (how) => {
    const run = createRun();
    const unfinished = leftBehind(run);
    let reads = 0;
    run.backend.fateOfTurns = (action) => {
      if (action === 'get') reads += 1;
      return how === 'unread' && reads === 1 ? 'denied' : 'answered';
    };
    const conclusion = await finishAll(run, unfinished);
    expect(conclusion).toMatchObject({ failure: { reason: 'cancelled' } });
    expect(queueOf(run.backend)).toMatchObject({ frozen: undefined, tickets: [{ id: 'next' }] });
    expect(run.terraform.commands.filter((command) => command.startsWith('state push'))).toEqual([]);
  });
});

it('the run of a cancelled apply names no commit as applied when Cancelled is all that is known', async () => {
  const run = createRun();
  const conclusion = await finishAll(run, createUnfinished(run));
  expect(conclusion.kind === 'failure' && conclusion.failure instanceof Cancelled).toBe(true);
  expect(queueOf(run.backend).lastBegun).toBeUndefined();
});
