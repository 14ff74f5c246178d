import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, realpathSync } from 'node:fs';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';

import {
  descendantsOf,
  executableOf,
  listProc,
  listProcesses,
  listPs,
  lookUpProcess,
  ProcessesUnknown,
  readProc,
  readPs,
  type ProcessListed,
  type ProcessSeen,
} from '../../../src/adapters/process/process-table.ts';
import { isOnPath } from '../../support/on-path.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { startChildOfCat } from './child-of-cat.ts';

const NOBODY = 2 ** 30;

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

async function startUnwatched(): Promise<{ readonly parentPid: number; readonly pid: number }> {
  const { parent, pid } = await startChildOfCat();
  children.push(parent);
  return { parentPid: parent.pid ?? NOBODY, pid };
}

/** Both ways to read the table, where this system has them. */
const TABLES: readonly (readonly [
  name: string,
  there: boolean,
  read: (pid: number) => ProcessSeen | undefined,
  list: () => readonly ProcessListed[],
])[] = [
  ['/proc', process.platform === 'linux', readProc, listProc],
  ['ps', process.platform !== 'win32' && isOnPath('ps'), readPs, listPs],
];

for (const [name, there, read, list] of TABLES) {
  const descend = (pid: number): readonly number[] => descendantsOf(pid, list());

  describe.skipIf(!there)(`a process, as ${name} has it`, () => {
    it('is there until it has ended, with the same start at every look', async () => {
      const child = start('sleep', '60');
      const seen = read(child.pid);
      expect(seen).toEqual({ parentPid: process.pid, zombie: false, startedAt: expect.stringMatching(/./) as string });
      expect(read(child.pid)).toEqual(seen);
      child.kill('SIGKILL');
      await once(child, 'exit');
      expect(read(child.pid)).toBeUndefined();
    });

    it('is a zombie once it has ended and nobody has asked how', async () => {
      const { parentPid, pid } = await startUnwatched();
      expect(read(pid)).toMatchObject({ parentPid, zombie: false });
      process.kill(pid, 'SIGKILL');
      await waitUntil(() => read(pid)?.zombie === true);
      expect(read(pid)).toMatchObject({ parentPid });
    });

    it('that never was is not there', () => {
      expect(read(NOBODY)).toBeUndefined();
      expect(descend(NOBODY)).toEqual([]);
    });

    it('has a child while that is at work, and none once it is a zombie', async () => {
      const { parentPid, pid } = await startUnwatched();
      expect(descend(parentPid)).toEqual([pid]);
      process.kill(pid, 'SIGKILL');
      await waitUntil(() => read(pid)?.zombie === true);
      expect(descend(parentPid)).toEqual([]);
    });

    it('has its descendants in the order of generations', async () => {
      const parent = start('sh', '-c', 'sh -c "sleep 60 & echo started; wait" & wait');
      await once(parent.stdout ?? parent, 'data');
      const [child = NOBODY, grandchild = NOBODY, ...more] = descend(parent.pid);
      expect(more).toEqual([]);
      expect(read(child)?.parentPid).toBe(parent.pid);
      expect(read(grandchild)?.parentPid).toBe(child);
      expect(descend(grandchild)).toEqual([]);
      process.kill(grandchild, 'SIGKILL');
    });

    it('stays in the session of a leader that has ended', async () => {
      const leader = spawn('sh', ['-c', 'sleep 60 & echo $!'], { stdio: ['ignore', 'pipe', 'ignore'], detached: true });
      const ended = once(leader, 'exit');
      const [line] = (await once(leader.stdout, 'data')) as [Buffer];
      await ended;
      const pid = Number(line.toString());
      expect(list().filter(({ session }) => session === leader.pid)).toEqual([
        { pid, parentPid: read(pid)?.parentPid, session: leader.pid },
      ]);
      process.kill(pid, 'SIGKILL');
    });

    it('whose name looks like the fields behind it is known all the same', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'lockstep-names-'));
      const file = join(folder, 'a) Z 1 (b');
      await symlink('/bin/sleep', file);
      const child = start(file, '60');
      expect(read(child.pid)).toMatchObject({ parentPid: process.pid, zombie: false });
      await rm(folder, { recursive: true });
    });
  });
}

