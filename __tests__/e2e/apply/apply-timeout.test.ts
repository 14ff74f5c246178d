import { afterAll, beforeAll, test } from 'vitest';
import { BEFORE, seedState } from '../../support/runner/seeded-state.ts';
import { openSlowState } from '../../support/runner/slow-state.ts';
import {
  openCloud,
  openScenario,
  pullRequest,
  pushToMain,
  resource,
  shaOf,
  type Cloud,
  type Scenario,
} from '../../support/runner/stage.ts';
import { isLocked, stateAt, turnsAt } from '../../support/runner/traces.ts';
import { TOOL } from '../../support/on-path.ts';
import { describeCasesWithTerraform, describeWithTerraform } from '../../support/runner/with-terraform.ts';
import { waitUntil } from '../../support/wait-until.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await openCloud();
});
afterAll(async () => {
  await cloud[Symbol.asyncDispose]();
});

/** Longer than what does not hang takes on a busy machine. */
const LIMIT = { 'apply-timeout': '15s' };
const push = { event: pushToMain(shaOf('m')), with: LIMIT };
const isOver = (command: string): string =>
  `${TOOL} ${command} has taken longer than apply-timeout (15 s) and is interrupted`;

/** Makes `done`, hangs in `hung` until it is interrupted, and would then make `never`. */
const HANGING = `${BEFORE}${resource('done', 'made')}
resource "terraform_data" "hung" {
  depends_on = [terraform_data.done]
  provisioner "local-exec" {
    command = "while true; do sleep 0.1; done"
  }
}
resource "terraform_data" "never" {
  depends_on = [terraform_data.hung]
}
`;

function openMerged(scenario: Scenario): void {
  scenario.github.addPullRequest({
    number: 42,
    headSha: shaOf('head of 42'),
    merged: true,
    mergeCommitSha: shaOf('m'),
  });
  seedState(cloud, scenario.prodKey);
}

const times = (text: string, words: string): number => text.split(words).length - 1;
const errorsIn = (log: string): readonly string[] => log.split('\n').filter((line) => line.startsWith('::error::'));

describeWithTerraform('an apply that hangs until its time is up', () => {
  test.concurrent(
    'is interrupted once, saves what it has done, gives lock and turn back, and names what hung',
    async ({ expect }) => {
      await using scenario = await openScenario(cloud, { name: 'hung', lockMode: 'both', unreviewed: 'warn' });
      openMerged(scenario);

      const ended = await (await (await scenario.checkout(HANGING)).step(push)).ended;

      expect(ended.exitCode).toBe(1);
      expect(ended.outputs).toMatchObject({ 'failure-reason': 'timed-out' });
      expect(ended.outputs).not.toHaveProperty('outcome');
      expect(times(ended.log, 'Interrupt received.')).toBe(1);
      expect(ended.log).not.toContain('a defect');
      expect(errorsIn(ended.log)).toEqual([
        `::error::${TOOL} apply took longer than apply-timeout (15 s) and was interrupted; at work by then: terraform_data.hung`,
      ]);
      const comments = scenario.github.comments(42);
      expect(comments).toHaveLength(1);
      for (const page of [comments[0]?.body, ended.summary]) {
        expect(page).toContain('apply timed out · 1 of 3 changes done');
        expect(page).toContain('**At work when the time was up** (1): `terraform_data.hung`');
        expect(page).toContain('**Finished** (1): `terraform_data.done`');
        expect(page).toContain('**Not begun** (1): `terraform_data.never`');
      }
      expect(stateAt(cloud, scenario.prodKey).body).toContain('"made"');
      expect(await isLocked(cloud, scenario.prodKey)).toBe(false);
      expect(await turnsAt(cloud, scenario.prodKey)).toMatchObject({
        tickets: [],
        lastBegun: { commitSha: shaOf('m') },
      });
      expect((await turnsAt(cloud, scenario.prodKey))?.lastApplied).toBeUndefined();

      const mended = await scenario.checkout(`${BEFORE}${resource('done', 'made')}${resource('hung', 'made, too')}`);
      expect((await mended.push(shaOf('m'))).outputs).toMatchObject({ outcome: 'applied' });
    },
  );

  test.concurrent(
    'in a call that heeds no interrupt is waited for under its lock, and gets no second one',
    async ({ expect }) => {
      await using slow = await openSlowState();
      await using scenario = await openScenario(cloud, { name: 'deaf', lockMode: 'lockfile', unreviewed: 'warn' });
      openMerged(scenario);
      const step = await (await scenario.checkout(BEFORE + slow.module)).step(push);
      await waitUntil(() => step.logSoFar().includes('Interrupt received.'));
      expect(step.logSoFar()).toContain(`${isOver('apply')}, once; at work by then: data.terraform_remote_state.slow`);
      expect(await isLocked(cloud, scenario.prodKey)).toBe(true);
      expect((await turnsAt(cloud, scenario.prodKey))?.tickets).toHaveLength(1);

      slow.letGo();
      const ended = await step.ended;

      expect(ended.outputs).toMatchObject({ 'failure-reason': 'timed-out' });
      expect(times(ended.log, 'Interrupt received.')).toBe(1);
      const [comment] = scenario.github.comments(42);
      expect(comment?.body).toContain('apply timed out · 1 of 2 changes done');
      expect(comment?.body).toContain('**At work when the time was up** (1): `data.terraform_remote_state.slow`');
      expect(stateAt(cloud, scenario.prodKey).body).toContain('"made"');
      expect(stateAt(cloud, scenario.prodKey).body).not.toContain('"not made"');
      expect(await isLocked(cloud, scenario.prodKey)).toBe(false);
      expect((await turnsAt(cloud, scenario.prodKey))?.tickets).toEqual([]);
    },
  );

  test.concurrent('and is cancelled after that gets no second interrupt from post', async ({ expect }) => {
    await using slow = await openSlowState();
    await using scenario = await openScenario(cloud, { name: 'cancelled', lockMode: 'both', unreviewed: 'warn' });
    openMerged(scenario);
    const step = await (await scenario.checkout(BEFORE + slow.module)).step(push);
    await waitUntil(() => step.logSoFar().includes('Interrupt received.'));

    expect(await step.cancel()).toEqual(['SIGINT']);
    await waitUntil(() => step.logSoFar().includes('still at work: waiting until it has saved the state'));
    slow.letGo();
    const ended = await step.ended;

    expect(ended.outputs).toMatchObject({ 'failure-reason': 'cancelled' });
    expect(times(ended.log, 'Interrupt received.')).toBe(1);
    expect(ended.log).not.toContain('Two interrupts received');
    expect(scenario.github.comments(42)[0]?.body).toContain('1 of 2 changes done, lock free');
    expect(stateAt(cloud, scenario.prodKey).body).toContain('"made"');
    expect(await isLocked(cloud, scenario.prodKey)).toBe(false);
    expect((await turnsAt(cloud, scenario.prodKey))?.tickets).toEqual([]);
  });
});

