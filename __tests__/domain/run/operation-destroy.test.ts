import { describe, expect, it } from 'vitest';

import {
  decideOperation,
  type Operation,
  type OperationSettings,
  type RunEvent,
} from '../../../src/domain/run/operation.ts';

const MAIN = 'refs/heads/main';
const PULL_REQUEST = {
  kind: 'pull-request',
  action: 'synchronize',
  prNumber: 42,
  headSha: 'a',
  fromFork: false,
  baseBranch: 'main',
  merged: false,
} as const;
const EVENTS = {
  'a pull request': PULL_REQUEST,
  'a closed pull request': { ...PULL_REQUEST, action: 'closed' },
  'a merged pull request': { ...PULL_REQUEST, action: 'closed', merged: true },
  'a merge group': { kind: 'merge-group', headRef: 'refs/heads/gh-readonly-queue/main/pr-42-abcdef0', headSha: 'a' },
  'a push': { kind: 'push', ref: MAIN, sha: 'a', deleted: false },
  'a push elsewhere': { kind: 'push', ref: 'refs/heads/x', sha: 'a', deleted: false },
  'a run by hand': { kind: 'workflow-dispatch', ref: MAIN, sha: 'a' },
  'a schedule': { kind: 'schedule', ref: MAIN, sha: 'a' },
} as const satisfies Readonly<Record<string, RunEvent>>;

function decide(event: keyof typeof EVENTS, overrides: Partial<OperationSettings> = {}): Operation {
  return decideOperation(EVENTS[event], {
    command: 'auto',
    applyBranch: 'main',
    prNumber: 42,
    force: false,
    lockId: 'a1b2c3d4',
    dryRun: false,
    destroy: true,
    besideDestroy: [],
    ...overrides,
  });
}

describe('destroy: true', () => {
  it.each([
    ['a pull request', 'plan'],
    ['a merge group', 'plan'],
    ['a push', 'apply'],
    ['a run by hand', 'apply'],
    // Or a pull request that destroys would leave its copy of production behind.
    ['a closed pull request', 'cleanup'],
    ['a merged pull request', 'cleanup'],
    ['a push elsewhere', 'refused'],
  ] as const)('is for plan and apply: %s is %s', (event, kind) => {
    expect(decide(event).kind).toBe(kind);
  });

  it.each([
    ['a run by hand', 'cleanup', 'a cleanup'],
    ['a run by hand', 'unlock', 'an unlock'],
    ['a run by hand', 'sweep', 'a sweep'],
    ['a run by hand', 'doctor', 'a doctor'],
    ['a schedule', 'sweep', 'a sweep'],
    ['a schedule', 'doctor', 'a doctor'],
  ] as const)('is refused by %s with command: %s, which has no use for it', (event, command, what) => {
    expect(decide(event, { command })).toEqual({
      kind: 'refused',
      reason: `destroy is only for plans and applies; ${what} with it would do its work all the same.`,
    });
    expect(decide(event, { command, destroy: false }).kind).toBe(command);
  });

  it.each([
    ['target', 'cannot go with target. What is to go of it alone'],
    ['replace', 'cannot go with replace.'],
    ['pr-state: empty', 'on an empty state there is nothing to destroy'],
  ] as const)('does not go with %s, and says so', (beside, says) => {
    for (const event of ['a pull request', 'a push'] as const) {
      expect(decide(event, { besideDestroy: [beside] })).toEqual({
        kind: 'refused',
        reason: expect.stringContaining(says) as string,
      });
      expect(decide(event, { besideDestroy: [beside], destroy: false }).kind).not.toBe('refused');
    }
    expect(decide('a closed pull request', { besideDestroy: [beside] }).kind).toBe('cleanup');
  });
});
