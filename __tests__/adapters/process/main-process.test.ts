import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';

import { findMain, markOfThisProcess } from '../../../src/adapters/process/main-process.ts';
import { lookUpProcess } from '../../../src/adapters/process/process-table.ts';

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function start(): { readonly child: ChildProcess; readonly pid: number; readonly startedAt: string } {
  const child = spawn('sleep', ['60'], { stdio: 'ignore' });
  children.push(child);
  const pid = child.pid ?? expect.unreachable();
  return { child, pid, startedAt: lookUpProcess(pid)?.startedAt ?? expect.unreachable() };
}

describe.skipIf(process.platform === 'win32')('main, as post finds it', () => {
  it('is this very process by its own mark', () => {
    expect(findMain(markOfThisProcess()).isAtWork()).toBe(true);
  });

  it('is at work until it has ended, and gets the signal that is sent', async () => {
    const { child, pid, startedAt } = start();
    const main = findMain({ pid, startedAt });
    expect(main.isAtWork()).toBe(true);
    main.signal('SIGTERM');
    expect(await once(child, 'exit')).toEqual([null, 'SIGTERM']);
    expect(main.isAtWork()).toBe(false);
    main.signal('SIGTERM');
  });

  it('is not a later process with its number, and that one has no signal', () => {
    const { child, pid } = start();
    const main = findMain({ pid, startedAt: 'another' });
    expect(main.isAtWork()).toBe(false);
    main.signal('SIGKILL');
    expect(child.killed).toBe(false);
    expect(lookUpProcess(pid)?.zombie).toBe(false);
  });

  it('counts as at work when its start is not known, and a process that may be another gets no signal', () => {
    const { child, pid } = start();
    const main = findMain({ pid });
    expect(main.isAtWork()).toBe(true);
    main.signal('SIGKILL');
    expect(lookUpProcess(pid)?.zombie).toBe(false);
    expect(child.killed).toBe(false);
  });

  it('is not at work where it could not be noted', () => {
    expect(findMain(undefined).isAtWork()).toBe(false);
  });
});
