import { describe, expect, it } from 'vitest';

import { ApplyFailed } from '../../../src/domain/apply/apply-failed.ts';
import { BackendUnusable } from '../../../src/domain/stack/backend.ts';
import { lockItemId } from '../../../src/domain/state/keys.ts';
import { removeHead, type TurnDocument } from '../../../src/domain/turn/turn.ts';
import { parseTurnDocument, renderTurnDocument } from '../../../src/domain/turn/turn-document.ts';
import { apply } from '../../../src/jobs/apply/apply.ts';
import { createLock, HEAD_SHA, createTold } from '../../support/fakes/factories.ts';
import { PROD, type FakeBackend } from '../../support/fakes/fake-backend.ts';
import { EPOCH_MS } from '../../support/fakes/fake-clock.ts';
import { createApplyRun, type FakeRun } from '../../support/fakes/fake-run.ts';

const operation = { kind: 'apply', commitSha: HEAD_SHA } as const;
const held = { kind: 'held', lock: createLock(), places: ['table'] } as const;

const NOT_SAVED = {
  kind: 'state-not-saved',
  erroredStateFile: '/infra/errored.tfstate',
  isTold: true,
  byItself: true,
  told: createTold('no'),
} as const;
const FAILED = { kind: 'failed', byItself: true, told: createTold('no') } as const;

function queueOf(backend: FakeBackend): TurnDocument {
  return parseTurnDocument(backend.turnsOf(PROD).stored?.body ?? '');
}

it('what needs the lock is not run without it, which this stage notices', async () => {
  const { terraform, backend } = createApplyRun();
  await expect(terraform.plan({ lockId: 'mine' })).rejects.toThrow('without its lock mine');
  backend.heldLocks.set(lockItemId(PROD), held);
  await expect(terraform.apply({ lockId: 'mine' })).rejects.toThrow('without its lock mine');
  await terraform.apply({ lockId: held.lock.id });
  expect(terraform.locked).toEqual([`apply under ${held.lock.id}`]);
});

