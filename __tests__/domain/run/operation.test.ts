import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { parseEvent } from '../../../src/config/event.ts';
import {
  decideOperation,
  type Command,
  type OperationSettings,
  type RunEvent,
} from '../../../src/domain/run/operation.ts';
import { pullRequestEvent, type PullRequestEventOptions } from '../../support/github/events.ts';

const SHA = 'a'.repeat(40);
const BASE = 'b'.repeat(40);

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

/** The event as main reads it: the payload, and the ref and commit that the runner states beside it. */
function pullRequest(options: Partial<PullRequestEventOptions>, ref = 'refs/pull/42/merge'): RunEvent {
  const payload = pullRequestEvent({ action: 'opened', number: 42, headSha: SHA, ...options });
  return parseEvent({ name: 'pull_request', payload, ref, sha: BASE }).event;
}

function push(ref: string, overrides: { readonly deleted?: boolean } = {}): RunEvent {
  return { kind: 'push', ref, sha: SHA, deleted: false, ...overrides };
}

function dispatch(ref: string): RunEvent {
  return { kind: 'workflow-dispatch', ref, sha: SHA };
}

function mergeGroup(headRef: string): RunEvent {
  return { kind: 'merge-group', headRef, headSha: SHA };
}

/** Why the run does nothing; fails when it does something. */
function refusal(event: RunEvent, overrides: Partial<OperationSettings> = {}): string {
  const operation = decideOperation(event, settings(overrides));
  expect(operation.kind).toBe('refused');
  return 'reason' in operation ? operation.reason : '';
}

const QUEUED = `refs/heads/gh-readonly-queue/main/pr-42-${BASE}`;

describe('the operation of a pull request', () => {
  it.each(['opened', 'synchronize', 'reopened', 'ready_for_review', 'edited'])(
    'is a plan of its head when it is %s',
    (action) => {
      expect(decideOperation(pullRequest({ action }), settings())).toEqual({
        kind: 'plan',
        prNumber: 42,
        headSha: SHA,
      });
    },
  );

  it('is a cleanup when it is closed without a merge', () => {
    expect(decideOperation(pullRequest({ action: 'closed' }), settings())).toEqual({
      kind: 'cleanup',
      prNumber: 42,
      merged: false,
      force: false,
    });
  });

  it("is a cleanup when it was merged although the closed event's ref is the base branch", () => {
    const event = pullRequest({ action: 'closed', merged: true }, 'refs/heads/main');

    expect(decideOperation(event, settings())).toEqual({ kind: 'cleanup', prNumber: 42, merged: true, force: false });
  });

  it.each(['opened', 'closed'])('is skipped, which is no failure, when it comes from a fork and is %s', (action) => {
    const operation = decideOperation(pullRequest({ action, fork: true, author: 'stranger' }), settings());

    expect(operation).toMatchObject({ kind: 'skip', prNumber: 42 });
    expect('reason' in operation ? operation.reason : '').toMatch(/fork.*no secrets/);
  });

  it('is skipped when the repository of its head was deleted, which only a fork survives', () => {
    const payload = pullRequestEvent({ action: 'closed', number: 42, headSha: SHA, fork: true });
    Object.assign((payload['pull_request'] as { head: object }).head, { repo: null });
    const { event } = parseEvent({ name: 'pull_request', payload, ref: 'refs/pull/42/merge', sha: BASE });

    expect(decideOperation(event, settings())).toMatchObject({ kind: 'skip', prNumber: 42 });
  });

  it.each(['labeled', 'assigned', 'converted_to_draft'])('is refused by name when it is %s', (action) => {
    const event = { ...pullRequest({}), action } as RunEvent;

    expect(refusal(event)).toContain(`of type ${action} `);
  });

  it('ignores pr-number: the event knows its own', () => {
    expect(decideOperation(pullRequest({}), settings({ prNumber: 7 }))).toMatchObject({ kind: 'plan', prNumber: 42 });
  });
});

describe('the operation of a merge group', () => {
  it('is a plan for the pull request that its branch names', () => {
    expect(decideOperation(mergeGroup(QUEUED), settings())).toEqual({ kind: 'plan', prNumber: 42, headSha: SHA });
  });

  it('is a plan for a base branch with slashes and a name like a pull request', () => {
    const ref = `refs/heads/gh-readonly-queue/release/pr-7-x/pr-42-${BASE}`;

    expect(decideOperation(mergeGroup(ref), settings())).toMatchObject({ kind: 'plan', prNumber: 42 });
  });

  it('is refused when its branch names no pull request', () => {
    expect(decideOperation(mergeGroup('refs/heads/gh-readonly-queue/main/x'), settings())).toEqual({
      kind: 'refused',
      reason: "the merge group's branch refs/heads/gh-readonly-queue/main/x names no pull request.",
    });
  });
});

