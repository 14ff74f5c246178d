import { afterAll, beforeAll, expect, test, vi } from 'vitest';

import type { StepOptions, StepResult } from '../../support/runner/runner.ts';
import {
  openCloud,
  openScenario,
  pullRequest,
  resource,
  shaOf,
  type Cloud,
  type Scenario,
} from '../../support/runner/stage.ts';
import { describeCasesWithTerraform } from '../../support/runner/with-terraform.ts';
import { beginOn, commentOf, merge, ONE, plan, push, STOPPED, TWO } from './merging.ts';

vi.setConfig({ maxConcurrency: 3, testTimeout: 180_000 });

let cloud: Cloud;

beforeAll(async () => {
  cloud = await openCloud();
});

afterAll(async () => {
  await cloud[Symbol.asyncDispose]();
});

/** Of another pull request than #42. */
async function planOf(scenario: Scenario, number: number, code: string): Promise<StepResult> {
  const headSha = shaOf(`head of ${number}`);
  scenario.github.addPullRequest({ number, headSha });
  const event = pullRequest('synchronize', number, { headSha });
  return (await (await scenario.checkout(code)).step({ event, isLate: true })).ended;
}

function mergeOf({ github }: Scenario, number: number, parent: string): void {
  const sha = shaOf(`merge of ${number}`);
  github.addCommit({ sha, parents: [shaOf(parent)] });
  github.setBranch('main', sha);
  github.updatePullRequest(number, { merged: true, mergeCommitSha: sha });
}

/** #43, which nobody has planned, brings the code that is applied. */
async function bring(scenario: Scenario, code: string, more: Pick<StepOptions, 'env'> = {}): Promise<StepResult> {
  merge(scenario, 'merge');
  scenario.github.addPullRequest({ number: 43, headSha: shaOf('unplanned') });
  mergeOf(scenario, 43, 'merge');
  return push(scenario, 'merge of 43', code, more);
}

const of = (name: string, value: string, more = ''): string =>
  `resource "terraform_data" "${name}" {\n  input = ${value}\n${more}}\n`;
const NEW = of('new', '"n"');
const failing = (code: number): string =>
  of('half', 'terraform_data.new.id', `  provisioner "local-exec" {\n    command = "exit ${code}"\n  }\n`);
const output = (value: string, isSensitive = false): string =>
  `output "o" {\n  value     = ${value}\n  sensitive = ${isSensitive}\n}\n`;

describeCasesWithTerraform(
  'a literal, or another source, in the place of a value that is known after the apply',
  (toTry) => {
    test.concurrent.each(
      toTry<readonly [string, string, string, string]>([
        ['update', ONE, of('a', 'terraform_data.new.id') + NEW, of('a', '"*"') + NEW],
        [
          'creation',
          ONE,
          ONE + of('p', '{ principal = terraform_data.new.id }') + NEW,
          ONE + of('p', '{ principal = "*" }') + NEW,
        ],
        [
          'variable',
          ONE,
          of('a', 'terraform_data.new.id') + NEW,
          `${of('a', 'var.v') + NEW}variable "v" {\n  default = "*"\n}\n`,
        ],
        ['list', ONE, of('a', '["x", terraform_data.new.id]') + NEW, of('a', '["x", "*"]') + NEW],
        [
          'source',
          ONE,
          of('a', 'terraform_data.new.id') + NEW + of('other', '"n"'),
          of('a', 'terraform_data.other.id') + NEW + of('other', '"n"'),
        ],
        ['output', ONE, ONE + NEW + output('terraform_data.new.id'), ONE + NEW + output('"*"')],
        [
          'local',
          ONE,
          `${of('a', 'local.l') + NEW}locals {\n  l = terraform_data.new.id\n}\n`,
          `${of('a', 'local.l') + NEW}locals {\n  l = "*"\n}\n`,
        ],
      ]),
    )('stops the apply: %s', async (name, before, reviewed, applied) => {
      await using scenario = await beginOn(cloud, `literal-${name}`, before);
      await plan(scenario, 'A', reviewed);
      const { outputs } = await bring(scenario, applied);
      expect(outputs).toMatchObject(STOPPED);
    });

    test.concurrent('is none when the apply goes on after it was cut off, until somebody writes one', async () => {
      await using scenario = await beginOn(cloud, 'known-since', ONE);
      const code = (exit: number): string => ONE + NEW + failing(exit) + output('terraform_data.new.id');
      await plan(scenario, 'A', code(1) + of('last', 'terraform_data.half.id'));
      const half = await bring(scenario, code(1) + of('last', 'terraform_data.half.id'));
      expect(half.outputs['failure-reason']).toBe('apply-failed');
      scenario.github.addPullRequest({ number: 44, headSha: shaOf('unplanned too') });
      mergeOf(scenario, 44, 'merge of 43');
      const literal = code(0).replace(failing(0), failing(0).replace('terraform_data.new.id', '"*"'));
      const stopped = await push(scenario, 'merge of 44', literal + of('last', 'terraform_data.half.id'));
      expect(stopped.outputs).toMatchObject(STOPPED);
      const again = await push(scenario, 'merge of 44', code(0) + of('last', 'terraform_data.half.id'));
      expect(again.outputs['outcome']).toBe('applied');
    });
  },
);

