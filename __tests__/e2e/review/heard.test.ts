/** What GitHub says late, or in another way, and what nobody could see. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { pushEvent } from '../../support/github/events.ts';
import {
  openCloud,
  openScenario,
  pullRequest,
  REPOSITORY,
  resource,
  shaOf,
  BUCKET,
  type Cloud,
  type Scenario,
} from '../../support/runner/stage.ts';
import type { Step } from '../../support/runner/runner.ts';
import { describeCasesWithTerraform } from '../../support/runner/with-terraform.ts';
import { beginOn, commentOf, merge, ONE, plan, push, startByHand, STOPPED, TWO } from './merging.ts';

vi.setConfig({ maxConcurrency: 3 });

let cloud: Cloud;
beforeAll(async () => {
  cloud = await openCloud();
});
afterAll(async () => {
  await cloud[Symbol.asyncDispose]();
});

const B = resource('b', '1');
const UNHEARD = { 'failure-reason': 'github-unusable' };
const IMPATIENT = { with: { 'lock-timeout': '2s' } };

function recordOf(scenario: Scenario, word: string): unknown {
  const body = cloud.s3.get(BUCKET, `${scenario.prKey(42)}.${shaOf(word)}.review.json`)?.body;
  return body === undefined ? undefined : JSON.parse(String(body));
}

/** Plans #42 at its head A, and does that to the run when its comment is about to be written. */
async function planCutOff(scenario: Scenario, cut: (step: Step) => void): Promise<void> {
  const event = pullRequest('synchronize', 42, { headSha: shaOf('A') });
  const started = Promise.withResolvers<Step>();
  scenario.github.addFault({
    matches: ({ operationId }) => operationId === 'graphql/ChangeComments',
    then: {
      kind: 'run',
      task: async () => {
        const step = await started.promise;
        cut(step);
        await step.mainEnded;
      },
    },
  });
  const step = await (await scenario.checkout(TWO)).step({ event, isLate: true });
  started.resolve(step);
  await step.ended;
}

async function cancelledBeforeItsPage(): Promise<void> {
  await using scenario = await beginOn(cloud, 'cancelled-early', ONE + B);
  await planCutOff(scenario, (step) => void step.cancel());
  expect(commentOf(scenario)).toContain('cancelled');
  expect(recordOf(scenario, 'A')).toBeUndefined();
  merge(scenario, 'merge');
  expect((await push(scenario, 'merge', TWO)).outputs).toMatchObject(STOPPED);
}

async function killedBeforeItsPage(): Promise<void> {
  await using scenario = await beginOn(cloud, 'killed-early', ONE + B);
  await planCutOff(scenario, ({ pid }) => process.kill(pid, 'SIGKILL'));
  expect(recordOf(scenario, 'A')).toBeUndefined();
  merge(scenario, 'merge');
  expect((await push(scenario, 'merge', TWO)).outputs).toMatchObject(STOPPED);
}

async function cancelledAfterItsRecord(): Promise<void> {
  await using scenario = await beginOn(cloud, 'cancelled-late');
  const started = Promise.withResolvers<Step>();
  let isRecorded = false;
  cloud.dynamodb.addFault({
    // Its turn is given back once it is recorded.
    matches: ({ lockId }) => {
      isRecorded ||= recordOf(scenario, 'A') !== undefined;
      return isRecorded && lockId?.includes(scenario.prKey(42)) === true;
    },
    times: 1,
    then: {
      kind: 'run',
      task: async () => {
        const step = await started.promise;
        void step.cancel();
        await step.mainEnded;
      },
    },
  });
  const event = pullRequest('synchronize', 42, { headSha: shaOf('A') });
  const step = await (await scenario.checkout(TWO)).step({ event, isLate: true });
  started.resolve(step);
  await step.ended;
  expect(isRecorded).toBe(true);
  expect(commentOf(scenario)).toContain('1 to change');
  merge(scenario, 'merge');
  expect((await push(scenario, 'merge', TWO)).outputs).toMatchObject({ outcome: 'applied' });
}

async function notShown(): Promise<void> {
  await using scenario = await beginOn(cloud, 'not-shown');
  const again = scenario.github.addFault({
    matches: ({ operationId }) => operationId === 'graphql/ChangeComments',
    times: Infinity,
    then: { kind: 'answer', status: 403, body: { message: 'Resource not accessible by integration' } },
  });
  const planned = await plan(scenario, 'A', TWO);
  expect(planned.outputs).toMatchObject({ outcome: 'planned' });
  expect(planned.summary).toContain('This plan is no review');
  expect(planned.log).toMatch(/::warning::This plan is no review.*pull-requests: write/);
  expect(recordOf(scenario, 'A')).toBeUndefined();
  // The way on that it names.
  await plan(scenario, 'A', TWO, { with: { 'comment-pr': 'never' } });
  again();
  merge(scenario, 'merge');
  expect((await push(scenario, 'merge', TWO)).outputs).toMatchObject({ outcome: 'applied' });
}

