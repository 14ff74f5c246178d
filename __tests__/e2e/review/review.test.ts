import { afterAll, beforeAll, test, vi } from 'vitest';
import { BUCKET, openCloud, openScenario, resource, shaOf, type Cloud } from '../../support/runner/stage.ts';
import { stateAt } from '../../support/runner/traces.ts';
import { describeOthersWithTerraform, describeWithTerraform } from '../../support/runner/with-terraform.ts';
import { pushDirectly, STOPPED } from './merging.ts';
import { begin, commentOn, merge, planAndApply, planFor } from './several.ts';

vi.setConfig({ maxConcurrency: 4 });

let cloud: Cloud;
beforeAll(async () => {
  cloud = await openCloud();
});
afterAll(async () => {
  await cloud[Symbol.asyncDispose]();
});

describeWithTerraform('what is applied', () => {
  test.concurrent(
    'a change of the merged code that is in no review stops the apply, and is named with its commit',
    async ({ expect }) => {
      await using scenario = await openScenario(cloud, { name: 'unreviewed', lockMode: 'both' });
      const code = resource('a', '1') + resource('b', '1');
      await begin(scenario, resource('a', '1'));
      await planFor(scenario, 42, code);
      merge(scenario.github, 42, 'merge');
      pushDirectly(scenario, 'smuggled', 'merge');
      const before = stateAt(cloud, scenario.prodKey);

      const stopped = await (await scenario.checkout(code + resource('c', '1'))).push(shaOf('smuggled'));

      expect(stopped.outputs).toMatchObject(STOPPED);
      expect(stopped.exitCode).toBe(1);
      expect(stateAt(cloud, scenario.prodKey)).toEqual(before);
      const body = commentOn(scenario, 42);
      expect(body).toContain('1 change was not reviewed');
      expect(body).toContain('| add | `terraform_data.c`<br>nothing of it |');
      expect(body).not.toContain('| `terraform_data.b` | nothing');
      expect(body).toContain(`\`${shaOf('smuggled').slice(0, 7)}\`, pushed without a pull request: \`smuggled\``);
      expect(stopped.summary).toContain('terraform_data.c');
      expect(scenario.github.violations).toEqual([]);
    },
  );

  test.concurrent(
    'the apply of one pull request carries what was reviewed of another that never got to apply',
    async ({ expect }) => {
      await using scenario = await openScenario(cloud, { name: 'carries', lockMode: 'table' });
      await begin(scenario, resource('a', '1'));
      // Neither was planned with the other.
      await planFor(scenario, 41, resource('a', '1') + resource('b', '1'));
      await planFor(scenario, 42, resource('a', '2'));
      merge(scenario.github, 41, 'merge of 41');
      merge(scenario.github, 42, 'merge of 42', 'merge of 41');

      const applied = await (
        await scenario.checkout(resource('a', '2') + resource('b', '1'))
      ).push(shaOf('merge of 42'));

      expect(applied.outputs).toMatchObject({ outcome: 'applied', 'to-add': '1', 'to-change': '1' });
      for (const prNumber of [41, 42]) {
        expect(commentOn(scenario, prNumber)).toContain('Carries what was reviewed in #41 and #42.');
        expect(cloud.s3.get(BUCKET, scenario.reviewKey(prNumber))).toBeUndefined();
        expect(cloud.s3.get(BUCKET, scenario.prKey(prNumber))).toBeUndefined();
      }
      expect(scenario.github.violations).toEqual([]);
    },
  );

  test.concurrent('goes on when the first of the two was applied by itself', async ({ expect }) => {
    await using scenario = await openScenario(cloud, { name: 'one-by-one', lockMode: 'lockfile' });
    await begin(scenario, resource('a', '1'));
    // The second one is planned on top of the first, and shows both.
    const both = resource('a', '2') + 'resource "terraform_data" "b" {\n  input = terraform_data.a.output\n}\n';
    await planFor(scenario, 41, resource('a', '2'));
    await planFor(scenario, 42, both);
    merge(scenario.github, 41, 'merge of 41');
    expect((await (await scenario.checkout(resource('a', '2'))).push(shaOf('merge of 41'))).outputs).toMatchObject({
      outcome: 'applied',
    });
    merge(scenario.github, 42, 'merge of 42', 'merge of 41');

    const applied = await (await scenario.checkout(both)).push(shaOf('merge of 42'));

    // What was known after the apply only is known by now.
    expect(applied.outputs).toMatchObject({ outcome: 'applied', 'to-add': '1', 'to-change': '0' });
    expect(commentOn(scenario, 42)).toContain('Reviewed, and in place already (1)');
    expect(commentOn(scenario, 42)).toContain('| change | `terraform_data.a` | #42 |');
  });

  test.concurrent(
    'other values than were reviewed stop the apply, and which attributes they are in is said',
    async ({ expect }) => {
      await using scenario = await openScenario(cloud, {
        name: 'other-values',
        lockMode: 'lockfile',
      });
      const stopped = await planAndApply(scenario, {
        before: resource('a', '1'),
        planned: resource('a', '2'),
        merged: resource('a', '3'),
      });
      expect(stopped.outputs).toMatchObject(STOPPED);
      expect(commentOn(scenario, 42)).toContain('| change | `terraform_data.a`<br>other values in #42: `input`');
      expect(commentOn(scenario, 42)).toContain('Every merged pull request has a review');
      expect(stateAt(cloud, scenario.prodKey).body).toContain('"1"');
    },
  );
});

