import { afterAll, beforeAll, expect, test } from 'vitest';
import { holdLock, LASTING_RESOURCE } from '../../support/runner/hold.ts';
import { openCloud, openScenario, resource, shaOf, type Cloud } from '../../support/runner/stage.ts';
import { stateAt, tracesOf, writesTo } from '../../support/runner/traces.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { TOOL } from '../../support/on-path.ts';
import { describeCasesWithTerraform } from '../../support/runner/with-terraform.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await openCloud();
});
afterAll(async () => {
  await cloud[Symbol.asyncDispose]();
});

describeCasesWithTerraform('one pull request', (toTry) => {
  for (const lockMode of toTry(['both', 'table', 'lockfile'])) {
    const name = (scenario: string): string => `${scenario}-${lockMode}`;

    // What hangs on no place of the lock is shown in both together; the digest, and none, by the test after it.
    if (lockMode === 'both') {
      test(`a plan shows the true difference on the PR key and leaves production untouched, lock in ${lockMode}`, async () => {
        await using scenario = await openScenario(cloud, { name: name('diff'), lockMode });
        const before = await scenario.checkout(resource('kept', 'one') + resource('gone', 'x'));
        await before.terraform(scenario.prodKey, 'apply', '-auto-approve');
        const production = stateAt(cloud, scenario.prodKey);
        scenario.github.addPullRequest({ number: 42, headSha: shaOf('head of 42') });
        const checkout = await scenario.checkout(resource('kept', 'two') + resource('new', 'y'));
        cloud.s3.clearRequests();
        cloud.dynamodb.clearRequests();

        const planned = await checkout.plan(42);

        expect(planned.outputs).toMatchObject({
          command: 'plan',
          outcome: 'planned',
          'pr-number': '42',
          'state-key': scenario.prKey(42),
          changes: 'true',
          'to-add': '1',
          'to-change': '1',
          'to-destroy': '1',
        });
        expect(planned.exitCode).toBe(0);
        expect(stateAt(cloud, scenario.prodKey)).toEqual(production);
        expect(writesTo(cloud, scenario.prodKey)).toEqual([]);
        const [comment, ...others] = scenario.github.comments(42);
        expect(others).toEqual([]);
        expect(comment?.body).toContain('plan · 1 to destroy, 1 to change, 1 to add');
        expect(comment?.body).toContain('Destroys `terraform_data.gone`: no longer in the configuration.');
        expect(comment?.body).toContain('snapshot of production serial 1');
        expect(planned.summary).toContain('terraform_data.new');
        expect(scenario.github.violations).toEqual([]);
      });
    }

    test(`the snapshot is production byte for byte, with a digest item of its own where there is a table, lock in ${lockMode}`, async () => {
      await using scenario = await openScenario(cloud, { name: name('snapshot'), lockMode });
      const checkout = await scenario.checkout(resource('a', 'one'));
      await checkout.terraform(scenario.prodKey, 'apply', '-auto-approve');
      await checkout.plan(42);

      expect(stateAt(cloud, scenario.prKey(42)).body).toBe(stateAt(cloud, scenario.prodKey).body);
      const digest = async (key: string): Promise<unknown> =>
        (await cloud.dynamodb.item('locks', `states/${key}-md5`))?.['Digest'];
      expect(await digest(scenario.prKey(42))).toEqual(await digest(scenario.prodKey));
      expect((await digest(scenario.prKey(42))) === undefined).toBe(lockMode === 'lockfile');
    });

    test(`a plan does not wait for a locked production, and names its holder and the serial of the snapshot, lock in ${lockMode}`, async () => {
      await using scenario = await openScenario(cloud, { name: name('locked'), lockMode });
      const person = await scenario.checkout(resource('a', 'one') + LASTING_RESOURCE);
      await (await scenario.checkout(resource('a', 'one'))).terraform(scenario.prodKey, 'apply', '-auto-approve');
      const hold = await holdLock(person, scenario.prodKey);

      const planned = await (await scenario.checkout(resource('a', 'two'))).plan(42);
      await hold.letGo();

      expect(planned.outputs).toMatchObject({ outcome: 'planned', 'lock-wait-seconds': '0' });
      expect(planned.summary).toMatch(
        /Production was locked while this snapshot was taken, by `[^`]+@[^`]+`, `OperationTypeApply`/,
      );
      expect(planned.summary).toContain('This plan is of serial 1 and may be behind.');
    });

    test(`an apply waits for the held lock, explains the wait on the pull request, and then applies, lock in ${lockMode}`, async () => {
      await using scenario = await openScenario(cloud, { name: name('wait'), lockMode, unreviewed: 'warn' });
      const person = await scenario.checkout(resource('a', 'one') + LASTING_RESOURCE);
      const hold = await holdLock(person, scenario.prodKey);
      scenario.github.addPullRequest({
        number: 42,
        headSha: shaOf('head of 42'),
        merged: true,
        mergeCommitSha: shaOf('m'),
      });
      const checkout = await scenario.checkout(resource('a', 'two') + 'resource "terraform_data" "lasting" {}\n');
      await checkout.plan(42);

      const applying = checkout.push(shaOf('m'));
      await waitUntil(() => scenario.github.comments(42)[0]?.body.includes('apply is waiting') ?? false);
      const waiting = scenario.github.comments(42)[0]?.body ?? '';
      await hold.letGo();
      const applied = await applying;

      expect(waiting).toMatch(
        /^- held by `[^`]+@[^`]+`, `OperationTypeApply`, since (?:\d{4}-\d\d-\d\d )?\d\d:\d\d UTC \((?:under 1 s|(?:\d+ (?:h|min|s) ?)+)\)$/m,
      );
      expect(waiting).toMatch(/^- lock ID `[0-9a-f-]{36}`$/m);
      expect(waiting).toMatch(/gives up at (?:\d{4}-\d\d-\d\d )?\d\d:\d\d UTC/);
      expect(applied.outputs).toMatchObject({ outcome: 'applied', 'to-change': '1', 'state-key': scenario.prodKey });
      expect(JSON.parse(applied.outputs['lock-info'] ?? '')).toMatchObject({
        kind: 'state-lock',
        Operation: 'OperationTypeApply',
        alive: null,
      });
      const comments = scenario.github.comments(42);
      expect(comments).toHaveLength(1);
      expect(comments[0]?.body).toContain('applied · 1 changed in');
      expect(comments[0]?.body).toMatch(/Waited (?:under 1 s |(?:\d+ (?:h|min|s) )+)for `[^`]+@[^`]+`/);
      expect(stateAt(cloud, scenario.prodKey).body).toContain('"two"');
      expect(await tracesOf(cloud, scenario.prKey(42))).toEqual([]);
      expect(scenario.github.violations).toEqual([]);
    });

    test(`an apply that gives up waiting changes nothing and says how to recover that very lock, lock in ${lockMode}`, async () => {
      await using scenario = await openScenario(cloud, { name: name('timeout'), lockMode, unreviewed: 'warn' });
      const person = await scenario.checkout(resource('a', 'one') + LASTING_RESOURCE);
      await (await scenario.checkout(resource('a', 'one'))).terraform(scenario.prodKey, 'apply', '-auto-approve');
      scenario.github.addPullRequest({
        number: 42,
        headSha: shaOf('head of 42'),
        merged: true,
        mergeCommitSha: shaOf('m'),
      });
      const hold = await holdLock(person, scenario.prodKey);
      const production = stateAt(cloud, scenario.prodKey);

      const applied = await (
        await scenario.checkout(resource('a', 'two'))
      ).push(shaOf('m'), { with: { 'lock-timeout': '2s' } });

      expect(applied.exitCode).toBe(1);
      expect(applied.outputs).toMatchObject({ 'failure-reason': 'state-locked' });
      expect(applied.outputs).not.toHaveProperty('outcome');
      const lockId = (JSON.parse(applied.outputs['lock-info'] ?? '') as { ID: string }).ID;
      expect(lockId).toMatch(/^[0-9a-f-]{36}$/);
      const comment = scenario.github.comments(42)[0]?.body ?? '';
      expect(comment).toContain('apply gave up waiting · nothing was changed');
      expect(comment).toContain(`${TOOL} init -reconfigure -backend-config=key=${scenario.prodKey}`);
      expect(comment).toContain(`${TOOL} force-unlock ${lockId}`);
      expect(stateAt(cloud, scenario.prodKey)).toEqual(production);
      expect(applied.log).not.toMatch(/(?:\n|%0A)\s+at /);
      expect((await hold.letGo()).code).toBe(0);
    });

    test(`a cleanup leaves no object, version, delete marker or item, and does not touch the neighbour pr-42, lock in ${lockMode}`, async () => {
      await using scenario = await openScenario(cloud, { name: name('cleanup'), lockMode });
      const checkout = await scenario.checkout(resource('a', 'one'));
      await checkout.terraform(scenario.prodKey, 'apply', '-auto-approve');
      scenario.github.addPullRequest({ number: 4, headSha: shaOf('head of 4') });
      await checkout.plan(42);
      await checkout.plan(4);
      const neighbour = await tracesOf(cloud, scenario.prKey(42));
      const production = stateAt(cloud, scenario.prodKey);
      expect(await tracesOf(cloud, scenario.prKey(4))).not.toEqual([]);

      const cleaned = await checkout.close(4);

      expect(cleaned.outputs).toMatchObject({ command: 'cleanup', outcome: 'cleaned', 'pr-number': '4' });
      expect(await tracesOf(cloud, `${name('cleanup')}/prod/pr-4/`)).toEqual([]);
      expect(await tracesOf(cloud, scenario.prKey(42))).toEqual(neighbour);
      expect(stateAt(cloud, scenario.prodKey)).toEqual(production);
      expect(scenario.github.comments(4)[0]?.body).toContain('closed · what the pull request left behind is deleted');

      const again = await checkout.close(4);
      expect(again.outputs).toMatchObject({ outcome: 'cleaned' });
    });

    if (lockMode === 'table') continue;
    test(`a PR state that somebody applied on is kept by the cleanup and by the next plan, until production knows all of it, lock in ${lockMode}`, async () => {
      await using scenario = await openScenario(cloud, { name: name('in-use'), lockMode });
      const checkout = await scenario.checkout(resource('a', 'one'));
      await checkout.terraform(scenario.prodKey, 'apply', '-auto-approve');
      scenario.github.addPullRequest({ number: 42, headSha: shaOf('head of 42') });
      const branch = await scenario.checkout(resource('a', 'one') + resource('extra', 'real'));
      await branch.plan(42);
      await branch.terraform(scenario.prKey(42), 'apply', '-auto-approve');
      const applied = stateAt(cloud, scenario.prKey(42));

      const closed = await branch.close(42);
      const planned = await branch.plan(42);

      for (const result of [closed, planned]) {
        expect(result.outputs).toMatchObject({ 'failure-reason': 'pr-state-in-use' });
        expect(result.exitCode).toBe(1);
        expect(result.summary).toContain('`terraform_data.extra`');
        expect(result.summary).not.toContain('`terraform_data.a`');
        expect(result.summary).not.toContain('destroy');
        expect(result.summary).toContain(`${TOOL} state rm terraform_data.extra`);
      }
      expect(stateAt(cloud, scenario.prKey(42))).toEqual(applied);

      const id = idOf(applied.body, 'extra');
      const importing = await scenario.checkout(
        `${resource('a', 'one')}${resource('extra', 'real')}import {\n  to = terraform_data.extra\n  id = ${JSON.stringify(id)}\n}\n`,
      );
      expect((await importing.push(shaOf('import'))).outputs).toMatchObject({ outcome: 'applied', 'to-import': '1' });
      expect((await branch.plan(42)).outputs).toMatchObject({ outcome: 'no-changes' });
      expect((await branch.close(42)).outputs).toMatchObject({ outcome: 'cleaned' });
      expect(await tracesOf(cloud, scenario.prKey(42))).toEqual([]);
    });
  }
});

/** The id of an instance in a state's text, which every tool writes with other white space. */
function idOf(state: string, name: string): string {
  const { resources } = JSON.parse(state) as {
    readonly resources: readonly {
      readonly name: string;
      readonly instances: readonly { attributes: { id: string } }[];
    }[];
  };
  return resources.find((one) => one.name === name)?.instances[0]?.attributes.id ?? '';
}
