import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

import { useTemporaryFolder } from '../support/temporary-folder.ts';

const folder = useTemporaryFolder();

/** What is said before `npm test`, in a folder with or without Node 24 and with this on the PATH as `terraform`. */
function saidOf({ node, terraform }: { node: boolean; terraform: string | undefined }): string {
  const at = (...names: readonly string[]): string => join(folder(), ...names);
  cpSync(join(import.meta.dirname, '../../scripts/requirements.cjs'), at('scripts/requirements.cjs'));
  mkdirSync(at('node_modules/node/bin'), { recursive: true });
  if (node) writeFileSync(at('node_modules/node/bin/node'), '');
  mkdirSync(at('bin'));
  if (terraform !== undefined) {
    writeFileSync(at('bin/terraform'), `#!/bin/sh\necho '${terraform}'\n`, { mode: 0o755 });
  }
  const { status, stderr } = spawnSync(process.execPath, [at('scripts/requirements.cjs'), 'npm test'], {
    env: { PATH: at('bin') },
    encoding: 'utf8',
  });
  expect(status).toBe(stderr === '' ? 0 : 1);
  return stderr;
}

it.each([
  ['Node 24 is not installed', { node: false, terraform: 'Terraform v1.11.4' }, 'npm ci --ignore-scripts=false'],
  [
    'there is no Terraform',
    { node: true, terraform: undefined },
    'needs Terraform 1.11 or newer on PATH, and there is none',
  ],
  ['Terraform is too old', { node: true, terraform: 'Terraform v1.9.8' }, '1.11 or newer on PATH, and v1.9 is there'],
  ['Terraform says nothing of a version', { node: true, terraform: 'hello' }, 'and an unknown version is there'],
])('when %s, the commands of the README say so in one sentence', (_, there, says) => {
  const said = saidOf(there);
  expect(said).toContain(says);
  expect(said).toMatch(/^npm test needs [^\n]*\.\n$/);
});

it.each(['Terraform v1.11.0', 'Terraform v1.14.2-beta1', 'Terraform v2.0.0'])(
  'with %s nothing is said',
  (terraform) => {
    expect(saidOf({ node: true, terraform })).toBe('');
  },
);
