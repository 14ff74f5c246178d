import type { Finding } from './finding.ts';

/** What a store does otherwise than S3 and DynamoDB do. Each is seen by the very requests of locks and queues. */
export type StoreFault =
  | 'refuses-create'
  | 'ignores-if-none-match'
  | 'creates-twice'
  | 'refuses-create-after-delete'
  | 'refuses-if-match'
  | 'ignores-if-match'
  | 'replaces-twice'
  | 'names-two-alike'
  | 'tells-another-tag'
  | 'reads-late'
  | 'refuses-delete'
  | 'ignores-if-match-on-delete'
  | 'survives-delete'
  | 'loses-metadata'
  | 'hides-versions'
  | 'version-stays';

/** What a place is for: what follows from a fault depends on it. */
export type StorePlace = 'lockfile' | 'state' | 'queue' | 'lock-item' | 'queue-item' | 'digest-item';

export const CONDITIONS = 'conditional writes';
export const QUEUE = 'queue of a pull request';
export const ITEMS = 'items of pull requests';
export const VERSIONS = 'versions of the keys of pull requests';

const WHAT: Readonly<Record<StorePlace, string>> = {
  lockfile: CONDITIONS,
  state: CONDITIONS,
  queue: QUEUE,
  'lock-item': ITEMS,
  'queue-item': QUEUE,
  'digest-item': ITEMS,
};

/** Such as have nothing to do with conditions: no trial of a condition is unsafe because of them. */
const WHAT_OF_FAULT: Readonly<Partial<Record<StoreFault, string>>> = {
  'loses-metadata': 'metadata of objects',
  'hides-versions': VERSIONS,
  'version-stays': VERSIONS,
};

export interface SeenFault {
  readonly fault: StoreFault;
  readonly place: StorePlace;
  /** Without a lockfile no lock depends on conditions of objects. */
  readonly useLockfile: boolean;
}

/** Each in one sentence: what the store does, what follows, and what to do. */
export function describeStoreFault({ fault, place, useLockfile }: SeenFault): Finding {
  const isItem = place.endsWith('-item');
  const isGrave = !HARMLESS.has(fault) && (place !== 'state' || useLockfile);
  return {
    what: WHAT_OF_FAULT[fault] ?? WHAT[place],
    verdict: isGrave ? 'wrong' : 'warning',
    found: (isItem ? FOUND_IN_TABLES : FOUND)[fault],
    why: whyOf(fault, place),
    mend: isItem ? TABLE_MEND : (MEND[fault] ?? MEND_OF_ALL),
  };
}

/** What costs something, and keeps nobody from working. */
const HARMLESS: ReadonlySet<StoreFault> = new Set([
  'tells-another-tag',
  'loses-metadata',
  'hides-versions',
  'version-stays',
]);

/** Of objects. */
const FOUND: Readonly<Record<StoreFault, string>> = {
  'refuses-create': 'the store refuses If-None-Match: * where nothing lies',
  'ignores-if-none-match': 'the store ignores If-None-Match: what may only be created is written over what lies there',
  'creates-twice':
    'of several that create the same object at once with If-None-Match: * more than one is told that it did',
  'refuses-create-after-delete':
    'the store refuses If-None-Match: * where an object was deleted, as if its delete marker were an object',
  'refuses-if-match': 'the store refuses If-Match with the very ETag that it names',
  'ignores-if-match': 'the store ignores If-Match on a write: what has changed since is written over',
  'replaces-twice': 'of several that write with the same If-Match at once more than one is told that it did',
  'names-two-alike': 'the store gives two contents of an object one ETag',
  'tells-another-tag': 'the store answers a write with another ETag than it gives whoever reads',
  'reads-late': 'what was written is not what is read right after it',
  'refuses-delete': 'the store refuses to delete with If-Match and the very ETag that it names',
  'ignores-if-match-on-delete': 'the store ignores If-Match on DELETE: what has changed since is deleted',
  'survives-delete': 'an object that was deleted can still be read',
  'loses-metadata': 'the store does not keep the metadata of an object',
  'hides-versions': 'the store names a version of what was written, and lists none',
  'version-stays': 'versions that were deleted by their IDs are still listed',
};

