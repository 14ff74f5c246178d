import { readFileSync } from 'node:fs';

/** The workflows that users copy. */
export const EXAMPLES = new URL('../../../examples/workflows/', import.meta.url);

export function readExample(file: string): string {
  return readFileSync(new URL(file, EXAMPLES), 'utf8');
}