describe.skipIf(process.platform === 'win32')('a table that cannot be read now', () => {
  it('calls no process ended', () => {
    vi.stubEnv('PATH', '/nowhere');
    expect(() => readPs(process.pid)).toThrow(ProcessesUnknown);
    expect(() => listPs()).toThrow(ProcessesUnknown);
    vi.unstubAllEnvs();
  });

  it.skipIf(process.platform !== 'linux')(
    'calls none ended for want of a file either, and no program a stranger',
    () => {
      const module = (name: string): string =>
        JSON.stringify(pathToFileURL(join(import.meta.dirname, '../../../src/adapters/process', name)).href);
      const script = `import { closeSync, openSync } from 'node:fs';
      import * as table from ${module('process-table.ts')};
      import { isTerraformProgram } from ${module('go-program.ts')};
      const files = [];
      try { for (;;) files.push(openSync('/dev/null', 'r')); } catch {}
      const outcomeOf = (look) => { try { return look(); } catch (error) { return error.constructor.name; } };
      const outcomes = [
        outcomeOf(() => table.lookUpProcess(process.pid)),
        outcomeOf(() => table.lookAtProcess(process.pid)),
        outcomeOf(() => table.listProcesses()),
        outcomeOf(() => isTerraformProgram(process.execPath)),
      ];
      for (const file of files) closeSync(file);
      console.log(JSON.stringify(outcomes));`;
      const run = ['-c', 'ulimit -n 60; exec "$0" "$@"', process.execPath, '--input-type=module', '--eval', script];
      const printed = execFileSync('sh', run, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
      expect(JSON.parse(printed)).toEqual(['ProcessesUnknown', 'unknown', 'ProcessesUnknown', 'ProcessesUnknown']);
    },
  );
});

describe.skipIf(TABLES.some(([, there]) => !there))('the two tables', () => {
  it('tell the same of the same process', async () => {
    const { parentPid, pid } = await startUnwatched();
    const same = (of: number): void => {
      const [proc, ps] = [readProc(of), readPs(of)];
      expect([ps?.parentPid, ps?.zombie]).toEqual([proc?.parentPid, proc?.zombie]);
    };
    same(process.pid);
    same(pid);
    expect(descendantsOf(parentPid, listPs())).toEqual(descendantsOf(parentPid, listProc()));
    process.kill(pid, 'SIGKILL');
    await waitUntil(() => /\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8')));
    same(pid);
  });
});

describe.skipIf(process.platform === 'win32')('the table of this system', () => {
  it('knows this process, and a child of it', () => {
    const child = start('sleep', '60');
    expect(lookUpProcess(process.pid)).toMatchObject({ parentPid: process.ppid, zombie: false });
    expect(lookUpProcess(child.pid)).toMatchObject({ parentPid: process.pid });
    expect(descendantsOf(process.pid, listProcesses())).toContain(child.pid);
  });

  it('leads to the program that a process runs', () => {
    const file = executableOf(process.pid) ?? expect.unreachable();
    expect(realpathSync(file)).toBe(realpathSync(process.execPath));
  });

  it('tells a process from a later one with its number by its start', async () => {
    const one = start('sleep', '60');
    // A date of `ps` is to the second.
    const startedAt = lookUpProcess(one.pid)?.startedAt;
    let other = start('sleep', '60');
    await waitUntil(() => {
      other.kill('SIGKILL');
      other = start('sleep', '60');
      return lookUpProcess(other.pid)?.startedAt !== startedAt;
    });
    expect(lookUpProcess(one.pid)?.startedAt).toBe(startedAt);
  });
});
