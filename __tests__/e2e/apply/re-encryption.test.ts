import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
import { runAsPrinted } from '../../support/documents/run-as-printed.ts';
import { denied } from '../../support/aws/s3-server/server.ts';
import {
  BUCKET,
  openCloud,
  openScenario,
  resource,
  shaOf,
  type Cloud,
  type Scenario,
} from '../../support/runner/stage.ts';
import { isLocked, stateAt, turnsAt } from '../../support/runner/traces.ts';
import { describeWithTofu } from '../../support/runner/with-terraform.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await openCloud();
});
afterAll(async () => {
  await cloud[Symbol.asyncDispose]();
});

const merged = { number: 42, headSha: shaOf('head of 42'), merged: true, mergeCommitSha: shaOf('m') };

/** States are written with the first of these methods, and read with the second, too. */
function encryption(method: string, fallback: string): string {
  return `
key_provider "pbkdf2" "old" { passphrase = "correct horse battery staple" }
key_provider "pbkdf2" "new" { passphrase = "another one for the stable door" }
method "aes_gcm" "old" { keys = key_provider.pbkdf2.old }
method "aes_gcm" "new" { keys = key_provider.pbkdf2.new }
method "unencrypted" "none" {}
state {
  method = method.${method}
  fallback { method = method.${fallback} }
}
`;
}

const SWITCHED_ON = encryption('aes_gcm.old', 'unencrypted.none');
const NEW_KEY = encryption('aes_gcm.new', 'aes_gcm.old');

function versionsOf({ prodKey }: Scenario): number {
  return cloud.s3.versions(BUCKET, prodKey).filter(({ key }) => key === prodKey).length;
}

const isEncrypted = ({ prodKey }: Scenario): boolean => stateAt(cloud, prodKey).body.includes('encrypted_data');

describeWithTofu('an apply that changes no resource', () => {
  test.concurrent(
    'switches the encryption of the state on, changes its key, and writes nothing else',
    async ({ expect }) => {
      await using scenario = await openScenario(cloud, {
        name: 're-encrypt',
        lockMode: 'table',
        unreviewed: 'warn',
      });
      scenario.github.addPullRequest(merged);
      const checkout = await scenario.checkout(resource('a', 'kept'));
      let runId = 4000;
      const push = async (settings?: string): Promise<string> => {
        runId += 1;
        const env = settings === undefined ? {} : { TF_ENCRYPTION: settings };
        const { outputs, log, summary } = await checkout.push(shaOf('m'), { runId: String(runId), env });
        expect(outputs['outcome'], log).toBe(runId === 4001 ? 'applied' : 'no-changes');
        return summary;
      };
      const isAnew = 'The state was written anew, as its encryption is configured now.';
      await push();
      const first = versionsOf(scenario);
      expect(await push()).not.toContain(isAnew);
      expect([versionsOf(scenario), isEncrypted(scenario)]).toEqual([first, false]);

      expect(await push(SWITCHED_ON)).toContain(isAnew);
      expect([versionsOf(scenario), isEncrypted(scenario)]).toEqual([first + 1, true]);
      expect(await push(SWITCHED_ON)).not.toContain(isAnew);
      expect(versionsOf(scenario)).toBe(first + 1);

      expect(await push(NEW_KEY)).toContain(isAnew);
      expect(await push(encryption('aes_gcm.new', 'unencrypted.none'))).not.toContain(isAnew);
      expect([versionsOf(scenario), isEncrypted(scenario)]).toEqual([first + 2, true]);

      expect(await turnsAt(cloud, scenario.prodKey)).toMatchObject({ tickets: [], frozen: undefined });
      expect(await isLocked(cloud, scenario.prodKey)).toBe(false);
    },
  );

  test.concurrent('switches on what a file of the root module says of encryption', async ({ expect }) => {
    await using scenario = await openScenario(cloud, {
      name: 're-encrypt-file',
      lockMode: 'table',
      unreviewed: 'warn',
    });
    scenario.github.addPullRequest(merged);
    const checkout = await scenario.checkout(resource('a', 'kept'));
    await checkout.push(shaOf('m'));
    await writeFile(join(checkout.folder, 'secrecy.tofu'), `terraform {\n  encryption {\n${SWITCHED_ON}  }\n}\n`);
    const { outputs, log } = await checkout.push(shaOf('m'), { runId: '4002' });
    expect(outputs['outcome'], log).toBe('no-changes');
    expect(isEncrypted(scenario)).toBe(true);
  });

  test.concurrent('and cannot save the state that it encrypts is rescued like any other', async ({ expect }) => {
    await using scenario = await openScenario(cloud, {
      name: 're-encrypt-unsaved',
      lockMode: 'table',
      unreviewed: 'warn',
    });
    scenario.github.addPullRequest(merged);
    const checkout = await scenario.checkout(resource('a', 'kept'));
    await checkout.push(shaOf('m'));
    const allow = cloud.s3.addFault(
      denied(({ operation, key }) => operation === 'PutObject' && key === scenario.prodKey),
    );
    const env = { TF_ENCRYPTION: SWITCHED_ON };
    const { outputs, log } = await checkout.push(shaOf('m'), { runId: '4002', env });
    expect(outputs, log).toMatchObject({ 'failure-reason': 'state-not-saved' });
    expect(isEncrypted(scenario)).toBe(false);
    allow();
    const comment = scenario.github.comments(42)[0]?.body ?? '';
    const repaired = await runAsPrinted(cloud, comment, checkout);
    expect(repaired.code, repaired.output).toBe(0);
    expect(isEncrypted(scenario)).toBe(true);
    const next = await checkout.push(shaOf('m'), { runId: '4003', env });
    expect(next.outputs['outcome'], next.log).toBe('no-changes');
  });
});