async function newestPlanFailed(): Promise<void> {
  await using scenario = await beginOn(cloud, 'newest-failed');
  await plan(scenario, 'A', TWO);
  const broken = 'resource "terraform_data" "a" {\n  input = file("nowhere")\n}\n';
  expect((await plan(scenario, 'A', broken)).outputs).toMatchObject({ 'failure-reason': 'plan-failed' });
  merge(scenario, 'merge');
  const stopped = await push(scenario, 'merge', TWO);
  expect(stopped.outputs).toMatchObject(STOPPED);
  expect(stopped.summary).toContain('whose plan was begun again before the merge');
}

/** `apply-branch: production`, to which main is brought by a fast-forward. */
async function promoted(): Promise<void> {
  await using scenario = await openScenario(cloud, { name: 'promoted', lockMode: 'both' });
  const { github } = scenario;
  const inputs = { with: { 'apply-branch': 'production' } };
  const promote = async (word: string, before: string, code: string) => {
    const [ref, sha] = ['refs/heads/production', shaOf(word)];
    github.setBranch('production', sha);
    const payload = pushEvent({ ref, sha, before, repository: REPOSITORY });
    return (await (await scenario.checkout(code)).step({ event: { name: 'push', payload, ref, sha }, ...inputs }))
      .ended;
  };
  github.addCommit({ sha: shaOf('first') });
  github.setBranch('main', shaOf('first'));
  await promote('first', '0'.repeat(40), ONE + B);
  github.addPullRequest({ number: 42, headSha: shaOf('A') });
  await plan(scenario, 'A', TWO + B, inputs);
  merge(scenario, 'merge');
  const closed = pullRequest('closed', 42, { headSha: shaOf('A'), merged: true });
  await (
    await (await scenario.checkout(TWO)).step({ event: closed, isLate: true, ...inputs })
  ).ended;
  const stopped = await promote('merge', shaOf('first'), TWO);
  expect(stopped.outputs).toMatchObject(STOPPED);
  const applied = await promote('merge', shaOf('first'), TWO + B);
  expect(applied.outputs).toMatchObject({ outcome: 'applied', 'to-change': '1' });
  expect(commentOf(scenario)).toContain('applied');
  expect(recordOf(scenario, 'A')).toBeUndefined();
}