describe('the state lock of an apply', () => {
  const ITEM = lockItemId(PROD);
  const lockSteps = ({ backend }: { readonly backend: FakeBackend }): readonly string[] =>
    backend.requests.filter((request) => /^(?:take|give-back|delete)-lock/.test(request));
  /** Somebody's turn, as if this run had been taken for dead. */
  function loseTurn(backend: FakeBackend): void {
    const mine = queueOf(backend).tickets[0];
    backend
      .turnsOf(PROD)
      .write(
        renderTurnDocument(removeHead(queueOf(backend), { id: mine?.id ?? '', token: mine?.token ?? '' }), 'lost'),
      );
  }

  it('is held from before the plan until after it is saved, and given back before the turn', async () => {
    const run = createApplyRun();
    let ticketsAtReturn: number | undefined;
    run.backend.before('give-back-lock', () => {
      ticketsAtReturn = queueOf(run.backend).tickets.length;
    });
    await apply(run, operation);
    const lockId = run.left[0]?.lockId ?? '';
    expect(run.terraform.locked).toEqual([`plan under ${lockId}`, `apply under ${lockId}`]);
    expect(lockSteps(run)).toEqual([`take-lock ${ITEM} ${lockId}`, `give-back-lock ${ITEM} ${lockId}`]);
    expect(ticketsAtReturn).toBe(1);
    expect(queueOf(run.backend).departed).toMatchObject([{ why: 'left', lockMayBeHeld: false }]);
  });

  it('is the one under which a state is pushed that could not be saved, and is given back after', async () => {
    const run = createApplyRun();
    run.terraform.applies.push(NOT_SAVED);
    await expect(apply(run, operation)).rejects.toThrow(ApplyFailed);
    const lockId = run.left[0]?.lockId ?? '';
    expect(run.terraform.locked.at(-1)).toBe(`state push /files/unsaved.tfstate under ${lockId}`);
    expect(run.backend.heldLocks.size).toBe(0);
  });

  it('stays when its Terraform was killed, and the queue says so', async () => {
    const run = createApplyRun();
    run.terraform.applies.push({ ...FAILED, byItself: false });
    await expect(apply(run, operation)).rejects.toThrow('was killed, and its state lock');
    const lockId = run.left[0]?.lockId;
    expect(run.backend.heldLocks.get(ITEM)).toMatchObject({ lock: { id: lockId } });
    expect(queueOf(run.backend).departed).toMatchObject([{ lockMayBeHeld: true, stateLock: { id: lockId } }]);
  });

  it('is noted as left with its Terraform at work when nobody has seen that end', async () => {
    const run = createApplyRun();
    run.terraform.applies.push({ ...FAILED, byItself: false, mayBeAtWork: true });
    await expect(apply(run, operation)).rejects.toThrow('was killed, and its state lock');
    expect(queueOf(run.backend).departed).toMatchObject([{ lockMayBeHeld: true, toolAtWork: true }]);
  });

  it.each<[string, (run: FakeRun) => void]>([
    [
      'the turn while it took the lock',
      ({ backend }) => {
        backend.before('take-lock', () => {
          loseTurn(backend);
        });
      },
    ],
    [
      'the turn while it planned',
      (run) => {
        once(run, 'show', () => {
          loseTurn(run.backend);
        });
      },
    ],
    [
      'the lock while it planned',
      (run) => {
        once(run, 'show', () => {
          run.backend.heldLocks.clear();
        });
      },
    ],
  ])('that has lost %s applies nothing of that, queues and plans again under another lock', async (_, lose) => {
    const run = createApplyRun();
    lose(run);
    expect(await apply(run, operation)).toMatchObject({ kind: 'applied', lockLost: undefined });
    const [first, second] = run.left.map(({ lockId }) => lockId);
    expect(first).not.toBe(second);
    expect(run.terraform.locked.slice(-2)).toEqual([`plan under ${second ?? ''}`, `apply under ${second ?? ''}`]);
    expect(run.terraform.locked).not.toContain(`apply under ${first ?? ''}`);
    expect(run.backend.heldLocks.size).toBe(0);
    expect(run.said.warnings.join()).toContain('queueing again, and planning again');
  });

  it('is asked for, as long as the run may wait, before the apply: where it may be gone nothing is applied', async () => {
    const run = createApplyRun({ inputs: { 'lock-timeout': 10_000 } });
    const answerAgain = run.backend.breakDown('confirm-lock');
    await expect(apply(run, operation)).rejects.toThrow('it is not known whether the state lock');
    expect(run.terraform.commands).toEqual(['look', `init ${PROD.path}`, 'plan', 'show']);
    expect(run.clock.monotonicMs()).toBe(10_000);
    expect(run.backend.heldLocks.size).toBe(0);

    const patient = createApplyRun({ backend: run.backend, inputs: { 'lock-timeout': 10_000 } });
    void patient.clock.sleep(5000).then(answerAgain);
    expect(await apply(patient, operation)).toMatchObject({ kind: 'applied' });
  });

  it.each(['answered', 'denied'] as const)(
    'that is deleted while it applies is told at once, once, and with the result, when the queue is %s',
    async (fate) => {
      const run = createApplyRun({ inputs: { 'unreviewed-changes': 'warn' } });
      run.backend.fateOfTurns = () => fate;
      const told: unknown[] = [];
      run.comments.tellLockLost = (lost, at) => {
        told.push([lost, at.getTime() - EPOCH_MS]);
      };
      run.terraform.before = async (command) => {
        if (command !== 'apply') return;
        await run.clock.sleep(5000);
        run.backend.heldLocks.clear();
        await run.clock.sleep(60_000);
      };
      const words = expect.stringContaining("somebody has deleted this run's state lock") as unknown;
      expect(await apply(run, operation)).toMatchObject({ kind: 'applied', lockLost: words });
      expect(told).toEqual([[words, 20_000]]);
      expect(run.said.warnings.filter((warning) => warning.includes('has deleted'))).toEqual([words]);
    },
  );

  it.each(['unanswered', 'denied'] as const)(
    'is given back, as is the turn, when the queue is %s at the announcement: nothing is applied',
    async (fate) => {
      const run = createApplyRun({ inputs: { 'lock-timeout': 10_000 } });
      once(run, 'show', () => {
        run.backend.fateOfTurns = () => fate;
      });
      run.backend.before('give-back-lock', () => {
        run.backend.fateOfTurns = () => 'answered';
      });
      await expect(apply(run, operation)).rejects.toThrow(BackendUnusable);
      expect(run.terraform.commands).toEqual(['look', `init ${PROD.key}`, 'plan', 'show']);
      expect(run.clock.monotonicMs()).toBe(fate === 'denied' ? 0 : 10_000);
      expect(run.backend.heldLocks.size).toBe(0);
      expect(queueOf(run.backend).tickets).toEqual([]);
    },
  );
});

/** Does this once, when this command is run. */
function once(run: FakeRun, words: string, task: () => void): void {
  let isDone = false;
  run.terraform.before = (command) => {
    if (isDone || command !== words) return;
    isDone = true;
    task();
  };
}
