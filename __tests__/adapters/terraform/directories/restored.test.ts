import { lstatSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

import { isRestoredIn, restoredIn, restoreModule } from '../../../../src/adapters/terraform/directories/restored.ts';
import { useTemporaryFolder } from '../../../support/temporary-folder.ts';

const folder = useTemporaryFolder();
const FILES = [
  { name: 'main.tf', text: 'as it was' },
  { name: 'notes.txt', text: 'as it was' },
  { name: 'picture.png', text: undefined },
];

function openCheckout(module: string) {
  const [workspaceDirectory, files] = [join(folder(), 'checkout'), join(folder(), 'private')];
  const directory = join(workspaceDirectory, module);
  mkdirSync(directory, { recursive: true });
  return { files, place: { workspaceDirectory, directory } };
}

describe('a removed root module that is laid out again', () => {
  it.each(['.', 'stacks/network', 'a/b/c'])('reaches what its relative paths have led to: in %s', async (module) => {
    const { files, place } = openCheckout(module);
    // A place above for each folder of its path.
    const folders = module === '.' ? [] : module.split('/');
    const paths = ['aws', 'keys/ca.pem', ...folders.flatMap((_, depth) => [`${'../'.repeat(depth + 1)}ca.pem`])];
    for (const path of paths) {
      mkdirSync(resolve(place.directory, path, '..'), { recursive: true });
      writeFileSync(resolve(place.directory, path), path);
    }
    const directory = await restoreModule(files, place, FILES);
    expect(directory).toBe(restoredIn(files, place));
    for (const path of paths) expect(readFileSync(resolve(directory, path), 'utf8')).toBe(path);
    expect(readFileSync(join(directory, 'main.tf'), 'utf8')).toBe('as it was');
  });

  it('is as it was, whatever has come to its folder since, and leaves the checkout alone', async () => {
    const { files, place } = openCheckout('stacks/network');
    for (const name of ['notes.txt', 'terraform.tfstate', '.terraform.lock.hcl']) {
      writeFileSync(join(place.directory, name), 'since');
    }
    const directory = await restoreModule(files, place, FILES);
    expect(readFileSync(join(directory, 'notes.txt'), 'utf8')).toBe('as it was');
    expect(readFileSync(join(place.directory, 'notes.txt'), 'utf8')).toBe('since');
    for (const name of ['terraform.tfstate', '.terraform.lock.hcl', 'picture.png']) {
      expect(lstatSync(join(directory, name), { throwIfNoEntry: false })).toBeUndefined();
    }
    rmSync(files, { recursive: true });
    expect(readFileSync(join(place.directory, 'notes.txt'), 'utf8')).toBe('since');
  });

  it('is laid out also where nothing of its path is left, and known again by a later process', async () => {
    const { files, place } = openCheckout('stacks/network');
    rmSync(join(place.workspaceDirectory, 'stacks'), { recursive: true });
    expect(await isRestoredIn(files)).toBe(false);
    await restoreModule(files, place, FILES);
    expect(await isRestoredIn(files)).toBe(true);
  });

  it('stays in the private directory where the module was outside of the checkout', async () => {
    const { files, place } = openCheckout('.');
    const outside = { ...place, directory: resolve(place.workspaceDirectory, '../../other') };
    expect(restoredIn(files, outside)).toBe(join(files, 'removed-module'));
  });
});
