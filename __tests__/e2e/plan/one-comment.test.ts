import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commentMarker } from '../../../src/domain/run/marker.ts';
import { lockByHand, lockOf } from '../../support/runner/lock-by-hand.ts';
import {
  BUCKET,
  openCloud,
  openScenario,
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

const head = { number: 42, headSha: shaOf('head of 42') };
const MARKED = /^<!-- lockstep:1 (\S+) -->/;

/** What each comment is about: its stack as the marker has it, or `overview`. */
function subjects({ github }: Scenario): readonly string[] {
  return github
    .comments(42)
    .map(({ body }) => (body.startsWith('<!-- lockstep:overview -->') ? 'overview' : (MARKED.exec(body)?.[1] ?? '?')));
}

/** The root module once more, in directories of the same checkout. */
async function copyTo(checkout: Checkout, ...names: readonly string[]): Promise<void> {
  for (const name of names) {
    const folder = join(checkout.folder, name);
    await mkdir(folder, { recursive: true });
    for (const file of ['backend.tf', 'main.tf']) await cp(join(checkout.folder, file), join(folder, file));
  }
}

const stackAt = (scenario: string, stack: string) => ({
  'working-directory': stack,
  'state-key': `${scenario}/${stack}/terraform.tfstate`,
});

describeWithTerraform('the comment of a pull request', () => {
  test('is one, though two runs make it at the same moment, and that of the newer run', async () => {
    await using scenario = await openScenario(cloud, { name: 'overlap', lockMode: 'lockfile' });
    const { github } = scenario;
    github.addPullRequest(head);
    const [old, now] = [
      await scenario.checkout(resource('a', 'one')),
      await scenario.checkout(resource('a', 'one') + resource('b', 'one')),
    ];
    for (const id of [2001, 2002]) github.addRun({ id, status: 'in_progress' });
    await lockByHand(cloud, scenario.prKey(42), 'lockfile', lockOf('ana'));
    const { promise: bothAsked, resolve: goOn } = Promise.withResolvers<undefined>();
    let asked = 0;
    const isNew = ({ body }: { readonly body: unknown }): boolean => JSON.stringify(body ?? '').includes('addComment');
    const matches = (request: { readonly body: unknown }): boolean => {
      if (!isNew(request)) return false;
      asked += 1;
      if (asked === 2) goOn(undefined);
      return true;
    };
    github.addFault({ matches, times: 2, then: { kind: 'hold', until: bothAsked } });
    const runs = [old.plan(42, { runId: '2001' }), now.plan(42, { runId: '2002' })];
    await bothAsked;
    cloud.s3.delete(BUCKET, `${scenario.prKey(42)}.tflock`);
    await Promise.all(runs);
    expect(github.comments(42)).toHaveLength(1);
    expect(github.comments(42)[0]?.body).toContain('2 to add');
    expect(github.violations).toEqual([]);
  });
});

describeOthersWithTerraform('the comment of a pull request', () => {
  test('is one for each state, where two configurations share a directory and nobody names a stack', async () => {
    await using scenario = await openScenario(cloud, { name: 'twins', lockMode: 'lockfile' });
    scenario.github.addPullRequest(head);
    const checkout = await scenario.checkout(resource('a', 'one'));
    for (const round of [1, 2]) {
      for (const env of ['dev', 'prod']) {
        await checkout.plan(42, { with: { 'state-key': `twins/${env}/terraform.tfstate` }, runId: String(round) });
      }
    }
    expect(subjects(scenario)).toEqual(['.', '.']);
    const keys = scenario.github.comments(42).map(({ body }) => /twins\/\w+/.exec(body)?.[0]);
    expect(keys).toEqual(['twins/dev', 'twins/prod']);
  });

  test('is that of version 0.1, and one whatever the directory is written like', async () => {
    await using scenario = await openScenario(cloud, { name: 'spelled', lockMode: 'lockfile' });
    scenario.github.addPullRequest(head);
    const checkout = await scenario.checkout(resource('a', 'one'));
    await copyTo(checkout, 'infra');
    const body = `${commentMarker('./infra')}\n<!-- lockstep:run 5.1 -->\n### \`./infra\`: plan · 1 to add`;
    scenario.github.addComment(42, { author: 'github-actions[bot]', body });
    for (const directory of ['infra', './infra', 'infra/', './infra/.']) {
      await checkout.plan(42, { with: { 'working-directory': directory } });
    }
    expect(subjects(scenario)).toEqual(['infra']);
    expect(scenario.github.comments(42)[0]?.body).toContain('### `infra`: plan');
  });

  test('is written in the end, though GitHub refuses it for a while', async () => {
    await using scenario = await openScenario(cloud, { name: 'refused', lockMode: 'lockfile' });
    scenario.github.addPullRequest(head);
    scenario.github.addFault({
      matches: ({ operationId }) => operationId === 'graphql/ChangeComments',
      times: 4,
      then: { kind: 'answer', status: 502, body: { message: 'Bad Gateway' } },
    });
    const planned = await (await scenario.checkout(resource('a', 'one'))).plan(42);
    expect(planned.outputs).toMatchObject({ outcome: 'planned' });
    expect(planned.outputs['comment-url']).toBe(scenario.github.comments(42)[0]?.url);
    expect(planned.log).not.toContain('could not be written');
    expect(scenario.github.comments(42)).toHaveLength(1);
  });

  test('is no newer run’s when there is no such run, whatever its hidden line says', async () => {
    await using scenario = await openScenario(cloud, { name: 'forged', lockMode: 'lockfile' });
    const { github } = scenario;
    github.addPullRequest(head);
    const forged = `${commentMarker('.')}\n<!-- lockstep:run 99999999999999.1 -->\n### \`.\`: plan · nothing to see`;
    github.addComment(42, { author: 'github-actions[bot]', body: forged });
    const planned = await (await scenario.checkout(resource('a', 'one'))).plan(42);
    expect(planned.outputs).toMatchObject({ outcome: 'planned' });
    expect(github.comments(42).map(({ body }) => /\d to add/.exec(body)?.[0])).toEqual(['1 to add']);
    expect(planned.log).toContain('and GitHub knows no such run');
  });

  test('is one for each of twenty stacks at once, with one overview that has a line of each', async () => {
    await using scenario = await openScenario(cloud, { name: 'twenty', lockMode: 'lockfile' });
    const { github } = scenario;
    github.addPullRequest(head);
    const checkout = await scenario.checkout(resource('a', 'one'));
    const stacks = Array.from({ length: 20 }, (_, index) => `stack-${String(index + 10)}`);
    await copyTo(checkout, ...stacks);
    // One that GitHub puts off loses nothing.
    github.addFault({
      matches: ({ operationId }) => operationId === 'graphql/ChangeComments',
      times: 3,
      then: { kind: 'answer', status: 429, headers: { 'retry-after': '2' } },
    });
    const rest = [...stacks];
    const worker = async (): Promise<void> => {
      for (let stack = rest.shift(); stack !== undefined; stack = rest.shift()) {
        const planned = await checkout.plan(42, { with: stackAt('twenty', stack), runId: '3000' });
        expect(planned.outputs).toMatchObject({ outcome: 'planned' });
      }
    };
    await Promise.all(Array.from({ length: 5 }, worker));
    expect([...subjects(scenario)].sort()).toEqual(['overview', ...stacks.map((name) => name.replace('-', '%2D'))]);
    const overview = github.comments(42).find(({ body }) => body.startsWith('<!-- lockstep:overview -->'));
    for (const stack of stacks) {
      const own = github.comments(42).find(({ body }) => body.startsWith(commentMarker(stack)));
      expect(overview?.body).toContain(`| [\`${stack}\`](${own?.url})<br>plan · 1 to add |  |`);
    }
    expect(github.violations).toEqual([]);
  });
});
