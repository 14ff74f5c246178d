import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StepResult } from '../../support/runner/runner.ts';
import {
  BUCKET,
  openCloud,
  openScenario,
  pullRequest,
  pushToMain,
  resource,
  shaOf,
  type Checkout,
  type Cloud,
  type Scenario,
} from '../../support/runner/stage.ts';
import { describeOthersWithTerraform, describeWithTerraform } from '../../support/runner/with-terraform.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await openCloud();
});
afterAll(async () => {
  await cloud[Symbol.asyncDispose]();
});

const FOLDER = 'stacks/network';
const MODULE = { 'working-directory': FOLDER };
const [BASE, HEAD] = [shaOf('base'), shaOf('head of 7')];

interface Removed {
  readonly scenario: Scenario;
  /** With the module; `remove` takes it away, as the checkout of the commit that removes it has it. */
  readonly checkout: Checkout;
  remove(): Promise<void>;
}

/** Production has two resources, and GitHub knows the base that has the module, and the commit that has not. */
async function openRemoved(name: string, { backend = '', isLinked = false } = {}): Promise<Removed & AsyncDisposable> {
  const scenario = await openScenario(cloud, { name, lockMode: 'both', unreviewed: 'warn' });
  const checkout = await scenario.checkout(resource('a', 'one') + resource('b', 'two'));
  const { folder } = checkout;
  await mkdir(join(folder, FOLDER), { recursive: true });
  const block = await readFile(join(folder, 'backend.tf'), 'utf8');
  await writeFile(join(folder, 'backend.tf'), block.replace('backend "s3" {', `$&\n${backend}`));
  await writeFile(join(folder, 'ca.pem'), rootCertificates.slice(0, 1).join(''));
  const files: Record<string, string> = {};
  for (const file of ['backend.tf', 'main.tf']) {
    files[`${FOLDER}/${file}`] = await readFile(join(folder, file), 'utf8');
    await rename(join(folder, file), join(folder, FOLDER, file));
  }
  const links = isLinked ? Object.keys(files) : [];
  for (const path of links) {
    const name = path.slice(FOLDER.length + 1);
    files[`shared/${name}`] = files[path] ?? '';
    files[path] = `../../shared/${name}`;
  }
  scenario.github.addCommit({ sha: BASE, files: { ...files, 'README.md': '' }, links });
  scenario.github.addCommit({ sha: HEAD, parents: [BASE], files: { 'README.md': '' } });
  await checkout.push(BASE, { with: MODULE });
  expect(cloud.s3.get(BUCKET, scenario.prodKey)).toBeDefined();
  return {
    scenario,
    checkout,
    remove: () => rm(join(folder, 'stacks'), { recursive: true }),
    [Symbol.asyncDispose]: () => scenario[Symbol.asyncDispose](),
  };
}

async function step(checkout: Checkout, options: Parameters<Checkout['step']>[0]): Promise<StepResult> {
  return (await checkout.step(options)).ended;
}

function leftOf(scenario: Scenario, prNumber: number): readonly unknown[] {
  return cloud.s3.versions(BUCKET, scenario.prKey(prNumber));
}

describeWithTerraform('a root module that is removed', () => {
  test('by a pull request is told of with what stays, and what the pull request had planned before is gone', async () => {
    await using removed = await openRemoved('removed');
    const { scenario, checkout } = removed;
    await checkout.plan(7, { with: MODULE });
    expect(leftOf(scenario, 7)).not.toEqual([]);
    const production = cloud.s3.get(BUCKET, scenario.prodKey)?.etag;
    await removed.remove();

    const planned = await checkout.plan(7, { with: MODULE });

    expect(planned.outputs).toMatchObject({ command: 'plan', outcome: 'retired', 'state-key': scenario.prodKey });
    expect(planned.exitCode).toBe(0);
    const [comment, ...others] = scenario.github.comments(7);
    expect(others).toEqual([]);
    expect(comment?.body).toContain('`stacks/network`: removed · nothing is destroyed by this');
    expect(comment?.body).toContain('2 resources stay, and are managed by nobody any more');
    expect(comment?.body).toContain('`terraform_data.a`');
    expect(comment?.body).toContain(`\`${BUCKET}/${scenario.prodKey}\``);
    expect(comment?.body).toContain('`destroy: true`');
    expect(planned.summary).toContain('nothing is destroyed by this');
    expect(leftOf(scenario, 7)).toEqual([]);
    expect(cloud.s3.get(BUCKET, scenario.prodKey)?.etag).toBe(production);
    expect(scenario.github.violations).toEqual([]);
  });
});