describeCasesWithTerraform('of two reviews the last word counts', (toTry) => {
  const db = (more: string): string => ONE + of('db', `{ size = 1${more} }`);

  test.concurrent.each(
    toTry<readonly [string, string, string, string, string]>([
      ['the setting of a creation', ONE, db(''), db(', deletion_protection = "on"'), db('')],
      ['the value of an update', ONE, TWO, resource('a', '3'), TWO],
      [
        'a value among others',
        of('a', '{ cidr = "10.0.0.0/8", public = "no" }'),
        of('a', '{ cidr = "0.0.0.0/0", public = "no" }'),
        of('a', '{ cidr = "10.1.0.0/16", public = "yes" }'),
        of('a', '{ cidr = "0.0.0.0/0", public = "yes" }'),
      ],
    ]),
  )('%s', async (name, before, first, second, last) => {
    await using scenario = await beginOn(cloud, `last-word-${name.replaceAll(' ', '-')}`, before);
    await plan(scenario, 'A', first);
    merge(scenario, 'merge');
    await planOf(scenario, 43, second);
    mergeOf(scenario, 43, 'merge');
    scenario.github.addPullRequest({ number: 44, headSha: shaOf('unplanned') });
    mergeOf(scenario, 44, 'merge of 43');
    expect((await push(scenario, 'merge of 44', last)).outputs).toMatchObject(STOPPED);
    // What the last one has is applied.
    expect((await push(scenario, 'merge of 44', second)).outputs['outcome']).toBe('applied');
  });

  test.concurrent('also where it was said on another branch, which was merged by hand', async () => {
    await using scenario = await beginOn(cloud, 'last-word-by-develop');
    const { github } = scenario;
    await plan(scenario, 'A', db(''));
    merge(scenario, 'merge');
    const kept = db(', deletion_protection = "on"');
    await planOf(scenario, 43, kept);
    github.updatePullRequest(43, { baseRef: 'develop' });
    github.addCommit({ sha: shaOf('develop'), parents: [shaOf('merge')] });
    github.setBranch('develop', shaOf('develop'));
    github.updatePullRequest(43, { merged: true, mergeCommitSha: shaOf('develop') });
    github.addCommit({ sha: shaOf('by hand'), parents: [shaOf('merge'), shaOf('develop')] });
    github.setBranch('main', shaOf('by hand'));
    github.addPullRequest({ number: 44, headSha: shaOf('unplanned') });
    mergeOf(scenario, 44, 'by hand');
    expect((await push(scenario, 'merge of 44', db(''))).outputs).toMatchObject(STOPPED);
    expect((await push(scenario, 'merge of 44', kept)).outputs['outcome']).toBe('applied');
  });

  test.concurrent('also where GitHub does not know yet that it is merged', async () => {
    await using scenario = await beginOn(cloud, 'last-word-unheard');
    const { github } = scenario;
    await plan(scenario, 'A', db(''));
    merge(scenario, 'merge');
    const kept = db(', deletion_protection = "on"');
    await planOf(scenario, 43, kept);
    const squash = { sha: shaOf('squash'), parents: [shaOf('merge')], message: 'Keep it (#43)', isMadeByGitHub: true };
    github.addCommit(squash);
    github.setBranch('main', shaOf('squash'));
    const stopped = await push(scenario, 'squash', db(''), { with: { 'lock-timeout': '2s' } });
    expect(stopped.outputs).toMatchObject({ 'failure-reason': 'github-unusable' });
    github.updatePullRequest(43, { merged: true, mergeCommitSha: shaOf('squash') });
    expect((await push(scenario, 'squash', db(''))).outputs).toMatchObject(STOPPED);
    expect((await push(scenario, 'squash', kept)).outputs['outcome']).toBe('applied');
  });

  test.concurrent('and they add up where they set different leaves', async () => {
    await using scenario = await beginOn(cloud, 'add-up', of('a', '{ x = "1", y = "1" }'));
    await plan(scenario, 'A', of('a', '{ x = "2", y = "1" }'));
    merge(scenario, 'merge');
    await planOf(scenario, 43, of('a', '{ x = "1", y = "2" }'));
    mergeOf(scenario, 43, 'merge');
    const applied = await push(scenario, 'merge of 43', of('a', '{ x = "2", y = "2" }'));
    expect(applied.outputs['outcome']).toBe('applied');
  });
});

