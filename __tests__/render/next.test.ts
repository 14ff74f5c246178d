import { describe, expect, it } from 'vitest';

import { ApplyFailed } from '../../src/domain/apply/apply-failed.ts';
import { Cancelled } from '../../src/domain/apply/aftermath.ts';
import { TimedOut } from '../../src/domain/apply/timed-out.ts';
import { BadInput, Refused, type RunFailure } from '../../src/domain/failure.ts';
import { PlanFailed } from '../../src/domain/plan/plan-failed.ts';
import type { Cleaned, Retired, RunResult, Subject, Swept } from '../../src/domain/run/outcome.ts';
import { PrStateInUse } from '../../src/domain/state/snapshot.ts';
import { StateNotSaved } from '../../src/domain/turn/freeze.ts';
import { StateLocked } from '../../src/domain/turn/holder.ts';
import { renderPage } from '../../src/render/comment/comment.ts';
import { insertNext, renderNext } from '../../src/render/next.ts';
import { COMMENT_BUDGET } from '../../src/render/plan/plan-body.ts';
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

const IN_STEP = 'nothing to do: production is as this commit says.';
const DESTROY = { isDestroy: true };
const NOTHING_LEFT =
  'take `destroy: true` out of the workflow, with the root module where that is to go: nothing is left to destroy.';
const BY_HAND = 'by hand, as told below: not all of what was left behind could be deleted.';
const KEPT = { prNumber: 42, place: 'old/terraform.tfstate', kind: 'kept', why: 'it is not known' } as const;
const SWEPT = { prNumber: 42, removed: 3 };
const WAIT = { waitedMs: 0, lastHolder: undefined };

function createCleaned(of: Partial<Cleaned> = {}): Cleaned {
  const deletion = { removed: 3, versionsLeft: false, backupKey: undefined };
  return { kind: 'cleaned', address: createAddress(), merged: false, deletion, elsewhere: [], wait: WAIT, ...of };
}

function createSwept(of: Partial<Swept> = {}): Swept {
  const none = { swept: [], kept: [], elsewhere: [], unknown: [], openCount: 0 };
  return { kind: 'swept', dryRun: false, prefix: 'prod/', ...none, versionsLeft: false, wait: WAIT, ...of };
}

function createRetired(of: Partial<Retired> = {}): Retired {
  const removed = { folder: 'stacks/network', removedBy: undefined, lastCommit: 'b'.repeat(40) };
  const holding = { kind: 'resources', addresses: ['a.b'] } as const;
  return { kind: 'retired', removed, address: createAddress(), holding, deletion: undefined, wait: WAIT, ...of };
}

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
    ['an apply', result(createApplied()), IN_STEP],
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
    ['a plan of destroy: true', result(createPlanned()), 'merging applies this.', DESTROY],
    ['a plan of destroy: true with nothing left', result(createPlanned({ hasChanges: false })), NOTHING_LEFT, DESTROY],
    [
      'a plan of a merge group with destroy: true and nothing left',
      result(createPlanned({ hasChanges: false })),
      NOTHING_LEFT,
      { ...DESTROY, mergeGroup: true },
    ],
    [
      'an apply of destroy: true with nothing left',
      result(createApplied({ hasChanges: false })),
      NOTHING_LEFT,
      DESTROY,
    ],
    [
      'an apply of destroy: true',
      result(createApplied()),
      'remove the root module, and `destroy: true` with it: everything is destroyed.',
      DESTROY,
    ],
    ['an apply without changes', result(createApplied({ hasChanges: false })), IN_STEP],
    ['a cleanup', result(createCleaned()), 'nothing to do.'],
    ['a cleanup that had to keep something', result(createCleaned({ elsewhere: [KEPT] })), BY_HAND],
    ['a sweep', result(createSwept({ swept: [SWEPT] })), 'nothing to do.'],
    ['a sweep that had to keep something', result(createSwept({ swept: [SWEPT], kept: [KEPT] })), BY_HAND],
    ['a sweep that had to keep something elsewhere', result(createSwept({ elsewhere: [KEPT] })), BY_HAND],
    [
      'a dry sweep',
      result(createSwept({ dryRun: true, swept: [SWEPT], kept: [KEPT] })),
      'run it without `dry-run`, and this is deleted.',
    ],
    ['a dry sweep that found nothing', result(createSwept({ dryRun: true })), 'nothing to do.'],
    ['a dry sweep of what is to be kept', result(createSwept({ dryRun: true, elsewhere: [KEPT] })), BY_HAND],
    [
      'a module that a pull request removes',
      result(createRetired()),
      'before the merge, as told below: after it, what production holds is managed by nobody any more.',
    ],
    [
      'a module that was removed',
      result(createRetired()),
      'by hand, as told below: what production holds is managed by nobody any more.',
      { command: 'apply' },
    ],
    [
      'a module that was removed, and of which nothing is left',
      result(createRetired({ holding: { kind: 'nothing', hasState: true } })),
      'nothing to do: nothing is left of it.',
    ],
    ['a wait', waiting({}), 'nothing to do: it starts by itself when the lock is released.'],
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

  it('of a sweep does not contradict its headline', () => {
    for (const [of, says] of [
      [{}, 'sweep · nothing to do'],
      [{ kept: [KEPT] }, 'sweep · nothing deleted, something is kept'],
      [{ elsewhere: [KEPT] }, 'sweep · nothing deleted, something is kept'],
    ] as const) {
      const page = renderPage(result(createSwept(of)), createView({ command: 'sweep' }), COMMENT_BUDGET);
      expect(page.split('\n')[0]).toContain(says);
      expect(page.includes('nothing to do')).toBe(says.includes('nothing to do'));
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
