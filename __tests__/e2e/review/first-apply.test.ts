import { afterAll, beforeAll, expect, test } from 'vitest';

import { dispatchOn, openCloud, openScenario, resource, shaOf, type Cloud } from '../../support/runner/stage.ts';
import { describeWithTerraform } from '../../support/runner/with-terraform.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await openCloud();
});
afterAll(async () => {
  await cloud[Symbol.asyncDispose]();
});

const STOPPED = { 'failure-reason': 'plan-changed' };

describeWithTerraform('before the first apply has ended well', () => {
  test('a pull request that nobody has planned is not applied by the pushes after its own, nor by hand', async () => {
    await using scenario = await openScenario(cloud, { name: 'first', lockMode: 'both' });
    const { github } = scenario;
    const checkout = await scenario.checkout(resource('a', '1'));
    const grow = (word: string, ...parents: readonly string[]): void => {
      github.addCommit({ sha: shaOf(word), parents: parents.map(shaOf) });
      github.setBranch('main', shaOf(word));
    };
    grow('start');
    grow('merge', 'start');
    github.addPullRequest({ number: 5, headSha: shaOf('A'), merged: true, mergeCommitSha: shaOf('merge') });
    expect((await checkout.push(shaOf('merge'))).outputs).toMatchObject(STOPPED);
    grow('readme', 'merge');
    const pushed = await checkout.push(shaOf('readme'));
    expect(pushed.outputs).toMatchObject(STOPPED);
    expect(pushed.summary).toContain('#5, merged at');
    // Somebody had a commit of their own on what was there before, and has pulled.
    github.addCommit({ sha: shaOf('local'), parents: [shaOf('start')] });
    grow('pulled', 'local', 'readme');
    const byHand = await (await checkout.step({ event: dispatchOn('main', shaOf('pulled')) })).ended;
    expect(byHand.outputs).toMatchObject(STOPPED);
    expect(byHand.summary).toContain('#5, merged at');
  });
});
