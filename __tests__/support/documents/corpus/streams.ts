import { readdirSync, readFileSync } from 'node:fs';
import { parseEvents, type ToolEvent } from '../../../../src/domain/events/event.ts';

export interface Stream {
  /** `85-local-exec-fails`. */
  readonly of: string;
  /** `terraform-1.5.7`, the first of the versions that print so. */
  readonly tool: string;
  readonly text: string;
  readonly events: readonly ToolEvent[];
}

const EVENTS = new URL('./events/', import.meta.url);

/** What real programs printed with `apply -json`. */
export const APPLY_STREAMS: readonly Stream[] = readdirSync(EVENTS).flatMap((of) =>
  readdirSync(new URL(of, EVENTS)).map((name) => {
    const text = readFileSync(new URL(`${of}/${name}`, EVENTS), 'utf8');
    return { of, tool: name.replace(/\.apply\.jsonl$/, ''), text, events: parseEvents(text) };
  }),
);

/** Of one configuration, by every tool. */
export function streamsOf(of: string): readonly Stream[] {
  const streams = APPLY_STREAMS.filter((stream) => stream.of === of);
  if (streams.length === 0) throw new Error(`there is no stream of ${of}`);
  return streams;
}
