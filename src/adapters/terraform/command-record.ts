import * as v from 'valibot';
import { LaunchMarkSchema } from '../process/launch.ts';

/** What another process of the same run has to know of a command to take it over. */
export const CommandRecordSchema = v.object({
  /** `init`, `plan`, `apply`, … */
  name: v.string(),
  mark: LaunchMarkSchema,
  stdoutFile: v.string(),
  stderrFile: v.string(),
  /** Its output is for people, and goes to the log. */
  logged: v.boolean(),
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
