import { afterAll, beforeAll, expect, test } from 'vitest';
import { closed, leaveBehind, onSchedule, SWEEP, versionsAt } from '../../support/runner/leftovers.ts';
import { isOurs } from '../../support/ours.ts';
import { BUCKET, openCloud, openScenario, resource, shaOf, type Cloud } from '../../support/runner/stage.ts';
import { describeWithTerraform } from '../../support/runner/with-terraform.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await openCloud();
});
afterAll(async () => {
  await cloud[Symbol.asyncDispose]();
});

describeWithTerraform('a sweep of many', () => {
  test('deletes 10,000 keys of 300 closed pull requests without a request for each, and nothing else', async () => {
    await using scenario = await openScenario(cloud, { name: 'many', lockMode: 'lockfile' });
    const checkout = await scenario.checkout(resource('a', 'one'));
    expect((await checkout.push(shaOf('m'))).outputs).toMatchObject({ outcome: 'applied' });
    const body = cloud.s3.get(BUCKET, scenario.prodKey)?.body ?? expect.unreachable();
    for (let number = 1; number <= 300; number += 1) {
      leaveBehind(cloud, scenario, number, { body, writes: 28 });
      scenario.github.addPullRequest(closed(number));
    }
    for (let number = 301; number <= 310; number += 1) {
      leaveBehind(cloud, scenario, number, { body, writes: 2 });
      scenario.github.addPullRequest({ ...closed(number), state: 'open' });
    }
    const backup = `${scenario.prKey(7)}.backup-20261121T103000Z`;
    cloud.s3.put(BUCKET, backup, 'kept');
    const before = cloud.s3.versions(BUCKET, 'many/prod/').length;
    expect(before).toBeGreaterThan(10_000);
    cloud.s3.clearRequests();

    const swept = await (await checkout.step({ event: onSchedule(), with: SWEEP })).ended;

    expect(swept.outputs).toMatchObject({ command: 'sweep', outcome: 'swept' });
    expect(swept.summary).toContain('deleted what 300 closed pull requests left');
    expect(swept.summary).toContain('10 open ones are left alone');
    const left = cloud.s3.versions(BUCKET, 'many/prod/').map(({ key }) => key);
    const expected = [302, 310].flatMap((number) => versionsAt(cloud, scenario, number));
    expect(expected).toHaveLength(2 * 8);
    expect(left.filter((key) => !/\/pr-30[1-9]\/|\/pr-310\//.test(key))).toEqual([
      backup,
      ...left.filter((key) => key.startsWith(scenario.prodKey)),
    ]);
    const ours = cloud.s3.requests.filter(isOurs);
    const counts = Object.groupBy(ours, ({ operation }) => operation);
    // The notes of places are listed once, for all of them.
    expect(counts['ListObjectVersions']?.length).toBeLessThanOrEqual(Math.ceil(before / 1000) + 300 * 2 + 1);
    // A turn is taken and given back, and state, review and queue go one after the other, each looked at before and after.
    expect(ours.length).toBeLessThanOrEqual(300 * 22 + Math.ceil(before / 1000) + 20);
    expect(counts['DeleteObjects']?.length).toBeGreaterThanOrEqual(300);
    expect(counts['DeleteObject']?.length).toBeLessThanOrEqual(300 * 11);
    // All of them at once, and each again in its turn: it may have been opened since.
    expect(scenario.github.requests.filter(({ operationId }) => operationId === 'graphql')).toHaveLength(4 + 300);
    expect(scenario.github.violations).toEqual([]);

    const again = await (await checkout.step({ event: onSchedule(), with: SWEEP })).ended;
    expect(again.summary).toContain('sweep · nothing to do');
  });
});
