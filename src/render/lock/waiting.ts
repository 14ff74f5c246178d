import { lockItemId } from '../../domain/state/keys.ts';
import type { WaitingNow } from '../../domain/run/outcome.ts';
import { codeSpan, details } from '../markdown.ts';
import type { HolderView } from '../page.ts';
import { renderTime } from '../time.ts';
import { renderAlive, renderHolder, renderPlace, renderRun } from './holder.ts';
import { renderRecovery } from './way-out.ts';

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
    holder.kind === 'turn' ? '' : details('If the holder is gone', renderRecovery(holder, view)),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

const MAX_AHEAD = 10;

function listOf(items: readonly string[], most: number): string {
  const more = items.length - most;
  return items.slice(0, most).join('; ') + (more > 0 ? `; and ${more} more` : '');
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
