import { describe, expect, it } from 'vitest';

import { parseContext } from '../../src/config/context.ts';
import { BadInput } from '../../src/domain/failure.ts';
import { pullRequestEvent } from '../support/github/events.ts';
import { createEnvironment, HEAD_SHA } from '../support/fakes/factories.ts';

const PAYLOAD = pullRequestEvent({ action: 'opened', number: 42, headSha: HEAD_SHA, defaultBranch: 'trunk' });

/** The problems with an environment, one each. */
function problemsOf(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  try {
    parseContext(env, PAYLOAD);
  } catch (error) {
    if (error instanceof BadInput) return error.problems;
    throw error;
  }
  return [];
}

describe("the run's context", () => {
  it('is what the runner says', () => {
    expect(
      parseContext(createEnvironment({ GITHUB_SHA: '9be1c2000000000000000000000000000000abcd' }), PAYLOAD),
    ).toEqual({
      event: {
        kind: 'pull-request',
        action: 'opened',
        prNumber: 42,
        headSha: HEAD_SHA,
        baseBranch: 'trunk',
        fromFork: false,
        merged: false,
      },
      defaultBranch: 'trunk',
      repository: 'octo/infra',
      actor: 'ana',
      commitSha: '9be1c2000000000000000000000000000000abcd',
      runId: '1658821493',
      runNumber: '118',
      runAttempt: 2,
      runUrl: 'https://github.com/octo/infra/actions/runs/1658821493',
      apiUrl: 'https://api.github.com',
      workspaceDirectory: '/runner/checkout',
      temporaryDirectory: '/runner/temp',
    });
  });

  it("is a GitHub Enterprise Server's as well", () => {
    const context = parseContext(
      createEnvironment({ GITHUB_SERVER_URL: 'https://git.corp', GITHUB_API_URL: 'https://git.corp/api/v3' }),
      PAYLOAD,
    );

    expect(context).toMatchObject({
      runUrl: 'https://git.corp/octo/infra/actions/runs/1658821493',
      apiUrl: 'https://git.corp/api/v3',
    });
  });

  it('is the first attempt on github.com when an old runner says nothing of it', () => {
    const env = createEnvironment({
      GITHUB_RUN_ATTEMPT: undefined,
      GITHUB_SERVER_URL: undefined,
      GITHUB_API_URL: undefined,
    });

    expect(parseContext(env, PAYLOAD)).toMatchObject({
      runAttempt: 1,
      runUrl: 'https://github.com/octo/infra/actions/runs/1658821493',
      apiUrl: 'https://api.github.com',
    });
  });
});

describe('an environment that is not a runner', () => {
  const REQUIRED = [
    'GITHUB_EVENT_NAME',
    'GITHUB_REPOSITORY',
    'GITHUB_RUN_ID',
    'GITHUB_WORKSPACE',
    'RUNNER_TEMP',
  ] as const;
  const REMEDY = 'the runner sets it, so run Lockstep in a workflow.';

  it.each(REQUIRED)('is refused without %s: says what to do', (name) => {
    expect(problemsOf(createEnvironment({ [name]: undefined }))).toEqual([`${name} is not set: ${REMEDY}`]);
    const without = Object.entries(createEnvironment()).filter(([other]) => other !== name);
    expect(problemsOf(Object.fromEntries(without))).toEqual([`${name} is not set: ${REMEDY}`]);
  });

  it.each(REQUIRED)('is refused with an empty %s', (name) => {
    expect(problemsOf(createEnvironment({ [name]: '' }))[0]).toBe(`${name} is empty: ${REMEDY}`);
  });

  it('is told every problem at once, one sentence per variable', () => {
    expect(problemsOf({}).map((problem) => problem.split(' ')[0])).toEqual([...REQUIRED]);
  });

  it.each([
    ['GITHUB_REPOSITORY', 'infra', 'GITHUB_REPOSITORY is not owner/name'],
    ['GITHUB_REPOSITORY', 'octo/infra/x', 'GITHUB_REPOSITORY is not owner/name'],
    ['GITHUB_RUN_ID', '1/../2', 'GITHUB_RUN_ID is not a number'],
    ['GITHUB_RUN_ATTEMPT', 'two', 'GITHUB_RUN_ATTEMPT is not a number'],
  ])('is refused with %s = %j', (name, value, problem) => {
    expect(problemsOf(createEnvironment({ [name]: value }))).toEqual([`${problem}: ${REMEDY}`]);
  });
});
