import { APPLY_LOCK } from '../../domain/lock/lock.ts';
import type { Operation } from '../../domain/run/operation.ts';
import type { Backup, Unlocked, UnlockStep } from '../../domain/run/outcome.ts';
import { coversKind } from '../../domain/turn/lock-kind.ts';
import { findLockKind } from '../../domain/turn/turn-locks.ts';
import { findUnrecorded } from '../apply/tell-abandoned.ts';
import { openStack } from '../stack/open-stack.ts';
import { backUpState } from '../state/back-up-state.ts';
import type { Run } from '../run.ts';
import { notePlace } from '../sweep/note-place.ts';
import { TurnQueue } from '../turn/queue.ts';
import { liftFreeze, takeTurnAway } from './clear-queue.ts';
import { confirmNotAlive, describeHolder, findHolder } from './judge-holder.ts';
import { lookAtDrift } from './look-at-drift.ts';
import { describeLock, showLock } from './show-lock.ts';

type UnlockOperation = Extract<Operation, { kind: 'unlock' }>;

/**
 * Recovers from a lock that nobody is going to give back, in seven steps, each with what it found: the lock, its holder,
 * whether that is alive, a backup, the deletion, the queue, and a look at what has changed outside Terraform, so that
 * the next apply starts from the truth. Rejects with Refused before anything is changed.
 */
export async function unlock(run: Run, { lockId, prNumber }: UnlockOperation): Promise<Unlocked> {
  const stack = await openStack(run);
  const { backend } = stack;
  const key = prNumber === undefined ? 'prod' : 'pr';
  const address = prNumber === undefined ? stack.prod : stack.prAddress(prNumber);
  run.journal.output('state-key', address.path);
  if (prNumber !== undefined) await notePlace(run, stack, prNumber);
  const steps: UnlockStep[] = [];
  const found = (step: UnlockStep['step'], what: string): void => {
    steps.push({ step, found: what });
    run.journal.info(`${steps.length}. ${step}: ${what}`);
  };
  const queue = new TurnQueue(backend.turns(address, key), run.clock, run.chance);
  // A run that is cancelled from here on has a lock to give back, should its last plan have taken one.
  const own = { lockId: run.chance.id() };
  run.handover.noteTurn({ address, key, ticketId: run.chance.id(), ...own });
  const { frozen } = await queue.read();
  // A run whose commit had another kind of lock may have left it where this commit does not look.
  const kind = findLockKind(queue.document, lockId);
  const locks =
    coversKind(backend.locks.kind, kind) || kind === undefined ? backend.locks : await backend.locks.at(kind);
  const lock = await showLock({ locks }, { address, lockId, frozen });
  if (lock === undefined && frozen === undefined) {
    found('lock', 'nobody holds it, and its queue is not frozen: there is nothing to do');
    return { kind: 'unlocked', address, lockId, steps, wait: run.waiting.spent };
  }
  found('lock', lock === undefined ? 'nobody holds it' : describeLock(lock));

  // Its owner may have joined between the first look at the queue and the one at the lock.
  if (lock !== undefined) await queue.read();
  const holder = lock && findHolder(queue, lock);
  found('holder', describeHolder(holder, lock));

  found('alive', await confirmNotAlive(run, queue, { holder, lock, key, backend, address }));

  // Under the lock, which is deleted below.
  const { run: holderRun, toCreate } = holder ?? {};
  const candidates = holderRun === undefined || toCreate === undefined ? [] : [{ run: holderRun, toCreate }];
  const abandoned = await findUnrecorded(run, { backend, address }, candidates);

  const backup = await backUpState(run, backend, address);
  found('backup', describeBackup(backup));

  // Before its lock goes: whoever lives after all is found out while the lock still protects it.
  const taken = await takeTurnAway(queue, holder);
  const deleted = lock !== undefined && (await locks.delete(address, lock.id));
  found('deletion', deleted ? `the lock ${lockId} is deleted` : 'there is no such lock any more');

  const freeze = await liftFreeze(run, queue, { backend, address, lockId });
  found('queue', taken === undefined ? freeze : `${taken}; ${freeze}`);

  found(
    'refresh',
    await lookAtDrift(run, { backend, address, explained: deleted && lock.operation === APPLY_LOCK }, own),
  );
  return { kind: 'unlocked', address, lockId, steps, abandoned, wait: run.waiting.spent };
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
