import { readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
import { startApply } from '../../support/runner/dying-run.ts';
import type { Step } from '../../support/runner/runner.ts';
import { BEFORE, seedState } from '../../support/runner/seeded-state.ts';
import { openSlowState, type SlowState } from '../../support/runner/slow-state.ts';
import {
  BUCKET,
  openCloud,
  openScenario,
  pushToMain,
  resource,
  shaOf,
  type Checkout,
  type Cloud,
  type Scenario,
} from '../../support/runner/stage.ts';
import { isLocked, turnsAt, untilTurns } from '../../support/runner/traces.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { describeWithTerraform, HAS_LOCKFILE } from '../../support/runner/with-terraform.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await openCloud();
});
afterAll(async () => {
  await cloud[Symbol.asyncDispose]();
});

const merged = { number: 42, headSha: shaOf('head of 42'), merged: true, mergeCommitSha: shaOf('m') };

async function openProduction(name: string): Promise<Scenario> {
  const scenario = await openScenario(cloud, { name, lockMode: 'lockfile', unreviewed: 'warn' });
  scenario.github.addPullRequest(merged);
  seedState(cloud, scenario.prodKey);
  return scenario;
}

/** The names of `terraform_data` in the state. One that Terraform was halted before stays there without an instance in 1.5. */
function recorded(scenario: Scenario): readonly string[] {
  const { resources } = JSON.parse(cloud.s3.get(BUCKET, scenario.prodKey)?.body.toString() ?? '') as {
    resources: readonly { readonly mode: string; readonly name: string; readonly instances: readonly unknown[] }[];
  };
  return resources.filter(({ mode, instances }) => mode === 'managed' && instances.length > 0).map(({ name }) => name);
}

const times = (text: string, words: string): number => text.split(words).length - 1;

describeWithTerraform('a main whose log nobody reads any more', () => {
  test.concurrent(
    'goes on: its turn is renewed, Terraform ends, the state is saved, lock and turn are given back',
    async ({ expect }) => {
      await using slow = await openSlowState();
      await using scenario = await openProduction('deaf');
      const { prodKey, github } = scenario;
      const step = await startApply(await scenario.checkout(BEFORE + slow.module), '4001');
      step.abandon();
      await waitUntil(() => slow.isAsked());

      step.closeLog();
      process.kill(step.pid, 'SIGHUP');

      // The first change may be a note of what it does; by the second, Terraform has had something to print.
      const seen = new Set<string | undefined>();
      const renewed = await untilTurns(cloud, prodKey, ({ tickets }) => seen.add(tickets[0]?.token).size >= 3);
      expect(renewed.tickets.map(({ run }) => run.runId)).toEqual(['4001']);
      expect(await isLocked(cloud, prodKey)).toBe(true);
      slow.letGo();
      expect(await step.mainEnded).toBe(0);
      expect(recorded(scenario)).toEqual(['before', 'done', 'never']);
      expect(await isLocked(cloud, prodKey)).toBe(false);
      expect(await turnsAt(cloud, prodKey)).toMatchObject({ tickets: [], lastApplied: { commitSha: shaOf('m') } });
      expect(github.comments(42).map(({ body }) => body.includes('applied · 2 added'))).toEqual([true]);
    },
  );
});

interface Phase {
  readonly name: string;
  /** It is known by a write of the queue beside the state. */
  readonly needsLockfile?: true;
  readonly reach: (stage: Stage) => Promise<Reached>;
  readonly interrupts: number;
  readonly recorded: readonly string[];
  readonly says: string;
}

function isNotHere({ needsLockfile = false }: { readonly needsLockfile?: boolean }): boolean {
  return needsLockfile && !HAS_LOCKFILE;
}

interface Stage {
  readonly scenario: Scenario;
  readonly slow: SlowState;
}

interface Reached {
  readonly step: Step;
  /** What it was held up by. */
  readonly letGo: () => void;
  /** Another run, which is to come to its own end. */
  readonly other?: Step;
}

const NOTHING = 'nothing was changed';

const PHASES: readonly Phase[] = [
  {
    name: 'waits for its turn',
    interrupts: 0,
    recorded: ['before', 'done', 'never'],
    says: NOTHING,
    reach: async ({ scenario, slow }) => {
      const event = pushToMain(shaOf('earlier'));
      const other = await (await scenario.checkout(BEFORE + slow.module)).step({ event, runId: '4099' });
      await waitUntil(() => slow.isAsked());
      const step = await startApply(await scenario.checkout(BEFORE), '4002');
      await untilTurns(cloud, scenario.prodKey, ({ tickets }) => tickets.length === 2);
      return { step, letGo: slow.letGo, other };
    },
  },
  {
    name: 'plans',
    interrupts: 1,
    recorded: ['before'],
    says: NOTHING,
    reach: async ({ scenario, slow }) => {
      const module = `${BEFORE}${slow.dataSource()}${resource('never', 'made')}`;
      const step = await startApply(await scenario.checkout(module), '4003');
      await waitUntil(() => slow.isAsked());
      return { step, letGo: slow.letGo };
    },
  },
  {
    name: 'has planned and is about to apply',
    needsLockfile: true,
    interrupts: 0,
    recorded: ['before'],
    says: NOTHING,
    reach: async ({ scenario }) => {
      const arrived = Promise.withResolvers<undefined>();
      const released = Promise.withResolvers<undefined>();
      const checkout = await scenario.checkout(BEFORE + resource('never', 'made'));
      const hasPlanned = (): boolean => step?.logSoFar().includes('Plan: 1 to add') ?? false;
      let step: Step | undefined = undefined as Step | undefined;
      cloud.s3.addFault({
        matches: ({ operation, key }) =>
          operation === 'PutObject' && key === `${scenario.prodKey}.lockstep.json` && hasPlanned(),
        then: {
          kind: 'run',
          task: async () => {
            arrived.resolve(undefined);
            await released.promise;
          },
        },
      });
      step = await startApply(checkout, '4004');
      await arrived.promise;
      return {
        step,
        letGo: () => {
          released.resolve(undefined);
        },
      };
    },
  },
  {
    name: 'applies',
    interrupts: 1,
    recorded: ['before', 'done'],
    says: '1 of 2 changes done, lock free',
    reach: async ({ scenario, slow }) => {
      const step = await startApply(await scenario.checkout(BEFORE + slow.module), '4005');
      await waitUntil(() => slow.isAsked());
      return { step, letGo: slow.letGo };
    },
  },
];

