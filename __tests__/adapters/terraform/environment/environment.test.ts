import { describe, expect, it } from 'vitest';

import { childEnvironment } from '../../../../src/adapters/terraform/environment/environment.ts';

const OWN_LOG = '/files/terraform.log';

function environment(env: Readonly<Record<string, string>>): ReturnType<typeof childEnvironment> {
  return childEnvironment(env, {
    workspace: 'blue',
    directory: '/checkout/infra',
    filesDirectory: '/files',
    dataDirectory: '/files/data',
  });
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
      TF_DATA_DIR: '/files/data',
    });
  });

  it('is told to ask nobody, and to be in this workspace and data directory, whatever the job says', () => {
    expect(environment({ TF_INPUT: '1', TF_WORKSPACE: 'red', TF_DATA_DIR: 'elsewhere' })).toMatchObject({
      TF_INPUT: '0',
      TF_WORKSPACE: 'blue',
      TF_DATA_DIR: '/files/data',
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
      TF_DATA_DIR: '/files/data',
    });
  });

  it.each([
    ['/logs/all.log', '/logs/all.log'],
    ['all.log', '/checkout/infra/all.log'],
  ])('stays where the workflow wants it (%s)', (given, path) => {
    expect(environment({ TF_LOG: 'INFO', TF_LOG_PATH: given })).toMatchObject({ TF_LOG_PATH: path });
  });
});
