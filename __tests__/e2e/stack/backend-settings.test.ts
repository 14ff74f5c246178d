import { afterAll, beforeAll, expect, test } from 'vitest';
import { denied } from '../../support/aws/s3-server/server.ts';
import {
  assumedRole,
  BUCKET,
  endpointsOf,
  openCloud,
  openScenario,
  resource,
  shaOf,
  type Cloud,
} from '../../support/runner/stage.ts';
import { accessKeyIdOfRole, startStsServer, type StsServer } from '../../support/aws/sts-server.ts';
import { stateAt, tracesOf, writesTo } from '../../support/runner/traces.ts';
import {
  describeCasesWithTerraform,
  describeFrom,
  describeWithTerraform,
} from '../../support/runner/with-terraform.ts';

let cloud: Cloud;
let sts: StsServer;
beforeAll(async () => {
  [cloud, sts] = await Promise.all([openCloud(), startStsServer()]);
  cloud.s3.createBucket('plain', { versioned: false });
});
afterAll(async () => {
  await Promise.all([cloud[Symbol.asyncDispose](), sts[Symbol.asyncDispose]()]);
});

const KMS_KEY = 'arn:aws:kms:us-east-1:123456789012:key/57ff7a43-341d-46b6-aee3-a450c9de6dc8';

/** The headers of the put of a snapshot. */
function snapshotPut(key: string): Readonly<Record<string, string>> {
  const puts = cloud.s3.requests.filter((request) => request.operation === 'PutObject' && request.key === key);
  expect(puts).toHaveLength(1);
  return puts[0]?.headers ?? {};
}