/** Whatever has become of it, nothing is held and the page is written once. */
async function settled(scenario: Scenario): Promise<unknown> {
  return {
    isLocked: await isLocked(cloud, scenario.prodKey),
    tickets: (await turnsAt(cloud, scenario.prodKey))?.tickets,
    comments: scenario.github.comments(42).length,
  };
}
const AT_REST = { isLocked: false, tickets: [], comments: 1 };

describeWithTerraform('post that is started beside a main that had no signal', () => {
  for (const phase of PHASES) {
    test.skipIf(isNotHere(phase))(
      `while it ${phase.name}: the run is brought to its end, once`,
      { concurrent: true },
      async ({ expect }) => {
        await using slow = await openSlowState();
        await using scenario = await openProduction(`beside-${phase.name.replaceAll(' ', '-')}`);
        const { step, letGo, other } = await phase.reach({ scenario, slow });

        step.startPost();

        expect(await step.mainEnded).toBe(1);
        await waitUntil(() => times(step.logSoFar(), 'Interrupt received.') >= phase.interrupts);
        letGo();
        const { log, outputs } = await step.ended;
        expect((await other?.ended)?.outputs['outcome']).toBe(other && 'applied');
        expect(log).toContain('The main step of this action is still at work: it is interrupted, and waited for.');
        expect(log).not.toContain('a defect');
        expect(times(log, 'Interrupt received.')).toBe(phase.interrupts);
        expect(recorded(scenario)).toEqual(phase.recorded);
        expect(await settled(scenario)).toEqual(AT_REST);
        expect(scenario.github.comments(42)[0]?.body).toContain(phase.says);
        expect(outputs).not.toHaveProperty('outcome');
      },
    );

    test.skipIf(isNotHere(phase))(
      `after main was killed at once while it ${phase.name}`,
      { concurrent: true },
      async ({ expect }) => {
        await using slow = await openSlowState();
        await using scenario = await openProduction(`killed-${phase.name.replaceAll(' ', '-')}`);
        const { step, letGo, other } = await phase.reach({ scenario, slow });

        process.kill(step.pid, 'SIGKILL');

        expect(await step.mainEnded).toBe(null);
        letGo();
        const { log } = await step.ended;
        await other?.ended;
        expect(log).not.toContain('a defect');
        expect(log).not.toContain('Interrupt received.');
        // Nobody has asked an apply that is under way to stop.
        const isApplied = phase.name === 'applies';
        expect(recorded(scenario)).toEqual(isApplied ? ['before', 'done', 'never'] : phase.recorded);
        expect(await settled(scenario)).toEqual(AT_REST);
        expect(scenario.github.comments(42)[0]?.body).toContain(isApplied ? 'applied · 2 added' : phase.says);
      },
    );
  }

  test.concurrent('keeps main from its next step, though no signal reaches that', async ({ expect }) => {
    await using slow = await openSlowState();
    await using scenario = await openProduction('note');
    const checkout = await scenario.checkout(`${BEFORE}${slow.dataSource()}${resource('never', 'made')}`);
    const step = await startApply(checkout, '4006');
    await waitUntil(() => slow.isAsked());

    await writeFile(join(await privateFolder(checkout), 'taken-over'), '');
    slow.letGo();

    expect(await step.mainEnded).toBe(1);
    const { log } = await step.ended;
    expect(log).toMatch(/data\.terraform_remote_state\.slow: (?:Read|Refresh) complete/);
    expect(log).not.toContain('a defect');
    expect(recorded(scenario)).toEqual(['before']);
    expect(await settled(scenario)).toEqual(AT_REST);
    expect(scenario.github.comments(42)[0]?.body).toContain(NOTHING);
  });
});

/** Where main leaves what `post` has to know. */
async function privateFolder(checkout: Checkout): Promise<string> {
  const root = dirname(checkout.folder);
  const note = (await readdir(root, { recursive: true })).find((path) => path.endsWith('handover.json'));
  if (note === undefined) throw new Error('main has left nothing');
  return join(root, dirname(note));
}
