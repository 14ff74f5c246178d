import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
import { pathOf, TOOL } from '../../support/on-path.ts';
import type { Step } from '../../support/runner/runner.ts';
import { BEFORE, seedState } from '../../support/runner/seeded-state.ts';
import { openSlowState, type SlowState } from '../../support/runner/slow-state.ts';
import { BUCKET, openCloud, openScenario, pushToMain, shaOf, type Cloud } from '../../support/runner/stage.ts';
import type { Scenario } from '../../support/runner/stage.ts';
import { isLocked, turnsAt } from '../../support/runner/traces.ts';
import { describeWithTerraform } from '../../support/runner/with-terraform.ts';
import { waitUntil } from '../../support/wait-until.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await openCloud();
});
afterAll(async () => {
  await cloud[Symbol.asyncDispose]();
});

const REAL = pathOf(TOOL) ?? '';
const CANNOT = 'this apply cannot be interrupted';

/** An apply by a program that starts this one as its child, and notes the signals that it gets itself. */
async function startWrapped(scenario: Scenario, slow: SlowState, real: string, limit = ''): Promise<Step> {
  scenario.github.addPullRequest({
    number: 42,
    headSha: shaOf('head of 42'),
    merged: true,
    mergeCommitSha: shaOf('m'),
  });
  seedState(cloud, scenario.prodKey);
  const checkout = await scenario.checkout(BEFORE + slow.module);
  const wrapper = join(checkout.folder, TOOL);
  const script = `#!/bin/sh
trap 'echo "the wrapper was interrupted"' INT TERM
${real} "$@"
exit $?
`;
  await writeFile(wrapper, script, { mode: 0o755 });
  const step = await checkout.step({ event: pushToMain(shaOf('m')), with: { tool: wrapper, 'apply-timeout': limit } });
  await waitUntil(() => slow.isAsked());
  return step;
}

/** The same program under another name than the one that its build gave it, so that nobody can tell what it is. */
async function writeNameless(folder: string): Promise<string> {
  const file = join(folder, 'nameless');
  const program = await readFile(REAL);
  const name = Buffer.from('path\tgithub.com/');
  for (let at = program.indexOf(name); at >= 0; at = program.indexOf(name, at + 1)) program.write('path\tgitlab', at);
  await writeFile(file, program, { mode: 0o755 });
  return file;
}

const times = (text: string, words: string): number => text.split(words).length - 1;

function recorded(scenario: Scenario): string {
  return cloud.s3.get(BUCKET, scenario.prodKey)?.body.toString() ?? '';
}

describeWithTerraform('an apply by a program that starts the real one as its child, when it is cancelled', () => {
  test.concurrent('interrupts the real one, once, and saves what was in flight', async ({ expect }) => {
    await using slow = await openSlowState();
    await using scenario = await openScenario(cloud, { name: 'wrapped', lockMode: 'both', unreviewed: 'warn' });
    const step = await startWrapped(scenario, slow, REAL);

    expect(await step.cancel()).toEqual(['SIGINT']);
    await waitUntil(() => step.logSoFar().includes('Interrupt received.'));
    slow.letGo();
    const { log } = await step.ended;

    expect(times(log, 'Interrupt received.')).toBe(1);
    expect(log).not.toContain('the wrapper was interrupted');
    expect(log).not.toContain(CANNOT);
    expect(recorded(scenario)).toContain('"done"');
    expect(recorded(scenario)).not.toContain('"not made"');
    const [comment] = scenario.github.comments(42);
    expect(comment?.body).toContain('1 of 2 changes done, lock free');
    expect(comment?.body).toContain('**Finished** (1): `terraform_data.done`');
    expect(comment?.body).toContain('**Not begun** (1): `terraform_data.never`');
    expect(await isLocked(cloud, scenario.prodKey)).toBe(false);
    expect((await turnsAt(cloud, scenario.prodKey))?.tickets).toEqual([]);
  });

  test.concurrent('sends no signal where the real one is not known, and has said so before', async ({ expect }) => {
    await using slow = await openSlowState();
    await using scenario = await openScenario(cloud, { name: 'nameless', lockMode: 'both', unreviewed: 'warn' });
    const real = await writeNameless((await scenario.checkout(BEFORE)).folder);
    const step = await startWrapped(scenario, slow, real);
    await waitUntil(() => step.logSoFar().includes(CANNOT));
    expect(step.logSoFar()).toContain('Set the input tool to the path of the real program.');

    await step.cancel();
    await waitUntil(() => step.logSoFar().includes('Terraform is still at work: waiting until it has ended.'));
    slow.letGo();
    const { log } = await step.ended;

    expect(log).not.toContain('Interrupt received.');
    expect(log).not.toContain('was interrupted');
    expect(recorded(scenario)).toContain('"not made"');
    const [comment] = scenario.github.comments(42);
    expect(comment?.body).toContain('applied · 2 added');
    expect(await isLocked(cloud, scenario.prodKey)).toBe(false);
    expect((await turnsAt(cloud, scenario.prodKey))?.tickets).toEqual([]);
  });

  test.concurrent(
    'sends none when its time is up either, says so, and counts what becomes of it',
    async ({ expect }) => {
      await using slow = await openSlowState();
      await using scenario = await openScenario(cloud, { name: 'unlimited', lockMode: 'both', unreviewed: 'warn' });
      const real = await writeNameless((await scenario.checkout(BEFORE)).folder);
      const step = await startWrapped(scenario, slow, real, '15s');
      await waitUntil(() => step.logSoFar().includes('no process of it is seen that could be interrupted'));
      slow.letGo();
      const { log, outputs } = await step.ended;

      expect(outputs).toMatchObject({ outcome: 'applied' });
      expect(log).not.toContain('Interrupt received.');
      expect(recorded(scenario)).toContain('"not made"');
    },
  );
});
