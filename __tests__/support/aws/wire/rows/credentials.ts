import { NO_KEYS, profile, type Row } from '../row.ts';

export const CREDENTIALS: readonly Row[] = [
  {
    setting: 'access_key',
    backend: { access_key: '"AKIABACKEND"', secret_key: '"secret"', token: '"of-backend"' },
    without: { backend: ['access_key', 'secret_key', 'token'] },
  },
  {
    setting: 'profile',
    backend: { profile: '"ci"' },
    files: { 'home/.aws/credentials': profile('ci', 'AKIACI') + profile('default', 'AKIADEFAULT') },
  },
  {
    setting: 'shared_credentials_files',
    how: 'relative to the root module',
    backend: { shared_credentials_files: '["creds"]' },
    env: NO_KEYS,
    files: {
      'module/creds': profile('default', 'AKIARELATIVE'),
      'home/.aws/credentials': profile('default', 'AKIAHOME'),
    },
  },
  {
    setting: 'AWS_PROFILE',
    env: { ...NO_KEYS, AWS_PROFILE: 'ci' },
    files: { 'home/.aws/credentials': profile('ci', 'AKIACI') + profile('default', 'AKIADEFAULT') },
  },
];
