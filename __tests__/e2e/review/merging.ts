/** What happens to one pull request, #42, between its first commit and the apply of what was merged. */
import type { StepOptions, StepResult } from '../../support/runner/runner.ts';
import {
  dispatchOn,
  openScenario,
  pullRequest,
  resource,
  shaOf,
  type Cloud,
  type Scenario,
} from '../../support/runner/stage.ts';

export const ONE = resource('a', '1');
export const TWO = resource('a', '2');
export const STOPPED = { 'failure-reason': 'plan-changed' };

type More = Pick<StepOptions, 'with' | 'env' | 'runId'>;

/** Main with one commit on it, applied, and #42 open with the head A. */
export async function beginOn(cloud: Cloud, name: string, code = ONE): Promise<Scenario> {
  const scenario = await openScenario(cloud, { name, lockMode: 'both' });
  scenario.github.addCommit({ sha: shaOf('first') });
  scenario.github.setBranch('main', shaOf('first'));
  const { outputs } = await push(scenario, 'first', code);
  if (outputs['outcome'] !== 'applied') throw new Error(`the first commit of ${name} was not applied`);
  scenario.github.addPullRequest({ number: 42, headSha: shaOf('A') });
  return scenario;
}

export async function push(scenario: Scenario, word: string, code: string, more: More = {}): Promise<StepResult> {
  return (await scenario.checkout(code)).push(shaOf(word), more);
}

/** As GitHub starts it, whatever it knows of the pull request by now. */
export async function plan(scenario: Scenario, word: string, code: string, more: More = {}): Promise<StepResult> {
  const event = pullRequest('synchronize', 42, { headSha: shaOf(word) });
  return (await (await scenario.checkout(code)).step({ event, isLate: true, ...more })).ended;
}

/** As by-hand.yml starts it: what is on main is applied as it is, unless it says otherwise. */
export async function startByHand(
  scenario: Scenario,
  word: string,
  code: string,
  { with: inputs = { 'unreviewed-changes': 'allow' }, ...more }: More = {},
): Promise<StepResult> {
  const given = { command: 'apply', ...inputs };
  return (await (await scenario.checkout(code)).step({ event: dispatchOn('main', shaOf(word)), with: given, ...more }))
    .ended;
}

export function merge({ github }: Scenario, word: string, parent = 'first'): void {
  github.addCommit({ sha: shaOf(word), parents: [shaOf(parent)] });
  github.setBranch('main', shaOf(word));
  github.updatePullRequest(42, { merged: true, mergeCommitSha: shaOf(word) });
}

export function pushDirectly({ github }: Scenario, word: string, parent: string): void {
  github.addCommit({ sha: shaOf(word), parents: [shaOf(parent)], message: `${word}\n\nby hand` });
  github.setBranch('main', shaOf(word));
}

export function commentOf({ github }: Scenario): string {
  return github.comments(42)[0]?.body ?? '';
}
