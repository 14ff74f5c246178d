import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { StepResult } from '../../support/runner/runner.ts';
import {
  BUCKET,
  openCloud,
  openScenario,
  pullRequest,
  pushToMain,
  resource,
  shaOf,
  type Cloud,
  type Scenario,
} from '../../support/runner/stage.ts';
import { stateAt } from '../../support/runner/traces.ts';
import { describeWithTerraform } from '../../support/runner/with-terraform.ts';

vi.setConfig({ maxConcurrency: 3 });

let cloud: Cloud;
beforeAll(async () => {
  cloud = await openCloud();
});
afterAll(async () => {
  await cloud[Symbol.asyncDispose]();
});

const ONE = resource('a', '1');
const TWO = resource('a', '2');
const STOPPED = { 'failure-reason': 'plan-changed' };
const IMPATIENT = { with: { 'lock-timeout': '3s' } };

/** Main with one commit on it, applied, and #42 open. */
async function begin(name: string, code = ONE): Promise<Scenario> {
  const scenario = await openScenario(cloud, { name, lockMode: 'both' });
  scenario.github.addCommit({ sha: shaOf('first') });
  scenario.github.setBranch('main', shaOf('first'));
  expect((await push(scenario, 'first', code)).outputs).toMatchObject({ outcome: 'applied' });
  scenario.github.addPullRequest({ number: 42, headSha: shaOf('A') });
  return scenario;
}

async function push(
  scenario: Scenario,
  word: string,
  code: string,
  more: { with?: Record<string, string>; env?: Record<string, string> } = {},
): Promise<StepResult> {
  return (await scenario.checkout(code)).push(shaOf(word), more);
}

/** As GitHub starts it, whatever it knows of the pull request by now. */
async function plan(
  scenario: Scenario,
  word: string,
  code: string,
  more: { env?: Record<string, string> } = {},
): Promise<StepResult> {
  const event = pullRequest('synchronize', 42, { headSha: shaOf(word) });
  return (await (await scenario.checkout(code)).step({ event, isLate: true, ...more })).ended;
}

function merge({ github }: Scenario, word: string, parent = 'first'): void {
  github.addCommit({ sha: shaOf(word), parents: [shaOf(parent)] });
  github.setBranch('main', shaOf(word));
  github.updatePullRequest(42, { merged: true, mergeCommitSha: shaOf(word) });
}

const recordOf = (scenario: Scenario, word: string) =>
  cloud.s3.get(BUCKET, `${scenario.prKey(42)}.${shaOf(word)}.review.json`);
const commentOf = ({ github }: Scenario): string => github.comments(42)[0]?.body ?? '';

describeWithTerraform('a review', () => {
  test.concurrent('stays what it is when a plan of an older commit comes late', async ({ expect }) => {
    await using scenario = await begin('late-plan', ONE + resource('b', '1'));
    scenario.github.updatePullRequest(42, { headSha: shaOf('B') });
    expect((await plan(scenario, 'B', TWO + resource('b', '1'))).outputs).toMatchObject({ outcome: 'planned' });
    const comment = commentOf(scenario);
    expect((await plan(scenario, 'A', ONE)).outputs).toMatchObject({ outcome: 'superseded' });
    expect(recordOf(scenario, 'A')).toBeUndefined();
    expect(recordOf(scenario, 'B')).toBeDefined();
    expect(comment).toContain('terraform_data.a');
    merge(scenario, 'merge');
    // What is merged has a destroy in it that only A had.
    expect((await push(scenario, 'merge', TWO)).outputs).toMatchObject(STOPPED);
    expect(stateAt(cloud, scenario.prodKey).body).toContain('"b"');
    const asPlanned = await push(scenario, 'merge', TWO + resource('b', '1'));
    expect(asPlanned.outputs).toMatchObject({ outcome: 'applied', 'to-change': '1' });
    expect(scenario.github.violations).toEqual([]);
  });

  test.concurrent('is not made for a pull request that is merged already', async ({ expect }) => {
    await using scenario = await begin('after-merge');
    await plan(scenario, 'A', TWO);
    merge(scenario, 'merge');
    expect((await push(scenario, 'merge', TWO)).outputs).toMatchObject({ outcome: 'applied' });
    expect((await plan(scenario, 'A', '')).outputs).toMatchObject({ outcome: 'skipped' });
    expect(cloud.s3.get(BUCKET, scenario.prKey(42))).toBeUndefined();
    expect(recordOf(scenario, 'A')).toBeUndefined();
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
      const allowed = await push(scenario, 'merge', TWO, { with: { 'unreviewed-changes': 'allow' } });
      expect(allowed.outputs).toMatchObject({ outcome: 'applied' });
    },
  );

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

describeWithTerraform('a value that belongs to the run', () => {
  const tagged = 'variable "tag" {}\nresource "terraform_data" "a" {\n  input = "app:${var.tag}"\n}\n';
  const tag = (value: string) => ({ env: { TF_VAR_tag: value } });

  test.concurrent('is the same where it is the commit of each run', async ({ expect }) => {
    await using scenario = await begin('own-commit');
    await plan(scenario, 'A', tagged, tag(shaOf('A')));
    merge(scenario, 'merge');
    const applied = await push(scenario, 'merge', tagged, tag(shaOf('merge')));
    expect(applied.outputs).toMatchObject({ outcome: 'applied', 'to-change': '1' });
  });

  test.concurrent('may differ where `unreviewed-values` names it, and is shown', async ({ expect }) => {
    await using scenario = await begin('let-differ');
    await plan(scenario, 'A', tagged, tag('monday'));
    merge(scenario, 'merge');
    expect((await push(scenario, 'merge', tagged, tag('tuesday'))).outputs).toMatchObject(STOPPED);
    const named = { ...tag('tuesday'), with: { 'unreviewed-values': 'terraform_data.a.input' } };
    expect((await push(scenario, 'merge', tagged, named)).outputs).toMatchObject({ outcome: 'applied' });
    expect(commentOf(scenario)).toContain('app:tuesday');
  });
});

describeWithTerraform('an apply', () => {
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

  test.concurrent('of a pull request that GitHub still calls open waits for GitHub', async ({ expect }) => {
    await using scenario = await begin('still-open');
    scenario.github.updatePullRequest(42, { commits: [shaOf('merge')] });
    scenario.github.addCommit({ sha: shaOf('merge'), parents: [shaOf('first')] });
    const stopped = await push(scenario, 'merge', TWO, IMPATIENT);
    expect(stopped.outputs).toMatchObject({ 'failure-reason': 'github-unusable' });
    expect(stopped.log).toContain('still calls #42 open');
  });

  test.concurrent('goes on by hand when main has nothing in common with what was applied', async ({ expect }) => {
    await using scenario = await begin('forced');
    scenario.github.addCommit({ sha: shaOf('elsewhere') });
    scenario.github.setBranch('main', shaOf('elsewhere'));
    const stopped = await push(scenario, 'elsewhere', TWO);
    expect(stopped.outputs).toMatchObject({ 'failure-reason': 'github-unusable' });
    expect(stopped.log).toContain('the branch was rewritten');
    const event = pushToMain(shaOf('elsewhere'));
    const allowed = await (
      await (await scenario.checkout(TWO)).step({ event, with: { 'unreviewed-changes': 'allow' } })
    ).ended;
    expect(allowed.outputs).toMatchObject({ outcome: 'applied' });
  });
});
