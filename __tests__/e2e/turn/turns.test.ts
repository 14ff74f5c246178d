import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseBesideState } from '../../../src/domain/turn/turn-home.ts';
import { denied } from '../../support/aws/s3-server/server.ts';
import {
  BUCKET,
  openCloud,
  openScenario,
  pullRequest,
  pushToMain,
  resource,
  shaOf,
  TABLE,
  type Checkout,
  type Cloud,
} from '../../support/runner/stage.ts';
import type { Step } from '../../support/runner/runner.ts';
import { turnsAt } from '../../support/runner/traces.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { describeCasesWithTerraform, describeWithTerraform } from '../../support/runner/with-terraform.ts';

let cloud: Cloud;
let marks: string;
beforeAll(async () => {
  cloud = await openCloud();
  marks = await mkdtemp(join(tmpdir(), 'lockstep-marks-'));
});
afterAll(async () => {
  await cloud[Symbol.asyncDispose]();
  await rm(marks, { recursive: true });
});

/** A resource that writes when its apply begins and ends, and lasts until the file `until` appears, and a moment longer. */
function marking(log: string, until: string): string {
  const wait = `while [ ! -e ${until} ]; do sleep 0.05; done; sleep 0.3`;
  return `variable "run" {}
resource "terraform_data" "a" {
  triggers_replace = var.run
  provisioner "local-exec" {
    command = "echo begin \${var.run} >> ${log}; ${wait}; echo end \${var.run} >> ${log}"
  }
}
`;
}

async function ticketsAt(key: string): Promise<number> {
  return (await turnsAt(cloud, key))?.tickets.length ?? 0;
}

async function untilTickets(key: string, count: number): Promise<void> {
  while ((await ticketsAt(key)) !== count) await new Promise((resolve) => setTimeout(resolve, 25));
}

const startApply = (checkout: Checkout, runId: string, more: { sha?: string; timeout?: string } = {}): Promise<Step> =>
  checkout.step({
    event: pushToMain(more.sha ?? shaOf('m')),
    runId,
    with: { var: `run=${runId}`, 'lock-timeout': more.timeout ?? '1h' },
  });

describeCasesWithTerraform('turns of applies that begin at once', (toTry) => {
  // One of each place that the document of the queue may be in.
  for (const lockMode of toTry(['lockfile', 'both'])) {
    test(`six applies that are started at once run one at a time and in the order of arrival, lock in ${lockMode}`, async () => {
      await using scenario = await openScenario(cloud, { name: `six-${lockMode}`, lockMode });
      const log = join(marks, `six-${lockMode}`);
      const go = `${log}-go`;
      const checkouts = await Promise.all(Array.from({ length: 6 }, () => scenario.checkout(marking(log, go))));
      const steps = await Promise.all(checkouts.map((checkout, index) => startApply(checkout, String(101 + index))));
      const arrived = new Set<string>();
      const watching = setInterval(() => {
        void turnsAt(cloud, scenario.prodKey).then((document) => {
          for (const { run } of document?.tickets ?? []) arrived.add(run.runId);
        });
      }, 20);
      await untilTickets(scenario.prodKey, 6);
      await writeFile(go, '');
      const results = await Promise.all(steps.map(({ ended }) => ended));
      clearInterval(watching);

      expect(results.map(({ outputs }) => outputs['outcome'])).toEqual(Array(6).fill('applied'));
      const lines = (await readFile(log, 'utf8')).trim().split('\n');
      const served = lines.filter((line) => line.startsWith('begin')).map((line) => line.slice('begin '.length));
      expect(served).toEqual([...arrived]);
      expect(lines).toEqual(served.flatMap((run) => [`begin ${run}`, `end ${run}`]));
      expect(results.map(({ outputs }) => Number(outputs['queue-position'])).sort()).toEqual([0, 1, 2, 3, 4, 5]);
      expect(results.filter(({ log: text }) => text.includes('Error acquiring the state lock'))).toEqual([]);
      const document = await turnsAt(cloud, scenario.prodKey);
      expect(document?.tickets).toEqual([]);
      expect(document?.departed.map(({ run }) => run.runId)).toEqual(served);
      const beside = cloud.s3.get(BUCKET, `${scenario.prodKey}.lockstep.json`)?.body.toString() ?? '';
      expect(parseBesideState(beside).kind).toBe(lockMode === 'lockfile' ? 'document' : 'pointer');
    });
  }
});

