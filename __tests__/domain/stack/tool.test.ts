import { describe, expect, it } from 'vitest';

import { parseToolVersion, takesVariables, type Tool, type ToolCommand } from '../../../src/domain/stack/tool.ts';

const version = (major: number, minor: number, patch: number) => ({ major, minor, patch });

describe('what a program says that it is', () => {
  it.each<[string, string, Tool]>([
    ['Terraform', 'Terraform v1.11.4\non linux_amd64\n', { name: 'terraform', version: version(1, 11, 4) }],
    ['OpenTofu', 'OpenTofu v1.12.6\non linux_amd64\n', { name: 'tofu', version: version(1, 12, 6) }],
    ['one of Windows', 'Terraform v1.5.7\r\non windows_amd64\r\n', { name: 'terraform', version: version(1, 5, 7) }],
    ['one to come', 'Terraform v1.17.0-alpha20260812\n', { name: 'terraform', version: version(1, 17, 0) }],
    ['a build of somebody', 'OpenTofu v1.13.0-dev+build.7\n', { name: 'tofu', version: version(1, 13, 0) }],
    [
      'one behind a shim that speaks first',
      'Switched terraform to version "1.9.8"\nInstalling Terraform v1.9.8\nTerraform v1.9.8\non linux_amd64\n',
      { name: 'terraform', version: version(1, 9, 8) },
    ],
    [
      'one that warns first',
      '\nWarning: Unable to open CLI configuration file\n\nOpenTofu v1.12.6\non linux_amd64\n+ provider x v5.0.0\n',
      { name: 'tofu', version: version(1, 12, 6) },
    ],
    [
      'one that is out of date',
      'Terraform v1.9.8\non linux_amd64\n\nYour version of Terraform is out of date! The latest version\nis 1.15.9.\n',
      { name: 'terraform', version: version(1, 9, 8) },
    ],
    ['one of a version that nobody understands', 'OpenTofu v12-next\n', { name: 'tofu', version: undefined }],
  ])('is read: %s', (_, printed, tool) => {
    expect(parseToolVersion(printed)).toEqual(tool);
  });

  it.each([
    '',
    'Terragrunt version v0.69.1\n',
    'Terraform is not installed\n',
    'No Terraform v1.5.7\n',
    '+ Terraform v1.5.7',
  ])('is neither of the two where it says %j', (printed) => {
    expect(parseToolVersion(printed)).toBeUndefined();
  });
});

const COMMANDS: readonly ToolCommand[] = [
  ...(['init', 'plan', 'show', 'apply', 'output', 'state push', 'state list', 'state rm', 'workspace new'] as const),
  'force-unlock',
];

/** Which of them take variables, as their sources say: a letter each, in the order above. */
const TAKES: readonly (readonly [Tool['name'], readonly (number | undefined)[], string])[] = [
  ['terraform', [5, 6, 7, 8, 9], 'ip........'],
  ['terraform', [10, 11, 12, 13, 14], 'ip.a......'],
  ['terraform', [15, 16, 17, undefined], 'ipsa.plr..'],
  ['tofu', [7], 'ip........'],
  ['tofu', [8, 9, 10], 'ips.oplrwf'],
  ['tofu', [11, 12, 13, undefined], 'ipsaoplrwf'],
];

describe('the variables of a command', () => {
  const rows = TAKES.flatMap(([name, minors, letters]) => minors.map((minor) => [name, minor, letters] as const));
  it.each(rows)('are given by %s 1.%s to these: %s', (name, minor, letters) => {
    const tool: Tool = { name, version: minor === undefined ? undefined : version(1, minor, 3) };
    expect(COMMANDS.filter((command) => takesVariables(tool, command))).toEqual(
      COMMANDS.filter((_, index) => letters[index] !== '.'),
    );
  });

  it('are those of a new version from 2.0 on', () => {
    expect(takesVariables({ name: 'terraform', version: version(2, 0, 0) }, 'apply')).toBe(true);
    expect(takesVariables({ name: 'tofu', version: version(0, 15, 0) }, 'show')).toBe(false);
  });
});
