import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, test, vi } from 'vitest';
import { openSlowDoor, type Flow, type SlowDoor } from '../../support/aws/slow-door.ts';
import { isOurs } from '../../support/ours.ts';
import { BUCKET, openCloud, openScenario, resource, shaOf, type Cloud } from '../../support/runner/stage.ts';
import { describeWithTerraform } from '../../support/runner/with-terraform.ts';

vi.setConfig({ maxConcurrency: 20 });

let cloud: Cloud;
beforeAll(async () => {
  cloud = await openCloud();
});
afterAll(async () => {
  await cloud[Symbol.asyncDispose]();
});

/** The same servers behind a door of the scenario's own; the table is in reach as ever. */
async function behind(): Promise<{ readonly there: Cloud; readonly door: SlowDoor } & AsyncDisposable> {
  const door = await openSlowDoor(cloud.s3.url);
  const there = { ...cloud, s3: { ...cloud.s3, url: door.url } };
  return { there, door, [Symbol.asyncDispose]: () => door[Symbol.asyncDispose]() };
}

const RATE = { bytesPerSecond: 400_000 };
const SIZE = 20_000_000;

const bigText = (): string => randomBytes(Math.ceil((SIZE * 3) / 4)).toString('base64');

/** A state with an output of this many bytes, which every apply writes anew. */
function stateOf(big: string): string {
  const instance = {
    schema_version: 0,
    attributes: {
      id: '7e4a4b4e-1111-4222-8333-444455556666',
      input: { value: 'one', type: 'string' },
      output: { value: 'one', type: 'string' },
      triggers_replace: null,
    },
    sensitive_attributes: [],
  };
  const of = { mode: 'managed', type: 'terraform_data', name: 'a', instances: [instance] };
  const provider = 'provider["terraform.io/builtin/terraform"]';
  return JSON.stringify({
    version: 4,
    terraform_version: '1.5.0',
    serial: 41,
    lineage: '7e4a4b4e-2222-4222-8333-444455556666',
    outputs: { big: { value: big, type: 'string' } },
    resources: [{ ...of, provider }],
    check_results: null,
  });
}

const BIG = 'output "big" {\n  value = file("${path.module}/big.txt")\n}\n';
const ONE = resource('a', 'one');
const TWO = resource('b', 'two');

describeWithTerraform('a link of 400 kB/s', () => {
  for (const operation of ['plan', 'apply'] as const) {
    test.concurrent(`carries a state of 20 MB: ${operation}`, async ({ expect }) => {
      await using link = await behind();
      link.door.set({ up: RATE, down: RATE });
      const name = `slow-${operation}`;
      await using scenario = await openScenario(link.there, { name, lockMode: 'lockfile', unreviewed: 'warn' });
      const big = bigText();
      cloud.s3.put(BUCKET, scenario.prodKey, stateOf(big));
      const checkout = await scenario.checkout(ONE + TWO + BIG);
      await writeFile(join(checkout.folder, 'big.txt'), big);
      const before = performance.now();
      const result = operation === 'plan' ? await checkout.plan(42) : await checkout.push(shaOf('m'));
      console.log(`20 MB at 400 kB/s: ${operation} in ${Math.round((performance.now() - before) / 1000)} s`);
      expect(result.outputs, result.log).toMatchObject({ outcome: operation === 'plan' ? 'planned' : 'applied' });
      if (operation === 'apply') {
        expect(cloud.s3.get(BUCKET, scenario.prodKey)?.body.length).toBeGreaterThan(SIZE);
      }
    });
  }
});

// From the first request of ours on: Terraform, which looks at the state before, has no limit of its own. A door that
// is silent for good is tried where its sentence is made: here the end of the run would try for minutes to give its turn back.
describeWithTerraform('a link that stands still', () => {
  test.concurrent.for<[string, { readonly up?: Flow; readonly down?: Flow }, RegExp]>([
    ['in the middle of a state', { down: { stallsAfter: 2_000_000 } }, /stood still in the middle of its answer/],
    ['in the middle of an upload', { up: { stallsAfter: 2_000_000 } }, /stood still: at each of 3 tries/],
  ])('ends a plan with a sentence of its own: %s', async ([where, flows, sentence], { expect }) => {
    await using link = await behind();
    const name = `still-${where.replaceAll(' ', '-')}`;
    await using scenario = await openScenario(link.there, { name, lockMode: 'lockfile' });
    cloud.s3.put(BUCKET, scenario.prodKey, stateOf(bigText()));
    cloud.s3.addFault({
      matches: (request) => isOurs(request) && request.key.startsWith(`${name}/`),
      then: {
        kind: 'run',
        task: () => {
          link.door.set(flows);
        },
      },
    });
    const checkout = await scenario.checkout(ONE);
    const before = performance.now();
    const result = await checkout.plan(42);
    console.log(`${where}: ${Math.round((performance.now() - before) / 1000)} s`);
    expect(result.outputs, result.log).toMatchObject({ 'failure-reason': 'backend-unusable' });
    expect(result.log).toMatch(sentence);
  });
});

describeWithTerraform('trouble for good', () => {
  const limit = { 'lock-timeout': '5s' };
  test.concurrent('of the store ends a plan with what it answers', async ({ expect }) => {
    await using own = await openCloud();
    await using scenario = await openScenario(own, { name: 'store-503', lockMode: 'lockfile' });
    const checkout = await scenario.checkout(ONE);
    own.s3.addFault({
      matches: ({ method }) => method !== 'HEAD',
      times: Infinity,
      then: { kind: 'answer', status: 503, code: 'SlowDown' },
    });
    const result = await checkout.plan(42, { with: limit });
    expect(result.exitCode, result.log).toBe(1);
    expect(result.log).toContain('SlowDown');
  });

  test.concurrent('of GitHub ends a plan and an apply with what it answers', async ({ expect }) => {
    await using scenario = await openScenario(cloud, { name: 'github-502', lockMode: 'lockfile' });
    const checkout = await scenario.checkout(ONE);
    scenario.github.addFault({
      matches: () => true,
      times: Infinity,
      then: { kind: 'answer', status: 502, body: { message: 'Bad Gateway' } },
    });
    for (const result of [await checkout.plan(42, { with: limit }), await checkout.push(shaOf('m'), { with: limit })]) {
      expect(result.outputs, result.log).toMatchObject({ 'failure-reason': 'github-unusable' });
      expect(result.log).toMatch(/could not [^:]+: GitHub did not answer in time|GitHub said: 502/);
    }
  });
});
