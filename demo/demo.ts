/**
 * Two pull requests, one production, and somebody who holds its lock: told by the committed bundle and a real Terraform or OpenTofu,
 * with S3, DynamoDB and GitHub played by servers on this machine. Leaves `demo.html` to look at.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import {
  BUCKET,
  openCloud,
  openScenario,
  REPOSITORY,
  TABLE,
  type Cloud,
  type Scenario,
} from '../__tests__/support/runner/stage.ts';
import { TOOL } from '../__tests__/support/on-path.ts';
import { ANA, BASE_SHA, BEN, configuration, STACK, type Change } from './cast.ts';
import { findProblems, listLeftovers, readProduction, readProductionLock, saysThatItWaits } from './ending.ts';
import { followComments, readConversation } from './follow.ts';
import { readStyle } from './page-style.ts';
import { renderDemoPage } from './page.ts';
import type { StoryRecord } from './record.ts';
import { renderSeconds, Timeline } from './timeline.ts';
import { holdWork, Workflow } from './workflow.ts';

const PAGE = fileURLToPath(new URL('../demo.html', import.meta.url));
const DATA = fileURLToPath(new URL('../.cache/demo.json', import.meta.url));
/** How long anything in the story may take before it counts as stuck. */
const PATIENCE_MS = 300_000;
/** Long enough for the eye, and for a wait that is told in seconds. */
const PAUSE_MS = 2500;

const NOTHING = 'no object, no version, no item';

interface Stage {
  readonly cloud: Cloud;
  readonly scenario: Scenario;
  readonly timeline: Timeline;
  readonly workflow: Workflow;
  readonly mergedAtMs: Map<Change, number>;
  /** What has to be ended when the story ends early. */
  readonly ends: AsyncDisposableStack;
}

async function perform(stage: Stage): Promise<void> {
  const { timeline } = stage;
  timeline.heading('Production, as it is');
  await begin(stage);
  const hold = await holdProduction(stage);
  timeline.heading('Two pull requests are planned side by side, and neither waits for production');
  await planSideBySide(stage);
  timeline.heading('Both are merged: one apply at a time, in the order of the merges');
  await mergeBoth(stage, hold);
  timeline.heading('What is left');
  await end(stage, hold);
}

async function begin({ scenario, timeline }: Stage): Promise<void> {
  const { github, prodKey } = scenario;
  github.addCommit({ sha: BASE_SHA });
  github.setBranch('main', BASE_SHA);
  const checkout = await scenario.checkout(configuration([]));
  const { code, output } = await checkout.terraform(prodKey, 'apply', '-auto-approve', '-no-color');
  if (code !== 0) throw new Error(`Production could not be applied by hand:\n\n${output}`);
  const added = /(\d+) added/.exec(output)?.[1] ?? '';
  timeline.tell('carol', `has applied ${added} resources by hand, to the state s3://${BUCKET}/${prodKey}`);
}

interface Hold {
  /** As Terraform's lock record names the holder. */
  readonly who: string;
  readonly lockId: string;
  /** Lets the work end that the lock is held for, and waits for that. */
  release(): Promise<void>;
}

/** Carol takes a backup from her laptop: plain Terraform, with work in flight that takes its time. */
async function holdProduction({ cloud, scenario, timeline, ends }: Stage): Promise<Hold> {
  const checkout = await scenario.checkout(configuration([]));
  const letGo = await holdWork(checkout);
  const words = ['apply', '-auto-approve', '-no-color', '-replace=terraform_data.backup'];
  const applying = checkout.terraform(scenario.prodKey, ...words);
  ends.defer(async () => {
    await letGo();
    await applying;
  });
  await until('carol holds the lock', () => readProductionLock(cloud, scenario) !== undefined);
  const lock = readProductionLock(cloud, scenario);
  const who = lock?.Who ?? '';
  timeline.tell('carol', `runs ${TOOL} apply on her laptop and holds production's lock, as ${who}`);
  return {
    who,
    lockId: lock?.ID ?? '',
    release: async () => {
      await letGo();
      const { code, output } = await applying;
      if (code !== 0) throw new Error(`Carol's apply failed:\n\n${output}`);
      timeline.tell('carol', 'is done, and her lock is free');
    },
  };
}

async function planSideBySide({ scenario, timeline, workflow }: Stage): Promise<void> {
  for (const { number, title, author, headSha, branch: headRef } of [ANA, BEN]) {
    scenario.github.addCommit({ sha: headSha, parents: [BASE_SHA], message: title });
    scenario.github.addPullRequest({ number, title, author, headSha, headRef });
    timeline.tell(author, `opens #${number}: ${title}`);
  }
  await Promise.all([workflow.plan(ANA), workflow.plan(BEN)]);
}

