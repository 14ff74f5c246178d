import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pullRequestEvent } from '../../support/github/events.ts';
import { openCloud, openScenario, REPOSITORY, resource, shaOf, type Cloud } from '../../support/runner/stage.ts';
import { tracesOf } from '../../support/runner/traces.ts';
import { describeOthersWithTerraform, describeWithTerraform } from '../../support/runner/with-terraform.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await openCloud();
});
afterAll(async () => {
  await cloud[Symbol.asyncDispose]();
});

const MARKER = '<!-- lockstep:1 . -->';
const head = { number: 42, headSha: shaOf('head of 42') };
const badGateway = {
  matches: ({ operationId }: { readonly operationId: string | undefined }) => operationId === 'graphql/OwnComments',
  then: { kind: 'answer', status: 502, body: { message: 'Bad Gateway' } },
} as const;

describeWithTerraform('the comment on a pull request', () => {
  test('is not the one of a person who is called like the bot without [bot]', async () => {
    await using scenario = await openScenario(cloud, { name: 'namesake', lockMode: 'lockfile' });
    scenario.github.addPullRequest(head);
    const theirs = `${MARKER}\nplease ignore what the bot says below`;
    scenario.github.addComment(42, { author: 'github-actions', body: theirs });
    const checkout = await scenario.checkout(resource('a', 'one'));

    await checkout.plan(42);
    await checkout.plan(42);

    const [first, own, ...others] = scenario.github.comments(42);
    expect(first?.body).toBe(theirs);
    expect(own).toMatchObject({ author: 'github-actions[bot]' });
    expect(own?.body).toContain('1 to add');
    expect(others).toEqual([]);
    expect(scenario.github.violations).toEqual([]);
  });

  test('shows each difference, and a sensitive value nowhere, though its provider repeats it unmarked', async () => {
    await using scenario = await openScenario(cloud, { name: 'hidden', lockMode: 'lockfile' });
    scenario.github.addPullRequest(head);
    const code = (size: string): string =>
      `variable "password" {\n  sensitive = true\n}\nresource "terraform_data" "a" {\n  input = { password = var.password, size = "${size}" }\n}\n`;
    const checkout = await scenario.checkout(code('small'));
    await checkout.push(shaOf('m'), { env: { TF_VAR_password: 'hunter2-old' } });
    const planned = await (
      await scenario.checkout(code('large'))
    ).plan(42, {
      env: { TF_VAR_password: 'hunter2-new' },
    });
    const body = scenario.github.comments(42)[0]?.body ?? '';
    expect(body).toContain('**change** `terraform_data.a`');
    expect(body).toContain('! input.password = (sensitive)\n- input.size = "small"\n+ input.size = "large"');
    // Terraform's own plan says it there: `output` is no attribute that it knows to be sensitive.
    expect(await readFile(planned.outputs['plan-text'] ?? '', 'utf8')).toContain('hunter2-old');
    expect(body + planned.summary).not.toContain('hunter2');
    expect(planned.summary).toContain('The plan as Terraform prints it');
  });

  test('has nothing of what the environment names as a secret, though nobody marked it', async () => {
    await using scenario = await openScenario(cloud, { name: 'token', lockMode: 'lockfile' });
    scenario.github.addPullRequest(head);
    const code = `variable "api_token" {}\nresource "terraform_data" "a" {\n  input = "Bearer \${var.api_token}"\n}\n`;
    const checkout = await scenario.checkout(code);
    const planned = await checkout.plan(42, { env: { TF_VAR_api_token: 'tok-0123456789' } });
    const body = scenario.github.comments(42)[0]?.body ?? '';
    expect(body).toContain('+ input = "Bearer (sensitive)"');
    expect(body + planned.summary).not.toContain('tok-0123456789');
  });

  test('has nothing sensitive of what a provider says of its error', async () => {
    await using scenario = await openScenario(cloud, { name: 'quoted', lockMode: 'lockfile', unreviewed: 'warn' });
    scenario.github.addPullRequest({ ...head, merged: true, mergeCommitSha: shaOf('m') });
    const checkout = await scenario.checkout(`variable "password" {
  sensitive = true
}
resource "terraform_data" "a" {
  input = var.password
  provisioner "local-exec" {
    command = "echo login failed for $P; exit 1"
    environment = { P = nonsensitive(var.password) }
  }
}
`);
    const applied = await checkout.push(shaOf('m'), { env: { TF_VAR_password: 'hunter2-new' } });
    // Counts, paths and the comment are there after a failure, too.
    expect(applied.outputs).toMatchObject({
      ...{ 'failure-reason': 'apply-failed', changes: 'true', 'to-add': '1', 'to-destroy': '0' },
      'comment-url': expect.stringContaining('/42') as string,
    });
    expect(await readFile(applied.outputs['plan-text'] ?? '', 'utf8')).toContain('will be created');
    const body = scenario.github.comments(42)[0]?.body ?? '';
    expect(body).toContain('apply failed · 0 of 1 change done\n\n**Next:** mend the cause, then [run it again](');
    expect(body).toContain('**Failed** (1): `terraform_data.a`\n\n```\nError: local-exec provisioner error\n');
    expect(body).toContain('**In the state now** (serial 1, 1 object): what was finished, and of what was not');
    expect(applied.log).toContain('::error::terraform apply failed: Error: local-exec provisioner error');
    expect(body).toContain("Error running command 'echo login failed for $P; exit 1': exit status 1");
    expect(body + applied.summary).not.toMatch(/hunter2|login failed for \(/);
    // The runner takes it out of what the provisioner says after that.
    expect(applied.log.indexOf('login failed for')).toBeGreaterThan(applied.log.indexOf('::add-mask::hunter2-new'));
    expect(applied.log).toContain('::add-mask::hunter2-new');
  });

  test('has nothing that only the apply knows and marks as sensitive', async () => {
    await using scenario = await openScenario(cloud, { name: 'known', lockMode: 'lockfile', unreviewed: 'warn' });
    scenario.github.addPullRequest({ ...head, merged: true, mergeCommitSha: shaOf('m') });
    const checkout = await scenario.checkout(`resource "terraform_data" "password" {
  input = sensitive("pw-\${uuid()}")
}
resource "terraform_data" "a" {
  provisioner "local-exec" {
    command = nonsensitive("login \${terraform_data.password.input}; exit 3")
  }
}
`);
    const applied = await checkout.push(shaOf('m'));
    expect(applied.outputs).toMatchObject({ 'failure-reason': 'apply-failed' });
    const body = scenario.github.comments(42)[0]?.body ?? '';
    expect(body).toContain("Error running command 'login (sensitive); exit 3': exit status 3");
    expect(body + applied.summary).not.toMatch(/pw-[0-9a-f]{8}/);
  });
});

describeOthersWithTerraform('the comment on a pull request', () => {
  test('of a newer run is left alone by an older one that ends later, unless that was started again by hand', async () => {
    await using scenario = await openScenario(cloud, { name: 'older', lockMode: 'lockfile' });
    scenario.github.addPullRequest(head);
    scenario.github.addRun({ id: 2002, status: 'completed' });
    const old = await scenario.checkout(resource('a', 'one'));
    const now = await scenario.checkout(resource('a', 'one') + resource('b', 'one'));
    await now.plan(42, { runId: '2002' });
    const late = await old.plan(42, { runId: '2001' });
    expect(late.outputs).toMatchObject({ outcome: 'planned' });
    expect(scenario.github.comments(42)[0]?.body).toContain('2 to add');
    expect(late.log).toContain("is a newer run's by now, and left alone");
    await old.plan(42, { runId: '2001', env: { GITHUB_RUN_ATTEMPT: '2' } });
    expect(scenario.github.comments(42)[0]?.body).toContain('1 to add');
  });

  test('survives a name that every object of the language has', async () => {
    await using scenario = await openScenario(cloud, { name: 'named', lockMode: 'lockfile', unreviewed: 'warn' });
    scenario.github.addPullRequest({ ...head, merged: true, mergeCommitSha: shaOf('m') });
    const code = 'resource "terraform_data" "a" {\n  input = { constructor = "acme", toString = "x" }\n}\n';
    const applied = await (await scenario.checkout(code)).push(shaOf('m'));
    expect(applied.outputs).toMatchObject({ outcome: 'applied' });
    expect(scenario.github.comments(42)[0]?.body).toContain('+ input.constructor = "acme"');
  });

  test('tells through its whole life what is being done', async () => {
    await using scenario = await openScenario(cloud, { name: 'life', lockMode: 'lockfile', unreviewed: 'warn' });
    scenario.github.addPullRequest(head);
    const checkout = await scenario.checkout(resource('a', 'one'));
    await checkout.plan(42);
    await checkout.plan(42, { runId: '1119' });
    scenario.github.addPullRequest({ ...head, merged: true, mergeCommitSha: shaOf('m') });
    await checkout.push(shaOf('m'), { runId: '1120' });
    await checkout.close(42, { merged: true, runId: '1121' });
    const headlines = scenario.github
      .history(42)
      // How long the second plan takes is the machine's: it is announced, or it is not.
      .filter(({ body }) => !body.includes('> Being planned: '))
      .map(({ kind, body }) => `${kind} ${/^### `.`: (\w+)/m.exec(body)?.[1] ?? ''}`);
    expect(headlines).toEqual(['created plan', 'updated plan', 'updated applying', 'updated applied']);
  });

  test('is written although GitHub fails once when it is looked for', async () => {
    await using scenario = await openScenario(cloud, { name: 'once', lockMode: 'lockfile' });
    scenario.github.addPullRequest(head);
    const checkout = await scenario.checkout(resource('a', 'one'));
    scenario.github.addFault(badGateway);
    const planned = await checkout.plan(42);
    expect(planned.outputs).toMatchObject({ outcome: 'planned' });
    expect(scenario.github.comments(42)[0]?.body).toContain('1 to add');
    expect(planned.outputs['comment-url']).toBe(scenario.github.comments(42)[0]?.url);
  });

  test('is updated, and no second one written, although GitHub fails once when it is looked for', async () => {
    await using scenario = await openScenario(cloud, { name: 'again', lockMode: 'lockfile' });
    scenario.github.addPullRequest(head);
    await (await scenario.checkout(resource('a', 'one'))).plan(42);
    const checkout = await scenario.checkout(resource('a', 'one') + resource('b', 'two'));
    scenario.github.addFault(badGateway);
    await checkout.plan(42);
    expect(scenario.github.comments(42)).toHaveLength(1);
    expect(scenario.github.comments(42)[0]?.body).toContain('2 to add');
  });

  test('tells of an apply whose init fails', async () => {
    await using scenario = await openScenario(cloud, { name: 'init', lockMode: 'lockfile', unreviewed: 'warn' });
    scenario.github.addPullRequest({ ...head, merged: true, mergeCommitSha: shaOf('m') });
    const checkout = await scenario.checkout('module "network" {\n  source = "./nowhere"\n}\n');
    const failed = await checkout.push(shaOf('m'));
    expect(failed.exitCode).toBe(1);
    expect(failed.outputs).toMatchObject({ command: 'apply', 'failure-reason': 'tool-failed' });
    expect(scenario.github.comments(42)).toHaveLength(1);
    expect(scenario.github.comments(42)[0]?.body).toContain('Unreadable module directory');
    expect(scenario.github.violations).toEqual([]);
  });

  test('of a pull request that is merged into another branch is concluded by its cleanup', async () => {
    await using scenario = await openScenario(cloud, { name: 'release', lockMode: 'lockfile', unreviewed: 'warn' });
    scenario.github.addPullRequest({ ...head, baseRef: 'release' });
    const checkout = await scenario.checkout(resource('a', 'one'));
    await checkout.plan(42);
    expect(scenario.github.comments(42)[0]?.body).toContain('1 to add');
    const payload = pullRequestEvent({
      ...head,
      action: 'closed',
      merged: true,
      baseRef: 'release',
      repository: REPOSITORY,
    });
    scenario.github.updatePullRequest(42, { merged: true, mergeCommitSha: shaOf('m') });

    const step = await checkout.step({
      event: { name: 'pull_request', payload, ref: 'refs/heads/release', sha: shaOf('m') },
    });
    const closed = await step.ended;

    expect(closed.outputs).toMatchObject({ command: 'cleanup', outcome: 'cleaned' });
    expect(scenario.github.comments(42)).toHaveLength(1);
    expect(scenario.github.comments(42)[0]?.body).toContain('closed · what the pull request left behind is deleted');
    // That branch may come to production's, and its apply asks what was reviewed.
    expect(await tracesOf(cloud, scenario.prKey(42))).toEqual([`version ${scenario.reviewKey(42)}`]);
  });

  test('of a pull request that is merged into another branch is not touched by an apply of the same commit', async () => {
    await using scenario = await openScenario(cloud, { name: 'both', lockMode: 'lockfile', unreviewed: 'warn' });
    scenario.github.addPullRequest({ ...head, merged: true, baseRef: 'release', mergeCommitSha: shaOf('m') });
    scenario.github.addPullRequest({ number: 43, headSha: shaOf('43'), merged: true, mergeCommitSha: shaOf('m') });
    scenario.github.addPullRequest({ number: 44, headSha: shaOf('44'), commits: [shaOf('m')] });
    const checkout = await scenario.checkout(resource('a', 'one'));
    expect((await checkout.push(shaOf('m'))).outputs).toMatchObject({ outcome: 'applied' });
    expect(scenario.github.comments(43)[0]?.body).toContain('applied');
    expect([...scenario.github.comments(42), ...scenario.github.comments(44)]).toEqual([]);
  });
});
