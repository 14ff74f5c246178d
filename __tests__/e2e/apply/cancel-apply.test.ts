import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
import { openEventLog } from '../../../src/domain/events/log.ts';
import { openSlowState, type SlowState } from '../../support/runner/slow-state.ts';
import {
  BUCKET,
  openCloud,
  openScenario,
  pushToMain,
  resource,
  shaOf,
  type Checkout,
  type Cloud,
  type Scenario,
} from '../../support/runner/stage.ts';
import { isLocked, stateAt, tracesOf, turnsAt } from '../../support/runner/traces.ts';
import { waitUntil } from '../../support/wait-until.ts';
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

/** Makes thirty things, reads the slow state, and would then make one more. */
function manyAndSlow(slow: SlowState): string {
  const many = ['terraform_data.many'];
  return `resource "terraform_data" "many" {
  count = 30
  input = "made \${count.index}"
}
${slow.dataSource(many)}${slow.heeded(many)}resource "terraform_data" "last" {
  depends_on = [data.terraform_remote_state.heeded]
}
`;
}

/** All that the run's apply has printed, as it is shown, in lines that are not empty. */
async function printedByApply(checkout: Checkout): Promise<readonly string[]> {
  const root = dirname(checkout.folder);
  const files = (await readdir(root, { recursive: true })).filter((path) => /-apply\.std(?:out|err)$/.test(path));
  const texts = await Promise.all(
    files.map(async (path) => {
      const log = openEventLog((text) => text);
      return log.readOn(await readFile(join(root, path), 'utf8')) + log.end();
    }),
  );
  return linesOf(texts.join('\n'));
}

function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}

/** What the log shows of Terraform's apply, in main's part and in post's. */
function applyInLog(log: string): readonly string[] {
  const folds = log.matchAll(
    new RegExp(`^::group::${TOOL} apply[^\\n]*\\n::stop-commands::(\\S+)\\n(.*?)^::\\1::$`, 'gms'),
  );
  return [...folds].flatMap(([, , text = '']) => linesOf(text)).filter((line) => line !== 'Terraform has ended.');
}

/** A pull request that is planned, with its state, and merged. */
async function planAndMerge(scenario: Scenario, resources: string): Promise<void> {
  scenario.github.addPullRequest({ number: 42, headSha: shaOf('head of 42') });
  await (await scenario.checkout(resources)).plan(42);
  scenario.github.updatePullRequest(42, { merged: true, mergeCommitSha: shaOf('m') });
}

