import { afterAll, beforeAll, expect, test } from 'vitest';
import { BUCKET, openCloud, resource, shaOf, type Cloud, type Scenario } from '../../support/runner/stage.ts';
import type { StepResult } from '../../support/runner/runner.ts';
import { stateAt } from '../../support/runner/traces.ts';
import { describeOthersWithTerraform, describeWithTerraform } from '../../support/runner/with-terraform.ts';
import { beginOn, commentOf, merge, plan, push, pushDirectly, startByHand, STOPPED } from './merging.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await openCloud();
});
afterAll(async () => {
  await cloud[Symbol.asyncDispose]();
});

const CODE = resource('a', '1') + resource('b', '1') + 'output "of_a" {\n  value = terraform_data.a.id\n}\n';
const MORE = CODE + resource('c', '1');
const DESTROY = { with: { destroy: 'true' } };

function resourcesAt(scenario: Scenario): readonly unknown[] {
  const { resources } = JSON.parse(cloud.s3.get(BUCKET, scenario.prodKey)?.body.toString() ?? '{}') as {
    readonly resources: readonly unknown[];
  };
  return resources;
}

describeWithTerraform('a stack that is destroyed', () => {
  test('is reviewed as a plan that destroys everything, and destroyed after the merge; left on main, that does nothing', async () => {
    await using scenario = await beginOn(cloud, 'destroyed', CODE);
    const planned = await plan(scenario, 'A', CODE, DESTROY);

    expect(planned.outputs).toMatchObject({ outcome: 'planned', 'to-destroy': '2', 'to-add': '0' });
    expect(commentOf(scenario)).toContain('`.`: destroy everything · plan · 2 to destroy');
    expect(commentOf(scenario)).toContain('`destroy: true` is set: this destroys everything');
    expect(resourcesAt(scenario)).toHaveLength(2);

    merge(scenario, 'merge');
    const applied = await push(scenario, 'merge', CODE, DESTROY);

    expect(applied.outputs).toMatchObject({ outcome: 'applied', 'to-destroy': '2' });
    expect(commentOf(scenario)).toContain('destroy everything · applied · 2 destroyed');
    expect(commentOf(scenario)).toContain('everything is destroyed. What is left to do: remove the root module');
    expect(resourcesAt(scenario)).toEqual([]);
    const empty = stateAt(cloud, scenario.prodKey);

    const again = await push(scenario, 'merge', CODE, DESTROY);

    expect(again.outputs).toMatchObject({ outcome: 'no-changes' });
    expect(again.exitCode).toBe(0);
    expect(again.log).toContain('::warning::destroy: true is set, and nothing is left to destroy');
    expect(again.summary).toContain('destroy everything · applied · nothing is left to destroy');
    expect(again.summary).toContain('take it out of the workflow');
    expect(stateAt(cloud, scenario.prodKey)).toEqual(empty);
    expect(scenario.github.violations).toEqual([]);
  });
});

