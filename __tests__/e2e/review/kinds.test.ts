import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { BUCKET, openCloud, openScenario, resource, shaOf, type Cloud } from '../../support/runner/stage.ts';
import { describeCasesWithTerraform } from '../../support/runner/with-terraform.ts';
import { STOPPED } from './merging.ts';
import { begin, commentOn, merge, planAndApply, planFor } from './several.ts';

vi.setConfig({ maxConcurrency: 4 });

let cloud: Cloud;
beforeAll(async () => {
  cloud = await openCloud();
});
afterAll(async () => {
  await cloud[Symbol.asyncDispose]();
});

describeCasesWithTerraform('what is reviewed', (toTry) => {
  const MOVED = 'moved {\n  from = terraform_data.a\n  to   = terraform_data.b\n}\n';
  const IMPORTED = 'import {\n  to = terraform_data.i\n  id = "some-id"\n}\nresource "terraform_data" "i" {}\n';
  const triggered = (word: string): string =>
    `resource "terraform_data" "a" {\n  input = "1"\n  triggers_replace = "${word}"\n}\n`;
  const output = (value: string): string => `output "url" {\n  value = "${value}"\n}\n`;

  const changes = toTry<readonly [string, string, string, string]>([
    [
      'what is destroyed',
      resource('a', '1') + resource('b', '1'),
      resource('a', '1'),
      resource('a', '1') + resource('b', '1'),
    ],
    ['a moved block', resource('a', '1'), resource('b', '1') + MOVED, resource('a', '1')],
    ['an import', resource('a', '1'), resource('a', '1') + IMPORTED, resource('a', '1')],
    ['a replacement', triggered('x'), triggered('y'), triggered('x')],
    [
      'an output alone',
      resource('a', '1') + output('x'),
      resource('a', '1') + output('y'),
      resource('a', '1') + output('x'),
    ],
  ]);
  test.concurrent.each(changes)(
    '%s that was reviewed is applied, and one that was not is stopped',
    async (title, before, after, unchanged) => {
      const word = title.replaceAll(' ', '-');
      await using scenario = await openScenario(cloud, {
        name: `kind-${word}`,
        lockMode: 'lockfile',
      });
      const applied = await planAndApply(scenario, { before, planned: after, merged: after });
      expect(applied.outputs).toMatchObject({ outcome: 'applied' });

      await using other = await openScenario(cloud, {
        name: `kind-${word}-not`,
        lockMode: 'lockfile',
      });
      const stopped = await planAndApply(other, {
        before,
        planned: unchanged + resource('z', '1'),
        merged: after + resource('z', '1'),
      });
      expect(stopped.outputs).toMatchObject(STOPPED);
    },
  );

  const reviews = toTry<readonly [string, string, string]>([
    ['unreadable', '{"version":1}', 'repository'],
    ['of a later version', '{"version":5}', 'a newer Lockstep wrote it, in version 5'],
  ]);
  test.concurrent.each(reviews)(
    'a review that is %s covers nothing: what it has is stopped, and the page says why',
    async (word, body, why) => {
      await using scenario = await openScenario(cloud, {
        name: `review-${word.replaceAll(' ', '-')}`,
        lockMode: 'both',
      });
      await begin(scenario, resource('a', '1'));
      await planFor(scenario, 42, resource('a', '2'));
      cloud.s3.put(BUCKET, scenario.reviewKey(42), body);
      merge(scenario.github, 42, 'merge');
      const applied = await (await scenario.checkout(resource('a', '2'))).push(shaOf('merge'));
      expect(applied.outputs).toMatchObject(STOPPED);
      expect(applied.log).toContain('The review of pull request #42');
      expect(applied.log).toContain(why);
      expect(commentOn(scenario, 42)).toContain('#42, merged at');
    },
  );
});
