import { describe, expect, it } from 'vitest';

import { describeExplored, explore, replay, scenarioOf, seedOf } from './schedules.ts';
import { createPlan, createScenario } from '../world/scenario.ts';

/** A quick share of what `npm run sweep` plays. */
const SCHEDULES = 3000;

describe('the real job code in random schedules', () => {
  it(`keeps order and exclusion in ${SCHEDULES} of them`, async () => {
    const seed = seedOf(process.env);
    const explored = await explore({ schedules: SCHEDULES, seed });
    console.log(describeExplored(explored, seed));
    expect(explored.failure?.report).toBeUndefined();
    expect(explored.totals.removals).toBeGreaterThan(SCHEDULES / 20);
  });

  // There is such a test only when a schedule is to be replayed.
  if (scenarioOf(process.env) !== undefined)
    it('plays the one that LOCKSTEP_SCENARIO names', async () => {
      const { message, lines } = await replay(scenarioOf(process.env) ?? createScenario());
      console.log(lines.join('\n'));
      expect(message).toBeUndefined();
    });

  it('are the same again for the same seed', async () => {
    const scenario = createScenario({
      key: 'pr',
      latencyMs: 900,
      runs: [
        createPlan({ worksMs: 60_000, stall: { atStep: 4, forMs: 100_000 }, lostSightAtMs: 0 }),
        createPlan({ diesAtStep: 3 }),
        createPlan({ troubles: [{ request: 1, kind: 'retried' }], leavesTwice: true }),
      ],
    });
    const [first, second] = [await replay(scenario), await replay(scenario)];
    expect(first.lines.length).toBeGreaterThan(10);
    expect(second).toEqual(first);
    expect((await replay({ ...scenario, seed: 2 })).lines).not.toEqual(first.lines);
  });

  it('are explored alike for the same seed', async () => {
    const [first, second] = [await explore({ schedules: 50, seed: 7 }), await explore({ schedules: 50, seed: 7 })];
    expect(second.totals).toEqual(first.totals);
  });
});

describe('a schedule', () => {
  const grants = async (scenario: Parameters<typeof replay>[0]): Promise<readonly string[]> => {
    const { message, lines } = await replay(scenario);
    expect(message).toBeUndefined();
    return lines.filter((line) => line.endsWith('has the turn')).map((line) => /run\d+/.exec(line)?.[0] ?? '');
  };

  it('serves six that come at once in the order in which they came to the queue', async () => {
    const runs = Array.from({ length: 6 }, (_, index) => createPlan({ arrivesAtMs: index * 100 }));
    expect(await grants(createScenario({ runs }))).toEqual(['run1', 'run2', 'run3', 'run4', 'run5', 'run6']);
  });

  it('passes over a dead holder and the dead behind it', async () => {
    const runs = [
      createPlan({ diesAtStep: 5, worksMs: 60_000 }),
      createPlan({ arrivesAtMs: 100, diesAtStep: 4 }),
      createPlan({ arrivesAtMs: 200 }),
    ];
    expect(await grants(createScenario({ runs }))).toEqual(['run1', 'run3']);
  });

  it('leaves a live holder its turn although GitHub has lost sight of it', async () => {
    const runs = [createPlan({ lostSightAtMs: 0, worksMs: 600_000 }), createPlan({ arrivesAtMs: 100 })];
    const { lines } = await replay(createScenario({ runs }));
    const given = lines.findIndex((line) => line.includes('run1: gives the turn back'));
    expect(given).toBeGreaterThan(0);
    expect(lines.findIndex((line) => line.includes('run2: has the turn'))).toBeGreaterThan(given);
  });

  it('leaves a stalled holder its turn for as long as GitHub calls it running', async () => {
    const runs = [
      createPlan({ stall: { atStep: 5, forMs: 600_000 }, worksMs: 5000 }),
      createPlan({ arrivesAtMs: 100 }),
    ];
    expect(await grants(createScenario({ runs }))).toEqual(['run1', 'run2']);
  });

  it('does not care what time anybody thinks it is', async () => {
    const plans = (offByMs: number) =>
      [0, 100, 200].map((arrivesAtMs, index) =>
        createPlan({ arrivesAtMs, clock: { offByMs: offByMs * (index - 1), jumpsAtMs: 2000 } }),
      );
    const [right, wrong] = [
      await replay(createScenario({ runs: plans(0) })),
      await replay(createScenario({ runs: plans(10 * 365 * 86_400_000) })),
    ];
    expect(wrong).toEqual(right);
  });

  it('supersedes an old plan, be it one that had to queue again: it never goes on without a turn', async () => {
    for (let atStep = 1; atStep <= 30; atStep += 1) {
      const runs = [
        createPlan({ operation: 'plan', worksMs: 3000 }),
        createPlan({ operation: 'plan', arrivesAtMs: 100, lostSightAtMs: 0, stall: { atStep, forMs: 60_000 } }),
        createPlan({ arrivesAtMs: 200, worksMs: 120_000 }),
        createPlan({ operation: 'plan', arrivesAtMs: 100_000 }),
      ];
      const { message } = await replay(createScenario({ key: 'pr', runs }));
      expect(message, `run2 stands still at step ${atStep}`).toBeUndefined();
    }
  });
});
