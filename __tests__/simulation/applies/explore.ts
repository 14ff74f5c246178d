import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import * as fc from 'fast-check';

import { seedOf } from '../turns/schedules.ts';
import type { ApplyBreakage } from './cast.ts';
import { playApplies, type Counts } from './play.ts';
import { applyScenarios, type ApplyScenario } from './scenario.ts';

/** Of each of the two parts of the sweep. */
export const SWEPT_BY_EACH = 50_000;

export interface ExploredApplies {
  readonly schedules: number;
  readonly seconds: number;
  readonly totals: Readonly<Record<string, number>>;
  readonly failure: { readonly message: string; readonly scenario: ApplyScenario; readonly report: string } | undefined;
}

export interface ApplyExploration {
  readonly schedules: number;
  readonly seed: number;
  readonly breakage?: ApplyBreakage;
  /** What is broken on purpose fails, and neither the smallest such schedule is wanted nor a file of it. */
  readonly isBroken?: boolean;
}

/** Plays random scenarios until one fails, finds the smallest that fails alike, and keeps it in a file. */
export async function exploreApplies({
  schedules,
  seed,
  breakage = {},
  isBroken = false,
}: ApplyExploration): Promise<ExploredApplies> {
  const totals: Record<string, number> = {};
  const startedAtMs = performance.now();
  const property = fc.asyncProperty(applyScenarios, async (scenario) => {
    const { counts } = await playApplies(scenario, { breakage });
    for (const [name, count] of Object.entries(counts) as [keyof Counts, number][]) {
      totals[name] = (totals[name] ?? 0) + count;
    }
  });
  const checked = await fc.check(property, { numRuns: schedules, seed, endOnFailure: isBroken });
  const seconds = (performance.now() - startedAtMs) / 1000;
  const scenario = checked.counterexample?.[0];
  if (scenario === undefined) return { schedules: checked.numRuns, seconds, totals, failure: undefined };
  const { message = 'it did not fail again', lines } = await replayApplies(scenario, breakage);
  if (!isBroken) keep(scenario, { seed, message });
  const report = [
    `${message} (seed ${seed}, schedule ${checked.numRuns}, ${checked.numShrinks} times smaller)`,
    `LOCKSTEP_APPLIES='${JSON.stringify(scenario)}'`,
    ...lines,
  ].join('\n');
  return { schedules: checked.numRuns, seconds, totals, failure: { message, scenario, report } };
}

/** Replayed by every `npm test` from now on, once it is committed. */
function keep(scenario: ApplyScenario, { seed, message }: { readonly seed: number; readonly message: string }): void {
  const commit = execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' }).trim();
  writeFileSync(
    new URL(`seeds/found-${seed}.json`, import.meta.url),
    `${JSON.stringify({ commit, message: message.split('\n')[0], scenario }, null, 2)}\n`,
  );
}

/** The schedule of one scenario, line by line, and what was wrong with it. */
export async function replayApplies(
  scenario: ApplyScenario,
  breakage: ApplyBreakage = {},
): Promise<{ readonly message: string | undefined; readonly lines: readonly string[] }> {
  const lines: string[] = [];
  try {
    await playApplies(scenario, { breakage, trace: (line) => lines.push(line) });
    return { message: undefined, lines };
  } catch (error) {
    return { message: error instanceof Error ? (error.stack ?? error.message) : String(error), lines };
  }
}

export function describeApplies({ schedules, seconds, totals }: ExploredApplies, seed: number): string {
  const counted = Object.entries(totals).map(([name, count]) => `${count} ${name}`);
  return `${schedules} schedules of applies in ${seconds.toFixed(1)} s (${(schedules / seconds).toFixed(0)} a second), seed ${seed}: ${counted.join(', ')}`;
}

/** One part of what `npm run sweep` plays: files of their own run side by side. */
export async function sweepApplies(part: number): Promise<ExploredApplies> {
  const seed = seedOf(process.env) + part;
  const explored = await exploreApplies({ schedules: SWEPT_BY_EACH, seed });
  console.log(describeApplies(explored, seed));
  return explored;
}
