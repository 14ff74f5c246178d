import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { beforeApplyBegins } from '../../support/runner/before-apply.ts';
import { BUCKET, openCloud, openScenario, resource, shaOf, TABLE, type Cloud } from '../../support/runner/stage.ts';
import { stateAt } from '../../support/runner/traces.ts';
import { TOOL } from '../../support/on-path.ts';
import { describeWithTerraform } from '../../support/runner/with-terraform.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await openCloud();
});
afterAll(async () => {
  await cloud[Symbol.asyncDispose]();
});

const merged = { number: 42, headSha: shaOf('head of 42'), merged: true, mergeCommitSha: shaOf('m') };

/** Refuses the state that an apply writes at first. */
function refuseStateOnce(key: string): void {
  cloud.s3.addFault({
    matches: (request) => request.operation === 'PutObject' && request.key === key,
    then: { kind: 'answer', status: 403, code: 'AccessDenied' },
  });
}

describeWithTerraform('an apply', () => {
  test('is of the very plan that was made: what changes in the checkout after it has no effect', async () => {
    await using scenario = await openScenario(cloud, { name: 'saved', lockMode: 'table' });
    const config = 'variable "v" {}\nresource "terraform_data" "a" {\n  input = "planned-${var.v}"\n}\n';
    const checkout = await scenario.checkout(config);
    await writeFile(join(checkout.folder, 'terraform.tfvars'), 'v = "before"\n');
    let changed = false;
    beforeApplyBegins(cloud, scenario.prodKey, async () => {
      await writeFile(join(checkout.folder, 'main.tf'), config.replace('planned', 'unseen') + resource('b', 'unseen'));
      // OpenTofu refuses an apply of a plan whose variables have other values by now.
      if (TOOL === 'terraform') await writeFile(join(checkout.folder, 'terraform.tfvars'), 'v = "after"\n');
      changed = true;
    });

    const applied = await checkout.push(shaOf('m'));

    expect(changed).toBe(true);
    expect(applied.outputs).toMatchObject({ outcome: 'applied', 'to-add': '1' });
    const { body } = stateAt(cloud, scenario.prodKey);
    expect(body).toContain('"planned-before"');
    expect(body).not.toContain('unseen');
    const commands = applied.log.match(new RegExp(`${TOOL} apply .*$`, 'gm')) ?? [];
    expect(commands).toHaveLength(1);
    expect(commands[0]).toContain(applied.outputs['plan-file']);
    expect(commands[0]).not.toContain('-auto-approve');
  });

  test('that fails is not tried again because a provisioner quotes a lost race for the lock', async () => {
    await using scenario = await openScenario(cloud, { name: 'quotes', lockMode: 'table', unreviewed: 'warn' });
    scenario.github.addPullRequest(merged);
    const quote =
      'Error: Error acquiring the state lock\\n\\nError message: ConditionalCheckFailedException: StatusCode: 412';
    const checkout = await scenario.checkout(`resource "terraform_data" "a" {
  provisioner "local-exec" {
    command = "echo run >> runs; printf '\\n${quote}\\n' >&2; printf '\\n${quote}\\n'; exit 3"
  }
}
`);
    const failed = await checkout.push(shaOf('m'));
    expect(failed.outputs).toMatchObject({ 'failure-reason': 'apply-failed' });
    expect(failed.log).toMatch(/^Error: Error acquiring the state lock$/m);
    expect(await readFile(join(checkout.folder, 'runs'), 'utf8')).toBe('run\n');
    expect(await cloud.dynamodb.item(TABLE, `${BUCKET}/${scenario.prodKey}`)).toBeUndefined();
  });

  test('that fails does not claim a stuck lock because a provisioner quotes one', async () => {
    await using scenario = await openScenario(cloud, { name: 'unstuck', lockMode: 'table' });
    const checkout = await scenario.checkout(`resource "terraform_data" "a" {
  provisioner "local-exec" {
    command = "printf '\\nError: Error releasing the state lock\\n'; exit 3"
  }
}
`);
    const failed = await checkout.push(shaOf('m'));
    expect(failed.outputs).toMatchObject({ 'failure-reason': 'apply-failed' });
    expect(failed.log).toMatch(/^Error: Error releasing the state lock$/m);
    expect(failed.log).not.toContain('it is stuck');
    expect(await cloud.dynamodb.item(TABLE, `${BUCKET}/${scenario.prodKey}`)).toBeUndefined();
  });

  test('whose state is refused once has it saved right after, fails, and says so', async () => {
    await using scenario = await openScenario(cloud, { name: 'late', lockMode: 'both', unreviewed: 'warn' });
    scenario.github.addPullRequest(merged);
    await (await scenario.checkout(resource('a', 'one'))).terraform(scenario.prodKey, 'apply', '-auto-approve');
    const checkout = await scenario.checkout(resource('a', 'one') + resource('b', 'made'));
    refuseStateOnce(scenario.prodKey);

    const failed = await checkout.push(shaOf('m'));

    expect(failed.exitCode).toBe(1);
    expect(failed.outputs).toMatchObject({ 'failure-reason': 'apply-failed' });
    expect(failed.log).toContain('the state could not be saved at first and was saved right after');
    expect(scenario.github.comments(42)[0]?.body).toContain('was saved right after');
    expect(stateAt(cloud, scenario.prodKey).body).toContain('"made"');
    const again = await checkout.terraform(scenario.prodKey, 'plan', '-detailed-exitcode', '-input=false');
    expect(again.code).toBe(0);
    expect(cloud.s3.get(BUCKET, `${scenario.prodKey}.tflock`)).toBeUndefined();
  });

  test('that fails beside an errored.tfstate of an earlier run is no more than a failed apply', async () => {
    await using scenario = await openScenario(cloud, { name: 'earlier', lockMode: 'both' });
    const checkout = await scenario.checkout(
      'resource "terraform_data" "a" {\n  provisioner "local-exec" {\n    command = "touch ran; exit 3"\n  }\n}\n',
    );
    await writeFile(join(checkout.folder, 'errored.tfstate'), '{"version":4}');
    const failed = await checkout.push(shaOf('m'));
    expect(existsSync(join(checkout.folder, 'ran'))).toBe(true);
    expect(failed.outputs).toMatchObject({ 'failure-reason': 'apply-failed' });
    expect(failed.log).not.toContain('state push');
  });
});
