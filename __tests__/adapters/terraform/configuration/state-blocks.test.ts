import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  findStateBlocks,
  findStateBlocksOfJson,
} from '../../../../src/adapters/terraform/configuration/state-blocks.ts';

const named = (text: string): readonly string[] =>
  findStateBlocks(text).map(({ kind, label, line }) => `${kind} ${label} ${line ?? ''}`);

describe('blocks that say where the state lies', () => {
  it.each<[string, readonly string[]]>([
    ['terraform {\n  backend "s3" {}\n}\n', ['backend s3 2']],
    ['terraform { backend "gcs" { bucket = "b" } }', ['backend gcs 1']],
    ['terraform {\n  backend gcs {\n  }\n}\n', ['backend gcs 2']],
    ['terraform {\n  cloud {\n    organization = "o"\n  }\n}\n', ['cloud  2']],
    ['terraform {\n  state_store "x_y" {}\n}', ['state_store x_y 2']],
    ['terraform {\n  backend "s3" {}\n  backend "local" {}\n}', ['backend s3 2', 'backend local 3']],
    ['terraform {\n  required_version = ">= 1"\n}\nterraform {\n  backend "s3" {}\n}', ['backend s3 5']],
    ['terraform {\n  required_providers {\n    a = { source = "x" }\n  }\n  backend "s3" {}\n}', ['backend s3 5']],
    // Up to a mistake.
    ['terraform {\n  backend "s3" {\n    bucket = "b\n  }\n', ['backend s3 2']],
    ['// {\n# {\n/* { */\nterraform {\n  backend "s3" {}\n}', ['backend s3 5']],
    ['terraform\n{\n  backend "s3" {}\n}', []],
    // Neither comments, strings nor heredocs.
    ['# terraform { backend "gcs" {} }\n// terraform { backend "gcs" {} }\n/* terraform {\n backend "gcs" {} } */', []],
    ['terraform {\n  # backend "gcs" {}\n  backend "s3" {} // backend "gcs" {}\n}', ['backend s3 3']],
    ['locals {\n  a = "terraform { backend \\"gcs\\" {} }"\n}', []],
    [
      'locals {\n  a = <<-EOT\n    terraform {\n      backend "gcs" {}\n    }\n  EOT\n}\nterraform {\n  backend "s3" {}\n}',
      ['backend s3 9'],
    ],
    ['locals {\n  a = "${jsonencode({ b = "}" })} {"\n}\nterraform {\n  backend "s3" {}\n}', ['backend s3 5']],
    ['locals {\n  a = "$${ {"\n  b = "%%{ {"\n}\nterraform {\n  backend "s3" {}\n}', ['backend s3 6']],
    // Nor what has the name elsewhere.
    ['resource "x" "y" {\n  backend "gcs" {}\n}', []],
    ['resource "x" "terraform" {\n  backend "gcs" {}\n}', []],
    ['module "m" {\n  terraform {\n    backend "gcs" {}\n  }\n}', []],
    ['terraform {\n  a {\n    backend "gcs" {}\n  }\n}', []],
    ['terraform = { backend = "gcs" }\nlocals { backend = {} }', []],
    ['terraform {\n  x = { backend = {} }\n}', []],
    ['locals {\n  a = 1 < 2 << 3\n}\nterraform {\n  backend "s3" {}\n}', ['backend s3 5']],
    ['\uFEFFterraform {\r\n  backend "s3" {}\r\n}\r\n', ['backend s3 2']],
    ['', []],
  ])('%j has %j', (text, blocks) => {
    expect(named(text)).toEqual(blocks);
  });

  const noise = fc.constantFrom(
    '# a { "\n',
    '// } "\n',
    '/* { " \n } */',
    'locals {\n  a = "{ ${b("}")} \\" # {"\n}\n',
    'locals {\n  a = <<EOT\n{ " ${"}\n  EOT x\nEOT\n}\n',
    'resource "a" "backend" {\n  backend "gcs" {}\n}\n',
    'variable "cloud" {}\n',
    'locals { a = [{}, { b = { c = "}" } }] }\n',
  );

  it('are found whatever stands around them', () => {
    fc.assert(
      fc.property(fc.array(noise), fc.array(noise), fc.constantFrom('s3', 'gcs', 'http'), (before, after, label) => {
        const text = `${before.join('')}terraform {\n  backend "${label}" {}\n}\n${after.join('')}`;
        expect(findStateBlocks(text).map((block) => block.label)).toEqual([label]);
      }),
    );
  });

  it('are looked for to the end of any text', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('"', '{', '}', '${', '<<A\n', 'A', '\n', '/*', '*/', '#', '\\', ' ', '(', 'é')),
        (parts) => {
          expect(findStateBlocks(parts.join(''))).toEqual([]);
        },
      ),
    );
  });
});

describe('the same in JSON', () => {
  it.each<[unknown, readonly string[]]>([
    [{ terraform: { backend: { s3: {} } } }, ['backend s3']],
    [{ terraform: [{ backend: [{ gcs: {} }] }] }, ['backend gcs']],
    [{ terraform: { cloud: { organization: 'o' } } }, ['cloud ']],
    [{ terraform: { backend: { s3: {}, local: {} } } }, ['backend s3', 'backend local']],
    [{ resource: { backend: { gcs: {} } } }, []],
    [[{ terraform: [{ required_version: '1' }, { backend: { s3: {} } }] }], ['backend s3']],
    [null, []],
  ])('%j has %j', (json, blocks) => {
    const found = findStateBlocksOfJson(JSON.stringify(json)).map(({ kind, label }) => `${kind} ${label}`);
    expect(found).toEqual(blocks);
  });

  it('are none where it does not parse', () => {
    expect(findStateBlocksOfJson('{')).toEqual([]);
  });
});
