import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  BUCKET,
  openCloud,
  openScenario,
  resource,
  shaOf,
  TABLE,
  type Cloud,
  type LockMode,
} from '../../support/runner/stage.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { describeCasesWithTerraform, describeWithTerraform } from '../../support/runner/with-terraform.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await openCloud();
});
afterAll(async () => {
  await cloud[Symbol.asyncDispose]();
});

/** A lock record as Terraform on a laptop writes it. */
function lockRecord(key: string): string {
  return JSON.stringify({
    ID: 'a1b2c3d4-0000-4000-8000-000000000001',
    Operation: 'OperationTypeApply',
    Info: '',
    Who: 'ana@laptop',
    Version: '1.11.4',
    Created: '2026-11-21T10:28:58.634021578Z',
    Path: `${BUCKET}/${key}`,
  });
}

const lock = async (mode: LockMode, key: string, record: string): Promise<void> => {
  if (mode !== 'lockfile') {
    await cloud.dynamodb.putItem(TABLE, { LockID: { S: `${BUCKET}/${key}` }, Info: { S: record } });
  }
  if (mode !== 'table') cloud.s3.put(BUCKET, `${key}.tflock`, record);
};
const unlock = async (mode: LockMode, key: string): Promise<void> => {
  if (mode !== 'lockfile') await cloud.dynamodb.deleteItem(TABLE, `${BUCKET}/${key}`);
  if (mode !== 'table') cloud.s3.delete(BUCKET, `${key}.tflock`);
};

describeCasesWithTerraform('waiting for the state lock', (toTry) => {
  for (const lockMode of toTry(['table', 'lockfile'])) {
    test(`a lock in ${lockMode} that vanishes between the write it refused and the look at it is asked for again`, async () => {
      await using scenario = await openScenario(cloud, { name: `race-${lockMode}`, lockMode });
      const checkout = await scenario.checkout(resource('a', 'one'));
      const key = scenario.prodKey;
      const steps: string[] = [];
      const take = {
        kind: 'run',
        task: async () => {
          steps.push('taken');
          await lock(lockMode, key, lockRecord(key));
        },
      } as const;
      const release = {
        kind: 'run',
        task: async () => {
          steps.push('released');
          await unlock(lockMode, key);
        },
      } as const;
      if (lockMode === 'table') {
        const isLock = (request: { lockId: string | undefined }): boolean => request.lockId === `${BUCKET}/${key}`;
        cloud.dynamodb.addFault({
          matches: (request) => isLock(request) && request.operation === 'PutItem',
          then: take,
        });
        cloud.dynamodb.addFault({
          matches: (request) => isLock(request) && request.operation === 'GetItem' && steps.includes('taken'),
          then: release,
        });
      } else {
        const isLock = (request: { key: string }): boolean => request.key === `${key}.tflock`;
        cloud.s3.addFault({ matches: (request) => isLock(request) && request.operation === 'PutObject', then: take });
        cloud.s3.addFault({
          matches: (request) => isLock(request) && request.operation === 'GetObject' && steps.includes('taken'),
          then: release,
        });
      }

      const applied = await checkout.push(shaOf('m'));

      expect(steps).toEqual(['taken', 'released']);
      expect(applied.outputs).toMatchObject({ outcome: 'applied', 'to-add': '1' });
    });
  }

  for (const lockMode of toTry(['lockfile', 'table', 'both'])) {
    test(`a lock record in ${lockMode} that nobody can read is waited for, and the steps say how to look at it`, async () => {
      await using scenario = await openScenario(cloud, { name: `unreadable-${lockMode}`, lockMode });
      const checkout = await scenario.checkout(resource('a', 'one'));
      await lock(lockMode, scenario.prodKey, 'not Terraform');

      const refused = await checkout.push(shaOf('m'), { with: { 'lock-timeout': '1s' } });

      expect(refused.outputs).toMatchObject({ 'failure-reason': 'state-locked' });
      if (lockMode !== 'lockfile') {
        expect(refused.summary).toContain(
          `aws dynamodb get-item --consistent-read --table-name ${TABLE} --key '{"LockID":{"S":"${BUCKET}/${scenario.prodKey}"}}'`,
        );
      }
      if (lockMode !== 'table') {
        expect(refused.summary).toContain(`aws s3 cp s3://${BUCKET}/${scenario.prodKey}.tflock -`);
      }
      await unlock(lockMode, scenario.prodKey);
      expect((await checkout.push(shaOf('m'))).outputs).toMatchObject({ outcome: 'applied' });
    });
  }
});

