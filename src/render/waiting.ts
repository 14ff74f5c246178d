import { renderDuration } from '../domain/duration.ts';
import type { LockHolderSeen } from '../domain/errors.ts';
import { lockfileKey, lockItemId } from '../domain/keys.ts';
import type { WaitingNow } from '../domain/outcome.ts';
import { codeSpan, details, fence, table } from './markdown.ts';

export interface HolderView {
  readonly now: Date;
  /** `terraform` or `tofu`. */
  readonly tool: string;
  /** `dynamodb_table`, when there is one. */
  readonly lockTable: string | undefined;
}

/** `10:52 UTC`, with the date when it is not today's. */
export function renderTime(at: Date, now: Date): string {
  const iso = at.toISOString();
  const time = `${iso.slice(11, 16)} UTC`;
  return iso.slice(0, 10) === now.toISOString().slice(0, 10) ? time : `${iso.slice(0, 10)} ${time}`;
}

/** The holder in one sentence's worth of words. */
export function renderHolder(holder: LockHolderSeen, now: Date): string {
  const { lock } = holder;
  if (lock === undefined) return 'a lock record that cannot be read';
  const since = renderSince(lock.created, now);
  return `${codeSpan(lock.who === '' ? 'unknown' : lock.who)}, ${codeSpan(lock.operation)}${since === '' ? '' : `, since ${since}`}`;
}

function renderSince(created: string, now: Date): string {
  const at = new Date(created);
  if (Number.isNaN(at.getTime())) return '';
  // The holder's clock may be ahead of ours; an age below zero would only confuse.
  const ageMs = Math.max(0, now.getTime() - at.getTime());
  return `${renderTime(at, now)} (${renderDuration(ageMs)})`;
}

/** The table of the waiting comment, and how to recover when the holder is gone. */
export function renderWaiting(waiting: WaitingNow, view: HolderView): string {
  const { holder } = waiting;
  const rows = [['held by', renderHolder(holder, view.now)]];
  if (holder.lock !== undefined) {
    rows.push(['lock ID', codeSpan(holder.lock.id)]);
    if (holder.lock.version !== '') rows.push(['version', codeSpan(holder.lock.version)]);
  }
  rows.push(['state', codeSpan(lockItemId(holder.address))]);
  return [
    table(['', ''], rows),
    'It starts by itself when the lock is released.',
    details('If the holder is gone', renderRecovery(holder, view)),
  ].join('\n\n');
}

/** The steps out of a lock that nobody is going to release, for this very lock. */
export function renderRecovery(holder: LockHolderSeen, view: HolderView): string {
  const { address, lock } = holder;
  if (lock === undefined) {
    const looks = [
      ...(holder.places.includes('table')
        ? [
            `aws dynamodb get-item --consistent-read --table-name ${shellWord(view.lockTable ?? '')} --key ${shellWord(JSON.stringify({ LockID: { S: lockItemId(address) } }))}`,
          ]
        : []),
      ...(holder.places.includes('lockfile')
        ? [`aws s3 cp ${shellWord(`s3://${address.bucket}/${lockfileKey(address)}`)} -`]
        : []),
    ];
    if (looks.length === 0) return 'The lock was gone whenever it was looked at: run the workflow again.';
    return `The record is not one that ${view.tool} wrote, so it names nobody. Look at it, find out who wrote it, and delete it only when that is clear:\n\n${fence('sh', looks.join('\n'))}`;
  }
  const commands = [
    `${view.tool} init -reconfigure -backend-config=${shellWord(`key=${address.key}`)}`,
    `${view.tool} force-unlock ${shellWord(lock.id)}`,
  ];
  return [
    `1. Find out whether ${codeSpan(lock.who)} is still at work: ask, or look at its run. A lock that is taken from a live apply corrupts the state.`,
    `2. Make sure that the lock is still this one (${codeSpan(lock.id)}), and release it from the root module's directory:\n\n${indent(fence('sh', commands.join('\n')))}`,
    '3. Plan before the next apply: the holder may have stopped half-way. Then run this workflow again.',
  ].join('\n');
}

/** One word of a POSIX shell. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

function indent(block: string): string {
  return block
    .split('\n')
    .map((line) => `   ${line}`)
    .join('\n');
}

/** One line for the log of a run that waits. */
export function renderWaitingLine(waiting: WaitingNow, now: Date): string {
  const { lock, address } = waiting.holder;
  const holder =
    lock === undefined ? 'a lock record that cannot be read' : `${lock.who} (${lock.operation}, lock ID ${lock.id})`;
  return `Waiting for the state lock of ${lockItemId(address)}, held by ${holder}; gives up at ${renderTime(waiting.givesUpAt, now)}.`;
}
