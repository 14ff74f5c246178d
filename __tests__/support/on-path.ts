import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

export function pathOf(program: string): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, program))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

export function isOnPath(program: string): boolean {
  return pathOf(program) !== undefined;
}
