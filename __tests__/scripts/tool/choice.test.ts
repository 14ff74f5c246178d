import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { chooseTool } from '../../../scripts/tool/choice.ts';
import type { Archive } from '../../../scripts/tool/download.ts';
import { useTemporaryFolder } from '../../support/temporary-folder.ts';
import { useArchives } from './archives.ts';

const folder = useTemporaryFolder();
const archives = useArchives();

interface There {
  /** What each of them says when it is asked for its version. */
  readonly terraform?: string;
  readonly tofu?: string;
  readonly asked?: string;
  readonly archive?: Archive | undefined;
}

const at = (...names: readonly string[]): string => join(folder(), ...names);
const loaded = (): string => at('cache/opentofu/1.12.6/linux_amd64/tofu');
let said: string[] = [];

beforeEach(() => {
  said = [];
});

async function choose(there: There = {}): Promise<string> {
  const { asked } = there;
  mkdirSync(at('bin'), { recursive: true });
  for (const name of ['terraform', 'tofu'] as const) {
    if (there[name] !== undefined)
      writeFileSync(at('bin', name), `#!/bin/sh\necho '${there[name]}'\n`, { mode: 0o755 });
  }
  return chooseTool({
    command: 'npm test',
    env: { PATH: at('bin'), ...(asked === undefined ? {} : { LOCKSTEP_TEST_TOOL: asked }) },
    cache: at('cache'),
    system: 'linux_amd64',
    archive: 'archive' in there ? there.archive : archives().right,
    say: (line) => said.push(line),
  });
}

describe('on a machine with a tool', () => {
  it.each(['Terraform v1.11.0', 'Terraform v1.14.2-beta1', 'Terraform v2.0.0', 'Switched to 1.12\nTerraform v1.12.0'])(
    '%s is taken, and nothing is said',
    async (terraform) => {
      expect(await choose({ terraform, tofu: 'OpenTofu v1.12.6' })).toBe('terraform');
      expect(said).toEqual([]);
    },
  );

  it.each([
    [{}, 'terraform is not there and tofu is OpenTofu 1.10.0'],
    [{ terraform: 'Terraform v1.9.8' }, 'terraform is Terraform 1.9.8 and tofu is OpenTofu 1.10.0'],
  ])('an OpenTofu is taken where no Terraform is new enough, which is said: %j', async (there, why) => {
    expect(await choose({ ...there, tofu: 'OpenTofu v1.10.0' })).toBe('tofu');
    expect(said).toEqual([`npm test runs on tofu: on PATH, ${why}.`]);
  });

  it('a terraform that is OpenTofu is held to the versions of OpenTofu', async () => {
    expect(await choose({ terraform: 'OpenTofu v1.10.0' })).toBe('terraform');
  });

  it('what LOCKSTEP_TEST_TOOL names is taken, by its path however old it is', async () => {
    expect(await choose({ terraform: 'Terraform v1.11.4', tofu: 'OpenTofu v1.10.0', asked: 'tofu' })).toBe('tofu');
    expect(await choose({ terraform: 'Terraform v1.5.7', asked: at('bin/terraform') })).toBe(at('bin/terraform'));
    expect(said).toEqual([]);
  });

  it.each([
    [{ terraform: 'Terraform v1.9.8', asked: 'terraform' }, 'terraform is Terraform 1.9.8.'],
    [{ asked: 'terraform' }, 'terraform is not there.'],
    [{ terraform: 'hello', asked: 'terraform' }, 'terraform says no version.'],
    [{ asked: '/nowhere/tofu' }, '/nowhere/tofu is not there.'],
  ])('nothing is loaded in the place of what it names: %j', async (there, says) => {
    await expect(choose(there)).rejects.toThrow(says);
    expect(archives().asked()).toEqual([]);
  });
});

describe('on a machine without one', () => {
  it.each([
    [{}, 'neither terraform nor tofu is there'],
    [{ terraform: 'Terraform v1.9.8' }, 'terraform is Terraform 1.9.8 and tofu is not there'],
    [{ terraform: 'hello', tofu: 'OpenTofu v1.9.4' }, 'terraform says no version and tofu is OpenTofu 1.9.4'],
  ])('OpenTofu is loaded, and a line says so: %j', async (there, why) => {
    expect(await choose(there)).toBe(loaded());
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/^npm test loads OpenTofu 1\.12\.6 \(MPL-2\.0\) once from http\S+ to \S+\/tofu: [^\n]*\.$/);
    expect(said[0]).toContain(why);
  });

  it('it is loaded once: the next command asks nobody for it', async () => {
    await choose();
    expect(await choose()).toBe(loaded());
    expect(archives().asked()).toEqual(['/right']);
    expect(said[1]).toMatch(
      /^npm test runs on the OpenTofu 1\.12\.6 in .*: on PATH, neither terraform nor tofu is there\.$/,
    );
  });

  it.each(['', 'a damaged program', '#!/bin/sh\necho OpenTofu v1.12.5\n'])(
    'one in the cache that does not run as that version is loaded again: %j',
    async (damaged) => {
      await choose();
      const whole = readFileSync(loaded(), 'utf8');
      writeFileSync(loaded(), damaged);
      expect(await choose()).toBe(loaded());
      expect(readFileSync(loaded(), 'utf8')).toBe(whole);
      expect(said[1]).toContain('again, since the one that is there does not run');
    },
  );

  it.each([
    ['there is none for the system', () => undefined, 'none is known for linux_amd64'],
    ['it is not where it should be', () => archives().missing, 'answers 404'],
    ['nobody answers', () => ({ ...archives().right, url: 'http://127.0.0.1:1/' }), /http:\/\/127\.0\.0\.1:1\/: /],
    ['it is another one', () => archives().wrong, / has the SHA-256 [0-9a-f]{64} and not 0{64}, and was thrown away/],
    ['it comes by half', () => archives().cut, /\/cut: /],
    ['there is no tofu in it', () => archives().empty, 'there is no tofu in'],
    ['it does not run', () => archives().unrunnable, 'does not run here'],
  ])('when %s, one sentence says what to install', async (_, archive, says) => {
    const { message } = await choose({ archive: archive() }).then(
      () => new Error('one was taken'),
      (error: unknown) => error as Error,
    );
    expect(message).toMatch(
      /^npm test needs Terraform 1\.11 or OpenTofu 1\.10, or newer, on PATH, where neither terraform nor tofu is there, and OpenTofu 1\.12\.6 cannot be loaded \([^\n]*\): install one from https:\S+ or https:\S+\.$/,
    );
    expect(message).toMatch(says);
  });

  it.each(['missing', 'wrong', 'cut', 'empty'] as const)('nothing is kept of one that is %s', async (which) => {
    await expect(choose({ archive: archives()[which] })).rejects.toThrow('cannot be loaded');
    expect(existsSync(at('cache'))).toBe(false);
  });

  it('an archive that does not fit into the folder is no defect', async () => {
    writeFileSync(at('cache'), 'a file');
    await expect(choose()).rejects.toThrow(/\(it cannot be written to .*\/tofu, ENOTDIR.*\): install one from/);
  });
});