describeOthersWithTerraform('a root module that is removed, beside that', () => {
  test('is told of by the push that carries it and by those after it, and nothing is applied', async () => {
    await using removed = await openRemoved('pushed');
    const { scenario, checkout } = removed;
    const later = shaOf('later');
    scenario.github.addCommit({ sha: later, parents: [HEAD], files: { 'README.md': 'more' } });
    await removed.remove();
    const production = cloud.s3.get(BUCKET, scenario.prodKey)?.etag;
    for (const sha of [HEAD, later]) {
      const pushed = await step(checkout, { event: pushToMain(sha), with: MODULE });

      expect(pushed.outputs).toMatchObject({ command: 'apply', outcome: 'retired', 'state-key': scenario.prodKey });
      expect(pushed.exitCode).toBe(0);
      expect(pushed.summary).toContain(`was removed by \`${HEAD.slice(0, 7)}\``);
      expect(pushed.summary).toContain(`state still lies at \`${BUCKET}/${scenario.prodKey}\``);
      expect(pushed.log).toContain('::warning::stacks/network was removed, and nothing was destroyed');
    }
    expect(cloud.s3.get(BUCKET, scenario.prodKey)?.etag).toBe(production);
  });

  test('is asked where its state lies also where its backend names a file of the checkout', async () => {
    await using removed = await openRemoved('named', { backend: '    custom_ca_bundle = "../../ca.pem"' });
    const { scenario, checkout } = removed;
    await removed.remove();
    const pushed = await step(checkout, { event: pushToMain(HEAD), with: MODULE });
    expect(pushed.outputs).toMatchObject({ outcome: 'retired', 'state-key': scenario.prodKey });
    expect(pushed.summary).toContain('2 resources stay');
  });

  test('is told of with where its state lies also where its files are symbolic links', async () => {
    await using removed = await openRemoved('linked', { isLinked: true });
    const { scenario, checkout } = removed;
    await checkout.plan(7, { with: MODULE });
    await removed.remove();
    const planned = await checkout.plan(7, { with: MODULE });
    expect(planned.outputs, planned.log).toMatchObject({ outcome: 'retired', 'state-key': scenario.prodKey });
    expect(leftOf(scenario, 7)).toEqual([]);
    expect(scenario.github.violations).toEqual([]);
  });

  test('is told as moved by a push where another root module has its state, before that is applied and after', async () => {
    await using removed = await openRemoved('moved');
    const { scenario, checkout } = removed;
    const { folder } = checkout;
    const there = { 'working-directory': 'stacks/net2' };
    await rename(join(folder, FOLDER), join(folder, 'stacks/net2'));
    await checkout.plan(7, { with: there });
    scenario.github.updatePullRequest(7, { state: 'closed', merged: true, mergeCommitSha: HEAD });
    const pushOld = (sha: string): Promise<StepResult> => step(checkout, { event: pushToMain(sha), with: MODULE });

    const before = await pushOld(HEAD);
    expect(before.outputs, before.log).toMatchObject({ outcome: 'retired', 'state-key': scenario.prodKey });
    expect(before.summary).toContain('moved to `stacks/net2` · nothing was destroyed');
    const applied = await step(checkout, { event: pushToMain(HEAD), with: there });
    expect(applied.outputs, applied.log).toHaveProperty('outcome');
    const later = shaOf('later than the move');
    scenario.github.addCommit({ sha: later, parents: [HEAD], files: { 'README.md': 'more' } });
    const after = await pushOld(later);
    expect(after.summary, after.log).toContain('`stacks/network`: moved · nothing was destroyed');
    expect(before.log + after.log).not.toContain('::warning::stacks/network was removed');
    expect(scenario.github.violations).toEqual([]);
  });

  test('is cleaned up after when its pull request is closed', async () => {
    await using removed = await openRemoved('closed');
    const { scenario, checkout } = removed;
    await checkout.plan(7, { with: MODULE });
    await removed.remove();

    const cleaned = await checkout.close(7, { with: MODULE });

    expect(cleaned.outputs).toMatchObject({ command: 'cleanup', outcome: 'cleaned' });
    expect(leftOf(scenario, 7)).toEqual([]);
  });

  test.each([
    ['a checkout that is missing', FOLDER, [], { files: 'all' }, 'there is no such directory in the checkout'],
    ['a checkout of another commit', FOLDER, ['stacks/network'], { files: 'all' }, 'and no file there ends in .tf.'],
    ['a working-directory that never was', 'stacks/netwrok', [], {}, 'there is no such directory in the checkout'],
    ['a folder that never was a root module', 'docs', ['docs'], {}, 'and no file there ends in .tf.'],
    ['one that was gone before the pull request', FOLDER, [], { gone: true }, 'and not this pull request'],
    ['a GitHub that does not answer', FOLDER, [], { silent: true }, 'is not known'],
  ] as const)('%s is not taken for it: %s fails', async (_, directory, folders, how, says) => {
    await using scenario = await openScenario(cloud, { name: `wrong-${shaOf(_).slice(0, 6)}`, lockMode: 'both' });
    const checkout = await scenario.checkout('');
    const { github } = scenario;
    for (const file of ['backend.tf', 'main.tf']) await rm(join(checkout.folder, file));
    for (const folder of folders) await mkdir(join(checkout.folder, folder), { recursive: true });
    const files = { [`${FOLDER}/main.tf`]: '', 'docs/x.md': '' };
    const none = { 'docs/x.md': '' };
    github.addCommit({ sha: BASE, files });
    if ('gone' in how) {
      github.addCommit({ sha: shaOf('gone'), parents: [BASE], files: none });
      github.addCommit({ sha: HEAD, parents: [shaOf('gone')], files: none });
    } else {
      github.addCommit({ sha: HEAD, parents: [BASE], files: 'files' in how ? files : none });
    }
    if ('silent' in how) {
      const matches = ({ operationId }: { readonly operationId: string | undefined }): boolean =>
        operationId === 'graphql';
      github.addFault({
        matches,
        times: Infinity,
        then: { kind: 'answer', status: 401, body: { message: 'Bad credentials' } },
      });
    }
    const planned = await step(checkout, {
      event: pullRequest('synchronize', 7),
      isLate: true,
      with: { 'working-directory': directory, 'lock-timeout': '0' },
    });

    expect(planned.exitCode).toBe(1);
    expect(planned.log).toContain(says);
    expect(planned.outputs['outcome']).toBeUndefined();
  });
});
