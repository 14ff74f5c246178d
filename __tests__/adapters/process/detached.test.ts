import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';

import { detached } from '../../../src/adapters/process/detached.ts';
import type { Launched, LaunchMark } from '../../../src/adapters/process/launch.ts';
import { lookUpProcess } from '../../../src/adapters/process/process-table.ts';
import { makeToolShell } from '../../support/fakes/tool-shell.ts';
import { useTemporaryFolder } from '../../support/temporary-folder.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { startChildOfCat } from './child-of-cat.ts';

const folder = useTemporaryFolder();
const at = (name: string): string => join(folder(), name);
const has = (name: string): boolean => existsSync(at(name));
const textOf = (name: string): string => (has(name) ? readFileSync(at(name), 'utf8') : '');

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** A script that is Terraform, as far as anybody can see. */
function writeTool(script: string, name = 'terraform'): void {
  writeFileSync(at(name), `#!${makeToolShell(folder())}\n${script}\n`, { mode: 0o755 });
}

/** Starts a shell script in the place of Terraform. */
function start(script: string, file = at('terraform')): Launched {
  writeTool(script);
  const outputs = [openSync(at('stdout'), 'w'), openSync(at('stderr'), 'w')] as const;
  const launched = detached.start({
    file,
    args: ['apply', 'with space', '$HOME', "it's"],
    cwd: folder(),
    env: { PATH: process.env['PATH'], SEEN: 'yes' },
    stdout: outputs[0],
    stderr: outputs[1],
    ownFiles: at('own'),
  });
  for (const output of outputs) closeSync(output);
  return launched;
}

/** Notes its interrupts and goes on until it is let go, and so does a program that it runs. */
const STUBBORN = `trap 'echo INT >> signals' INT
cat > program <<'END'
trap 'echo INT >> signals-of-program' INT
touch ready
while [ ! -e go ]; do sleep 0.02; done
END
sh program
exit 5`;

describe.skipIf(process.platform === 'win32')('a command that is started', () => {
  it('has its arguments and environment as they are, its directory, and its output in files', async () => {
    await start('printf "%s\\n" "$@" "$SEEN" "$PWD"; echo wrong >&2').ended;
    expect(textOf('stdout').split('\n').slice(0, 5)).toEqual(['apply', 'with space', '$HOME', "it's", 'yes']);
    expect(textOf('stdout')).toContain(folder());
    expect(textOf('stderr')).toBe('wrong\n');
  });

  it.each([
    ['exit 0', 0],
    ['exit 3', 3],
    ['kill -9 $$', 137],
    ['kill -INT $$', 130],
  ])('has its exit code told and written down once it has ended: %s', async (script, code) => {
    const { mark, ended } = start(script);
    expect(await ended).toBe(code);
    expect(detached.exitCode(mark)).toBe(code);
    expect(detached.look(mark)).toBe('ended');
  });

  it('has no exit code while it is at work', async () => {
    const { mark, ended } = start(STUBBORN);
    await waitUntil(() => has('ready'));
    expect(detached.look(mark)).toBe('at-work');
    expect(detached.exitCode(mark)).toBeUndefined();
    writeFileSync(at('go'), '');
    expect(await ended).toBe(5);
  });

  it('whose program is not there fails, with its name on stderr', async () => {
    const { mark, ended } = start('exit 0', at('nothing'));
    expect(await ended).toBe(127);
    expect(detached.exitCode(mark)).toBe(127);
    expect(textOf('stderr')).toContain(at('nothing'));
  });

  it('that cannot be started at all says so', async () => {
    const options = { file: 'true', args: [], env: {}, stdout: 1, stderr: 2, ownFiles: at('own') };
    const { mark, ended } = detached.start({ ...options, cwd: at('no-such-folder') });
    await expect(ended).rejects.toThrow('ENOENT');
    expect(detached.look(mark)).toBe('ended');
    expect(detached.interrupt(mark)).toBe(false);
  });
});

