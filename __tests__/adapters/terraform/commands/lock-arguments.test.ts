import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

import { openTerraform } from '../../../../src/adapters/terraform/terraform.ts';
import { createInputs } from '../../../support/fakes/factories.ts';
import { useTemporaryFolder } from '../../../support/temporary-folder.ts';
import { PROD } from '../../../support/fakes/fake-backend.ts';

const folder = useTemporaryFolder();

/** Notes how it was called, and does nothing but note the backend. */
const TOOL = `#!/bin/sh
if [ "$1" = version ]; then echo 'Terraform v1.11.4'; exit; fi
echo "$@" >> "$CALLS"
if [ "$1" = init ]; then
  mkdir -p "$TF_DATA_DIR"
  echo '{"backend":{"type":"s3","config":{"bucket":"${PROD.bucket}","key":"${PROD.key}"}}}' > "$TF_DATA_DIR/terraform.tfstate"
fi
if [ "$1" = output ]; then echo '{}'; fi
if [ "$1 $2" = 'show -json' ]; then echo '{"format_version":"1.2"}'; fi
`;

it.skipIf(process.platform === 'win32')(
  'Terraform is told to take no lock by plan, apply and state push, and by nothing else',
  async () => {
    const calls = join(folder(), 'calls');
    const [directory, filesDirectory, bin] = ['module', 'files', 'bin'].map((name) => {
      mkdirSync(join(folder(), name));
      return join(folder(), name);
    }) as [string, string, string];
    writeFileSync(join(directory, 'main.tf'), 'terraform {\n  backend "s3" {}\n}\n');
    writeFileSync(join(bin, 'terraform'), TOOL);
    chmodSync(join(bin, 'terraform'), 0o755);
    const terraform = await openTerraform({
      inputs: createInputs(),
      directory,
      workspaceDirectory: folder(),
      writeAnnotation: () => undefined,
      filesDirectory,
      env: { PATH: `${bin}:${process.env['PATH'] ?? ''}`, CALLS: calls },
      cancelled: new AbortController().signal,
      openLog: () => ({ write: () => undefined, [Symbol.dispose]: () => undefined }),
      onStart: () => undefined,
      note: () => undefined,
      keep: () => undefined,
      warn: () => undefined,
      info: () => undefined,
      beforeStep: () => undefined,
      knownSecrets: () => [],
      maskInLog: () => undefined,
      spoken: [],
    });
    const under = { lockId: 'ours' };
    await terraform.findBackend(PROD.key);
    await terraform.init({ key: PROD.key, workspace: 'selected' });
    await terraform.plan(under);
    await terraform.planRefreshOnly(under);
    await Promise.allSettled([terraform.showPlan()]);
    await terraform.apply(under);
    await terraform.createWorkspace();
    await terraform.pushState('/w/errored.tfstate', under, PROD);
    await Promise.allSettled([terraform.readOutputs(PROD)]);
    expect(existsSync(calls)).toBe(true);
    const lines = readFileSync(calls, 'utf8').trim().split('\n');
    expect(
      lines.map((line) => [
        /^state push|^\w+/.exec(line)?.[0],
        line.includes('-refresh-only'),
        line.match(/-lock\S*/g),
      ]),
    ).toEqual([
      ['init', false, null],
      ['init', false, null],
      ['plan', false, ['-lock=false']],
      ['plan', true, ['-lock=false']],
      ['show', false, null],
      ['show', false, null],
      ['apply', false, ['-lock=false']],
      ['workspace', false, null],
      ['state push', false, ['-lock=false']],
      ['output', false, null],
    ]);
  },
);
