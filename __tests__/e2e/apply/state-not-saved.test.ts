import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
import { runAsPrinted } from '../../support/documents/run-as-printed.ts';
import type { StepResult } from '../../support/runner/runner.ts';
import { BEFORE, seedState } from '../../support/runner/seeded-state.ts';
import { openSlowState } from '../../support/runner/slow-state.ts';
import {
  BUCKET,
  dispatchOn,
  openCloud,
  openScenario,
  pushToMain,
  resource,
  shaOf,
  type Checkout,
  type Cloud,
  type Scenario,
} from '../../support/runner/stage.ts';
import { denied } from '../../support/aws/s3-server/server.ts';
import { isLocked, lockAt, stateAt, turnsAt } from '../../support/runner/traces.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { TOOL } from '../../support/on-path.ts';
import {
  HAS_LOCKFILE,
  describeOthersWithTerraform,
  describeWithTerraform,
} from '../../support/runner/with-terraform.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await openCloud();
});
afterAll(async () => {
  await cloud[Symbol.asyncDispose]();
});

const KMS_KEY = 'arn:aws:kms:us-east-1:123456789012:key/57ff7a43-341d-46b6-aee3-a450c9de6dc8';
const merged = { number: 42, headSha: shaOf('head of 42'), merged: true, mergeCommitSha: shaOf('m') };

/** Refuses every write of this state; its copies are other objects. */
function refuseState(key: string): () => void {
  return cloud.s3.addFault(denied((request) => request.operation === 'PutObject' && request.key === key));
}

/** Keys of the copies that were kept beside a state. */
function copiesOf(key: string): readonly string[] {
  return cloud.s3.versions(BUCKET, `${key}.errored-`).map(({ key: copy }) => copy);
}

async function unlock(checkout: Checkout, lockId: string): Promise<StepResult> {
  const step = await checkout.step({ event: dispatchOn('main'), with: { command: 'unlock', 'lock-id': lockId } });
  return step.ended;
}

/** Everything is made, and none of it is in production's state. */
async function applyUnsaved(scenario: Scenario, checkout: Checkout): Promise<StepResult> {
  scenario.github.addPullRequest(merged);
  scenario.github.addCommit({ sha: shaOf('n'), parents: [shaOf('m')] });
  return checkout.push(shaOf('m'), { runId: '4001' });
}

