import { availableParallelism } from 'node:os';
import { test } from 'vitest';
import type { Step } from '../../support/runner/runner.ts';
import { findState } from '../../support/sweep/aftermath.ts';
import { befallAt, placesOf, type Befalling, type Place } from '../../support/sweep/arrivals.ts';
import { AtOnce } from '../../support/sweep/at-once.ts';
import { killMachine } from '../../support/runner/kill-machine.ts';
import { runNext } from '../../support/sweep/next-run.ts';
import { moduleOf, SWEPT_OPERATIONS } from '../../support/sweep/operations.ts';
import { lockModesOf, openBeginning, type Beginning, type Site } from '../../support/sweep/site.ts';
import { describeFailures, describeTried, type Tried } from '../../support/sweep/tried.ts';
import { DISTURBED_RUN, runUndisturbed, type Undisturbed } from '../../support/sweep/undisturbed.ts';
import { describeWithTerraform } from '../../support/runner/with-terraform.ts';

/** With `SWEEP_LOCK_MODES=table` that one, which is not swept every time. */
const lockModes = lockModesOf(process.env, ['both', 'lockfile']);

/** Most of them sleep: a dead run's turn is waited for as long as a lease lasts. */
const atOnce = new AtOnce(25 * availableParallelism());

/**
 * Kills everything in front of a request, which then takes no effect: that is after the request before it took
 * its own. After the last one nothing of a run is left to be killed.
 */
async function tryPoint(beginning: Beginning, { live }: Undisturbed, place: Place): Promise<Tried> {
  await using site = await beginning.open();
  const { operation, scenario } = site;
  const before = await findState(site, scenario.prodKey);
  const started = Promise.withResolvers<Step>();
  const { promise: killed, resolve } = Promise.withResolvers<undefined>();
  const task = async (): Promise<void> => {
    killMachine(await started.promise);
    resolve(undefined);
  };
  const gone: Befalling['s3'] = [{ kind: 'run', task }, { kind: 'cut-before' }];
  const disarm = befallAt(site, place, { s3: gone, dynamodb: gone, github: { kind: 'run', task } });

  const step = await site.start(DISTURBED_RUN, '30s');
  started.resolve(step);
  await Promise.race([killed, step.mainEnded]);
  const dead = await step.ended;
  const came = disarm();
  site.tellEnded(DISTURBED_RUN);
  const next = await runNext(site, { timeout: '1h', before, undisturbed: live });

  const problems = operation.name === 'apply' ? [...next.problems, ...(await problemsOfPlan(site))] : next.problems;
  return {
    place,
    came,
    kind: 'killed before it',
    end: next.end,
    problems,
    log: `${dead.log}\n---- next run ----\n${next.log}`,
  };
}

/** Whatever was made twice or not at all: production has to be what is described. */
async function problemsOfPlan({ operation, scenario }: Site): Promise<readonly string[]> {
  const checkout = await scenario.checkout(moduleOf(operation.wanted));
  const { code, output } = await checkout.terraform(scenario.prodKey, 'plan', '-detailed-exitcode', '-no-color');
  return code === 0 ? [] : [`a further plan ends with ${code}: ${output.replaceAll(/\s+/g, ' ').slice(0, 200)}`];
}

describeWithTerraform('a run of which everything is killed', () => {
  for (const lockMode of lockModes) {
    for (const operation of SWEPT_OPERATIONS) {
      test.concurrent(
        `at any step of ${operation.title} leaves nothing that one ordinary run does not get through, lock in ${lockMode}`,
        async ({ expect }) => {
          await using beginning = await openBeginning(operation, lockMode);
          const undisturbed = await runUndisturbed(beginning);
          const places = placesOf(undisturbed.arrivals);

          const tried = await atOnce.all(places, (place) => tryPoint(beginning, undisturbed, place));

          const hit = tried.filter(({ came }) => came);
          console.log(describeTried(`points at which ${operation.title} was killed, lock in ${lockMode}`, hit));
          expect(await describeFailures(tried)).toEqual([]);
          // A run may send a request less than the one before; not many.
          expect(hit.length).toBeGreaterThan(places.length * 0.95);
        },
      );
    }
  }
});