describe.skipIf(process.platform === 'win32')('an interrupt', () => {
  it('reaches the command itself, once, and neither its programs nor who stands by it', async () => {
    const { mark, ended } = start(STUBBORN);
    await waitUntil(() => has('ready'));
    expect(detached.interrupt(mark)).toBe(true);
    writeFileSync(at('go'), '');
    expect(await ended).toBe(5);
    expect(textOf('signals')).toBe('INT\n');
    expect(has('signals-of-program')).toBe(false);
    // Whoever stands by would have died of it before this.
    expect(detached.exitCode(mark)).toBe(5);
  });

  it('ends a command that does not care, and that is written down', async () => {
    const { mark, ended } = start('touch ready; while :; do sleep 0.02; done');
    await waitUntil(() => has('ready'));
    await waitUntil(() => detached.interrupt(mark));
    expect(await ended).toBe(130);
    expect(detached.exitCode(mark)).toBe(130);
  });

  it('is sent to nobody once the command has ended', async () => {
    const { mark, ended } = start('exit 0');
    await ended;
    expect(detached.interrupt(mark)).toBe(false);
  });
});

/** A script, or a proxy, that starts the real one as its child and notes what signals it gets itself. */
const WRAPPER = `trap 'echo INT >> signals-of-wrapper' INT TERM HUP
"$PWD/real" "$@"
exit $?`;

