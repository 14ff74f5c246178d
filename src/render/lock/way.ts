import { renderDuration } from '../../domain/duration.ts';
import type { Wait } from '../../domain/run/outcome.ts';
import { renderHolderName } from './holder.ts';
import { renderRecovered } from './recovery.ts';

function renderWaited(wait: Wait): string {
  if (wait.waitedMs < 1000) return '';
  const whom = wait.lastHolder === undefined ? '' : ` for ${renderHolderName(wait.lastHolder)}`;
  return `Waited ${renderDuration(wait.waitedMs)}${whom}.`;
}

/** What the run has met on its way to the lock. */
export function renderWay(wait: Wait): string {
  return [renderWaited(wait), renderRecovered(wait.recovery)].filter((part) => part !== '').join('\n\n');
}
