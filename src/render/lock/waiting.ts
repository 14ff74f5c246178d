import { renderDuration } from '../../domain/duration.ts';
import type { HolderSeen, LockHolderSeen, TurnHolderSeen } from '../../domain/turn/holder.ts';
import type { StateLock } from '../../domain/lock/lock.ts';
import type { TurnRun } from '../../domain/turn/turn.ts';
import {
  lockfileKey,
  lockItemId,
  turnItemId,
  turnObjectKey,
  workspaceOf,
  type StateAddress,
} from '../../domain/state/keys.ts';
import type { WaitingNow } from '../../domain/run/outcome.ts';
import { codeSpan, details, fence } from '../markdown.ts';

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
export function renderHolder(holder: HolderSeen, now: Date): string {
  if (holder.kind === 'turn') {
    const [head] = holder.ahead;
    if (head.heldSince === undefined) return `${renderRun(head.run)}, whose turn is about to begin`;
    return `${renderRun(head.run)}, ${inOperation(head.run.operation)}${sinceWords(head.heldSince, now)}`;
  }
  const { lock, run } = holder;
  if (lock === undefined) return nameless(holder);
  if (run === undefined) return renderLock(lock, now);
  return holder.sure
    ? `${renderRun(run)}, ${lockFacts(lock, now)}`
    : `${renderLock(lock, now)} (perhaps ${renderRun(run)}, by the name of its machine)`;
}

/** A lock of which no run is known. */
export function renderLock(lock: StateLock, now: Date): string {
  return `${codeSpan(lock.who === '' ? 'unknown' : lock.who)}, ${lockFacts(lock, now)}`;
}

function lockFacts(lock: StateLock, now: Date): string {
  return codeSpan(lock.operation) + sinceWords(lock.created, now);
}

function nameless({ places }: LockHolderSeen): string {
  return places.length === 0 ? 'somebody who was gone at every look' : 'a lock record that cannot be read';
}

/** Whom a wait that is over was for. */
export function renderHolderName(holder: HolderSeen): string {
  if (holder.kind === 'turn') return renderRun(holder.ahead[0].run);
  if (holder.run !== undefined && holder.sure) return renderRun(holder.run);
  return holder.lock === undefined ? nameless(holder) : codeSpan(holder.lock.who);
}

/** `@ana`'s name is code, so that nobody is called for a wait. */
function renderRun(run: TurnRun): string {
  const pullRequest = run.prNumber === undefined ? '' : ` for #${String(run.prNumber)}`;
  const name = run.runAttempt > 1 ? `${runName(run)}, attempt ${String(run.runAttempt)}` : runName(run);
  return `${codeSpan(run.actor)}, [${name}](${linkTarget(run.url)})${pullRequest}`;
}

export function runName({ runNumber, runId }: TurnRun): string {
  return `run ${runNumber ?? runId}`;
}

/** Only what can be the page of a workflow run becomes a link. */
export function linkTarget(url: string): string {
  return /^https?:\/\/[\w.-]+(?::\d+)?\/[\w.-]+\/[\w.-]+\/actions\/runs\/\d+$/.test(url) ? url : '#';
}

function inOperation(operation: string): string {
  switch (operation) {
    case 'plan':
      return 'planning';
    case 'merge-group':
      return 'planning for the merge queue';
    case 'apply':
      return 'applying';
    case 'cleanup':
      return 'cleaning up';
    case 'sweep':
      return 'sweeping';
    default:
      return 'at work';
  }
}

function sinceWords(at: string, now: Date): string {
  const since = renderSince(at, now);
  return since === '' ? '' : `, since ${since}`;
}

/** GitHub's word on the holder, as far as it has given it. */
export function renderAlive(alive: boolean | undefined): string {
  if (alive === undefined) return '';
  return alive ? ', still running' : ', **which GitHub says has ended**';
}

function renderSince(created: string, now: Date): string {
  const at = new Date(created);
  if (Number.isNaN(at.getTime())) return '';
  // The holder's clock may be ahead of ours; an age below zero would only confuse.
  const ageMs = Math.max(0, now.getTime() - at.getTime());
  return `${renderTime(at, now)} (${renderDuration(ageMs)})`;
}

