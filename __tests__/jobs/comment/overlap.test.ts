import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { headOf, isOverview, overviewBody, readHead, type Identity } from '../../../src/domain/run/marker.ts';
import type { Conclusion } from '../../../src/domain/run/outcome.ts';
import { StackComments } from '../../../src/jobs/comment/comments.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import type { OwnComment } from '../../../src/ports/pull-requests.ts';
import { createClock } from '../../support/fakes/fake-clock.ts';
import { renderReview } from '../../../src/domain/review/review-document.ts';
import { reviewKey } from '../../../src/domain/state/keys.ts';
import { tellPlansBehind } from '../../../src/jobs/apply/tell-plans-behind.ts';
import { describeRun } from '../../../src/jobs/run.ts';
import { takeTurn } from '../../../src/jobs/turn/take-turn.ts';
import { renderBehind } from '../../../src/render/comment/behind.ts';
import { createBackend, PROD, stateOf } from '../../support/fakes/fake-backend.ts';
import {
  createComments,
  createCommentsOptions,
  IDENTITY,
  type MemoryComments,
} from '../../support/fakes/fake-comments.ts';
import { createAddress, createPlanned, createReview, HEAD_SHA } from '../../support/fakes/factories.ts';
import { createRun } from '../../support/fakes/fake-run.ts';

const digest = (of: number): string => of.toString(16).padStart(16, '0');
/** The pauses before another try end at once; the time that an answer may take does not. */
const still = createClock({ runs: false });
const PAUSES: Clock = {
  ...still,
  sleep: (durationMs, signal) => (durationMs < 30_000 ? Promise.resolve() : still.sleep(durationMs, signal)),
};
const PLANNED: Conclusion = { kind: 'result', result: createPlanned() };

interface RunOf {
  readonly stack: number;
  readonly state: number;
  readonly runId: number;
  readonly isTold: boolean;
}

/** As the overview is: made of nothing but the comments. */
const overviewOf = (comments: readonly OwnComment[]): string | undefined =>
  comments.length < 2
    ? undefined
    : comments.map(({ url, body }) => `${url} ${body.split('\n').at(-1) ?? ''}`).join(',');

const identityOf = ({ stack, state }: RunOf): Identity => ({
  stack: `infra/${stack}`,
  asked: digest(stack),
  state: digest(100 + 10 * stack + state),
});

function begin(memory: MemoryComments, run: RunOf): Promise<unknown> {
  const comments = new StackComments(
    createCommentsOptions({
      comments: memory,
      clock: PAUSES,
      limitsAtMostMs: 300_000,
      journal: { info: () => undefined, warning: () => undefined, output: () => undefined },
      identity: () => identityOf(run),
      run: { runId: String(run.runId), runAttempt: 1 },
      render: () => `plan of ${run.runId}`,
      renderOutdated: (_body, _begun, head) => `${head}\noutdated`,
      renderOverview: overviewOf,
    }),
  );
  comments.openOn([42]);
  if (run.isTold) comments.tellBegun({ kind: 'begun', at: new Date(0), shown: undefined });
  return comments.conclude(PLANNED);
}

const RUNS = fc
  .array(fc.record({ stack: fc.nat(2), state: fc.nat(1), isTold: fc.boolean() }), { minLength: 2, maxLength: 6 })
  .map((runs) => runs.map((run, index) => ({ ...run, runId: 1000 + index })));

describe('runs that tell at the same time', () => {
  it('end with one comment for each stack and state, and an overview of them all, in whatever order GitHub takes it', async () => {
    await fc.assert(
      fc.asyncProperty(RUNS, fc.boolean(), fc.scheduler(), async (runs, isThereBefore, scheduler) => {
        const memory = createComments();
        const [first] = runs;
        if (isThereBefore && first !== undefined) {
          memory.add(42, `${headOf(identityOf(first), { runId: '3', runAttempt: 1 })}\nof before`);
        }
        memory.before = (call) => scheduler.schedule(Promise.resolve(), call);
        const ended = Promise.all(runs.map((run) => begin(memory, run)));
        await scheduler.waitFor(ended);
        const thread = memory.threads.get(42) ?? [];
        const told = thread.flatMap(({ body }) => readHead(body)?.state ?? []).sort();
        expect(told).toEqual([...new Set(runs.map((run) => identityOf(run).state))].sort());
        const overviews = thread.filter(({ body }) => isOverview(body)).map(({ body }) => body);
        const page = overviewOf(thread.filter(({ body }) => !isOverview(body)));
        expect(overviews).toEqual(page === undefined ? [] : [overviewBody(page)]);
      }),
      { numRuns: 2000 },
    );
  }, 600_000);

  it('leave the page of the newest, where the older one looks after it has told', async () => {
    for (const [older, newer] of [
      [1000, 1001],
      [999, 1000],
    ] as const) {
      const memory = createComments();
      const run = { stack: 0, state: 0, isTold: false };
      await begin(memory, { ...run, runId: newer });
      await begin(memory, { ...run, runId: older });
      expect(memory.threads.get(42)?.map(({ body }) => body.split('\n').at(-1))).toEqual([`plan of ${newer}`]);
    }
  });

  it('take back what they have made beside that of a newer run', async () => {
    const memory = createComments();
    let isFirst = true;
    memory.before = async (call) => {
      if (!call.startsWith('create') || !isFirst) return;
      isFirst = false;
      // Before GitHub takes the older one's, the newer one's is there.
      await begin(memory, { stack: 0, state: 0, isTold: false, runId: 1001 });
    };
    await begin(memory, { stack: 0, state: 0, isTold: false, runId: 1000 });
    expect(memory.threads.get(42)?.map(({ body }) => body.split('\n').at(-1))).toEqual(['plan of 1001']);
  });
});

