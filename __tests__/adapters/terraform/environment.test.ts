import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import {
  childEnvironment,
  readSelectedWorkspace,
  type ChildEnvironment,
} from '../../../src/adapters/terraform/environment.ts';
import { useTemporaryFolder } from '../../support/temporary-folder.ts';

const folder = useTemporaryFolder();
const OWN_LOG = '/files/terraform.log';

function environment(env: Readonly<Record<string, string>>): ChildEnvironment {
  return childEnvironment(env, { workspace: 'blue', directory: '/checkout/infra', filesDirectory: '/files' });
}

describe('what Terraform and its programs see', () => {
  it('is the environment of the job, without our inputs and the files in which words count as ours', () => {
    const given = {
      PATH: '/bin',
      TF_VAR_region: 'eu',
      GITHUB_SHA: 'abc',
      INPUT_TOKEN: 'ghs_secret',
      'INPUT_STALE-LOCK': 'recover',
      GITHUB_OUTPUT: '/o',
      GITHUB_STATE: '/s',
      GITHUB_ENV: '/e',
      GITHUB_PATH: '/p',
      GITHUB_STEP_SUMMARY: '/m',
      ACTIONS_RUNTIME_TOKEN: 'of the caches',
      ACTIONS_CACHE_URL: 'https://cache',
      // A provider may ask GitHub who runs it.
      ACTIONS_ID_TOKEN_REQUEST_URL: 'https://id',
    };
    expect(environment(given).variables).toEqual({
      PATH: '/bin',
      TF_VAR_region: 'eu',
      GITHUB_SHA: 'abc',
      ACTIONS_ID_TOKEN_REQUEST_URL: 'https://id',
      TF_LOG_CORE: 'INFO',
      TF_LOG_PATH: OWN_LOG,
      TF_IN_AUTOMATION: '1',
      TF_INPUT: '0',
      TF_WORKSPACE: 'blue',
    });
  });

  it('is told to ask nobody and to be in this workspace, whatever the job says', () => {
    expect(environment({ TF_INPUT: '1', TF_WORKSPACE: 'red' }).variables).toMatchObject({
      TF_INPUT: '0',
      TF_WORKSPACE: 'blue',
    });
  });
});

describe("Terraform's own log", () => {
  it('goes to a file of the run and tells of its locks, when nobody has asked for another', () => {
    for (const env of [{}, { TF_LOG: '' }, { TF_LOG_PATH: '/tmp/ignored.log' }]) {
      const { variables, lockLogFile } = environment(env);
      expect([lockLogFile, variables['TF_LOG_PATH'], variables['TF_LOG_CORE']]).toEqual([OWN_LOG, OWN_LOG, 'INFO']);
    }
  });

  it.each([{ TF_LOG: 'TRACE' }, { TF_LOG: 'debug' }, { TF_LOG: 'JSON' }, { TF_LOG_CORE: 'INFO', TF_LOG: 'ERROR' }])(
    'is as the workflow has asked for it, and never on stderr: %j',
    (env) => {
      const { variables, lockLogFile } = environment(env);
      expect(variables).toMatchObject({ ...env, TF_LOG_PATH: OWN_LOG });
      expect(lockLogFile).toBe(OWN_LOG);
    },
  );

  it.each([
    { TF_LOG: 'WARN' },
    { TF_LOG: 'OFF' },
    { TF_LOG_PROVIDER: 'TRACE' },
    { TF_LOG_CORE: 'ERROR', TF_LOG: 'INFO' },
  ])('tells of no locks when the workflow has asked for less: %j', (env) => {
    const { variables, lockLogFile } = environment(env);
    expect(lockLogFile).toBeUndefined();
    expect(variables['TF_LOG_CORE']).toBe('TF_LOG_CORE' in env ? env.TF_LOG_CORE : undefined);
  });

  it.each([
    ['/logs/all.log', '/logs/all.log'],
    ['all.log', '/checkout/infra/all.log'],
  ])('stays where the workflow wants it, and is not read there: others may write to it (%s)', (given, path) => {
    const { variables, lockLogFile } = environment({ TF_LOG: 'INFO', TF_LOG_PATH: given });
    expect([variables['TF_LOG_PATH'], lockLogFile]).toEqual([path, undefined]);
  });
});

describe('the selected workspace', () => {
  it('is the one of the environment, else the one that was selected, else the default one', async () => {
    expect(await readSelectedWorkspace({}, folder())).toBe('default');
    writeFileSync(join(folder(), 'environment'), 'blue\n');
    expect(await readSelectedWorkspace({}, folder())).toBe('blue');
    expect(await readSelectedWorkspace({ TF_WORKSPACE: '' }, folder())).toBe('blue');
    expect(await readSelectedWorkspace({ TF_WORKSPACE: 'red' }, folder())).toBe('red');
    writeFileSync(join(folder(), 'environment'), '');
    expect(await readSelectedWorkspace({}, folder())).toBe('default');
  });
});
