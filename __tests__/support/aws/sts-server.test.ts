import {
  AssumeRoleCommand,
  AssumeRoleWithWebIdentityCommand,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { isOnPath, TOOL } from '../on-path.ts';
import { startS3Server } from './s3-server/server.ts';
import { accessKeyIdOfRole, startStsServer, type StsServer } from './sts-server.ts';
import { terraformOnS3 } from './terraform-on-s3.ts';

const ROLE = { RoleArn: 'arn:aws:iam::111122223333:role/ci/deploy', RoleSessionName: 'lockstep' };
const ROLE_KEY = 'ASIADY7NOPIWLW6CWGAA';

let server: StsServer;
let sts: STSClient;

beforeEach(async () => {
  server = await startStsServer();
  sts = clientWith('AKIDEXAMPLE');
});

afterEach(async () => {
  sts.destroy();
  await server[Symbol.asyncDispose]();
});

function clientWith(accessKeyId: string): STSClient {
  const credentials = { accessKeyId, secretAccessKey: 'test' };
  return new STSClient({ endpoint: server.url, region: 'us-east-1', credentials, maxAttempts: 1 });
}

describe('the STS test server', () => {
  it('gives every session of a role the access key id of that role', async () => {
    const first = await sts.send(new AssumeRoleCommand(ROLE));
    const second = await sts.send(new AssumeRoleCommand({ ...ROLE, RoleSessionName: 'other' }));
    expect(first.Credentials?.AccessKeyId).toBe(ROLE_KEY);
    expect(second.Credentials?.AccessKeyId).toBe(ROLE_KEY);
    expect(first.Credentials?.SessionToken).not.toBe(second.Credentials?.SessionToken);
    expect(accessKeyIdOfRole('arn:aws:iam::111122223333:role/ci/other')).not.toBe(ROLE_KEY);
  });

  it('ends a session after the duration asked for', async () => {
    const before = Date.now();
    const { Credentials } = await sts.send(new AssumeRoleCommand({ ...ROLE, DurationSeconds: 900 }));
    const begunMs = (Credentials?.Expiration?.getTime() ?? 0) - 900_000;
    // It is told in whole seconds.
    expect(begunMs).toBeGreaterThan(before - 1000);
    expect(begunMs).toBeLessThanOrEqual(Date.now());
  });

  it('tells who a caller is: a user, or the session of a role', async () => {
    const user = await sts.send(new GetCallerIdentityCommand());
    expect(user).toMatchObject({ Account: '123456789012', Arn: 'arn:aws:iam::123456789012:user/AKIDEXAMPLE' });
    await sts.send(new AssumeRoleCommand(ROLE));
    const assumed = clientWith(ROLE_KEY);
    const role = await assumed.send(new GetCallerIdentityCommand());
    assumed.destroy();
    expect(role).toMatchObject({
      Account: '111122223333',
      Arn: 'arn:aws:sts::111122223333:assumed-role/deploy/lockstep',
    });
  });

  it('takes a web identity for a role without a signature', async () => {
    const { Credentials } = await sts.send(new AssumeRoleWithWebIdentityCommand({ ...ROLE, WebIdentityToken: 'jwt' }));
    expect(Credentials?.AccessKeyId).toBe(ROLE_KEY);
    expect(server.requests).toMatchObject([
      { operation: 'AssumeRoleWithWebIdentity', accessKeyId: undefined, parameters: { WebIdentityToken: 'jwt' } },
    ]);
  });

  it('records who asked for what, and the status of the answer', async () => {
    await sts.send(new AssumeRoleCommand({ ...ROLE, ExternalId: 'external' }));
    expect(server.requests).toMatchObject([
      {
        operation: 'AssumeRole',
        accessKeyId: 'AKIDEXAMPLE',
        parameters: { RoleArn: ROLE.RoleArn, RoleSessionName: 'lockstep', ExternalId: 'external' },
        status: 200,
      },
    ]);
  });

  it('refuses what is no role, no session name or no action of its own', async () => {
    const named = (name: string) => expect.objectContaining({ name }) as Error;
    await expect(sts.send(new AssumeRoleCommand({ ...ROLE, RoleArn: 'arn:aws:iam::1:user/x' }))).rejects.toEqual(
      named('ValidationError'),
    );
    await expect(sts.send(new AssumeRoleCommand({ ...ROLE, RoleSessionName: 'a b' }))).rejects.toEqual(
      named('ValidationError'),
    );
    await expect(sts.send(new GetSessionTokenCommand())).rejects.toEqual(named('InvalidAction'));
  });

  it('denies the roles a test says it does', async () => {
    server.addFault({
      matches: ({ parameters }) => parameters['RoleArn'] === ROLE.RoleArn,
      times: Infinity,
      then: { kind: 'answer', status: 403, code: 'AccessDenied' },
    });
    await expect(sts.send(new AssumeRoleCommand(ROLE))).rejects.toMatchObject({
      name: 'AccessDenied',
      $metadata: { httpStatusCode: 403 },
    });
    await sts.send(new AssumeRoleCommand({ ...ROLE, RoleArn: 'arn:aws:iam::111122223333:role/other' }));
    expect(server.requests.map(({ status }) => status)).toEqual([403, 200]);
  });
});

const absent = isOnPath(TOOL) ? '' : ` (skipped: ${TOOL} is not on PATH)`;
if (absent !== '') console.log(`terraform assumes no role on the test server${absent}`);

describe.skipIf(absent !== '')(`terraform with assume_role on the STS test server${absent}`, () => {
  it('uses its bucket as the role', async () => {
    await using s3 = await startS3Server();
    s3.createBucket('states');
    const settings = [`assume_role = { role_arn = "${ROLE.RoleArn}", session_name = "lockstep" }`];
    await using workspace = await terraformOnS3({ s3: s3.url, sts: server.url }, settings);
    expect(await workspace.terraform('init', '-input=false')).toMatchObject({ code: 0 });
    expect(server.requests.map(({ operation, status }) => [operation, status])).toContainEqual(['AssumeRole', 200]);
    expect(new Set(s3.requests.map(({ accessKeyId }) => accessKeyId))).toEqual(new Set([ROLE_KEY]));
    expect(s3.requests[0]?.sessionToken).toMatch(/^\S{80}$/);
  });
});
