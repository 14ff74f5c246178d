import { existsSync, statSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { LaunchMark } from '../../../src/adapters/process/launch.ts';
import {
  launcher,
  runTerraform,
  type OutputRead,
  type TerraformCommand,
} from '../../../src/adapters/process/process.ts';
import { Cancelled } from '../../../src/domain/apply/aftermath.ts';
import { makeToolShell } from '../../support/fakes/tool-shell.ts';
import { ToolFailed } from '../../../src/domain/stack/tool-failed.ts';
import { waitUntil } from '../../support/wait-until.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lockstep-process-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

interface Running {
  readonly ended: Promise<number>;
  readonly marks: readonly LaunchMark[];
  /** What went wrong beside it, and was told. */
  readonly troubles: readonly unknown[];
  /** What was told of it at a cancel, as post would read it. */
  readonly left: readonly { readonly interrupted: boolean; readonly read: OutputRead }[];
  readonly output: () => string;
  readonly hasEnded: () => boolean;
}

/** Runs a shell script in the place of Terraform. */
async function start(script: string, more: Partial<TerraformCommand> = {}): Promise<Running> {
  const file = join(folder, 'terraform');
  await writeFile(file, `#!${makeToolShell(folder)}\n${script}\n`, { mode: 0o755 });
  const marks: LaunchMark[] = [];
  const troubles: unknown[] = [];
  const left: { interrupted: boolean; read: OutputRead }[] = [];
  let output = '';
  let hasEnded = false;
  const ended = runTerraform({
    file,
    args: ['apply', 'plan.tfplan'],
    cwd: folder,
    env: { PATH: process.env['PATH'] },
    stdoutFile: join(folder, 'stdout'),
    stderrFile: join(folder, 'stderr'),
    ownFiles: join(folder, 'own'),
    onOutput: (text) => {
      output += text;
    },
    cancelled: new AbortController().signal,
    beforeStart: () => undefined,
    onStart: (mark) => marks.push(mark),
    onTrouble: (_, error) => troubles.push(error),
    onLeft: (how) => left.push(how),
    onEnd: () => {
      hasEnded = true;
    },
    ...more,
  });
  ended.catch(() => undefined);
  return { ended, marks, troubles, left, output: () => output, hasEnded: () => hasEnded };
}

const has = (name: string): boolean => existsSync(join(folder, name));
const beats = (): number => (has('beats') ? statSync(join(folder, 'beats')).size : 0);

/** Notes the signals that it gets and that it goes on, and ends when it is let go. */
const STUBBORN = `trap 'echo INT >> signals' INT
trap 'echo TERM >> signals' TERM
trap 'echo HUP >> signals' HUP
touch ready
while [ ! -e go ]; do sleep 0.02; echo >> beats; done
echo saved > state`;

describe('a command that is cancelled', () => {
  it('gets SIGINT exactly once, and finishes on its own', async () => {
    const cancellation = new AbortController();
    const running = await start(STUBBORN, { cancelled: cancellation.signal });
    await waitUntil(() => has('ready'));

    cancellation.abort();
    cancellation.abort();

    await expect(running.ended).rejects.toThrow(Cancelled);
    await expect(running.ended).rejects.toThrow('during terraform apply');
    await waitUntil(() => has('signals'));
    const since = beats();
    await waitUntil(() => beats() > since + 20);
    const [mark] = running.marks;
    expect(mark && launcher.look(mark)).toBe('at-work');
    expect(has('state')).toBe(false);
    await writeFile(join(folder, 'go'), '');
    await waitUntil(() => mark !== undefined && launcher.look(mark) === 'ended');
    expect(await readFile(join(folder, 'signals'), 'utf8')).toBe('INT\n');
    expect(await readFile(join(folder, 'state'), 'utf8')).toBe('saved\n');
  });

  it('is not reported as ended, so that post finds it', async () => {
    const cancellation = new AbortController();
    const running = await start(STUBBORN, { cancelled: cancellation.signal });
    await waitUntil(() => has('ready'));
    cancellation.abort();
    await expect(running.ended).rejects.toThrow(Cancelled);
    expect(running.hasEnded()).toBe(false);
    await writeFile(join(folder, 'go'), '');
    await waitUntil(() => has('state'));
  });

  it('has its output until then in the log', async () => {
    const cancellation = new AbortController();
    const running = await start(`echo 'a: Creating...'\n${STUBBORN}`, { cancelled: cancellation.signal });
    await waitUntil(() => has('ready'));
    cancellation.abort();
    await expect(running.ended).rejects.toThrow(Cancelled);
    expect(running.output()).toBe('a: Creating...\n');
    await writeFile(join(folder, 'go'), '');
    await waitUntil(() => has('state'));
  });

  it('has noted how much of its output that was, and that it has its interrupt', async () => {
    const cancellation = new AbortController();
    const running = await start(`echo 'a: Creating...'\necho wrong >&2\n${STUBBORN}`, {
      cancelled: cancellation.signal,
    });
    await waitUntil(() => has('ready'));
    cancellation.abort();
    await expect(running.ended).rejects.toThrow(Cancelled);
    expect(running.left).toEqual([{ interrupted: true, read: { stdout: 15, stderr: 6 } }]);
    await writeFile(join(folder, 'go'), '');
    await waitUntil(() => has('state'));
  });

  it('that has ended by then counts as cancelled all the same: nothing comes after it', async () => {
    const cancellation = new AbortController();
    const running = await start('exit 0', {
      cancelled: cancellation.signal,
      onEnd: () => {
        cancellation.abort();
      },
    });
    await expect(running.ended).rejects.toThrow(Cancelled);
  });

  it('is not started at all when the run was cancelled before', async () => {
    const running = await start('touch ready', { cancelled: AbortSignal.abort() });
    await expect(running.ended).rejects.toThrow(Cancelled);
    expect(running.marks).toEqual([]);
    expect(has('ready')).toBe(false);
  });
});

describe('a command whose time is up', () => {
  const limited = (limitMs: number) => {
    const told: string[] = [];
    const limit = {
      limitMs,
      onInterrupt: ({ stdout }: OutputRead) => {
        told.push(`interrupt after ${stdout} bytes`);
      },
      onOutOfReach: () => {
        told.push('out of reach');
      },
      onStillAtWork: () => {
        told.push('still at work');
      },
    };
    return { told, limit };
  };

  it('gets SIGINT exactly once, told before, and is waited for', async () => {
    const { told, limit } = limited(2000);
    const running = await start(`echo 'a: Creating...'\n${STUBBORN}\nexit 1`, { limit });
    await waitUntil(() => has('signals'));
    const since = beats();
    await waitUntil(() => beats() > since + 20);
    await writeFile(join(folder, 'go'), '');
    expect(await running.ended).toBe(1);
    expect(told).toEqual(['interrupt after 15 bytes']);
    expect(await readFile(join(folder, 'signals'), 'utf8')).toBe('INT\n');
    expect(running.hasEnded()).toBe(true);
  });

  it('gets no second one from a cancel, which is told that it has its interrupt', async () => {
    const cancellation = new AbortController();
    const { limit } = limited(2000);
    const running = await start(STUBBORN, { limit, cancelled: cancellation.signal });
    await waitUntil(() => has('signals'));
    cancellation.abort();
    await expect(running.ended).rejects.toThrow(Cancelled);
    expect(running.left).toMatchObject([{ interrupted: true }]);
    const since = beats();
    await waitUntil(() => beats() > since + 20);
    await writeFile(join(folder, 'go'), '');
    await waitUntil(() => has('state'));
    expect(await readFile(join(folder, 'signals'), 'utf8')).toBe('INT\n');
  });

  it('and that is out of reach is told once, and gets its interrupt as soon as it can be reached', async () => {
    const { told, limit } = limited(200);
    const wrapper = join(folder, 'wrapper');
    const script = `while [ ! -e begin ]; do sleep 0.02; done\n${join(folder, 'terraform')}`;
    await writeFile(wrapper, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const running = await start('while true; do sleep 0.02; done', { limit, file: wrapper });
    await waitUntil(() => told.length > 0);
    await writeFile(join(folder, 'begin'), '');
    expect(await running.ended).toBe(130);
    expect(told).toEqual(['out of reach', 'interrupt after 0 bytes']);
  });

  it('gets its interrupt once it can be sent, when it could not at first, and is told but once', async () => {
    const { told, limit } = limited(200);
    const send = vi.spyOn(launcher, 'interrupt').mockReturnValueOnce(false);
    try {
      const running = await start('while true; do sleep 0.02; done', { limit });
      expect(await running.ended).toBe(130);
      expect(send).toHaveBeenCalledTimes(2);
    } finally {
      send.mockRestore();
    }
    expect(told).toEqual(['interrupt after 0 bytes']);
  });

  it('and that has ended before is none', async () => {
    const { told, limit } = limited(60_000);
    expect(await (await start('exit 0', { limit })).ended).toBe(0);
    expect(told).toEqual([]);
  });
});

describe('a command', () => {
  it('gives its exit code, and says when it starts and ends', async () => {
    const running = await start('exit 3');
    expect(await running.ended).toBe(3);
    expect(running.marks).toHaveLength(1);
    expect(running.hasEnded()).toBe(true);
  });

  it('that a signal ends has failed', async () => {
    expect(await (await start('kill -9 $$')).ended).toBe(137);
  });

  it('is in a process group of its own, which the end of ours leaves alone', async () => {
    const running = await start('ps -o pgid= -p $$');
    await running.ended;
    expect(running.marks).toMatchObject([{ pid: Number(running.output()) }]);
  });

  it('has its whole output in the log and in its files, whatever a read cuts through', async () => {
    const running = await start(`printf '\\303'; sleep 0.15; printf '\\244rger\\n'; echo 'no' >&2`);
    await running.ended;
    expect(running.output()).toContain('ärger\n');
    expect(running.output()).toContain('no\n');
    expect(await readFile(join(folder, 'stdout'), 'utf8')).toBe('ärger\n');
    expect(await readFile(join(folder, 'stderr'), 'utf8')).toBe('no\n');
  });

  it('that is not cancelled is left to nobody, whatever it prints', async () => {
    const running = await start('echo one; sleep 0.3; echo two');
    await running.ended;
    expect(running.left).toEqual([]);
  });

  it('whose output is data has none of it in the log', async () => {
    const running = await start('echo {}', { onOutput: undefined });
    expect(await running.ended).toBe(0);
    expect(running.output()).toBe('');
    expect(await readFile(join(folder, 'stdout'), 'utf8')).toBe('{}\n');
  });

  it('has files that nobody else may read', async () => {
    await (
      await start('echo secret')
    ).ended;
    for (const name of ['stdout', 'stderr']) expect(statSync(join(folder, name)).mode & 0o077).toBe(0);
  });

  it('whose program is not there fails, with its name', async () => {
    const running = await start('exit 0', { file: join(folder, 'nothing') });
    expect(await running.ended).toBe(127);
    expect(running.output()).toContain(join(folder, 'nothing'));
  });

  it('whose end nobody can look up is taken for killed after a while, and told as one that may be at work', async () => {
    const look = vi.spyOn(launcher, 'look').mockReturnValue('unknown');
    let nowMs = 0;
    const now = vi.spyOn(performance, 'now').mockImplementation(() => (nowMs += 61_000));
    let unseen = 0;
    try {
      const running = await start('exit 0', { onUnseen: () => (unseen += 1) });
      expect(await running.ended).toBe(137);
    } finally {
      look.mockRestore();
      now.mockRestore();
    }
    expect(unseen).toBe(1);
  });

  it('has not ended as long as a Terraform that it has left alone is at work', async () => {
    const running = await start(`(while [ ! -e go ]; do sleep 0.02; echo >> beats; done) &\nkill -9 $$`);
    await waitUntil(() => beats() > 30);
    expect(running.hasEnded()).toBe(false);
    await writeFile(join(folder, 'go'), '');
    expect(await running.ended).toBe(137);
  });
});

describe('a note that cannot be written', () => {
  const DEFECT = new Error('no space left on device');
  const broken = (): never => {
    throw DEFECT;
  };

  it('before the command is started keeps it from being started', async () => {
    const running = await start('touch ready', { beforeStart: broken });
    await expect(running.ended).rejects.toThrow(DEFECT);
    expect(running.marks).toEqual([]);
    expect(has('own.pid')).toBe(false);
  });

  it.each(['onStart', 'onEnd', 'onOutput'] as const)(
    'once it runs is told, and nobody leaves the command before it has ended: %s',
    async (what) => {
      const running = await start('echo out; while [ ! -e go ]; do sleep 0.02; echo >> beats; done; exit 3', {
        [what]: broken,
      });
      let hasSettled = false;
      void running.ended.then(
        () => (hasSettled = true),
        () => (hasSettled = true),
      );
      await waitUntil(() => beats() > 20);
      expect(hasSettled).toBe(false);
      await writeFile(join(folder, 'go'), '');
      expect(await running.ended).toBe(3);
      expect(running.troubles).toEqual([DEFECT]);
    },
  );

  it('at a cancel is told, and the command has its interrupt all the same', async () => {
    const cancellation = new AbortController();
    const running = await start(STUBBORN, { cancelled: cancellation.signal, onLeft: broken });
    await waitUntil(() => has('ready'));
    cancellation.abort();
    await expect(running.ended).rejects.toThrow(Cancelled);
    expect(running.troubles).toEqual([DEFECT]);
    await waitUntil(() => has('signals'));
    await writeFile(join(folder, 'go'), '');
    await waitUntil(() => has('state'));
  });
});

it.each([
  ['whose output has no place to go', () => ({ stdoutFile: join(folder, 'missing', 'stdout') })],
  ['whose directory is not there', () => ({ cwd: join(folder, 'missing') })],
])('a command %s fails as a tool that could not be started', async (_, more) => {
  const running = await start('true', more());
  await expect(running.ended).rejects.toThrow(ToolFailed);
});
