import { Refused } from '../../domain/failure.ts';
import { compareWithUnsaved } from '../../domain/turn/freeze.ts';
import { lockItemId, type StateAddress } from '../../domain/state/keys.ts';
import type { StateLock } from '../../domain/lock/lock.ts';
import type { Operation } from '../../domain/run/operation.ts';
import type { Backup, Unlocked, UnlockStep } from '../../domain/run/outcome.ts';
import { removeHead, thaw, type Freeze, type Ticket, type TurnRun } from '../../domain/turn/turn.ts';
import { findLockOwner } from '../../domain/turn/turn-locks.ts';
import { leaseMs, type KeyKind } from '../../domain/turn/turn-watch.ts';
import type { Backend } from '../../ports/backend.ts';
import { backUpState } from '../state/back-up-state.ts';
import { initOn } from '../stack/init-on.ts';
import { messageOf } from '../tolerate.ts';
import { openStack } from '../stack/open-stack.ts';
import { readProdState } from '../state/read-prod-state.ts';
import { releaseOwnLock } from '../lock/release-own-lock.ts';
import { repairDigest, type Repair } from '../state/repair-digest.ts';
import type { Run } from '../run.ts';
import { NO_TURN } from '../turn/held-turn.ts';
import { TurnQueue } from '../turn/queue.ts';

/** Terraform's name for it in a lock record. */
const APPLY = 'OperationTypeApply';

type UnlockOperation = Extract<Operation, { kind: 'unlock' }>;

/**
 * Recovers from a lock that nobody is going to give back, in seven steps, each with what it found: the lock, its holder,
 * whether that is alive, a backup, the deletion, the queue, and a look at what has changed outside Terraform, so that
 * the next apply starts from the truth. Rejects with Refused before anything is changed.
 */
export async function unlock(run: Run, { lockId, prNumber }: UnlockOperation): Promise<Unlocked> {
  const stack = await openStack(run, { use: 'look' });
  const { backend } = stack;
  const key = prNumber === undefined ? 'prod' : 'pr';
  const address = prNumber === undefined ? stack.prod : stack.prAddress(prNumber);
  run.journal.output('state-key', address.path);
  const steps: UnlockStep[] = [];
  const found = (step: UnlockStep['step'], what: string): void => {
    steps.push({ step, found: what });
    run.journal.info(`${steps.length}. ${step}: ${what}`);
  };
  const queue = new TurnQueue(backend.turns(address, key), run.clock, run.chance);
  // A run that is cancelled from here on has a lock to give back, should its last plan have taken one.
  run.handover.noteTurn({ address, key, ticketId: run.chance.id() });
  const { frozen } = await queue.read();
  const lock = await showLock(backend, { address, lockId, frozen });
  found('lock', lock === undefined ? 'nobody holds it' : describeLock(lock));

  const holder = lock && findHolder(queue, lock);
  found('holder', describeHolder(holder, lock));

  found('alive', await confirmNotAlive(run, queue, { holder, lock, key }));

  const backup = await backUpState(run, backend, address);
  found('backup', describeBackup(backup));

  const deleted = lock !== undefined && (await backend.locks.delete(address, lock.id));
  found('deletion', deleted ? `the lock ${lockId} is deleted` : 'there is no such lock any more');

  found('queue', await clearQueue(run, queue, { backend, address, holder, lockId }));

  found('refresh', await lookAtDrift(run, { backend, address, explained: deleted && lock.operation === APPLY }));
  return { kind: 'unlocked', address, lockId, steps, wait: run.waiting.spent };
}

/** The lock that was asked for; undefined when nobody holds any and there is a freeze to lift. */
async function showLock(
  backend: Backend,
  asked: { readonly address: StateAddress; readonly lockId: string; readonly frozen: Freeze | undefined },
): Promise<StateLock | undefined> {
  const { address, lockId, frozen } = asked;
  const reading = await backend.locks.read(address);
  if (reading.kind === 'free') {
    if (frozen !== undefined) return undefined;
    throw new Refused(
      `nobody holds the lock of ${lockItemId(address)}, and its queue is not frozen: there is nothing to do.`,
    );
  }
  if (reading.kind === 'unreadable') {
    throw new Refused(
      `the lock of ${lockItemId(address)} is no record of Terraform's, so it cannot be known whose it is. Look at it, and delete it by hand.`,
    );
  }
  if (reading.lock.id !== lockId && frozen?.id === lockId) {
    throw new Refused(
      `the state lock of ${lockItemId(address)} is held: ${describeLock(reading.lock)}. The freeze is lifted once it is free.`,
    );
  }
  if (reading.lock.id !== lockId) {
    throw new Refused(
      `the lock of ${lockItemId(address)} is another one by now: ${describeLock(reading.lock)}. Look at who holds it, and run this again with its ID if that is the one to delete.`,
    );
  }
  return reading.lock;
}

interface Holder {
  readonly run: TurnRun;
  readonly sure: boolean;
}

/** The run behind the lock; or whoever has the turn on a host of that name, which may well be it. */
function findHolder(queue: TurnQueue, lock: StateLock): Holder | undefined {
  const owner = findLockOwner(queue.document, lock);
  if (owner !== undefined) return owner;
  const atWork = queue.document.tickets.find(
    (ticket) => ticket.state === 'holding' && lock.who.endsWith(`@${ticket.run.host}`),
  );
  return atWork === undefined ? undefined : { run: atWork.run, sure: false };
}

