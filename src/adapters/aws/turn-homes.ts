import { BackendUnusable } from '../../domain/stack/backend.ts';
import { turnItemId, turnObjectKey, type StateAddress } from '../../domain/state/keys.ts';
import {
  isSameHome,
  parseBesideState,
  renderPointer,
  type FoundBesideState,
  type TableHome,
  type TurnHome,
} from '../../domain/turn/turn-home.ts';
import type { StoredTurns, TurnStore } from '../../ports/turns.ts';

/** The turn document as an item of one table. */
interface TurnTable {
  readonly home: TableHome;
  readonly store: TurnStore;
}

export interface TurnHomesOptions {
  readonly address: StateAddress;
  /** The object beside the state. */
  readonly object: TurnStore;
  /** The table that the backend has; undefined when it keeps lockfiles alone. */
  readonly table: TurnTable | undefined;
  /** Opens the item in a table that the backend does not have. */
  readonly openElsewhere: (home: TableHome) => Promise<TurnStore>;
  readonly warn: (message: string) => void;
}

/** Where this process has found the document, or is going to write it. */
interface Home {
  readonly at: TurnHome;
  readonly store: TurnStore;
  /** Nobody else can know of this home before the pointer to it lies beside the state. */
  readonly needsPointer: boolean;
}

type Beside =
  { readonly kind: 'absent' } | { readonly kind: 'denied' } | (FoundBesideState & { readonly stored: StoredTurns });

/**
 * The turn document of a production key, wherever it lies: the object beside the state is looked at first, whatever the
 * kind of the lock is, so that a commit that changes the kind meets the queue of those before it. It is the document, or
 * it names the table where that lies, or there is none: then the backend says where one is begun, and its creation, on
 * condition that there is none, decides between two that begin one at once.
 */
export function openTurnHomes(options: TurnHomesOptions): TurnStore {
  const words = describePlaces(options);
  const object = onceReadable(options.object);
  const table = options.table && { home: options.table.home, store: onceReadable(options.table.store) };
  let known: Home | undefined;
  let warned = false;

  const warnOnce = (error: unknown): void => {
    if (!warned) options.warn(words.noPointer(error));
    warned = true;
  };
  const lookBesideState = async (): Promise<Beside> => {
    let stored: StoredTurns | undefined;
    try {
      stored = await object.get();
    } catch (error) {
      if (table === undefined || !mayNot(error)) throw error;
      warnOnce(error);
      return { kind: 'denied' };
    }
    return judge(stored);
  };
  const judge = (stored: StoredTurns | undefined): Beside => {
    if (stored === undefined) return { kind: 'absent' };
    try {
      return { ...parseBesideState(stored.body), stored };
    } catch (cause) {
      throw words.notOurs(cause);
    }
  };

  /** Finds the home, and what lies there. */
  const look = async (seen?: Beside): Promise<{ readonly home: Home; readonly stored: StoredTurns | undefined }> => {
    const [beside, [inTable]] = await Promise.all([
      seen ?? lookBesideState(),
      Promise.allSettled([table?.store.get()]),
    ]);
    const readItem = (): StoredTurns | undefined => {
      if (inTable.status === 'rejected') throw inTable.reason;
      return inTable.value;
    };
    if (beside.kind === 'absent' || beside.kind === 'denied') {
      const stored = readItem();
      known =
        table === undefined
          ? { at: { kind: 'object' }, store: object, needsPointer: false }
          : { at: table.home, store: table.store, needsPointer: beside.kind === 'absent' };
      return { home: known, stored };
    }
    const at: TurnHome = beside.kind === 'pointer' ? beside.home : { kind: 'object' };
    if (table !== undefined && isSameHome(at, table.home)) {
      const stored = readItem();
      known = { at, store: table.store, needsPointer: false };
      return { home: known, stored };
    }
    if (at.kind === 'object' && table === undefined) {
      known = { at, store: object, needsPointer: false };
      return { home: known, stored: beside.kind === 'document' ? beside.stored : undefined };
    }
    const outOfReach = (cause: BackendUnusable): BackendUnusable => words.outOfReach(at, cause);
    const elsewhere = explaining(at.kind === 'object' ? object : await options.openElsewhere(at), outOfReach);
    const stored = beside.kind === 'document' ? beside.stored : await elsewhere.get();
    const item = await explained(async () => readItem(), outOfReach);
    // One table has two names, with and without its ARN: a write ID that lies at both makes them one.
    if (table !== undefined && item !== undefined && item.version !== stored?.version) {
      throw words.twoQueues(at, table.home);
    }
    known = { at, store: elsewhere, needsPointer: false };
    return { home: known, stored };
  };
  const findHome = async (): Promise<Home> => known ?? (await look()).home;

  return {
    get home() {
      return known?.at;
    },

    get: async () => {
      if (known === undefined) return (await look()).stored;
      if (known.at.kind === 'table') return (await known.store.get()) ?? (await look()).stored;
      const beside = await lookBesideState();
      return beside.kind === 'document' ? beside.stored : (await look(beside)).stored;
    },

    put: async (body, expected) => {
      const home = await findHome();
      if (home.needsPointer && home.at.kind === 'table') {
        try {
          const pointer = await object.put(renderPointer(home.at), undefined);
          // Somebody else has made it, or has begun the queue elsewhere: whoever lost looks again.
          known = undefined;
          if (pointer.kind === 'conflict') return pointer;
        } catch (error) {
          if (!mayNot(error)) throw error;
          warnOnce(error);
        }
        known = { ...home, needsPointer: false };
      }
      return home.store.put(body, expected);
    },

    delete: async (expected) => {
      const home = await findHome();
      const deleted = await home.store.delete(expected);
      known = undefined;
      return deleted;
    },

    clear: async () => (await findHome()).store.clear(),
  };
}

