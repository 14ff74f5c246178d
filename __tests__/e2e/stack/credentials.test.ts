import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
import { ACTIONS_ISSUER, idToken, startIdTokenServer, type IdTokenServer } from '../../support/aws/id-token-server.ts';
import { lockByHand, lockOf } from '../../support/runner/lock-by-hand.ts';
import type { Step } from '../../support/runner/runner.ts';
import { BEFORE, seedState } from '../../support/runner/seeded-state.ts';
import {
  BUCKET,
  endpointsOf,
  openCloud,
  openScenario,
  pushToMain,
  shaOf,
  TABLE,
  type Cloud,
  type Scenario,
} from '../../support/runner/stage.ts';
import { startStsServer, type StsServer } from '../../support/aws/sts-server.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { describeWithTerraform } from '../../support/runner/with-terraform.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await openCloud();
});
afterAll(async () => {
  await cloud[Symbol.asyncDispose]();
});

const EXPIRE = '::warning::The AWS credentials expire at';

const inMinutes = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString();

const ROLE = 'arn:aws:iam::123456789012:role/deploy';

/** An apply whose identity is this token in a file, and nothing else. It waits for a person's lock. */
async function waitWithToken(
  scenario: Scenario,
  { ids, token }: { readonly ids: IdTokenServer; readonly token: string },
): Promise<{ readonly step: Step; readonly file: string }> {
  const checkout = await scenario.checkout(BEFORE);
  seedState(cloud, scenario.prodKey);
  scenario.github.addPullRequest({ number: 42, headSha: shaOf('h'), merged: true, mergeCommitSha: shaOf('m') });
  await lockByHand(cloud, scenario.prodKey, 'table', lockOf('ana'));
  const file = join(checkout.folder, 'web-identity-token');
  await writeFile(file, token, { mode: 0o600 });
  const env = {
    AWS_ACCESS_KEY_ID: '',
    AWS_SECRET_ACCESS_KEY: '',
    AWS_WEB_IDENTITY_TOKEN_FILE: file,
    AWS_ROLE_ARN: ROLE,
    AWS_ROLE_SESSION_NAME: 'ci',
    ...ids.env,
  };
  const step = await checkout.step({ event: pushToMain(shaOf('m')), env });
  await waitUntil(() => scenario.github.comments(42)[0]?.body.includes('apply is waiting') ?? false);
  return { file, step };
}

/** From now on STS does not take this token any more, as it would not take one that has expired. */
function expire(sts: StsServer, token: string): void {
  sts.addFault({
    matches: ({ parameters }) => parameters['WebIdentityToken'] === token,
    times: Infinity,
    then: { kind: 'answer', status: 400, code: 'ExpiredTokenException' },
  });
}

describeWithTerraform('credentials that end', () => {
  test.concurrent('before the run may be done are warned of before it takes its turn', async ({ expect }) => {
    await using scenario = await openScenario(cloud, { name: 'soon', lockMode: 'table', unreviewed: 'warn' });
    const checkout = await scenario.checkout(BEFORE);
    seedState(cloud, scenario.prodKey);
    const started = Promise.withResolvers<Step>();
    // The turn is not given before the warning is in the log, so that a run that warns later never ends.
    const queue = `${BUCKET}/${scenario.prodKey}#lockstep`;
    cloud.dynamodb.addFault({
      matches: ({ operation, lockId }) => operation === 'PutItem' && lockId === queue,
      then: {
        kind: 'run',
        task: async () => {
          const step = await started.promise;
          await waitUntil(() => step.logSoFar().includes(EXPIRE));
        },
      },
    });
    const at = inMinutes(25);
    const event = pushToMain(shaOf('m'));
    started.resolve(await checkout.step({ event, env: { AWS_CREDENTIAL_EXPIRATION: at } }));
    const warned = await (await started.promise).ended;

    expect(warned.outputs).toMatchObject({ outcome: 'no-changes' });
    const warnings = warned.log.split('\n').filter((line) => line.startsWith(EXPIRE));
    expect(warnings).toEqual([expect.stringContaining(`${EXPIRE} ${at}, in `)]);
    expect(warnings[0]).toContain('this run may wait for 20 min');
    expect(warnings[0]).toContain('role-duration-seconds');
  });

  test.concurrent('after the run is surely done are not warned of', async ({ expect }) => {
    await using scenario = await openScenario(cloud, { name: 'late', lockMode: 'table', unreviewed: 'warn' });
    const checkout = await scenario.checkout(BEFORE);
    seedState(cloud, scenario.prodKey);
    const enough = { with: { 'lock-timeout': '10m' }, env: { AWS_CREDENTIAL_EXPIRATION: inMinutes(25) } };
    const applied = await checkout.push(shaOf('m'), enough);
    expect(applied.outputs).toMatchObject({ outcome: 'no-changes' });
    expect(applied.log).not.toContain(EXPIRE);
  });

  test.concurrent(
    'during a wait are renewed before Terraform’s next command: a web identity token that GitHub gave the workflow',
    async ({ expect }) => {
      await using sts = await startStsServer();
      await using ids = await startIdTokenServer();
      await using scenario = await openScenario(cloud, {
        name: 'renewed',
        lockMode: 'table',
        unreviewed: 'warn',
        backend: endpointsOf(cloud, sts),
      });
      const tokenFor = (seconds: number): string =>
        idToken({ exp: Math.floor(Date.now() / 1000) + seconds, iss: ACTIONS_ISSUER, aud: 'sts.amazonaws.com' });
      const token = tokenFor(3600);
      const { step, file } = await waitWithToken(scenario, { ids, token });

      // As if an hour had passed: a token with two minutes left is a good one, and this one has less now.
      const spent = tokenFor(100);
      await writeFile(file, spent);
      expire(sts, spent);
      await cloud.dynamodb.deleteItem(TABLE, `${BUCKET}/${scenario.prodKey}`);
      const applied = await step.ended;

      expect(applied.outputs).toMatchObject({ outcome: 'no-changes' });
      expect(ids.audiences).toEqual(['sts.amazonaws.com']);
      const [fresh = ''] = ids.tokens;
      expect(await readFile(file, 'utf8')).toBe(fresh);
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      const used = sts.requests.map(({ parameters }) => parameters['WebIdentityToken']);
      expect(used[0]).toBe(token);
      expect(used.at(-1)).toBe(fresh);
      expect(sts.requests.filter(({ status }) => status !== 200)).toEqual([]);
      expect(applied.log).toContain(`::add-mask::${fresh}`);
    },
  );

  test.concurrent('during a wait are left alone when the token comes from elsewhere', async ({ expect }) => {
    await using sts = await startStsServer();
    await using ids = await startIdTokenServer();
    await using scenario = await openScenario(cloud, {
      name: 'elsewhere',
      lockMode: 'table',
      unreviewed: 'warn',
      backend: endpointsOf(cloud, sts),
    });
    const exp = Math.floor(Date.now() / 1000) + 900;
    const token = idToken({ exp, iss: 'https://oidc.eks.us-east-1.amazonaws.com/id/1', aud: 'sts.amazonaws.com' });
    const { step, file } = await waitWithToken(scenario, { ids, token });
    await cloud.dynamodb.deleteItem(TABLE, `${BUCKET}/${scenario.prodKey}`);
    const applied = await step.ended;

    expect(applied.outputs).toMatchObject({ outcome: 'no-changes' });
    expect(applied.log).toContain(EXPIRE);
    expect(ids.audiences).toEqual([]);
    expect(await readFile(file, 'utf8')).toBe(token);
  });
});
