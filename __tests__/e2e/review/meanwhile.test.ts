/** What happens to a pull request while a run of it, or of a sweep, is under way. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { SWEEP } from '../../support/runner/leftovers.ts';
import { beginOn, commentOf, merge, ONE, plan, push, STOPPED, TWO } from './merging.ts';
import { BUCKET, dispatchOn, openCloud, shaOf, type Cloud, type Scenario } from '../../support/runner/stage.ts';
import { denied } from '../../support/faults.ts';
import { stateAt } from '../../support/runner/traces.ts';
import { describeCasesWithTerraform } from '../../support/runner/with-terraform.ts';

vi.setConfig({ maxConcurrency: 3 });

let cloud: Cloud;
beforeAll(async () => {
  cloud = await openCloud();
});
afterAll(async () => {
  await cloud[Symbol.asyncDispose]();
});

const UNREADABLE = { 'failure-reason': 'backend-unusable' };

function leftOf(scenario: Scenario): readonly string[] {
  return cloud.s3
    .versions(BUCKET, scenario.prKey(42))
    .map(({ key }) => key)
    .filter((key) => !key.includes('.lockstep.json'));
}

async function mergedWhilePlanned(): Promise<void> {
  await using scenario = await beginOn(cloud, 'merged-while-planned');
  await plan(scenario, 'A', TWO, { runId: '2001' });
  const comment = commentOf(scenario);
  scenario.github.updatePullRequest(42, { headSha: shaOf('B') });
  // The state to plan on has been read by then.
  cloud.dynamodb.addFault({
    matches: ({ operation, lockId }) => operation === 'GetItem' && lockId === `${BUCKET}/${scenario.prKey(42)}-md5`,
    then: {
      kind: 'run',
      task: async () => {
        merge(scenario, 'merge');
        // A plan that takes its time is announced.
        await vi.waitFor(
          () => {
            expect(commentOf(scenario)).toContain('Being planned');
          },
          { timeout: 60_000, interval: 200 },
        );
      },
    },
  });
  const late = await plan(scenario, 'B', '', { runId: '2002' });
  expect(late.outputs).toMatchObject({ outcome: 'skipped' });
  expect(late.summary).toContain('is merged');
  expect(commentOf(scenario)).toBe(comment);
  expect(cloud.s3.get(BUCKET, `${scenario.prKey(42)}.${shaOf('B')}.review.json`)).toBeUndefined();
  expect((await push(scenario, 'merge', '')).outputs).toMatchObject(STOPPED);
}

async function openedAgainWhileSwept(): Promise<void> {
  await using scenario = await beginOn(cloud, 'opened-again');
  await plan(scenario, 'A', TWO);
  const [left, comment] = [leftOf(scenario), commentOf(scenario)];
  scenario.github.updatePullRequest(42, { state: 'closed' });
  let asked = 0;
  scenario.github.addFault({
    matches: ({ path }) => path === '/graphql',
    times: Infinity,
    then: {
      kind: 'run',
      task: () => {
        asked += 1;
        if (asked === 2) scenario.github.updatePullRequest(42, { state: 'open' });
      },
    },
  });
  const event = dispatchOn('main', shaOf('first'));
  const swept = await (await (await scenario.checkout(ONE)).step({ event, with: SWEEP })).ended;
  expect(swept.outputs).toMatchObject({ outcome: 'swept' });
  expect(swept.summary).toContain('it was opened again');
  expect([leftOf(scenario), commentOf(scenario)]).toEqual([left, comment]);
}

describeCasesWithTerraform('a pull request', (toTry) => {
  const cases = toTry([
    ['that is merged while it is planned has no review, and the comment that it had', mergedWhilePlanned],
    ['that is opened again during a sweep keeps its state, review and comment', openedAgainWhileSwept],
  ]);
  test.concurrent.each(cases)('%s', async (_, happen) => {
    await happen();
  });
});

describeCasesWithTerraform('a role that may not list the bucket, while GitHub fails once', (toTry) => {
  interface Case {
    readonly planned?: string;
    /** As S3 does it: who may not list is not told either that an object is not there. */
    readonly hidesMissing?: true;
    readonly ends: Readonly<Record<string, string>>;
  }
  const cases = toTry<readonly [string, Case]>([
    ['does not let through what was never planned', { ends: STOPPED }],
    ['nor where it is not told that there is no review', { hidesMissing: true, ends: UNREADABLE }],
    ['applies what was reviewed', { planned: TWO, hidesMissing: true, ends: { outcome: 'applied' } }],
  ]);
  test.concurrent.each(cases)('%s', async (title, { planned, hidesMissing = false, ends }) => {
    const name = title.replaceAll(' ', '-');
    await using scenario = await beginOn(cloud, name);
    if (planned !== undefined) await plan(scenario, 'A', planned);
    merge(scenario, 'merge');
    const isMissing = (key: string): boolean => key.startsWith(`${name}/`) && cloud.s3.get(BUCKET, key) === undefined;
    cloud.s3.addFault(
      denied(({ operation, key, prefix }) =>
        operation.startsWith('ListObject')
          ? prefix?.startsWith(`${name}/`) === true
          : hidesMissing && operation === 'GetObject' && isMissing(key),
      ),
    );
    scenario.github.addFault({
      matches: ({ path }) => path.endsWith('/pulls'),
      then: { kind: 'answer', status: 502, body: { message: 'Bad Gateway' } },
    });
    expect((await push(scenario, 'merge', TWO)).outputs).toMatchObject(ends);
    expect(stateAt(cloud, scenario.prodKey).body).toContain(planned === undefined ? '"1"' : '"2"');
  });
});
