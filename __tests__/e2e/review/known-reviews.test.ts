import { afterAll, beforeAll, test, vi } from 'vitest';
import { beginOn, commentOf, merge, ONE, plan, push, pushDirectly, startByHand, STOPPED, TWO } from './merging.ts';
import {
  BUCKET,
  openCloud,
  pullRequest,
  resource,
  shaOf,
  type Cloud,
  type Scenario,
} from '../../support/runner/stage.ts';
import { stateAt } from '../../support/runner/traces.ts';
import { describeOthersWithTerraform, describeWithTerraform } from '../../support/runner/with-terraform.ts';

vi.setConfig({ maxConcurrency: 3 });

let cloud: Cloud;
beforeAll(async () => {
  cloud = await openCloud();
});
afterAll(async () => {
  await cloud[Symbol.asyncDispose]();
});

const IMPATIENT = { with: { 'lock-timeout': '3s' } };

const begin = (name: string, code?: string): Promise<Scenario> => beginOn(cloud, name, code);

const recordOf = (scenario: Scenario, word: string) =>
  cloud.s3.get(BUCKET, `${scenario.prKey(42)}.${shaOf(word)}.review.json`);

describeWithTerraform('a review', () => {
  test.concurrent('stays what it is when a plan of an older commit comes late, or again', async ({ expect }) => {
    const B = resource('b', '1');
    await using scenario = await begin('late-plan', ONE + B);
    scenario.github.updatePullRequest(42, { headSha: shaOf('B') });
    expect((await plan(scenario, 'B', TWO + B, { runId: '2002' })).outputs).toMatchObject({ outcome: 'planned' });
    const comment = commentOf(scenario);
    expect(comment).toContain('terraform_data.a');
    const again = { GITHUB_RUN_ATTEMPT: '2' };
    const late = await Promise.all(
      [{ runId: '2003' }, { runId: '2001' }, { runId: '2001', env: again }].map((run) => plan(scenario, 'A', ONE, run)),
    );
    for (const { outputs } of late) expect(outputs).toMatchObject({ outcome: 'superseded' });
    expect(commentOf(scenario)).toBe(comment);
    expect(recordOf(scenario, 'A')).toBeUndefined();
    expect(recordOf(scenario, 'B')).toBeDefined();
    merge(scenario, 'merge');
    // What is merged has a destroy in it that only A had.
    expect((await push(scenario, 'merge', TWO)).outputs).toMatchObject(STOPPED);
    expect(stateAt(cloud, scenario.prodKey).body).toContain('"b"');
    const asPlanned = await push(scenario, 'merge', TWO + B);
    expect(asPlanned.outputs).toMatchObject({ outcome: 'applied', 'to-change': '1' });
    expect(scenario.github.violations).toEqual([]);
  });

  test.concurrent('is not made of what is merged already, and covers no later direct push', async ({ expect }) => {
    await using scenario = await begin('after-merge');
    await plan(scenario, 'A', TWO);
    merge(scenario, 'merge');
    expect((await push(scenario, 'merge', TWO)).outputs).toMatchObject({ outcome: 'applied' });
    expect((await plan(scenario, 'A', '')).outputs).toMatchObject({ outcome: 'skipped' });
    expect(cloud.s3.get(BUCKET, scenario.prKey(42))).toBeUndefined();
    expect(recordOf(scenario, 'A')).toBeUndefined();
    pushDirectly(scenario, 'direct', 'merge');
    const direct = await push(scenario, 'direct', '');
    expect(direct.outputs).toMatchObject({ outcome: 'applied', 'to-destroy': '1' });
    expect(direct.summary).toContain('Nothing of this was reviewed as a plan.');
  });

  test.concurrent(
    'is missing where the last push was not planned: what is not reviewed is stopped',
    async ({ expect }) => {
      await using scenario = await begin('skip-ci');
      await plan(scenario, 'A', TWO);
      scenario.github.updatePullRequest(42, { headSha: shaOf('B') });
      merge(scenario, 'merge');
      expect((await push(scenario, 'merge', TWO)).outputs).toMatchObject(STOPPED);
      expect(commentOf(scenario)).toContain('by-hand.yml');
      const allowed = await startByHand(scenario, 'merge', TWO);
      expect(allowed.outputs).toMatchObject({ outcome: 'applied' });
    },
  );
});

