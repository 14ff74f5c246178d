import { describe, expect, it } from 'vitest';
import { runCredentialProcess } from '../../../../src/adapters/aws/sdk/credential-process.ts';

const run = (command: string) =>
  runCredentialProcess(command, { env: { PATH: process.env['PATH'], NAME: 'AKIA' }, directory: '/', profile: 'ci' });

describe('a credential_process', () => {
  it('gives keys, with the time at which they end', async () => {
    const printed = '{"Version":1,"AccessKeyId":"%s","SecretAccessKey":"s","Expiration":"2026-11-30T12:00:00Z"}';
    expect(await run(`printf '${printed}' "$NAME"`)).toEqual({
      accessKeyId: 'AKIA',
      secretAccessKey: 's',
      expiration: new Date('2026-11-30T12:00:00Z'),
    });
  });

  it.each([
    ['exit 3', 'failed (exit code 3)'],
    ['echo no', 'printed no JSON'],
    [`echo '{"Version":2,"AccessKeyId":"a","SecretAccessKey":"s"}'`, 'printed JSON without a good Version'],
    [`echo '{"Version":1,"AccessKeyId":"a"}'`, 'printed JSON without a good SecretAccessKey'],
    [`echo '[]'`, 'printed JSON without a good'],
  ])('is refused for what it did wrong: %s', async (command, why) => {
    await expect(run(command)).rejects.toThrow(`the credential_process of the AWS profile ci ${why}`);
  });
});
