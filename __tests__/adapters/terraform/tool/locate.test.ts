import { chmod, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { locateTool } from '../../../../src/adapters/terraform/tool/locate.ts';
import { BadInput } from '../../../../src/domain/failure.ts';

let root: string;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'lockstep-locate-')));
});

afterEach(async () => {
  await rm(root, { recursive: true });
});

/** Puts an executable file there; returns its path. */
async function install(path: string): Promise<string> {
  const file = join(root, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, '#!/bin/sh\n');
  await chmod(file, 0o755);
  return file;
}

function onPath(...directories: readonly string[]) {
  return { PATH: directories.map((directory) => join(root, directory)).join(delimiter) };
}

describe('tool: auto', () => {
  it.each(['terraform', 'tofu'])('takes %s when it is the only one', async (name) => {
    const file = await install(`bin/${name}`);

    expect(await locateTool('auto', onPath('empty', 'bin'), root)).toBe(file);
  });

  it('takes terraform when both are there, in whatever order', async () => {
    await install('first/tofu');
    const file = await install('second/terraform');

    expect(await locateTool('auto', onPath('first', 'second'), root)).toBe(file);
  });

  it.each(['main.tofu', 'main.tofu.json'])(
    'takes tofu for a root module with %s, which Terraform passes over',
    async (name) => {
      await install('first/terraform');
      const file = await install('second/tofu');
      await writeFile(join(root, name), '');

      expect(await locateTool('auto', onPath('first', 'second'), root)).toBe(file);
      expect(await locateTool('auto', onPath('second', 'first'), root)).toBe(file);
      expect(await locateTool('terraform', onPath('first', 'second'), root)).toBe(join(root, 'first/terraform'));
      await expect(locateTool('auto', onPath('first'), root)).rejects.toThrow('there is no tofu on PATH');
      // Terraform reads the file that this one stands in for.
      await writeFile(join(root, name.replace('.tofu', '.tf')), '');
      expect(await locateTool('auto', onPath('first'), root)).toBe(join(root, 'first/terraform'));
    },
  );

  it('says which action installs one when there is none', async () => {
    await expect(locateTool('auto', onPath('bin'), root)).rejects.toThrow(BadInput);
    await expect(locateTool('auto', onPath('bin'), root)).rejects.toThrow(
      /neither terraform nor tofu is on PATH\. Add a step with hashicorp\/setup-terraform \(or opentofu\/setup-opentofu\)/,
    );
  });

  it.each([[{}], [{ PATH: '' }], [{ PATH: delimiter }]])('finds none in an environment such as %j', async (env) => {
    await expect(locateTool('auto', env, root)).rejects.toThrow(/neither terraform nor tofu is on PATH/);
  });
});

describe('tool: a name', () => {
  it('takes that one although the other is there', async () => {
    await install('bin/terraform');
    const file = await install('bin/tofu');

    expect(await locateTool('tofu', onPath('bin'), root)).toBe(file);
  });

  it('takes the first on PATH', async () => {
    const file = await install('first/terraform');
    await install('second/terraform');

    expect(await locateTool('terraform', onPath('first', 'second'), root)).toBe(file);
  });

  it('passes over a directory and a file that cannot be executed', async () => {
    await mkdir(join(root, 'first/terraform'), { recursive: true });
    await chmod(await install('second/terraform'), 0o644);
    const file = await install('third/terraform');

    expect(await locateTool('terraform', onPath('first', 'second', 'third'), root)).toBe(file);
  });

  it.each([
    ['terraform', /tool is "terraform", and there is no such program on PATH\..*hashicorp\/setup-terraform/],
    ['tofu', /tool is "tofu", and there is no such program on PATH\..*opentofu\/setup-opentofu/],
  ])('says which action installs %s when it is missing', async (name, message) => {
    await expect(locateTool(name, onPath('bin'), root)).rejects.toThrow(message);
  });
});

describe("the wrapper of the setup actions, which dies of the first signal and leaves Terraform's lock", () => {
  it.each(['terraform', 'tofu'])('is passed over for the real %s beside it', async (name) => {
    await install(`bin/${name}`);
    const file = await install(`bin/${name}-bin`);

    expect(await locateTool(name, onPath('bin'), root)).toBe(file);
    expect(await locateTool('auto', onPath('bin'), root)).toBe(file);
  });

  it('is not looked for in another directory', async () => {
    const file = await install('first/terraform');
    await install('second/terraform-bin');

    expect(await locateTool('terraform', onPath('first', 'second'), root)).toBe(file);
  });

  it('is passed over when it is given by its path', async () => {
    const wrapper = await install('bin/terraform');
    const file = await install('bin/terraform-bin');

    expect(await locateTool(wrapper, {}, root)).toBe(file);
  });
});

describe('tool: a path', () => {
  it('is made absolute: Terraform runs in the root module, not where the path was looked up', async () => {
    const file = await install('opt/terraform');

    expect(await locateTool(relative(process.cwd(), file), {}, root)).toBe(file);
  });

  it('says that there is no program', async () => {
    const path = join(root, 'opt/terraform');

    await expect(locateTool(path, onPath('bin'), root)).rejects.toThrow(BadInput);
    await expect(locateTool(path, onPath('bin'), root)).rejects.toThrow(
      `tool is ${JSON.stringify(path)}, and there is no program at that path.`,
    );
  });
});

describe('what is no program that can be run', () => {
  const PERMISSION =
    'may not be executed by this user. Give it the permission in the step that puts it there: `chmod +x`.';

  it('is told at its path: a file without the permission, and a directory', async () => {
    const file = await install('bin/terraform');
    await chmod(file, 0o644);
    await expect(locateTool(file, {}, root)).rejects.toThrow(
      `tool is ${JSON.stringify(file)}, and ${file} ${PERMISSION}`,
    );
    const folder = dirname(file);
    await expect(locateTool(folder, {}, root)).rejects.toThrow(`${folder} is a directory. Name the program in it.`);
  });

  it('is told where PATH has nothing else, and passed over where it has', async () => {
    const file = await install('first/terraform');
    await chmod(file, 0o644);
    await expect(locateTool('auto', onPath('first'), root)).rejects.toThrow(
      `there is no terraform and no tofu on PATH that can be run: ${file} ${PERMISSION} Or add a step with hashicorp/setup-terraform before this one.`,
    );
    const other = await install('second/terraform');
    expect(await locateTool('auto', onPath('first', 'second'), root)).toBe(other);
  });
});
