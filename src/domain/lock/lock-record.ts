import { lockItemId, type StateAddress } from '../state/keys.ts';
import type { StateLock } from './lock.ts';

/** The tool's own words for what a lock is held for. Source: terraform internal/backend/backendrun/operation_type.go. */
export const LOCK_OPERATIONS = { plan: 'OperationTypePlan', apply: 'OperationTypeApply' } as const;

/** Who takes a lock, and what for. */
export interface LockTaker {
  /** Made for this lock alone: by its ID a lock is known as ours. */
  readonly id: string;
  readonly operation: keyof typeof LOCK_OPERATIONS;
  readonly address: StateAddress;
  readonly takenAt: Date;
  readonly user: string;
  readonly host: string;
  /** The version of the tool that runs under the lock; undefined when it is not known. */
  readonly toolVersion: string | undefined;
  readonly actor: string;
  /** Undefined when it is for no pull request. */
  readonly prNumber: number | undefined;
  readonly runUrl: string;
}

/** Our record. Every other Terraform prints its `info` to whoever it refuses. */
export function createStateLock(taker: LockTaker): StateLock {
  const { id, operation, address, actor, prNumber, runUrl } = taker;
  const purpose = prNumber === undefined ? '' : ` for #${prNumber}`;
  return {
    id,
    operation: LOCK_OPERATIONS[operation],
    info: toLine(`Lockstep: ${operation} by ${actor}${purpose}, ${runUrl}`),
    who: toLine(`${taker.user}@${taker.host}`),
    version: toLine(taker.toolVersion ?? ''),
    created: trimFraction(taker.takenAt.toISOString()),
    path: lockItemId(address),
  };
}

/**
 * The record byte for byte as Go's encoder prints it. OpenTofu's `force-unlock` deletes the item on condition that it
 * is what OpenTofu would print itself.
 */
export function renderLockRecord(lock: StateLock): string {
  const record = {
    ID: lock.id,
    Operation: lock.operation,
    Info: lock.info,
    Who: lock.who,
    Version: lock.version,
    Created: trimFraction(lock.created),
    Path: lock.path,
  };
  // JavaScript escapes half of a surrogate pair as \udxxx; Go has no such text and prints \ufffd.
  return JSON.stringify(record)
    .replace(/(\\\\)|\\ud[89a-f][0-9a-f]{2}/g, (_, backslash: string | undefined) => backslash ?? String.raw`\ufffd`)
    .replace(/[<>&\u2028\u2029]/g, (found) => String.raw`\u` + found.charCodeAt(0).toString(16).padStart(4, '0'));
}

/** As Go's RFC3339Nano: no zeros at the end of the fraction, and no fraction of nothing. */
function trimFraction(time: string): string {
  return time.replace(/\.(\d*?)0*(?=Z|[+-]|$)/, (_, digits: string) => (digits === '' ? '' : `.${digits}`));
}

const MAX_LINE_LENGTH = 500;

/** Without what breaks or reorders a line, and what one version of Go escapes otherwise than another. */
function toLine(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, ' ');
  const characters = Array.from(line);
  return characters.length <= MAX_LINE_LENGTH ? line : `${characters.slice(0, MAX_LINE_LENGTH - 1).join('')}…`;
}