describe('the operation of a push and of a run by hand', () => {
  it.each([push('refs/heads/main'), dispatch('refs/heads/main')])('is an apply on the apply branch', (event) => {
    expect(decideOperation(event, settings())).toEqual({ kind: 'apply', commitSha: SHA });
  });

  it.each([
    'refs/heads/feature',
    'refs/tags/main',
    'refs/heads/main/2',
    'refs/heads/feature/main',
    'refs/heads/Main',
    'main',
    'refs/heads/',
    'refs/pull/42/merge',
    '',
  ])('is refused on %j, which only resembles the apply branch', (ref) => {
    for (const event of [push(ref), dispatch(ref)]) {
      expect(refusal(event)).toContain('is not the apply branch (main)');
    }
  });

  it('follows apply-branch instead of main', () => {
    expect(decideOperation(push('refs/heads/live'), settings({ applyBranch: 'live' }))).toMatchObject({
      kind: 'apply',
    });
    expect(refusal(push('refs/heads/main'), { applyBranch: 'live' })).toContain('set apply-branch');
  });

  it.each(['refs/heads/feature', 'refs/heads/main'])('is nothing at all when %s was deleted', (ref) => {
    expect(decideOperation(push(ref, { deleted: true }), settings())).toEqual({
      kind: 'skip',
      prNumber: undefined,
      reason: `${ref} was deleted.`,
    });
  });
});

describe('an event that Lockstep does not serve', () => {
  it.each([
    ['pull_request_target', /runs with secrets on code that a stranger/],
    ['issue_comment', /whoever can comment/],
    ['schedule', /is not one that Lockstep serves/],
  ])('%s is refused: says why and what to use', (name, why) => {
    const reason = refusal({ kind: 'other', name });

    expect(reason).toMatch(why);
    expect(reason).toContain(`the event ${name} `);
    expect(reason).toContain('Use pull_request (opened');
  });
});

describe('command', () => {
  it.each<[Command, RunEvent]>([
    ['plan', pullRequest({})],
    ['plan', mergeGroup(QUEUED)],
    ['apply', push('refs/heads/main')],
    ['apply', dispatch('refs/heads/main')],
    ['cleanup', pullRequest({ action: 'closed' })],
  ])('%s is what happens when the event allows it', (command, event) => {
    expect(decideOperation(event, settings({ command }))).toMatchObject({ kind: command });
  });

  it.each<[Command, RunEvent, RegExp]>([
    ['apply', pullRequest({}), /pull_request \(opened\) runs a plan\. An apply needs a push to the apply branch/],
    ['apply', pullRequest({ action: 'closed', merged: true }, 'refs/heads/main'), /runs a cleanup/],
    ['apply', mergeGroup(QUEUED), /merge_group runs a plan/],
    ['cleanup', pullRequest({}), /A cleanup needs a closed pull request/],
    ['cleanup', push('refs/heads/main'), /a push to refs\/heads\/main applies\. A cleanup needs/],
    ['plan', push('refs/heads/main'), /A plan needs a pull_request or merge_group event/],
    ['plan', dispatch('refs/heads/main'), /workflow_dispatch on refs\/heads\/main applies\. A plan needs/],
    ['plan', pullRequest({ action: 'closed' }), /A plan needs/],
    ['apply', push('refs/heads/feature'), /is not the apply branch/],
    ['apply', dispatch('refs/tags/v1'), /is not the apply branch/],
  ])('%s is refused where the event does not allow it', (command, event, why) => {
    expect(refusal(event, { command })).toMatch(why);
  });

  it('cleanup by hand takes the pull request from pr-number, on whatever branch', () => {
    const operation = decideOperation(dispatch('refs/heads/feature'), settings({ command: 'cleanup', prNumber: 7 }));

    expect(operation).toEqual({ kind: 'cleanup', prNumber: 7, merged: false, force: false });
  });

  it('cleanup by hand without pr-number is refused: says what is missing', () => {
    expect(refusal(dispatch('refs/heads/main'), { command: 'cleanup' })).toContain('needs pr-number');
  });

  it('a fork is skipped whatever the command says', () => {
    expect(decideOperation(pullRequest({ fork: true }), settings({ command: 'apply' }))).toMatchObject({
      kind: 'skip',
    });
  });
});

describe('force', () => {
  it('reaches a cleanup that was started by hand', () => {
    const byHand = settings({ command: 'cleanup', prNumber: 7, force: true });

    expect(decideOperation(dispatch('refs/heads/main'), byHand)).toMatchObject({ kind: 'cleanup', force: true });
  });

  it.each([pullRequest({}), pullRequest({ action: 'closed' }), push('refs/heads/main'), dispatch('refs/heads/main')])(
    'is refused anywhere else, a closed pull request included',
    (event) => {
      expect(refusal(event, { force: true })).toContain('force is only for a cleanup that was started by hand');
    },
  );
});

