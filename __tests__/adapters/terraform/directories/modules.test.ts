import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

import {
  publishModules,
  seedModules,
  type ModulePlaces,
} from '../../../../src/adapters/terraform/directories/modules.ts';
import { useTemporaryFolder } from '../../../support/temporary-folder.ts';

const folder = useTemporaryFolder();

function places(jobs = '.terraform'): ModulePlaces {
  return { directory: join(folder(), 'module'), jobs, own: join(folder(), 'own') };
}

function put(path: string, content: unknown): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
}

/** As `init` would have installed them: `Dir` by key. */
function install(dirs: Readonly<Record<string, string>>, content = 'one'): void {
  const { own } = places();
  put(join(own, 'modules/x/main.tf'), content);
  put(join(own, 'modules/x/sub/main.tf'), 'sub');
  put(join(own, 'modules/modules.json'), {
    Modules: Object.entries(dirs).map(([Key, Dir]) => ({ Key, Source: 'git::a', Dir })),
  });
}

function dirsIn(manifest: string): Readonly<Record<string, string>> {
  const { Modules } = JSON.parse(readFileSync(manifest, 'utf8')) as { Modules: { Key: string; Dir: string }[] };
  return Object.fromEntries(Modules.map(({ Key, Dir }) => [Key, Dir]));
}

describe('what init has installed of modules', () => {
  it.each([
    ['.terraform', '.terraform/modules'],
    ['./elsewhere/', 'elsewhere/modules'],
  ])('lies and is named as it would be in %s', async (jobs, spelled) => {
    const { own, directory } = places();
    const mine = join(own, 'modules');
    install({ '': '.', local: 'mod', x: join(mine, 'x/sub'), 'x.child': join(mine, 'x') });
    await publishModules(places(jobs));
    const expected = { '': '.', local: 'mod', x: `${spelled}/x/sub`, 'x.child': `${spelled}/x` };
    expect(dirsIn(join(mine, 'modules.json'))).toEqual(expected);
    expect(dirsIn(join(directory, spelled, 'modules.json'))).toEqual(expected);
    expect(readFileSync(join(directory, spelled, 'x/sub/main.tf'), 'utf8')).toBe('sub');
  });

  it('takes the place of another version of it, and leaves the same one as it is', async () => {
    const { own, directory } = places();
    const published = join(directory, '.terraform/modules');
    put(join(published, 'x/main.tf'), 'earlier');
    for (const content of ['one', 'one', 'two']) {
      install({ x: join(own, 'modules/x') }, content);
      await publishModules(places());
      expect(readFileSync(join(published, 'x/main.tf'), 'utf8')).toBe(content);
    }
    expect(readdirSync(published).sort()).toEqual(['modules.json', 'x']);
  });

  it('takes the place of whatever another step publishes at once, whole, and leaves no folder behind', async () => {
    const { directory } = places();
    const published = join(directory, '.terraform/modules');
    const contents = ['one', 'two', 'three', 'four'];
    put(join(published, 'x/main.tf'), 'earlier');
    const steps = contents.map((content) => {
      const own = join(folder(), `own-${content}`);
      put(join(own, 'modules/x/main.tf'), content);
      put(join(own, 'modules/modules.json'), {
        Modules: [{ Key: 'x', Source: 'git::a', Dir: join(own, 'modules/x') }],
      });
      return { ...places(), own };
    });
    await Promise.all(steps.map(publishModules));
    expect(contents).toContain(readFileSync(join(published, 'x/main.tf'), 'utf8'));
    expect(readdirSync(published).sort()).toEqual(['modules.json', 'x']);
  });

  it('is nothing to publish where all modules are local', async () => {
    const { directory } = places();
    install({ '': '.', local: 'mod' });
    await publishModules(places());
    expect(() => readdirSync(join(directory, '.terraform'))).toThrow('ENOENT');
  });

  it('is known to the next run, and one that is begun is not begun again', async () => {
    const { own, directory } = places();
    const manifest = join(own, 'modules/modules.json');
    put(join(directory, '.terraform/modules/modules.json'), { Modules: [{ Key: 'x', Dir: '.terraform/modules/x' }] });
    await seedModules(places());
    expect(dirsIn(manifest)).toEqual({ x: '.terraform/modules/x' });
    put(join(directory, '.terraform/modules/modules.json'), { Modules: [] });
    await seedModules(places());
    expect(dirsIn(manifest)).toEqual({ x: '.terraform/modules/x' });
  });

  it('is not taken from a manifest that cannot be understood', async () => {
    const { own, directory } = places();
    for (const text of ['{', '{"Modules":{}}']) {
      put(join(directory, '.terraform/modules/modules.json'), text);
      await seedModules(places());
    }
    expect(() => readdirSync(own)).toThrow('ENOENT');
  });
});
