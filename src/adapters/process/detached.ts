import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Launched, Launcher, LaunchMark, LaunchOptions } from './launch.ts';
import { isTerraformProgram } from './go-program.ts';
import { descendantsOf, executableOf, listProcesses, lookUpProcess } from './process-table.ts';

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
  interruptsAlone: true,

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
  canInterrupt: (mark) => findTool(mark) !== undefined,

  interrupt: (mark) => {
    const pid = findTool(mark);
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

/**
 * Terraform itself, which a script or a proxy may have started in its turn: a signal to one of those is lost, or ends it
 * and leaves Terraform alone. Undefined when it is not there, or not known to be it.
 */
function findTool(mark: LaunchMark): number | undefined {
  if (mark.kind !== 'detached' || standsBy(mark) !== 'yes') return undefined;
  return descendantsOf(mark.pid, listProcesses()).find(isTool);
}

/** Whether it is at work, and be it without whoever stood by: a script may be killed and leave its Terraform alone. */
function isAtWork(mark: LaunchMark): boolean {
  if (mark.kind !== 'detached') return false;
  switch (standsBy(mark)) {
    case 'yes':
      return true;
    case 'number-reused':
      return false;
    case 'ended':
      return listProcesses().some(({ pid, session }) => session === mark.pid && isTool(pid));
  }
}

/** Of this very process: a zombie has ended, and another one may have got its number once all of its session had. */
function standsBy(mark: { readonly pid: number; readonly startedAt: string }): 'yes' | 'ended' | 'number-reused' {
  const seen = lookUpProcess(mark.pid);
  if (seen === undefined) return 'ended';
  if (seen.startedAt !== mark.startedAt) return 'number-reused';
  return seen.zombie ? 'ended' : 'yes';
}

function isTool(pid: number): boolean {
  const file = executableOf(pid);
  return file !== undefined && isTerraformProgram(file);
}

function readNumber(file: string): number | undefined {
  try {
    const text = readFileSync(file, 'utf8').trim();
    return /^\d+$/.test(text) ? Number(text) : undefined;
  } catch {
    return undefined;
  }
}
