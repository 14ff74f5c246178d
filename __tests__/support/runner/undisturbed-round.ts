import { resource, shaOf, type Scenario } from './stage.ts';
import type { StepResult } from './runner.ts';

/** What one repository does when nobody is in the way. */
export const WORKS = ['plan', 'apply', 'apply of 10', 'cleanup'] as const;
export type Work = (typeof WORKS)[number];

export interface RoundOptions<Measured> {
  /** Steps that are measured have more of an environment, or another bundle, and an apply inputs of its own. */
  readonly measured: {
    readonly dist?: string | undefined;
    readonly env?: Readonly<Record<string, string>>;
    readonly apply?: Readonly<Record<string, string>>;
  };
  readonly measure: (task: () => Promise<void>) => Promise<Measured>;
}

/**
 * A plan of a commit after the first, its apply with one pull request, an apply that carries ten, and the cleanup of one
 * that was closed: each in a fresh checkout, main and post.
 */
export async function undisturbedRound<Measured>(
  scenario: Scenario,
  { measured, measure }: RoundOptions<Measured>,
): Promise<Readonly<Record<Work, Measured>>> {
  const { github } = scenario;
  const { dist, env = {}, apply: inputs = {} } = measured;
  const near = { dist };
  const far = { dist, env };
  const work = (task: () => Promise<StepResult>, outcome: string): Promise<Measured> =>
    measure(async () => {
      const { outputs, log } = await task();
      if (outputs['outcome'] !== outcome) throw new Error(log);
    });
  const merge = (prNumber: number, parent: string): string => {
    const sha = shaOf(`merge of ${prNumber}`);
    github.addCommit({ sha, parents: [parent] });
    github.setBranch('main', sha);
    github.updatePullRequest(prNumber, { merged: true, mergeCommitSha: sha });
    return sha;
  };
  const planOf = async (prNumber: number, input: string): Promise<void> => {
    github.addPullRequest({ number: prNumber, headSha: shaOf(`head of ${prNumber}`) });
    await (await scenario.checkout(resource('a', input))).plan(prNumber, near);
  };
  const before = await scenario.checkout(resource('a', 'one'));
  await before.terraform(scenario.prodKey, 'apply', '-auto-approve');
  await before.push(shaOf('before'), near);
  github.addCommit({ sha: shaOf('before') });
  await planOf(42, 'two');
  const again = await scenario.checkout(resource('a', 'two'));
  const plan = await work(() => again.plan(42, far), 'planned');
  const merged = merge(42, shaOf('before'));
  const applying = await scenario.checkout(resource('a', 'two'));
  const apply = await work(() => applying.push(merged, { ...far, with: inputs }), 'applied');
  let last = merged;
  for (let prNumber = 50; prNumber < 60; prNumber += 1) {
    await planOf(prNumber, `of ${prNumber}`);
    last = merge(prNumber, last);
  }
  const all = await scenario.checkout(resource('a', 'of 59'));
  const applyOf10 = await work(() => all.push(last, { ...far, with: inputs }), 'applied');
  await planOf(43, 'three');
  github.updatePullRequest(43, { state: 'closed' });
  const closing = await scenario.checkout(resource('a', 'three'));
  const cleanup = await work(() => closing.close(43, far), 'cleaned');
  return { plan, apply, 'apply of 10': applyOf10, cleanup };
}