async function mergeBoth(stage: Stage, hold: Hold): Promise<void> {
  const { cloud, scenario, workflow, ends } = stage;
  const anasCheckout = scenario.checkout(configuration([ANA]));
  // Replacing the database takes until Ben's run has been seen to wait for it.
  const databaseIsReady = await holdWork(await anasCheckout);
  ends.defer(databaseIsReady);

  const ana = async (): Promise<void> => {
    merge(stage, ANA, BASE_SHA);
    await Promise.all([workflow.apply(ANA, [ANA], anasCheckout), workflow.cleanup(ANA, [ANA])]);
  };
  const carol = async (): Promise<void> => {
    await untilWaitIsTold(scenario, ANA);
    await pause(PAUSE_MS);
    await hold.release();
  };
  const ben = async (): Promise<void> => {
    await until("it is the turn of #41's apply", () => isHeldByApply(cloud, scenario, hold));
    merge(stage, BEN, ANA.mergeSha);
    const both = [ANA, BEN];
    await Promise.all([workflow.apply(BEN, both, scenario.checkout(configuration(both))), workflow.cleanup(BEN, both)]);
  };
  const database = async (): Promise<void> => {
    await untilWaitIsTold(scenario, BEN);
    await pause(PAUSE_MS);
    await databaseIsReady();
  };
  await Promise.all([ana(), carol(), ben(), database()]);
}

function merge({ scenario, timeline, mergedAtMs }: Stage, change: Change, onto: string): void {
  const { number, author, title, headSha, mergeSha } = change;
  scenario.github.addCommit({ sha: mergeSha, parents: [onto, headSha], message: `${title} (#${number})` });
  scenario.github.setBranch('main', mergeSha);
  scenario.github.updatePullRequest(number, { merged: true, mergeCommitSha: mergeSha });
  mergedAtMs.set(change, Date.now());
  timeline.tell(author, `merges #${number}`);
}

async function end({ cloud, scenario, timeline, mergedAtMs }: Stage, { who }: Hold): Promise<void> {
  const problems = [...findProblems(cloud, scenario)];
  const leftovers: string[] = [];
  for (const change of [ANA, BEN]) {
    const left = await listLeftovers(cloud, scenario, change);
    timeline.tell(`#${change.number}`, `at its state key: ${left.length === 0 ? NOTHING : left.join(', ')}`);
    problems.push(...left.map((what) => `#${change.number} left something behind: ${what}`));
    leftovers.push(...left);
  }
  const production = readProduction(cloud, scenario);
  timeline.tell('prod', `state serial ${production.serial}: ${production.resources.join(', ')}`);
  for (const [name, value] of Object.entries(production.outputs)) timeline.tell('prod', `output ${name} = ${value}`);

  const conversations = [ANA, BEN].map((change) =>
    readConversation(scenario, timeline, change, mergedAtMs.get(change)),
  );
  const record: StoryRecord = {
    repository: REPOSITORY,
    who,
    moments: timeline.moments,
    conversations,
    production,
    leftovers,
  };
  await mkdir(dirname(DATA), { recursive: true });
  await writeFile(DATA, `${JSON.stringify(record, undefined, 2)}\n`);
  await writeFile(PAGE, renderDemoPage(record, readStyle('as-the-system')));
  if (problems.length > 0) throw new Error(`The story did not end as told.\n- ${problems.join('\n- ')}`);
}

/** The place in the queue counts; where there is no queue, the lock does. */
async function isHeldByApply(cloud: Cloud, scenario: Scenario, { lockId }: Hold): Promise<boolean> {
  const turns = await cloud.dynamodb.item(TABLE, `${BUCKET}/${scenario.prodKey}#lockstep`);
  const lock = readProductionLock(cloud, scenario);
  return turns !== undefined || (lock !== undefined && lock.ID !== lockId);
}

function untilWaitIsTold({ github }: Scenario, { number }: Change): Promise<void> {
  return until(`the comment on #${number} says that its apply waits`, () =>
    github.history(number).some(({ body }) => saysThatItWaits(body)),
  );
}

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const givesUpAtMs = Date.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (Date.now() > givesUpAtMs) throw new Error(`Waited ${PATIENCE_MS / 1000} s in vain until ${what}.`);
    await pause(50);
  }
}

/** Keeps nobody waiting when the story has ended early. */
async function pause(ms: number): Promise<void> {
  await sleep(ms, undefined, { ref: false });
}

async function main(): Promise<void> {
  // Checkouts and runners' folders are made in the system's temporary folder: in one of our own they go away together.
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-demo-'));
  process.env['TMPDIR'] = folder;
  try {
    await using cloud = await openCloud();
    await using scenario = await openScenario(cloud, { name: STACK, lockMode: 'both' });
    const timeline = new Timeline(console.log);
    const workflow = new Workflow(scenario, timeline);
    await using ends = new AsyncDisposableStack();
    ends.defer(() => workflow.cancel());
    ends.use(followComments(scenario, timeline, [ANA, BEN]));
    const interrupted = new Promise<never>((_, reject) => {
      process.once('SIGINT', () => {
        reject(new Error('Interrupted.'));
      });
    });
    await Promise.race([perform({ cloud, scenario, timeline, workflow, mergedAtMs: new Map(), ends }), interrupted]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const startedAtMs = Date.now();
try {
  await main();
  console.log(`\nAll of it came out as told, in ${renderSeconds(Date.now() - startedAtMs)}.`);
  console.log(`To see the pull requests as their reviewers do, open ${relative(process.cwd(), PAGE)} in a browser.`);
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
