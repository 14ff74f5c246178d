import { availableParallelism } from 'node:os';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'vitest';
import { PLACES_PREFIX } from '../../../src/domain/sweep/place-note.ts';
import { endOf, findTracesOfPullRequest, problemsOfEnd } from '../../support/sweep/aftermath.ts';
import { befallAt, placesOf, type Befalling, type Place } from '../../support/sweep/arrivals.ts';
import { AtOnce } from '../../support/sweep/at-once.ts';
import { killMachine } from '../../support/runner/kill-machine.ts';
import { closed, onSchedule, SWEEP } from '../../support/runner/leftovers.ts';
import { BUCKET } from '../../support/runner/stage.ts';
import type { Step } from '../../support/runner/runner.ts';
import { moduleOf, PULL_REQUEST, SWEPT_OPERATIONS } from '../../support/sweep/operations.ts';
import { lockModesOf, openBeginning, type Beginning, type Site } from '../../support/sweep/site.ts';
import { describeFailures, describeTried, type Tried } from '../../support/sweep/tried.ts';
import { DISTURBED_RUN, runUndisturbed } from '../../support/sweep/undisturbed.ts';
import { describeWithTerraform } from '../../support/runner/with-terraform.ts';

const lockModes = lockModesOf(process.env, ['both']);

/** Most of them sleep: a dead run's turn is waited for as long as a lease lasts. */
const atOnce = new AtOnce(25 * availableParallelism());

/**
 * Kills everything in front of a request, closes the pull request, and sweeps from a commit that has production at another
 * key: nothing leads to what the dead run has left but its note.
 */
async function tryPoint(beginning: Beginning, place: Place): Promise<Tried> {
  await using site = await beginning.open();
  const { scenario } = site;
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
  scenario.github.addPullRequest(closed(PULL_REQUEST));
  const swept = await sweepFromElsewhere(site);

  const notes = site.cloud.s3.versions(BUCKET, PLACES_PREFIX).map(({ kind, key }) => `${kind} ${key}`);
  const left = [...(await findTracesOfPullRequest(site)), ...notes];
  return {
    place,
    came,
    kind: 'killed before it',
    end: endOf(swept),
    problems: [...problemsOfEnd(swept), ...(left.length > 0 ? [`left: ${left.join(', ')}`] : [])],
    log: `${dead.log}\n---- sweep ----\n${swept.log}\n${swept.summary}`,
  };
}

async function sweepFromElsewhere({ scenario, operation }: Site): ReturnType<typeof endedOf> {
  scenario.github.addRun({ id: 903, status: 'in_progress' });
  const checkout = await scenario.checkout(moduleOf(operation.wanted));
  const file = join(checkout.folder, 'backend.tf');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace(/key = ".*"/, 'key = "moved/terraform.tfstate"'));
  return endedOf(await checkout.step({ event: onSchedule(), runId: '903', with: { ...SWEEP, 'lock-timeout': '5m' } }));
}

async function endedOf(step: Step): Promise<Awaited<Step['ended']>> {
  return step.ended;
}

describeWithTerraform('a run of which everything is killed, and whose pull request is closed then', () => {
  for (const lockMode of lockModes) {
    for (const operation of SWEPT_OPERATIONS.filter(({ name }) => name !== 'apply')) {
      test.concurrent(
        `leaves at no step of ${operation.title} anything that a sweep of another key does not clear, lock in ${lockMode}`,
        async ({ expect }) => {
          await using beginning = await openBeginning(operation, lockMode);
          const places = placesOf((await runUndisturbed(beginning)).arrivals);

          const tried = await atOnce.all(places, (place) => tryPoint(beginning, place));

          const hit = tried.filter(({ came }) => came);
          console.log(
            describeTried(`points at which ${operation.title} was killed and swept after, lock in ${lockMode}`, hit),
          );
          expect(await describeFailures(tried)).toEqual([]);
          expect(hit.length).toBeGreaterThan(places.length * 0.95);
        },
      );
    }
  }
});