describeOthersWithTerraform('a stack that is destroyed, beside that', () => {
  test.each([
    ['reviewed as a plan that makes, and applied with destroy: true', {}, DESTROY, MORE],
    ['reviewed as a plan that destroys, and applied without', DESTROY, {}, MORE],
    // Nothing is left to do, which is not what was reviewed.
    ['reviewed as a plan that destroys, and applied without, where nothing is to be made', DESTROY, {}, CODE],
  ] as const)('is stopped when %s', async (title, planWith, applyWith, code) => {
    await using scenario = await beginOn(cloud, `mode-${shaOf(title).slice(0, 6)}`, CODE);
    await plan(scenario, 'A', code, planWith);
    merge(scenario, 'merge');
    const before = stateAt(cloud, scenario.prodKey);

    const stopped = await push(scenario, 'merge', code, applyWith);

    expect(stopped.exitCode).toBe(1);
    expect(['plan-changed', 'refused']).toContain(stopped.outputs['failure-reason']);
    expect(commentOf(scenario)).toContain('destroy: true');
    expect(stateAt(cloud, scenario.prodKey)).toEqual(before);

    // The way on that it names.
    if (planWith === DESTROY) {
      const done = await startByHand(scenario, 'merge', code, { with: { destroy: 'true' } });
      expect(done.outputs).toMatchObject({ outcome: 'applied', 'to-destroy': '2' });
      expect(resourcesAt(scenario)).toEqual([]);
    }
  });

  test.each<[string, (scenario: Scenario) => Promise<StepResult>]>([
    [
      'it was merged without such a plan',
      async (scenario) => {
        merge(scenario, 'merge');
        return push(scenario, 'merge', CODE, DESTROY);
      },
    ],
    ['it is started by hand on what is applied', async (scenario) => startByHand(scenario, 'first', CODE, DESTROY)],
    [
      'it is started by hand on what was pushed directly and is applied',
      async (scenario) => {
        pushDirectly(scenario, 'direct', 'first');
        expect((await push(scenario, 'direct', CODE)).outputs).toMatchObject({ outcome: 'no-changes' });
        return startByHand(scenario, 'direct', CODE, DESTROY);
      },
    ],
    [
      'it is pushed directly',
      async (scenario) => {
        pushDirectly(scenario, 'direct', 'first');
        return push(scenario, 'direct', CODE, DESTROY);
      },
    ],
  ])('that nobody has reviewed is stopped where %s', async (title, destroy) => {
    await using scenario = await beginOn(cloud, `unreviewed-${shaOf(title).slice(0, 6)}`, CODE);
    const stopped = await destroy(scenario);
    expect(stopped.exitCode).toBe(1);
    expect(stopped.outputs).toMatchObject(STOPPED);
    expect(stopped.summary).toContain('has to be reviewed in a pull request');
    expect(resourcesAt(scenario)).toHaveLength(2);
  });

  test('is kept after all by a run by hand that does not compare, and later pushes go on', async () => {
    await using scenario = await beginOn(cloud, 'kept', CODE);
    await plan(scenario, 'A', CODE, DESTROY);
    merge(scenario, 'merge');
    expect((await push(scenario, 'merge', CODE)).outputs).toMatchObject({ 'failure-reason': 'refused' });
    const kept = await startByHand(scenario, 'merge', CODE);
    expect(kept.outputs).toMatchObject({ outcome: 'no-changes' });
    pushDirectly(scenario, 'later', 'merge');
    expect((await push(scenario, 'later', CODE)).outputs).toMatchObject({ outcome: 'no-changes' });
    expect(resourcesAt(scenario)).toHaveLength(2);
  });

  test('and gets something new while destroy: true is left on main: it is not passed as done, and made once that is out', async () => {
    await using scenario = await beginOn(cloud, 'left', CODE);
    await startByHand(scenario, 'first', CODE, { with: { destroy: 'true', 'unreviewed-changes': 'allow' } });
    expect(resourcesAt(scenario)).toEqual([]);
    // It was planned before that came to main.
    await plan(scenario, 'A', MORE);
    merge(scenario, 'merge');

    const refused = await push(scenario, 'merge', MORE, DESTROY);

    expect(refused.outputs).toMatchObject({ 'failure-reason': 'refused' });
    expect(commentOf(scenario)).toContain('the last that was merged, was planned and reviewed without it');
    expect(resourcesAt(scenario)).toEqual([]);
    const applied = await push(scenario, 'merge', MORE);
    expect(applied.outputs).toMatchObject({ outcome: 'applied', 'to-add': '3' });
  });

  test('by a configuration that has no resources any more is reviewed and applied as any other', async () => {
    await using scenario = await beginOn(cloud, 'emptied', CODE);
    const planned = await plan(scenario, 'A', '');
    expect(planned.outputs).toMatchObject({ outcome: 'planned', 'to-destroy': '2' });
    merge(scenario, 'merge');
    const applied = await push(scenario, 'merge', '');
    expect(applied.outputs).toMatchObject({ outcome: 'applied', 'to-destroy': '2' });
    expect(resourcesAt(scenario)).toEqual([]);
  });

  test('is cleaned up after when its pull request is closed with destroy: true', async () => {
    await using scenario = await beginOn(cloud, 'given-up', CODE);
    await plan(scenario, 'A', CODE, DESTROY);
    expect(cloud.s3.versions(BUCKET, scenario.prKey(42))).not.toEqual([]);
    scenario.github.updatePullRequest(42, { state: 'closed' });
    const cleaned = await (await scenario.checkout(CODE)).close(42, DESTROY);
    expect(cleaned.outputs).toMatchObject({ outcome: 'cleaned' });
    expect(cloud.s3.versions(BUCKET, scenario.prKey(42))).toEqual([]);
  });
});
