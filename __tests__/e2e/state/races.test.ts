import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isOurs } from '../../support/ours.ts';
import { beforeApplyBegins } from '../../support/runner/before-apply.ts';
import {
  BUCKET,
  openCloud,
  openScenario,
  resource,
  shaOf,
  TABLE,
  type Checkout,
  type Cloud,
  type Scenario,
} from '../../support/runner/stage.ts';
import { stateAt, tracesOf } from '../../support/runner/traces.ts';
import {
  HAS_LOCKFILE,
  describeCasesWithTerraform,
  describeOthersWithTerraform,
  describeWithTerraform,
} from '../../support/runner/with-terraform.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await openCloud();
  cloud.s3.createBucket('unversioned');
});
afterAll(async () => {
  await cloud[Symbol.asyncDispose]();
});

const ONE = resource('a', 'one');
const LOCK = '{"ID":"a1b2c3d4-0000-4000-8000-000000000001","Who":"ana@laptop","Operation":"OperationTypeApply"}';

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
const digestAt = async (key: string): Promise<unknown> =>
  (await cloud.dynamodb.item(TABLE, `${BUCKET}/${key}-md5`))?.['Digest'];

interface Stranger {
  readonly checkout: Checkout;
  readonly key: string;
  /** What they left, once they have. */
  applied(): { readonly body: string; readonly versions: readonly string[] } | undefined;
  readonly apply: () => Promise<void>;
}

/** Somebody who will apply a resource of their own on the PR key, by hand. */
async function stranger(scenario: Scenario, prNumber: number): Promise<Stranger> {
  const checkout = await scenario.checkout(ONE + resource('extra', 'real'));
  const key = scenario.prKey(prNumber);
  let applied: ReturnType<typeof stateAt> | undefined;
  return {
    checkout,
    key,
    applied: () => applied,
    apply: async () => {
      const { code, output } = await checkout.terraform(key, 'apply', '-auto-approve', '-input=false', '-no-color');
      if (code !== 0) throw new Error(`the person's apply failed: ${output}`);
      applied = stateAt(cloud, key);
    },
  };
}

/** The requests of a plan that seeds the PR key, in order: whoever writes before any of them keeps what they wrote. */
const WRITES_OF_A_PLAN = ['delete the digest', 'put the state', 'put the digest'] as const;

function strike(key: string, write: (typeof WRITES_OF_A_PLAN)[number], task: () => Promise<void>): void {
  const then = { kind: 'run', task } as const;
  if (write === 'put the state') {
    cloud.s3.addFault({ matches: (r) => isOurs(r) && r.operation === 'PutObject' && r.key === key, then });
    return;
  }
  const operation = write === 'put the digest' ? 'PutItem' : 'DeleteItem';
  const lockId = `${BUCKET}/${key}-md5`;
  cloud.dynamodb.addFault({ matches: (r) => isOurs(r) && r.operation === operation && r.lockId === lockId, then });
}

describeCasesWithTerraform('somebody else acts between two requests', (toTry) => {
  for (const write of toTry(WRITES_OF_A_PLAN)) {
    test(`a plan that is about to ${write} does not overwrite what a person applies on the PR key just then`, async () => {
      await using scenario = await openScenario(cloud, {
        name: `plan-${write.replaceAll(' ', '-')}`,
        lockMode: 'both',
      });
      const checkout = await scenario.checkout(ONE);
      await checkout.terraform(scenario.prodKey, 'apply', '-auto-approve');
      await checkout.plan(42);
      const newer = await scenario.checkout(resource('a', 'two'));
      await newer.terraform(scenario.prodKey, 'apply', '-auto-approve');
      const before = stateAt(cloud, scenario.prKey(42)).versions;
      const person = await stranger(scenario, 42);
      strike(person.key, write, person.apply);

      const planned = await newer.plan(42);

      expect(person.applied()?.body).toContain('"extra"');
      expect(planned.outputs).toMatchObject({ 'failure-reason': 'pr-state-in-use' });
      expect(planned.summary).toContain('`terraform_data.extra`');
      expect(stateAt(cloud, person.key)).toEqual(person.applied());
      expect(await digestAt(person.key)).toEqual({ S: md5(person.applied()?.body ?? '') });
      expect(person.applied()?.versions.slice(-before.length)).toEqual(before);
      expect((await person.checkout.terraform(person.key, 'plan', '-detailed-exitcode')).code).toBe(0);
    });
  }
});