describeCasesWithTerraform('beside the last word', (toTry) => {
  test.concurrent.each(
    toTry<readonly [string, (isSensitive: boolean) => string]>([
      ['output', (isSensitive) => ONE + output('"s3cret-value"', isSensitive)],
      ['setting', (isSensitive) => `variable "s" {\n  sensitive = ${isSensitive}\n}\n${of('a', 'var.s')}`],
    ]),
  )('what was sensitive when it was reviewed is not applied without that: %s', async (name, code) => {
    await using scenario = await beginOn(cloud, `sensitive-${name}`);
    const env = { TF_VAR_s: 's3cret-value' };
    await plan(scenario, 'A', code(true), { env });
    expect(commentOf(scenario)).not.toContain('s3cret-value');
    const stopped = await bring(scenario, code(false), { env });
    expect(stopped.outputs).toMatchObject(STOPPED);
    expect(commentOf(scenario)).toContain('was not reviewed');
    for (const shown of [commentOf(scenario), stopped.summary]) expect(shown).not.toContain('s3cret-value');
  });

  test.concurrent(
    'a plan is refused where another stack keeps its records at the same keys, and theirs counts',
    async () => {
      const inputs = { with: { 'pr-state-key': 'previews/pr-{pr}.tfstate' } };
      await using prod = await openScenario(cloud, { name: 'keys-prod', lockMode: 'both' });
      await using dev = await openScenario(cloud, { name: 'keys-dev', lockMode: 'both' });
      for (const scenario of [prod, dev]) {
        scenario.github.addCommit({ sha: shaOf('first') });
        scenario.github.setBranch('main', shaOf('first'));
        scenario.github.addPullRequest({ number: 42, headSha: shaOf('A') });
      }
      await plan(prod, 'A', ONE, inputs);
      const refused = await plan(dev, 'A', TWO, inputs);
      expect(refused.outputs['failure-reason']).toBe('refused');
      expect(refused.summary).toContain('pr-state-key of its own');
      for (const scenario of [prod, dev]) merge(scenario, 'merge');
      expect((await push(dev, 'merge', ONE, inputs)).outputs).toMatchObject(STOPPED);
      // It is still there for whose it is.
      expect((await push(prod, 'merge', ONE, inputs)).outputs['outcome']).toBe('applied');
    },
  );
});
