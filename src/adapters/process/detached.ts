import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import type { Launched, Launcher, LaunchMark, LaunchOptions } from './launch.ts';
import { isTerraformProgram } from './go-program.ts';
import {
  descendantsOf,
  executableOf,
  listProcesses,
  lookAtProcess,
  ProcessesUnknown,
  startOf,
} from './process-table.ts';

/**
 * Writes down its own number first, and starts nothing when that fails or somebody has claimed the file (`set -C` creates
 * it or fails); and the command's exit code once it has ended. The command is the only child that this shell ever has.
 */
const STAND_BY = `exit_file=$1
pid_file=$2
shift 2
set -C
echo "$$" > "$pid_file" || exit 126
set +C
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

  intend: ({ ownFiles }) => ({ kind: 'intended', pidFile: `${ownFiles}.pid`, exitFile: `${ownFiles}.exit` }),

  start: ({ file, args, cwd, env, stdout, stderr, ownFiles }: LaunchOptions): Launched => {
    const [exitFile, pidFile] = [`${ownFiles}.exit`, `${ownFiles}.pid`];
    const child = spawn('/bin/sh', ['-c', STAND_BY, 'lockstep', exitFile, pidFile, file, ...args], {
      cwd,
      env,
      detached: true,
      stdio: ['ignore', stdout, stderr],
    });
    const pid = child.pid ?? 0;
    return {
      mark: { kind: 'detached', pid, startedAt: startOf(pid), exitFile },
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

  neverStarts: (mark) => mark.kind === 'intended' && claim(mark.pidFile) === 'never-started',
  look,
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

  kill: (mark) => {
    const by = whoStandsBy(mark);
    if (by === undefined || by.pid === 0 || standsBy(by, mark) !== 'yes') return;
    // It leads a group of its own, and whoever it has started is in that.
    process.kill(-by.pid, 'SIGKILL');
  },

  exitCode: (mark) => (mark.kind === 'attached' ? undefined : readNumber(mark.exitFile)),
};

/**
 * Who stands by a command of which only the intent was noted. Where nobody has written down a number yet, nobody ever
 * will: a folder takes the place of the file. A file without a number is one that is being written, or could not be.
 */
function claim(pidFile: string): number | 'never-started' | 'unknown' {
  try {
    mkdirSync(pidFile);
    return 'never-started';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return 'unknown';
  }
  if (statSync(pidFile, { throwIfNoEntry: false })?.isDirectory() === true) return 'never-started';
  return readNumber(pidFile) ?? 'unknown';
}

/** The process that stands by; undefined when that is not known, or there is none. */
function whoStandsBy(mark: LaunchMark): { readonly pid: number; readonly startedAt: string | undefined } | undefined {
  if (mark.kind === 'detached') return { pid: mark.pid, startedAt: mark.startedAt };
  if (mark.kind === 'attached') return undefined;
  const pid = claim(mark.pidFile);
  return typeof pid === 'number' ? { pid, startedAt: undefined } : undefined;
}

/**
 * Terraform itself, which a script or a proxy may have started in its turn: a signal to one of those is lost, or ends it
 * and leaves Terraform alone. Undefined when it is not there, or not known to be it.
 */
function findTool(mark: LaunchMark): number | undefined {
  const by = whoStandsBy(mark);
  if (by === undefined || by.pid === 0 || standsBy(by, mark) !== 'yes') return undefined;
  return unlessUnknown(() => descendantsOf(by.pid, listProcesses()).find(isTool), undefined);
}

/** Whether it is at work, and be it without whoever stood by: a script may be killed and leave its Terraform alone. */
function look(mark: LaunchMark): ReturnType<Launcher['look']> {
  if (mark.kind === 'attached' || detached.neverStarts(mark)) return 'ended';
  const by = whoStandsBy(mark);
  if (by === undefined) return 'unknown';
  if (by.pid === 0) return 'ended';
  switch (standsBy(by, mark)) {
    case 'yes':
      return 'at-work';
    case 'unknown':
      return 'unknown';
    case 'number-reused':
      return 'ended';
    case 'ended': {
      const isLeftAlone = (): boolean => listProcesses().some(({ pid, session }) => session === by.pid && isTool(pid));
      return unlessUnknown(() => (isLeftAlone() ? 'at-work' : 'ended'), 'unknown');
    }
  }
}

/** Of this very process: a zombie has ended, and another one may have got its number once all of its session had. */
function standsBy(
  { pid, startedAt }: { readonly pid: number; readonly startedAt: string | undefined },
  mark: LaunchMark,
): 'yes' | 'ended' | 'number-reused' | 'unknown' {
  const seen = lookAtProcess(pid);
  if (seen === 'unknown') return 'unknown';
  if (seen === 'gone' || seen.zombie) return 'ended';
  // It ends as soon as it has written down how the command has.
  if (startedAt === undefined) return detached.exitCode(mark) === undefined ? 'yes' : 'ended';
  return seen.startedAt === startedAt ? 'yes' : 'number-reused';
}

function unlessUnknown<T>(task: () => T, otherwise: T): T {
  try {
    return task();
  } catch (error) {
    if (!(error instanceof ProcessesUnknown)) throw error;
    return otherwise;
  }
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
