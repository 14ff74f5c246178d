import { lockfileKey, lockItemId, turnItemId, turnObjectKey } from '../../domain/state/keys.ts';
import type { HolderSeen, LockHolderSeen, TurnHolderSeen } from '../../domain/turn/holder.ts';
import { codeSpan, fence, indent } from '../markdown.ts';
import type { HolderView } from '../page.ts';
import { renderCommand, renderInit, shellWord } from '../shell.ts';
import { renderRun } from './holder.ts';

/** What to do about somebody who seems never to let go. */
export function renderWayOut(holder: HolderSeen, view: HolderView): string {
  return holder.kind === 'turn' ? renderTurnWayOut(holder, view) : renderRecovery(holder, view);
}

function renderTurnWayOut(holder: TurnHolderSeen, view: HolderView): string {
  const steps = [
    `1. Look at ${renderRun(holder.ahead[0].run)}: while it is at work, everything is in order, and a longer \`lock-timeout\` is what helps.`,
    '2. If it hangs, cancel it there. A run that GitHub calls ended loses its turn after a while, as long as somebody waits behind it. Then run this workflow again.',
  ];
  if (holder.alive !== undefined) return steps.join('\n');
  return [
    ...steps,
    `3. GitHub does not say whether it has ended (the token needs \`actions: read\`, and sees its own repository only), so it keeps its place. When you know that it has, delete the document of the queue; whoever still waits joins anew. With it goes what it knows of the commits that were applied, and of an apply that could not save its state: look for that first.\n\n${indent(fence('sh', deletionOf(holder, view)))}`,
  ].join('\n');
}

/** The command that deletes the document where it lies: not always where this backend would begin one. */
function deletionOf({ address, home }: TurnHolderSeen, { lockTable }: HolderView): string {
  const table = home === undefined ? lockTable : home.kind === 'table' ? home.table : undefined;
  if (table === undefined) return `aws s3 rm ${shellWord(`s3://${address.bucket}/${turnObjectKey(address)}`)}`;
  const region = home?.kind === 'table' ? ` --region ${shellWord(home.region)}` : '';
  return `aws dynamodb delete-item${region} --table-name ${shellWord(table)} --key ${shellWord(JSON.stringify({ LockID: { S: turnItemId(address) } }))}`;
}

const NEVER_SEEN =
  'Every try to take the lock was refused, and yet no look found anybody who held it. Either others were quicker each time, or the store is at fault: one that takes the delete marker of a lock for the lock itself lets it be taken once and never again. Start this workflow by hand with `command: doctor`, which makes the very requests of locks at a place of its own and says which of them the store does not answer as S3 does.';

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
    if (holder.wasNeverSeen === true) return NEVER_SEEN;
    if (looks.length === 0) return 'The lock was gone whenever it was looked at: run the workflow again.';
    return `The record is not one that ${view.tool} wrote, so it names nobody. Look at it, find out who wrote it, and delete it only when that is clear:\n\n${fence('sh', looks.join('\n'))}`;
  }
  const commands = [renderInit(address, view), renderCommand(address, view, 'force-unlock', shellWord(lock.id))];
  const unlock = `start this workflow by hand with \`command: unlock\` and ${codeSpan(`lock-id: ${lock.id}`)}`;
  const recover = holder.run !== undefined && holder.toolAtWork !== true ? ', or set `stale-lock: recover`' : '';
  const atWork = `Its run has ended while its ${view.tool} was still at work, so \`stale-lock: recover\` leaves this lock alone: make sure that no process of it is left, wherever it runs.\n`;
  return [
    ...(holder.toolAtWork === true ? [atWork] : []),
    `Safest on production: ${unlock}${recover}. ${recover === '' ? 'That looks' : 'Both look'} for two pieces of evidence that the holder has ended, and ${recover === '' ? 'backs' : 'back'} the state up. What ${recover === '' ? 'it' : 'these'} cannot know is a machine that is suspended, or cut off from AWS and GitHub alike, and goes on later: make sure that this is none. Or by hand:\n`,
    `1. Find out whether ${codeSpan(lock.who)} is still at work: ask, or look at its run. A lock that is taken from a live apply corrupts the state.`,
    `2. Make sure that the lock is still this one (${codeSpan(lock.id)}), and release it from the root module's directory:\n\n${indent(fence('sh', commands.join('\n')))}`,
    '3. Plan before the next apply: the holder may have stopped half-way. Then run this workflow again.',
  ].join('\n');
}
