import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

import { openFileBytes } from '../../../../src/adapters/terraform/commands/file-bytes.ts';
import { elementsOf, parseSpan, spanOf } from '../../../../src/domain/state/json-members.ts';
import { useTemporaryFolder } from '../../../support/temporary-folder.ts';

const folder = useTemporaryFolder();

it('a file is read as what it holds, however many parts of it are in use', () => {
  const file = join(folder(), 'list.json');
  const list = Array.from({ length: 60 }, (_, index) => [index, `${index}–`.repeat(30_000)]);
  writeFileSync(file, JSON.stringify(list));
  using bytes = openFileBytes(file);
  const outer = elementsOf(bytes, spanOf(bytes));
  const read = Array.from(outer, (element) => Array.from(elementsOf(bytes, element), (part) => parseSpan(bytes, part)));

  expect(read).toEqual(list);
});

it('a file that becomes shorter while it is read is an error, and no end of it', () => {
  const file = join(folder(), 'shorter.json');
  writeFileSync(file, JSON.stringify('x'.repeat(1_000_000)));
  using bytes = openFileBytes(file);
  truncateSync(file, 10);

  expect(() => spanOf(bytes)).toThrow(/has become shorter/);
});
