import { spawn } from 'node:child_process';
import { open, type FileHandle } from 'node:fs/promises';
import { Cancelled } from '../../domain/errors.ts';

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
  /** Told the process's id as soon as it runs, so that `post` can find it. */
  readonly onStart: (pid: number) => void;
}

const TAIL_MS = 100;

/**
 * Runs a command in a process group of its own with its output in files: a Terraform whose stdout is a pipe is killed
 * by SIGPIPE when its reader dies, and leaves its lock behind. When the run is cancelled it gets exactly one SIGINT
 * (a second one makes it drop work in flight), and this rejects with Cancelled without waiting for it to end.
 */
export async function runTerraform(command: TerraformCommand): Promise<number> {
  const during = `${command.file.split('/').at(-1) ?? ''} ${command.args[0] ?? ''}`;
  if (command.cancelled.aborted) throw new Cancelled(during);
  await using stdout = await openOutput(command.stdoutFile);
  await using stderr = await openOutput(command.stderrFile);
  const child = spawn(command.file, command.args, {
    cwd: command.cwd,
    env: command.env,
    detached: process.platform !== 'win32',
    stdio: ['ignore', stdout.writer.fd, stderr.writer.fd],
  });
  const ended = new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      resolve(code ?? (signal === null ? 1 : 128));
    });
  });
  if (child.pid !== undefined) command.onStart(child.pid);
  const cancelled = new Promise<never>((_, reject) => {
    command.cancelled.addEventListener(
      'abort',
      () => {
        child.kill('SIGINT');
        child.unref();
        reject(new Cancelled(during));
      },
      { once: true },
    );
  });
  const tail = async (): Promise<void> => {
    for (const output of [stdout, stderr]) await output.readOn(command.onOutput);
  };
  const timer =
    command.onOutput === undefined ? undefined : setInterval(() => void tail().catch(() => undefined), TAIL_MS);
  try {
    return await Promise.race([ended, cancelled]);
  } finally {
    clearInterval(timer);
    await tail();
  }
}

interface Output extends AsyncDisposable {
  readonly writer: FileHandle;
  readOn(onOutput: ((text: string) => void) | undefined): Promise<void>;
}

async function openOutput(path: string): Promise<Output> {
  const writer = await open(path, 'w', 0o600);
  const reader = await open(path, 'r');
  const decoder = new TextDecoder();
  const buffer = Buffer.alloc(65_536);
  let reading = Promise.resolve();
  return {
    writer,
    readOn: (onOutput) => {
      if (onOutput === undefined) return Promise.resolve();
      reading = reading.then(async () => {
        for (;;) {
          const { bytesRead } = await reader.read(buffer, 0, buffer.length);
          if (bytesRead === 0) return;
          onOutput(decoder.decode(buffer.subarray(0, bytesRead), { stream: true }));
        }
      });
      return reading;
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([writer.close(), reader.close()]);
    },
  };
}
