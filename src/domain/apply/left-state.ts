import { parseState } from '../state/state.ts';
import type { LeftState } from './apply-failed.ts';
import type { ApplyProgress } from './apply-progress.ts';

/** What the bytes of a state say of an apply that came so far; undefined for no bytes. */
export function describeLeftState(
  body: Uint8Array | undefined,
  progress: ApplyProgress | undefined,
): LeftState | undefined {
  if (body === undefined) return undefined;
  const state = parseState(body);
  if (state.kind === 'opaque') return { serial: state.serial, objectCount: undefined, unfinished: [] };
  const there = new Set(state.instances.map(({ address }) => address));
  const begun = [...(progress?.failed ?? []), ...(progress?.inFlight ?? [])];
  return {
    serial: state.serial,
    objectCount: there.size,
    unfinished: begun.filter((address) => there.has(address)),
  };
}
