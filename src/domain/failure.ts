/** Why a run failed: the closed list behind the output `failure-reason`. */
export type FailureReason =
  | 'bad-input'
  | 'refused'
  | 'state-locked'
  | 'tool-failed'
  | 'plan-failed'
  | 'plan-changed'
  | 'apply-failed'
  | 'timed-out'
  | 'cancelled'
  | 'state-not-saved'
  | 'pr-state-in-use'
  | 'backend-unusable'
  | 'github-unusable';

/**
 * A failure that the user can read and act on: its message says what, where and what to do, and it is shown without a
 * stack trace. Whatever reaches the last catch and is not a RunFailure is a defect of Lockstep and is shown with one.
 */
export abstract class RunFailure extends Error {
  abstract readonly reason: FailureReason;
}

/** Inputs or the environment are wrong; carries every problem found, one sentence each. */
export class BadInput extends RunFailure {
  readonly reason = 'bad-input';
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

/** The guards say no: this event, ref, key or lock may not be served so. Nothing was applied. */
export class Refused extends RunFailure {
  readonly reason = 'refused';
}

/**
 * A text that may be of any length, as far as it fits: it ends between two words, with ` …` where there was more, so that no
 * key, address or digest in it is cut. A word that alone is longer than that is left out.
 */
export function brief(text: string, mostCharacters: number): string {
  if (text.length <= mostCharacters) return text;
  const begin = text.slice(0, mostCharacters + 1);
  const end = begin.search(/\s\S*$/);
  return end < 0 ? '…' : `${begin.slice(0, end).trimEnd()} …`.trimStart();
}
