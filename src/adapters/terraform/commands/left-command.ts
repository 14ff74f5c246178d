import type { LeftCommand } from '../../../ports/terraform.ts';
import type { CommandRecord } from './command-record.ts';
import type { CommandsOptions } from './commands.ts';
import { launcher } from '../../process/process.ts';
import { readEvents, readPrinted } from './read-printed.ts';
import { endedByItself, settleApply } from './settle.ts';
import { openEventLog } from '../../../domain/events/log.ts';
import { openLineConceal } from '../../../domain/secrets/conceal-lines.ts';
import { lineStartBefore, openTail } from '../../process/tail.ts';

export interface TakeOverOptions {
  readonly toolName: string;
  /** Absolute path of the root module. */
  readonly directory: string;
  readonly openLog: CommandsOptions['openLog'];
  readonly conceal: CommandsOptions['conceal'];
}

/**
 * Takes over a command that an earlier process of this run has started: its log goes on where that one left it. Undefined
 * when that process was about to start it and never did.
 */
export function takeOver(
  left: CommandRecord,
  { toolName, directory, openLog, conceal }: TakeOverOptions,
): LeftCommand | undefined {
  if (launcher.neverStarts(left.mark)) return undefined;
  const outputs =
    left.prints === 'data'
      ? []
      : (['stdout', 'stderr'] as const).map((from) => {
          const file = left[`${from}File`];
          const isOfEvents = from === 'stdout' && left.prints === 'events';
          return {
            // Of a line that was cut off, nothing has been logged.
            tail: openTail(file, lineStartBefore(file, left.read[from])),
            lines: (isOfEvents ? openEventLog : openLineConceal)(conceal),
          };
        });
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
      for (const { tail, lines } of outputs) {
        tail.readOn((text) => {
          write(lines.readOn(text));
        });
      }
    },
    close: () => {
      for (const { lines } of outputs) write(lines.end());
      log?.[Symbol.dispose]();
      log = undefined;
      for (const { tail } of outputs.splice(0)) tail[Symbol.dispose]();
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