describe('whatever the event and the settings', () => {
  const branch = fc.constantFrom('main', 'main', 'live', 'feature/x', '');
  const ref = fc.oneof(
    {
      arbitrary: fc
        .tuple(fc.constantFrom('refs/heads/', 'refs/heads/', 'refs/tags/', 'refs/pull/', ''), branch)
        .map((parts) => parts.join('')),
      weight: 4,
    },
    fc.string(),
  );
  const event: fc.Arbitrary<RunEvent> = fc.oneof(
    fc.record({
      kind: fc.constant('pull-request' as const),
      action: fc.constantFrom('opened', 'closed', 'synchronize', 'labeled'),
      prNumber: fc.nat(),
      headSha: fc.constant(SHA),
      baseBranch: fc.constantFrom('main', 'feature'),
      fromFork: fc.boolean(),
      merged: fc.boolean(),
    }),
    fc.record({
      kind: fc.constant('merge-group' as const),
      headRef: fc.oneof(ref, fc.constant(QUEUED)),
      headSha: fc.constant(SHA),
    }),
    fc.record({ kind: fc.constant('push' as const), ref, sha: fc.constant(SHA), deleted: fc.boolean() }),
    fc.record({ kind: fc.constant('workflow-dispatch' as const), ref, sha: fc.constant(SHA) }),
    fc.record({ kind: fc.constant('schedule' as const), ref, sha: fc.constant(SHA) }),
    fc.record({ kind: fc.constant('other' as const), name: fc.constantFrom('issue_comment', 'push') }),
  );
  const anySettings: fc.Arbitrary<OperationSettings> = fc.record({
    command: fc.constantFrom<Command>('auto', 'plan', 'apply', 'cleanup', 'unlock', 'sweep', 'doctor'),
    applyBranch: branch,
    prNumber: fc.option(fc.nat(), { nil: undefined }),
    force: fc.constantFrom(false, false, true),
    lockId: fc.constantFrom(undefined, 'a1b2c3d4'),
    dryRun: fc.constantFrom(false, false, false, true),
    destroy: fc.constantFrom(false, false, false, true),
    besideDestroy: fc.constantFrom([], ['target' as const]),
  });

  it('apply comes out only for a push or a run by hand whose ref is exactly the apply branch', () => {
    let applies = 0;
    fc.assert(
      fc.property(event, anySettings, (happened, wanted) => {
        const operation = decideOperation(happened, wanted);
        if (operation.kind !== 'apply') return;
        applies += 1;
        expect(['push', 'workflow-dispatch']).toContain(happened.kind);
        expect(happened).toMatchObject({ ref: `refs/heads/${wanted.applyBranch}` });
        expect(['auto', 'apply']).toContain(wanted.command);
      }),
      { numRuns: 15_000 },
    );
    expect(applies, 'the property is about something').toBeGreaterThan(20);
  });

  it('a command that insists on one operation never yields another', () => {
    fc.assert(
      fc.property(event, anySettings, (happened, wanted) => {
        const { kind } = decideOperation(happened, wanted);
        if (wanted.command !== 'auto') expect([wanted.command, 'skip', 'refused']).toContain(kind);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('what runs on a schedule or by hand, beside an apply', () => {
  const schedule: RunEvent = { kind: 'schedule', ref: 'refs/heads/main', sha: SHA };
  const decide = (event: RunEvent, overrides: Partial<OperationSettings>) =>
    decideOperation(event, settings(overrides));

  it('is a sweep, on the apply branch alone', () => {
    for (const event of [schedule, dispatch('refs/heads/main')]) {
      expect(decide(event, { command: 'sweep' })).toEqual({ kind: 'sweep', dryRun: false });
      expect(decide(event, { command: 'sweep', dryRun: true })).toEqual({ kind: 'sweep', dryRun: true });
      expect(decide(event, { command: 'sweep', applyBranch: 'live' })).toMatchObject({
        reason: 'a sweep runs on the apply branch (live), and this is refs/heads/main.',
      });
    }
  });

  it('is a doctor, on any branch', () => {
    expect(decide(schedule, { command: 'doctor' })).toEqual({ kind: 'doctor' });
    expect(decide(dispatch('refs/heads/feature'), { command: 'doctor' })).toEqual({ kind: 'doctor' });
  });

  it('is nothing else on a schedule', () => {
    for (const command of ['auto', 'plan', 'apply', 'cleanup', 'unlock'] as const) {
      expect(decide(schedule, { command })).toMatchObject({ kind: 'refused' });
    }
  });

  it('is not a pull request, a push or a merge group', () => {
    const events = [pullRequest({}), pullRequest({ action: 'closed' }), push('refs/heads/main')];
    for (const event of events) {
      expect(decide(event, { command: 'sweep' })).toMatchObject({
        reason: expect.stringContaining('A sweep runs on a schedule') as unknown,
      });
      expect(decide(event, { command: 'doctor' })).toMatchObject({
        reason: expect.stringContaining('A doctor runs by workflow_dispatch') as unknown,
      });
    }
  });

  it('is dry for a sweep alone: anything else would do its work all the same', () => {
    const events = [
      pullRequest({}),
      pullRequest({ action: 'closed' }),
      push('refs/heads/main'),
      dispatch('refs/heads/main'),
    ];
    for (const event of events) {
      expect(decide(event, { dryRun: true })).toMatchObject({
        reason: expect.stringContaining('dry-run is only for command: sweep') as unknown,
      });
    }
    expect(decide(schedule, { command: 'doctor', dryRun: true })).toMatchObject({ kind: 'refused' });
  });
});
