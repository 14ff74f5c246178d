import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  dispatchOn,
  openCloud,
  openScenario,
  resource,
  shaOf,
  type Checkout,
  type Cloud,
  type Scenario,
} from '../../support/runner/stage.ts';
import { stateAt, tracesOf, writesTo } from '../../support/runner/traces.ts';
import { TOOL } from '../../support/on-path.ts';
import { describeOthersWithTerraform, describeWithTerraform } from '../../support/runner/with-terraform.ts';

const run = promisify(execFile);

let cloud: Cloud;
beforeAll(async () => {
  cloud = await openCloud();
});
afterAll(async () => {
  await cloud[Symbol.asyncDispose]();
});

/** Puts a file into the checkout, as a commit, a cache or an earlier step would. */
async function put({ folder }: Checkout, path: string, content: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), content);
}

/** A root module with a remote module, of a git repository of its own, that says where it lies. */
async function moduleIn(scenario: Scenario): Promise<string> {
  const checkout = await scenario.checkout('module "inner" {\n  source = "./inner"\n}\n');
  await put(checkout, 'outputs.tf', 'output "paths" {\n  value = [path.module, module.inner.path]\n}\n');
  await put(checkout, 'inner/main.tf', 'output "path" {\n  value = path.module\n}\n');
  await rm(join(checkout.folder, 'backend.tf'));
  for (const words of ['init --quiet', 'add .', 'commit --quiet --message a']) {
    await run('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...words.split(' ')], { cwd: checkout.folder });
  }
  const source = `git::file://${checkout.folder}`;
  return `module "x" {\n  source = "${source}"\n}\nresource "terraform_data" "a" {\n  input = module.x.paths\n}\n`;
}

describeWithTerraform('Terraform works in a place of its own:', () => {
  for (const TF_DATA_DIR of [undefined, '', 'elsewhere']) {
    test(`a data directory ${TF_DATA_DIR ?? 'of the job'} that points at another key re-points neither a plan nor a push`, async () => {
      await using scenario = await openScenario(cloud, { name: `stale-${TF_DATA_DIR ?? 'none'}`, lockMode: 'both' });
      const checkout = await scenario.checkout(resource('a', 'one'));
      const env = TF_DATA_DIR === undefined ? {} : { TF_DATA_DIR };
      const planned = await checkout.plan(42, { env });
      const pointer = await readFile(join(planned.outputs['data-dir'] ?? '', 'terraform.tfstate'), 'utf8');
      expect(pointer).toContain(scenario.prKey(42));
      const left = join(TF_DATA_DIR || '.terraform', 'terraform.tfstate');
      await put(checkout, left, pointer);
      const before = await tracesOf(cloud, scenario.prKey(42));

      const applied = await checkout.push(shaOf('m'), { env });

      expect(applied.outputs).toMatchObject({ outcome: 'applied', 'to-add': '1', 'state-key': scenario.prodKey });
      expect(stateAt(cloud, scenario.prodKey).body).toContain('"one"');
      expect(await tracesOf(cloud, scenario.prKey(42))).toEqual(before);
      expect(await readFile(join(checkout.folder, left), 'utf8')).toBe(pointer);
    });
  }

  test('a later step reads outputs with the directory that the run says', async () => {
    await using scenario = await openScenario(cloud, { name: 'later', lockMode: 'both' });
    const checkout = await scenario.checkout(`${resource('a', 'one')}output "it" {\n  value = "mine"\n}\n`);
    const { outputs } = await checkout.push(shaOf('m'));
    const { stdout } = await run(TOOL, ['output', '-raw', 'it'], {
      cwd: checkout.folder,
      env: {
        PATH: process.env['PATH'],
        TF_DATA_DIR: outputs['data-dir'],
        AWS_ACCESS_KEY_ID: 'AKIATEST',
        AWS_SECRET_ACCESS_KEY: 'test',
      },
    });
    expect(stdout).toBe('mine');
  });

  test('outputs are those of production, whatever a program of the apply has pointed Terraform at', async () => {
    await using scenario = await openScenario(cloud, { name: 'provisioned', lockMode: 'both' });
    const another = `${scenario.prodKey}.another`;
    const output = (value: string): string => `output "whose" {\n  value = "${value}"\n}\n`;
    await (await scenario.checkout(output('of another'))).terraform(another, 'apply', '-auto-approve');
    const before = await tracesOf(cloud, another);
    const command = `${TOOL} init -reconfigure -input=false -backend-config=key=${another}`;
    const checkout = await scenario.checkout(
      `resource "terraform_data" "a" {\n  provisioner "local-exec" {\n    command = "${command}"\n  }\n}\n${output('mine')}`,
    );

    const applied = await checkout.push(shaOf('m'));

    expect(applied.outputs, applied.log).toMatchObject({ outcome: 'applied', outputs: '{"whose":"mine"}' });
    expect(stateAt(cloud, scenario.prodKey).body).toContain('"mine"');
    expect(await tracesOf(cloud, another)).toEqual(before);
  });

  for (const path of ['terraform.tfstate', 'terraform.tfstate.d/blue/terraform.tfstate']) {
    test(`a local state ${path} in the checkout is refused by name before production is asked for anything`, async () => {
      await using scenario = await openScenario(cloud, { name: `local-${path.length}`, lockMode: 'both' });
      const checkout = await scenario.checkout(resource('a', 'one'));
      await put(
        checkout,
        path,
        '{"version":4,"terraform_version":"1.11.4","serial":1,"lineage":"a","outputs":{},"resources":[]}',
      );
      cloud.s3.clearRequests();
      cloud.dynamodb.clearRequests();
      const doctor = checkout.step({ event: dispatchOn('main'), with: { command: 'doctor' } });
      const ended = [await checkout.plan(42), await checkout.push(shaOf('m')), await (await doctor).ended];
      for (const { outputs, log } of ended) {
        expect(outputs, log).toMatchObject({ 'failure-reason': 'refused' });
        expect(log).toContain(`git rm -r ${path.split('/')[0] ?? ''}`);
      }
      expect([...cloud.s3.requests, ...cloud.dynamodb.requests]).toEqual([]);
    });
  }

  test('a workspace that is selected in the checkout is neither followed nor ignored in silence', async () => {
    await using scenario = await openScenario(cloud, { name: 'selected', lockMode: 'both' });
    const checkout = await scenario.checkout(resource('a', 'one'));
    await put(checkout, '.terraform/environment', 'staging');

    const refused = await checkout.push(shaOf('m'));
    expect(refused.outputs).toMatchObject({ 'failure-reason': 'refused' });
    expect(refused.log).toContain('.terraform/environment selects the workspace staging');
    expect(refused.log).toContain('`workspace: staging`');
    expect(await tracesOf(cloud, `env:/staging/${scenario.prodKey}`)).toEqual([]);

    const applied = await checkout.push(shaOf('m'), { with: { workspace: 'default' } });
    expect(applied.outputs).toMatchObject({ outcome: 'applied', 'state-key': scenario.prodKey });
    expect(applied.log).toContain('this run is for default, as the input workspace says');

    const there = await checkout.push(shaOf('m'), { env: { TF_WORKSPACE: 'staging' } });
    expect(there.outputs).toMatchObject({ outcome: 'applied', 'state-key': `env:/staging/${scenario.prodKey}` });
  });
});

describeOthersWithTerraform('Terraform works in a place of its own:', () => {
  test('a second and a third new workspace are planned without a trace on production, and created by their first applies', async () => {
    await using scenario = await openScenario(cloud, { name: 'workspaces', lockMode: 'both' });
    const checkout = await scenario.checkout(resource('a', 'one'));
    await checkout.push(shaOf('m'));
    for (const workspace of ['blue', 'green', 'red']) {
      const prod = `env:/${workspace}/${scenario.prodKey}`;
      const own = `env:/${workspace}/${scenario.prKey(42)}`;
      const inIt = { with: { workspace } };
      expect((await checkout.plan(42, inIt)).outputs).toMatchObject({ outcome: 'planned', 'state-key': own });
      expect(writesTo(cloud, prod)).toEqual([]);
      const applied = await checkout.push(shaOf('m'), inIt);
      expect(applied.outputs, applied.log).toMatchObject({ outcome: 'applied', 'to-add': '1', 'state-key': prod });
      expect((await checkout.plan(42, inIt)).outputs).toMatchObject({ outcome: 'no-changes', 'state-key': own });
    }
  });

  test('a remote module has the path that it has in place, whatever run loads it, and is loaded once in a checkout', async () => {
    await using scenario = await openScenario(cloud, { name: 'modules', lockMode: 'both' });
    const module = await moduleIn(scenario);
    const checkout = await scenario.checkout(module);
    scenario.github.addPullRequest({ number: 42, headSha: shaOf('head of 42') });
    const planned = await checkout.plan(42);
    expect(planned.outputs, planned.log).toMatchObject({ outcome: 'planned', 'to-add': '1' });
    expect(planned.log).toContain('Downloading');
    scenario.github.addPullRequest({
      number: 42,
      headSha: shaOf('head of 42'),
      merged: true,
      mergeCommitSha: shaOf('m'),
    });

    const applied = await (await scenario.checkout(module)).push(shaOf('m'));

    expect(applied.outputs, applied.log).toMatchObject({ outcome: 'applied', 'to-add': '1' });
    expect(applied.log).not.toContain('in no review');
    const state = stateAt(cloud, scenario.prodKey).body.replace(/\s/g, '');
    expect(state).toContain('[".terraform/modules/x",".terraform/modules/x/inner"]');
    const again = await checkout.plan(43);
    expect(again.outputs, again.log).toMatchObject({ outcome: 'no-changes' });
    expect(again.log).not.toContain('Downloading');
  });

  test('two steps at once in one directory plan each on its own key, with modules that both load', async () => {
    await using scenario = await openScenario(cloud, { name: 'at-once', lockMode: 'both' });
    const checkout = await scenario.checkout(await moduleIn(scenario));
    const numbers = [41, 42, 43];
    const ended = await Promise.all(numbers.map((number) => checkout.plan(number)));
    for (const [index, { outputs, log }] of ended.entries()) {
      expect(outputs, log).toMatchObject({
        outcome: 'planned',
        'to-add': '1',
        'state-key': scenario.prKey(numbers[index] ?? 0),
      });
      expect(await readFile(outputs['plan-json'] ?? '', 'utf8')).toContain('".terraform/modules/x"');
    }
    expect(writesTo(cloud, scenario.prodKey)).toEqual([]);
  });

  for (const [what, content, says] of [
    [
      'a module and a provider that cannot be had',
      'module "gone" {\n  source = "git::file:///gone"\n}\nterraform {\n  required_providers {\n    gone = {\n      source = "registry.invalid/gone/gone"\n    }\n  }\n}\n',
      'init failed',
    ],
    ['a file that does not parse', 'resource {', '`other.tf` does not parse, at line 1'],
  ] as const) {
    test(`${what} keeps no cleanup from its work, and a plan says so`, async () => {
      await using scenario = await openScenario(cloud, { name: `broken-${content.length}`, lockMode: 'both' });
      scenario.github.addPullRequest({ number: 42, headSha: shaOf('head of 42') });
      const checkout = await scenario.checkout(resource('a', 'one'));
      expect((await checkout.plan(42)).outputs).toMatchObject({ outcome: 'planned' });
      await put(checkout, 'other.tf', content);

      const planned = await checkout.plan(42);
      expect(planned.outputs, planned.log).toMatchObject({ 'failure-reason': 'tool-failed' });
      expect(scenario.github.comments(42)[0]?.body).toContain(says);
      expect((await checkout.close(42)).outputs).toMatchObject({ outcome: 'cleaned' });
      expect(await tracesOf(cloud, scenario.prKey(42))).toEqual([]);
      expect(writesTo(cloud, scenario.prodKey)).toEqual([]);
    });
  }
});
