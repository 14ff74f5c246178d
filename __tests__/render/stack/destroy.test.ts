import { describe, expect, it } from 'vitest';

import { Refused } from '../../../src/domain/failure.ts';
import type { Subject } from '../../../src/domain/run/outcome.ts';
import { renderComment } from '../../../src/render/comment/comment.ts';
import { createApplied, createHolder, createPlan, createPlanned, createView } from '../../support/fakes/factories.ts';

const NOW = new Date('2026-11-21T10:00:00Z');
const NOTHING = { hasChanges: false, plan: createPlan({ changes: [] }) };

const SUBJECTS: Readonly<Record<string, readonly [Subject, string]>> = {
  'a plan': [{ kind: 'result', result: createPlanned() }, 'this destroys everything that production holds'],
  'a plan with nothing left': [{ kind: 'result', result: createPlanned(NOTHING) }, 'nothing is left to destroy'],
  'an apply': [{ kind: 'result', result: createApplied() }, 'everything is destroyed. What is left to do'],
  'an apply with nothing left': [{ kind: 'result', result: createApplied(NOTHING) }, 'nothing is left to destroy'],
  'a wait': [{ kind: 'waiting', waiting: { holder: createHolder(), waitedMs: 5000, givesUpAt: NOW } }, 'is waiting'],
  'a plan at work': [{ kind: 'begun', at: NOW, shown: undefined }, 'planning, since'],
  'a failure': [{ kind: 'failure', failure: new Refused('no') }, 'refused'],
  'a defect': [{ kind: 'defect' }, 'failed'],
};

describe('the pages of destroy: true', () => {
  it.each(Object.entries(SUBJECTS))('say in the headline that everything is destroyed: %s', (_, [subject, says]) => {
    const page = renderComment(subject, createView({ isDestroy: true }));
    expect(page.split('\n')[0]).toMatch(/^### `[^`]+`: destroy everything · /);
    expect(page).toContain(says);
  });

  it.each(Object.entries(SUBJECTS))('are no others: %s without it', (_, [subject]) => {
    const page = renderComment(subject, createView({}));
    expect(page).not.toMatch(/destroy everything|destroy: true|left to destroy/);
  });
});
