import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, test } from 'vitest';
import { lockByHand, lockOf } from '../../support/runner/lock-by-hand.ts';
import type { Step } from '../../support/runner/runner.ts';
import { BEFORE, seedState } from '../../support/runner/seeded-state.ts';
import { openSlowState, type SlowState } from '../../support/runner/slow-state.ts';
import {
  openCloud,
  openScenario,
  pullRequest,
  pushToMain,
  resource,
  shaOf,
  type Cloud,
  type LockMode,
  type Scenario,
} from '../../support/runner/stage.ts';
import { isLocked, lockAt, turnsAt, untilTurns } from '../../support/runner/traces.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { describeCasesWithTerraform } from '../../support/runner/with-terraform.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await openCloud();
});
afterAll(async () => {
  await cloud[Symbol.asyncDispose]();
});

interface Stage {
  readonly scenario: Scenario;
  readonly lockMode: LockMode;
  readonly slow: SlowState;
}

/** A run that has come as far as it was to come, and what lets it go on from there. */
interface Reached {
  readonly step: Step;
  readonly letGo: () => void;
}

interface Phase {
  readonly name: string;
  readonly reach: (stage: Stage) => Promise<Reached>;
  /** For how long after the cancel Terraform is held at work; undefined when none is, or none that could be. */
  readonly heldMs: number | undefined;
  /** The state that it is about; production's otherwise. */
  readonly keyOf?: (scenario: Scenario) => string;
  /** Where the lock may be; `npm test` tries the first. */
  readonly lockModes: readonly [LockMode, ...LockMode[]];
  /** What of the run's work is in the state afterwards. */
  readonly made?: readonly string[];
  /** Whose lock is there afterwards, when anybody's. */
  readonly lockId?: string;
  /** What the comment says of it. */
  readonly says: readonly string[];
}

/** Holds up the first request that matches; `arrived` resolves as soon as it has come. */
function holdRequest(matches: (request: { readonly operation: string; readonly key: string }) => boolean): {
  readonly arrived: Promise<undefined>;
  readonly letGo: () => void;
} {
  const { promise: arrived, resolve: arrive } = Promise.withResolvers<undefined>();
  const { promise: released, resolve: release } = Promise.withResolvers<undefined>();
  const task = async (): Promise<void> => {
    arrive(undefined);
    await released;
  };
  cloud.s3.addFault({ matches, then: { kind: 'run', task } });
  return {
    arrived,
    letGo: () => {
      release(undefined);
    },
  };
}

const ana = lockOf('ana');
const push = { event: pushToMain(shaOf('m')) };

const PHASES: readonly Phase[] = [
  {
    name: 'init',
    // It takes no lock.
    lockModes: ['both'],
    heldMs: undefined,
    says: ['nothing was changed', 'Nothing was changed.'],
    reach: async ({ scenario }) => {
      const held = holdRequest(({ operation, key }) => operation === 'GetObject' && key === scenario.prodKey);
      const step = await (await scenario.checkout(BEFORE)).step(push);
      await held.arrived;
      return { step, letGo: held.letGo };
    },
  },
  {
    name: 'a plan',
    lockModes: ['lockfile', 'both'],
    heldMs: 500,
    keyOf: (scenario) => scenario.prKey(42),
    says: ['nothing was changed, lock free'],
    reach: async ({ scenario, slow }) => {
      const checkout = await scenario.checkout(BEFORE + slow.dataSource());
      const step = await checkout.step({ event: pullRequest('synchronize', 42) });
      await waitUntil(() => slow.isAsked());
      return { step, letGo: slow.letGo };
    },
  },
  {
    name: 'a wait for the state lock',
    lockModes: ['table', 'lockfile', 'both'],
    heldMs: undefined,
    lockId: ana.ID,
    says: ['nothing was changed, lock held by somebody else'],
    reach: async ({ scenario, lockMode }) => {
      await lockByHand(cloud, scenario.prodKey, lockMode, ana);
      const step = await (await scenario.checkout(BEFORE)).step(push);
      await waitUntil(() => scenario.github.comments(42)[0]?.body.includes('apply is waiting') ?? false);
      return { step, letGo: () => undefined };
    },
  },
  {
    // The runner would kill who waits for longer than 10 s.
    name: 'an apply whose work in flight lasts for 15 s',
    lockModes: ['lockfile', 'table', 'both'],
    heldMs: 15_000,
    made: ['terraform_data.done'],
    says: [
      '1 of 2 changes done, lock free',
      '**Finished** (1): `terraform_data.done`',
      '**Not begun** (1): `terraform_data.never`',
    ],
    reach: async ({ scenario, slow }) => {
      const step = await (await scenario.checkout(BEFORE + slow.module)).step(push);
      await waitUntil(() => slow.isAsked());
      return { step, letGo: slow.letGo };
    },
  },
  {
    name: 'the write of the state',
    lockModes: ['both', 'lockfile'],
    heldMs: 500,
    made: ['terraform_data.done'],
    says: ['applied · 1 added', 'the apply went through all the same'],
    reach: async ({ scenario }) => {
      const held = holdRequest(({ operation, key }) => operation === 'PutObject' && key === scenario.prodKey);
      const step = await (await scenario.checkout(BEFORE + resource('done', 'made'))).step(push);
      await held.arrived;
      return { step, letGo: held.letGo };
    },
  },
];

