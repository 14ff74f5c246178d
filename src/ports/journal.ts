import type { Diagnostic } from '../domain/events/diagnostic.ts';
import type { OutputName } from '../domain/run/outcome.ts';

/** The run's own log and outputs. Whatever is logged is escaped so that it cannot be a workflow command. */
export interface Journal {
  info(message: string): void;
  warning(message: string): void;
  output(name: OutputName, value: string): void;
}

/** A message at a line of a file of the repository. */
export interface Annotation {
  readonly severity: Diagnostic['severity'];
  readonly title: string;
  readonly message: string;
  /** Path from the repository's root, with slashes. */
  readonly file: string;
  /** Count from 1. */
  readonly startLine: number;
  readonly endLine: number;
}
