import { BackendUnusable } from '../../domain/stack/backend.ts';
import { good, type Finding } from '../../domain/doctor/finding.ts';
import type { LockReading } from '../../domain/lock/lock.ts';
import type { Backend, StateObjects } from '../../ports/backend.ts';
import {
  digestItemId,
  lockfileKey,
  lockItemId,
  turnItemId,
  turnObjectKey,
  type StateAddress,
} from '../../domain/state/keys.ts';
import { STALE } from './examine-keys.ts';
import { passOver } from '../tolerate.ts';
import { readProdState } from '../state/read-prod-state.ts';
import type { Stack } from '../stack/open-stack.ts';
import type { Run } from '../run.ts';
import { TurnQueue } from '../turn/queue.ts';

/** What production's lock and queue say: nothing of it keeps Lockstep from working, and all of it stops somebody. */
export async function examineProduction(
  run: Pick<Run, 'clock' | 'chance' | 'cancelled'>,
  { backend, prod }: Stack,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  try {
    await readProdState(run, backend, prod);
  } catch (error) {
    findings.push({
      what: "production's state",
      verdict: 'wrong',
      found: passOver(error).message,
      why: 'What cannot be read, or does not belong to its digest, is not planned on; an apply repairs a digest when it is known what happened.',
      mend: 'docs/runbook.md tells how to find out whether a state or its digest is right.',
    });
  }
  const queue = await readQueue(run, { backend, prod });
  if (typeof queue === 'object' && queue.frozen !== undefined) {
    findings.push({
      ...{
        what: "production's queue",
        verdict: 'warning',
        found: `frozen since ${queue.frozen.at}, by ${queue.frozen.runUrl}`,
      },
      why: 'An apply could not save its state, and no other one goes over it.',
      mend: "Put that state in its place, as the run's comment says.",
    });
  } else if (typeof queue === 'string') {
    findings.push({
      what: "production's queue",
      verdict: 'warning',
      found: queue,
      why: 'A role that plans need not read it; applies are served in no order without it.',
      mend: '',
    });
  }
  const lock = await readLock(backend, prod);
  if (lock !== undefined && lock.kind !== 'free') {
    findings.push({
      ...{
        what: "production's lock",
        verdict: 'warning',
        found:
          lock.kind === 'held'
            ? `held by ${lock.lock.who}, ${lock.lock.operation}`
            : 'held by a record that cannot be read',
      },
      why: 'Applies wait for it.',
      mend: 'Whether its holder lives is what the comment of a run that waits for it says.',
    });
  }
  return findings;
}

/** Undefined when it cannot be read, which another finding says. */
async function readLock({ locks }: Pick<Backend, 'locks'>, prod: StateAddress): Promise<LockReading | undefined> {
  try {
    return await locks.read(prod);
  } catch (error) {
    passOver(error);
    return undefined;
  }
}

async function readQueue(run: Pick<Run, 'clock' | 'chance'>, { backend, prod }: Pick<Stack, 'backend' | 'prod'>) {
  try {
    return await new TurnQueue(backend.turns(prod, 'prod'), run.clock, run.chance).read();
  } catch (error) {
    return passOver(error).message;
  }
}

/**
 * What of an apply's writes the role may do. Nothing is written: each is tried on a condition that nothing fulfils, and is
 * either refused for that or for want of the permission. Both are for what was seen to keep to conditions.
 */
export async function findDeniedWrites(
  { backend, prod }: Pick<Stack, 'backend' | 'prod'>,
  { tryObjects, tryItems }: { readonly tryObjects: boolean; readonly tryItems: boolean },
): Promise<Writes> {
  const { objects, probes, settings } = backend;
  const all = [
    prod.path,
    ...(settings.useLockfile ? [lockfileKey(prod)] : []),
    ...(settings.lockTable === undefined ? [turnObjectKey(prod)] : []),
  ];
  const keys = tryObjects ? all : [];
  const items =
    settings.lockTable === undefined || !tryItems ? [] : [lockItemId(prod), digestItemId(prod), turnItemId(prod)];
  const denied: string[] = [];
  for (const key of keys) {
    if (await isPutDenied(objects, key)) denied.push(`s3:PutObject on ${prod.bucket}/${key}`);
  }
  for (const id of items) {
    if (!(await probes.mayPutItem(id))) denied.push(`dynamodb:PutItem on ${settings.lockTable ?? ''}, item ${id}`);
  }
  const pointer = settings.lockTable === undefined || !tryObjects ? undefined : turnObjectKey(prod);
  const pointerDenied = pointer !== undefined && (await isPutDenied(objects, pointer)) ? pointer : undefined;
  return { denied, tried: keys.length + items.length, pointerDenied };
}

async function isPutDenied(objects: StateObjects, key: string): Promise<boolean> {
  try {
    await objects.put(key, { body: new Uint8Array(), metadata: {} }, STALE);
    return false;
  } catch (error) {
    if (!(error instanceof BackendUnusable && error.isDenied)) throw error;
    return true;
  }
}

export interface Writes {
  /** Action and resource. */
  readonly denied: readonly string[];
  readonly tried: number;
  /** The object that names the table where the queue lies, when the role may not write it. */
  readonly pointerDenied: string | undefined;
}

/** An apply goes on without the pointer: what it costs is seen when the kind of the lock is changed, and not before. */
export function examinePointer(writes: Writes): readonly Finding[] {
  if (writes.pointerDenied === undefined || writes.denied.length > 0) return [];
  return [
    {
      ...{
        what: "production's queue",
        verdict: 'warning',
        found: `the role may not write ${writes.pointerDenied}, which names the table where the queue lies`,
      },
      why: 'A commit that changes the kind of the lock does not find the queue: its apply and an older one go on at once.',
      mend: `Grant s3:GetObject and s3:PutObject on ${writes.pointerDenied}.`,
    },
  ];
}

/** Which of the two roles this is, by what it may write; a part of the one is neither. */
export function describeRole({ denied, tried }: Writes): Finding {
  if (denied.length === 0) return good('role', 'it may write production, as an apply does');
  if (denied.length === tried) {
    return {
      what: 'role',
      verdict: 'warning',
      found: 'it may not write production',
      why: 'Right for the role that plans.',
      mend: 'Let a doctor look with the role that applies, too.',
    };
  }
  return {
    ...{
      what: 'role',
      verdict: 'wrong',
      found: `it may do a part of what an apply does, and not ${denied.join(', ')}`,
    },
    why: 'An apply with it would fail half-way.',
    mend: 'Grant the rest, or none of it; the policies below say what there is.',
  };
}
