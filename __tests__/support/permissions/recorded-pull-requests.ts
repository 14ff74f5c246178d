import { mergeGroupEvent } from '../github/events.ts';
import { lockByHand, lockOf } from '../runner/lock-by-hand.ts';
import type { StepOptions } from '../runner/runner.ts';
import {
  BUCKET,
  dispatchOn,
  pullRequest,
  pushToMain,
  REPOSITORY,
  resource,
  shaOf,
  type Scenario,
} from '../runner/stage.ts';
import { waitUntil } from '../wait-until.ts';
import { confirmEnd, leaveStaleLock, releaseByHand, type RecordedStack } from './recorded-stack.ts';

const FIRST = resource('a', '1');
const WITH_B = resource('a', '1') + resource('b', '1');
const BOTH = resource('a', '2') + resource('b', '1');

/** Production from nothing, then pull requests from their plans to their apply, their cleanup and their unlock. */
export async function recordPullRequests(stack: RecordedStack): Promise<void> {
  const { scenario } = stack;
  const { github } = scenario;
  github.addCommit({ sha: shaOf('first') });
  github.setBranch('main', shaOf('first'));
  const first = { event: pushToMain(shaOf('first')) };
  await stack.run({ role: 'apply', operation: 'apply', ends: 'applied' }, FIRST, first);
  for (const number of [41, 42, 43, 44]) github.addPullRequest({ number, headSha: shaOf(`head of ${number}`) });

  await Promise.all([
    planBehindALock(stack, 41),
    planOverAStaleLock(stack, 42),
    planAndClose(stack, 43),
    cleanUpByForce(stack, 44),
    unlockByHand(stack, 45),
  ]);
  const group = queue(scenario, { number: 42, word: 'group of 42', base: 'group of 41' });
  queue(scenario, { number: 41, word: 'group of 41', base: 'first' });
  await stack.run({ role: 'plan', operation: 'merge-group', ends: 'planned' }, BOTH, group);

  merge(scenario, 41, { word: 'merge of 41', parent: 'first' });
  merge(scenario, 42, { word: 'merge of 42', parent: 'merge of 41' });
  // GitHub has the merge in the second after it.
  const mergedMs = Date.now();
  await waitUntil(() => Date.now() > mergedMs + 2000);
  // A plan that was late has written over the review that counts, which is an earlier version now.
  const review = stack.cloud.s3.get(BUCKET, scenario.reviewKey(42))?.body.toString() ?? '';
  stack.cloud.s3.put(BUCKET, scenario.reviewKey(42), review);
  await leaveStaleLock(stack, scenario.prodKey, 902);
  await stack.run({ role: 'apply', operation: 'apply-carrying', ends: 'applied' }, BOTH, {
    event: pushToMain(shaOf('merge of 42')),
    with: { 'stale-lock': 'recover' },
  });
  await stack.run({ role: 'apply', operation: 'superseded', ends: 'superseded' }, FIRST, first);
}

async function planBehindALock(stack: RecordedStack, number: number): Promise<void> {
  const { cloud, scenario, lockMode } = stack;
  const ana = lockOf('ana');
  await lockByHand(cloud, scenario.prKey(number), lockMode, ana);
  const recorded = { role: 'plan', operation: 'plan-waiting', ends: 'planned' } as const;
  const checkout = await scenario.checkout(WITH_B);
  const step = await stack.start(recorded, checkout, { event: pullRequest('synchronize', number) });
  await waitUntil(() => scenario.github.comments(number)[0]?.body.includes(ana.ID) ?? false);
  await releaseByHand(stack, scenario.prKey(number));
  confirmEnd(recorded, await step.ended);
}

async function planOverAStaleLock(stack: RecordedStack, number: number): Promise<void> {
  await leaveStaleLock(stack, stack.scenario.prKey(number), 901);
  await stack.run({ role: 'plan', operation: 'plan', ends: 'planned' }, resource('a', '2'), {
    event: pullRequest('synchronize', number),
  });
}

async function planAndClose(stack: RecordedStack, number: number): Promise<void> {
  const recorded = { role: 'plan', operation: 'plan', ends: 'planned' } as const;
  await stack.run(recorded, WITH_B, { event: pullRequest('opened', number) });
  await stack.run({ role: 'plan', operation: 'cleanup', ends: 'cleaned' }, WITH_B, {
    event: pullRequest('closed', number),
  });
}

/** Somebody has applied on the state of the pull request. The answer to its backup is lost, so that it is looked for. */
async function cleanUpByForce(stack: RecordedStack, number: number): Promise<void> {
  const { scenario } = stack;
  const person = await scenario.checkout(WITH_B);
  const { code, output } = await person.terraform(scenario.prKey(number), 'apply', '-auto-approve', '-no-color');
  if (code !== 0) throw new Error(output);
  stack.cloud.s3.addFault({
    matches: (request) => request.operation === 'PutObject' && request.key.includes('.backup-'),
    then: { kind: 'cut-after' },
  });
  await stack.run({ role: 'plan', operation: 'cleanup-by-force', ends: 'cleaned' }, WITH_B, {
    event: dispatchOn('main'),
    with: { command: 'cleanup', 'pr-number': String(number), force: 'true' },
  });
}

async function unlockByHand(stack: RecordedStack, number: number): Promise<void> {
  const lock = lockOf('ben');
  await lockByHand(stack.cloud, stack.scenario.prKey(number), stack.lockMode, lock);
  await stack.run({ role: 'plan', operation: 'unlock', ends: 'unlocked' }, FIRST, {
    event: dispatchOn('main'),
    with: { command: 'unlock', 'lock-id': lock.ID, 'pr-number': String(number) },
  });
}

/** One stack in a workspace of Terraform's, which has a key of its own. */
export async function recordWorkspace(stack: RecordedStack): Promise<void> {
  stack.scenario.github.addPullRequest({ number: 41, headSha: shaOf('head of 41') });
  const env = { TF_WORKSPACE: 'staging' };
  const push = { event: pushToMain(shaOf('first')), env };
  await stack.run({ role: 'apply', operation: 'apply', ends: 'applied' }, FIRST, push);
  const synchronized = { event: pullRequest('synchronize', 41), env };
  await stack.run({ role: 'plan', operation: 'plan', ends: 'planned' }, WITH_B, synchronized);
  const closed = { event: pullRequest('closed', 41), env };
  await stack.run({ role: 'plan', operation: 'cleanup', ends: 'cleaned' }, WITH_B, closed);
}

function queue(
  { github }: Scenario,
  { number, word, base }: { readonly number: number; readonly word: string; readonly base: string },
): Pick<StepOptions, 'event'> {
  const ref = `gh-readonly-queue/main/pr-${number}-${shaOf(base)}`;
  github.addCommit({ sha: shaOf(word), parents: [shaOf(base)] });
  github.setBranch(ref, shaOf(word));
  const payload = mergeGroupEvent({ number, headSha: shaOf(word), baseSha: shaOf(base), repository: REPOSITORY });
  return { event: { name: 'merge_group', payload, ref: `refs/heads/${ref}`, sha: shaOf(word) } };
}

function merge(
  { github }: Scenario,
  number: number,
  { word, parent }: { readonly word: string; readonly parent: string },
): void {
  github.addCommit({ sha: shaOf(word), parents: [shaOf(parent)] });
  github.setBranch('main', shaOf(word));
  github.updatePullRequest(number, { merged: true, mergeCommitSha: shaOf(word) });
}
