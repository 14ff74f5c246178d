import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import {
  openVariableFiles,
  readSelectedWorkspace,
  refuseLocalState,
} from '../../../../src/adapters/terraform/directories/checkout.ts';
import { Refused } from '../../../../src/domain/failure.ts';
import { useTemporaryFolder } from '../../../support/temporary-folder.ts';

const folder = useTemporaryFolder();

describe('the workspace that the checkout selects', () => {
  it('is what the file says, without the end of its line', async () => {
    const file = join(folder(), 'environment');
    expect(await readSelectedWorkspace(file)).toBeUndefined();
    writeFileSync(file, 'blue\n');
    expect(await readSelectedWorkspace(file)).toBe('blue');
    writeFileSync(file, '');
    expect(await readSelectedWorkspace(file)).toBeUndefined();
  });
});

describe('a local state', () => {
  it('is none where there is nothing, an empty file or an empty directory', async () => {
    await refuseLocalState(folder());
    writeFileSync(join(folder(), 'terraform.tfstate'), '');
    mkdirSync(join(folder(), 'terraform.tfstate.d'));
    await expect(refuseLocalState(folder())).resolves.toBeUndefined();
  });

  it.each(['terraform.tfstate', 'terraform.tfstate.d/blue'])('is refused by its name: %s', async (path) => {
    if (path.includes('/')) mkdirSync(join(folder(), path), { recursive: true });
    else writeFileSync(join(folder(), path), '{}');
    const refusing = refuseLocalState(folder());
    await expect(refusing).rejects.toThrow(Refused);
    await expect(refusing).rejects.toThrow(new RegExp(`${path.split('/')[0] ?? ''}: .*\\.gitignore`));
  });
});

describe('a variable', () => {
  it.each(['terraform.tfvars', 'a.auto.tfvars', 'terraform.tfvars.json', 'envs/prod.hcl'])(
    'may be set by a file that has its name: %s',
    async (file) => {
      mkdirSync(join(folder(), 'envs'));
      writeFileSync(join(folder(), 'main.tf'), 'token');
      writeFileSync(join(folder(), 'envs/prod.hcl'), '');
      const isInFiles = async (): Promise<boolean> => (await openVariableFiles(folder(), ['envs/prod.hcl']))('token');
      expect(await isInFiles()).toBe(false);
      writeFileSync(join(folder(), file), 'size = 1\ntoken = "x"\n');
      expect(await isInFiles()).toBe(true);
    },
  );

  it('may be set by what cannot be read', async () => {
    expect((await openVariableFiles(folder(), ['missing.tfvars']))('token')).toBe(true);
    expect((await openVariableFiles(join(folder(), 'missing'), []))('token')).toBe(true);
  });
});