async function mergedByHandFromAnother(): Promise<void> {
  await using scenario = await beginOn(cloud, 'by-develop', ONE + B);
  const { github } = scenario;
  github.updatePullRequest(42, { baseRef: 'develop' });
  github.addPullRequest({ number: 43, headSha: shaOf('C'), baseRef: 'develop' });
  await plan(scenario, 'A', TWO + B);
  const bring = (number: number, word: string, [from, to]: readonly [string, string], onto: string): void => {
    github.addCommit({ sha: shaOf(word), parents: [shaOf(from)] });
    github.setBranch('develop', shaOf(word));
    github.updatePullRequest(number, { merged: true, mergeCommitSha: shaOf(word) });
    github.addCommit({ sha: shaOf(to), parents: [shaOf(onto), shaOf(word)], message: "Merge branch 'develop'" });
    github.setBranch('main', shaOf(to));
  };
  bring(42, 'd1', ['first', 'm1'], 'first');
  expect((await push(scenario, 'm1', TWO)).outputs).toMatchObject(STOPPED);
  expect((await push(scenario, 'm1', TWO + B)).outputs).toMatchObject({ outcome: 'applied' });
  // #43 has never planned this stack: all that came is as if it was pushed.
  bring(43, 'd2', ['d1', 'm2'], 'm1');
  const unplanned = await push(scenario, 'm2', resource('a', '3') + B);
  expect(unplanned.outputs).toMatchObject({ outcome: 'applied' });
  expect(unplanned.log).toMatch(/::warning::Nothing of this plan was reviewed: .*#43 \(merged into develop\)/);
  expect(unplanned.summary).toContain('#43, merged into `develop`');
}

/** As GitHub says it while it has not come to know the commit. */
async function mergedWithoutACommit(): Promise<void> {
  await using scenario = await beginOn(cloud, 'no-merge-commit', ONE + B);
  const { github } = scenario;
  await plan(scenario, 'A', TWO + B);
  github.addCommit({ sha: shaOf('squash'), parents: [shaOf('first')], message: 'Change a' });
  github.setBranch('main', shaOf('squash'));
  const mergedAt = new Date(Date.now() + 2000).toISOString();
  const p42 = { number: 42, headRefOid: shaOf('A'), baseRefName: 'main', closed: true, merged: true, mergedAt };
  const heard = github.addFault({
    matches: ({ path }) => path === '/graphql',
    times: Infinity,
    then: { kind: 'answer', status: 200, body: { data: { repository: { p42: { ...p42, mergeCommit: null } } } } },
  });
  const stopped = await push(scenario, 'squash', TWO + B, IMPATIENT);
  expect(stopped.outputs).toMatchObject(UNHEARD);
  expect(stopped.log).toContain('calls #42 merged, and does not say which commit it has become');
  expect(stopped.summary).toContain('by-hand.yml');
  heard();
  merge(scenario, 'squash');
  expect((await push(scenario, 'squash', TWO + B)).outputs).toMatchObject({ outcome: 'applied' });
}

async function squashedAndNotHeardOf(): Promise<void> {
  await using scenario = await beginOn(cloud, 'squashed', ONE + B);
  await plan(scenario, 'A', TWO + B);
  const message = 'Change a (#42)';
  scenario.github.addCommit({ sha: shaOf('squash'), parents: [shaOf('first')], message, isMadeByGitHub: true });
  scenario.github.setBranch('main', shaOf('squash'));
  const stopped = await push(scenario, 'squash', TWO, IMPATIENT);
  expect(stopped.outputs).toMatchObject(UNHEARD);
  expect(stopped.log).toContain('still calls #42 open');
}

async function forcedBack(): Promise<void> {
  await using scenario = await beginOn(cloud, 'forced-back');
  await plan(scenario, 'A', TWO);
  merge(scenario, 'merge');
  await push(scenario, 'merge', TWO);
  scenario.github.setBranch('main', shaOf('first'));
  const stopped = await push(scenario, 'first', ONE);
  expect(stopped.outputs).toMatchObject(UNHEARD);
  expect(stopped.log).toContain('the branch was rewritten');
  expect((await startByHand(scenario, 'first', ONE)).outputs).toMatchObject({ outcome: 'applied', 'to-change': '1' });
}

async function notAnsweredAndAppliedBefore(): Promise<void> {
  await using scenario = await beginOn(cloud, 'not-answered');
  const { github } = scenario;
  await plan(scenario, 'A', TWO);
  merge(scenario, 'merge');
  github.addPullRequest({ number: 43, headSha: shaOf('N') });
  github.addCommit({ sha: shaOf('m2'), parents: [shaOf('merge')] });
  github.setBranch('main', shaOf('m2'));
  github.updatePullRequest(43, { merged: true, mergeCommitSha: shaOf('m2') });
  const answered = github.addFault({
    matches: ({ path }) => path.endsWith('/pulls'),
    times: Infinity,
    then: { kind: 'answer', status: 502, body: { message: 'Bad Gateway' } },
  });
  const silent = await push(scenario, 'm2', resource('a', '3'), IMPATIENT);
  expect(silent.outputs).toMatchObject(STOPPED);
  expect(silent.summary).toContain('GitHub did not say what else was merged since the last apply');
  expect(silent.summary).not.toContain('Every merged pull request has a review');
  answered();
  expect((await push(scenario, 'm2', TWO)).outputs).toMatchObject({ outcome: 'applied' });
  const again = await push(scenario, 'm2', resource('a', '9'), { env: { GITHUB_RUN_ATTEMPT: '2' } });
  expect(again.outputs).toMatchObject(STOPPED);
  expect(again.summary).toContain('is in what was applied last, and a review of it, if there was one, went with that');
}

type Case = readonly [title: string, take: () => Promise<void>];
const SUITES: readonly (readonly [string, readonly [Case, ...Case[]]])[] = [
  [
    'what nobody could see is no review',
    [
      ['a plan that is cancelled before its page is out leaves none', cancelledBeforeItsPage],
      ['a plan that is killed before its page is out leaves none', killedBeforeItsPage],
      ['a plan that is cancelled once it is recorded leaves its page, too', cancelledAfterItsRecord],
      ['a plan whose comment cannot be written says how it becomes one', notShown],
      ['a failed plan takes back what an earlier one of its commit has recorded', newestPlanFailed],
    ],
  ],
  [
    'what comes to the apply branch in another way',
    [
      ['by a fast-forward is compared with its review', promoted],
      ['by a merge of another branch is compared where it was planned', mergedByHandFromAnother],
      ['by a forced push back is brought to production by hand', forcedBack],
    ],
  ],
  [
    'what GitHub does not say',
    [
      ['of a merge without a commit is waited for, and stops the apply', mergedWithoutACommit],
      ['of a squash that names a pull request with a record is waited for, too', squashedAndNotHeardOf],
      ['is named on the page, and what was applied before', notAnsweredAndAppliedBefore],
    ],
  ],
];

for (const [title, cases] of SUITES) {
  describeCasesWithTerraform(title, (toTry) => {
    test.concurrent.each(toTry(cases))('%s', async (_, take) => {
      await take();
    });
  });
}
