import { join } from 'node:path';
import type { Environment } from '../../domain/environment.ts';
import type { CommandRecord } from './command-record.ts';
import { withoutValue } from './arguments.ts';
import { readPrinted } from './read-printed.ts';
import { runTerraform } from '../process/process.ts';

export interface CommandsOptions {
  readonly tool: { readonly name: string; readonly file: string };
  /** Absolute path of the root module. */
  readonly directory: string;
  /** Absolute path of a private directory. */
  readonly filesDirectory: string;
  readonly env: Environment;
  readonly cancelled: AbortSignal;
  /** Opens a fold in the log, and closes it when disposed. */
  readonly openLog: (title: string) => Disposable & { write(text: string): void };
  readonly warn: (message: string) => void;
  /** Looked at before each command: throws when nothing is to be started any more. */
  readonly beforeStep: () => void;
  readonly onStart: () => void;
  /** Keeps for `post` what is at work; undefined when nothing is any more. */
  readonly note: (command: CommandRecord | undefined) => void;
}

interface Output {
  /** Whether it is for people, and goes to the log. */
  readonly logged: boolean;
  readonly stdoutFile?: string;
  readonly workspace?: string;
  /** For the record of an apply: the mark of what lies at `errored.tfstate`. */
  readonly erroredBefore?: string;
}

interface Ended {
  readonly exitCode: number;
  readonly stdoutFile: string;
  readonly stderr: string;
}

export type RunCommand = (args: readonly string[], output: Output) => Promise<Ended>;

/** Runs the tool's commands one after the other, each with files of its own. */
export function openCommands(options: CommandsOptions): RunCommand {
  const { tool, directory, filesDirectory } = options;
  let commands = 0;
  return async (args, output) => {
    options.beforeStep();
    commands += 1;
    // `post` goes on with commands of its own in the same directory.
    const ownFiles = join(filesDirectory, `${process.pid}-${commands}-${args[0] ?? ''}`);
    const stdoutFile = output.stdoutFile ?? `${ownFiles}.stdout`;
    const stderrFile = `${ownFiles}.stderr`;
    const startedAtMs = Date.now();
    const { logged, erroredBefore = '' } = output;
    const facts = { name: args[0] ?? '', stdoutFile, stderrFile, logged, startedAtMs, erroredBefore };
    let left: CommandRecord | undefined;
    using log = output.logged ? options.openLog([tool.name, ...args.map(withoutValue)].join(' ')) : undefined;
    const exitCode = await runTerraform({
      file: tool.file,
      args,
      cwd: directory,
      env: output.workspace === undefined ? options.env : { ...options.env, TF_WORKSPACE: output.workspace },
      stdoutFile,
      stderrFile,
      ownFiles,
      onOutput:
        log === undefined
          ? undefined
          : (text) => {
              log.write(text);
            },
      cancelled: options.cancelled,
      onStart: (mark) => {
        left = { ...facts, mark, interrupted: false, read: { stdout: 0, stderr: 0 } };
        options.note(left);
        options.onStart();
      },
      onLeft: (how) => {
        if (left !== undefined) options.note({ ...left, ...how });
      },
      onEnd: () => {
        options.note(undefined);
      },
      onOutOfReach: () => {
        if (args[0] === 'apply') options.warn(outOfReach(tool.file));
      },
    });
    // How it has ended counts more than what it printed: that it cannot be read stands in its place.
    const stderr = await readPrinted(`${tool.name} ${facts.name}`, stderrFile).catch(
      (failure: unknown) => `Error: ${failure instanceof Error ? failure.message : String(failure)}\n`,
    );
    return { exitCode, stdoutFile, stderr };
  };
}

function outOfReach(file: string): string {
  return `No process of Terraform or OpenTofu itself is seen behind ${file}, so this apply cannot be interrupted: after a cancel it is waited for, as long as the job lasts. Set the input tool to the path of the real program.`;
}
