import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  BUCKET,
  LOCK_MODES,
  openCloud,
  openScenario,
  pushToMain,
  resource,
  shaOf,
  TABLE,
  type Cloud,
} from '../support/stage.ts';
import { stateAt } from '../support/traces.ts';
import { waitUntil } from '../support/wait-until.ts';
import { describeWithTerraform } from '../support/with-terraform.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await openCloud();
});
afterAll(async () => {
  await cloud[Symbol.asyncDispose]();
});

/** Another stack's state over HTTP, which is not answered before it is let go. */
interface SlowState extends AsyncDisposable {
  readonly url: string;
  isAsked(): boolean;
  letGo(): void;
}

async function openSlowState(): Promise<SlowState> {
  const { promise: released, resolve: letGo } = Promise.withResolvers<undefined>();
  let asked = false;
  const server: Server = createServer((_request, response) => {
    asked = true;
    void released.then(() => {
      response.end(JSON.stringify({ version: 4, serial: 1, lineage: 'other', outputs: {}, resources: [] }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/state`,
    isAsked: () => asked,
    letGo: () => {
      letGo(undefined);
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Makes `done`, then reads the slow state, which no signal interrupts, then would make `never`. */
function slowModule(slow: SlowState): string {
  return `${resource('done', 'made')}data "terraform_remote_state" "slow" {
  backend    = "http"
  config     = { address = "${slow.url}" }
  depends_on = [terraform_data.done]
}
resource "terraform_data" "never" {
  input      = "not made"
  depends_on = [data.terraform_remote_state.slow]
}
`;
}

async function isLocked(key: string): Promise<boolean> {
  const item = (await cloud.dynamodb.item(TABLE, `${BUCKET}/${key}`))?.['Info'];
  return item !== undefined || cloud.s3.get(BUCKET, `${key}.tflock`) !== undefined;
}

const merged = { number: 42, headSha: shaOf('head of 42'), merged: true, mergeCommitSha: shaOf('m') };

describeWithTerraform('an apply that is cancelled while work is in flight', () => {
  for (const lockMode of LOCK_MODES) {
    test(`ends at once, and post waits until the state is saved and the lock given back, lock in ${lockMode}`, async () => {
      await using slow = await openSlowState();
      await using scenario = await openScenario(cloud, { name: `cancel-${lockMode}`, lockMode });
      scenario.github.addPullRequest(merged);
      const checkout = await scenario.checkout(slowModule(slow));
      const step = await checkout.step({ event: pushToMain(shaOf('m')) });
      await waitUntil(() => slow.isAsked());

      const signals = await step.cancel();

      // Of its own accord, after the first signal and before anything in flight was over.
      expect(signals).toEqual(['SIGINT']);
      expect(await step.mainEnded).toBe(1);
      expect(await Promise.race([step.ended, sleep(1500, 'post is still waiting')])).toBe('post is still waiting');
      expect(await isLocked(scenario.prodKey)).toBe(true);
      slow.letGo();
      const cancelled = await step.ended;

      expect(cancelled.exitCode).toBe(1);
      expect(cancelled.outputs).toMatchObject({ 'failure-reason': 'cancelled' });
      expect(cancelled.outputs).not.toHaveProperty('outcome');
      expect(cancelled.log).toContain('Terraform has ended.');
      expect(cancelled.log).not.toContain('it is interrupted once more');
      expect(await isLocked(scenario.prodKey)).toBe(false);
      expect(stateAt(cloud, scenario.prodKey).body).toContain('"made"');
      expect(stateAt(cloud, scenario.prodKey).body).not.toContain('"not made"');
      expect(scenario.github.comments(42)[0]?.body).toContain('cancelled');
      const next = await (await scenario.checkout(resource('done', 'made'))).push(shaOf('m'));
      expect(next.outputs).toMatchObject({ outcome: 'no-changes' });
    });
  }

  test('is said by post to be waited for while it is, and not only afterwards', async () => {
    await using slow = await openSlowState();
    await using scenario = await openScenario(cloud, { name: 'says', lockMode: 'lockfile' });
    const checkout = await scenario.checkout(slowModule(slow));
    const step = await checkout.step({ event: pushToMain(shaOf('m')) });
    await waitUntil(() => slow.isAsked());
    await step.cancel();
    await sleep(2000);
    const said = step.logSoFar();
    slow.letGo();
    await step.ended;
    expect(said).toContain('still at work: waiting until it has saved the state');
  });
});

describeWithTerraform('a run that is cancelled while it waits', () => {
  test('ends as cancelled with nothing changed, gives its place back, and leaves post nothing to do', async () => {
    await using scenario = await openScenario(cloud, { name: 'waits', lockMode: 'both' });
    scenario.github.addPullRequest(merged);
    const record = JSON.stringify({ ID: 'a1b2c3d4-0000-4000-8000-000000000001', Who: 'ana@laptop' });
    cloud.s3.put(BUCKET, `${scenario.prodKey}.tflock`, record);
    const step = await (await scenario.checkout(resource('a', 'one'))).step({ event: pushToMain(shaOf('m')) });
    await waitUntil(() => scenario.github.comments(42)[0]?.body.includes('apply is waiting') ?? false);

    expect(await step.cancel()).toEqual(['SIGINT']);
    const cancelled = await step.ended;

    expect(cancelled.exitCode).toBe(1);
    expect(cancelled.outputs).toMatchObject({ 'failure-reason': 'cancelled' });
    expect(scenario.github.comments(42)[0]?.body).toContain('cancelled');
    expect(cancelled.log).not.toContain('Terraform has ended');
    expect(cancelled.log).not.toContain('a defect');
    expect(cloud.s3.get(BUCKET, `${scenario.prodKey}.tflock`)?.body.toString()).toBe(record);
    expect(stateAt(cloud, scenario.prodKey).body).toBe('');
    const turns = (await cloud.dynamodb.item(TABLE, `${BUCKET}/${scenario.prodKey}#lockstep`))?.['Body'];
    expect(JSON.stringify(turns)).toContain('\\"tickets\\":[]');
  });
});
