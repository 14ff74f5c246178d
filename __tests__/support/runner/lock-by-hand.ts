import { BUCKET, shaOf, TABLE, type Cloud, type LockMode } from './stage.ts';

/** A lock as Terraform writes it, of somebody of this name at a laptop. */
export interface PersonsLock {
  readonly ID: string;
  readonly Operation: string;
  readonly Who: string;
}

export function lockOf(person: string): PersonsLock {
  const id = `a1b2c3d4-0000-4000-8000-${shaOf(person).slice(0, 12)}`;
  return { ID: id, Operation: 'OperationTypeApply', Who: `${person}@laptop` };
}

/** Puts it wherever this lock mode has its locks. */
export async function lockByHand(cloud: Cloud, key: string, lockMode: LockMode, lock: PersonsLock): Promise<void> {
  const record = JSON.stringify(lock);
  if (lockMode !== 'lockfile') {
    await cloud.dynamodb.putItem(TABLE, { LockID: { S: `${BUCKET}/${key}` }, Info: { S: record } });
  }
  if (lockMode !== 'table') cloud.s3.put(BUCKET, `${key}.tflock`, record);
}
