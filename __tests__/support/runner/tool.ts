import { basename, delimiter, dirname } from 'node:path';

const asked = process.env['LOCKSTEP_TEST_TOOL'] ?? 'terraform';
// A tool that is named by its path goes before any other of its name.
if (asked !== basename(asked)) process.env['PATH'] = [dirname(asked), process.env['PATH']].join(delimiter);

/** The tool on which the end-to-end tests run: Terraform, or what LOCKSTEP_TEST_TOOL names, by its name or its path. */
export const TOOL = basename(asked) === 'tofu' ? 'tofu' : 'terraform';
