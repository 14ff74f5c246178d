import * as v from 'valibot';
import { isSameHome, TableHomeShape, type TableHome } from './turn-home.ts';

/** Where a run takes the state lock. A commit whose lock is of another kind looks at other places. */
export interface LockKind {
  readonly lockfile: boolean;
  readonly table: TableHome | undefined;
}

export const LockKindShape = v.pipe(
  v.object({ lockfile: v.boolean(), table: v.optional(TableHomeShape) }),
  v.transform(({ lockfile, table }): LockKind => ({ lockfile, table })),
);

/**
 * Whether who looks at the places of one kind has looked at all of another one. A ticket of a version that noted no kind
 * counts as of the kind of whoever looks, as it did then.
 */
export function coversKind(looked: LockKind, noted: LockKind | undefined): boolean {
  if (noted === undefined) return true;
  const { lockfile, table } = noted;
  if (lockfile && !looked.lockfile) return false;
  return table === undefined || (looked.table !== undefined && isSameHome(table, looked.table));
}