/** Of items: what a condition is called there. */
const FOUND_IN_TABLES: Readonly<Record<StoreFault, string>> = {
  ...FOUND,
  'refuses-create': 'the table refuses attribute_not_exists where there is no item',
  'ignores-if-none-match':
    'the table ignores the condition attribute_not_exists: what may only be created is written over what is there',
  'creates-twice':
    'of several that create the same item at once with attribute_not_exists more than one is told that it did',
  'refuses-create-after-delete': 'the table refuses attribute_not_exists where an item was deleted',
  'refuses-if-match': 'the table refuses a write on condition of the very value that it holds',
  'ignores-if-match': 'the table ignores the condition of a write: what has changed since is written over',
  'replaces-twice': 'of several that write on the same condition at once more than one is told that it did',
  'refuses-delete': 'the table refuses to delete on condition of the very value that it holds',
  'ignores-if-match-on-delete': 'the table ignores the condition of a deletion: what has changed since is deleted',
  'survives-delete': 'an item that was deleted can still be read',
};

type Follows = 'both-hold' | 'never-again' | 'never' | 'lost' | 'unlocked' | 'stays' | 'secrets' | 'in-use';

const FOLLOWS: Readonly<Record<StoreFault, Follows>> = {
  'refuses-create': 'never',
  'ignores-if-none-match': 'both-hold',
  'creates-twice': 'both-hold',
  'refuses-create-after-delete': 'never-again',
  'refuses-if-match': 'never',
  'ignores-if-match': 'lost',
  'replaces-twice': 'lost',
  'names-two-alike': 'lost',
  'tells-another-tag': 'stays',
  'reads-late': 'both-hold',
  'refuses-delete': 'stays',
  'ignores-if-match-on-delete': 'unlocked',
  'survives-delete': 'stays',
  'loses-metadata': 'in-use',
  'hides-versions': 'secrets',
  'version-stays': 'secrets',
};

const SECRETS = 'A cleanup leaves earlier versions, and the secrets in them, behind.';

const WHY: Readonly<Record<'lock' | 'queue' | 'state', Readonly<Record<Follows, string>>>> = {
  lock: {
    'both-hold': 'Two runs would each believe that they hold the state lock.',
    'never-again': 'The lock of a state can be taken once and never again: every later apply waits until it gives up.',
    never: 'No run can take a state lock.',
    lost: 'What one run has written, another one writes over without knowing of it.',
    unlocked: 'A run that gives its lock back, or clears that of a dead one, could delete the lock of a live one.',
    stays: 'A lock is never given back: every later apply waits until it gives up.',
    secrets: SECRETS,
    'in-use': SECRETS,
  },
  queue: {
    'both-hold': 'Two runs would each believe that it is their turn.',
    'never-again': 'Nobody can queue on a key again whose queue was deleted.',
    never: 'No run can take a turn.',
    lost: 'A run that queues could write another one out of the queue, so that two believe that it is their turn.',
    unlocked: 'The last run to leave a queue could delete it together with those who have just come.',
    stays: 'A queue is never given up, and cleanups leave it behind.',
    secrets: SECRETS,
    'in-use': SECRETS,
  },
  state: {
    'both-hold': 'Somebody who applies on the key of a pull request at the wrong moment could lose what they did.',
    'never-again': 'A pull request that was reopened could not be planned.',
    never: 'No pull request can be planned.',
    lost: 'Somebody who applies on the key of a pull request at the wrong moment could lose what they did.',
    unlocked: 'Somebody who applies on the key of a pull request at the wrong moment could lose what they did.',
    stays: 'A cleanup leaves the copy of production, and the secrets in it, behind.',
    secrets: SECRETS,
    'in-use':
      'A copy of production cannot be told from a state that somebody applied on: one with something that production has destroyed since is not planned on, and no cleanup deletes it.',
  },
};

function whyOf(fault: StoreFault, place: StorePlace): string {
  if (place === 'digest-item') return 'A digest could belong to another state, which Terraform then refuses.';
  const use = place === 'state' ? 'state' : place === 'queue' || place === 'queue-item' ? 'queue' : 'lock';
  return WHY[use][FOLLOWS[fault]];
}

export const MEND_OF_ALL =
  'Keep states in a store that does this as S3 does: docs/stores.md names those that were run.';
export const TABLE_MEND =
  'Use a table that keeps to conditions, as DynamoDB does, or use_lockfile in the place of dynamodb_table.';

const MEND: Readonly<Partial<Record<StoreFault, string>>> = {
  'refuses-create-after-delete':
    'Use another store, another version of this one, or a bucket whose versions were never switched on: docs/stores.md names those that were run.',
  'hides-versions':
    'Delete earlier versions by a rule of the store, or use another store: docs/stores.md names those that were run.',
  'version-stays':
    'Delete earlier versions by a rule of the store, or use another store: docs/stores.md names those that were run. What this look has left is there, too.',
};
