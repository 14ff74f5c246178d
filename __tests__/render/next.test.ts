import { describe, expect, it } from 'vitest';

import { ApplyFailed } from '../../src/domain/apply/apply-failed.ts';
import { Cancelled } from '../../src/domain/apply/aftermath.ts';
import { TimedOut } from '../../src/domain/apply/timed-out.ts';
import { BadInput, Refused, type RunFailure } from '../../src/domain/failure.ts';
import { PlanFailed } from '../../src/domain/plan/plan-failed.ts';
import type { RunResult, Subject } from '../../src/domain/run/outcome.ts';
import { PrStateInUse } from '../../src/domain/state/snapshot.ts';
import { StateNotSaved } from '../../src/domain/turn/freeze.ts';
import { StateLocked } from '../../src/domain/turn/holder.ts';
import { insertNext, renderNext } from '../../src/render/next.ts';
import type { RunView } from '../../src/render/page.ts';
import { STATES } from '../../gallery/states.ts';
import {
  createAddress,
  createAftermath,
  createApplied,
  createHolder,
  createNotSaved,
  createOverdue,
  createPlan,
  createPlanned,
  createView,
} from '../support/fakes/factories.ts';

const result = (of: RunResult): Subject => ({ kind: 'result', result: of });
const failure = (of: RunFailure): Subject => ({ kind: 'failure', failure: of });
const waiting = (holder: Parameters<typeof createHolder>[0]): Subject => ({
  kind: 'waiting',
  waiting: { holder: createHolder(holder), waitedMs: 0, givesUpAt: new Date() },
});
const AGAIN = '[run it again](https://github.com/octo/infra/actions/runs/1658821493)';
const unknown = [{ address: 'a', what: 'b' }];
const locked = { kind: 'taken', serial: 1, lineage: undefined, prodLock: { kind: 'unreadable', places: [] } } as const;

describe('the next step', () => {
  it.each<[string, Subject, string, Partial<RunView>?]>([
    ['a plan', result(createPlanned()), 'merging applies this.'],
    [
      'a part of a plan',
      result(createPlanned({ plan: createPlan({ complete: false }) })),
      'merging applies this part.',
    ],
    ['a plan of a merge group', result(createPlanned()), 'the merge applies this.', { mergeGroup: true }],
    [
      'a plan that may be behind',
      result(createPlanned({ snapshot: locked })),
      'merging applies this. Production is being worked on: should it have moved, plan again.',
    ],
    [
      'a plan without changes',
      result(createPlanned({ hasChanges: false })),
      'nothing to do: merging changes nothing here.',
    ],
    [
      'a plan that nobody could see',
      result(createPlanned({ isUnshown: true })),
      'plan again: merged like this, it is stopped for want of a review.',
    ],
    [
      'a plan that is not understood',
      result(createPlanned({ plan: createPlan({ unknown }) })),
      'use a newer Lockstep, or apply by hand: no apply of it begins with this.',
    ],
    ['an apply', result(createApplied()), 'nothing to do: production is as this commit says.'],
    [
      'a part of an apply',
      result(createApplied({ plan: createPlan({ complete: false }) })),
      `${AGAIN} without \`target\` for the rest: this was a part.`,
    ],
    [
      'an apply whose lock was lost',
      result(createApplied({ lockLost: 'gone' })),
      `plan again, others may have applied meanwhile: ${AGAIN}.`,
    ],
    ['a wait', waiting({}), 'nothing to do: it starts by itself.'],
    [
      'a wait for the dead',
      waiting({ alive: false }),
      'by hand, as told below: whoever holds this is over, and lets nobody in.',
    ],
    [
      'an apply that failed',
      failure(new ApplyFailed('x', '')),
      `mend the cause, then ${AGAIN}: it plans anew, and goes on from what is done.`,
    ],
    [
      'a plan that failed',
      failure(new PlanFailed('x', '')),
      `mend that and push, and it is planned again; or ${AGAIN}.`,
    ],
    [
      'a lock',
      failure(new StateLocked(createHolder(), 1)),
      `once it is free, ${AGAIN}; the way to free it by hand is below.`,
    ],
    [
      'a state that is not saved',
      failure(new StateNotSaved(createNotSaved())),
      'by hand, before anything is applied: put the state in its place, as told below.',
    ],
    [
      'a state that is in use',
      failure(new PrStateInUse(createAddress(), [])),
      `by hand, as told below; then ${AGAIN}.`,
    ],
    ['a run that was cancelled', failure(new Cancelled('plan')), `${AGAIN} if it is still wanted.`],
    [
      'a run that was cancelled and left its lock',
      failure(new Cancelled('apply', createAftermath({ lock: { kind: 'left', lockId: 'l' } }))),
      'by hand: give back the lock that it left, as told below.',
    ],
    [
      'a run that hung',
      failure(new TimedOut(createOverdue())),
      `give it more time, or find out what it hangs on; then ${AGAIN}.`,
    ],
    [
      'a run that hung and left something',
      failure(new TimedOut(createOverdue({ remarks: ['it was killed'] }))),
      'by hand: look after what is left behind, as told below, before anything is applied.',
    ],
    ['a refusal', failure(new Refused('no')), `do what it says; then ${AGAIN}.`],
    ['a wrong input', failure(new BadInput(['no'])), `do what it says; then ${AGAIN}.`],
    ['a run that is skipped', result({ kind: 'skipped', reason: 'x' }), ''],
  ])('of %s is one line', (_, subject, words, view = {}) => {
    expect(renderNext(subject, createView(view))).toBe(words === '' ? '' : `**Next:** ${words}`);
  });

  it('is there in every state of the gallery, in one line', () => {
    for (const { title, subject } of STATES) {
      expect([title, renderNext(subject, createView())]).toEqual([
        title,
        expect.stringMatching(/^\*\*Next:\*\* .+\.$/),
      ]);
    }
  });

  it('stands behind the headline and what is lost, and before everything else', () => {
    const alert = '> [!CAUTION]\n> Destroys `a`.';
    expect(insertNext('### a', 'N')).toBe('### a\n\nN');
    expect(insertNext('### a\n\nrest\n\n> [!CAUTION]\n> b', 'N')).toBe('### a\n\nN\n\nrest\n\n> [!CAUTION]\n> b');
    expect(insertNext(`### a\n\n${alert}\n\n${alert}\n\n> [!NOTE]\n> b`, 'N')).toBe(
      `### a\n\n${alert}\n\n${alert}\n\nN\n\n> [!NOTE]\n> b`,
    );
    expect(insertNext('### a\n\nb', '')).toBe('### a\n\nb');
  });
});
