/**
 * Two pull requests, one production, and somebody who holds its lock: told by the committed bundle and real Terraform,
 * with S3, DynamoDB and GitHub played by servers on this machine. Leaves `demo.html` to look at.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { BUCKET, openCloud, openScenario, REPOSITORY, TABLE } from '../__tests__/support/stage.ts';
import type { Cloud, Scenario } from '../__tests__/support/stage.ts';
import { ANA, BASE_SHA, BEN, configuration, STACK, type Change } from './cast.ts';
import { findProblems, listLeftovers, readProduction, saysThatItWaits } from './ending.ts';
import { followComments, readConversation } from './follow.ts';
import { renderDemoPage } from './page.ts';
import type { StoryRecord } from './record.ts';
import { findTerraformProblem } from './requirements.ts';
import { Timeline } from './timeline.ts';
import { holdWork, Workflow } from './workflow.ts';

const PAGE = fileURLToPath(new URL('../demo.html', import.meta.url));
const DATA = fileURLToPath(new URL('../.cache/demo.json', import.meta.url));
/** How long anything in the story may take before it counts as stuck. */
const PATIENCE_MS = 30_000;
/** Long enough for the eye, and for a wait that is told in seconds. */
const PAUSE_MS = 2500;

interface Stage {
  readonly cloud: Cloud;
  readonly scenario: Scenario;
  readonly timeline: Timeline;
  readonly workflow: Workflow;
  readonly mergedAtMs: Map<Change, number>;
}

async function begin({ scenario, timeline }: Stage): Promise<void> {
  timeline.heading('Production, as it is');
  const { github, prodKey } = scenario;
  github.addCommit({ sha: BASE_SHA });
  github.setBranch('main', BASE_SHA);
  const checkout = await scenario.checkout(configuration([]));
  const { code, output } = await checkout.terraform(prodKey, 'apply', '-auto-approve', '-no-color');
  if (code !== 0) throw new Error(`Production could not be applied by hand:\n\n${output}`);
  const summary = /Apply complete!.*/.exec(output)?.[0] ?? '';
  timeline.tell('carol', `has applied it by hand: ${summary}`);
  timeline.tell('', `state: s3://${BUCKET}/${prodKey}, locked by a lockfile and an item of the table ${TABLE}`);
}

interface Hold {
  readonly who: string;
  /** Lets the work end that the lock is held for, and waits for it. */
  release(): Promise<void>;
}

/** Carol takes a backup from her laptop: plain Terraform, with work in flight that takes its time. */
async function holdProduction(stage: Stage): Promise<Hold> {
  const { cloud, scenario, timeline } = stage;
  const checkout = await scenario.checkout(configuration([]));
  const letGo = await holdWork(checkout);
  const words = ['apply', '-auto-approve', '-no-color', '-replace=terraform_data.backup'];
  const applying = checkout.terraform(scenario.prodKey, ...words);
  await until('carol holds the lock', () => readLock(cloud, scenario) !== undefined);
  const who = readLock(cloud, scenario) ?? '';
  timeline.tell('carol', `runs terraform apply on her laptop and holds production's lock as ${who}`);
  return {
    who,
    release: async () => {
      await letGo();
      const { code, output } = await applying;
      if (code !== 0) throw new Error(`Carol's apply failed:\n\n${output}`);
      timeline.tell('carol', "'s apply is complete, and the lock is free");
    },
  };
}

async function planSideBySide({ scenario, timeline, workflow }: Stage): Promise<void> {
  timeline.heading('Two pull requests are planned side by side: nobody waits for production');
  for (const change of [ANA, BEN]) {
    const { number, title, author, headSha, branch: headRef } = change;
    scenario.github.addCommit({ sha: headSha, parents: [BASE_SHA], message: title });
    scenario.github.addPullRequest({ number, title, author, headSha, headRef });
    timeline.tell(author, `opens #${number}: ${title}`);
  }
  await Promise.all([workflow.plan(ANA), workflow.plan(BEN)]);
}

async function mergeInOrder(stage: Stage, hold: Hold): Promise<void> {
  const { cloud, scenario, timeline, workflow } = stage;
  timeline.heading('Both are merged: one apply at a time, in the order of the merges');
  const waits = (change: Change): Promise<void> =>
    until(`the comment on #${change.number} says that it waits`, () => {
      return scenario.github.history(change.number).some(({ body }) => saysThatItWaits(body));
    });
  const mainWithAna = await scenario.checkout(configuration([ANA]));
  const mainWithBoth = await scenario.checkout(configuration([ANA, BEN]));
  // Replacing the database takes until Ben's run has been seen to wait for it.
  const letGo = await holdWork(mainWithAna);
  let carolIsDone = false;

  merge(stage, ANA, BASE_SHA);
  await Promise.all([
    workflow.apply(ANA, [ANA], mainWithAna),
    workflow.cleanup(ANA, [ANA]),
    waits(ANA)
      .then(() => sleep(PAUSE_MS))
      .then(hold.release)
      .then(() => {
        carolIsDone = true;
      }),
    until('the apply of #41 has its turn', async () => {
      return (await hasTurns(cloud, scenario)) || (carolIsDone && readLock(cloud, scenario) !== undefined);
    })
      .then(() => {
        merge(stage, BEN, ANA.mergeSha);
        return Promise.all([
          workflow.apply(BEN, [ANA, BEN], mainWithBoth),
          workflow.cleanup(BEN, [ANA, BEN]),
          waits(BEN)
            .then(() => sleep(PAUSE_MS))
            .then(letGo),
        ]);
      }),
  ]);
  timeline.heading('What is left');
}
