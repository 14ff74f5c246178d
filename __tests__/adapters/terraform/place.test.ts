import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';

import { openTerraform } from '../../../src/adapters/terraform/terraform.ts';
import { BackendUnusable } from '../../../src/domain/stack/backend.ts';
import type { Terraform } from '../../../src/ports/terraform.ts';
import { createInputs } from '../../support/fakes/factories.ts';
import { useTemporaryFolder } from '../../support/temporary-folder.ts';

const folder = useTemporaryFolder();
const ADDRESS = { bucket: 'states', key: 'k', path: 'k' };
const UNDER = { lockId: 'ours' };

/** Notes how it was called; `init` resolves the key that it is given last, or the one that stands in `stubborn`. */
const TOOL = `#!/bin/sh
if [ "$1" = version ]; then echo 'Terraform v1.11.4'; exit; fi
echo "$@" >> "$CALLS"
if [ "$1" = init ]; then
  for word in "$@"; do key="\${word#-backend-config=key=}"; done
  [ -f stubborn ] && key="$(cat stubborn)"
  mkdir -p "$TF_DATA_DIR"
  echo '{"backend":{"type":"s3","config":{"bucket":"states","key":"'$key'"}}}' > "$TF_DATA_DIR/terraform.tfstate"
fi
if [ "$1" = output ]; then echo '{}'; fi
`;

let terraform: Terraform;
beforeEach(async () => {
  const [directory, filesDirectory, bin] = ['module', 'files', 'bin'].map((name) => {
    mkdirSync(join(folder(), name));
    return join(folder(), name);
  }) as [string, string, string];
  writeFileSync(join(directory, 'main.tf'), 'terraform {\n  backend "s3" {}\n}\n');
  writeFileSync(join(bin, 'terraform'), TOOL);
  chmodSync(join(bin, 'terraform'), 0o755);
  terraform = await openTerraform({
    inputs: createInputs(),
    directory,
    workspaceDirectory: folder(),
    writeAnnotation: () => undefined,
    filesDirectory,
    env: { PATH: `${bin}:${process.env['PATH'] ?? ''}`, CALLS: join(folder(), 'calls') },
    cancelled: new AbortController().signal,
    openLog: () => ({ write: () => undefined, [Symbol.dispose]: () => undefined }),
    onStart: () => undefined,
    note: () => undefined,
    warn: () => undefined,
    info: () => undefined,
    beforeStep: () => undefined,
    knownSecrets: () => [],
    maskInLog: () => undefined,
    spoken: [],
    keep: (_what, error) => {
      throw error;
    },
  });
  await terraform.init({ key: ADDRESS.key, workspace: 'selected' });
  writeFileSync(join(folder(), 'calls'), '');
});

/** As a provisioner does that runs `init` itself. */
function repoint(): void {
  const settings = { type: 's3', config: { bucket: 'states', key: 'another' } };
  writeFileSync(join(terraform.dataDirectory, 'terraform.tfstate'), JSON.stringify({ backend: settings }));
}

function calls(): readonly (string | undefined)[] {
  return readFileSync(join(folder(), 'calls'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split(' ')[0]);
}

describe.skipIf(process.platform === 'win32')(
  'a data directory that a program of Terraform has pointed elsewhere',
  () => {
    it('is pointed back before a state is pushed', async () => {
      repoint();
      expect(await terraform.pushState('/w/errored.tfstate', UNDER, ADDRESS)).toEqual({ kind: 'pushed' });
      expect(calls()).toEqual(['init', 'state']);
      expect(await terraform.readBackend()).toMatchObject({ key: ADDRESS.key });
    });

    it('keeps a state from being pushed when it cannot be pointed back', async () => {
      repoint();
      writeFileSync(join(folder(), 'module/stubborn'), 'another');
      const pushed = await terraform.pushState('/w/errored.tfstate', UNDER, ADDRESS);
      expect(pushed).toMatchObject({
        kind: 'failed',
        details: expect.stringContaining('states/another instead of') as string,
      });
      expect(calls()).toEqual(['init']);
    });

    it('gives out no outputs, and is not asked for any', async () => {
      expect(await terraform.readOutputs(ADDRESS)).toEqual({});
      repoint();
      await expect(terraform.readOutputs(ADDRESS)).rejects.toThrow(BackendUnusable);
      writeFileSync(join(terraform.dataDirectory, 'terraform.tfstate'), 'no JSON');
      await expect(terraform.readOutputs(ADDRESS)).rejects.toThrow(BackendUnusable);
      expect(calls()).toEqual(['output']);
    });
  },
);

it.skipIf(process.platform === 'win32')('what was found of the backend is known to the process after', async () => {
  await expect(terraform.foundBackend()).rejects.toThrow(BackendUnusable);
  const found = await terraform.findBackend('another');
  expect(found).toMatchObject({ bucket: 'states', key: 'another' });
  expect(await terraform.foundBackend()).toEqual(found);
  // The look has a data directory of its own.
  expect(await terraform.readBackend()).toMatchObject({ key: ADDRESS.key });
});
