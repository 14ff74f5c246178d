import { afterAll, beforeAll, expect, test } from 'vitest';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mergeGroupEvent } from '../../support/github/events.ts';
import { commandsTaken } from '../../support/runner/commands-taken.ts';
import {
  BUCKET,
  dispatchOn,
  openCloud,
  openScenario,
  REPOSITORY,
  resource,
  shaOf,
  type Cloud,
} from '../../support/runner/stage.ts';
import { stateAt, tracesOf } from '../../support/runner/traces.ts';
import { describeOthersWithTerraform, describeWithTerraform } from '../../support/runner/with-terraform.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await openCloud();
});
afterAll(async () => {
  await cloud[Symbol.asyncDispose]();
});

const sha = shaOf('m');
describeWithTerraform('operations', () => {
  test('workflow_dispatch on the apply branch applies, and the outputs of the root module come out', async () => {
    await using scenario = await openScenario(cloud, { name: 'dispatch', lockMode: 'both' });
    const checkout = await scenario.checkout(
      `${resource('a', 'one')}output "url" {\n  value = "https://example.com"\n}\noutput "key" {\n  value = "s3cret"\n  sensitive = true\n}\n`,
    );
    const event = dispatchOn('main');
    const applied = await (await checkout.step({ event, with: { 'unreviewed-changes': 'warn' } })).ended;
    expect(applied.outputs).toMatchObject({ command: 'apply', outcome: 'applied' });
    expect(JSON.parse(applied.outputs['outputs'] ?? '')).toEqual({ url: 'https://example.com' });
    // The runner is told what to mask by a command of its own, which it takes out of the log.
    expect(applied.log.replaceAll(/^::add-mask::.*$/gm, '') + applied.summary).not.toContain('s3cret');
    const again = await (await checkout.step({ event: dispatchOn('main') })).ended;
    expect(again.outputs).toMatchObject({ outcome: 'no-changes', changes: 'false' });
  });

  test('a merge group plans on the key of the pull request in it', async () => {
    await using scenario = await openScenario(cloud, { name: 'queue', lockMode: 'both' });
    scenario.github.addPullRequest({ number: 42, headSha: shaOf('head of 42') });
    const checkout = await scenario.checkout(resource('a', 'one'));
    const baseSha = shaOf('base');
    scenario.github.setBranch('main', baseSha);
    scenario.github.addCommit({ sha, parents: [baseSha] });
    scenario.github.setBranch(`gh-readonly-queue/main/pr-42-${baseSha}`, sha);
    const payload = mergeGroupEvent({ number: 42, headSha: sha, baseSha, repository: REPOSITORY });
    const planned = await (
      await checkout.step({
        event: { name: 'merge_group', payload, ref: 'refs/heads/gh-readonly-queue/main/pr-42', sha },
      })
    ).ended;
    expect(planned.outputs).toMatchObject({ outcome: 'planned', 'pr-number': '42', 'state-key': scenario.prKey(42) });
    expect(scenario.github.comments(42)[0]?.body).toContain('merge queue');
  });

  test('pr-state: empty plans on nothing, so that everything is new', async () => {
    await using scenario = await openScenario(cloud, { name: 'empty', lockMode: 'both' });
    const checkout = await scenario.checkout(resource('a', 'one'));
    await checkout.terraform(scenario.prodKey, 'apply', '-auto-approve');
    expect((await checkout.plan(42)).outputs).toMatchObject({ outcome: 'no-changes' });
    const planned = await checkout.plan(42, { with: { 'pr-state': 'empty' } });
    expect(planned.outputs).toMatchObject({ outcome: 'planned', 'to-add': '1' });
    expect(stateAt(cloud, scenario.prKey(42)).body).toBe('');
  });

  test('a second plan of an unchanged production writes no second snapshot', async () => {
    await using scenario = await openScenario(cloud, { name: 'twice', lockMode: 'both' });
    const checkout = await scenario.checkout(resource('a', 'one'));
    await checkout.terraform(scenario.prodKey, 'apply', '-auto-approve');
    await checkout.plan(42);
    const first = stateAt(cloud, scenario.prKey(42));
    await checkout.terraform(scenario.prodKey, 'refresh');
    expect((await checkout.plan(42)).outputs).toMatchObject({ outcome: 'no-changes' });
    expect(stateAt(cloud, scenario.prKey(42)).body).toBe(first.body);
    expect(cloud.s3.versions(BUCKET, scenario.prKey(42)).filter(({ key }) => key === scenario.prKey(42))).toHaveLength(
      1,
    );
  });
});

