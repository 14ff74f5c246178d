import { spawn } from 'node:child_process';
import type { Launched, Launcher, LaunchMark, LaunchOptions } from './launch.ts';

/**
 * Windows: a plain child in the same console. The runner's Ctrl-C goes to everybody on that console, so the command has
 * its interrupt before we could send one, and there is no second one that would not end it at once. It ends with this
 * process (libuv puts it in a job object that is closed with it), so main stays for as long as the runner lets it.
 */
export const attached: Launcher = {
  outlivesUs: false,
  interruptsAlone: false,

  intend: () => ({ kind: 'attached', pid: 0 }),
  neverStarts: () => false,

  start: ({ file, args, cwd, env, stdout, stderr }: LaunchOptions): Launched => {
    const child = spawn(file, args, { cwd, env, stdio: ['ignore', stdout, stderr], windowsHide: true });
    return {
      mark: { kind: 'attached', pid: child.pid ?? 0 },
      ended: new Promise((resolve, reject) => {
        child.on('error', reject);
        child.on('exit', (code) => {
          resolve(code ?? 128);
        });
      }),
      letGo: () => {
        child.unref();
      },
    };
  },
  look: (mark: LaunchMark) => {
    // It has ended with the process that was about to note its number.
    if (mark.kind !== 'attached' || mark.pid === 0) return 'ended';
    try {
      process.kill(mark.pid, 0);
      return 'at-work';
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'ESRCH' ? 'ended' : 'unknown';
    }
  },
  canInterrupt: () => true,
  interrupt: () => true,
  kill: (mark: LaunchMark) => {
    if (mark.kind === 'attached' && mark.pid !== 0) process.kill(mark.pid, 'SIGKILL');
  },
  exitCode: () => undefined,
};
