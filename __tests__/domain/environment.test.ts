import { expect, it } from 'vitest';

import { settingsOf, withSettings } from '../../src/domain/environment.ts';

const MAIN = {
  TF_WORKSPACE: 'blue',
  TF_CLI_ARGS_plan: '-compact-warnings',
  'INPUT_STATE-KEY': 'prod',
  INPUT_TOKEN: 'ghs_1',
  TF_VAR_password: 'hunter2',
  TF_TOKEN_app_terraform_io: 'token',
  TF_ENCRYPTION: 'passphrase',
  PATH: '/terraform-1.11',
  AWS_SESSION_TOKEN: 'of main',
  GITHUB_RUN_ID: '1',
};

it('post works with the settings that main had, whatever steps in between have set, and with the credentials of now', () => {
  const later = {
    TF_WORKSPACE: 'green',
    TF_DATA_DIR: 'elsewhere',
    'INPUT_STATE-KEY': 'another',
    INPUT_TOKEN: 'ghs_2',
    TF_VAR_password: 'hunter2',
    Path: '/terraform-1.5',
    AWS_SESSION_TOKEN: 'of now',
    GITHUB_RUN_ID: '1',
  };
  expect(withSettings(later, settingsOf(MAIN))).toEqual({
    TF_WORKSPACE: 'blue',
    TF_CLI_ARGS_plan: '-compact-warnings',
    'INPUT_STATE-KEY': 'prod',
    INPUT_TOKEN: 'ghs_2',
    TF_VAR_password: 'hunter2',
    PATH: '/terraform-1.11',
    AWS_SESSION_TOKEN: 'of now',
    GITHUB_RUN_ID: '1',
  });
});

it('no token, variable or passphrase is kept on disk', () => {
  expect(Object.keys(settingsOf(MAIN))).toEqual(['TF_WORKSPACE', 'TF_CLI_ARGS_plan', 'INPUT_STATE-KEY', 'PATH']);
});
