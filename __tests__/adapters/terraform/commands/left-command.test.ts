import { appendFileSync, closeSync, existsSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import type { CommandRecord } from '../../../../src/adapters/terraform/commands/command-record.ts';
import type { LaunchMark } from '../../../../src/adapters/process/launch.ts';
import { takeOver } from '../../../../src/adapters/terraform/commands/left-command.ts';
import { launcher } from '../../../../src/adapters/process/process.ts';
import type { LeftCommand } from '../../../../src/ports/terraform.ts';
import { makeToolShell } from '../../../support/fakes/tool-shell.ts';
import { useTemporaryFolder } from '../../../support/temporary-folder.ts';
import { waitUntil } from '../../../support/wait-until.ts';

const folder = useTemporaryFolder();
const at = (name: string): string => join(folder(), name);

/** A command that has ended before anybody of ours was there to see it. */
function endedMark(): LaunchMark {
  return { kind: 'detached', pid: 2 ** 30, startedAt: '1', exitFile: at('own.exit') };
}

interface Taken {
  readonly command: LeftCommand;
  /** What is said in the log: `[title]`, text, and `[end]`. */
  readonly log: () => string;
}

/** Takes a command over that has written this to its files, of which some is in the log already. */
function take(left: Partial<CommandRecord> = {}, output = { stdout: 'one\ntwo\n', stderr: 'wrong\n' }): Taken {
  writeFileSync(at('stdout'), output.stdout);
  writeFileSync(at('stderr'), output.stderr);
  let log = '';
  const command = takeOver(
    {
      name: 'apply',
      mark: endedMark(),
      stdoutFile: at('stdout'),
      stderrFile: at('stderr'),
      prints: 'words',
      startedAtMs: Date.now() - 1000,
      erroredBefore: 'absent',
      interrupted: true,
      read: { stdout: 4, stderr: 0 },
      ...left,
    },
    {
      toolName: 'terraform',
      directory: folder(),
      conceal: (text) => text.replaceAll('s3cret', '(sensitive)'),
      openLog: (title) => {
        log += `[${title}]`;
        return {
          write: (text) => {
            log += text;
          },
          [Symbol.dispose]: () => {
            log += '[end]';
          },
        };
      },
    },
  );
  return { command: command ?? expect.unreachable(), log: () => log };
}

describe('the log of a command that has outlived its main', () => {
  it('goes on where that one left it, in a part of its own', () => {
    const { command, log } = take();
    command.readOn();
    appendFileSync(at('stdout'), 'three\n');
    command.readOn();
    command.close();
    expect(log()).toBe('[terraform apply, continued]two\nwrong\nthree\n[end]');
  });

  it('has no secret in it, and not the rest of one where main was cut off within a line', () => {
    const output = { stdout: 'one\nit is s3cret\n', stderr: 's3cret, too' };
    const { command, log } = take({ read: { stdout: 10, stderr: 3 } }, output);
    command.readOn();
    command.close();
    expect(log()).toBe('[terraform apply, continued]it is (sensitive)\n(sensitive), too[end]');
  });

  it('has no part of its own when there is nothing more to say', () => {
    const { command, log } = take({ read: { stdout: 8, stderr: 6 } });
    command.readOn();
    command.close();
    expect(log()).toBe('');
  });

  it('says nothing of output that is data', () => {
    const { command, log } = take({ name: 'show', prints: 'data' });
    command.readOn();
    command.close();
    expect(log()).toBe('');
  });

  it('is closed once, however often that is asked for, and says nothing afterwards', () => {
    const { command, log } = take();
    command.readOn();
    command.close();
    appendFileSync(at('stdout'), 'late\n');
    command.readOn();
    command.close();
    expect(log()).toBe('[terraform apply, continued]two\nwrong\n[end]');
  });

  it('of events is words, none of them lost where main was cut off within one', async () => {
    const line = (message: string): string => `${JSON.stringify({ '@message': message, type: 'log' })}\n`;
    const stdout = line('one') + line('two') + line('three');
    const read = { stdout: line('one').length + 10, stderr: 0 };
    const { command, log } = take({ prints: 'events', read }, { stdout, stderr: '' });
    command.readOn();
    command.close();
    expect(log()).toBe('[terraform apply, continued]two\nthree\n[end]');
    expect(await command.readEvents()).toMatchObject([{ message: 'one' }, { message: 'two' }, { message: 'three' }]);
  });
});

describe('how such a command has ended', () => {
  it.each([
    ['apply', '0\n', true],
    ['apply', '1\n', true],
    ['apply', '2\n', false],
    ['plan', '2\n', true],
    ['plan', '137\n', false],
    ['apply', '', false],
    ['apply', undefined, false],
  ])('is by itself or not, as its exit code says: %s with %j is %s', (name, code, expected) => {
    const { command } = take({ name });
    if (code !== undefined) writeFileSync(at('own.exit'), code);
    expect(command.endedByItself()).toBe(expected);
    expect([command.isAtWork(), command.interrupt()]).toEqual([false, false]);
  });

  it('is told from its exit code, its errors and the state beside the module', async () => {
    writeFileSync(at('own.exit'), '0\n');
    expect(await take().command.settleApply()).toMatchObject({ kind: 'applied' });
    writeFileSync(at('own.exit'), '1\n');
    const failed = take({}, { stdout: '', stderr: '\nError: execution halted\n' });
    expect(await failed.command.settleApply()).toMatchObject({
      kind: 'failed',
      byItself: true,
      told: { errors: [], prose: 'Error: execution halted' },
    });
    writeFileSync(at('errored.tfstate'), '{}');
    expect(await failed.command.settleApply()).toMatchObject({
      kind: 'state-not-saved',
      erroredStateFile: at('errored.tfstate'),
    });
  });

  it('is a kill when nobody has written down how', async () => {
    expect(await take().command.settleApply()).toMatchObject({ kind: 'failed', byItself: false });
  });
});

it.skipIf(process.platform === 'win32')('a command that main was about to start and never did is none', () => {
  writeFileSync(at('own.pid'), '1073741824\n');
  expect(take({ mark: launcher.intend({ ownFiles: at('own') }) }).command.isAtWork()).toBe(false);
  rmSync(at('own.pid'));
  expect(() => take({ mark: launcher.intend({ ownFiles: at('own') }) })).toThrow();
});

describe.skipIf(process.platform === 'win32')('such a command while it is at work', () => {
  it('is found, interrupted and waited for by what main has left of it', async () => {
    const script = `#!${makeToolShell(folder())}\ntrap 'exit 1' INT\n: >listens\nwhile :; do sleep 0.02; done\n`;
    writeFileSync(at('terraform'), script, { mode: 0o755 });
    const output = openSync(at('output'), 'w');
    const options = { file: at('terraform'), args: [], cwd: folder(), env: process.env, ownFiles: at('own') };
    const { mark, ended } = launcher.start({ ...options, stdout: output, stderr: output });
    closeSync(output);
    const { command } = take({ mark, interrupted: false });
    expect([command.isAtWork(), command.endedByItself(), command.interrupted]).toEqual([true, false, false]);
    // Before the shell has set its trap, an interrupt would end it as it ends any process.
    await waitUntil(() => existsSync(at('listens')));
    while (command.isAtWork()) {
      command.interrupt();
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    expect(await ended).toBe(1);
    expect(command.endedByItself()).toBe(true);
  });
});
