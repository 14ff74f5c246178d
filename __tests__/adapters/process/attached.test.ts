import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { attached } from '../../../src/adapters/process/attached.ts';
import type { Launched } from '../../../src/adapters/process/launch.ts';
import { useTemporaryFolder } from '../../support/temporary-folder.ts';

const folder = useTemporaryFolder();

/** Node in the place of Terraform: it is there on every system. */
function start(script: string, file: string = process.execPath): Launched {
  const output = openSync(join(folder(), 'output'), 'w');
  const launched = attached.start({
    file,
    args: ['--eval', script],
    cwd: folder(),
    env: process.env,
    stdout: output,
    stderr: output,
    ownFiles: join(folder(), 'own'),
  });
  closeSync(output);
  return launched;
}

describe('a command in our own console', () => {
  it('has its output in files and its exit code told, which nobody writes down', async () => {
    const { mark, ended } = start("console.log('ready'); process.exitCode = 3");
    expect(await ended).toBe(3);
    expect(readFileSync(join(folder(), 'output'), 'utf8').trim()).toBe('ready');
    expect(attached.exitCode(mark)).toBeUndefined();
  });

  it('is at work until it has ended', async () => {
    const { mark, ended } = start('setTimeout(() => {}, 60_000)');
    expect(attached.look(mark)).toBe('at-work');
    process.kill('pid' in mark ? mark.pid : NaN, 'SIGKILL');
    expect(await ended).toBe(128);
    expect(attached.look(mark)).toBe('ended');
  });

  it('has its interrupt from the console, so that none is sent', async () => {
    const { mark, ended } = start("process.on('SIGINT', () => process.exit(9)); setTimeout(() => {}, 300)");
    expect(attached.interrupt(mark)).toBe(true);
    expect(attached.interrupt(mark)).toBe(true);
    expect(await ended).toBe(0);
    // Nor is there one that we could send when its time is up.
    expect(attached.interruptsAlone).toBe(false);
  });

  it('ends with the process that started it, which therefore has to stay', () => {
    expect(attached.outlivesUs).toBe(false);
  });

  it('that was about to be started has ended with the process that was about to', () => {
    const intended = attached.intend({ ownFiles: '' });
    expect([attached.look(intended), attached.neverStarts(intended)]).toEqual(['ended', false]);
  });

  it('whose program is not there says so, and is not at work', async () => {
    const { mark, ended } = start('', join(folder(), 'nothing'));
    await expect(ended).rejects.toThrow('ENOENT');
    expect(attached.look(mark)).toBe('ended');
  });
});
