import type { LeftCommand } from '../../../ports/terraform.ts';
import type { CommandRecord } from './command-record.ts';
import type { CommandsOptions } from './commands.ts';
import { launcher } from '../../process/process.ts';
import { readEvents, readPrinted } from './read-printed.ts';
import { endedByItself, settleApply } from './settle.ts';
import { openEventLog } from '../../../domain/events/log.ts';
import { lineStartBefore, openTail } from '../../process/tail.ts';

export interface TakeOverOptions {
  readonly toolName: string;
  /** Absolute path of the root module. */
  readonly directory: string;
  readonly openLog: CommandsOptions['openLog'];
}

/**
 * Takes over a command that an earlier process of this run has started: its log goes on where that one left it. Undefined
 * when that process was about to start it and never did.
 */
export function takeOver(
  left: CommandRecord,
  { toolName, directory, openLog }: TakeOverOptions,
): LeftCommand | undefined {
  if (launcher.neverStarts(left.mark)) return undefined;
  const isOfEvents = left.prints === 'events';
  // Of an event that was cut off, nothing has been logged.
  const from = isOfEvents ? lineStartBefore(left.stdoutFile, left.read.stdout) : left.read.stdout;
  const outputs =
    left.prints === 'data' ? [] : [openTail(left.stdoutFile, from), openTail(left.stderrFile, left.read.stderr)];
  const lines = openEventLog();
  let log: ReturnType<typeof openLog> | undefined;
  const write = (text: string): void => {
    if (text === '') return;
    log ??= openLog(`${toolName} ${left.name}, continued`);
    log.write(text);
  };
  const readOutput = (file: string): Promise<string> => readPrinted(`${toolName} ${left.name}`, file);
  return {
    name: left.name,
    interrupted: left.interrupted,
    startedAtMs: left.startedAtMs,
    isAtWork: () => launcher.look(left.mark) !== 'ended',
    interrupt: () => launcher.interrupt(left.mark),
    readOn: () => {
      outputs.forEach((output, index) => {
        output.readOn((text) => {
          write(isOfEvents && index === 0 ? lines.readOn(text) : text);
        });
      });
    },
    close: () => {
      write(lines.end());
      log?.[Symbol.dispose]();
      log = undefined;
      for (const output of outputs.splice(0)) output[Symbol.dispose]();
    },
    endedByItself: () => endedByItself(left.name, launcher.exitCode(left.mark)),
    readEvents: () => readEvents(left.stdoutFile),
    settleApply: async () =>
      settleApply({
        exitCode: launcher.exitCode(left.mark),
        events: await readEvents(left.stdoutFile),
        // What cannot be read says nothing: how it has ended is known by what it has left.
        stderr: await readOutput(left.stderrFile).catch((failure: unknown) => String(failure)),
        stderrFile: left.stderrFile,
        erroredBefore: left.erroredBefore,
        directory,
      }),
  };
}
