import { afterAll, beforeAll, expect, test } from 'vitest';
import { lockByHand, lockOf } from '../../support/runner/lock-by-hand.ts';
import { isOurs } from '../../support/ours.ts';
import { seedState } from '../../support/runner/seeded-state.ts';
import type { StepOptions, StepResult } from '../../support/runner/runner.ts';
import {
  BUCKET,
  dispatchOn,
  endpointsOf,
  openCloud,
  openScenario,
  resource,
  shaOf,
  TABLE,
  type Cloud,
  type Scenario,
  type ScenarioOptions,
} from '../../support/runner/stage.ts';
import { startStsServer } from '../../support/aws/sts-server.ts';
import { tracesOf } from '../../support/runner/traces.ts';
import { TOOL } from '../../support/on-path.ts';
import {
  HAS_LOCKFILE,
  describeCasesWithTerraform,
  describeOthersWithTerraform,
  describeWithTerraform,
} from '../../support/runner/with-terraform.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await openCloud();
});
afterAll(async () => {
  await cloud[Symbol.asyncDispose]();
});

interface Visit extends Partial<ScenarioOptions> {
  readonly name: string;
  readonly before?: (scenario: Scenario) => void | Promise<void>;
  readonly given?: StepOptions['with'];
  /** How many objects there were before it came. */
  readonly leaves?: number;
}

/** One visit of the doctor; what it has done must be gone when it leaves. */
async function visit({ before, given, leaves = 0, ...options }: Visit): Promise<StepResult> {
  await using scenario = await openScenario(cloud, { lockMode: 'both', ...options });
  const checkout = await scenario.checkout(resource('a', 'one'));
  scenario.github.addRun({ id: 1118, status: 'in_progress', headSha: shaOf('m') });
  await before?.(scenario);
  const step = await checkout.step({ event: dispatchOn('main'), with: { command: 'doctor', ...given } });
  const result = await step.ended;
  const traces = await tracesOf(cloud, `${options.name}/prod/`);
  expect(traces.filter((trace) => trace.includes('doctor-'))).toEqual([]);
  expect(traces.filter((trace) => !trace.startsWith('item ')).length).toBeLessThanOrEqual(Math.max(1, leaves));
  expect(scenario.github.violations).toEqual([]);
  return result;
}

function found(result: StepResult, ...words: readonly string[]): void {
  for (const word of words) {
    expect(result.summary).toContain(word);
  }
}

function wrong(result: StepResult, ...words: readonly string[]): void {
  expect(result.outputs).toMatchObject({ command: 'doctor', 'failure-reason': 'backend-unusable' });
  expect(result.exitCode).toBe(1);
  expect(result.summary).toContain('- **wrong**');
  found(result, ...words);
}

/** What the role of Lockstep's own requests may not do, at keys and items that have this in their names. */
const forbid = {
  read: (key: string): void => {
    forbidObjects(key, 'GetObject');
  },
  write: (key: string): void => {
    forbidObjects(key, 'PutObject');
  },
  item: (id: string): void => {
    cloud.dynamodb.addFault({
      matches: (request) => isOurs(request) && request.operation === 'PutItem' && (request.lockId ?? '').includes(id),
      times: Infinity,
      then: { kind: 'answer', status: 400, code: 'AccessDeniedException' },
    });
  },
};

function forbidObjects(key: string, operation: string): void {
  cloud.s3.addFault({
    matches: (request) => isOurs(request) && request.operation === operation && request.key.includes(key),
    times: Infinity,
    then: { kind: 'answer', status: 403, code: 'AccessDenied' },
  });
}

