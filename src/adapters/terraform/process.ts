import { spawn } from 'node:child_process';
import { closeSync, openSync, readSync } from 'node:fs';
import { Cancelled } from '../../domain/errors.ts';
import { markProcess, type ProcessMark } from './process-table.ts';

export interface TerraformCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdoutFile: string;
  readonly stderrFile: string;
  /** Called with what has come, as it comes; not at all for output that is data. */
  readonly onOutput: ((text: string) => void) | undefined;
  readonly cancelled: AbortSignal;
  /** Told the process as soon as it runs, so that `post` can find it, and that it has ended. */
  readonly onStart: (process: ProcessMark) => void;
  readonly onEnd: () => void;
}

const TAIL_MS = 100;

/**
 * Runs a command in a process group of its own with its output in files: a Terraform whose stdout is a pipe is killed
 * by SIGPIPE when its reader dies, and leaves its lock behind. When the run is cancelled it gets exactly one SIGINT
 * (a second one makes it drop work in flight), and this rejects with Cancelled without waiting for it to end. The
 * process is running when this returns its promise: what the caller does next happens meanwhile.
 */
export async function runTerraform(command: TerraformCommand): Promise<number> {
  const during = `${command.file.split('/').at(-1) ?? ''} ${command.args[0] ?? ''}`;
  if (command.cancelled.aborted) throw new Cancelled(during);
  using stdout = openOutput(command.stdoutFile);
  using stderr = openOutput(command.stderrFile);
  const child = spawn(command.file, command.args, {
    cwd: command.cwd,
    env: command.env,
    detached: process.platform !== 'win32',
    stdio: ['ignore', stdout.writer, stderr.writer],
  });
  const ended = new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => {
      resolve(code ?? 128);
    });
  });
  if (child.pid !== undefined) command.onStart(markProcess(child.pid));
  const { promise: cancelled, reject: cancel } = Promise.withResolvers<never>();
  const onAbort = (): void => {
    child.kill('SIGINT');
    child.unref();
    cancel(new Cancelled(during));
  };
  command.cancelled.addEventListener('abort', onAbort, { once: true });
  const tail = (): void => {
    for (const output of [stdout, stderr]) output.readOn(command.onOutput);
  };
  const timer = setInterval(tail, TAIL_MS);
  try {
    const exitCode = await Promise.race([ended, cancelled]);
    command.onEnd();
    return exitCode;
  } finally {
    clearInterval(timer);
    command.cancelled.removeEventListener('abort', onAbort);
    tail();
  }
}

interface Output extends Disposable {
  /** File descriptor that the command writes to. */
  readonly writer: number;
  readOn(onOutput: ((text: string) => void) | undefined): void;
}

function openOutput(path: string): Output {
  const writer = openSync(path, 'w', 0o600);
  const reader = openSync(path, 'r');
  const decoder = new TextDecoder();
  const buffer = Buffer.alloc(65_536);
  return {
    writer,
    readOn: (onOutput) => {
      if (onOutput === undefined) return;
      for (;;) {
        const bytesRead = readSync(reader, buffer, 0, buffer.length, null);
        if (bytesRead === 0) return;
        onOutput(decoder.decode(buffer.subarray(0, bytesRead), { stream: true }));
      }
    },
    [Symbol.dispose]: () => {
      closeSync(writer);
      closeSync(reader);
    },
  };
}
