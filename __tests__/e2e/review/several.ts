/** What happens to several pull requests, between the first apply of main and that of what was merged. */
import { expect } from 'vitest';
import type { GitHubServer } from '../../support/github/github-server/server.ts';
import type { StepResult } from '../../support/runner/runner.ts';
import { shaOf, type Checkout, type Scenario } from '../../support/runner/stage.ts';

/** Main with one commit on it, applied. */
export async function begin(
  scenario: Scenario,
  code: string,
  more: Parameters<Checkout['push']>[1] = {},
): Promise<void> {
  scenario.github.addCommit({ sha: shaOf('first') });
  scenario.github.setBranch('main', shaOf('first'));
  const applied = await (await scenario.checkout(code)).push(shaOf('first'), more);
  expect(applied.outputs).toMatchObject({ outcome: 'applied' });
}

export async function planFor(
  scenario: Scenario,
  prNumber: number,
  code: string,
  more: Parameters<Checkout['plan']>[1] = {},
): Promise<StepResult> {
  scenario.github.addPullRequest({ number: prNumber, headSha: shaOf(`head of ${prNumber}`) });
  return (await scenario.checkout(code)).plan(prNumber, more);
}

/** Squashes the pull request on what is on main. */
export function merge(github: GitHubServer, prNumber: number, word: string, parent = 'first'): void {
  github.addCommit({ sha: shaOf(word), parents: [shaOf(parent)] });
  github.setBranch('main', shaOf(word));
  github.updatePullRequest(prNumber, { merged: true, mergeCommitSha: shaOf(word) });
}

/** Plans `planned` on #42, merges it, and applies `merged`. */
export async function planAndApply(
  scenario: Scenario,
  code: { readonly before: string; readonly planned: string; readonly merged: string },
  more: Parameters<Checkout['push']>[1] = {},
): Promise<StepResult> {
  await begin(scenario, code.before);
  await planFor(scenario, 42, code.planned);
  merge(scenario.github, 42, 'merge');
  return (await scenario.checkout(code.merged)).push(shaOf('merge'), more);
}

export function commentOn(scenario: Scenario, prNumber: number): string {
  return scenario.github.comments(prNumber)[0]?.body ?? '';
}
