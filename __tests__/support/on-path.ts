import { accessSync, constants } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';

const asked = process.env['LOCKSTEP_TEST_TOOL'] ?? 'terraform';
// A tool that is named by its path goes before any other of its name.
if (asked !== basename(asked)) process.env['PATH'] = [dirname(asked), process.env['PATH']].join(delimiter);

/** The tool on which the tests run: Terraform, or what LOCKSTEP_TEST_TOOL names, by its name or its path. */
export const TOOL = basename(asked) === 'tofu' ? 'tofu' : 'terraform';

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
