import { mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { issueCommentEvent, pullRequestEvent, pushEvent, workflowDispatchEvent } from '../../support/github/events.ts';
import { pathOf, TOOL } from '../../support/on-path.ts';
import type { StepOptions } from '../../support/runner/runner.ts';
import {
  openCloud,
  openScenario,
  pullRequest,
  pushToMain,
  REPOSITORY,
  resource,
  shaOf,
  type Cloud,
} from '../../support/runner/stage.ts';
import {
  HAS_LOCKFILE,
  describeCasesWithTerraform,
  describeWithTerraform,
} from '../../support/runner/with-terraform.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await openCloud();
});
afterAll(async () => {
  await cloud[Symbol.asyncDispose]();
});

interface Misuse {
  readonly title: string;
  readonly event: StepOptions['event'];
  readonly with?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly reason: string;
  readonly says: readonly string[];
}

const sha = shaOf('x');
const branch = 'refs/heads/feature';

/** Guards that need nothing but the event, the inputs and the environment. */
const BEFORE_ANYTHING: readonly [Misuse, ...Misuse[]] = [
  {
    title: 'a push to a branch other than the apply branch',
    event: { name: 'push', payload: pushEvent({ ref: branch, sha, repository: REPOSITORY }), ref: branch, sha },
    reason: 'refused',
    says: ['refs/heads/feature is not the apply branch (main)', 'set apply-branch'],
  },
  {
    title: 'a pushed tag',
    event: {
      name: 'push',
      payload: pushEvent({ ref: 'refs/tags/main', sha, repository: REPOSITORY }),
      ref: 'refs/tags/main',
      sha,
    },
    reason: 'refused',
    says: ['refs/tags/main is not the apply branch'],
  },
  {
    title: 'pull_request_target, which would run a stranger’s code with secrets',
    event: { ...pullRequest('opened', 42), name: 'pull_request_target' },
    reason: 'refused',
    says: ['pull_request_target runs with secrets', 'Use pull_request'],
  },
  {
    title: 'a comment on a pull request',
    event: {
      name: 'issue_comment',
      payload: issueCommentEvent({ number: 42, body: 'apply', repository: REPOSITORY }),
      ref: 'refs/heads/main',
      sha,
    },
    reason: 'refused',
    says: ['issue_comment'],
  },
  {
    title: 'a key in quotes, which would be a second production',
    event: pushToMain(sha),
    with: { 'backend-config': 'key="quoted/prod/terraform.tfstate"', var: '-var=a=b\nsecret="hunter2"' },
    reason: 'bad-input',
    says: [
      'backend-config, line 1 has quotes around its value',
      'write key=… without them',
      'var, line 1 begins with -var',
      'write secret=… without them',
    ],
  },
  {
    title: 'an apply that a pull request insists on',
    event: pullRequest('opened', 42),
    with: { command: 'apply' },
    reason: 'refused',
    says: ['command: apply is not possible here: pull_request (opened) runs a plan'],
  },
  {
    title: 'an apply by hand from another branch, with command: apply',
    event: {
      name: 'workflow_dispatch',
      payload: workflowDispatchEvent({ ref: branch, repository: REPOSITORY }),
      ref: branch,
      sha,
    },
    with: { command: 'apply' },
    reason: 'refused',
    says: ['refs/heads/feature is not the apply branch'],
  },
  {
    title: 'an apply that the closed event of a merged pull request insists on, whose ref is the base branch',
    event: pullRequest('closed', 42, { merged: true }),
    with: { command: 'apply' },
    reason: 'refused',
    says: ['pull_request (closed) runs a cleanup'],
  },
  {
    title: 'a cleanup by force that nobody started by hand',
    event: pullRequest('closed', 42),
    with: { force: 'true' },
    reason: 'refused',
    says: ['force is only for a cleanup that was started by hand'],
  },
  {
    title: 'a cleanup by hand without the number of a pull request',
    event: {
      name: 'workflow_dispatch',
      payload: workflowDispatchEvent({ ref: 'refs/heads/main', repository: REPOSITORY }),
      ref: 'refs/heads/main',
      sha,
    },
    with: { command: 'cleanup' },
    reason: 'refused',
    says: ['needs pr-number'],
  },
  {
    title: '-lock=false by way of TF_CLI_ARGS_plan',
    event: pullRequest('opened', 42),
    env: { TF_CLI_ARGS_plan: '-compact-warnings "-lock=false"' },
    reason: 'refused',
    says: ['TF_CLI_ARGS_plan holds -lock=false'],
  },
  {
    title: '-backend=false by way of TF_CLI_ARGS_init',
    event: pullRequest('opened', 42),
    env: { TF_CLI_ARGS_init: '-backend=false' },
    reason: 'refused',
    says: ['TF_CLI_ARGS_init holds -backend=false', 'would point Terraform at another state'],
  },
  {
    title: '-json by way of TF_CLI_ARGS',
    event: pushToMain(sha),
    env: { TF_CLI_ARGS: '-json' },
    reason: 'refused',
    says: ['TF_CLI_ARGS holds -json', 'Lockstep says itself how Terraform prints'],
  },
  {
    title: 'four bad inputs, all named at once',
    event: pullRequest('opened', 42),
    with: { command: 'destroy', 'lock-timeout': 'soon', 'pr-state-key': '{dir}/{file}', refresh: 'no' },
    reason: 'bad-input',
    says: [
      'command must be one of auto, plan, apply, cleanup, unlock, sweep, doctor; it is "destroy"',
      'lock-timeout must be a duration such as 90s, 20m or 1h30m',
      'pr-state-key must contain {pr}',
      'refresh must be true or false; it is "no"',
    ],
  },
];