describeOthersWithTerraform('what is applied', () => {
  test.concurrent('what somebody has changed on production meanwhile is not put back unseen', async ({ expect }) => {
    await using scenario = await openScenario(cloud, { name: 'meanwhile', lockMode: 'lockfile' });
    await begin(scenario, resource('a', '1') + resource('b', '1'));
    await planFor(scenario, 42, resource('a', '1') + resource('b', '1') + resource('c', '1'));
    const byHand = await scenario.checkout(resource('a', 'by hand') + resource('b', '1'));
    await byHand.terraform(scenario.prodKey, 'apply', '-auto-approve', '-no-color');
    merge(scenario.github, 42, 'merge');
    const merged = resource('a', '1') + resource('b', '1') + resource('c', '1');

    const stopped = await (await scenario.checkout(merged)).push(shaOf('merge'));

    expect(stopped.outputs).toMatchObject(STOPPED);
    expect(commentOn(scenario, 42)).toContain('| change | `terraform_data.a`<br>nothing of it |');
    expect(stateAt(cloud, scenario.prodKey).body).toContain('by hand');

    const allowed = await (
      await scenario.checkout(merged)
    ).push(shaOf('merge'), {
      with: { 'unreviewed-changes': 'allow' },
    });
    expect(allowed.outputs).toMatchObject({ outcome: 'applied', 'to-add': '1', 'to-change': '1' });
  });

  test.concurrent(
    'a sensitive value that is another than was reviewed stops the apply, and is shown nowhere',
    async ({ expect }) => {
      await using scenario = await openScenario(cloud, { name: 'sensitive', lockMode: 'lockfile' });
      const code =
        'variable "password" {\n  sensitive = true\n}\nresource "terraform_data" "a" {\n  triggers_replace = var.password\n}\n';
      const using = (password: string): { env: Record<string, string> } => ({ env: { TF_VAR_password: password } });
      await begin(scenario, code, using('hunter1'));
      await planFor(scenario, 42, code, using('hunter2'));
      const review = cloud.s3.get(BUCKET, scenario.reviewKey(42))?.body.toString() ?? '';
      merge(scenario.github, 42, 'merge');
      const stopped = await (await scenario.checkout(code)).push(shaOf('merge'), using('hunter3'));
      expect(stopped.outputs).toMatchObject(STOPPED);
      expect(commentOn(scenario, 42)).toContain('other values in #42: `triggers_replace`');
      expect(review).toContain('terraform_data.a');
      expect(review + stopped.log + stopped.summary + commentOn(scenario, 42)).not.toMatch(/hunter\d/);
      const applied = await (await scenario.checkout(code)).push(shaOf('merge'), using('hunter2'));
      expect(applied.outputs).toMatchObject({ outcome: 'applied' });
    },
  );

  test.concurrent(
    'a creation that failed half-way is finished by the next run without a new review',
    async ({ expect }) => {
      await using scenario = await openScenario(cloud, { name: 'half-way', lockMode: 'lockfile' });
      const code = `${resource('a', '1')}resource "terraform_data" "b" {\n  input = "1"\n  provisioner "local-exec" {\n    command = "test -n \\"$MAY_PASS\\""\n  }\n}\n`;
      const failed = await planAndApply(scenario, { before: resource('a', '1'), planned: code, merged: code });
      expect(failed.outputs).toMatchObject({ 'failure-reason': 'apply-failed' });
      const again = await (await scenario.checkout(code)).push(shaOf('merge'), { env: { MAY_PASS: 'yes' } });
      expect(again.outputs).toMatchObject({ outcome: 'applied', 'to-add': '1', 'to-destroy': '1' });
    },
  );
});