describeCasesWithTerraform('a doctor of what is as it should be', (toTry) => {
  for (const lockMode of toTry(['both', 'table', 'lockfile'])) {
    test(`finds all as it should be, and prints the policies, lock in ${lockMode}`, async () => {
      const result = await visit({ name: `well-${lockMode}`, lockMode });
      expect(result.outputs).toMatchObject({ command: 'doctor', outcome: 'examined' });
      expect(result.exitCode).toBe(0);
      expect(result.summary).toContain('doctor · all that is needed is there\n');
      expect(result.summary).not.toMatch(/\*\*(?:wrong|warning|not checked)\*\*/);
      found(result, 'conditional writes', 'versions of the bucket', 'actions: read', '"Sid": "NeverWriteProduction"');
      expect(result.summary.includes('lock table')).toBe(lockMode !== 'lockfile');
      expect(result.log).toContain('good: versions of the bucket: kept.');
    });
  }
});

describeWithTerraform('a doctor', () => {
  test('names a bucket that does not exist', async () => {
    const result = await visit({ name: 'no-bucket', backend: { bucket: '"nowhere"' } });
    wrong(result, 'does not exist. Create it, or correct the backend block.');
    // OpenTofu's own words do not name it, and the init of Terraform 1.5 asks for none.
    expect(result.summary).toMatch(/the bucket (?:(?:of )?nowhere|of the backend block) does not exist/);
  });

  test('names the region of a bucket that is elsewhere', async () => {
    cloud.s3.createBucket('elsewhere', { versioned: true, region: 'eu-west-1' });
    const result = await visit({ name: 'region', backend: { bucket: '"elsewhere"' } });
    wrong(result, 'the bucket is in');
    expect(result.summary).toMatch(/the bucket is in (?:the region eu-west-1|another region)\. Correct region/);
  });
});