async function confirmNotAlive(
  run: Run,
  queue: TurnQueue,
  {
    holder,
    lock,
    key,
  }: { readonly holder: Holder | undefined; readonly lock: StateLock | undefined; readonly key: KeyKind },
): Promise<string> {
  if (lock === undefined) return 'there is nobody to ask about';
  if (holder === undefined) return 'not a run of a workflow, so nobody here can tell: whoever started this has decided';
  const status = await run.runs.status(holder.run);
  const ticket = ticketOf(queue, holder.run);
  if (status === 'completed') {
    if (ticket !== undefined) await confirmSilent(run, queue, { ticket, key });
    return `GitHub says that ${holder.run.url} has ended${ticket === undefined ? '' : ', and its turn was silent for a whole lease'}`;
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
  run: Run,
  queue: TurnQueue,
  { ticket, key }: { readonly ticket: Ticket; readonly key: KeyKind },
): Promise<void> {
  run.journal.info(`${ticket.run.url} is still in the queue: its turn is watched for a lease.`);
  await run.clock.sleep(leaseMs(ticket, key), run.cancelled);
  await queue.read();
  if (ticketOf(queue, ticket.run)?.token === ticket.token) return;
  throw new Refused(
    `the lock is held by ${ticket.run.url}: GitHub says that it has ended, and yet it renews its turn, so it is at work. Stop its machine, or wait for it.`,
  );
}

function ticketOf(queue: TurnQueue, of: TurnRun): Ticket | undefined {
  return queue.document.tickets.find(({ run }) => run.runId === of.runId && run.runAttempt === of.runAttempt);
}

/** Takes the dead holder's turn away, and lifts the freeze once the state is whole. */
async function clearQueue(
  run: Run,
  queue: TurnQueue,
  {
    backend,
    address,
    holder,
    lockId,
  }: {
    readonly backend: Backend;
    readonly address: StateAddress;
    readonly holder: Holder | undefined;
    readonly lockId: string;
  },
): Promise<string> {
  const found: string[] = [];
  const head = queue.document.tickets[0];
  if (head !== undefined && head.run.runId === holder?.run.runId && head.run.runAttempt === holder.run.runAttempt) {
    await queue.change((current) => removeHead(current, { id: head.id, token: head.token }));
    const isGone = ticketOf(queue, head.run) === undefined;
    found.push(`the turn of ${head.run.url} ${isGone ? 'is taken back' : 'was renewed, and stays'}`);
  }
  return [...found, await liftFreeze(run, queue, { backend, address, lockId })].join('; ');
}

/**
 * Lifts the freeze when what was missing is in its place. A state that somebody has written since in another way counts
 * only for a person who has named this very freeze: nothing here can tell whether all of it is in there.
 */
async function liftFreeze(
  run: Run,
  queue: TurnQueue,
  of: { readonly backend: Backend; readonly address: StateAddress; readonly lockId: string },
): Promise<string> {
  const { frozen } = queue.document;
  if (frozen === undefined) return 'not frozen';
  let since: ReturnType<typeof compareWithUnsaved>;
  try {
    since = compareWithUnsaved(frozen, await readProdState(run, of.backend, of.address));
  } catch (error) {
    // The lock is gone by now, and that must not look like a failure.
    return `still frozen (${frozen.id}): the state cannot be compared with what was not saved: ${messageOf(error)}`;
  }
  if (since === 'behind' || (since === 'written-since' && of.lockId !== frozen.id)) {
    return `still frozen (${frozen.id}): what ${frozen.runUrl} did is not in the state yet. Put it there as its comment says, then run this again with that ID`;
  }
  await queue.change((current) => thaw(current, frozen.id));
  return since === 'saved'
    ? 'the state is whole again, and the freeze is lifted'
    : 'the state has been written since, and the freeze is lifted as asked';
}

/** The lock is gone by now: whatever goes wrong here is told, and does not fail what was asked for. */
async function lookAtDrift(run: Run, at: Repair): Promise<string> {
  try {
    await repairDigest(run, at);
    await initOn(run, at.address);
    const planned = await run.terraform.planRefreshOnly();
    if (planned.kind !== 'planned') await releaseOwnLock(run, { ...at, turn: NO_TURN });
    if (planned.kind === 'failed') return `the refresh-only plan failed: ${planned.details.split('\n')[0] ?? ''}`;
    if (planned.kind === 'lock-not-acquired') return 'somebody has taken the lock since, so there was no look';
    if (!planned.hasChanges) return 'nothing has changed outside Terraform';
    const { plan } = await run.terraform.showPlan();
    return plan.drift.length === 0
      ? 'outputs differ from the state; the next plan shows how'
      : `changed outside Terraform: ${plan.drift
          .slice(0, 20)
          .map(({ address }) => address)
          .join(', ')}${plan.drift.length > 20 ? ' …' : ''}`;
  } catch (error) {
    return `there was no look at what has changed: ${messageOf(error)}`;
  }
}

function describeLock(lock: StateLock): string {
  return `${lock.id}, ${lock.operation} by ${lock.who} since ${lock.created}, ${lock.version}`;
}

function describeHolder(holder: Holder | undefined, lock: StateLock | undefined): string {
  if (lock === undefined) return 'none';
  if (holder === undefined) return `${lock.who}, of whom the queue knows nothing`;
  return `${holder.run.url} (${holder.run.actor})${holder.sure ? '' : ', by the name of its machine'}`;
}

function describeBackup(backup: Backup): string {
  switch (backup.kind) {
    case 'version':
      return `version ${backup.versionId} of ${backup.key}`;
    case 'copy':
      return backup.key;
    case 'no-state':
      return 'there is no state yet';
  }
}
