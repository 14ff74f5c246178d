import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  decideOperation,
  type Command,
  type OperationSettings,
  type RunEvent,
} from '../../../src/domain/run/operation.ts';

const SHA = 'a'.repeat(40);

function settings(overrides: Partial<OperationSettings> = {}): OperationSettings {
  return {
    command: 'auto',
    applyBranch: 'main',
    prNumber: undefined,
    force: false,
    lockId: undefined,
    dryRun: false,
    destroy: false,
    besideDestroy: [],
    ...overrides,
  };
}

function dispatch(ref: string): RunEvent {
  return { kind: 'workflow-dispatch', ref, sha: SHA };
}

function pullRequest(action: string): RunEvent {
  const rest = { headSha: SHA, fromFork: false, baseBranch: 'main', merged: false };
  return { kind: 'pull-request', action, prNumber: 42, ...rest };
}

const MERGE_GROUP: RunEvent = {
  kind: 'merge-group',
  headRef: `refs/heads/gh-readonly-queue/main/pr-42-${SHA}`,
  headSha: SHA,
};
const PUSH: RunEvent = { kind: 'push', ref: 'refs/heads/main', sha: SHA, deleted: false };

/** Why the run does nothing; fails when it does something. */
function refusal(event: RunEvent, overrides: Partial<OperationSettings>): string {
  const operation = decideOperation(event, settings(overrides));
  expect(operation.kind).toBe('refused');
  return 'reason' in operation ? operation.reason : '';
}

describe('an unlock', () => {
  const asked = { command: 'unlock', lockId: 'a1b2c3d4' } as const;

  it("is of production's lock, or of a pull request's when one is named", () => {
    const main = dispatch('refs/heads/main');
    expect(decideOperation(main, settings(asked))).toEqual({ kind: 'unlock', lockId: 'a1b2c3d4', prNumber: undefined });
    expect(decideOperation(main, settings({ ...asked, prNumber: 7 }))).toMatchObject({ kind: 'unlock', prNumber: 7 });
  });

  it.each(['refs/heads/feature', 'refs/tags/main', 'refs/heads/main/2', ''])(
    'is refused on %j: whoever may not apply may not unlock',
    (ref) => {
      expect(refusal(dispatch(ref), asked)).toContain('an unlock is started on the apply branch (main)');
    },
  );

  it('is refused without the ID of the lock', () => {
    expect(refusal(dispatch('refs/heads/main'), { command: 'unlock' })).toContain('an unlock needs lock-id');
  });

  it('is refused with force, which is for something else', () => {
    expect(refusal(dispatch('refs/heads/main'), { ...asked, force: true })).toContain('force is only for a cleanup');
  });

  it.each([pullRequest('opened'), pullRequest('closed'), MERGE_GROUP, PUSH])(
    'is refused for any event but a run by hand',
    (event) => {
      expect(refusal(event, asked)).toContain('An unlock is started by hand');
    },
  );

  it('comes out only for a run by hand on exactly the apply branch, asked for by command and ID', () => {
    const ref = fc.constantFrom('refs/heads/main', 'refs/heads/live', 'refs/tags/main', 'main');
    const event: fc.Arbitrary<RunEvent> = fc.oneof(
      { arbitrary: ref.map(dispatch), weight: 4 },
      ref.map((pushed) => ({ ...PUSH, ref: pushed })),
      fc.constantFrom<RunEvent>(pullRequest('opened'), pullRequest('closed'), MERGE_GROUP),
    );
    const anySettings: fc.Arbitrary<OperationSettings> = fc.record({
      command: fc.constantFrom<Command>('unlock', 'unlock', 'unlock', 'auto', 'plan', 'apply', 'cleanup'),
      applyBranch: fc.constantFrom('main', 'live', ''),
      prNumber: fc.constantFrom(undefined, 7),
      force: fc.constantFrom(false, false, true),
      lockId: fc.constantFrom(undefined, 'a1b2c3d4'),
      dryRun: fc.constantFrom(false, false, false, true),
      destroy: fc.constantFrom(false, false, false, true),
      besideDestroy: fc.constantFrom([], ['target' as const]),
    });
    let unlocks = 0;
    fc.assert(
      fc.property(event, anySettings, (happened, wanted) => {
        const operation = decideOperation(happened, wanted);
        if (operation.kind !== 'unlock') return;
        unlocks += 1;
        expect(happened).toMatchObject({ kind: 'workflow-dispatch', ref: `refs/heads/${wanted.applyBranch}` });
        expect(wanted).toMatchObject({ command: 'unlock', lockId: operation.lockId, force: false });
      }),
      { numRuns: 3000 },
    );
    expect(unlocks, 'the property is about something').toBeGreaterThan(20);
  });

  it('does not happen for the ID alone', () => {
    expect(decideOperation(dispatch('refs/heads/main'), settings({ lockId: 'a1b2c3d4' }))).toMatchObject({
      kind: 'apply',
    });
  });
});
