import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';

import { linkProviders } from '../../../../src/adapters/terraform/directories/providers.ts';
import { useTemporaryFolder } from '../../../support/temporary-folder.ts';

const folder = useTemporaryFolder();
const [AWS, NULL] = ['hashicorp/aws/5.0.0', 'hashicorp/null/3.2.1'].map(
  (path) => `registry.terraform.io/${path}/linux_amd64`,
) as [string, string];

it('links each package that is there, also one that is itself a link, and no other', async () => {
  const [from, to, cache] = ['from', 'to', 'cache'].map((name) => join(folder(), name)) as [string, string, string];
  mkdirSync(join(from, AWS), { recursive: true });
  writeFileSync(join(from, AWS, 'provider'), 'aws');
  mkdirSync(join(cache, 'null'), { recursive: true });
  mkdirSync(dirname(join(from, NULL)), { recursive: true });
  symlinkSync(join(cache, 'null'), join(from, NULL));
  symlinkSync(join(cache, 'gone'), join(dirname(join(from, NULL)), 'darwin_arm64'));

  await linkProviders(from, to);
  await linkProviders(from, to);

  expect(readFileSync(join(to, AWS, 'provider'), 'utf8')).toBe('aws');
  expect(readlinkSync(join(to, NULL))).toBe(join(cache, 'null'));
  expect(existsSync(join(dirname(join(to, NULL)), 'darwin_arm64'))).toBe(false);
  expect(lstatSync(dirname(join(to, AWS))).isSymbolicLink()).toBe(false);
  // What is taken over goes without what it was taken from.
  rmSync(join(to, AWS));
  expect(existsSync(join(from, AWS, 'provider'))).toBe(true);
});

it('does nothing where there are no providers', async () => {
  await linkProviders(join(folder(), 'from'), join(folder(), 'to'));
  expect(existsSync(join(folder(), 'to'))).toBe(false);
});
