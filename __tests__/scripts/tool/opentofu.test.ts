import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { downloadArchive } from '../../../scripts/tool/download.ts';
import { findArchive, loadOpenTofu, nameSystem } from '../../../scripts/tool/opentofu.ts';
import { placeProgram } from '../../../scripts/tool/place.ts';
import { NODE_24 } from '../../support/runner/runner.ts';
import { useTemporaryFolder } from '../../support/temporary-folder.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { useArchives } from './archives.ts';

const folder = useTemporaryFolder();
const archives = useArchives();
const file = (): string => join(folder(), 'cache/tofu');
const sayVersion = (): string => spawnSync(file(), ['version'], { encoding: 'utf8' }).stdout;

describe('an archive', () => {
  it.each(['right', 'slow', 'moved'] as const)('that is %s ends as a program that runs', async (which) => {
    await loadOpenTofu(archives()[which], file());
    expect(sayVersion()).toBe('OpenTofu v1.12.6\n');
    expect(readdirSync(join(folder(), 'cache'))).toEqual(['tofu']);
  });

  it('that stops coming is given up, with what it said of itself last', async () => {
    const { stalled } = archives();
    await expect(downloadArchive(stalled, 200)).rejects.toThrow(`nothing came from ${stalled.url} for 0.2 s`);
  });

  it('is waited for as long as something comes', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const left = ['a', 'slow', 'connection'];
    vi.stubGlobal('fetch', (_: string, { signal }: { signal: AbortSignal }) => {
      const pull = (body: ReadableStreamDefaultController): void => {
        vi.advanceTimersByTime(50_000);
        const piece = left.shift();
        if (signal.aborted) body.error(signal.reason);
        else if (piece === undefined) body.close();
        else body.enqueue(Buffer.from(piece));
      };
      return Promise.resolve(new Response(new ReadableStream({ pull }, { highWaterMark: 0 })));
    });
    const sha256 = createHash('sha256').update('aslowconnection').digest('hex');
    const bytes = await downloadArchive({ url: 'http://slow', sha256 });
    expect(Buffer.from(bytes).toString()).toBe('aslowconnection');
  });

  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('leaves nothing when its command is killed in the middle, and the next one loads it', async () => {
    const code = `import { loadOpenTofu } from ${JSON.stringify(join(import.meta.dirname, '../../../scripts/tool/opentofu.ts'))};
      await loadOpenTofu(${JSON.stringify(archives().stalled)}, ${JSON.stringify(file())});`;
    const child = spawn(NODE_24, ['--input-type=module', '-e', code], { stdio: 'inherit' });
    const ended = once(child, 'close');
    await waitUntil(() => archives().asked().includes('/stalled'));
    child.kill('SIGKILL');
    await ended;
    expect(existsSync(file())).toBe(false);
    await loadOpenTofu(archives().right, file());
    expect(sayVersion()).toBe('OpenTofu v1.12.6\n');
  });

  it('that two commands load at once is a program for both', async () => {
    archives().holdUntil(2);
    await Promise.all([0, 1].map(() => loadOpenTofu(archives().right, file())));
    expect(archives().asked()).toEqual(['/right', '/right']);
    expect(sayVersion()).toBe('OpenTofu v1.12.6\n');
    expect(readdirSync(join(folder(), 'cache'))).toEqual(['tofu']);
  });
});

describe('a program', () => {
  it('is never seen by half, not even where another one is written over', async () => {
    const program = Buffer.alloc(64_000_000, 'x');
    const sizes = new Set<number>();
    const placed = new AbortController();
    const placing = Promise.all([0, 1].map(() => placeProgram(program, file()))).finally(() => {
      placed.abort();
    });
    while (!placed.signal.aborted) {
      if (existsSync(file())) sizes.add(statSync(file()).size);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await placing;
    expect([...sizes]).toEqual([program.length]);
  });

  it('leaves no part behind when its place is taken', async () => {
    mkdirSync(join(file(), 'something'), { recursive: true });
    await expect(placeProgram(Buffer.from('x'), file())).rejects.toThrow(`it cannot be written to ${file()}, `);
    expect(readdirSync(join(folder(), 'cache'))).toEqual(['tofu']);
  });

  it('clears away what a command left that was killed long ago, and nothing that may be written just now', async () => {
    mkdirSync(join(folder(), 'cache'));
    for (const name of ['old.part', 'new.part']) writeFileSync(join(folder(), 'cache', name), '');
    const longAgo = Date.now() / 1000 - 7200;
    utimesSync(join(folder(), 'cache/old.part'), longAgo, longAgo);
    await placeProgram(Buffer.from('x'), file());
    expect(readdirSync(join(folder(), 'cache')).sort()).toEqual(['new.part', 'tofu']);
  });
});

it.each([
  ['linux', 'x64', 'linux_amd64'],
  ['linux', 'arm64', 'linux_arm64'],
  ['darwin', 'x64', 'darwin_amd64'],
  ['darwin', 'arm64', 'darwin_arm64'],
])('there is an archive for %s on %s', (platform, arch, system) => {
  expect(nameSystem(platform, arch)).toBe(system);
  expect(findArchive(system)).toEqual({
    url: `https://github.com/opentofu/opentofu/releases/download/v1.12.6/tofu_1.12.6_${system}.zip`,
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
  });
});

it.each([
  ['win32', 'x64'],
  ['linux', 'riscv64'],
  ['freebsd', 'x64'],
])('there is none for %s on %s', (platform, arch) => {
  expect(findArchive(nameSystem(platform, arch))).toBeUndefined();
});
