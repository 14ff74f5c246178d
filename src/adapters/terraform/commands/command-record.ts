import * as v from 'valibot';
import { LaunchMarkSchema } from '../../process/launch.ts';

/**
 * What a command prints on stdout: events that are read and logged as people read them, words for people that go to the log,
 * or data that does not.
 */
export type Prints = CommandRecord['prints'];

/** What another process of the same run has to know of a command to take it over. */
export const CommandRecordSchema = v.object({
  /** `init`, `plan`, `apply`, … */
  name: v.string(),
  mark: LaunchMarkSchema,
  stdoutFile: v.string(),
  stderrFile: v.string(),
  // A main of an older version has not noted it.
  prints: v.optional(v.picklist(['events', 'words', 'data']), 'words'),
  /** Milliseconds since 1970. */
  startedAtMs: v.number(),
  /** Of an apply: the mark of what lay at `errored.tfstate` before it began. */
  erroredBefore: v.optional(v.string(), ''),
  /** It has had its interrupt. */
  interrupted: v.boolean(),
  /** Bytes of its output that are in the log already. */
  read: v.object({ stdout: v.number(), stderr: v.number() }),
});

export type CommandRecord = v.InferOutput<typeof CommandRecordSchema>;
