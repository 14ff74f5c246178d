import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
import { BEFORE, seedState } from '../../support/runner/seeded-state.ts';
import { openSlowState } from '../../support/runner/slow-state.ts';
import {
  dispatchOn,
  openCloud,
  openScenario,
  pushToMain,
  resource,
  shaOf,
  type Cloud,
} from '../../support/runner/stage.ts';
import { isLocked, lockAt, stateAt, turnsAt } from '../../support/runner/traces.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { describeWithTerraform } from '../../support/runner/with-terraform.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await openCloud();
});
afterAll(async () => {
  await cloud[Symbol.asyncDispose]();
});

const merged = { number: 42, headSha: shaOf('head of 42'), merged: true, mergeCommitSha: shaOf('m') };
const AGAIN = '::warning::Terraform is still at work and the time is running out: it is interrupted once more.';

function serialOf(body: string): number {
  return (JSON.parse(body) as { serial: number }).serial;
}

// In real time: Terraform is left three minutes after a cancel before it is interrupted again.
describeWithTerraform('an apply that is not done when the time after a cancel is up', () => {
  test.concurrent(
    'because of work in flight is interrupted again, and the comment says what was dropped and that the lock stays',
    async ({ expect }) => {
      await using slow = await openSlowState();
      await using scenario = await openScenario(cloud, { name: 'work', lockMode: 'both', unreviewed: 'warn' });
      const { prodKey } = scenario;
      seedState(cloud, prodKey);
      scenario.github.addPullRequest(merged);
      // The first interrupt stops `half`, so that it is begun and not finished; nothing stops who reads the slow state.
      const checkout = await scenario.checkout(`${BEFORE}${slow.module}
resource "terraform_data" "half" {
  provisioner "local-exec" {
    command = "touch half; sleep 1000"
  }
}
`);
      const step = await checkout.step({ event: pushToMain(shaOf('m')) });
      await waitUntil(() => slow.isAsked() && existsSync(join(checkout.folder, 'half')));

      expect(await step.cancel()).toEqual(['SIGINT']);
      const ended = await step.ended;

      expect(ended.log).toContain(AGAIN);
      expect(ended.log).toContain('Two interrupts received');
      expect(ended.outputs).toMatchObject({ 'failure-reason': 'cancelled' });
      // Work may have been dropped: somebody looks before the next apply.
      const lockId = (await lockAt(cloud, prodKey))?.ID ?? '';
      expect(lockId).not.toBe('');
      const { body } = stateAt(cloud, prodKey);
      expect(body).toContain('"made"');
      const comment = scenario.github.comments(42)[0]?.body ?? '';
      expect(comment).toContain('apply was cancelled · 1 of 3 changes done, **lock left behind**');
      expect(comment).toContain('**Finished** (1): `terraform_data.done`');
      expect(comment).toContain('**Failed** (1): `terraform_data.half`');
      expect(comment).toContain('**Not begun** (1): `terraform_data.never`');
      expect(comment).toContain(`\`lock-id: ${lockId}\``);
      expect(comment).toContain('had to be interrupted a second time');
      expect(comment).toContain(`state serial ${serialOf(body)}`);
      expect((await turnsAt(cloud, prodKey))?.tickets).toEqual([]);
      expect((await checkout.terraform(prodKey, 'state', 'list')).code).toBe(0);
    },
  );

  test.concurrent(
    'because the state cannot be written leaves its lock, and the comment names it with the steps out, which work',
    async ({ expect }) => {
      await using scenario = await openScenario(cloud, { name: 'write', lockMode: 'both', unreviewed: 'warn' });
      const { prodKey } = scenario;
      seedState(cloud, prodKey);
      scenario.github.addPullRequest(merged);
      const { promise: over, resolve: end } = Promise.withResolvers<undefined>();
      let writing = false;
      const stop = cloud.s3.addFault({
        matches: ({ operation, key }) => operation === 'PutObject' && key === prodKey,
        times: Infinity,
        then: {
          kind: 'run',
          task: async () => {
            writing = true;
            await over;
          },
        },
      });
      const checkout = await scenario.checkout(BEFORE + resource('done', 'made'));
      const step = await checkout.step({ event: pushToMain(shaOf('m')), runId: '801' });
      await waitUntil(() => writing);
      const before = stateAt(cloud, prodKey);
      const lockId = (await lockAt(cloud, prodKey))?.ID ?? '';

      expect(await step.cancel()).toEqual(['SIGINT']);
      const ended = await step.ended;

      expect(ended.log).toContain(AGAIN);
      expect(stateAt(cloud, prodKey)).toEqual(before);
      expect((await lockAt(cloud, prodKey))?.ID).toBe(lockId);
      const comment = scenario.github.comments(42)[0]?.body ?? '';
      expect(comment).toContain('lock left behind');
      expect(comment).toContain(`\`lock-id: ${lockId}\``);
      expect(comment).toContain(`terraform force-unlock ${lockId}`);
      expect(comment).toContain(`state serial ${serialOf(before.body)}`);
      expect(ended.summary).toContain(lockId);
      expect((await turnsAt(cloud, prodKey))?.tickets).toEqual([]);

      // What hangs, hangs on: it came from a Terraform that is gone.
      stop();
      scenario.github.addRun({ id: 801, status: 'completed', conclusion: 'cancelled' });
      const way = { command: 'unlock', 'lock-id': lockId };
      const unlocked = await (await checkout.step({ event: dispatchOn('main'), runId: '802', with: way })).ended;
      expect(unlocked.outputs).toMatchObject({ outcome: 'unlocked' });
      expect(await isLocked(cloud, prodKey)).toBe(false);
      const next = await checkout.push(shaOf('m'), { runId: '803' });
      expect(next.outputs).toMatchObject({ outcome: 'applied' });
      end(undefined);
    },
  );
});