describeCasesWithTerraform('an apply that hangs and whose main is killed', (toTry) => {
  for (const when of toTry(['before', 'after'])) {
    test.concurrent(
      `${when} its time is up is interrupted once in all, and brought to its end by post`,
      async ({ expect }) => {
        await using slow = await openSlowState();
        await using scenario = await openScenario(cloud, {
          name: `killed-${when}`,
          lockMode: 'both',
          unreviewed: 'warn',
        });
        openMerged(scenario);
        const step = await (await scenario.checkout(BEFORE + slow.module)).step(push);
        await waitUntil(() => (when === 'before' ? slow.isAsked() : step.logSoFar().includes('Interrupt received.')));
        process.kill(step.pid, 'SIGKILL');
        await waitUntil(() => step.logSoFar().includes('Terraform is still at work: waiting until it has ended.'));
        await waitUntil(() => step.logSoFar().includes('Interrupt received.'));
        slow.letGo();
        const ended = await step.ended;

        expect(ended.log).not.toContain('Two interrupts received');
        expect(ended.log.includes('Terraform has taken longer than apply-timeout')).toBe(when === 'before');
        expect(scenario.github.comments(42)[0]?.body).toContain('apply was cut off · 1 of 2 changes done, lock free');
        expect(stateAt(cloud, scenario.prodKey).body).toContain('"made"');
        expect(await isLocked(cloud, scenario.prodKey)).toBe(false);
        expect((await turnsAt(cloud, scenario.prodKey))?.tickets).toEqual([]);
      },
    );
  }
});

describeCasesWithTerraform('a plan that hangs until its time is up', (toTry) => {
  for (const on of toTry(['pull request', 'push'])) {
    test.concurrent(`is interrupted once, changes nothing, and names what hung, on a ${on}`, async ({ expect }) => {
      await using slow = await openSlowState();
      await using scenario = await openScenario(cloud, { name: `plan-${on.replace(' ', '-')}`, lockMode: 'both' });
      openMerged(scenario);
      if (on === 'pull request') scenario.github.updatePullRequest(42, { merged: false });
      const before = stateAt(cloud, scenario.prodKey);
      const checkout = await scenario.checkout(BEFORE + slow.dataSource());
      const step = await checkout.step(on === 'push' ? push : { event: pullRequest('synchronize', 42), with: LIMIT });
      await waitUntil(() => step.logSoFar().includes('Interrupt received.'));
      expect(step.logSoFar()).toContain(`${isOver('plan')}, once; at work by then: data.terraform_remote_state.slow`);
      slow.letGo();
      const ended = await step.ended;

      expect(ended.exitCode).toBe(1);
      expect(ended.outputs).toMatchObject({ 'failure-reason': 'timed-out' });
      expect(times(ended.log, 'Interrupt received.')).toBe(1);
      expect(errorsIn(ended.log)).toEqual([
        `::error::${TOOL} plan took longer than apply-timeout (15 s) and was interrupted; at work by then: data.terraform_remote_state.slow`,
      ]);
      const [comment] = scenario.github.comments(42);
      expect(comment?.body).toContain('timed out · nothing was changed');
      expect(comment?.body).toContain('**At work when the time was up** (1): `data.terraform_remote_state.slow`');
      expect(stateAt(cloud, scenario.prodKey)).toEqual(before);
      const key = on === 'push' ? scenario.prodKey : scenario.prKey(42);
      expect(await isLocked(cloud, key)).toBe(false);
      expect((await turnsAt(cloud, key))?.tickets).toEqual([]);
    });
  }
});
