import { describe, expect, it } from 'vitest';

import { EMPTY_QUEUE, freeze, join, type TurnDocument } from '../../../src/domain/turn/turn.ts';
import { parseTurnDocument, renderTurnDocument } from '../../../src/domain/turn/turn-document.ts';
import { describeRun } from '../../../src/jobs/run.ts';
import { takeTurn } from '../../../src/jobs/turn/take-turn.ts';
import type { Turn } from '../../../src/jobs/turn/turn.ts';
import { createFreeze, HEAD_SHA } from '../../support/fakes/factories.ts';
import { PROD } from '../../support/fakes/fake-backend.ts';
import { createRun, type FakeRun } from '../../support/fakes/fake-run.ts';

async function take(run: FakeRun): Promise<Turn> {
  const me = describeRun(run, { kind: 'apply', commitSha: HEAD_SHA, prNumber: undefined });
  const taken = await takeTurn(run, { backend: run.backend, address: PROD, key: 'prod', me });
  return taken.kind === 'taken' ? taken.turn : expect.unreachable();
}

function queueOf(run: FakeRun): TurnDocument {
  return parseTurnDocument(run.backend.turnsOf(PROD).stored?.body ?? '');
}

describe('a run that arrives', () => {
  it('leaves word of its place for post before it asks for it', async () => {
    const run = createRun();
    let noted: unknown;
    run.backend.fateOfTurns = () => {
      noted ??= run.left.at(-1);
      return 'answered';
    };
    const turn = await take(run);
    expect(noted).toEqual({ address: PROD, key: 'prod', ticketId: queueOf(run).tickets[0]?.id });
    await turn.leave();
  });

  it('names its machine as Terraform does, whatever the name of the user', async () => {
    const run = createRun({ who: 'a@b@fv-az1' });
    const turn = await take(run);
    expect(queueOf(run).tickets[0]?.run.host).toBe('fv-az1');
    await turn.leave();
  });
});

describe('a run whose queue cannot be used', () => {
  it('goes on with the state lock alone, and says so', async () => {
    const run = createRun();
    run.backend.fateOfTurns = () => 'denied';
    const turn = await take(run);
    expect(await turn.announce()).toBe(true);
    expect(run.said.warnings.join()).toContain('cannot be used, so that runs are not served in order');
  });

  it('stops at a freeze that it could read all the same', async () => {
    const run = createRun();
    run.backend.turnsOf(PROD).write(renderTurnDocument(freeze(EMPTY_QUEUE, createFreeze()), 'w'));
    run.backend.fateOfTurns = (action) => (action === 'put' ? 'denied' : 'answered');
    expect((await take(run)).frozen).toEqual(createFreeze());
  });

  it('freezes it as soon as it can be used again', async () => {
    const run = createRun();
    run.backend.fateOfTurns = () => 'denied';
    const turn = await take(run);
    expect(await turn.freeze(createFreeze())).toBe(false);
    run.backend.fateOfTurns = () => 'answered';
    expect(await turn.freeze(createFreeze())).toBe(true);
    expect(queueOf(run).frozen).toEqual(createFreeze());
  });

  it('gives a place back at the end that it has taken after all', async () => {
    const run = createRun();
    run.backend.fateOfTurns = () => 'denied';
    const turn = await take(run);
    run.backend.fateOfTurns = () => 'answered';
    const me = describeRun(run, { kind: 'apply', commitSha: HEAD_SHA, prNumber: undefined });
    const arrival = { id: run.left[0]?.ticketId ?? '', token: 't', run: me, at: '2026-11-21T10:30:00Z' };
    run.backend.turnsOf(PROD).write(renderTurnDocument(join(EMPTY_QUEUE, arrival), 'late'));
    await turn.leave();
    expect(queueOf(run).tickets).toEqual([]);
  });
});
