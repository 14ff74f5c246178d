import { expect, it } from 'vitest';

import { describeBegunOn } from '../../../src/domain/apply/begun-on.ts';
import { describeToCreate, type ToCreate } from '../../../src/domain/apply/to-create.ts';
import { announce, EMPTY_QUEUE, join, removeHead, type TurnDocument } from '../../../src/domain/turn/turn.ts';
import { renderTurnDocument } from '../../../src/domain/turn/turn-document.ts';
import { apply } from '../../../src/jobs/apply/apply.ts';
import { unlock } from '../../../src/jobs/unlock/unlock.ts';
import { lockItemId } from '../../../src/domain/state/keys.ts';
import { createLock, createTurnRun, HEAD_SHA } from '../../support/fakes/factories.ts';
import { PROD, stateOf } from '../../support/fakes/fake-backend.ts';
import { createApplyRun, type FakeRun } from '../../support/fakes/fake-run.ts';

const BODY = stateOf(['a'], 41);
const COMMIT = { repository: 'octo/infra', commitSha: HEAD_SHA, runUrl: 'https://github.com/r/1' };
const SAID = /117 died in the midst of an apply, and the state has not been written since.*a\.made, on serial 41/;

/** A run has died in the midst of an apply: its turn is taken from it, and its lock is there or is gone. */
function stage(begun = true): FakeRun {
  const changes = [{ address: 'a.made', action: 'create' }] as const;
  const begunOn = describeBegunOn({ body: BODY, etag: '"e"' });
  const toCreate = describeToCreate(changes, begunOn, (text) => text) as ToCreate;
  const dead = { id: 'dead', token: 'dead-0', run: createTurnRun(), at: '2026-11-21T10:28:00Z', lockId: 'dead-lock' };
  let queue: TurnDocument = join(EMPTY_QUEUE, dead);
  if (begun) queue = announce(queue, { id: 'dead', token: 'dead-1', begun: COMMIT, toCreate });
  queue = removeHead(queue, { id: 'dead', token: begun ? 'dead-1' : 'dead-0' });
  const run = createApplyRun({ runs: { status: async () => 'completed', compare: async () => 'ahead' } });
  run.backend.applyBySomebody(PROD, BODY);
  run.backend.turnsOf(PROD).write(renderTurnDocument(queue, 'w'));
  return run;
}

it('an apply tells first of one that died in its midst, when the state has not been written since', async () => {
  const run = stage();
  let toldBeforePlan = false;
  run.terraform.before = (command) => {
    if (command === 'plan') toldBeforePlan = SAID.test(run.said.warnings.join('\n'));
  };
  const applied = await apply(run, { kind: 'apply', commitSha: HEAD_SHA });
  expect(toldBeforePlan).toBe(true);
  expect(applied.wait.abandoned).toMatchObject({ run: { runId: '117' }, toCreate: { addresses: ['a.made'] } });
});

it('it says nothing once somebody has written the state, nor of one that had not begun', async () => {
  const written = stage();
  written.backend.applyBySomebody(PROD, stateOf(['a', 'made'], 42));
  for (const run of [written, stage(false)]) {
    const applied = await apply(run, { kind: 'apply', commitSha: HEAD_SHA });
    expect(applied.wait.abandoned).toBeUndefined();
    expect(run.said.warnings.join()).not.toContain('died in the midst');
  }
});

it('an unlock tells it of the holder', async () => {
  const run = stage();
  const lock = createLock({ id: 'dead-lock' });
  run.backend.heldLocks.set(lockItemId(PROD), { kind: 'held', lock, places: ['table'] });
  const unlocked = await unlock(run, { kind: 'unlock', lockId: 'dead-lock', prNumber: undefined });
  expect(unlocked.abandoned).toMatchObject({ toCreate: { addresses: ['a.made'], serial: 41 } });
  expect(run.said.warnings.join()).toMatch(SAID);
});