describeOthersWithTerraform('how changes came to the branch', () => {
  test.concurrent(
    'rebased, merged with a merge commit, and merged into another: told apart in one push, and a revert is nobody’s',
    async ({ expect }) => {
      await using scenario = await openScenario(cloud, { name: 'merges', lockMode: 'both' });
      const { github } = scenario;
      const of = (...names: readonly string[]): string => ['a', ...names].map((name) => resource(name, '1')).join('');
      await begin(scenario, of());
      await planFor(scenario, 41, of('r'));
      await planFor(scenario, 42, of('m', 'i'));
      await planFor(scenario, 43, of('i'));
      const commit = (word: string, ...parents: readonly string[]): void => {
        github.addCommit({ sha: shaOf(word), parents: parents.map(shaOf), message: `${word}\n` });
      };
      commit('rebased 1', 'first');
      commit('rebased 2', 'rebased 1');
      commit('inner', 'first');
      commit('42 with 43', 'first', 'inner');
      commit('merge of 42', 'rebased 2', '42 with 43');
      github.setBranch('main', shaOf('merge of 42'));
      const rebased = ['rebased 1', 'rebased 2'].map(shaOf);
      github.updatePullRequest(41, { merged: true, mergeCommitSha: shaOf('rebased 2'), commits: rebased });
      github.updatePullRequest(42, { merged: true, mergeCommitSha: shaOf('merge of 42') });
      github.updatePullRequest(43, { merged: true, mergeCommitSha: shaOf('42 with 43'), baseRef: 'change-42' });

      const applied = await (await scenario.checkout(of('r', 'm', 'i'))).push(shaOf('merge of 42'));

      expect(applied.outputs).toMatchObject({ outcome: 'applied', 'to-add': '3' });
      expect(commentOn(scenario, 41)).toContain('Carries what was reviewed in #43, #41 and #42.');
      expect(commentOn(scenario, 43)).toContain('applied');

      await planFor(scenario, 44, of('r', 'm', 'i', 'n'));
      merge(github, 44, 'merge of 44', 'merge of 42');
      pushDirectly(scenario, 'revert of 41', 'merge of 44');
      const stopped = await (await scenario.checkout(of('m', 'i', 'n'))).push(shaOf('revert of 41'));
      expect(stopped.outputs).toMatchObject(STOPPED);
      expect(commentOn(scenario, 44)).toContain('| destroy | `terraform_data.r`<br>nothing of it |');
      expect(commentOn(scenario, 44)).toContain('pushed without a pull request: `revert of 41`');
      expect(github.violations).toEqual([]);
    },
  );

  test.concurrent('what was merged before anything was ever applied is carried as well', async ({ expect }) => {
    await using scenario = await openScenario(cloud, { name: 'adopted', lockMode: 'table' });
    const broken = `${resource('a', '1')}resource "terraform_data" "b" {\n  provisioner "local-exec" {\n    command = "exit 3"\n  }\n}\n`;
    const mended = `${resource('a', '1')}resource "terraform_data" "b" {}\n`;
    await planFor(scenario, 41, broken);
    scenario.github.addCommit({ sha: shaOf('first') });
    merge(scenario.github, 41, 'merge of 41');
    const failed = await (await scenario.checkout(broken)).push(shaOf('merge of 41'));
    expect(failed.outputs).toMatchObject({ 'failure-reason': 'apply-failed' });
    await planFor(scenario, 42, mended + resource('c', '1'));
    merge(scenario.github, 42, 'merge of 42', 'merge of 41');
    const applied = await (await scenario.checkout(mended + resource('c', '1'))).push(shaOf('merge of 42'));
    expect(applied.outputs).toMatchObject({ outcome: 'applied' });
    expect(commentOn(scenario, 41)).toContain('Carries what was reviewed in #41 and #42.');
  });
});