describeWithTerraform('waiting for the state lock, held by somebody', () => {
  test('with both locks on, one that is held in one place only is held', async () => {
    await using scenario = await openScenario(cloud, { name: 'half', lockMode: 'both' });
    const checkout = await scenario.checkout(resource('a', 'one'));
    await lock('table', scenario.prodKey, lockRecord(scenario.prodKey));
    const refused = await checkout.push(shaOf('m'), { with: { 'lock-timeout': '0' } });
    expect(refused.outputs).toMatchObject({ 'failure-reason': 'state-locked', 'lock-wait-seconds': '0' });
    expect(refused.log).toContain('lock-timeout says not to wait');
    await unlock('table', scenario.prodKey);
  });

  test('a plan waits for the lock of its own PR key, and leaves it alone', async () => {
    await using scenario = await openScenario(cloud, { name: 'own', lockMode: 'both' });
    scenario.github.addPullRequest({ number: 42, headSha: shaOf('head of 42') });
    const checkout = await scenario.checkout(resource('a', 'one'));
    await lock('both', scenario.prKey(42), lockRecord(scenario.prKey(42)));
    const planning = checkout.plan(42);
    await waitUntil(() => scenario.github.comments(42)[0]?.body.includes('plan is waiting') ?? false);
    expect(scenario.github.comments(42)[0]?.body).toContain('`ana@laptop`, `OperationTypeApply`');
    expect(cloud.s3.get(BUCKET, `${scenario.prKey(42)}.tflock`)?.body.toString()).toBe(lockRecord(scenario.prKey(42)));
    await unlock('both', scenario.prKey(42));
    expect((await planning).outputs).toMatchObject({ outcome: 'planned' });
    const history = scenario.github.history(42);
    expect(history.map(({ kind }) => kind)).toEqual(['created', 'updated', 'updated']);
    expect(history[1]?.body).toContain('planning, since ');
  });

  test('a copy that was caught between the two writes of an apply is taken again', async () => {
    await using scenario = await openScenario(cloud, { name: 'gap', lockMode: 'table' });
    const checkout = await scenario.checkout(resource('a', 'one'));
    await checkout.terraform(scenario.prodKey, 'apply', '-auto-approve');
    const id = `${BUCKET}/${scenario.prodKey}-md5`;
    const digest = await cloud.dynamodb.item(TABLE, id);
    let looks = 0;
    cloud.dynamodb.addFault({
      matches: (request) => isOurs(request.headers) && request.lockId === id,
      times: 2,
      then: {
        kind: 'run',
        task: async () => {
          looks += 1;
          const stale = { LockID: { S: id }, Digest: { S: '0123456789abcdef0123456789abcdef' } };
          await cloud.dynamodb.putItem(TABLE, looks === 1 ? stale : (digest ?? stale));
        },
      },
    });

    const planned = await checkout.plan(42);

    expect(looks).toBe(2);
    expect(planned.outputs).toMatchObject({ outcome: 'no-changes' });
    expect(cloud.s3.get(BUCKET, scenario.prKey(42))?.metadata).toMatchObject({ 'lockstep-serial': '1' });
  });

  test('a wait without a comment that can be written is a warning and not a failure', async () => {
    await using scenario = await openScenario(cloud, { name: 'mute', lockMode: 'lockfile' });
    scenario.github.addToken('ghs_readonly', { login: 'github-actions[bot]', type: 'Bot', write: false });
    scenario.github.addPullRequest({ number: 42, headSha: shaOf('head of 42') });
    const checkout = await scenario.checkout(resource('a', 'one'));
    const planned = await checkout.plan(42, { with: { token: 'ghs_readonly' } });
    expect(planned.outputs).toMatchObject({ outcome: 'planned' });
    expect(planned.exitCode).toBe(0);
    expect(planned.log).toMatch(/::warning::The comment on pull request #42 could not be written: .*not accessible/);
  });
});

function isOurs(headers: Readonly<Record<string, string>>): boolean {
  return (headers['user-agent'] ?? '').includes('aws-sdk-js');
}