/** The role may not, or the endpoint knows no conditions: for both the queue stays what it was before there were pointers. */
function mayNot(error: unknown): boolean {
  if (!(error instanceof BackendUnusable)) return false;
  return error.isDenied || (error.cause instanceof Error && error.cause.name === 'NotImplemented');
}

async function explained<T>(task: () => Promise<T>, explain: (cause: BackendUnusable) => BackendUnusable): Promise<T> {
  try {
    return await task();
  } catch (error) {
    throw error instanceof BackendUnusable ? explain(error) : error;
  }
}

function explaining(store: TurnStore, explain: (cause: BackendUnusable) => BackendUnusable): TurnStore {
  return {
    home: store.home,
    get: () => explained(() => store.get(), explain),
    put: (body, expected) => explained(() => store.put(body, expected), explain),
    delete: (expected) => explained(() => store.delete(expected), explain),
    clear: () => explained(() => store.clear(), explain),
  };
}

/**
 * A store whose reader was let in once. Who is refused after that has no old policy, and is in the queue perhaps: never
 * `isDenied` then, for a role that may not read a queue goes on with the state lock alone.
 */
function onceReadable(store: TurnStore): TurnStore {
  let wasReadable = false;
  return {
    ...store,
    get: async () => {
      const stored = await explained(
        () => store.get(),
        (cause) =>
          wasReadable && cause.isDenied
            ? new BackendUnusable(`it could be read before, and now ${cause.message}`, { cause, isLasting: true })
            : cause,
      );
      wasReadable = true;
      return stored;
    },
  };
}

/** What is said of the places where a queue may lie. */
function describePlaces({ address }: TurnHomesOptions): {
  readonly noPointer: (error: unknown) => string;
  readonly notOurs: (cause: unknown) => BackendUnusable;
  readonly twoQueues: (at: TurnHome, own: TableHome) => BackendUnusable;
  readonly outOfReach: (at: TurnHome, cause: BackendUnusable) => BackendUnusable;
} {
  const beside = `s3://${address.bucket}/${turnObjectKey(address)}`;
  const nameOf = (home: TurnHome): string =>
    home.kind === 'object'
      ? `the object ${beside}`
      : `the item ${turnItemId(address)} of the table ${home.table} in ${home.region}`;
  return {
    noPointer: (error) =>
      `The queue of ${address.path} is kept in the lock table, and nothing beside the state says so: a commit that changes the kind of the lock would begin a second queue, and not wait for this one. Let the role s3:GetObject and s3:PutObject on ${beside}. ${error instanceof Error ? error.message : String(error)}`,

    notOurs: (cause) =>
      new BackendUnusable(
        `the object ${beside} is where the queue lies or is named, and it is neither a queue nor the name of one: ${cause instanceof Error ? cause.message : String(cause)}. Find out who wrote it. When no apply is under way, delete it.`,
        { cause, isLasting: true },
      ),

    twoQueues: (at, own) =>
      new BackendUnusable(
        `there are two queues of ${address.path}: ${nameOf(at)}, and ${nameOf(own)}. Runs of one do not wait for runs of the other. Let the applies that are under way end, look in both for "frozen", and delete the one that is out of use (docs/migration.md).`,
        { isLasting: true },
      ),

    // Never `isDenied`: a role that may not read a queue goes on with the state lock, and here that is another lock.
    outOfReach: (at, cause) =>
      new BackendUnusable(
        `the queue of ${address.path} is ${nameOf(at)}${at.kind === 'object' ? '' : `, as ${beside} says`}, because the backend had another kind of lock when the queue was begun. It cannot be used: ${cause.message} Runs that are in it may hold another lock, so nothing is begun beside it. Let this role read and write it, or let the applies that are under way end, look whether one of them has left the state frozen, and delete ${beside}: the next run begins a queue where the backend says (docs/migration.md).`,
        { cause, isLasting: cause.isLasting },
      ),
  };
}
