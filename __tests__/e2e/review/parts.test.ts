import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseReview, renderReview } from '../../../src/domain/review/review-document.ts';
import type { Review } from '../../../src/domain/review/review.ts';
import {
  BUCKET,
  openCloud,
  openScenario,
  resource,
  shaOf,
  type Cloud,
  type Scenario,
} from '../../support/runner/stage.ts';
import { TOOL } from '../../support/on-path.ts';
import { describeWithTerraform, describeWithTofu } from '../../support/runner/with-terraform.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await openCloud();
});
afterAll(async () => {
  await cloud[Symbol.asyncDispose]();
});

const BEFORE = resource('a', '1') + resource('b', '1');
const AFTER = resource('a', '2') + resource('b', '2');

/** #42 is planned whole and merged; `between` comes after the one and before the other. */
async function planAndMerge(scenario: Scenario, between?: () => void): Promise<void> {
  const { github } = scenario;
  github.addCommit({ sha: shaOf('first') });
  github.setBranch('main', shaOf('first'));
  await (await scenario.checkout(BEFORE)).push(shaOf('first'));
  github.addPullRequest({ number: 42, headSha: shaOf('head of 42') });
  const planned = await (await scenario.checkout(AFTER)).plan(42);
  expect(planned.outputs).toMatchObject({ outcome: 'planned', 'to-change': '2' });
  between?.();
  github.addCommit({ sha: shaOf('merge'), parents: [shaOf('first')] });
  github.setBranch('main', shaOf('merge'));
  github.updatePullRequest(42, { merged: true, mergeCommitSha: shaOf('merge') });
}

function reviewOf(scenario: Scenario): Review | undefined {
  const stored = cloud.s3.get(BUCKET, scenario.reviewKey(42));
  const reading = stored === undefined ? undefined : parseReview(stored.body);
  return reading?.kind === 'review' ? reading.review : undefined;
}

async function expectPart(name: string, args: string): Promise<void> {
  await using scenario = await openScenario(cloud, { name, lockMode: 'table' });
  await planAndMerge(scenario);
  const checkout = await scenario.checkout(AFTER);

  const part = await checkout.push(shaOf('merge'), { env: { TF_CLI_ARGS_plan: args } });

  expect(part.outputs).toMatchObject({ outcome: 'applied', 'to-change': '1' });
  expect(scenario.github.comments(42)[0]?.body).toContain('This is a part of a plan');
  // What it has left undone is still to be compared.
  expect(reviewOf(scenario)?.prNumber).toBe(42);

  const rest = await checkout.push(shaOf('merge'), { runId: '4002' });

  expect(rest.outputs).toMatchObject({ outcome: 'applied', 'to-change': '1' });
  expect(scenario.github.comments(42)[0]?.body).not.toContain('This is a part of a plan');
  expect(reviewOf(scenario)).toBeUndefined();
}

describeWithTerraform('an apply of a part', () => {
  test('leaves the reviews where they are, also when TF_CLI_ARGS_plan has cut it', async () => {
    await expectPart('part-target', '-target=terraform_data.a');
  });
});

describeWithTofu('an apply of a part, in OpenTofu', () => {
  test('leaves the reviews where they are when -exclude has cut it', async () => {
    await expectPart('part-exclude', '-exclude=terraform_data.a');
  });
});

describeWithTerraform('the tool of a review', () => {
  test('is told before what differs, where it is another version by now', async () => {
    await using scenario = await openScenario(cloud, { name: 'other-version', lockMode: 'table' });
    let madeBy: Review['madeBy'];
    await planAndMerge(scenario, () => {
      const review = reviewOf(scenario);
      if (review === undefined) expect.unreachable();
      ({ madeBy } = review);
      const older = { ...review, madeBy: { tool: 'terraform', version: '1.4.0' } };
      cloud.s3.put(BUCKET, scenario.reviewKey(42), renderReview(older));
    });

    const stopped = await (await scenario.checkout(AFTER + resource('c', '1'))).push(shaOf('merge'));

    expect(stopped.outputs).toMatchObject({ 'failure-reason': 'plan-changed' });
    expect(madeBy?.tool).toBe(TOOL);
    expect(madeBy?.version).toMatch(/^1\.\d+\.\d+/);
    const name = `${TOOL === 'tofu' ? 'OpenTofu' : 'Terraform'} ${madeBy?.version ?? ''}`;
    expect(stopped.log).toContain(
      `#42 planned by Terraform 1.4.0, this by ${name}: the plan has a change that was not reviewed: terraform_data.c`,
    );
  });
});
