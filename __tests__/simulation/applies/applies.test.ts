import { describe, expect, it } from 'vitest';

import { describeApplies, exploreApplies, replayApplies } from './explore.ts';
import { createApplyPlan, createApplyScenario, type ApplyScenario } from './scenario.ts';
import { seedOf } from '../turns/schedules.ts';

/** A quick share of what `npm run sweep` plays. */
const SCHEDULES = 600;

describe('the real job code of applies, with Terraform and post, in random schedules', () => {
  it(`keeps every living lock, and everybody apart, in ${SCHEDULES} of them`, async () => {
    const seed = seedOf(process.env);
    const explored = await exploreApplies({ schedules: SCHEDULES, seed });
    console.log(describeApplies(explored, seed));
    expect(explored.failure?.report).toBeUndefined();
    expect(explored.totals['locksRecovered']).toBeGreaterThan(SCHEDULES / 40);
    expect(explored.totals['byPost']).toBeGreaterThan(SCHEDULES / 10);
  });

  const asked = process.env['LOCKSTEP_APPLIES'];
  // There is such a test only when a schedule is to be replayed.
  if (asked !== undefined)
    it('plays the one that LOCKSTEP_APPLIES names', async () => {
      const { message, lines } = await replayApplies(JSON.parse(asked) as ApplyScenario);
      console.log(lines.join('\n'));
      expect(message).toBeUndefined();
    });

  it('leave a lock alone whose Terraform heeds no interrupt, and outlives its run by minutes', async () => {
    const deaf = createApplyPlan({ applyMs: 600_000, cancelledAtMs: 10_000, interrupts: 'lost' });
    const { message, lines } = await replayApplies(
      createApplyScenario({ runs: [deaf, createApplyPlan({ arrivesAtMs: 3000 })] }),
    );
    expect(message).toBeUndefined();
    expect(lines.join('\n')).toMatch(/post ends[^]*run1\.tool1: writes the state[^]*run2: ends: the state lock of/);
  });

  it('are the same again for the same seed', async () => {
    const scenario = createApplyScenario({
      places: 'both',
      latencyMs: 900,
      byHand: [{ atMs: 500, forMs: 30_000 }],
      runs: [
        createApplyPlan({ applyMs: 60_000, writes: 3, diesAtStep: 20, mainsEnd: 'machine-dies' }),
        createApplyPlan({ cancelledAtMs: 60_000 }),
        createApplyPlan({ troubles: [{ request: 4, kind: 'answer-lost' }] }),
      ],
    });
    const [first, second] = [await replayApplies(scenario), await replayApplies(scenario)];
    expect(first.lines.length).toBeGreaterThan(10);
    expect(second).toEqual(first);
    expect((await replayApplies({ ...scenario, seed: 2 })).lines).not.toEqual(first.lines);
  });
});
