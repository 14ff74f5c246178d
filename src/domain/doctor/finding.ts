import { RunFailure, type FailureReason } from '../failure.ts';
import type { Policies } from './policies.ts';

/** What was looked at, and what was found. */
export interface Finding {
  /** Such as `bucket` or `lock table`. */
  readonly what: string;
  /** `wrong` keeps Lockstep from working; a `warning` does not. */
  readonly verdict: 'good' | 'warning' | 'wrong' | 'not-checked';
  readonly found: string;
  /** Why it matters; empty when all is well. */
  readonly why: string;
  /** What to do about it; empty when all is well. */
  readonly mend: string;
  /** The command that does it, where there is one. */
  readonly command?: string;
  /** The role may not, which may be as it should be. */
  readonly isDenied?: boolean;
  /** It is about GitHub, and not about the backend. */
  readonly isOfGitHub?: boolean;
}

export function good(what: string, found: string): Finding {
  return { what, verdict: 'good', found, why: '', mend: '' };
}

/** One line for the log. */
export function describeFinding({ what, verdict, found, why, mend, command = '' }: Finding): string {
  const words = [`${verdict}: ${what}: ${found}`, why, mend, command].filter((part) => part !== '');
  return words.map((part) => (part === command || /[.!?:]$/.test(part) ? part : `${part}.`)).join(' ');
}

/** A doctor has found something without which Lockstep cannot work. */
export class NotReady extends RunFailure {
  readonly reason: FailureReason;
  readonly findings: readonly Finding[];
  readonly policies: Policies | undefined;
  constructor(findings: readonly Finding[], policies: Policies | undefined) {
    const wrong = findings.filter(({ verdict }) => verdict === 'wrong');
    super(
      `Lockstep cannot work here: ${wrong.map(({ what, found }) => `${what}: ${found}`).join(' ')} The job summary says what to do.`,
    );
    this.reason = wrong.every(({ isOfGitHub }) => isOfGitHub === true) ? 'github-unusable' : 'backend-unusable';
    this.findings = findings;
    this.policies = policies;
  }
}
