import { statSync } from 'node:fs';
import { renderDuration } from '../../../domain/duration.ts';

const SILENCE_MS = 60_000;
const LOOKS = 6;

export interface SilenceOptions {
  readonly info: (message: string) => void;
  /** Stands in place of a minute. */
  readonly silenceMs?: number;
}

/**
 * Tells the log of a command that has printed nothing for a minute, and again each minute after that: a registry or a store
 * that takes a connection and never answers is waited for as long as Terraform waits, and nobody should have to guess.
 */
export function watchSilence(
  called: string,
  files: readonly string[],
  { info, silenceMs = SILENCE_MS }: SilenceOptions,
): Disposable & { end(): void } {
  const startedAt = performance.now();
  let printed = 0;
  let spokenAt = startedAt;
  let toldAt = startedAt;
  const look = (): void => {
    const now = performance.now();
    const sum = files.reduce((total, file) => total + sizeOf(file), 0);
    if (sum !== printed) [printed, spokenAt, toldAt] = [sum, now, now];
    if (now - toldAt < silenceMs) return;
    toldAt = now;
    const [since, silent] = [now - startedAt, now - spokenAt].map((ms) => renderDuration(Math.round(ms / 1000) * 1000));
    info(
      `Still in ${called} after ${since ?? ''}: it has printed nothing ${printed === 0 ? 'yet' : `for ${silent ?? ''}`}, and is waited for.`,
    );
  };
  const timer = setInterval(look, silenceMs / LOOKS);
  timer.unref();
  const end = (): void => {
    clearInterval(timer);
  };
  return { end, [Symbol.dispose]: end };
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
