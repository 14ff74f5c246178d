import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import type { BegunOn } from '../domain/apply/begun-on.ts';
import type { Handover, LeftTurn } from '../ports/handover.ts';
import { withFile } from './process/file-trouble.ts';
import { CommandRecordSchema, type CommandRecord } from './terraform/commands/command-record.ts';

const Turn = v.object({
  address: v.object({ bucket: v.string(), key: v.string(), path: v.string() }),
  key: v.picklist(['prod', 'pr']),
  ticketId: v.string(),
  lockId: v.string(),
});
const BegunOnSchema = v.variant('kind', [
  v.object({ kind: v.literal('no-state') }),
  v.object({
    kind: v.literal('state'),
    etag: v.string(),
    serial: v.optional(v.number()),
    lineage: v.optional(v.string()),
    fingerprint: v.string(),
  }),
]);
const Left = v.object({
  /** The process of main; undefined where processes cannot be told apart. */
  main: v.optional(v.object({ pid: v.number(), startedAt: v.optional(v.string()) })),
  /** Of main's environment. */
  settings: v.optional(v.record(v.string(), v.string())),
  /** Main has brought the run to its end. */
  done: v.optional(v.boolean()),
  /** The page of a plan is out, and its review recorded. */
  shown: v.optional(v.boolean()),
  /** When the job was cancelled, by the machine's monotonic clock in milliseconds; undefined when main simply died. */
  cancelledAtMs: v.optional(v.number()),
  turn: v.optional(Turn),
  /** The state from which the last apply began. */
  begunOn: v.optional(BegunOnSchema),
  /** The pull requests that it carries, which are told how it ends, and cleaned up after. */
  carried: v.optional(
    v.array(
      v.object({
        number: v.number(),
        headSha: v.string(),
        mergedAt: v.optional(v.string()),
        branch: v.exactOptional(v.string()),
      }),
    ),
  ),
  /** Terraform's command that was at work last. */
  command: v.optional(CommandRecordSchema),
  /** The last apply that was started, even when it has ended since. */
  apply: v.optional(CommandRecordSchema),
});

export type Left = v.InferOutput<typeof Left>;

/** The state from which the last apply began; undefined when none has. */
export function begunOnOf({ begunOn }: Left): BegunOn | undefined {
  if (begunOn?.kind !== 'state') return begunOn;
  return { ...begunOn, serial: begunOn.serial, lineage: begunOn.lineage };
}

export interface HandoverFile extends Handover {
  noteMain(main: Left['main'], settings: Readonly<Record<string, string>>): void;
  noteCancelled(atMs: number): void;
  /** Undefined: none is at work any more. */
  noteCommand(command: CommandRecord | undefined): void;
}

const fileOf = (directory: string): string => join(directory, 'handover.json');
const takenOverFileOf = (directory: string): string => join(directory, 'taken-over');

/** Says to a main that is at work beside `post` that it is to begin nothing any more. Throws ToolFailed when it cannot. */
export function noteTakenOver(directory: string): void {
  withFile('That the post step has begun cannot be noted', () => {
    writeFileSync(takenOverFileOf(directory), '', { mode: 0o600 });
  });
}

/**
 * Keeps what is left for `post` in one file of a private directory; every note replaces it as a whole. One that cannot be
 * written throws ToolFailed, and those after it say it again.
 */
export function openHandover(directory: string, left: Left = {}): HandoverFile {
  let now = left;
  const note = (part: Partial<Left>): void => {
    now = { ...now, ...part };
    const partial = `${fileOf(directory)}.part`;
    withFile('What the post step has to know of this run cannot be written', () => {
      writeFileSync(partial, JSON.stringify(now), { mode: 0o600 });
      renameSync(partial, fileOf(directory));
    });
  };
  return {
    noteMain: (main, settings) => {
      note({ main, settings: { ...settings } });
    },
    noteShown: () => {
      note({ shown: true });
    },
    noteDone: () => {
      note({ done: true });
    },
    isTakenOver: () => existsSync(takenOverFileOf(directory)),
    noteTurn: (turn: LeftTurn) => {
      note({ turn: { ...turn, address: { ...turn.address } } });
    },
    noteBegunOn: (begunOn, carried) => {
      note({ begunOn, carried: carried.map((pullRequest) => ({ ...pullRequest })) });
    },
    noteCancelled: (atMs) => {
      note({ cancelledAtMs: atMs });
    },
    noteCommand: (command) => {
      note(command?.name === 'apply' ? { command, apply: command } : { command });
    },
  };
}

/** What main has left in this directory; undefined when it had not come to anything. Throws when it cannot be read. */
export function readHandover(directory: string): Left | undefined {
  let text: string;
  try {
    text = readFileSync(fileOf(directory), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  return v.parse(Left, JSON.parse(text));
}