describeWithTerraform('an apply that is cut off', () => {
  test.concurrent('by a cancel: its output goes on in post, with no line lost and none twice', async ({ expect }) => {
    await using slow = await openSlowState();
    await using scenario = await openScenario(cloud, { name: 'log', lockMode: 'both' });
    const checkout = await scenario.checkout(manyAndSlow(slow));
    const step = await checkout.step({ event: pushToMain(shaOf('m')) });
    await waitUntil(() => slow.isAsked());
    expect(await step.cancel()).toEqual(['SIGINT']);
    await waitUntil(() => step.logSoFar().includes('Interrupt received.'));
    slow.letGo();
    const { log } = await step.ended;

    const printed = await printedByApply(checkout);
    expect(printed.filter((line) => line.includes('Creation complete'))).toHaveLength(30);
    expect(printed).toContain('Error: execution halted');
    expect([...applyInLog(log)].sort()).toEqual([...printed].sort());
    expect(log.match(new RegExp(`^::group::${TOOL} apply, continued$`, 'gm'))).toHaveLength(1);
  });

  test.concurrent(
    'by a cancel, and goes through all the same: it counts as applied, for its pull request and for later runs',
    async ({ expect }) => {
      await using scenario = await openScenario(cloud, { name: 'through', lockMode: 'lockfile' });
      const { prodKey } = scenario;
      scenario.github.addCommit({ sha: shaOf('older') });
      scenario.github.addCommit({ sha: shaOf('m'), parents: [shaOf('older')] });
      scenario.github.setBranch('main', shaOf('m'));
      await planAndMerge(scenario, resource('a', 'one'));
      expect(await tracesOf(cloud, 'through/prod/pr-42/')).not.toEqual([]);
      const written = Promise.withResolvers<undefined>();
      const writing = Promise.withResolvers<undefined>();
      cloud.s3.addFault({
        matches: ({ operation, key }) => operation === 'PutObject' && key === prodKey,
        then: {
          kind: 'run',
          task: async () => {
            writing.resolve(undefined);
            await written.promise;
          },
        },
      });
      const checkout = await scenario.checkout(resource('a', 'one'));
      const step = await checkout.step({ event: pushToMain(shaOf('m')), runId: '3001' });
      await writing.promise;
      await step.cancel();
      written.resolve(undefined);
      const cancelled = await step.ended;

      expect(cancelled.outputs).toMatchObject({ 'failure-reason': 'cancelled' });
      const document = await turnsAt(cloud, prodKey);
      expect(document).toMatchObject({
        tickets: [],
        lastApplied: {
          commitSha: shaOf('m'),
          repository: 'octo/infra',
          runUrl: 'https://github.com/octo/infra/actions/runs/3001',
        },
      });
      const comments = scenario.github.comments(42);
      expect(comments).toHaveLength(1);
      expect(comments[0]?.body).toContain('applied · 1 added');
      expect(await tracesOf(cloud, 'through/prod/pr-42/')).toEqual([]);
      const again = await checkout.push(shaOf('m'), { runId: '3002' });
      expect(again.outputs).toMatchObject({ outcome: 'no-changes' });
      const older = await (await scenario.checkout(resource('a', 'zero'))).push(shaOf('older'), { runId: '3003' });
      expect(older.outputs).toMatchObject({ outcome: 'superseded' });
      expect(stateAt(cloud, prodKey).body).toContain('"one"');
    },
  );

  test.concurrent(
    'by the death of its main: Terraform is not interrupted, and post tells what it has done',
    async ({ expect }) => {
      await using slow = await openSlowState();
      await using scenario = await openScenario(cloud, { name: 'killed', lockMode: 'both' });
      await planAndMerge(scenario, manyAndSlow(slow));
      const checkout = await scenario.checkout(manyAndSlow(slow));
      const step = await checkout.step({ event: pushToMain(shaOf('m')) });
      await waitUntil(() => slow.isAsked());

      process.kill(step.pid, 'SIGKILL');

      expect(await step.mainEnded).toBe(null);
      await waitUntil(() => step.logSoFar().includes('Terraform is still at work: waiting until it has ended.'));
      expect(await isLocked(cloud, scenario.prodKey)).toBe(true);
      slow.letGo();
      const ended = await step.ended;

      expect(ended.exitCode).not.toBe(0);
      const printed = await printedByApply(checkout);
      expect(printed.join('\n')).not.toContain('Interrupt received');
      expect(printed).toContain('Apply complete! Resources: 31 added, 0 changed, 0 destroyed.');
      expect(applyInLog(ended.log)).toEqual(expect.arrayContaining([...printed]));
      expect(await isLocked(cloud, scenario.prodKey)).toBe(false);
      expect(await turnsAt(cloud, scenario.prodKey)).toMatchObject({
        tickets: [],
        lastApplied: { commitSha: shaOf('m') },
      });
      const [comment] = scenario.github.comments(42);
      expect(comment?.body).toContain('applied · 31 added');
      expect(comment?.body).toContain('was cut off while it applied');
      expect(ended.summary).toContain('applied · 31 added');
      expect(await tracesOf(cloud, 'killed/prod/pr-42/')).toEqual([]);
      const again = await checkout.terraform(scenario.prodKey, 'plan', '-detailed-exitcode', '-input=false');
      expect(again.code).toBe(0);
    },
  );

  test.concurrent(
    'by the death of its main, and fails: the comment says what was done and what was not, and that the lock is free',
    async ({ expect }) => {
      await using slow = await openSlowState();
      await using scenario = await openScenario(cloud, { name: 'fails', lockMode: 'table', unreviewed: 'warn' });
      scenario.github.addPullRequest(merged);
      const checkout = await scenario.checkout(`${resource('done', 'made')}${slow.dataSource(['terraform_data.done'])}
resource "terraform_data" "broken" {
  depends_on = [data.terraform_remote_state.slow]
  provisioner "local-exec" {
    command = "exit 3"
  }
}
resource "terraform_data" "never" {
  depends_on = [terraform_data.broken]
}
`);
      const step = await checkout.step({ event: pushToMain(shaOf('m')) });
      await waitUntil(() => slow.isAsked());
      process.kill(step.pid, 'SIGKILL');
      slow.letGo();
      const ended = await step.ended;

      const [comment] = scenario.github.comments(42);
      expect(comment?.body).toContain('apply was cut off · 1 of 3 changes done, lock free');
      expect(comment?.body).toContain('**Finished** (1): `terraform_data.done`');
      expect(comment?.body).toContain('**Failed** (1): `terraform_data.broken`');
      expect(comment?.body).toContain('**Not begun** (1): `terraform_data.never`');
      expect(comment?.body).toContain('exit status 3');
      expect(ended.log).toContain('exit status 3');
      expect(await isLocked(cloud, scenario.prodKey)).toBe(false);
      const document = await turnsAt(cloud, scenario.prodKey);
      expect(document).toMatchObject({ tickets: [], lastBegun: { commitSha: shaOf('m') } });
      expect(document?.lastApplied).toBeUndefined();
      expect(cloud.s3.get(BUCKET, scenario.prodKey)?.body.toString()).toContain('"made"');
    },
  );
});
