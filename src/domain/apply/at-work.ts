import { brief } from '../failure.ts';
import type { ToolEvent } from '../events/event.ts';
import type { Conceal } from '../secrets/conceal.ts';

/** What the tool has begun and not told the end of. */
export interface AtWork {
  readonly addresses: readonly string[];
  /** The last that it said itself, or the beginning of that; undefined when it had said nothing. */
  readonly lastLine: string | undefined;
}

/** The same for pages. */
export function concealAtWork({ addresses, lastLine }: AtWork, conceal: Conceal): AtWork {
  return { addresses: addresses.map(conceal), lastLine: lastLine && conceal(lastLine) };
}

const LAST_LINE_CHARACTERS = 300;

/**
 * What is at work when these events of a plan or an apply end: what is refreshed or read, too. What a provisioner or a
 * provider prints is none of the tool's own words. A deposed object whose removal fails is never told the end of.
 */
export function readAtWork(events: readonly ToolEvent[]): AtWork {
  const atWork = new Map<string, string>();
  let lastLine: string | undefined;
  for (const event of events) {
    if (event.kind === 'operation') {
      const key = `${event.action} ${event.address}`;
      if (event.step === 'begun') atWork.set(key, event.address);
      if (event.step === 'ended' || event.step === 'failed') atWork.delete(key);
    }
    if (event.kind === 'operation' || event.kind === 'said') {
      // An id may be a value.
      lastLine = event.message.replace(/ \[id=[^]*$/, '').trim() || lastLine;
    }
  }
  return {
    addresses: [...new Set(atWork.values())],
    lastLine: lastLine === undefined ? undefined : brief(lastLine, LAST_LINE_CHARACTERS),
  };
}