/** Who is waited for, who else is ahead, and what to do when the holder is gone. */
export function renderWaiting(waiting: WaitingNow, view: HolderView): string {
  const { holder } = waiting;
  // A list and no table: it reads well on a phone, in plain text mail and aloud.
  const facts: (readonly [string, string])[] = [
    ['held by', renderHolder(holder, view.now) + renderAlive(holder.alive)],
  ];
  if (holder.kind === 'turn') {
    const others = holder.ahead.slice(1).map(({ run }) => renderRun(run));
    if (others.length > 0) facts.push(['also ahead', listOf(others, MAX_AHEAD)]);
  } else if (holder.lock !== undefined) {
    facts.push(['lock ID', codeSpan(holder.lock.id)]);
    if (holder.lock.version !== '') facts.push(['version', codeSpan(holder.lock.version)]);
  }
  facts.push(['state', codeSpan(lockItemId(holder.address))]);
  return [
    facts.map(([name, fact]) => `- ${name} ${fact}`).join('\n'),
    `It starts by itself when ${holder.kind === 'turn' ? 'its turn comes' : 'the lock is released'}.`,
    holder.kind === 'turn' ? '' : details('If the holder is gone', renderRecovery(holder, view)),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

const MAX_AHEAD = 10;

function listOf(items: readonly string[], most: number): string {
  const more = items.length - most;
  return items.slice(0, most).join('; ') + (more > 0 ? `; and ${String(more)} more` : '');
}

/** `2nd in line`: the next to be served is the first. */
export function renderPlace(holder: HolderSeen): string {
  if (holder.kind === 'state-lock') return '';
  const place = holder.ahead.length;
  const tens = place % 100;
  const suffix = tens >= 11 && tens <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][place % 10] ?? 'th');
  return `${String(place)}${suffix} in line`;
}

/** What to do about somebody who seems never to let go. */
export function renderWayOut(holder: HolderSeen, view: HolderView): string {
  return holder.kind === 'turn' ? renderTurnWayOut(holder, view) : renderRecovery(holder, view);
}

function renderTurnWayOut(holder: TurnHolderSeen, view: HolderView): string {
  const { address } = holder;
  const steps = [
    `1. Look at ${renderRun(holder.ahead[0].run)}: while it is at work, everything is in order, and a longer \`lock-timeout\` is what helps.`,
    '2. If it hangs, cancel it there. A run that GitHub calls ended loses its turn after a while, as long as somebody waits behind it. Then run this workflow again.',
  ];
  if (holder.alive !== undefined) return steps.join('\n');
  const forget =
    view.lockTable === undefined
      ? `aws s3 rm ${shellWord(`s3://${address.bucket}/${turnObjectKey(address)}`)}`
      : `aws dynamodb delete-item --table-name ${shellWord(view.lockTable)} --key ${shellWord(JSON.stringify({ LockID: { S: turnItemId(address) } }))}`;
  return [
    ...steps,
    `3. GitHub does not say whether it has ended (the token needs \`actions: read\`, and sees its own repository only), so it keeps its place. When you know that it has, delete the document of the queue; whoever still waits joins anew. With it goes what it knows of the commits that were applied, and of an apply that could not save its state: look for that first.\n\n${indent(fence('sh', forget))}`,
  ].join('\n');
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
    renderInit(address, view),
    `${inWorkspace(address)}${view.tool} force-unlock ${shellWord(lock.id)}`,
  ];
  const unlock = `start this workflow by hand with \`command: unlock\` and ${codeSpan(`lock-id: ${lock.id}`)}`;
  const recover = holder.run !== undefined && holder.sure ? ', or set `stale-lock: recover`' : '';
  return [
    `Safest on production: ${unlock}${recover}. That makes sure that the holder has ended, and backs the state up. Or by hand:\n`,
    `1. Find out whether ${codeSpan(lock.who)} is still at work: ask, or look at its run. A lock that is taken from a live apply corrupts the state.`,
    `2. Make sure that the lock is still this one (${codeSpan(lock.id)}), and release it from the root module's directory:\n\n${indent(fence('sh', commands.join('\n')))}`,
    '3. Plan before the next apply: the holder may have stopped half-way. Then run this workflow again.',
  ].join('\n');
}

/** The command that points Terraform at this state. */
export function renderInit(address: StateAddress, view: { readonly tool: string }): string {
  return `${inWorkspace(address)}${view.tool} init -reconfigure -backend-config=${shellWord(`key=${address.key}`)}`;
}

/** What goes before a command so that it works on this state's workspace. */
export function inWorkspace(address: StateAddress): string {
  const workspace = workspaceOf(address);
  return workspace === 'default' ? '' : `TF_WORKSPACE=${shellWord(workspace)} `;
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
export function renderWaitingLine({ holder, givesUpAt }: WaitingNow, now: Date): string {
  const where = lockItemId(holder.address);
  const until = `gives up at ${renderTime(givesUpAt, now)}.`;
  if (holder.kind === 'turn') {
    const [head] = holder.ahead;
    return `Waiting for the turn on ${where}, ${renderPlace(holder)} behind ${head.run.url} (${head.run.actor}); ${until}`;
  }
  const { lock, run } = holder;
  const who =
    lock === undefined
      ? 'a lock record that cannot be read'
      : `${run === undefined ? lock.who : run.url} (${lock.operation}, lock ID ${lock.id})`;
  return `Waiting for the state lock of ${where}, held by ${who}; ${until}`;
}
