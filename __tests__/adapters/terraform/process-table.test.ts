import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';

import { isAtWork, markProcess, parseMark } from '../../../src/adapters/terraform/process-table.ts';
import { waitUntil } from '../../support/wait-until.ts';

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function start(file: string, ...args: readonly string[]): ChildProcess & { readonly pid: number } {
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  children.push(child);
  if (child.pid === undefined) throw new Error(`${file} did not start`);
  return child as ChildProcess & { readonly pid: number };
}

describe.skipIf(process.platform !== 'linux')('a process', () => {
  it('is at work until it has ended', async () => {
    const child = start('sleep', '60');
    const mark = markProcess(child.pid);
    expect(isAtWork(mark)).toBe(true);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(isAtWork(mark)).toBe(false);
  });

  it('that nobody has waited for yet is a zombie and not at work', async () => {
    // The shell becomes a sleep, which never asks what became of its child.
    const parent = start('sh', '-c', 'sleep 0.3 & echo $!; exec sleep 60');
    const [line] = (await once(parent.stdout ?? parent, 'data')) as [Buffer];
    const pid = Number(line.toString());
    const mark = markProcess(pid);
    expect(isAtWork(mark)).toBe(true);
    await waitUntil(() => /\) Z /.test(readFileSync(`/proc/${String(pid)}/stat`, 'utf8')));
    expect(isAtWork(mark)).toBe(false);
  });

  it('is told apart from a later one with the same number', () => {
    const child = start('sleep', '60');
    const mark = markProcess(child.pid);
    expect(isAtWork({ ...mark, startedAt: String(Number(mark.startedAt) - 1) })).toBe(false);
    expect(isAtWork({ ...mark, startedAt: '' })).toBe(false);
  });

  it('whose name looks like the fields behind it is known all the same', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lockstep-names-'));
    const file = join(folder, 'a) Z 1 (b');
    await symlink('/bin/sleep', file);
    const child = start(file, '60');
    await waitUntil(() => readFileSync(`/proc/${String(child.pid)}/stat`, 'utf8').includes('(a) Z 1 (b)'));
    const mark = markProcess(child.pid);
    expect(mark.startedAt).toMatch(/^\d+$/);
    expect(isAtWork(mark)).toBe(true);
    await rm(folder, { recursive: true });
  });

  it('that never was is not at work', () => {
    expect(isAtWork(markProcess(2 ** 30))).toBe(false);
  });
});

describe('the mark of a process', () => {
  it('survives being kept for post', () => {
    const mark = { pid: 4711, startedAt: '123456' };
    expect(parseMark(JSON.stringify(mark))).toEqual(mark);
  });

  it.each(['', '{}', '{"pid":"4711","startedAt":"1"}', 'null'])('is not %j', (text) => {
    expect(() => parseMark(text)).toThrow();
  });
});