describeWithTerraform('somebody else acts between two requests', () => {
  test('a first plan does not overwrite what a person applies on a PR key that was empty', async () => {
    await using scenario = await openScenario(cloud, { name: 'plan-first', lockMode: 'lockfile' });
    const checkout = await scenario.checkout(ONE);
    await checkout.terraform(scenario.prodKey, 'apply', '-auto-approve');
    const person = await stranger(scenario, 42);
    strike(person.key, 'put the state', person.apply);
    expect((await checkout.plan(42)).outputs).toMatchObject({ 'failure-reason': 'pr-state-in-use' });
    expect(person.applied()?.body).toContain('"extra"');
    expect(stateAt(cloud, person.key)).toEqual(person.applied());
  });

  test('a digest that somebody writes between the look and the write is not overwritten', async () => {
    await using scenario = await openScenario(cloud, { name: 'digest', lockMode: 'table' });
    const checkout = await scenario.checkout(ONE);
    await checkout.terraform(scenario.prodKey, 'apply', '-auto-approve');
    const theirs: unknown[] = [];
    const item = { LockID: { S: `${BUCKET}/${scenario.prKey(42)}-md5` } };
    cloud.dynamodb.addFault({
      matches: (r) => isOurs(r) && r.operation === 'PutItem' && r.lockId === item.LockID.S,
      times: Infinity,
      then: {
        kind: 'run',
        task: async () => {
          theirs.push({ S: String(theirs.length).repeat(32) });
          await cloud.dynamodb.putItem(TABLE, { ...item, Digest: { S: String(theirs.length - 1).repeat(32) } });
        },
      },
    });
    const planned = await checkout.plan(42);
    expect(planned.outputs).toMatchObject({ 'failure-reason': 'backend-unusable' });
    expect(planned.log).toContain('somebody else keeps writing the state');
    expect(theirs.length).toBeGreaterThan(1);
    expect(await digestAt(scenario.prKey(42))).toEqual(theirs.at(-1));
  });

  test('in a bucket without versions too, a cleanup keeps what a person applies before its deletion', async () => {
    await using scenario = await openScenario(cloud, {
      name: 'close-plain',
      lockMode: 'lockfile',
      backend: { bucket: '"unversioned"' },
    });
    const checkout = await scenario.checkout(ONE);
    await checkout.terraform(scenario.prodKey, 'apply', '-auto-approve');
    await checkout.plan(42);
    const person = await stranger(scenario, 42);
    let applied: string | undefined;
    cloud.s3.addFault({
      matches: (r) => isOurs(r) && r.operation === 'DeleteObject' && r.key === person.key,
      then: {
        kind: 'run',
        task: async () => {
          await person.apply();
          applied = cloud.s3.get('unversioned', person.key)?.body.toString();
        },
      },
    });
    const closed = await checkout.close(42);
    expect(applied).toContain('"extra"');
    expect(cloud.s3.get('unversioned', person.key)?.body.toString()).toBe(applied);
    expect(closed.outputs).toMatchObject({ 'failure-reason': 'pr-state-in-use' });
  });
});