describeOthersWithTerraform('a doctor', () => {
  test('warns a role that applies and may not name the table where the queue lies', async () => {
    const result = await visit({
      name: 'no-pointer',
      lockMode: 'table',
      before: ({ prodKey }) => {
        forbid.write(`${prodKey}.lockstep.json`);
      },
    });
    expect(result.outputs).toMatchObject({ outcome: 'examined' });
    found(result, "**warning**: production's queue", 'Grant s3:GetObject and s3:PutObject on');
    expect(result.summary).toContain('may write production, as an apply does');
  });

  test('warns of a bucket without versions, with the command', async () => {
    cloud.s3.createBucket('unversioned');
    const result = await visit({ name: 'plain', backend: { bucket: '"unversioned"' } });
    expect(result.outputs).toMatchObject({ outcome: 'examined' });
    found(result, '**warning**: versions of the bucket: `not kept`');
    found(result, 'aws s3api put-bucket-versioning --bucket unversioned --versioning-configuration Status=Enabled');
    expect(cloud.s3.versions('unversioned')).toEqual([]);
  });

  test.skipIf(!HAS_LOCKFILE)('names an endpoint that ignores conditional writes', async () => {
    cloud.s3.createBucket('careless', {
      versioned: true,
      faults: ['ignores If-None-Match', 'ignores If-Match on PUT'],
    });
    const result = await visit({ name: 'careless', lockMode: 'lockfile', backend: { bucket: '"careless"' } });
    wrong(
      result,
      'the store ignores If-None-Match',
      'the store ignores If-Match on a write',
      'believe that it is their turn',
    );
    expect(cloud.s3.versions('careless')).toEqual([]);
    const withTable = await visit({ name: 'careless-table', lockMode: 'table', backend: { bucket: '"careless"' } });
    expect(withTable.outputs).toMatchObject({ outcome: 'examined' });
    found(withTable, '**warning**: conditional writes');
  });

  test('names a lock table that is not there, with account, region and the command that makes it', async () => {
    await using sts = await startStsServer();
    const endpoints = endpointsOf(cloud, sts);
    const result = await visit({
      name: 'no-table',
      lockMode: 'table',
      backend: { dynamodb_table: '"missing"', ...endpoints },
    });
    wrong(result, 'there is no table missing in us-east-1 of the account 123456789012');
    found(result, 'aws dynamodb create-table --table-name missing --billing-mode PAY_PER_REQUEST');
    cloud.s3.createBucket('of-another', { versioned: true, owner: '999999999999' });
    const another = await visit({
      name: 'other-account',
      lockMode: 'table',
      backend: { dynamodb_table: '"missing"', ...endpoints, bucket: '"of-another"' },
    });
    wrong(another, 'the account 123456789012, and the bucket of-another belongs to another account');
  });

  test('names a table without LockID, and one whose items expire', async () => {
    await cloud.dynamodb.createTable('mistaken', 'id');
    const mistaken = await visit({ name: 'mistaken', backend: { dynamodb_table: '"mistaken"' } });
    wrong(mistaken, 'the key of mistaken is id (S), and not LockID of type S alone', 'AttributeName=LockID');
    await cloud.dynamodb.createTable('fading');
    cloud.dynamodb.expireBy('fading', 'Expires');
    const fading = await visit({ name: 'fading', backend: { dynamodb_table: '"fading"' } });
    expect(fading.outputs).toMatchObject({ outcome: 'examined' });
    found(fading, '**warning**: expiry of items: `items of fading expire by their attribute Expires`');
    found(fading, 'aws dynamodb update-time-to-live --table-name fading');
  });

  test('names each permission that is missing, with the resource', async () => {
    forbid.read('no-get/prod/terraform.tfstate');
    wrong(await visit({ name: 'no-get' }), `the role may not s3:GetObject on ${BUCKET}/no-get/prod/terraform.tfstate.`);
    forbid.write('no-put/prod/');
    forbid.item('no-put/prod/terraform.tfstate');
    wrong(await visit({ name: 'no-put' }), `the role may not s3:PutObject on ${BUCKET}/no-put/prod/pr-doctor-`);
    forbid.item('no-item/prod/pr-doctor-');
    forbid.item('no-item/prod/terraform.tfstate');
    wrong(
      await visit({ name: 'no-item' }),
      `the role may not dynamodb:PutItem on ${TABLE}, item ${BUCKET}/no-item/prod/pr-doctor-`,
    );
  });

  test('tells the role that plans from the one that applies', async () => {
    forbid.item('planning/prod/terraform.tfstate');
    forbid.write('planning/prod/terraform.tfstate');
    const planning = await visit({ name: 'planning' });
    expect(planning.outputs).toMatchObject({ outcome: 'examined' });
    found(planning, '**warning**: role: `it may not write production`', 'Right for the role that plans');
    forbid.write('applying/prod/pr-doctor-');
    const applying = await visit({ name: 'applying' });
    expect(applying.outputs).toMatchObject({ outcome: 'examined' });
    found(applying, '**warning**: keys of pull requests', 'This role can apply and not plan');
    forbid.write('blind/prod/pr-doctor-');
    forbid.read('blind/prod/pr-doctor-');
    wrong(await visit({ name: 'blind' }), '**wrong**: reviews', 'the role may not s3:GetObject');
  });

  test('names the part of an apply that a role may not do, without doing any of it', async () => {
    forbid.write('half/prod/terraform.tfstate');
    forbid.item('half/prod/terraform.tfstate-md5');
    const half = await visit({ name: 'half' });
    wrong(half, 'it may do a part of what an apply does', `s3:PutObject on ${BUCKET}/half/prod/terraform.tfstate`);
    found(half, `dynamodb:PutItem on ${TABLE}, item ${BUCKET}/half/prod/terraform.tfstate-md5`);
  });

  test('says what of production stops somebody now: a digest of another state, a freeze, a lock', async () => {
    const result = await visit({
      name: 'stopped',
      lockMode: 'table',
      before: async ({ prodKey }) => {
        seedState(cloud, prodKey);
        const id = `${BUCKET}/${prodKey}`;
        await cloud.dynamodb.putItem(TABLE, { LockID: { S: `${id}-md5` }, Digest: { S: '0'.repeat(32) } });
        const frozen = {
          id: 'f',
          runUrl: 'https://github.com/octo/infra/actions/runs/9',
          at: '2026-11-21T10:00:00Z',
          fingerprint: 'x',
        };
        const queue = { version: 1, nextSequence: 1, tickets: [], departed: [], frozen };
        await cloud.dynamodb.putItem(TABLE, {
          LockID: { S: `${id}#lockstep` },
          Body: { S: JSON.stringify(queue) },
          WriteId: { S: 'w' },
        });
        await lockByHand(cloud, prodKey, 'table', lockOf('ana'));
      },
    });
    wrong(result, "**wrong**: production's state", 'frozen since 2026-11-21T10:00:00Z', 'held by ana');
  });

  test('prints no policies for a template of which none can be made', async () => {
    const result = await visit({ name: 'template', given: { 'pr-state-key': '{dir}/{pr}/{file}' } });
    expect(result.outputs).toMatchObject({ outcome: 'examined' });
    found(result, 'no policy can tell the keys template/prod/*/terraform.tfstate from others');
    expect(result.summary).not.toContain('"Sid"');
  });

  test('names what the token may not ask', async () => {
    const silent = async (operationId: string): Promise<StepResult> =>
      visit({
        name: `silent-${operationId.replaceAll('/', '-')}`,
        before: ({ github }) => {
          github.addFault({
            matches: (request) => request.operationId === operationId,
            times: Infinity,
            then: { kind: 'answer', status: 403, body: { message: 'Resource not accessible by integration' } },
          });
        },
      });
    found(await silent('actions/get-workflow-run-attempt'), '**warning**: actions: read');
    for (const [operationId, permission] of [
      ['repos/compare-commits-with-basehead', 'contents: read'],
      ['graphql', 'pull-requests: read'],
    ] as const) {
      const result = await silent(operationId);
      expect(result.outputs).toMatchObject({ 'failure-reason': 'github-unusable' });
      expect(result.summary).toContain(`**wrong**: ${permission}`);
      expect(result.summary).toContain('Resource not accessible by integration');
    }
  });

  test('says what Terraform said when it does not even begin', async () => {
    const result = await visit({ name: 'broken', given: { 'backend-config': 'nonsense=1' } });
    wrong(result, `${TOOL} init`);
  });

  test('writes nothing at all of production, nor of a pull request', async () => {
    const seeded = (scenario: Scenario): void => {
      seedState(cloud, scenario.prodKey);
      cloud.s3.put(BUCKET, 'alone/prod/0/terraform.tfstate', 'of another stack');
      cloud.s3.put(BUCKET, 'alone/prod/pr-0/terraform.tfstate', 'of nobody knows whom');
      cloud.s3.clearRequests();
      cloud.dynamodb.clearRequests();
    };
    const before = (): readonly unknown[] => cloud.s3.versions(BUCKET, 'alone/prod/');
    const result = await visit({ name: 'alone', before: seeded, leaves: 3 });
    expect(result.outputs).toMatchObject({ outcome: 'examined' });
    expect(before()).toHaveLength(3);
    expect(JSON.stringify(await cloud.dynamodb.items(TABLE))).not.toContain('alone/prod');
    const written = [
      ...cloud.s3.requests
        .filter(({ method, status }) => !/^(?:GET|HEAD)$/.test(method) && status < 300)
        .map(({ key }) => key),
      ...cloud.dynamodb.requests
        .filter(({ operation, status }) => /^(?:Put|Delete|Update)/.test(operation) && status < 300)
        .map(({ lockId }) => lockId ?? ''),
    ];
    expect(written.length).toBeGreaterThan(5);
    expect(written.filter((name) => !name.includes('/pr-doctor-'))).toEqual([]);
  });

  test('does not accuse an endpoint when two of them look at once', async () => {
    await using scenario = await openScenario(cloud, { name: 'two', lockMode: 'lockfile' });
    const visits = await Promise.all(
      [0, 1, 2].map(async () => {
        const checkout = await scenario.checkout(resource('a', 'one'));
        return (await checkout.step({ event: dispatchOn('main'), with: { command: 'doctor' } })).ended;
      }),
    );
    expect(visits.map(({ outputs }) => outputs['outcome'])).toEqual(['examined', 'examined', 'examined']);
  });
});
