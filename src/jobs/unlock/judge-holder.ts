import type { ToCreate } from '../../domain/apply/to-create.ts';
import { Refused } from '../../domain/failure.ts';
import type { StateLock } from '../../domain/lock/lock.ts';
import type { Ticket, TurnRun } from '../../domain/turn/turn.ts';
import { findLockOwner } from '../../domain/turn/turn-locks.ts';
import { leaseMs, type KeyKind } from '../../domain/turn/turn-watch.ts';
import { lockItemId, type StateAddress } from '../../domain/state/keys.ts';
import type { Backend } from '../../ports/backend.ts';
import { doesStateMove } from '../lock/recover-lock.ts';
import type { Run } from '../run.ts';
import type { TurnQueue } from '../turn/queue.ts';

type AskingRun = Pick<Run, 'runs' | 'clock' | 'cancelled' | 'journal'>;
type WatchedQueue = Pick<TurnQueue, 'document' | 'read'>;

export interface Holder {
  readonly run: TurnRun;
  /** It has left its Terraform at work. */
  readonly toolAtWork?: boolean;
  /** What it was about to create, of an apply that had begun. */
  readonly toCreate: ToCreate | undefined;
}

/** The run behind the lock, by the ID that it noted. */
export function findHolder(queue: Pick<TurnQueue, 'document'>, lock: StateLock): Holder | undefined {
  const owner = findLockOwner(queue.document, lock);
  return owner && { run: owner.run, toolAtWork: owner.ticket === 'left-at-work', toCreate: owner.toCreate };
}

/** Throws Refused while the holder may be alive. Returns what was found. */
export async function confirmNotAlive(
  run: AskingRun,
  queue: WatchedQueue,
  {
    holder,
    lock,
    key,
    backend,
    address,
  }: {
    readonly holder: Holder | undefined;
    readonly lock: StateLock | undefined;
    readonly key: KeyKind;
    readonly backend: Pick<Backend, 'objects'>;
    readonly address: StateAddress;
  },
): Promise<string> {
  if (lock === undefined) return 'there is nobody to ask about';
  const found = await askAbout(run, queue, { holder, key });
  const watched = holder && ticketOf(queue, holder.run);
  if (key === 'prod' && (await doesStateMove(run, { backend, address }))) {
    throw new Refused(
      `the state of ${lockItemId(address)} was written while it was watched, so whoever holds the lock is at work: ${lock.who}. Wait for it, or stop its machine.`,
    );
  }
  if (watched !== undefined) await confirmNotRenewed(queue, watched);
  return found;
}

async function askAbout(
  run: AskingRun,
  queue: WatchedQueue,
  { holder, key }: { readonly holder: Holder | undefined; readonly key: KeyKind },
): Promise<string> {
  if (holder === undefined) return 'not a run of a workflow, so nobody here can tell: whoever started this has decided';
  const status = await run.runs.status(holder.run);
  const ticket = ticketOf(queue, holder.run);
  if (status === 'completed') {
    if (ticket !== undefined) await confirmSilent(run, queue, { ticket, key });
    const silent = ticket === undefined ? '' : ', and its turn was silent for a whole lease';
    const left = holder.toolAtWork === true ? '; it left its Terraform at work, of which nobody here can tell' : '';
    return `GitHub says that ${holder.run.url} has ended${silent}${left}`;
  }
  if (status === 'running' || ticket !== undefined) {
    throw new Refused(
      `the lock is held by ${holder.run.url}, which ${status === 'running' ? 'is still running' : 'is in the queue, and of which GitHub does not say whether it has ended'}. Wait for it, or cancel it there: it gives its lock back.`,
    );
  }
  return `GitHub does not say whether ${holder.run.url} has ended; it has left the queue`;
}

/** GitHub alone can be wrong: a runner that lost its connection is called ended, works on, and renews its turn. */
async function confirmSilent(
  run: AskingRun,
  queue: WatchedQueue,
  { ticket, key }: { readonly ticket: Ticket; readonly key: KeyKind },
): Promise<void> {
  run.journal.info(`${ticket.run.url} is still in the queue: its turn is watched for a lease.`);
  await run.clock.sleep(leaseMs(ticket, key), run.cancelled);
  await confirmNotRenewed(queue, ticket);
}

/** A machine that was suspended may go on at any moment. Once its ticket is taken out, it cannot renew it. */
async function confirmNotRenewed(queue: WatchedQueue, ticket: Ticket): Promise<void> {
  await queue.read();
  const now = ticketOf(queue, ticket.run);
  if (now === undefined || now.token === ticket.token) return;
  throw new Refused(
    `the lock is held by ${ticket.run.url}: GitHub says that it has ended, and yet it renews its turn, so it is at work. Stop its machine, or wait for it.`,
  );
}

/** The ticket of this very attempt. */
export function ticketOf(queue: Pick<TurnQueue, 'document'>, of: TurnRun): Ticket | undefined {
  return queue.document.tickets.find(({ run }) => run.runId === of.runId && run.runAttempt === of.runAttempt);
}

export function describeHolder(holder: Holder | undefined, lock: StateLock | undefined): string {
  if (lock === undefined) return 'none';
  if (holder === undefined) return `${lock.who}, of whom the queue knows nothing`;
  return `${holder.run.url} (${holder.run.actor})`;
}
