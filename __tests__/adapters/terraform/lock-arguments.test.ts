import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

import { openTerraform } from '../../../src/adapters/terraform/terraform.ts';
import { createInputs } from '../../support/fakes/factories.ts';
import { useTemporaryFolder } from '../../support/temporary-folder.ts';
import { PROD } from '../../support/fakes/fake-backend.ts';

const folder = useTemporaryFolder();

/** Notes how it was called, and does nothing. */
const TOOL = `#!/bin/sh
echo "$@" >> "$CALLS"
`;

it.skipIf(process.platform === 'win32')(
  'Terraform is told to take no lock by plan, apply and state push, and by nothing else',
  async () => {
    const calls = join(folder(), 'calls');
    const [directory, filesDirectory, bin] = ['module', 'files', 'bin'].map((name) => {
      mkdirSync(join(folder(), name));
      return join(folder(), name);
    }) as [string, string, string];
    writeFileSync(join(bin, 'terraform'), TOOL);
    chmodSync(join(bin, 'terraform'), 0o755);
    const terraform = await openTerraform({
      inputs: createInputs(),
      directory,
      filesDirectory,
      env: { PATH: `${bin}:${process.env['PATH'] ?? ''}`, CALLS: calls },
      cancelled: new AbortController().signal,
      openLog: () => ({ write: () => undefined, [Symbol.dispose]: () => undefined }),
      onStart: () => undefined,
      note: () => undefined,
      warn: () => undefined,
      beforeStep: () => undefined,
      knownSecrets: () => [],
    });
    const under = { lockId: 'ours' };
    await terraform.init({ key: 'k', workspace: 'selected' });
    await terraform.plan(under);
    await terraform.planRefreshOnly(under);
    await Promise.allSettled([terraform.showPlan()]);
    await terraform.apply(under);
    await terraform.pushState('/w/errored.tfstate', under, PROD);
    await Promise.allSettled([terraform.readOutputs()]);
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
      ['plan', false, ['-lock=false']],
      ['plan', true, ['-lock=false']],
      ['show', false, null],
      ['apply', false, ['-lock=false']],
      ['state push', false, ['-lock=false']],
      ['output', false, null],
    ]);
  },
);
