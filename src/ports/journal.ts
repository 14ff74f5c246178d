import type { OutputName } from '../domain/run/outcome.ts';

/** The run's own log and outputs. Whatever is logged is escaped so that it cannot be a workflow command. */
export interface Journal {
  info(message: string): void;
  warning(message: string): void;
  output(name: OutputName, value: string): void;
}