describeOthersWithTerraform('a review', () => {
  test.concurrent('counts after the repository was renamed', async ({ expect }) => {
    await using scenario = await begin('renamed');
    await plan(scenario, 'A', TWO, { env: { GITHUB_REPOSITORY_ID: '7' } });
    const body = recordOf(scenario, 'A')?.body.toString() ?? '';
    const key = `${scenario.prKey(42)}.${shaOf('A')}.review.json`;
    cloud.s3.put(BUCKET, key, body.replace('"repository":"octo/infra"', '"repository":"Acme/before"'));
    merge(scenario, 'merge');
    const applied = await push(scenario, 'merge', TWO, { env: { GITHUB_REPOSITORY_ID: '7' } });
    expect(applied.outputs).toMatchObject({ outcome: 'applied' });
  });

  test.concurrent('does not cover less: a setting that was reviewed and is gone', async ({ expect }) => {
    await using scenario = await begin('less');
    const kept = 'resource "terraform_data" "db" {\n  input = { size = 1, deletion_protection = "on" }\n}\n';
    await plan(scenario, 'A', ONE + kept);
    merge(scenario, 'merge');
    const less = ONE + kept.replace(', deletion_protection = "on"', '');
    expect((await push(scenario, 'merge', less)).outputs).toMatchObject(STOPPED);
    expect((await push(scenario, 'merge', ONE + kept)).outputs).toMatchObject({ outcome: 'applied' });
  });

  test.concurrent('of a pull request that was opened again stays, with its state and comment', async ({ expect }) => {
    await using scenario = await begin('reopened');
    await plan(scenario, 'A', TWO);
    const comment = commentOf(scenario);
    const closed = pullRequest('closed', 42, { headSha: shaOf('A') });
    const late = await (await (await scenario.checkout(TWO)).step({ event: closed, isLate: true })).ended;
    expect(late.outputs).toMatchObject({ outcome: 'skipped' });
    expect(cloud.s3.get(BUCKET, scenario.prKey(42))).toBeDefined();
    expect(recordOf(scenario, 'A')).toBeDefined();
    expect(commentOf(scenario)).toBe(comment);
  });
});

describeOthersWithTerraform('an apply', () => {
  test.concurrent('is stopped by an outage, and not let through', async ({ expect }) => {
    await using scenario = await begin('outage');
    merge(scenario, 'merge');
    const recover = scenario.github.addFault({
      matches: ({ path }) => path.endsWith('/pulls'),
      times: Infinity,
      then: { kind: 'answer', status: 502, body: { message: 'Bad Gateway' } },
    });
    const stopped = await push(scenario, 'merge', TWO, IMPATIENT);
    expect(stopped.outputs).toMatchObject({ 'failure-reason': 'github-unusable' });
    expect(stopped.log).toContain('by-hand.yml');
    recover();
    expect((await push(scenario, 'merge', TWO)).outputs).toMatchObject(STOPPED);
  });

  test.concurrent('of what GitHub still calls open waits for GitHub, and goes on when it knows', async ({ expect }) => {
    await using scenario = await begin('still-open');
    await plan(scenario, 'A', TWO);
    scenario.github.updatePullRequest(42, { commits: [shaOf('merge')] });
    scenario.github.addCommit({ sha: shaOf('merge'), parents: [shaOf('first')] });
    const stopped = await push(scenario, 'merge', TWO, IMPATIENT);
    expect(stopped.outputs).toMatchObject({ 'failure-reason': 'github-unusable' });
    expect(stopped.log).toContain('still calls #42 open');
    let asked = 0;
    scenario.github.addFault({
      matches: ({ path }) => path.endsWith(`${shaOf('merge')}/pulls`),
      times: Infinity,
      then: {
        kind: 'run',
        task: () => {
          asked += 1;
          if (asked === 2) merge(scenario, 'merge');
        },
      },
    });
    expect((await push(scenario, 'merge', TWO)).outputs).toMatchObject({ outcome: 'applied' });
  });

  test.concurrent('goes on by hand when main has nothing in common with what was applied', async ({ expect }) => {
    await using scenario = await begin('forced');
    scenario.github.addCommit({ sha: shaOf('elsewhere') });
    scenario.github.setBranch('main', shaOf('elsewhere'));
    const stopped = await push(scenario, 'elsewhere', TWO);
    expect(stopped.outputs).toMatchObject({ 'failure-reason': 'github-unusable' });
    expect(stopped.log).toContain('the branch was rewritten');
    const allowed = await startByHand(scenario, 'elsewhere', TWO);
    expect(allowed.outputs).toMatchObject({ outcome: 'applied' });
  });
});