describe.skipIf(process.platform === 'win32')('a program that starts the real one as its child', () => {
  function startWrapped(script = WRAPPER): Launched {
    writeTool(STUBBORN, 'real');
    writeFileSync(at('wrapper'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return start('', at('wrapper'));
  }

  it('has no interrupt itself: the real one has it, once, and its programs do not', async () => {
    const { mark, ended } = startWrapped();
    await waitUntil(() => has('ready'));
    expect(detached.canInterrupt(mark)).toBe(true);
    expect(detached.interrupt(mark)).toBe(true);
    writeFileSync(at('go'), '');
    expect(await ended).toBe(5);
    expect(textOf('signals')).toBe('INT\n');
    expect([has('signals-of-program'), has('signals-of-wrapper')]).toEqual([false, false]);
  });

  it('that is killed leaves the real one at work, and that is known', async () => {
    const { mark, ended } = startWrapped(`echo $$ > wrapper-pid\n${WRAPPER}`);
    await waitUntil(() => has('ready'));
    process.kill(Number(textOf('wrapper-pid')), 'SIGKILL');
    expect(await ended).toBe(137);
    expect(detached.look(mark)).toBe('at-work');
    writeFileSync(at('go'), '');
    await waitUntil(() => detached.look(mark) === 'ended');
  });

  it('but hides it where nobody sees it has none, and neither has anything else', async () => {
    writeFileSync(at('wrapper'), `#!/bin/sh\n${STUBBORN}\n`, { mode: 0o755 });
    const { mark, ended } = start('', at('wrapper'));
    await waitUntil(() => has('ready'));
    expect([detached.canInterrupt(mark), detached.interrupt(mark)]).toEqual([false, false]);
    writeFileSync(at('go'), '');
    expect(await ended).toBe(5);
    expect([has('signals'), has('signals-of-program')]).toEqual([false, false]);
  });
});

describe.skipIf(process.platform === 'win32')('a command whose main has been killed', () => {
  it('goes on, is found again, interrupted, and its exit code written down', async () => {
    const module = pathToFileURL(join(import.meta.dirname, '../../../src/adapters/process/detached.ts')).href;
    writeTool(STUBBORN);
    const main = `import { detached } from ${JSON.stringify(module)};
      const options = { args: [], cwd: ${JSON.stringify(folder())}, env: process.env, stdout: 'ignore', stderr: 'ignore' };
      const { mark } = detached.start({ ...options, file: './terraform', ownFiles: ${JSON.stringify(at('own'))} });
      console.log(JSON.stringify(mark));
      setInterval(() => undefined, 1000);`;
    const killed = spawn(process.execPath, ['--input-type=module', '--eval', main], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    children.push(killed);
    const [line] = (await once(killed.stdout, 'data')) as [Buffer];
    const mark = JSON.parse(line.toString()) as LaunchMark;
    await waitUntil(() => has('ready'));

    killed.kill('SIGKILL');
    await once(killed, 'exit');

    expect(detached.look(mark)).toBe('at-work');
    expect(detached.interrupt(mark)).toBe(true);
    writeFileSync(at('go'), '');
    await waitUntil(() => detached.look(mark) === 'ended');
    expect(detached.exitCode(mark)).toBe(5);
    expect(textOf('signals')).toBe('INT\n');
  });
});

describe.skipIf(process.platform === 'win32')('a mark', () => {
  /** Another process, which has a child and notes its interrupts. */
  async function startStranger(): Promise<number> {
    const script = `trap 'echo INT >> signals' INT; touch ready; while :; do sleep 0.02; done`;
    const stranger = spawn('sh', ['-c', script], { cwd: folder(), stdio: 'ignore' });
    children.push(stranger);
    await waitUntil(() => has('ready'));
    return stranger.pid ?? expect.unreachable();
  }

  it.each(['', '1', 'Sat Nov 21 10:30:00 2026'])(
    'whose number another process has by now is not at work, and that one has no signal from us: started at %j',
    async (startedAt) => {
      const pid = await startStranger();
      const mark: LaunchMark = { kind: 'detached', pid, startedAt, exitFile: at('own.exit') };
      expect(detached.look(mark)).toBe('ended');
      expect(detached.interrupt(mark)).toBe(false);
      expect(lookUpProcess(pid)).toBeDefined();
      expect(has('signals')).toBe(false);
    },
  );

  it('of a zombie is not at work: it has ended, and nobody has asked how', async () => {
    const { parent, pid } = await startChildOfCat();
    children.push(parent);
    const startedAt = lookUpProcess(pid)?.startedAt ?? expect.unreachable();
    const mark: LaunchMark = { kind: 'detached', pid, startedAt, exitFile: at('own.exit') };
    expect(detached.look(mark)).toBe('at-work');
    process.kill(pid, 'SIGKILL');
    await waitUntil(() => lookUpProcess(pid)?.zombie === true);
    expect(detached.look(mark)).toBe('ended');
    expect(detached.interrupt(mark)).toBe(false);
  });

  it('of a command that is about to be started finds it once it is, without knowing its number', async () => {
    const intended = detached.intend({ ownFiles: at('own') });
    const { mark, ended } = start(STUBBORN);
    await waitUntil(() => has('ready'));
    expect(intended).toEqual({ kind: 'intended', pidFile: at('own.pid'), exitFile: at('own.exit') });
    expect(mark).toMatchObject({ kind: 'detached', pid: Number(textOf('own.pid')) });
    expect([detached.neverStarts(intended), detached.look(intended)]).toEqual([false, 'at-work']);
    expect(detached.interrupt(intended)).toBe(true);
    writeFileSync(at('go'), '');
    expect(await ended).toBe(5);
    expect([detached.look(intended), detached.exitCode(intended)]).toEqual(['ended', 5]);
    expect(textOf('signals')).toBe('INT\n');
  });

  it('of a command that never was started keeps it from being started, however often that is asked', async () => {
    const intended = detached.intend({ ownFiles: at('own') });
    expect(detached.neverStarts(intended)).toBe(true);
    expect([detached.neverStarts(intended), detached.look(intended), detached.interrupt(intended)]).toEqual([
      true,
      'ended',
      false,
    ]);
    expect(await start('touch ready').ended).toBe(126);
    expect(has('ready')).toBe(false);
  });

  it.each([
    ['cannot be read', () => at('no-such-folder/own')],
    [
      'holds no number yet',
      () => {
        writeFileSync(at('own.pid'), '');
        return at('own');
      },
    ],
  ])('of a command of which nobody can tell counts as at work: its file %s', (_, ownFiles) => {
    const intended = detached.intend({ ownFiles: ownFiles() });
    expect([detached.neverStarts(intended), detached.look(intended)]).toEqual([false, 'unknown']);
    expect([detached.canInterrupt(intended), detached.interrupt(intended)]).toEqual([false, false]);
  });

  it.each([
    ['is not there', undefined],
    ['is empty: whoever stood by was killed while writing', ''],
    ['holds something else', 'none'],
  ])('has no exit code while its file %s', (_, text) => {
    if (text !== undefined) writeFileSync(at('own.exit'), text);
    expect(detached.exitCode({ kind: 'detached', pid: 1, startedAt: '', exitFile: at('own.exit') })).toBeUndefined();
  });

  it('of another system is nobody’s here', () => {
    const mark: LaunchMark = { kind: 'attached', pid: process.pid };
    expect([detached.look(mark), detached.interrupt(mark), detached.exitCode(mark)]).toEqual([
      'ended',
      false,
      undefined,
    ]);
  });
});
