import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { lineStartBefore, openTail } from '../../../src/adapters/process/tail.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lockstep-tail-'));
  file = join(folder, 'stdout');
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** What one look passes on. */
function readOf(tail: ReturnType<typeof openTail>): string {
  let text = '';
  tail.readOn((more) => {
    text += more;
  });
  return text;
}

describe('a file that somebody else is writing', () => {
  it('is read on from where the last look ended, each byte once', async () => {
    await writeFile(file, 'one\n');
    using tail = openTail(file);
    expect([readOf(tail), readOf(tail)]).toEqual(['one\n', '']);
    await appendFile(file, 'two\n');
    expect([readOf(tail), tail.position]).toEqual(['two\n', 8]);
  });

  it('is read on from where an earlier process has left it', async () => {
    await writeFile(file, 'one\ntwo\n');
    using tail = openTail(file, 4);
    expect(readOf(tail)).toBe('two\n');
  });

  it('is passed on whole although it is longer than one read', async () => {
    const long = 'ä'.repeat(100_000);
    await writeFile(file, long);
    using tail = openTail(file);
    expect(readOf(tail)).toBe(long);
    expect(tail.position).toBe(200_000);
  });

  it('has no broken characters, whatever a look cuts through', async () => {
    const [first, ...rest] = Buffer.from('€\n');
    await writeFile(file, Buffer.from([first ?? 0]));
    using tail = openTail(file);
    expect(readOf(tail)).toBe('');
    await appendFile(file, Buffer.from(rest));
    expect(readOf(tail)).toBe('€\n');
  });

  it.each([
    ['one\ntwo', 7, 4],
    ['one\ntwo\n', 8, 8],
    ['one\ntwo\n', 6, 4],
    ['one', 2, 0],
    ['', 0, 0],
  ])('%j begins the line of the place %i at %i', async (text, position, start) => {
    await writeFile(file, text);
    expect(lineStartBefore(file, position)).toBe(start);
  });
});
