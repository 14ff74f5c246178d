import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { openIdentity, type Identity } from '../../../../src/adapters/terraform/tool/identify.ts';
import { Cancelled } from '../../../../src/domain/apply/aftermath.ts';
import { BadInput } from '../../../../src/domain/failure.ts';
import { makeToolShell } from '../../../support/fakes/tool-shell.ts';
import { useTemporaryFolder } from '../../../support/temporary-folder.ts';

const folder = useTemporaryFolder();

interface Asked {
  readonly name?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly limitMs?: number;
  readonly cancelled?: AbortSignal;
}

/** A program of this script, asked what it is. */
function ask(script: string, { name = 'terraform', env = {}, cancelled, ...more }: Asked = {}): Identity {
  const directory = join(folder(), 'module');
  mkdirSync(directory, { recursive: true });
  const file = join(folder(), name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return openIdentity({
    file,
    directory,
    filesDirectory: folder(),
    env: { PATH: process.env['PATH'] ?? '', ...env },
    cancelled: cancelled ?? new AbortController().signal,
    ...more,
  });
}

const OPEN_TOFU = { name: 'tofu', version: { major: 1, minor: 12, patch: 6 } };

describe.skipIf(process.platform === 'win32')('a program', () => {
  it('is what it says, whatever its file is called', async () => {
    const identity = ask("echo 'OpenTofu v1.12.6'");
    expect(identity.now().name).toBe('terraform');
    expect(await identity.known).toEqual(OPEN_TOFU);
    expect(identity.now()).toEqual(OPEN_TOFU);
    expect(await ask("echo 'Terraform v1.5.7'", { name: 'tofu' }).known).toMatchObject({ name: 'terraform' });
  });

  it('is asked once in a run, and again where it is another one', async () => {
    await ask("echo 'OpenTofu v1.12.6'").known;
    expect(ask('exit 1').now()).toEqual(OPEN_TOFU);
    expect(await ask("echo 'Terraform v1.5.7'", { name: 'another' }).known).toMatchObject({ name: 'terraform' });
    writeFileSync(join(folder(), 'tool.json'), '{"file":');
    expect(await ask("echo 'OpenTofu v1.12.6'").known).toEqual(OPEN_TOFU);
  });

  it('is asked in the root module, without the network and without what is meant for other commands', async () => {
    await ask(
      `{ pwd; echo "$@ $CHECKPOINT_DISABLE [$TF_CLI_ARGS$TF_CLI_ARGS_version]"; } > ${folder()}/seen; echo 'OpenTofu v1.12.6'`,
      {
        env: { TF_CLI_ARGS: '-compact-warnings', TF_CLI_ARGS_version: '-json' },
      },
    ).known;
    expect(readFileSync(join(folder(), 'seen'), 'utf8')).toBe(`${folder()}/module\nversion -no-color 1 []\n`);
  });

  it.each([
    ["echo 'Terragrunt v0.69.1'", /printed "Terragrunt v0\.69\.1": it is neither Terraform nor OpenTofu\. Set tool to/],
    ['exit 0', /printed nothing: it is neither Terraform nor OpenTofu/],
    ['echo no such version >&2; exit 3', /failed with exit code 3 and printed "no such version"\. Set tool to/],
  ])('that is neither of the two is told in a sentence: %s', async (script, words) => {
    const { known } = ask(script);
    await expect(known).rejects.toThrow(BadInput);
    await expect(known).rejects.toThrow(words);
  });

  it('that does not answer is waited for no longer than its time, with all that it has started', async () => {
    await expect(ask('sleep 1000', { limitMs: 200 }).known).rejects.toThrow(/has not answered within/);
  });

  it('is asked no more once the run is cancelled', async () => {
    const controller = new AbortController();
    const { known } = ask(`touch ${folder()}/asked; exec sleep 1000`, { cancelled: controller.signal });
    controller.abort();
    await expect(known).rejects.toThrow(Cancelled);
    await expect(ask('exit 0', { cancelled: controller.signal }).known).rejects.toThrow(Cancelled);
  });

  it('that may only be a shim is told from the real one, beside which a first command may run', () => {
    expect(ask("echo 'Terraform v1.5.7'").isItself).toBe(false);
    const file = makeToolShell(folder());
    const { known, isItself } = openIdentity({
      file,
      directory: folder(),
      filesDirectory: folder(),
      env: {},
      cancelled: AbortSignal.abort(),
    });
    known.catch(() => undefined);
    expect(isItself).toBe(true);
  });
});
