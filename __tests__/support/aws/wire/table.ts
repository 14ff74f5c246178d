import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Authority, openAuthority } from './certificates.ts';
import { TOOL } from '../../on-path.ts';
import { isFrom } from '../../runner/with-terraform.ts';
import type { Row } from './row.ts';
import { ATTRIBUTES } from './settings.ts';
import { tryRow } from './side-by-side.ts';

const isTerraformNow = TOOL === 'terraform' && isFrom({ terraform: 11, tofu: 0 });

/** A table of rows: one test a row. */
export function testRows(rows: readonly Row[]): void {
  let authority: Authority;
  beforeAll(async () => {
    authority = await openAuthority();
  });
  afterAll(async () => {
    await authority[Symbol.asyncDispose]();
  });
  test.concurrent.each(rows.map((row) => [titleOf(row), row] as const))('%s', async (_, row) => {
    const { terraform, lockstep, without, ended, attributes } = await tryRow(row, authority);
    // OpenTofu and older versions have some that are not there any more.
    if (isTerraformNow)
      expect(attributes.filter((name) => !ATTRIBUTES.includes(name) && !name.startsWith('assume_role.tags'))).toEqual(
        [],
      );
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

export function titleOf({ setting, how }: Row): string {
  return how === undefined ? setting : `${setting}: ${how}`;
}
