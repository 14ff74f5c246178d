import type { NotedLock } from '../../domain/turn/turn.ts';
import type { Backend } from '../../ports/backend.ts';
import type { Terraform } from '../../ports/terraform.ts';
import { passOver, sleepUnlessAborted, type EveryStep } from '../tolerate.ts';
import type { Run } from '../run.ts';
import type { LockOfTurn } from '../turn/key-in-turn.ts';
import type { LockNotes } from '../turn/turn.ts';

const LOOK_EVERY_MS = 100;
/** Where only the backend can be asked, the looks cost requests. */
const ASK_EVERY_MS = 500;

/** What of a run is needed to note the locks of its commands. */
export interface NotingRun extends Pick<Run, 'clock' | 'who'> {
  readonly terraform: Pick<Terraform, 'locksTried'>;
}

type LockToNote = Omit<LockOfTurn<Pick<LockNotes, 'noteStateLock'>, Pick<Backend, 'locks'>>, 'key'>;

/**
 * Notes in the queue which state lock a Terraform command of ours takes, while it runs, so that others can tell whose it
 * is should this run die. What has become of the command counts more than the notes: a defect of theirs is left to
 * `steps`.
 */
export async function noteLockWhile<T>(
  run: NotingRun,
  lock: LockToNote,
  { command, steps }: { readonly command: () => Promise<T>; readonly steps: EveryStep },
): Promise<T> {
  const startedAt = run.clock.now();
  const before = (await run.terraform.locksTried())?.length;
  const ended = new AbortController();
  const running = command().finally(() => {
    ended.abort();
  });
  const find =
    before === undefined
      ? () => findInBackend(run, lock, startedAt)
      : async () => (await run.terraform.locksTried())?.slice(before).at(-1);
  const noting = steps.take({
    what: 'The state lock could not be noted in the queue',
    task: () =>
      note(run.clock, lock.turn, {
        find,
        everyMs: before === undefined ? ASK_EVERY_MS : LOOK_EVERY_MS,
        ended: ended.signal,
      }),
    otherwise: undefined,
  });
  try {
    return await running;
  } finally {
    await noting;
  }
}

/** Looks until the command has ended; a command that tries again has another lock. */
async function note(
  clock: Pick<Run['clock'], 'sleep'>,
  turn: LockToNote['turn'],
  how: {
    readonly find: () => Promise<NotedLock | undefined>;
    readonly everyMs: number;
    readonly ended: AbortSignal;
  },
): Promise<void> {
  let noted: string | undefined;
  while (await sleepUnlessAborted(clock, how.everyMs, how.ended)) {
    const found = await findOrUndefined(how.find);
    if (found === undefined || found.id === noted) continue;
    noted = found.id;
    await turn.noteStateLock(found);
  }
}

/** A look that fails is followed by the next one. */
async function findOrUndefined(find: () => Promise<NotedLock | undefined>): Promise<NotedLock | undefined> {
  try {
    return await find();
  } catch (error) {
    passOver(error, { nonCancellable: true });
    return undefined;
  }
}

/** A lock on this key during our turn that a host of our name wrote after the command began is taken for ours. */
async function findInBackend(
  run: Pick<Run, 'who'>,
  { backend, address }: LockToNote,
  startedAt: Date,
): Promise<NotedLock | undefined> {
  const reading = await backend.locks.read(address);
  if (reading.kind !== 'held') return undefined;
  const { lock } = reading;
  return lock.who === run.who && Date.parse(lock.created) >= startedAt.getTime()
    ? { id: lock.id, at: lock.created }
    : undefined;
}
