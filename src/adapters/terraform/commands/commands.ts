import { join } from 'node:path';
import type { Environment } from '../../../domain/environment.ts';
import type { ToolEvent } from '../../../domain/events/event.ts';
import { openEventLog } from '../../../domain/events/log.ts';
import type { Conceal } from '../../../domain/secrets/conceal.ts';
import { openLineConceal } from '../../../domain/secrets/conceal-lines.ts';
import type { CommandRecord, Prints } from './command-record.ts';
import { withoutValue } from './arguments.ts';
import { readEvents, readPrinted } from './read-printed.ts';
import { limitLook, limitTime, type RanOut } from './time-limit.ts';
import { watchSilence } from './silence.ts';
import { runTerraform } from '../../process/process.ts';

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
  readonly info: (message: string) => void;
  /** After how long without a word of a command the log says that it is still at work, and then again; in place of a minute. */
  readonly silenceMs?: number;
  /** Takes out of what is logged what is known to be secret by then. */
  readonly conceal: Conceal;
  /** Looked at before each command: throws when nothing is to be started any more. */
  readonly beforeStep: () => void;
  readonly onStart: () => void;
  /** Keeps for `post` what is at work; undefined when nothing is any more. */
  readonly note: (command: CommandRecord | undefined) => void;
  /** Keeps what goes wrong beside a command at work, to be told without stopping it. */
  readonly keep: (what: string, error: unknown) => void;
}

interface Output {
  /** How long the command may take; undefined for one that may take its time. */
  readonly limitMs?: number | undefined;
  /** The same for one that only looks, and may be killed then: `wasEnded` tells of it. */
  readonly lookAtMostMs?: number | undefined;
  readonly prints: Prints;
  readonly stdoutFile?: string;
  /** What stands in place of the environment of all commands. */
  readonly env?: Environment;
  /** Absolute path of another directory than the root module. */
  readonly cwd?: string;
  /** For the record of an apply: the mark of what lies at `errored.tfstate`. */
  readonly erroredBefore?: string;
}

interface Ended {
  readonly exitCode: number;
  readonly stdoutFile: string;
  readonly stderrFile: string;
  readonly stderr: string;
  /** What it has printed as events; none of a command that prints something else. */
  readonly events: readonly ToolEvent[];
  /** Undefined when it was not interrupted for the time that it took. */
  readonly timedOut: RanOut | undefined;
  /** It was to look alone, and its time was up. */
  readonly wasEnded: boolean;
  /** Nobody has seen it end. */
  readonly mayBeAtWork: boolean;
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
    const { prints, erroredBefore = '' } = output;
    const facts = { name: args[0] ?? '', stdoutFile, stderrFile, prints, startedAtMs, erroredBefore };
    const called = `${tool.name} ${facts.name}`;
    let left: CommandRecord | undefined;
    let timedOut: Ended['timedOut'];
    let mayBeAtWork = false;
    let wasEnded = false;
    const noteMark = (mark: CommandRecord['mark']): void => {
      left = { ...facts, mark, interrupted: false, read: { stdout: 0, stderr: 0 } };
      options.note(left);
    };
    using log =
      prints === 'data'
        ? undefined
        : options.openLog(options.conceal([tool.name, ...args.map(withoutValue)].join(' ')));
    const lines = {
      stdout: (prints === 'events' ? openEventLog : openLineConceal)(options.conceal),
      stderr: openLineConceal(options.conceal),
    };
    using silence = watchSilence(called, [stdoutFile, stderrFile], options);
    const exitCode = await runTerraform({
      file: tool.file,
      args,
      cwd: output.cwd ?? directory,
      env: { ...options.env, ...output.env },
      stdoutFile,
      stderrFile,
      ownFiles,
      onOutput:
        log === undefined
          ? undefined
          : (text, from) => {
              log.write(lines[from].readOn(text));
            },
      cancelled: options.cancelled,
      beforeStart: noteMark,
      onStart: (mark) => {
        options.onStart();
        noteMark(mark);
      },
      onLeft: (how) => {
        if (left !== undefined) options.note({ ...left, ...how });
      },
      onEnd: () => {
        options.note(undefined);
      },
      limit:
        output.lookAtMostMs !== undefined
          ? limitLook(output.lookAtMostMs, () => {
              wasEnded = true;
            })
          : output.limitMs === undefined
            ? undefined
            : limitTime(called, output.limitMs, {
                stdoutFile,
                warn: options.warn,
                onInterrupt: (ranOut) => {
                  timedOut = ranOut;
                  left = left && { ...left, interrupted: true };
                  options.note(left);
                },
              }),
      onUnseen: () => {
        mayBeAtWork = true;
      },
      onTrouble: (what, error) => {
        options.keep(`${tool.name} ${facts.name}: ${what}`, error);
      },
      onOutOfReach: () => {
        if (args[0] === 'apply') options.warn(outOfReach(tool.file));
      },
    });
    silence.end();
    for (const left of Object.values(lines)) log?.write(left.end());
    // How it has ended counts more than what it printed: that it cannot be read stands in its place.
    const stderr = await readPrinted(called, stderrFile).catch(
      (failure: unknown) => `Error: ${failure instanceof Error ? failure.message : String(failure)}\n`,
    );
    const events = prints === 'events' ? await readEvents(stdoutFile) : [];
    return { exitCode, stdoutFile, stderrFile, stderr, events, timedOut, wasEnded, mayBeAtWork };
  };
}

function outOfReach(file: string): string {
  return `No process of Terraform or OpenTofu itself is seen behind ${file}, so this apply cannot be interrupted: after a cancel it is waited for, as long as the job lasts. Set the input tool to the path of the real program.`;
}