describeOthersWithTerraform('somebody else acts between two requests', () => {
  test.skipIf(!HAS_LOCKFILE)(
    'a lockfile that somebody puts just before a cleanup deletes those of the past stays',
    async () => {
      await using scenario = await openScenario(cloud, { name: 'lockfile', lockMode: 'lockfile' });
      const checkout = await scenario.checkout(ONE);
      await checkout.terraform(scenario.prodKey, 'apply', '-auto-approve');
      await checkout.plan(42);
      const lockfile = `${scenario.prKey(42)}.tflock`;
      const past = cloud.s3.versions(BUCKET, lockfile).length;
      cloud.s3.addFault({
        matches: (r) => isOurs(r) && r.operation === 'DeleteObject' && r.key === lockfile,
        then: {
          kind: 'run',
          task: () => {
            cloud.s3.put(BUCKET, lockfile, LOCK);
          },
        },
      });
      const closed = await checkout.close(42);
      expect(past).toBeGreaterThan(0);
      expect(closed.outputs).toMatchObject({ outcome: 'cleaned' });
      expect(cloud.s3.get(BUCKET, lockfile)?.body.toString()).toBe(LOCK);
      expect(cloud.s3.versions(BUCKET, lockfile)).toHaveLength(1);
    },
  );

  test.skipIf(!HAS_LOCKFILE)(
    'a plan with pr-state: empty deletes the state and its digest, and no lockfile but the one of its own lock',
    async () => {
      await using scenario = await openScenario(cloud, { name: 'empty', lockMode: 'both' });
      const checkout = await scenario.checkout(ONE);
      await checkout.terraform(scenario.prodKey, 'apply', '-auto-approve');
      await checkout.plan(42);
      expect(await digestAt(scenario.prKey(42))).toBeDefined();
      cloud.s3.clearRequests();
      const planned = await checkout.plan(42, { with: { 'pr-state': 'empty' } });
      expect(planned.outputs).toMatchObject({ outcome: 'planned' });
      expect(await digestAt(scenario.prKey(42))).toBeUndefined();
      const deleted = cloud.s3.requests.filter((r) => isOurs(r) && r.method === 'DELETE').map(({ key }) => key);
      const lockfile = `${scenario.prKey(42)}.tflock`;
      expect(new Set(deleted)).toEqual(new Set([scenario.prKey(42), lockfile]));
      expect(deleted.filter((key) => key === lockfile)).toHaveLength(1);
    },
  );

  test('a state that somebody changes without a lock between the plan and its apply is planned on again, and never forced', async () => {
    await using scenario = await openScenario(cloud, { name: 'stale', lockMode: 'table' });
    const checkout = await scenario.checkout(resource('a', 'two'));
    const person = await scenario.checkout(ONE + resource('extra', 'real'));
    beforeApplyBegins(cloud, scenario.prodKey, async () => {
      await person.terraform(scenario.prodKey, 'apply', '-auto-approve', '-lock=false');
    });
    const applied = await checkout.push(shaOf('m'));
    expect(applied.log).toContain('Saved plan is stale');
    expect(applied.outputs).toMatchObject({ outcome: 'applied', 'to-change': '1', 'to-destroy': '1' });
    const { body } = stateAt(cloud, scenario.prodKey);
    expect(body).toContain('"two"');
    expect(body).not.toContain('"extra"');
  });
});

describeCasesWithTerraform('a cleanup between the requests of somebody else', (toTry) => {
  for (const lockMode of toTry(['lockfile', 'both'])) {
    test(`a cleanup keeps what a person applies on the PR key before its first deletion, and says so, lock in ${lockMode}`, async () => {
      await using scenario = await openScenario(cloud, { name: `close-${lockMode}`, lockMode });
      const checkout = await scenario.checkout(ONE);
      await checkout.terraform(scenario.prodKey, 'apply', '-auto-approve');
      await checkout.plan(42);
      const person = await stranger(scenario, 42);
      cloud.s3.addFault({
        matches: (r) => isOurs(r) && r.operation === 'DeleteObject' && r.key === person.key,
        then: { kind: 'run', task: person.apply },
      });

      const closed = await checkout.close(42);

      expect(person.applied()?.body).toContain('"extra"');
      expect(stateAt(cloud, person.key).body).toBe(person.applied()?.body);
      expect((await person.checkout.terraform(person.key, 'plan', '-detailed-exitcode')).code).toBe(0);
      expect(closed.outputs).toMatchObject({ 'failure-reason': 'pr-state-in-use' });
      expect(closed.summary).toContain('`terraform_data.extra`');
    });
  }

  for (const lockMode of toTry(['both', 'lockfile'])) {
    test(`a cleanup of pull request 4 leaves everything of 42, where one key begins with the other, lock in ${lockMode}`, async () => {
      await using scenario = await openScenario(cloud, { name: `prefix-${lockMode}`, lockMode });
      const checkout = await scenario.checkout(ONE);
      await checkout.terraform(scenario.prodKey, 'apply', '-auto-approve');
      const options = { with: { 'pr-state-key': '{dir}/{file}-pr-{pr}' } };
      await checkout.plan(42, options);
      const neighbour = await tracesOf(cloud, `${scenario.prodKey}-pr-42`);
      await checkout.plan(4, options);
      expect((await checkout.close(4, options)).outputs).toMatchObject({ outcome: 'cleaned' });
      expect(neighbour).not.toEqual([]);
      expect(await tracesOf(cloud, `${scenario.prodKey}-pr-4`)).toEqual(neighbour);
    });
  }
});