describeWithTerraform('an apply whose state is refused', () => {
  for (const { name, seeded, backend, headers } of [
    {
      name: 'AES256, and the state is not the first',
      seeded: true,
      backend: { encrypt: 'true' },
      headers: { 'x-amz-server-side-encryption': 'AES256' },
    },
    {
      name: 'KMS, and it would be the first state of all',
      seeded: false,
      backend: { encrypt: 'true', kms_key_id: `"${KMS_KEY}"` },
      headers: {
        'x-amz-server-side-encryption': 'aws:kms',
        'x-amz-server-side-encryption-aws-kms-key-id': KMS_KEY,
      },
    },
  ]) {
    test.concurrent(
      `keeps a copy encrypted as the state is, stops later applies, and is repaired by the one command it shows: ${name}`,
      async ({ expect }) => {
        await using scenario = await openScenario(cloud, {
          name: `copy-${seeded}`,
          lockMode: 'both',
          backend,
          unreviewed: 'warn',
        });
        const { prodKey } = scenario;
        if (seeded) seedState(cloud, prodKey);
        const before = stateAt(cloud, prodKey);
        const main = (seeded ? BEFORE : '') + resource('b', 'made');
        const checkout = await scenario.checkout(main);
        const allow = refuseState(prodKey);

        const failed = await applyUnsaved(scenario, checkout);

        expect(failed.exitCode).toBe(1);
        expect(failed.outputs).toMatchObject({ 'failure-reason': 'state-not-saved' });
        expect(failed.outputs).not.toHaveProperty('outcome');
        const [copyKey = '', ...others] = copiesOf(prodKey);
        expect(others).toEqual([]);
        expect(cloud.s3.get(BUCKET, copyKey)?.body.toString()).toBe(
          await readFile(join(checkout.folder, 'errored.tfstate'), 'utf8'),
        );
        const put = cloud.s3.requests.find(({ operation, key }) => operation === 'PutObject' && key === copyKey);
        const terraforms = cloud.s3.requests.find(({ operation, key }) => operation === 'PutObject' && key === prodKey);
        expect(put?.headers).toMatchObject(headers);
        expect(terraforms?.headers).toMatchObject(headers);
        expect(await turnsAt(cloud, prodKey)).toMatchObject({ tickets: [], frozen: { copyKey } });
        expect(await isLocked(cloud, prodKey)).toBe(false);
        const comment = scenario.github.comments(42)[0]?.body ?? '';
        expect(comment).toContain('apply failed · the state of this apply is not saved');
        expect(failed.summary).toContain(copyKey);

        // The next commit, once the state could be written again: nothing may go over what is missing.
        allow();
        const next = await scenario.checkout(main + resource('c', 'later'));
        const stopped = await next.push(shaOf('n'), { runId: '4002' });
        expect(stopped.exitCode).toBe(1);
        expect(stopped.outputs).toMatchObject({ 'failure-reason': 'state-not-saved' });
        expect(stopped.log).not.toContain(`::group::${TOOL} plan`);
        expect(stopped.summary).toContain('https://github.com/octo/infra/actions/runs/4001');
        expect(stateAt(cloud, prodKey)).toEqual(before);

        const person = await scenario.checkout(main);
        const repaired = await runAsPrinted(cloud, comment, person);
        expect(repaired.code, repaired.output).toBe(0);
        expect(stateAt(cloud, prodKey).body).toContain('"made"');

        const applied = await next.push(shaOf('n'), { runId: '4003' });
        expect(applied.outputs).toMatchObject({ outcome: 'applied', 'to-add': '1', 'to-change': '0' });
        expect((await turnsAt(cloud, prodKey))?.frozen).toBeUndefined();
        expect(scenario.github.violations).toEqual([]);
      },
    );
  }

  test.concurrent('is in its place in the end, though Terraform could leave no file either', async ({ expect }) => {
    await using scenario = await openScenario(cloud, { name: 'no-file', lockMode: 'table', unreviewed: 'warn' });
    const { prodKey } = scenario;
    seedState(cloud, prodKey);
    const checkout = await scenario.checkout(BEFORE + resource('b', 'made'));
    await mkdir(join(checkout.folder, 'errored.tfstate'));
    const isState = (request: { operation: string; key?: string | undefined }): boolean =>
      request.operation === 'PutObject' && request.key === prodKey;
    const allow = cloud.s3.addFault(denied(isState));
    const applying = await checkout.step({ event: pushToMain(shaOf('m')) });
    await waitUntil(() => copiesOf(prodKey).length > 0);
    allow();

    const ended = await applying.ended;
    expect(ended.outputs).toMatchObject({ 'failure-reason': 'apply-failed' });
    expect(ended.summary).not.toContain('"lineage"');
    expect(stateAt(cloud, prodKey).body).toContain('"made"');
    expect([copiesOf(prodKey), await isLocked(cloud, prodKey)]).toEqual([[], false]);
    expect((await turnsAt(cloud, prodKey))?.frozen).toBeUndefined();
  });

  test.concurrent(
    'stays frozen whatever is unlocked until the state is whole, even if it was repaired in another way',
    async ({ expect }) => {
      await using scenario = await openScenario(cloud, { name: 'otherwise', lockMode: 'lockfile', unreviewed: 'warn' });
      const { prodKey } = scenario;
      seedState(cloud, prodKey);
      const checkout = await scenario.checkout(BEFORE + resource('b', 'made'));
      const allow = refuseState(prodKey);
      await applyUnsaved(scenario, checkout);
      allow();
      const freeze = (await turnsAt(cloud, prodKey))?.frozen;
      const lockId = freeze?.id ?? '';
      expect(scenario.github.comments(42)[0]?.body).toContain(`lock-id: ${lockId}`);

      const tooSoon = await unlock(checkout, lockId);
      expect(tooSoon.log).toContain('6. queue: still frozen');
      expect((await turnsAt(cloud, prodKey))?.frozen).toEqual(freeze);

      // Somebody pushes what is missing, and goes on from there by hand.
      expect((await checkout.terraform(prodKey, 'state', 'push', 'errored.tfstate')).code).toBe(0);
      const person = await scenario.checkout(BEFORE + resource('b', 'made') + resource('c', 'by hand'));
      expect((await person.terraform(prodKey, 'apply', '-auto-approve')).code).toBe(0);
      const lifted = await unlock(person, lockId);
      expect(lifted.outputs).toMatchObject({ command: 'unlock', outcome: 'unlocked' });
      expect(lifted.log).toContain('6. queue: the state has been written since, and the freeze is lifted as asked');
      expect((await turnsAt(cloud, prodKey))?.frozen).toBeUndefined();
      expect((await person.push(shaOf('n'))).outputs).toMatchObject({ outcome: 'no-changes' });
    },
  );
});

