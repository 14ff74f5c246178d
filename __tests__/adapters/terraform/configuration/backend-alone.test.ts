import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readBackendAlone } from '../../../../src/adapters/terraform/configuration/backend-alone.ts';
import { useTemporaryFolder } from '../../../support/temporary-folder.ts';

const folder = useTemporaryFolder();

const BLOCK = 'backend "s3" {\n    key = "k"\n  }';
const ALONE = `terraform {\n${BLOCK}\n}\n`;
const MODULE = `terraform {\n  required_version = ">= 1"\n  ${BLOCK}\n}\n`;
const MARKS = (one: string, other: string): string => `<<<<<<< HEAD\n${one}=======\n${other}>>>>>>> topic\n`;

type Files = Readonly<Record<string, string>>;

async function read(files: Files, tool: 'terraform' | 'tofu' = 'terraform'): Promise<string> {
  for (const [name, text] of Object.entries(files)) {
    if (text === 'link') symlinkSync(name, join(folder(), name));
    else if (text === 'folder') mkdirSync(join(folder(), name));
    else writeFileSync(join(folder(), name), text);
  }
  const read = await readBackendAlone(folder(), tool);
  return read.kind === 'found' ? read.text : `unknown: ${read.why}`;
}

describe('the backend block alone', () => {
  it.each<[string, Files]>([
    ['a block that is not closed', { 'a.tf': `${MODULE}resource "x" "y" {\n` }],
    ['marks of a conflict behind it', { 'a.tf': MODULE + MARKS('locals {}\n', '') }],
    ['marks of a conflict before it', { 'a.tf': MARKS('locals {\n', 'resource "x" "y" {\n') + MODULE }],
    [
      'marks of a conflict beside it',
      { 'a.tf': MODULE.replace(/ {2}required.*\n/, MARKS('  required_version = "1"\n', '')) },
    ],
    ['marks in a file beside it', { 'a.tf': MODULE, 'b.tf': MARKS('locals {}\n', '') }],
    ['a file that nobody can read', { 'a.tf': MODULE, 'b.tf': 'link' }],
    ['a folder that is called like a file', { 'a.tf': MODULE, 'override.tf': 'folder' }],
    ['an override that is broken and says nothing of it', { 'a.tf': MODULE, 'override.tf': 'resource "x" "y" {\n' }],
    ['an override that says it', { 'a.tf': MODULE.replace('"k"', '"other"'), 'x_override.tf': MODULE }],
    ['one that is a comment', { 'a.tf': `${MODULE}# backend "local" {}\n` }],
    ['JSON that is broken and says nothing of it', { 'a.tf': MODULE, 'b.tf.json': '{' }],
  ])('is found where there is %s', async (_, files) => {
    expect(await read(files)).toBe(ALONE);
  });

  it('is found in JSON', async () => {
    const backend = { s3: { key: 'k' } };
    const text = JSON.stringify({ terraform: { required_version: '1', backend }, resource: 1 });
    expect(JSON.parse(await read({ 'a.tf.json': text }))).toEqual({ terraform: { backend } });
  });

  it.each<[string, Files, string]>([
    [
      'marks of a conflict within it',
      { 'a.tf': MODULE.replace('key = "k"', MARKS('backend "s3" {\n', '')) },
      'a.tf has marks',
    ],
    [
      'a conflict of one of its settings',
      { 'a.tf': `terraform {\n  backend "s3" {\n    key = "k"\n${MARKS('use_lockfile = true\n', '')}  }\n}\n` },
      'a.tf has marks',
    ],
    ['a conflict of two of them', { 'a.tf': MARKS(MODULE, MODULE.replace('"k"', '"l"')) }, 'a.tf has marks'],
    ['a conflict of one and none', { 'a.tf': MARKS(MODULE, '') }, 'a.tf has marks'],
    ['marks that do not end', { 'a.tf': `<<<<<<< HEAD\n${MODULE}` }, 'a.tf has marks'],
    ['an override that cannot be read', { 'a.tf': MODULE, 'override.tf': 'link' }, 'override.tf cannot be read'],
    [
      'an override that is broken in it',
      { 'a.tf': MODULE, 'override.tf': 'terraform {\n  backend "s3" {\n' },
      'override.tf is broken',
    ],
    [
      'another one that stands in a broken place',
      { 'a.tf': MODULE, 'b.tf': `resource "x" "y" {\n${MODULE}` },
      'b.tf is broken',
    ],
    ['none but in a file that cannot be read', { 'a.tf': 'locals {}', 'b.tf': 'link' }, 'b.tf cannot be read'],
    ['two', { 'a.tf': MODULE, 'b.tf': MODULE }, 'a.tf and b.tf have'],
    ['one of variables', { 'a.tf': MODULE.replace('"k"', 'var.key') }, 'a.tf has a backend block of variables'],
    ['JSON that is broken in it', { 'a.tf.json': '{"terraform": {"backend": {' }, 'a.tf.json is broken'],
    ['none', { 'a.tf': 'locals {}' }, 'no file there has a backend block'],
  ])('is not known where there is %s, and why says the file', async (_, files, why) => {
    expect(await read(files)).toContain(`unknown: ${why}`);
  });

  it('is never another one, wherever a module is torn', async () => {
    const text = `locals {\n  a = "}"\n}\n${MODULE}resource "x" "y" {\n  b = { c = 1 }\n}\n`;
    const tears = ['', '{', '}', '"', '/*', '<<<<<<< HEAD\n', '\n=======\n', '<<EOT\n'];
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length), fc.nat(12), fc.constantFrom(...tears), async (at, length, tear) => {
        const torn = text.slice(0, at) + tear + text.slice(at + length);
        const found = await read({ 'a.tf': torn });
        // What is torn within the block is in it, for the tool to refuse.
        const start = text.indexOf('backend');
        const isWithin = at + length > start && at < start + BLOCK.length;
        if (found.startsWith('unknown: ') || isWithin) return;
        expect(found).toBe(ALONE);
      }),
      { numRuns: 1500 },
    );
  });
});
