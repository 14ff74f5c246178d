import { describe, expect, it } from 'vitest';

import { reviewKey } from '../../../src/domain/state/keys.ts';
import type { Review } from '../../../src/domain/review/review.ts';
import { renderReview } from '../../../src/domain/review/review-document.ts';
import { tellPlansBehind } from '../../../src/jobs/apply/tell-plans-behind.ts';
import { describeRun } from '../../../src/jobs/run.ts';
import { takeTurn } from '../../../src/jobs/turn/take-turn.ts';
import { createAddress, createReview, HEAD_SHA } from '../../support/fakes/factories.ts';
import { createBackend, PROD, stateOf } from '../../support/fakes/fake-backend.ts';
import { createRun, type FakeRun } from '../../support/fakes/fake-run.ts';

const prKey = (prNumber: number): string => `lesson-17/prod/pr-${prNumber}/terraform.tfstate`;

function review(prNumber: number, overrides: Partial<Review> = {}): Uint8Array {
  return renderReview(createReview({ prNumber, snapshot: { serial: 7, lineage: 'x' }, ...overrides }));
}

async function tell(
  objects: Readonly<Record<string, Uint8Array | string>>,
  prepare: (run: FakeRun) => void = () => undefined,
  serial: number | 'unknown' = 9,
  backend = createBackend(),
): Promise<{ readonly told: readonly string[]; readonly run: FakeRun }> {
  for (const [key, body] of Object.entries(objects)) backend.write(key, body);
  const run = createRun({ backend });
  const told: string[] = [];
  run.comments.tellBehind = async (prNumbers, prodSerial) => {
    told.push(...prNumbers.map((prNumber) => `#${prNumber} ${prodSerial}`));
  };
  prepare(run);
  if (serial !== 'unknown') backend.applyBySomebody(PROD, stateOf(['a'], serial));
  await tellPlansBehind(run, () => run.terraform.readBackend());
  return { told, run };
}

const reviewOf = (prNumber: number): string => reviewKey(createAddress({ key: prKey(prNumber) }), HEAD_SHA);

describe('plans that production has left behind', () => {
  it('are told, whoever they belong to, the newest first', async () => {
    const { told } = await tell({
      [reviewOf(41)]: review(41),
      [reviewOf(107)]: review(107, { snapshot: undefined }),
      [prKey(41)]: '{}',
      [`${prKey(41)}.lockstep.json`]: '{}',
      'lesson-17/prod/pr-x/terraform.tfstate.review.json': review(1),
      'lesson-17/other/pr-1/terraform.tfstate.review.json': review(1),
    });
    expect(told).toEqual(['#107 9', '#41 9']);
  });

  it('are not those of a newer state, of another repository, or of a record that cannot be read', async () => {
    const { told } = await tell({
      [reviewOf(41)]: review(41, { snapshot: { serial: 9, lineage: 'x' } }),
      [reviewOf(42)]: review(42, { repository: 'octo/other' }),
      [reviewOf(43)]: 'rubbish',
    });
    expect(told).toEqual([]);
  });

  it('are twenty-five at most', async () => {
    const objects = Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => [reviewOf(index + 1), review(index + 1)] as const),
    );
    const { told } = await tell(objects);
    expect(told).toHaveLength(25);
    expect(told).toContain('#60 9');
    expect(told).not.toContain('#35 9');
  });

  it('are not told when the serial is not known', async () => {
    const { told } = await tell({ [reviewOf(41)]: review(41) }, () => undefined, 'unknown');
    expect(told).toEqual([]);
  });

  it('are not told when the role may not list, or the bucket does not answer: the apply is done all the same', async () => {
    const denied = await tell({ [reviewOf(41)]: review(41) }, (run) => {
      run.backend.deny('list-keys');
    });
    expect(denied.told).toEqual([]);
    expect(denied.run.said.infos.join()).toContain('s3:ListBucket');
    const broken = await tell({ [reviewOf(41)]: review(41) }, (run) => {
      run.backend.breakDown('list-keys');
    });
    expect(broken.run.said.warnings.join()).toContain('are not told that their plans are behind');
  });
});

describe('plans that production has left behind, and that are being made anew', () => {
  const at41 = createAddress({ key: prKey(41) });
  const objects = { [reviewOf(41)]: review(41), [reviewOf(40)]: review(40) };

  async function tellBeside(
    status: 'running' | 'completed' | 'unknown',
    leavesAfterLooks = Infinity,
  ): Promise<{ readonly told: readonly string[]; readonly run: FakeRun }> {
    const backend = createBackend();
    const planner = createRun({ backend });
    const me = describeRun(planner, { kind: 'plan', commitSha: HEAD_SHA, prNumber: 41 });
    const taken = await takeTurn(planner, { backend, address: at41, key: 'pr', me });
    const turn = taken.kind === 'superseded' ? expect.unreachable() : taken.turn;
    let looks = 0;
    return tell(
      objects,
      (run) => {
        run.runs.status = async () => {
          looks += 1;
          if (looks === leavesAfterLooks) await turn.leave();
          return status;
        };
      },
      9,
      backend,
    );
  }

  it('are told once the plan that is at work there is over, whose page would be undone otherwise', async () => {
    expect((await tellBeside('running', 3)).told).toEqual(['#40 9', '#41 9']);
  });

  it('are left to a plan that takes its time, and that is said', async () => {
    for (const status of ['running', 'unknown'] as const) {
      const { told, run } = await tellBeside(status);
      expect(told).toEqual(['#40 9']);
      expect(run.said.infos.join()).toContain('#41: a plan is at work there');
    }
  });

  it('are told where whoever is in the queue is dead', async () => {
    expect((await tellBeside('completed')).told).toEqual(['#41 9', '#40 9']);
  });

  it('are told where the queue cannot be read', async () => {
    const broken = await tell(objects, ({ backend }) => {
      backend.fateOfTurns = () => 'denied';
    });
    expect(broken.told).toEqual(['#41 9', '#40 9']);
  });
});