describeOthersWithTerraform('what counts as a review', () => {
  test.concurrent('a plan on an empty state is none: it says nothing of what is destroyed', async ({ expect }) => {
    await using scenario = await openScenario(cloud, { name: 'on-empty', lockMode: 'lockfile' });
    await begin(scenario, resource('a', '1') + resource('b', '1'));
    await planFor(scenario, 42, resource('a', '1'), { with: { 'pr-state': 'empty' } });
    merge(scenario.github, 42, 'merge');
    const stopped = await (await scenario.checkout(resource('a', '1'))).push(shaOf('merge'));
    expect(stopped.outputs).toMatchObject(STOPPED);
    expect(commentOn(scenario, 42)).toContain('was planned on an empty state');
  });

  test.concurrent('a direct push has none: it is applied, with a warning in summary and log', async ({ expect }) => {
    await using scenario = await openScenario(cloud, { name: 'direct', lockMode: 'both' });
    await begin(scenario, resource('a', '1'));
    pushDirectly(scenario, 'pushed', 'first');
    const applied = await (await scenario.checkout(resource('a', '2'))).push(shaOf('pushed'));
    expect(applied.outputs).toMatchObject({ outcome: 'applied' });
    expect(applied.summary).toContain('Nothing of this was reviewed as a plan.');
    expect(applied.summary).toContain('pushed without a pull request: `pushed`');
    expect(applied.log).toContain('::warning::Nothing of this plan was reviewed');
  });

  test.concurrent('a merged head that is not the commit that was planned has none', async ({ expect }) => {
    await using scenario = await openScenario(cloud, { name: 'other-head', lockMode: 'both' });
    await begin(scenario, resource('a', '1'));
    await planFor(scenario, 41, resource('a', '1') + resource('b', '1'));
    await planFor(scenario, 42, resource('a', '1') + resource('c', '1'));
    merge(scenario.github, 41, 'merge of 41');
    merge(scenario.github, 42, 'merge of 42', 'merge of 41');
    scenario.github.updatePullRequest(42, { headSha: shaOf('pushed at the last moment') });
    const code = resource('a', '1') + resource('b', '1') + resource('c', '1');
    const stopped = await (await scenario.checkout(code)).push(shaOf('merge of 42'));
    expect(stopped.outputs).toMatchObject(STOPPED);
    expect(commentOn(scenario, 42)).toContain('| add | `terraform_data.c`<br>nothing of it |');
    expect(commentOn(scenario, 42)).toContain(
      `#42, merged at \`${shaOf('pushed at the last moment').slice(0, 7)}\`; what was planned last is \`${shaOf('head of 42').slice(0, 7)}\``,
    );
  });

  test.concurrent('unreviewed-changes: warn applies, and names what was not reviewed', async ({ expect }) => {
    await using scenario = await openScenario(cloud, { name: 'warn', lockMode: 'both' });
    const applied = await planAndApply(
      scenario,
      { before: resource('a', '1'), planned: resource('a', '2'), merged: resource('a', '3') },
      { with: { 'unreviewed-changes': 'warn' } },
    );
    expect(applied.outputs).toMatchObject({ outcome: 'applied' });
    expect(commentOn(scenario, 42)).toContain('`unreviewed-changes` let that pass');
    expect(commentOn(scenario, 42)).toContain('other values in #42');
  });

  test.concurrent('when GitHub does not say what was merged, nothing is applied', async ({ expect }) => {
    await using scenario = await openScenario(cloud, { name: 'no-answer', lockMode: 'both' });
    await begin(scenario, resource('a', '1'));
    await planFor(scenario, 42, resource('a', '2'));
    merge(scenario.github, 42, 'merge');
    scenario.github.addFault({
      matches: ({ path }) => path === '/graphql',
      times: Infinity,
      then: { kind: 'answer', status: 502, body: { message: 'Bad Gateway' } },
    });
    const refused = await (
      await scenario.checkout(resource('a', '2'))
    ).push(shaOf('merge'), { with: { 'lock-timeout': '3s' } });
    expect(refused.outputs).toMatchObject({ 'failure-reason': 'github-unusable' });
    expect(stateAt(cloud, scenario.prodKey).body).toContain('"1"');
  });
});

describeWithTerraform('after an apply', () => {
  test.concurrent(
    'open pull requests of the stack learn that their plans are behind, and the next plan clears it',
    async ({ expect }) => {
      await using scenario = await openScenario(cloud, { name: 'behind', lockMode: 'both' });
      await begin(scenario, resource('a', '1'));
      await planFor(scenario, 41, resource('a', '1') + resource('b', '1'));
      await planFor(scenario, 42, resource('a', '2'));
      merge(scenario.github, 42, 'merge');
      const requests = scenario.github.history(41).length;
      await (await scenario.checkout(resource('a', '2'))).push(shaOf('merge'));

      const lines = commentOn(scenario, 41).split('\n');
      expect(lines[5]).toContain('plan · 1 to add');
      expect(lines.slice(7, 9).join('\n')).toMatch(
        /^> \[!WARNING\]\n> This plan is behind: planned against serial 1, production is at 2\./,
      );
      expect(scenario.github.history(41)).toHaveLength(requests + 1);
      pushDirectly(scenario, 'pushed', 'merge');
      await (await scenario.checkout(resource('a', '3'))).push(shaOf('pushed'));
      expect(commentOn(scenario, 41)).toContain('planned against serial 1, production is at 3.');
      expect(commentOn(scenario, 41).match(/This plan is behind/g)).toHaveLength(1);

      await (await scenario.checkout(resource('a', '3') + resource('b', '1'))).plan(41);
      expect(commentOn(scenario, 41)).not.toContain('This plan is behind');
      expect(scenario.github.violations).toEqual([]);
    },
  );
});
