import { expect, it } from 'vitest';

import { renderEndedPlaces } from '../../src/render/ended-places.ts';

const removed = { kind: 'removed', prNumber: 42, place: 'net/pr-42/x (lock in table locks)', removed: 3 } as const;
const kept = {
  kind: 'kept',
  prNumber: 43,
  place: 'net/pr-43/x (lock in lockfile)',
  why: 'its state is locked',
} as const;

it('says of each place that was ended what was removed there, or why it was kept', () => {
  expect(renderEndedPlaces([removed, kept], { dryRun: false, budget: 10_000 })).toBe(
    `Where an earlier commit had the state or its lock:

| pull request | place | what was left there |
|---|---|---|
| #42 | \`net/pr-42/x (lock in table locks)\` | 3 objects, versions and items gone |
| #43 | \`net/pr-43/x (lock in lockfile)\` | **kept**: \`its state is locked\` |`,
  );
  expect(renderEndedPlaces([removed], { dryRun: true, budget: 10_000 })).toContain('items would go |');
});

it('says nothing where there was no other place, and how many there is no room for', () => {
  expect(renderEndedPlaces([], { dryRun: false, budget: 10_000 })).toBe('');
  expect(
    renderEndedPlaces(
      Array.from({ length: 50 }, () => removed),
      { dryRun: false, budget: 300 },
    ),
  ).toMatch(/\*\*4\d more are left out here\.\*\*$/);
});
