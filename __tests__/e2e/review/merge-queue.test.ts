import { afterAll, beforeAll, test, vi } from 'vitest';
import { mergeGroupEvent } from '../../support/github/events.ts';
import type { StepResult } from '../../support/runner/runner.ts';
import {
  BUCKET,
  openCloud,
  openScenario,
  REPOSITORY,
  resource,
  shaOf,
  type Checkout,
  type Cloud,
  type Scenario,
} from '../../support/runner/stage.ts';
import { describeWithTerraform } from '../../support/runner/with-terraform.ts';
import { STOPPED } from './merging.ts';
import { begin, commentOn, merge, planFor } from './several.ts';

vi.setConfig({ maxConcurrency: 4 });

let cloud: Cloud;
beforeAll(async () => {
  cloud = await openCloud();
});
afterAll(async () => {
  await cloud[Symbol.asyncDispose]();
});

describeWithTerraform('a merge queue', () => {
  const group = (scenario: Scenario, prNumber: number, word: string, base: string): Parameters<Checkout['step']>[0] => {
    const ref = `gh-readonly-queue/main/pr-${prNumber}-${shaOf(base)}`;
    scenario.github.addCommit({ sha: shaOf(word), parents: [shaOf(base)] });
    scenario.github.setBranch(ref, shaOf(word));
    const payload = mergeGroupEvent({
      number: prNumber,
      headSha: shaOf(word),
      baseSha: shaOf(base),
      repository: REPOSITORY,
    });
    return { event: { name: 'merge_group', payload, ref: `refs/heads/${ref}`, sha: shaOf(word) } };
  };
  const planGroup = async (
    scenario: Scenario,
    code: string,
    step: Parameters<Checkout['step']>[0],
  ): Promise<StepResult> => (await (await scenario.checkout(code)).step(step)).ended;

  test.concurrent(
    'lets a pull request through whose review holds, also behind one that is queued before it',
    async ({ expect }) => {
      await using scenario = await openScenario(cloud, { name: 'queue', lockMode: 'both' });
      await begin(scenario, resource('a', '1'));
      await planFor(scenario, 41, resource('a', '1') + resource('b', '1'));
      await planFor(scenario, 42, resource('a', '2'));
      const review = cloud.s3.get(BUCKET, scenario.reviewKey(42))?.body.toString();
      const first = group(scenario, 41, 'group of 41', 'first');
      const second = group(scenario, 42, 'group of 42', 'group of 41');
      const both = resource('a', '2') + resource('b', '1');
      expect((await planGroup(scenario, resource('a', '1') + resource('b', '1'), first)).outputs).toMatchObject({
        outcome: 'planned',
        'to-add': '1',
      });
      const planned = await planGroup(scenario, both, second);
      expect(planned.outputs).toMatchObject({ outcome: 'planned', 'to-add': '1', 'to-change': '1' });
      expect(commentOn(scenario, 42)).toContain('Carries what was reviewed in #41 and #42.');
      // What reviewers saw stays what they saw.
      expect(cloud.s3.get(BUCKET, scenario.reviewKey(42))?.body.toString()).toBe(review);
      expect(scenario.github.violations).toEqual([]);
    },
  );

  test.concurrent(
    'lets it through as well when what it stands on is applied while it is planned',
    async ({ expect }) => {
      await using scenario = await openScenario(cloud, { name: 'queue-race', lockMode: 'table' });
      await begin(scenario, resource('a', '1'));
      await planFor(scenario, 41, resource('a', '1') + resource('b', '1'));
      await planFor(scenario, 42, resource('a', '2'));
      merge(scenario.github, 41, 'merge of 41');
      const step = group(scenario, 42, 'group of 42', 'merge of 41');
      const applying = Promise.withResolvers<StepResult>();
      // Production has been read by then, so the plan will have what is now applied.
      cloud.dynamodb.addFault({
        matches: ({ operation, lockId }) => operation === 'GetItem' && lockId === `${BUCKET}/${scenario.prKey(42)}-md5`,
        then: {
          kind: 'run',
          task: async () => {
            const checkout = await scenario.checkout(resource('a', '1') + resource('b', '1'));
            applying.resolve(await checkout.push(shaOf('merge of 41')));
          },
        },
      });
      const planned = await planGroup(scenario, resource('a', '2') + resource('b', '1'), step);
      expect((await applying.promise).outputs).toMatchObject({ outcome: 'applied' });
      expect(planned.outputs).toMatchObject({ outcome: 'planned', 'to-add': '1', 'to-change': '1' });
    },
  );

  test.concurrent('keeps a pull request out whose review no longer holds', async ({ expect }) => {
    await using scenario = await openScenario(cloud, { name: 'queue-not', lockMode: 'both' });
    await begin(scenario, resource('a', '1') + resource('b', '1'));
    await planFor(scenario, 42, resource('a', '2') + resource('b', '1'));
    const step = group(scenario, 42, 'group of 42', 'first');
    const stopped = await planGroup(scenario, resource('a', '2') + resource('b', '3'), step);
    expect(stopped.outputs).toMatchObject(STOPPED);
    expect(stopped.exitCode).toBe(1);
    expect(commentOn(scenario, 42)).toContain('| change | `terraform_data.b`<br>nothing of it |');
    expect(commentOn(scenario, 42)).toContain('bring the branch up to date with its base');
  });
});