interface Encryption {
  readonly title: string;
  readonly backend: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

describeCasesWithTerraform('the settings of the backend block', (toTry) => {
  const encryptions: readonly [Encryption, ...Encryption[]] = [
    {
      title: 'encrypt alone is carried to the snapshot as AES256',
      backend: { encrypt: 'true' },
      headers: { 'x-amz-server-side-encryption': 'AES256', 'x-amz-server-side-encryption-aws-kms-key-id': undefined },
    },
    {
      title: 'encrypt with kms_key_id is carried to the snapshot with that key',
      backend: { encrypt: 'true', kms_key_id: `"${KMS_KEY}"` },
      headers: {
        'x-amz-server-side-encryption': 'aws:kms',
        'x-amz-server-side-encryption-aws-kms-key-id': KMS_KEY,
      },
    },
    {
      title: 'kms_key_id without encrypt sends no encryption header, as Terraform itself sends none',
      backend: { kms_key_id: `"${KMS_KEY}"` },
      headers: { 'x-amz-server-side-encryption': undefined, 'x-amz-server-side-encryption-aws-kms-key-id': undefined },
    },
    {
      title: 'a customer key is carried to the snapshot, and production is read with it',
      backend: { encrypt: 'true', sse_customer_key: '"MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="' },
      headers: {
        'x-amz-server-side-encryption': undefined,
        'x-amz-server-side-encryption-customer-algorithm': 'AES256',
        'x-amz-server-side-encryption-customer-key': 'MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=',
      },
    },
    {
      title: 'acl is carried to the snapshot',
      backend: { acl: '"bucket-owner-full-control"' },
      headers: { 'x-amz-acl': 'bucket-owner-full-control' },
    },
  ];
  for (const [index, { title, backend, headers }] of toTry(encryptions).entries()) {
    test(title, async () => {
      await using scenario = await openScenario(cloud, { name: `put-${index}`, lockMode: 'both', backend });
      const checkout = await scenario.checkout(resource('a', 'one'));
      await checkout.terraform(scenario.prodKey, 'apply', '-auto-approve');
      const terraforms = cloud.s3.requests.findLast(
        ({ operation, key }) => operation === 'PutObject' && key === scenario.prodKey,
      );
      cloud.s3.clearRequests();

      const planned = await checkout.plan(42);
      expect(planned.outputs, planned.log).toMatchObject({ outcome: 'no-changes' });

      const put = snapshotPut(scenario.prKey(42));
      for (const [name, value] of Object.entries(headers)) {
        expect.soft(put[name], `our ${name}`).toBe(value);
        expect.soft(terraforms?.headers[name], `Terraform's ${name}`).toBe(value);
      }
      expect(put['content-type']).toBe('application/json');
    });
  }
});

describeWithTerraform('the settings of the backend block', () => {
  test('assume_role is resolved: everything that Lockstep asks of S3 and DynamoDB is asked as that role', async () => {
    const role = 'arn:aws:iam::123456789012:role/state';
    await using scenario = await openScenario(cloud, {
      name: 'role',
      lockMode: 'both',
      backend: {
        ...assumedRole({ role_arn: role, session_name: 'ci', external_id: 'x1' }),
        ...endpointsOf(cloud, sts),
      },
    });
    const checkout = await scenario.checkout(resource('a', 'one'));
    await checkout.terraform(scenario.prodKey, 'apply', '-auto-approve');
    cloud.s3.clearRequests();
    cloud.dynamodb.clearRequests();

    expect((await checkout.plan(42)).outputs).toMatchObject({ outcome: 'no-changes' });

    const ours = [...cloud.s3.requests, ...cloud.dynamodb.requests].filter(({ headers }) =>
      (headers['user-agent'] ?? '').includes('aws-sdk-js'),
    );
    expect(ours.length).toBeGreaterThan(5);
    expect([...new Set(ours.map(({ accessKeyId }) => accessKeyId))]).toEqual([accessKeyIdOfRole(role)]);
    const asked = sts.requests.map(({ parameters }) => ({ ...parameters }));
    expect(asked).toContainEqual(expect.objectContaining({ RoleArn: role, RoleSessionName: 'ci', ExternalId: 'x1' }));
  });

  test('a workspace plans and applies on its own keys, and a plan does not create it on production', async () => {
    await using scenario = await openScenario(cloud, { name: 'ws', lockMode: 'both' });
    const checkout = await scenario.checkout(resource('a', 'one'));
    const production = `env:/blue/${scenario.prodKey}`;
    const own = `env:/blue/${scenario.prKey(42)}`;
    const blue = { with: { workspace: 'blue' } };
    cloud.s3.clearRequests();
    cloud.dynamodb.clearRequests();

    expect((await checkout.plan(42, blue)).outputs).toMatchObject({
      outcome: 'planned',
      'state-key': own,
      'to-add': '1',
    });
    expect(writesTo(cloud, production)).toEqual([]);
    expect((await checkout.close(42, blue)).outputs).toMatchObject({ outcome: 'cleaned' });
    expect(await tracesOf(cloud, own)).toEqual([]);
    expect((await checkout.push(shaOf('m'), blue)).outputs).toMatchObject({
      outcome: 'applied',
      'state-key': production,
    });
    expect(stateAt(cloud, scenario.prodKey).body).toBe('');
    const before = stateAt(cloud, production);
    expect((await checkout.plan(42, blue)).outputs).toMatchObject({ outcome: 'no-changes', 'state-key': own });
    expect(stateAt(cloud, own).body).toBe(before.body);
    expect(stateAt(cloud, production)).toEqual(before);
    expect((await checkout.close(42, { env: { TF_WORKSPACE: 'blue' } })).outputs).toMatchObject({ 'state-key': own });
    expect(await tracesOf(cloud, own)).toEqual([]);
  });

  test('a bucket without versions is cleaned up just the same', async () => {
    await using scenario = await openScenario(cloud, {
      name: 'plainly',
      lockMode: 'both',
      backend: { bucket: '"plain"' },
    });
    const checkout = await scenario.checkout(resource('a', 'one'));
    await checkout.terraform(scenario.prodKey, 'apply', '-auto-approve');
    await checkout.plan(42);
    expect(cloud.s3.versions('plain', scenario.prKey(42))).toHaveLength(2);
    const cleaned = await checkout.close(42);
    expect(cleaned.outputs).toMatchObject({ outcome: 'cleaned' });
    expect(cloud.s3.versions('plain', scenario.prKey(42))).toEqual([]);
    expect(cloud.s3.versions('plain', scenario.prodKey)).toHaveLength(1);
  });

  test('a role that may not delete versions leaves a plain delete, and the summary says so', async () => {
    await using scenario = await openScenario(cloud, { name: 'denied', lockMode: 'both' });
    const checkout = await scenario.checkout(resource('a', 'one'));
    await checkout.terraform(scenario.prodKey, 'apply', '-auto-approve');
    await checkout.plan(42);
    const disarm = cloud.s3.addFault(
      denied((request) => request.operation === 'DeleteObject' && request.versionId !== undefined),
    );
    const cleaned = await checkout.close(42);
    disarm();
    expect(cleaned.outputs).toMatchObject({ outcome: 'cleaned' });
    expect(cleaned.summary).toContain('may not list or delete object versions');
    expect(cloud.s3.get(BUCKET, scenario.prKey(42))).toBeUndefined();
  });

  test('a permission that is missing is named with its resource', async () => {
    await using scenario = await openScenario(cloud, { name: 'noput', lockMode: 'both' });
    const checkout = await scenario.checkout(resource('a', 'one'));
    await checkout.terraform(scenario.prodKey, 'apply', '-auto-approve');
    const disarm = cloud.s3.addFault(denied((request) => request.operation === 'PutObject'));
    const refused = await checkout.plan(42);
    disarm();
    expect(refused.outputs).toMatchObject({ 'failure-reason': 'backend-unusable' });
    expect(refused.log).toContain(`the role may not s3:PutObject on ${BUCKET}/${scenario.prKey(42)}`);
  });
});

describeFrom({ terraform: 6, tofu: 6 }, 'the accounts of the backend block', () => {
  test('an account that the backend does not allow is refused before anything is written', async () => {
    await using scenario = await openScenario(cloud, {
      name: 'account',
      lockMode: 'lockfile',
      backend: {
        forbidden_account_ids: '["123456789012"]',
        skip_requesting_account_id: 'true',
        endpoints: `{ s3 = "${cloud.s3.url}", sts = "${sts.url}" }`,
      },
    });
    const checkout = await scenario.checkout(resource('a', 'one'));
    const refused = await checkout.plan(42);
    expect(refused.outputs['failure-reason']).toMatch(/^(?:backend-unusable|tool-failed)$/);
    expect(refused.log).toMatch(/123456789012/);
    expect(writesTo(cloud, scenario.prKey(42))).toEqual([]);
  });
});
