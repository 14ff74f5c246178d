import * as fc from 'fast-check';

import type { Breakage } from '../world/network.ts';
import type { Observer } from '../world/observer.ts';
import { play } from './play.ts';
import { scenarios, type Scenario } from '../world/scenario.ts';

/** What came of many schedules. */
export interface Explored {
  readonly schedules: number;
  readonly seconds: number;
  readonly totals: Observer['counts'];
  /** Undefined when every history was as it must be. */
  readonly failure: Failure | undefined;
}

interface Failure {
  readonly message: string;
  readonly scenario: Scenario;
  /** For people: what happened, how to see it again, and the whole schedule. */
  readonly report: string;
}

export interface Exploration {
  readonly schedules: number;
  readonly seed: number;
  readonly breakage?: Breakage;
  /** Whether to look for the smallest scenario that fails. */
  readonly shrinks?: boolean;
}

/**
 * The seed that was asked for, or else a new one. `LOCKSTEP_SEED=… npm test` repeats a whole exploration, and
 * `LOCKSTEP_SCENARIO='{…}'` a single schedule.
 */
export function seedOf(env: Readonly<Record<string, string | undefined>>): number {
  const given = env['LOCKSTEP_SEED'];
  return given === undefined ? Math.floor(Math.random() * 0x7fffffff) : Number(given);
}

export function scenarioOf(env: Readonly<Record<string, string | undefined>>): Scenario | undefined {
  const given = env['LOCKSTEP_SCENARIO'];
  return given === undefined ? undefined : (JSON.parse(given) as Scenario);
}

/** Plays random scenarios until one fails, and finds the smallest that fails alike. */
export async function explore({ schedules, seed, breakage = {}, shrinks = true }: Exploration): Promise<Explored> {
  const totals = { grants: 0, removals: 0, writes: 0, rejoins: 0 };
  const startedAtMs = performance.now();
  const property = fc.asyncProperty(scenarios, async (scenario) => {
    const { counts } = await play(scenario, { breakage });
    for (const name of Object.keys(totals) as (keyof typeof totals)[]) totals[name] += counts[name];
  });
  const checked = await fc.check(property, { numRuns: schedules, seed, endOnFailure: !shrinks });
  const seconds = (performance.now() - startedAtMs) / 1000;
  const scenario = checked.counterexample?.[0];
  if (scenario === undefined) return { schedules: checked.numRuns, seconds, totals, failure: undefined };
  const found = await replay(scenario, breakage);
  const failure: Failure = {
    message: found.message ?? 'it did not fail again: the world is not a function of its seed',
    scenario,
    report: [
      `${found.message ?? 'nothing'} (seed ${seed}, schedule ${checked.numRuns}, ${checked.numShrinks} times smaller)`,
      `LOCKSTEP_SCENARIO='${JSON.stringify(scenario)}'`,
      ...found.lines,
    ].join('\n'),
  };
  return { schedules: checked.numRuns, seconds, totals, failure };
}

/** The schedule of one scenario, line by line, and what was wrong with it. */
export async function replay(
  scenario: Scenario,
  breakage: Breakage = {},
): Promise<{ readonly message: string | undefined; readonly lines: readonly string[] }> {
  const lines: string[] = [];
  try {
    await play(scenario, { breakage, trace: (line) => lines.push(line) });
    return { message: undefined, lines };
  } catch (error) {
    return { message: error instanceof Error ? error.message : String(error), lines };
  }
}

export function describeExplored({ schedules, seconds, totals }: Explored, seed: number): string {
  const { grants, removals, rejoins, writes } = totals;
  return (
    `${schedules} schedules in ${seconds.toFixed(1)} s (${(schedules / seconds).toFixed(0)} a second), seed ${seed}: ` +
    `${grants} turns granted, ${removals} dead removed, ${rejoins} places lost and queued for again, ${writes} writes`
  );
}