describe('plans and applies that tell in one comment at the same time', () => {
  const pageOn = (serial: number, runId: string): string =>
    `<!-- lockstep:planned ${serial} -->\n### plan of ${runId}\n\n**Next:** merging applies this.`;

  /** Whoever plans on which serial, or tells of which, in the order in which they begin. */
  const ACTORS = fc.array(
    fc.record({ kind: fc.constantFrom('plan', 'teller'), serial: fc.integer({ min: 1, max: 4 }) }),
    {
      minLength: 2,
      maxLength: 5,
    },
  );

  it('leave the page of the newest plan, in whatever order GitHub takes what they write', async () => {
    await fc.assert(
      fc.asyncProperty(ACTORS, fc.scheduler(), async (actors, scheduler) => {
        const memory = createComments();
        const backend = createBackend();
        const pr = createAddress({ key: 'lesson-17/prod/pr-42/terraform.tfstate' });
        backend.applyBySomebody(PROD, stateOf(['a'], 9));
        backend.write(
          reviewKey(pr, HEAD_SHA),
          renderReview(createReview({ prNumber: 42, snapshot: { serial: 0, lineage: 'x' } })),
        );
        memory.add(42, `${headOf(IDENTITY, { runId: '3', runAttempt: 1 })}\n${pageOn(0, '3')}`);
        memory.before = (call) => scheduler.schedule(Promise.resolve(), call);
        const atWork = new Set<Promise<unknown>>();
        const journal = { info: () => undefined, warning: () => undefined, output: () => undefined };
        const commentsOf = (runId: string, serial: number): StackComments =>
          new StackComments(
            createCommentsOptions({
              comments: memory,
              clock: PAUSES,
              journal,
              run: { runId, runAttempt: 1 },
              render: () => pageOn(serial, runId),
              renderBehind,
            }),
          );
        const planOn = async (serial: number, runId: string): Promise<void> => {
          let ids = 0;
          const run = createRun({ backend, chance: { next: () => 0.5, id: () => `${runId}-${(ids += 1)}` } });
          const me = { ...describeRun(run, { kind: 'plan', commitSha: HEAD_SHA, prNumber: 42 }), runId };
          const beforeIt = [...atWork];
          const taken = await takeTurn(run, { backend, address: pr, key: 'pr', me });
          if (taken.kind === 'superseded') return;
          // A plan takes longer than the two requests of who looked before it came.
          await Promise.all(beforeIt);
          const comments = commentsOf(runId, serial);
          comments.openOn([42]);
          await comments.conclude(PLANNED);
          await taken.turn.leave();
        };
        const tell = async (runId: string): Promise<void> => {
          const comments = commentsOf(runId, 0);
          const run = createRun({ backend, comments });
          const tellBehind = comments.tellBehind.bind(comments);
          comments.tellBehind = async (...args) => {
            const telling = tellBehind(...args);
            atWork.add(telling);
            await telling;
            atWork.delete(telling);
          };
          await tellPlansBehind(run, () => run.terraform.readBackend());
        };
        const ended = actors.map(({ kind, serial }, index) => {
          const runId = String(1000 + index);
          return scheduler
            .schedule(Promise.resolve(), `${kind} begins`)
            .then(() => (kind === 'plan' ? planOn(serial, runId) : tell(runId)));
        });
        await scheduler.waitFor(Promise.all(ended));
        const [comment, ...others] = memory.threads.get(42) ?? [];
        expect(others).toEqual([]);
        const published = memory.calls.flatMap((call) => /plan of (\d+)$/.exec(call)?.[1] ?? []).map(Number);
        expect(readHead(comment?.body ?? '')?.run?.runId).toBe(String(Math.max(3, ...published)));
      }),
      { numRuns: 500 },
    );
  }, 600_000);
});