/** Everything in this state, as plain Terraform reads it, but for what is read behind a slow read: whether that is, is chance. */
async function listState(scenario: Scenario, key: string): Promise<readonly string[]> {
  const { code, output } = await (await scenario.checkout(BEFORE)).terraform(key, 'state', 'list', '-no-color');
  if (code !== 0) return [output];
  const addresses = output.trim().split('\n');
  return addresses.filter((address) => address !== 'data.terraform_remote_state.heeded');
}

const times = (text: string, words: string): number => text.split(words).length - 1;

describeCasesWithTerraform('a run that is cancelled', (toTry) => {
  for (const phase of PHASES) {
    for (const lockMode of toTry(phase.lockModes)) {
      test.concurrent(
        `during ${phase.name} ends at once, loses nothing and leaves nothing held, lock in ${lockMode}`,
        async ({ expect }) => {
          await using slow = await openSlowState();
          const name = `${phase.name.replaceAll(' ', '-')}-${lockMode}`;
          await using scenario = await openScenario(cloud, { name, lockMode, unreviewed: 'warn' });
          scenario.github.addPullRequest({
            number: 42,
            headSha: shaOf('head of 42'),
            ...(phase.keyOf === undefined ? { merged: true, mergeCommitSha: shaOf('m') } : {}),
          });
          seedState(cloud, scenario.prodKey);
          const key = phase.keyOf?.(scenario) ?? scenario.prodKey;
          const { step, letGo } = await phase.reach({ scenario, lockMode, slow });

          const signals = await step.cancel();

          // Of its own accord, after the first signal and before anything in flight was over.
          expect(signals).toEqual(['SIGINT']);
          expect(await step.mainEnded).toBe(1);
          if (phase.heldMs !== undefined) {
            await waitUntil(() => step.logSoFar().includes('still at work: waiting until it has saved the state'));
            const post = await Promise.race([step.ended, sleep(phase.heldMs, 'post is still waiting')]);
            expect(post).toBe('post is still waiting');
            expect(await isLocked(cloud, key)).toBe(true);
          }
          letGo();
          const cancelled = await step.ended;

          expect(cancelled.exitCode).toBe(1);
          expect(cancelled.outputs).toMatchObject({ 'failure-reason': 'cancelled' });
          expect(cancelled.outputs).not.toHaveProperty('outcome');
          expect(times(cancelled.log, 'Interrupt received.')).toBe(phase.heldMs === undefined ? 0 : 1);
          expect(cancelled.log).not.toContain('interrupted once more');
          expect(cancelled.log).not.toContain('a defect');
          expect((await lockAt(cloud, key))?.ID).toBe(phase.lockId);
          expect(await listState(scenario, key)).toEqual(['terraform_data.before', ...(phase.made ?? [])]);
          expect((await turnsAt(cloud, key))?.tickets ?? []).toEqual([]);
          const comments = scenario.github.comments(42);
          expect(comments).toHaveLength(1);
          for (const words of phase.says) {
            expect(comments[0]?.body).toContain(words);
            expect(cancelled.summary).toContain(words);
          }
          expect(scenario.github.violations).toEqual([]);
        },
      );
    }
  }

  // The queue is in the table or in an object.
  for (const lockMode of toTry(['lockfile', 'both'])) {
    test.concurrent(
      `during a wait for its turn gives its place back and disturbs nobody, lock in ${lockMode}`,
      async ({ expect }) => {
        await using slow = await openSlowState();
        await using scenario = await openScenario(cloud, { name: `queue-${lockMode}`, lockMode, unreviewed: 'warn' });
        scenario.github.addPullRequest({
          number: 43,
          headSha: shaOf('head of 43'),
          merged: true,
          mergeCommitSha: shaOf('n'),
        });
        seedState(cloud, scenario.prodKey);
        const first = await (await scenario.checkout(BEFORE + slow.module)).step({ ...push, runId: '2001' });
        await waitUntil(() => slow.isAsked());
        const behind = await scenario.checkout(BEFORE);
        const second = await behind.step({ event: pushToMain(shaOf('n')), runId: '2002' });
        await waitUntil(() => scenario.github.comments(43)[0]?.body.includes('apply is waiting') ?? false);
        await untilTurns(cloud, scenario.prodKey, ({ tickets }) => tickets.length === 2);

        expect(await second.cancel()).toEqual(['SIGINT']);
        const cancelled = await second.ended;

        expect(cancelled.exitCode).toBe(1);
        expect(cancelled.outputs).toMatchObject({ 'failure-reason': 'cancelled' });
        expect(cancelled.log).not.toContain('a defect');
        expect(scenario.github.comments(43)[0]?.body).toContain('apply was cancelled · nothing was changed');
        const left = await turnsAt(cloud, scenario.prodKey);
        expect(left?.tickets.map(({ run }) => run.runId)).toEqual(['2001']);
        slow.letGo();
        expect((await first.ended).outputs).toMatchObject({ outcome: 'applied' });
        expect(await isLocked(cloud, scenario.prodKey)).toBe(false);
        expect(await listState(scenario, scenario.prodKey)).toContain('terraform_data.never');
        expect((await turnsAt(cloud, scenario.prodKey))?.tickets).toEqual([]);
      },
    );
  }
});
