import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DIST = fileURLToPath(new URL('../dist/', import.meta.url));
const MOST_BYTES = 4_250_000;
/** The bundler cuts no chunk for a module of a few hundred bytes, and repeats it. */
const MOST_REPEATED_BYTES = 20_000;

const files = readdirSync(DIST);
const chunks = files.filter((name) => name.endsWith('.js'));
const textOf = new Map(chunks.map((name) => [name, readFileSync(DIST + name, 'utf8')]));

describe('the bundle', () => {
  it('is smaller than 4.25 MB, licences and all', () => {
    expect(files.reduce((bytes, name) => bytes + statSync(DIST + name).size, 0)).toBeLessThan(MOST_BYTES);
  });

  it('has no file that it never loads', () => {
    const loaded = new Set(['index.js']);
    for (const name of loaded) {
      for (const [, id = ''] of textOf.get(name)?.matchAll(/_require__\.e\(\s*(\d+)\)/g) ?? [])
        loaded.add(`${id}.index.js`);
    }
    expect(files.toSorted()).toEqual([...loaded, 'licenses.txt', 'package.json'].toSorted());
  });

  it('repeats next to nothing in two of its chunks', () => {
    const seen = new Set<string>();
    let repeatedBytes = 0;
    for (const [name, text] of textOf) {
      const modules = text.split(/^(?=\d+:$)/m).slice(1);
      expect(modules, name).not.toEqual([]);
      for (const module of modules) {
        const id = module.slice(0, module.indexOf(':'));
        if (seen.has(id)) repeatedBytes += Buffer.byteLength(module);
        seen.add(id);
      }
    }
    expect(repeatedBytes).toBeLessThan(MOST_REPEATED_BYTES);
  });
});

describe('the archive of the repository, which a runner downloads before each run', () => {
  const archive = execFileSync('git', ['archive', '--worktree-attributes', '--format=tar.gz', 'HEAD'], {
    cwd: ROOT,
    maxBuffer: 100_000_000,
    stdio: ['ignore', 'pipe', 'inherit'],
  });

  it('is smaller than 1.5 MB', () => {
    expect(archive.length).toBeLessThan(1_500_000);
  });

  it('has what it takes to run, to build the bundle anew, and to read about it', () => {
    const listed = execFileSync('tar', ['-tz'], { input: archive }).toString().split('\n');
    expect(listed).toEqual(
      expect.arrayContaining([
        ...['action.yml', 'dist/index.js', 'dist/licenses.txt', 'LICENSE', 'README.md', 'docs/threat-model.md'],
        ...['package.json', 'package-lock.json', 'tsconfig.json', 'scripts/build.ts', 'src/index.ts'],
      ]),
    );
  });
});
