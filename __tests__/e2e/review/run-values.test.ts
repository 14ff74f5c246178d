/**
 * Values that are others in every run, as far as Terraform's own functions and variables make them. `external`, `http`,
 * `random` and `tls` are providers, which are fetched from a registry: to the plan the first two are what `plantimestamp()`
 * is, a value that is known and another each time, and the others what `uuid()` is, one that is known after the apply only.
 */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { beginOn, commentOf, merge, plan, push, startByHand, STOPPED } from './merging.ts';
import { openCloud, shaOf, type Cloud } from '../../support/runner/stage.ts';
import { describeCasesWithTerraform, describeWithTerraform } from '../../support/runner/with-terraform.ts';

vi.setConfig({ maxConcurrency: 3 });

let cloud: Cloud;
beforeAll(async () => {
  cloud = await openCloud();
});
afterAll(async () => {
  await cloud[Symbol.asyncDispose]();
});

const holding = (value: string): string =>
  `variable "tag" {\n  default = ""\n}\nresource "terraform_data" "a" {\n  input = ${value}\n}\n`;
const tag = (value: string) => ({ env: { TF_VAR_tag: value } });
const inRun = (runId: string) => ({ runId, ...tag(`https://github.com/octo/infra/actions/runs/${runId}`) });

describeCasesWithTerraform('what is no other value in another run', (toTry) => {
  type Case = readonly [string, string, Parameters<typeof plan>[3], Parameters<typeof push>[3]];
  const cases = toTry<Case>([
    ['the commit of each', '"app:${var.tag}"', tag(shaOf('A')), tag(shaOf('merge'))],
    ['the run of each', '[var.tag]', inRun('19000000012'), inRun('19000000013')],
    ['the workspace of each', 'abspath(path.root)', {}, {}],
    ['a time that is known after the apply', 'timestamp()', {}, {}],
    ['a random text that is known after the apply', 'uuid()', {}, {}],
    ['a hash that is known after the apply', 'bcrypt("x")', {}, {}],
  ]);
  test.concurrent.each(cases)('%s', async (title, value, planned, pushed) => {
    await using scenario = await beginOn(cloud, title.replaceAll(' ', '-'));
    expect((await plan(scenario, 'A', holding(value), planned)).outputs).toMatchObject({ 'to-change': '1' });
    merge(scenario, 'merge');
    const applied = await push(scenario, 'merge', holding(value), pushed);
    expect(applied.outputs).toMatchObject({ outcome: 'applied', 'to-change': '1' });
  });
});

describeWithTerraform('a value that is another in every plan', () => {
  test.concurrent('stops the apply, is named as such, and may differ where `unreviewed-values` says so', async () => {
    await using scenario = await beginOn(cloud, 'every-plan');
    const code = holding('plantimestamp()');
    await plan(scenario, 'A', code);
    const [, first] = /(\d{4}-\d\d-\d\dT[\d:]+Z)/.exec(commentOf(scenario)) ?? [];
    await plan(scenario, 'A', code);
    const [, reviewed] = /(\d{4}-\d\d-\d\dT[\d:]+Z)/.exec(commentOf(scenario)) ?? [];
    expect(reviewed).not.toBe(first);
    merge(scenario, 'merge');
    expect((await push(scenario, 'merge', code)).outputs).toMatchObject(STOPPED);
    expect(commentOf(scenario)).toContain('`input` is another in every plan');
    const named = { with: { 'unreviewed-values': 'terraform_data.a.input' } };
    expect((await startByHand(scenario, 'merge', code, named)).outputs).toMatchObject({ outcome: 'applied' });
  });
});
