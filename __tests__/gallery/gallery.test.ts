import { describe, expect, it } from 'vitest';

import { renderGallery } from '../../gallery/gallery.ts';
import { STATES } from '../../gallery/states.ts';
import { outcomeOf, type Outcome } from '../../src/domain/run/outcome.ts';
import type { FailureReason } from '../../src/domain/failure.ts';

/** How runs end that tell a pull request about it: the others are refused before there is one to tell. */
const TELLS: Readonly<Record<Outcome, boolean>> = {
  planned: true,
  'no-changes': true,
  applied: true,
  cleaned: true,
  unlocked: true,
  retired: true,
  superseded: true,
  swept: false,
  examined: false,
  skipped: false,
};
const OUTCOMES = Object.entries(TELLS).flatMap(([outcome, tells]) => (tells ? [outcome] : []));
const TELLS_OF: Readonly<Record<FailureReason, boolean>> = {
  'bad-input': false,
  refused: false,
  'state-locked': true,
  'tool-failed': false,
  'plan-failed': true,
  'plan-changed': true,
  'apply-failed': true,
  'timed-out': true,
  cancelled: true,
  'state-not-saved': true,
  'pr-state-in-use': true,
  'backend-unusable': false,
  'github-unusable': false,
};
const REASONS = Object.entries(TELLS_OF).flatMap(([reason, tells]) => (tells ? [reason] : []));

describe('the gallery', () => {
  const subjects = STATES.map(({ subject }) => subject);

  it('has every way in which a comment can end, and waits', () => {
    const results = subjects.flatMap((subject) => (subject.kind === 'result' ? [outcomeOf(subject.result)] : []));
    const failures = subjects.flatMap((subject) => (subject.kind === 'failure' ? [subject.failure.reason] : []));
    expect(new Set(results)).toEqual(new Set(OUTCOMES));
    expect(new Set(failures)).toEqual(new Set(REASONS));
    expect(subjects.filter(({ kind }) => kind === 'waiting').length).toBeGreaterThan(1);
  });

  it('shows each of them with its title, and no secret of the made-up plan', () => {
    const page = renderGallery('as-the-system');
    for (const { title } of STATES) expect(page).toContain(`<h2>${title}</h2>`);
    expect(page).toMatch(/4 stacks: .*1 without a plan/);
    expect(page).toContain('This plan is behind: planned against serial 41, production is at 44.');
    expect(page).toContain('! password = (sensitive)');
    expect(page).not.toMatch(/password = "(?:old|new)"/);
  });
});
