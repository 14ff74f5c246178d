import { availableParallelism } from 'node:os';
import { expect, test } from 'vitest';
import type { StepResult } from '../../support/runner/runner.ts';
import {
  endOf,
  findState,
  holdsExactly,
  isUntouched,
  problemsOfEnd,
  problemsOfLoss,
  problemsOfReading,
  type StateFound,
} from '../../support/sweep/aftermath.ts';
import { befallAt, placesOf, type Place } from '../../support/sweep/arrivals.ts';
import { AtOnce } from '../../support/sweep/at-once.ts';
import { FAULT_KINDS, type FaultKind } from '../../support/sweep/fault-kinds.ts';
import { runNext } from '../../support/sweep/next-run.ts';
import { SWEPT_OPERATIONS } from '../../support/sweep/operations.ts';
import { takePicture } from '../../support/sweep/picture.ts';
import { lockModesOf, openBeginning, type Beginning, type Site } from '../../support/sweep/site.ts';
import { describeFailures, describeTried, type Tried } from '../../support/sweep/tried.ts';
import { DISTURBED_RUN, runUndisturbed, type Undisturbed } from '../../support/sweep/undisturbed.ts';
import { describeWithTerraform } from '../../support/runner/with-terraform.ts';

/** With `SWEEP_LOCK_MODES=lockfile,table` those that are not swept every time. */
const lockModes = lockModesOf(process.env, ['both']);

/** Keeps the cores busy: a scenario sleeps while a request is delayed or tried again. */
const atOnce = new AtOnce(7 * availableParallelism());

interface Point {
  readonly place: Place;
  readonly kind: FaultKind;
}

async function tryPoint(beginning: Beginning, undisturbed: Undisturbed, { place, kind }: Point): Promise<Tried> {
  await using site = await beginning.open();
  const { prodKey } = site.scenario;
  const before = await findState(site, prodKey);
  const disarm = befallAt(site, place, FAULT_KINDS[kind]);

  const disturbed = await (await site.start(DISTURBED_RUN, '30s')).ended;

  const tried = {
    place,
    came: disarm(),
    kind,
    end: endOf(disturbed),
    problems: problemsOf(site, disturbed, { before, after: await findState(site, prodKey) }),
    log: disturbed.log,
  };
  // What an undisturbed run leaves too, or has been cleared before, need not be cleared again.
  const picture = await takePicture(site);
  if (undisturbed.pictures.has(picture)) return tried;

  site.tellEnded(DISTURBED_RUN);
  const next = await runNext(site, { timeout: '1h', before, undisturbed: undisturbed.live });
  if (next.problems.length === 0) undisturbed.pictures.add(picture);
  return {
    ...tried,
    end: `${tried.end}, then ${next.end}`,
    problems: [...tried.problems, ...next.problems.map((problem) => `next run: ${problem}`)],
    log: `${tried.log}\n---- next run ----\n${next.log}`,
  };
}

/** What is wrong after the disturbed run alone. */
function problemsOf(
  { operation }: Site,
  disturbed: StepResult,
  { before, after }: { readonly before: StateFound; readonly after: StateFound },
): readonly string[] {
  const problems = [...problemsOfEnd(disturbed), ...problemsOfLoss(disturbed.log, after)];
  problems.push(...problemsOfReading(after).map((problem) => `production: ${problem}`));
  const applied = operation.name === 'apply' && holdsExactly(after, operation.wanted);
  if (!applied && !isUntouched(before, after)) problems.push('production is neither as before nor as wanted');
  if (endOf(disturbed) === 'state-locked') problems.push('it waited for a lock, and nobody else was there to hold one');
  if (disturbed.exitCode !== 0) return problems;
  if (endOf(disturbed) !== operation.outcome) problems.push(`${endOf(disturbed)} and not ${operation.outcome}`);
  if (operation.name === 'apply' && !applied) problems.push('production does not have what is said to be applied');
  return problems;
}

describeWithTerraform('a fault in front of S3, DynamoDB and the GitHub API', () => {
  for (const lockMode of lockModes) {
    for (const operation of SWEPT_OPERATIONS) {
      test(`at any request of ${operation.title} leaves it documented, production intact, and nothing that the next run does not clear, lock in ${lockMode}`, async () => {
        await using beginning = await openBeginning(operation, lockMode);
        const undisturbed = await runUndisturbed(beginning);
        const kinds = Object.keys(FAULT_KINDS) as FaultKind[];
        const points = placesOf(undisturbed.arrivals).flatMap((place) => kinds.map((kind) => ({ place, kind })));

        const tried = await atOnce.all(points, (point) => tryPoint(beginning, undisturbed, point));

        const hit = tried.filter(({ came }) => came);
        console.log(describeTried(`fault points of ${operation.title}, lock in ${lockMode}`, hit));
        expect(await describeFailures(tried)).toEqual([]);
        // A run may send a request less than the one before; not many.
        expect(hit.length).toBeGreaterThan(points.length * 0.95);
      });
    }
  }
});