describeOthersWithTerraform('an apply whose state is refused', () => {
  test.concurrent('together with its copy names the file, and still stops later applies', async ({ expect }) => {
    await using scenario = await openScenario(cloud, { name: 'nocopy', lockMode: 'table', unreviewed: 'warn' });
    const { prodKey } = scenario;
    const checkout = await scenario.checkout(resource('b', 'made'));
    cloud.s3.addFault(denied(({ operation, key }) => operation === 'PutObject' && key.startsWith(prodKey)));

    const failed = await applyUnsaved(scenario, checkout);

    expect(failed.outputs).toMatchObject({ 'failure-reason': 'state-not-saved' });
    const file = join(checkout.folder, 'errored.tfstate');
    expect(await readFile(file, 'utf8')).toContain('"made"');
    expect(scenario.github.comments(42)[0]?.body).toContain(file);
    expect(scenario.github.comments(42)[0]?.body).toContain('state push errored.tfstate');
    expect(failed.log).toContain(`recorded in ${file} only`);
    expect(copiesOf(prodKey)).toEqual([]);
    const stopped = await (await scenario.checkout(resource('b', 'made'))).push(shaOf('n'), { runId: '4002' });
    expect(stopped.outputs).toMatchObject({ 'failure-reason': 'state-not-saved' });
    expect(stopped.log).not.toContain(`::group::${TOOL} plan`);
  });

  test.skipIf(!HAS_LOCKFILE)(
    'where nothing at all can be written any more leaves its lock for others to stop at, and prints the line that mends all',
    { concurrent: true },
    async ({ expect }) => {
      await using scenario = await openScenario(cloud, {
        name: 'nothing',
        lockMode: 'lockfile',
        unreviewed: 'warn',
        // What the block leaves to the input is in the line, too.
        partial: ['bucket', 'region', 'use_lockfile'],
      });
      const { prodKey } = scenario;
      const checkout = await scenario.checkout(resource('b', 'made'));
      let refusing = false;
      const allow = cloud.s3.addFault(
        denied(({ operation, key }) => {
          refusing ||= operation === 'PutObject' && key === prodKey;
          return refusing && operation === 'PutObject' && key.startsWith(prodKey);
        }),
      );

      const failed = await applyUnsaved(scenario, checkout);

      expect(failed.outputs).toMatchObject({ 'failure-reason': 'state-not-saved' });
      const comment = scenario.github.comments(42)[0]?.body ?? '';
      expect(comment).toContain(join(checkout.folder, 'errored.tfstate'));
      expect(comment).toContain('**Nothing may be applied here until it is in its place**');
      expect(failed.log).toContain('::warning::The queue could not be frozen');
      const lockId = (await lockAt(cloud, prodKey))?.ID ?? 'nobody has it';
      expect(comment).toContain(`the state lock \`${lockId}\` of this run is left behind`);
      expect(failed.log).toContain(`${TOOL} force-unlock -force ${lockId}`);

      allow();
      const person = await scenario.checkout(resource('b', 'made'));
      await copyFile(join(checkout.folder, 'errored.tfstate'), join(person.folder, 'errored.tfstate'));
      const repaired = await runAsPrinted(cloud, comment, person);
      expect(repaired.code, repaired.output).toBe(0);
      expect(await isLocked(cloud, prodKey)).toBe(false);
      const planned = await person.terraform(prodKey, 'plan', '-detailed-exitcode', '-no-color');
      expect(planned.code, planned.output).toBe(0);
    },
  );

  test.concurrent('while it is being cancelled has it put in its place by post', async ({ expect }) => {
    await using slow = await openSlowState();
    await using scenario = await openScenario(cloud, { name: 'rescued', lockMode: 'both', unreviewed: 'warn' });
    const { prodKey } = scenario;
    scenario.github.addPullRequest(merged);
    seedState(cloud, prodKey);
    const checkout = await scenario.checkout(BEFORE + slow.module);
    // Terraform keeps the file once it has given up.
    const file = join(checkout.folder, 'errored.tfstate');
    cloud.s3.addFault(
      denied(({ operation, key }) => operation === 'PutObject' && key === prodKey && !existsSync(file)),
    );
    // Steps in between have their own Terraform to set.
    const postEnv = { TF_WORKSPACE: 'other', TF_DATA_DIR: 'elsewhere', TF_CLI_ARGS: '-no-such-flag' };
    const step = await checkout.step({ event: pushToMain(shaOf('m')), postEnv });
    await waitUntil(() => slow.isAsked());
    await step.cancel();
    await waitUntil(() => step.logSoFar().includes('Interrupt received.'));
    slow.letGo();
    const cancelled = await step.ended;

    const { resources } = JSON.parse(await readFile(file, 'utf8')) as { resources: readonly unknown[] };
    expect(JSON.stringify(resources)).toContain('"made"');
    expect(JSON.parse(stateAt(cloud, prodKey).body)).toMatchObject({ resources });
    expect(cancelled.outputs).toMatchObject({ 'failure-reason': 'cancelled' });
    expect(scenario.github.comments(42)[0]?.body).toContain('apply was cancelled · 1 of 2 changes done, lock free');
    const document = await turnsAt(cloud, prodKey);
    expect(document?.tickets).toEqual([]);
    expect(document?.frozen).toBeUndefined();
    expect(copiesOf(prodKey)).toEqual([]);
  });

  test.concurrent(
    'for good while it is being cancelled has the copy kept and the queue frozen by post, which shows the way out',
    async ({ expect }) => {
      await using slow = await openSlowState();
      await using scenario = await openScenario(cloud, { name: 'kept', lockMode: 'table', unreviewed: 'warn' });
      const { prodKey } = scenario;
      scenario.github.addPullRequest(merged);
      seedState(cloud, prodKey);
      const checkout = await scenario.checkout(BEFORE + slow.module);
      const allow = refuseState(prodKey);
      const step = await checkout.step({ event: pushToMain(shaOf('m')) });
      await waitUntil(() => slow.isAsked());
      await step.cancel();
      await waitUntil(() => step.logSoFar().includes('Interrupt received.'));
      slow.letGo();
      const cancelled = await step.ended;

      expect(cancelled.exitCode).toBe(1);
      const [copyKey = ''] = copiesOf(prodKey);
      expect(cloud.s3.get(BUCKET, copyKey)?.body.toString()).toContain('"made"');
      expect(await turnsAt(cloud, prodKey)).toMatchObject({ tickets: [], frozen: { copyKey } });
      expect(await isLocked(cloud, prodKey)).toBe(false);
      const comment = scenario.github.comments(42)[0]?.body ?? '';
      expect(comment).toContain('the state of this apply is not saved');
      expect(cancelled.summary).toContain(copyKey);

      allow();
      const person = await scenario.checkout(BEFORE + resource('done', 'made'));
      expect((await runAsPrinted(cloud, comment, person)).code).toBe(0);
      const next = await person.push(shaOf('m'), { runId: '4002' });
      expect(next.outputs).toMatchObject({ outcome: 'no-changes' });
      expect((await turnsAt(cloud, prodKey))?.frozen).toBeUndefined();
    },
  );
});
