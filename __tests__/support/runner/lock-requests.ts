import { BUCKET, type Cloud, type LockMode } from './stage.ts';
import type { Consequence } from '../faults.ts';
import { isOurs } from '../ours.ts';

/** The places of a state lock, in the order in which it is taken. */
export function placesOf(lockMode: LockMode): readonly ('lockfile' | 'table')[] {
  return lockMode === 'both' ? ['lockfile', 'table'] : [lockMode];
}

/**
 * Lets this befall Lockstep's requests that write or delete the state lock of this key in one place, one after the other,
 * as many times as asked.
 */
export function befallLock(
  cloud: Cloud,
  key: string,
  {
    place,
    what,
    times = 1,
    then,
  }: {
    readonly place: 'lockfile' | 'table';
    readonly what: 'write' | 'deletion';
    readonly times?: number;
    readonly then: Consequence;
  },
): void {
  if (place === 'table') {
    const operation = what === 'write' ? 'PutItem' : 'DeleteItem';
    const lockId = `${BUCKET}/${key}`;
    cloud.dynamodb.addFault({
      matches: (r) => isOurs(r) && r.operation === operation && r.lockId === lockId,
      times,
      then,
    });
  } else {
    const operation = what === 'write' ? 'PutObject' : 'DeleteObject';
    const lockfile = `${key}.tflock`;
    cloud.s3.addFault({ matches: (r) => isOurs(r) && r.operation === operation && r.key === lockfile, times, then });
  }
}
