import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Authority, openAuthority } from './certificates.ts';
import type { Row } from './row.ts';
import { tryRow } from './side-by-side.ts';

interface Known {
  /** Every attribute that this tool may write down, dotted; undefined where it is another tool or version. */
  readonly attributes?: readonly string[];
}

/** A table of rows: one test a row. */
export function testRows(rows: readonly Row[], { attributes }: Known = {}): void {
  let authority: Authority;
  beforeAll(async () => {
    authority = await openAuthority();
  });
  afterAll(async () => {
    await authority[Symbol.asyncDispose]();
  });
  test.concurrent.each(rows.map((row) => [titleOf(row), row] as const))('%s', async (_, row) => {
    const tried = await tryRow(row, authority);
    const { terraform, lockstep, without, ended } = tried;
    if (attributes !== undefined) expect(tried.attributes.filter((name) => !attributes.includes(name))).toEqual([]);
    expect(terraform, 'what Terraform asks').not.toEqual([]);
    if (row.refusedWith !== undefined) {
      expect(ended).toEqual({ kind: 'refused', message: expect.stringMatching(row.refusedWith) as string });
      expect(lockstep, 'what was asked before').toEqual([`refused: ${ended.kind === 'refused' ? ended.message : ''}`]);
      return;
    }
    expect(lockstep, 'what Lockstep asks').toEqual(terraform);
    expect(without, 'what Lockstep asks without the setting').not.toEqual(terraform);
  });
}

function titleOf({ setting, how }: Row): string {
  return how === undefined ? setting : `${setting}: ${how}`;
}