describeWithTerraform('turns', () => {
  test('the waiting comment names the run ahead, the place in the queue and who else is ahead', async () => {
    await using scenario = await openScenario(cloud, { name: 'named', lockMode: 'both', unreviewed: 'warn' });
    const go = join(marks, 'named-go');
    const checkout = await scenario.checkout(marking(join(marks, 'named'), go));
    const m = [41, 43, 44].map((number) => ({ number, sha: shaOf(`merge ${number}`) }));
    scenario.github.addCommit({ sha: shaOf('merge 41') });
    scenario.github.addCommit({ sha: shaOf('merge 43'), parents: [shaOf('merge 41')] });
    scenario.github.addCommit({ sha: shaOf('merge 44'), parents: [shaOf('merge 43')] });
    for (const { number, sha } of m) {
      scenario.github.addPullRequest({
        number,
        headSha: shaOf(`head of ${number}`),
        merged: true,
        mergeCommitSha: sha,
      });
      scenario.github.addRun({ id: 200 + number, status: 'in_progress', headSha: sha });
    }
    const steps: Step[] = [];
    for (const [index, { number, sha }] of m.entries()) {
      steps.push(
        await startApply(await scenario.checkout(marking(join(marks, 'named'), go)), String(200 + number), { sha }),
      );
      await untilTickets(scenario.prodKey, index + 1);
    }
    await waitUntil(() => scenario.github.comments(44).length > 0);
    const waiting = scenario.github.comments(44)[0]?.body ?? '';
    expect(waiting).toContain('apply is waiting · 2nd in line');
    expect(waiting).toMatch(
      /^- held by `ana`, \[run 41\]\(https:\/\/github.com\/octo\/infra\/actions\/runs\/241\) for #41, applying, since (?:\d{4}-\d\d-\d\d )?\d\d:\d\d UTC \(.*\), still running$/m,
    );
    expect(waiting).toMatch(/^- also ahead `ana`, \[run 43\]\(.*\) for #43$/m);

    const impatient = await (await startApply(checkout, '299', { sha: shaOf('merge 44'), timeout: '1s' })).ended;
    expect(impatient.outputs).toMatchObject({ 'failure-reason': 'state-locked', 'queue-position': '3' });
    expect(JSON.parse(impatient.outputs['lock-info'] ?? '')).toMatchObject({
      kind: 'turn',
      'run-url': 'https://github.com/octo/infra/actions/runs/241',
      actor: 'ana',
      'pr-number': 41,
    });
    expect(await ticketsAt(scenario.prodKey)).toBe(3);

    await writeFile(go, '');
    for (const { ended } of steps) expect((await ended).outputs).toMatchObject({ outcome: 'applied' });
    expect(scenario.github.comments(44)[0]?.body).toMatch(/Waited (?:\d+ (?:h|min|s) )+for `ana`, \[run 4[13]\]/);
    expect(scenario.github.violations).toEqual([]);
  });

  test('an older commit is not applied over a newer one, whether that was applied or only begun; a re-run of the newest is served', async () => {
    await using scenario = await openScenario(cloud, { name: 'older', lockMode: 'both' });
    scenario.github.addCommit({ sha: shaOf('old') });
    scenario.github.addCommit({ sha: shaOf('new'), parents: [shaOf('old')] });
    scenario.github.addCommit({ sha: shaOf('broken'), parents: [shaOf('new')] });
    scenario.github.setBranch('main', shaOf('broken'));
    const checkout = await scenario.checkout(resource('a', 'one'));
    expect((await checkout.push(shaOf('new'), { runId: '301' })).outputs).toMatchObject({ outcome: 'applied' });

    const older = await (await scenario.checkout(resource('a', 'zero'))).push(shaOf('old'), { runId: '302' });
    expect(older.exitCode).toBe(0);
    expect(older.outputs).toMatchObject({ outcome: 'superseded' });
    expect(older.summary).toContain('https://github.com/octo/infra/actions/runs/301');
    expect(cloud.s3.get(BUCKET, scenario.prodKey)?.body.toString()).toContain('"one"');

    expect((await checkout.push(shaOf('new'), { runId: '303' })).outputs).toMatchObject({ outcome: 'no-changes' });

    const broken = await scenario.checkout(
      `${resource('a', 'two')}resource "terraform_data" "b" {\n  depends_on = [terraform_data.a]\n  provisioner "local-exec" {\n    command = "exit 3"\n  }\n}\n`,
    );
    expect((await broken.push(shaOf('broken'), { runId: '304' })).outputs).toMatchObject({
      'failure-reason': 'apply-failed',
    });
    expect((await checkout.push(shaOf('new'), { runId: '305' })).outputs).toMatchObject({ outcome: 'superseded' });
    expect(cloud.s3.get(BUCKET, scenario.prodKey)?.body.toString()).toContain('"two"');
  });

  test('when GitHub does not say which commit is newer, nothing is applied', async () => {
    await using scenario = await openScenario(cloud, { name: 'doubt', lockMode: 'both' });
    scenario.github.addCommit({ sha: shaOf('old') });
    scenario.github.addCommit({ sha: shaOf('new'), parents: [shaOf('old')] });
    const checkout = await scenario.checkout(resource('a', 'one'));
    await checkout.push(shaOf('new'));
    scenario.github.addFault({
      matches: ({ operationId }) => operationId === 'repos/compare-commits-with-basehead',
      times: Infinity,
      then: { kind: 'answer', status: 502 },
    });
    const refused = await (
      await scenario.checkout(resource('a', 'zero'))
    ).push(shaOf('old'), {
      with: { 'lock-timeout': '1s' },
    });
    expect(refused.outputs).toMatchObject({ 'failure-reason': 'github-unusable' });
    expect(cloud.s3.get(BUCKET, scenario.prodKey)?.body.toString()).toContain('"one"');
  });

  test('of two pushes to one pull request the older plan, when it still waits, ends as superseded', async () => {
    await using scenario = await openScenario(cloud, { name: 'pushes', lockMode: 'lockfile' });
    scenario.github.addPullRequest({ number: 42, headSha: shaOf('head of 42') });
    const key = scenario.prKey(42);
    const go = Promise.withResolvers<undefined>();
    cloud.s3.addFault({
      matches: (request) => request.operation === 'PutObject' && request.key === `${key}.tflock`,
      then: { kind: 'hold', until: go.promise.then(() => undefined) },
    });
    const start = async (runId: string, word: string): Promise<Step> => {
      const event = pullRequest('synchronize', 42, { headSha: shaOf(word) });
      return (await scenario.checkout(resource('a', word))).step({ event, runId });
    };
    const first = await start('401', 'first');
    await untilTickets(key, 1);
    const second = await start('402', 'second');
    await untilTickets(key, 2);
    const third = await start('403', 'third');
    const superseded = await second.ended;
    expect(superseded.exitCode).toBe(0);
    expect(superseded.outputs).toMatchObject({ outcome: 'superseded', command: 'plan' });
    expect(superseded.summary).toContain('https://github.com/octo/infra/actions/runs/403');
    go.resolve(undefined);
    // GitHub is asked again before it is recorded.
    expect((await first.ended).outputs).toMatchObject({ outcome: 'superseded' });
    expect((await third.ended).outputs).toMatchObject({ outcome: 'planned' });
  });

  test('without permission on the document of the queue there is one warning, and the state lock alone', async () => {
    await using scenario = await openScenario(cloud, { name: 'nodoc', lockMode: 'both', unreviewed: 'warn' });
    const checkout = await scenario.checkout(resource('a', 'one'));
    const disarm = cloud.dynamodb.addFault(denied((request) => request.lockId?.endsWith('#lockstep') ?? false));
    const applied = await checkout.push(shaOf('m'));
    disarm();
    expect(applied.outputs).toMatchObject({ outcome: 'applied' });
    const warnings = applied.log.split('\n').filter((line) => line.startsWith('::warning::The queue'));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(`dynamodb:GetItem on ${TABLE}, item ${BUCKET}/${scenario.prodKey}#lockstep`);
  });

  test('a cleanup waits for a plan that is under way, and takes the document of the queue with it', async () => {
    await using scenario = await openScenario(cloud, { name: 'tidy', lockMode: 'lockfile' });
    const key = scenario.prKey(42);
    const go = Promise.withResolvers<undefined>();
    cloud.s3.addFault({
      matches: (request) => request.operation === 'PutObject' && request.key === `${key}.tflock`,
      then: { kind: 'hold', until: go.promise.then(() => undefined) },
    });
    const checkout = await scenario.checkout(resource('a', 'one'));
    const planning = checkout.plan(42);
    await untilTickets(key, 1);
    const cleaning = (await scenario.checkout(resource('a', 'one'))).close(42);
    await untilTickets(key, 2);
    go.resolve(undefined);
    // It is closed by the time that it would be recorded.
    expect((await planning).outputs).toMatchObject({ outcome: 'skipped' });
    expect((await cleaning).outputs).toMatchObject({ outcome: 'cleaned' });
    expect(cloud.s3.versions(BUCKET, 'tidy/prod/pr-42/')).toEqual([]);
  });
});
