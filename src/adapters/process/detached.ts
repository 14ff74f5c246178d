import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Launched, Launcher, LaunchMark, LaunchOptions } from './launch.ts';
import { findChild, lookUpProcess } from './process-table.ts';

/** Writes the command's exit code down once it has ended. The command is the only child that this shell ever has. */
const STAND_BY = `exit_file=$1
shift
"$@"
code=$?
echo "$code" > "$exit_file"
exit "$code"`;

/**
 * POSIX systems: the command runs in a session of its own, so that neither the end of ours nor a signal to our group
 * reaches it, and a shell stands by to write down how it ends when nobody of ours is left to be told.
 */
export const detached: Launcher = {
  outlivesUs: true,

  start: ({ file, args, cwd, env, stdout, stderr, ownFiles }: LaunchOptions): Launched => {
    const exitFile = `${ownFiles}.exit`;
    const child = spawn('/bin/sh', ['-c', STAND_BY, 'lockstep', exitFile, file, ...args], {
      cwd,
      env,
      detached: true,
      stdio: ['ignore', stdout, stderr],
    });
    const pid = child.pid ?? 0;
    return {
      mark: { kind: 'detached', pid, startedAt: lookUpProcess(pid)?.startedAt ?? '', exitFile },
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

  isAtWork,

  interrupt: (mark) => {
    if (mark.kind !== 'detached' || !isAtWork(mark)) return false;
    const pid = findChild(mark.pid);
    if (pid === undefined) return false;
    try {
      process.kill(pid, 'SIGINT');
      return true;
    } catch {
      return false;
    }
  },

  exitCode: (mark) => (mark.kind === 'detached' ? readNumber(mark.exitFile) : undefined),
};

/** Whether this very process is still there: a zombie has ended, and another one may have got its number. */
function isAtWork(mark: LaunchMark): boolean {
  if (mark.kind !== 'detached') return false;
  const seen = lookUpProcess(mark.pid);
  return seen !== undefined && !seen.zombie && seen.startedAt === mark.startedAt;
}

function readNumber(file: string): number | undefined {
  try {
    const text = readFileSync(file, 'utf8').trim();
    return /^\d+$/.test(text) ? Number(text) : undefined;
  } catch {
    return undefined;
  }
}
