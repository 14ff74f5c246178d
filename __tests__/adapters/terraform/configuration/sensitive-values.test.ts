import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  findSensitiveVariables,
  readSensitiveValues,
} from '../../../../src/adapters/terraform/configuration/sensitive-values.ts';
import { useTemporaryFolder } from '../../../support/temporary-folder.ts';

const folder = useTemporaryFolder();

describe('the variables that a file declares sensitive', () => {
  it.each<[string, string, readonly string[]]>([
    ['the usual', 'variable "a" {\n  type = string\n  sensitive = true\n}\nvariable "b" {\n}\n', ['a']],
    ['in one line', 'variable "a" { sensitive = true }', ['a']],
    ['ephemeral', 'variable "a" {\n  ephemeral = true\n}', ['a']],
    ['none', 'variable "a" {\n  sensitive = false\n}', []],
    ['in a comment', 'variable "a" {\n  # sensitive = true\n  /*\n  sensitive = true\n */\n}', []],
    ['in a text', 'variable "a" {\n  description = "x\\" sensitive = true"\n}', []],
    ['in a heredoc', 'variable "a" {\n  description = <<X\n  sensitive = true\nX\n}', []],
    ['of an output', 'output "a" {\n  value = 1\n  sensitive = true\n}', []],
    [
      'deeper, or after another block',
      'variable "a" {\n  validation {\n    sensitive = true\n  }\n  type = object({\n    x = string\n  })\n  sensitive = true\n}',
      ['a'],
    ],
    ['deeper alone', 'variable "a" {\n  default = {\n    sensitive = true\n  }\n}', []],
  ])('%s', (_, text, names) => {
    expect(findSensitiveVariables(text, false)).toEqual(names);
  });

  it('of JSON', () => {
    const variable = { a: { sensitive: true }, b: [{ sensitive: 'true' }], c: {}, d: { sensitive: false } };
    expect(findSensitiveVariables(JSON.stringify({ variable }), true)).toEqual(['a', 'b']);
    expect(findSensitiveVariables('{', true)).toEqual([]);
  });
});

describe('the values of sensitive variables', () => {
  it('are found wherever they are given, and those of others are not', async () => {
    const files = {
      'main.tf': ['env', 'file', 'auto', 'own', 'json', 'map', 'doc', 'number']
        .map((name) => `variable "${name}" {\n  sensitive = true\n}\nvariable "not_${name}" {}`)
        .join('\n'),
      'terraform.tfvars': 'own = "of-own" # own = "no"\nnot_own = "shown-own"\n"number" = 123456\n',
      'x.auto.tfvars':
        'auto = "of\\"auto\\n$${x}"\nmap = {\n  user = "of-map"\n  "name" = ["of-list"]\n}\nnot_map = { a = "shown-map" }\ndoc = <<X\nof-doc\nsecond\nX\n',
      'y.auto.tfvars.json': JSON.stringify({ json: { a: ['of-json'] }, not_json: 'shown-json' }),
      'vars/z.tfvars': 'file = "of-file"',
      'other.tfvars': 'file = "of-nobody"',
    };
    await mkdir(join(folder(), 'vars'));
    await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder(), name), text)));
    const given = new Map([
      ['env', '{ a = "of-env", b = "of-env-too" }'],
      ['not_env', 'shown-env'],
    ]);
    const found = await readSensitiveValues({ directory: folder(), given, files: ['vars/z.tfvars', 'missing.tfvars'] });
    expect([...found].sort()).toEqual([
      '123456',
      'of"auto\n${x}',
      'of-doc\nsecond',
      'of-env',
      'of-env-too',
      'of-file',
      'of-json',
      'of-list',
      'of-map',
      'of-own',
      '{ a = "of-env", b = "of-env-too" }',
    ]);
  });

  it('are found whatever they are, as HCL writes texts', async () => {
    await writeFile(join(folder(), 'v.tf'), 'variable "a" {\n  sensitive = true\n}');
    await fc.assert(
      fc.asyncProperty(
        fc.string({ minLength: 6, unit: 'grapheme' }).filter((text) => !/^\s*[[{]/.test(text)),
        async (text) => {
          const written = JSON.stringify(text).replace(/[$%](?=\{)/g, '$&$&');
          await writeFile(join(folder(), 'a.auto.tfvars'), `b = [\n"x"]\na = ${written}\nc = "d"`);
          const found = await readSensitiveValues({ directory: folder(), given: new Map(), files: [] });
          expect([...found]).toEqual([text]);
        },
      ),
      { numRuns: 50 },
    );
  });
});
