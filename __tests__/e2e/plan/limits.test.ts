import { afterAll, beforeAll, expect, test } from 'vitest';
import { primaryLimit, secondaryLimit, type FaultEffect } from '../../support/github/github-server/faults.ts';
import { openCloud, openScenario, resource, shaOf, type Cloud } from '../../support/runner/stage.ts';
import { stateAt } from '../../support/runner/traces.ts';
import { describeCasesWithTerraform, describeWithTerraform } from '../../support/runner/with-terraform.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await openCloud();
});
afterAll(async () => {
  await cloud[Symbol.asyncDispose]();
});

const head = { number: 42, headSha: shaOf('head of 42') };
const HOURLY = "GitHub's hourly rate limit of this token is used up; it ends at ";
const SECONDARY = "GitHub's secondary rate limit holds this token up until ";
const AT = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`;

type Limit = readonly [string, FaultEffect, string];
type Held = readonly [string, string | undefined, FaultEffect, string];

describeCasesWithTerraform('when GitHub limits what this token may ask', (toTry) => {
  const LIMITS: readonly [Limit, ...Limit[]] = [
    ['429 with retry-after', { kind: 'answer', status: 429, headers: { 'retry-after': '2' } }, SECONDARY],
    ['403 of a secondary limit with retry-after', secondaryLimit(403, 2), SECONDARY],
    ['403 of an hour that is over in 3 s', primaryLimit(403, 3), HOURLY],
    ['429 of an hour that is over in 3 s', primaryLimit(429, 3), HOURLY],
  ];
  for (const [index, [name, limit, words]] of toTry(LIMITS).entries()) {
    test(`the last comment is written when that ends, and the log names it: ${name}`, async () => {
      await using scenario = await openScenario(cloud, { name: `limit-${index}`, lockMode: 'lockfile' });
      scenario.github.addPullRequest(head);
      scenario.github.addFault({ matches: ({ operationId }) => operationId === 'graphql/ChangeComments', then: limit });
      const planned = await (await scenario.checkout(resource('a', 'one'))).plan(42);
      expect(planned.outputs).toMatchObject({ outcome: 'planned' });
      expect(planned.outputs['comment-url']).toContain('#issuecomment-');
      expect(scenario.github.comments(42)).toHaveLength(1);
      expect(planned.log).toMatch(new RegExp(`${words}${AT}: waiting until then`));
      const [refused, written] = scenario.github.requests.filter(
        ({ operationId }) => operationId === 'graphql/ChangeComments',
      );
      expect((written?.atMs ?? 0) - (refused?.atMs ?? 0)).toBeGreaterThanOrEqual(2000);
    });
  }
});

describeCasesWithTerraform('when GitHub limits what this token may ask', (toTry) => {
  const HELD: readonly [Held, ...Held[]] = [
    ['429 on the search for it', 'graphql/OwnComments', secondaryLimit(429, 2), SECONDARY],
    ['403 on the search for it', 'graphql/OwnComments', secondaryLimit(403, 2), SECONDARY],
    ['an hour that is over for the whole token', undefined, primaryLimit(403, 3), HOURLY],
  ];
  for (const [index, [name, operationId, then, words]] of toTry(HELD).entries()) {
    test(`the last comment is written, too, after ${name}`, async () => {
      await using scenario = await openScenario(cloud, { name: `held-${index}`, lockMode: 'lockfile' });
      scenario.github.addPullRequest(head);
      // Before the last comment it is looked for once or twice, and so is whose the token is: that is not waited for.
      const matches = (request: { readonly operationId: string | undefined }): boolean =>
        operationId === undefined || request.operationId === operationId;
      scenario.github.addFault({ matches, times: operationId === undefined ? 6 : 3, then });
      const planned = await (await scenario.checkout(resource('a', 'one'))).plan(42);
      expect(planned.outputs).toMatchObject({ outcome: 'planned' });
      expect(scenario.github.comments(42)).toHaveLength(1);
      expect(planned.log).toMatch(new RegExp(`${words}${AT}: waiting until then`));
    });
  }
});

describeWithTerraform('when GitHub limits what this token may ask', () => {
  const hourly = () => {
    const ends = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': `${Math.ceil(Date.now() / 1000) + 3000}` };
    return { ...primaryLimit(403, 3000), headers: ends };
  };

  test('a limit that ends after an hour is one warning, and the result of the run stands', async () => {
    await using scenario = await openScenario(cloud, { name: 'hour', lockMode: 'lockfile' });
    scenario.github.addPullRequest(head);
    const matches = ({ operationId }: { readonly operationId: string | undefined }): boolean =>
      operationId?.startsWith('graphql/') === true;
    scenario.github.addFault({ matches, times: Infinity, then: hourly() });
    const planned = await (await scenario.checkout(resource('a', 'one'))).plan(42);
    expect(planned.outputs).toMatchObject({ outcome: 'planned' });
    expect(planned.exitCode).toBe(0);
    const warnings = planned.log.split('\n').filter((line) => line.includes(HOURLY));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(new RegExp(`The comment on pull request #42 could not be written: .*${HOURLY}${AT}`));
  });

  test('a plan that nobody could record before that ends at once, and says when to run it again', async () => {
    await using scenario = await openScenario(cloud, { name: 'unrecorded', lockMode: 'lockfile' });
    scenario.github.addPullRequest(head);
    scenario.github.addFault({ matches: () => true, times: Infinity, then: hourly() });
    const refused = await (await scenario.checkout(resource('a', 'one'))).plan(42);
    expect(refused.outputs).toMatchObject({ 'failure-reason': 'github-unusable' });
    expect(refused.log).toMatch(new RegExp(`${HOURLY}${AT}`));
  });

  test('an apply waits for what it has to know, no longer than lock-timeout', async () => {
    await using scenario = await openScenario(cloud, { name: 'decide', lockMode: 'lockfile' });
    scenario.github.addCommit({ sha: shaOf('old') });
    scenario.github.addCommit({ sha: shaOf('new'), parents: [shaOf('old')] });
    await (await scenario.checkout(resource('a', 'one'))).push(shaOf('old'));
    const compares = ({ operationId }: { readonly operationId: string | undefined }): boolean =>
      operationId === 'repos/compare-commits-with-basehead';
    scenario.github.addFault({ matches: compares, then: secondaryLimit(429, 2) });
    const checkout = await scenario.checkout(resource('a', 'two'));
    const refused = await checkout.push(shaOf('new'), { with: { 'lock-timeout': '1s' } });
    expect(refused.outputs).toMatchObject({ 'failure-reason': 'github-unusable' });
    expect(refused.log).toMatch(new RegExp(`could not compare .*${SECONDARY}${AT}`));
    expect(stateAt(cloud, scenario.prodKey).body).toContain('"one"');
    scenario.github.addFault({ matches: compares, then: secondaryLimit(429, 2) });
    const applied = await checkout.push(shaOf('new'), { with: { 'lock-timeout': '1m' } });
    expect(applied.outputs).toMatchObject({ outcome: 'applied' });
    expect(applied.log).toContain(SECONDARY);
  });

  test('a permission that is missing is named with its line', async () => {
    await using scenario = await openScenario(cloud, { name: 'lacks', lockMode: 'lockfile' });
    scenario.github.addPullRequest(head);
    scenario.github.addFault({
      matches: ({ operationId }) => operationId === 'graphql/ChangeComments',
      times: Infinity,
      then: { kind: 'answer', status: 403, body: { message: 'Resource not accessible by integration' } },
    });
    const planned = await (await scenario.checkout(resource('a', 'one'))).plan(42);
    expect(planned.outputs).toMatchObject({ outcome: 'planned' });
    expect(planned.log).toContain(
      'the token may not comment on pull request #42. Add `pull-requests: write` under `permissions`',
    );
  });
});
