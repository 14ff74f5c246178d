import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { childEnvironment, readSelectedWorkspace } from '../../../src/adapters/terraform/environment.ts';
import { useTemporaryFolder } from '../../support/temporary-folder.ts';

const folder = useTemporaryFolder();
const OWN_LOG = '/files/terraform.log';

function environment(env: Readonly<Record<string, string>>): ReturnType<typeof childEnvironment> {
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
    expect(environment(given)).toEqual({
      PATH: '/bin',
      TF_VAR_region: 'eu',
      GITHUB_SHA: 'abc',
      ACTIONS_ID_TOKEN_REQUEST_URL: 'https://id',
      TF_LOG_PATH: OWN_LOG,
      TF_IN_AUTOMATION: '1',
      TF_INPUT: '0',
      TF_WORKSPACE: 'blue',
    });
  });

  it('is told to ask nobody and to be in this workspace, whatever the job says', () => {
    expect(environment({ TF_INPUT: '1', TF_WORKSPACE: 'red' })).toMatchObject({
      TF_INPUT: '0',
      TF_WORKSPACE: 'blue',
    });
  });
});

describe("Terraform's own log", () => {
  it.each([
    {},
    { TF_LOG: '' },
    { TF_LOG: 'TRACE' },
    { TF_LOG_CORE: 'ERROR', TF_LOG_PROVIDER: 'DEBUG' },
    { TF_LOG: 'OFF' },
  ])('is as the workflow has asked for it, and never on stderr: %j', (env) => {
    const { PATH, ...logged } = environment({ PATH: '/bin', ...env });
    expect(PATH).toBe('/bin');
    expect(logged).toEqual({
      ...env,
      TF_LOG_PATH: OWN_LOG,
      TF_IN_AUTOMATION: '1',
      TF_INPUT: '0',
      TF_WORKSPACE: 'blue',
    });
  });

  it.each([
    ['/logs/all.log', '/logs/all.log'],
    ['all.log', '/checkout/infra/all.log'],
  ])('stays where the workflow wants it (%s)', (given, path) => {
    expect(environment({ TF_LOG: 'INFO', TF_LOG_PATH: given })).toMatchObject({ TF_LOG_PATH: path });
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
