import { describe, expect, it } from 'vitest';

import { NO_MERGES, type Merges } from '../../src/domain/merges.ts';
import { findPullRequests, findUnapplied, together } from '../../src/jobs/find-pull-requests.ts';
import type { Stretch } from '../../src/ports/pull-requests.ts';
import { createPullRequests, createRun, type FakeRun } from '../support/fake-run.ts';

const HEAD = 'a'.repeat(40);
const BASE = 'b'.repeat(40);
const merged = (...numbers: readonly number[]): Merges => ({
  ...NO_MERGES,
  pullRequests: numbers.map((number) => ({ number, headSha: HEAD })),
});

function runThatFinds(answers: readonly (Merges | Error)[]): { run: FakeRun; asked: Stretch[]; told: number[][] } {
  const asked: Stretch[] = [];
  const told: number[][] = [];
  const left = [...answers];
  const run = createRun({
    pullRequests: {
      ...createPullRequests(),
      findMerged: async (stretch) => {
        asked.push(stretch);
        const answer = (left.length > 1 ? left.shift() : left[0]) ?? NO_MERGES;
        if (answer instanceof Error) throw answer;
        return answer;
      },
    },
  });
  run.audience.addresses = (numbers) => void told.push([...numbers]);
  return { run, asked, told };
}

describe('the pull requests of a commit', () => {
  it('are told of the run from now on', async () => {
    const { run, asked, told } = runThatFinds([merged(42)]);
    expect(await findPullRequests(run, HEAD)).toEqual(merged(42));
    expect(asked).toEqual([{ since: undefined, commitSha: HEAD, branch: 'main' }]);
    expect(told).toEqual([[42]]);
  });

  it('are asked for three times', async () => {
    const { run, asked } = runThatFinds([new Error('502'), new Error('502'), merged(42)]);
    expect(await findPullRequests(run, HEAD)).toEqual(merged(42));
    expect(asked).toHaveLength(3);
  });

  it('are unknown when GitHub does not say, with a warning', async () => {
    const { run, asked, told } = runThatFinds([new Error('502')]);
    expect(await findPullRequests(run, HEAD)).toBe('unknown');
    expect(asked).toHaveLength(3);
    expect(told).toEqual([]);
    expect(run.said.warnings).toEqual([`GitHub did not say which pull requests ${HEAD} belongs to: 502`]);
  });
});

describe('what is merged and not applied', () => {
  it('is what came since the last apply, and all of it is told', async () => {
    const { run, asked, told } = runThatFinds([merged(40, 41, 42)]);
    expect(await findUnapplied(run, { since: BASE, commitSha: HEAD, own: merged(42) })).toEqual(merged(40, 41, 42));
    expect(asked).toEqual([{ since: BASE, commitSha: HEAD, branch: 'main' }]);
    expect(told).toEqual([[40, 41, 42]]);
  });

  it('is what the commit itself brought when no apply is known', async () => {
    const { run, asked } = runThatFinds([merged(1)]);
    expect(await findUnapplied(run, { since: undefined, commitSha: HEAD, own: merged(42) })).toEqual(merged(42));
    expect(asked).toEqual([]);
  });

  it('is nothing when the commit was applied before', async () => {
    const { run, asked } = runThatFinds([merged(1)]);
    expect(await findUnapplied(run, { since: HEAD, commitSha: HEAD, own: merged(42) })).toEqual(NO_MERGES);
    expect(asked).toEqual([]);
  });

  it('says when there was too much to ask about', async () => {
    const { run } = runThatFinds([{ ...merged(42), unasked: 10 }]);
    await findUnapplied(run, { since: BASE, commitSha: HEAD, own: NO_MERGES });
    expect(run.said.warnings.join()).toContain('10 more commits were merged');
  });

  it('is unknown when GitHub does not say', async () => {
    const { run } = runThatFinds([new Error('502')]);
    expect(await findUnapplied(run, { since: BASE, commitSha: HEAD, own: merged(42) })).toBe('unknown');
  });
});

describe('both together', () => {
  it('are each pull request once, and none when nothing is known', () => {
    expect(together(merged(42), merged(41, 42)).map(({ number }) => number)).toEqual([41, 42]);
    expect(together('unknown', merged(41)).map(({ number }) => number)).toEqual([41]);
    expect(together('unknown', 'unknown')).toEqual([]);
  });
});