describeCasesWithTerraform('misuse', (toTry) => {
  for (const misuse of toTry(BEFORE_ANYTHING)) {
    test(`${misuse.title} is refused before anything is contacted`, async () => {
      await using scenario = await openScenario(cloud, { name: 'misuse', lockMode: 'both' });
      const checkout = await scenario.checkout(resource('a', 'one'));
      cloud.s3.clearRequests();
      cloud.dynamodb.clearRequests();

      const step = await checkout.step({ event: misuse.event, with: misuse.with ?? {}, env: misuse.env ?? {} });
      const refused = await step.ended;

      expectRefusal(refused, misuse);
      expect(refused.outputs['outcome']).toBeUndefined();
      expect(cloud.s3.requests).toEqual([]);
      expect(cloud.dynamodb.requests).toEqual([]);
      expect(scenario.github.requests).toEqual([]);
    });
  }
});

describeWithTerraform('misuse', () => {
  test('a template that yields the prod key is refused, and the key is untouched', async () => {
    await using scenario = await openScenario(cloud, { name: 'yields', lockMode: 'both' });
    const checkout = await scenario.checkout(resource('a', 'one'));
    const key = 'yields/pr-42/terraform.tfstate';
    await checkout.terraform(key, 'apply', '-auto-approve');
    cloud.s3.clearRequests();
    const refused = await checkout.plan(42, { with: { 'state-key': key, 'pr-state-key': 'yields/pr-{pr}/{file}' } });
    expectRefusal(refused, { reason: 'refused', says: ['that is the prod key. A pull request may never touch it'] });
    expect(cloud.s3.requests.filter(({ operation }) => !/^(Get|Head|List)/.test(operation))).toEqual([]);
  });

  test('a backend other than s3 is refused by name', async () => {
    await using scenario = await openScenario(cloud, { name: 'local', lockMode: 'both' });
    const checkout = await scenario.checkout(resource('a', 'one'));
    await writeFile(join(checkout.folder, 'backend.tf'), 'terraform {\n  backend "local" {}\n}\n');
    expectRefusal(await checkout.plan(42), {
      reason: 'backend-unusable',
      says: ['uses the backend "local"', '"s3" only'],
    });
  });

  test.skipIf(!HAS_LOCKFILE)('a backend without any state lock is refused', async () => {
    await using scenario = await openScenario(cloud, {
      name: 'nolock',
      lockMode: 'lockfile',
      backend: { use_lockfile: 'false' },
    });
    const checkout = await scenario.checkout(resource('a', 'one'));
    const refused = await checkout.push(shaOf('m'));
    expectRefusal(refused, { reason: 'backend-unusable', says: ['has no state lock', 'use_lockfile = true'] });
  });

  test('a lock table that is not there is named, and not waited for', async () => {
    await using scenario = await openScenario(cloud, {
      name: 'notable',
      lockMode: 'table',
      backend: { dynamodb_table: '"nowhere"' },
    });
    const checkout = await scenario.checkout(resource('a', 'one'));
    const refused = await checkout.push(shaOf('m'));
    expectRefusal(refused, {
      reason: 'backend-unusable',
      says: ['the lock table nowhere does not exist', 'hash key LockID'],
    });
  });

  test('a runner without terraform and tofu is told which action installs them', async () => {
    await using scenario = await openScenario(cloud, { name: 'notool', lockMode: 'both' });
    const checkout = await scenario.checkout(resource('a', 'one'));
    const empty = await mkdtemp(join(tmpdir(), 'lockstep-path-'));
    const refused = await checkout.plan(42, { with: { tool: 'auto' }, env: { PATH: empty } });
    expectRefusal(refused, {
      reason: 'bad-input',
      says: ['neither terraform nor tofu is on PATH', 'hashicorp/setup-terraform'],
    });
  });

  test('a working directory that is not in the checkout is named', async () => {
    await using scenario = await openScenario(cloud, { name: 'nodir', lockMode: 'both' });
    const checkout = await scenario.checkout(resource('a', 'one'));
    const refused = await checkout.plan(42, { with: { 'working-directory': 'infra' } });
    expectRefusal(refused, { reason: 'bad-input', says: ['working-directory is "infra"', 'actions/checkout'] });
  });

  test('a pull request from a fork is skipped with the reason in the summary, and the run is green', async () => {
    await using scenario = await openScenario(cloud, { name: 'fork', lockMode: 'both' });
    const checkout = await scenario.checkout(resource('a', 'one'));
    cloud.s3.clearRequests();
    const skipped = await checkout.plan(42, { fork: true });
    expect(skipped.exitCode).toBe(0);
    expect(skipped.outputs).toMatchObject({ command: 'skip', outcome: 'skipped', 'pr-number': '42' });
    expect(skipped.summary).toContain('comes from a fork');
    expect(cloud.s3.requests).toEqual([]);
  });

  test('the wrapper of setup-terraform is passed by: the real program behind it is run', async () => {
    await using scenario = await openScenario(cloud, { name: 'wrapper', lockMode: 'both' });
    const checkout = await scenario.checkout(resource('a', 'one'));
    const bin = await mkdtemp(join(tmpdir(), 'lockstep-path-'));
    await mkdir(bin, { recursive: true });
    await writeFile(join(bin, TOOL), '#!/bin/sh\necho the wrapper was run\nexit 9\n', { mode: 0o755 });
    await symlink(pathOf(TOOL) ?? '', join(bin, `${TOOL}-bin`));
    const planned = await checkout.plan(42, { env: { PATH: `${bin}:${process.env['PATH'] ?? ''}` } });
    expect(planned.outputs).toMatchObject({ outcome: 'planned' });
    expect(planned.log).not.toContain('the wrapper was run');
  });
});

test('the events above are GitHub’s own', () => {
  expect(pullRequestEvent({ action: 'opened', number: 42, headSha: sha })).toHaveProperty('pull_request.head.repo');
  expect(pushToMain(sha).payload).toHaveProperty('repository.default_branch', 'main');
});

function expectRefusal(
  result: {
    readonly exitCode: number | null;
    readonly outputs: Readonly<Record<string, string>>;
    readonly log: string;
  },
  misuse: Pick<Misuse, 'reason' | 'says'>,
): void {
  expect(result.outputs['failure-reason']).toBe(misuse.reason);
  expect(result.exitCode).toBe(1);
  for (const words of misuse.says) expect(result.log).toContain(words);
  expect(result.log).toContain('::error::');
  // A command's line breaks are written as %0A.
  expect(result.log).not.toMatch(/(?:\n|%0A)\s+at /);
}
