import { describe, expect, it } from 'vitest';
import { GitHubUnusable } from '../../../src/domain/run/github.ts';

import type { RunEvent } from '../../../src/domain/run/operation.ts';
import { findGroup } from '../../../src/jobs/review/find-group.ts';
import { openStack } from '../../../src/jobs/stack/open-stack.ts';
import { createContext } from '../../support/fakes/factories.ts';
import { createPullRequests, createRun } from '../../support/fakes/fake-run.ts';

const HEAD_SHA = 'a'.repeat(40);
const operation = { kind: 'plan', prNumber: 42, headSha: HEAD_SHA } as const;
const groupOn = (branch: string): RunEvent => ({
  kind: 'merge-group',
  headRef: `refs/heads/gh-readonly-queue/${branch}/pr-42-${'b'.repeat(40)}`,
  headSha: HEAD_SHA,
});

/** What is found when GitHub names these as queued, or fails to, and which commits and branches it was asked of. */
async function find(queued: readonly number[] | Error, event: RunEvent) {
  const asked: string[] = [];
  const run = createRun({
    context: { ...createContext(), event },
    inputs: { 'apply-branch': 'main' },
    pullRequests: {
      ...createPullRequests(),
      findQueued: async (commitSha, branch) => {
        asked.push(`${commitSha} ${branch}`);
        if (queued instanceof Error) throw queued;
        return queued;
      },
      findStatuses: async (numbers) =>
        numbers.map((number) => ({
          ...{ number, headSha: String(number).padStart(40, '0') },
          ...{ closed: false, isMerged: false, merged: undefined },
        })),
    },
  });
  const found = await findGroup(run, await openStack(run), operation);
  const carried = found?.carried;
  const numbers = typeof carried === 'object' ? carried.map(({ pullRequest }) => pullRequest.number) : carried;
  return { asked, numbers, warnings: run.said.warnings };
}

describe('what a merge group stands on', () => {
  it('is what is queued before it, and itself', async () => {
    const { asked, numbers, warnings } = await find([41, 42], groupOn('main'));
    expect(numbers).toEqual([41, 42]);
    expect(asked).toEqual([`${HEAD_SHA} main`]);
    expect(warnings).toEqual([]);
  });

  it.each<[string, RunEvent]>([
    ['it is the group of a branch that is not applied from', groupOn('release')],
    ['there is none', { kind: 'push', ref: 'refs/heads/main', sha: HEAD_SHA, deleted: false }],
  ])('is not asked when %s', async (_, event) => {
    expect(await find([42], event)).toEqual({ asked: [], numbers: undefined, warnings: [] });
  });

  it.each<[string, readonly number[] | Error, string]>([
    ['its queue names others only', [41], 'its queue does not name #42'],
    ['GitHub does not say', new GitHubUnusable('502 Bad Gateway'), '502 Bad Gateway'],
  ])('is unknown when %s, and that is a warning', async (_, queued, why) => {
    const { numbers, warnings } = await find(queued, groupOn('main'));
    expect(numbers).toBe('unknown');
    expect(warnings).toEqual([expect.stringContaining(`What is in this merge group is not known: ${why}`)]);
  });
});
