import * as v from 'valibot';
import type { Environment } from '../../domain/environment.ts';

/** One command to start, with its output in files. */
export interface LaunchOptions {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Environment;
  /** File descriptors. */
  readonly stdout: number;
  readonly stderr: number;
  /** Path that no other command has: names of the launcher's own files begin with it. */
  readonly ownFiles: string;
}

/** A command at work, as the process that started it has it. */
export interface Launched {
  /** What another process needs to find it again. */
  readonly mark: LaunchMark;
  /** Its exit code; 128 and more when a signal ended it. Rejects when it could not be started. */
  readonly ended: Promise<number>;
  /** Lets this process end before the command does. */
  letGo(): void;
}

const Detached = v.object({
  kind: v.literal('detached'),
  /** The process that stands by the command and writes down how it ends; 0 when there never was one. */
  pid: v.number(),
  /** Undefined when it could not be looked up. */
  startedAt: v.optional(v.string()),
  exitFile: v.string(),
});
/** What is known before it is started: who is to stand by it writes its number into this file first, or starts nothing. */
const Intended = v.object({ kind: v.literal('intended'), pidFile: v.string(), exitFile: v.string() });
const Attached = v.object({ kind: v.literal('attached'), pid: v.number() });

/** Where to find a command again. */
export const LaunchMarkSchema = v.variant('kind', [Detached, Intended, Attached]);
export type LaunchMark = v.InferOutput<typeof LaunchMarkSchema>;

/** How commands are started, found again by another process, and told to stop: the one place where systems differ. */
export interface Launcher {
  /** Whether a command goes on when the process that started it has ended. */
  readonly outlivesUs: boolean;
  /** Whether an interrupt is ours to send at any time: on Windows only the console's reaches a command without ending it. */
  readonly interruptsAlone: boolean;
  /** Where to find a command that is about to be started, whatever becomes of this process meanwhile. */
  intend(options: Pick<LaunchOptions, 'ownFiles'>): LaunchMark;
  start(options: LaunchOptions): Launched;
  /** Known never to have been started, and from now on never to be. Only for whoever takes it over. */
  neverStarts(mark: LaunchMark): boolean;
  /** Whether it, or a Terraform of it, has not ended; `unknown` when the system does not tell now. */
  look(mark: LaunchMark): 'at-work' | 'ended' | 'unknown';
  /** Whether the process is known that an interrupt would go to. */
  canInterrupt(mark: LaunchMark): boolean;
  /** Sends one interrupt to the command itself, and to no process around it; false when there is none to send it to. */
  interrupt(mark: LaunchMark): boolean;
  /** Ends it at once, with all that it has started. Only for a command that holds nothing and writes nothing that counts. */
  kill(mark: LaunchMark): void;
  /** Undefined when nobody has written it down. */
  exitCode(mark: LaunchMark): number | undefined;
}