describeOthersWithTerraform('operations', () => {
  test('a cleanup by hand with force deletes a state that was applied on, after a backup', async () => {
    await using scenario = await openScenario(cloud, { name: 'force', lockMode: 'both' });
    const checkout = await scenario.checkout(resource('a', 'one'));
    await checkout.plan(42);
    await checkout.terraform(scenario.prKey(42), 'apply', '-auto-approve');
    const applied = stateAt(cloud, scenario.prKey(42)).body;
    scenario.github.updatePullRequest(42, { state: 'closed' });
    const cleanup = { command: 'cleanup', 'pr-number': '42' };
    const refused = await (await checkout.step({ event: dispatchOn('main'), with: cleanup })).ended;
    expect(refused.outputs).toMatchObject({ 'failure-reason': 'pr-state-in-use' });
    const forced = await (
      await checkout.step({ event: dispatchOn('main'), with: { ...cleanup, force: 'true' } })
    ).ended;
    expect(forced.outputs).toMatchObject({ outcome: 'cleaned', 'pr-number': '42' });
    const left = cloud.s3.versions(BUCKET, 'force/').filter(({ key }) => key !== scenario.prodKey);
    expect(left.map(({ key }) => key)).toEqual([
      expect.stringMatching(/^force\/prod\/pr-42\/terraform\.tfstate\.backup-\d{8}T\d{6}Z$/),
    ]);
    expect(cloud.s3.get(BUCKET, left[0]?.key ?? '')?.body.toString()).toBe(applied);
    expect(forced.summary).toContain(left[0]?.key);
  });

  test('the files that the outputs name hold the plan, its JSON and its text', async () => {
    await using scenario = await openScenario(cloud, { name: 'files', lockMode: 'both' });
    const planned = await (await scenario.checkout(resource('a', 'one'))).plan(42);
    const { 'plan-file': file = '', 'plan-json': json = '', 'plan-text': text = '' } = planned.outputs;
    expect((await readFile(file)).subarray(0, 2).toString()).toBe('PK');
    expect(JSON.parse(await readFile(json, 'utf8'))).toHaveProperty('resource_changes');
    expect(await readFile(text, 'utf8')).toContain('# terraform_data.a will be created');
  });

  test('inputs reach Terraform: var, var-file, target, replace, backend-config', async () => {
    await using scenario = await openScenario(cloud, { name: 'inputs', lockMode: 'both' });
    const checkout = await scenario.checkout(
      'variable "v" {}\nvariable "w" {}\nresource "terraform_data" "a" { input = "${var.v}-${var.w}" }\nresource "terraform_data" "b" {}\n',
    );
    await writeFile(join(checkout.folder, 'w.tfvars'), 'w = "file"\n');
    const given = { var: 'v=given', 'var-file': 'w.tfvars', target: 'terraform_data.a', parallelism: '1' };
    const applied = await checkout.push(sha, { with: given });
    expect(applied.outputs).toMatchObject({ outcome: 'applied', 'to-add': '1' });
    expect(stateAt(cloud, scenario.prodKey).body).toContain('given-file');
    const replaced = await checkout.plan(42, { with: { ...given, target: '', replace: 'terraform_data.a' } });
    expect(replaced.outputs).toMatchObject({ 'to-add': '2', 'to-destroy': '1' });
  });

  test('comment-pr: on-change writes nothing about a plan without changes, and never writes nothing at all', async () => {
    await using scenario = await openScenario(cloud, { name: 'quiet', lockMode: 'both' });
    scenario.github.addPullRequest({ number: 42, headSha: shaOf('head of 42') });
    const checkout = await scenario.checkout(resource('a', 'one'));
    await checkout.terraform(scenario.prodKey, 'apply', '-auto-approve');
    await checkout.plan(42, { with: { 'comment-pr': 'on-change' } });
    expect(scenario.github.comments(42)).toEqual([]);
    const changed = await scenario.checkout(resource('a', 'two'));
    await changed.plan(42, { with: { 'comment-pr': 'never' } });
    expect(scenario.github.comments(42)).toEqual([]);
    await changed.plan(42, { with: { 'comment-pr': 'on-change' } });
    expect(scenario.github.comments(42)[0]?.body).toContain('1 to change');
    await checkout.plan(42, { with: { 'comment-pr': 'on-change' } });
    expect(scenario.github.comments(42)[0]?.body).toContain('plan · no changes');
  });

  test('our comment is found behind pages of others, and one with our marker by somebody else is left alone', async () => {
    await using scenario = await openScenario(cloud, { name: 'pages', lockMode: 'both' });
    scenario.github.addPullRequest({ number: 42, headSha: shaOf('head of 42') });
    const checkout = await scenario.checkout(resource('a', 'one'));
    const forged = '<!-- lockstep:1 . -->\nnothing to see here';
    scenario.github.addComment(42, { author: 'mallory', body: forged });
    for (let index = 0; index < 105; index += 1) scenario.github.addComment(42, { author: 'ben', body: 'me too' });
    await checkout.plan(42);
    await checkout.plan(42);
    const comments = scenario.github.comments(42);
    expect(comments).toHaveLength(107);
    expect(comments[0]?.body).toBe(forged);
    expect(comments[106]).toMatchObject({ author: 'github-actions[bot]' });
    expect(scenario.github.violations).toEqual([]);
  });

  test('a failing plan shows what Terraform said, and leaves the lock free', async () => {
    await using scenario = await openScenario(cloud, { name: 'fails', lockMode: 'both' });
    scenario.github.addPullRequest({ number: 42, headSha: shaOf('head of 42') });
    const checkout = await scenario.checkout('resource "terraform_data" "a" { input = nope.nope.nope }\n');
    const failed = await checkout.plan(42);
    expect(failed.outputs).toMatchObject({ 'failure-reason': 'plan-failed' });
    expect(failed.exitCode).toBe(1);
    expect(scenario.github.comments(42)[0]?.body).toContain('Reference to undeclared resource');
    expect(await tracesOf(cloud, `${scenario.prKey(42)}.tflock`)).not.toContain(
      `version ${scenario.prKey(42)}.tflock latest`,
    );
    expect(cloud.s3.get(BUCKET, `${scenario.prKey(42)}.tflock`)).toBeUndefined();
  });

  test('a failing apply is reported as one, with the state saved', async () => {
    await using scenario = await openScenario(cloud, { name: 'breaks', lockMode: 'both' });
    const checkout = await scenario.checkout(
      `${resource('a', 'one')}resource "terraform_data" "b" {\n  depends_on = [terraform_data.a]\n  provisioner "local-exec" {\n    command = "exit 3"\n  }\n}\n`,
    );
    const failed = await checkout.push(sha);
    expect(failed.outputs).toMatchObject({ 'failure-reason': 'apply-failed' });
    expect(stateAt(cloud, scenario.prodKey).body).toContain('"one"');
    expect(cloud.s3.get(BUCKET, `${scenario.prodKey}.tflock`)).toBeUndefined();
  });

  test('plan output that is a workflow command is nothing but text to the runner', async () => {
    await using scenario = await openScenario(cloud, { name: 'hostile', lockMode: 'both' });
    const checkout = await scenario.checkout(resource('a', '\n::error::forged\n::set-output name=outcome::forged\n'));
    const planned = await checkout.plan(42);
    expect(planned.log).toMatch(/\n *::error::forged/);
    expect(commandsTaken(planned.log).filter((line) => line.includes('forged'))).toEqual([]);
    expect(planned.outputs['outcome']).toBe('planned');
  });
});
