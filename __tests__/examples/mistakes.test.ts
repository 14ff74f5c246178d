import { describe, expect, it } from 'vitest';

import { findWorkflowProblems } from '../support/workflows/check.ts';
import { readExample } from '../support/workflows/examples.ts';

/** An example with one mistake in it. */
function mistaken(file: string, from: string, to: string): string {
  const text = readExample(file);
  if (text.split(from).length !== 2) throw new Error(`${file} holds ${JSON.stringify(from)} not exactly once`);
  return text.replace(from, to);
}

const CLOSED = 'types: [opened, synchronize, reopened, closed]';

describe('the check of a workflow finds', () => {
  it.each<[string, string, RegExp]>([
    ['a key that GitHub does not know', mistaken('smallest.yml', 'runs-on:', 'run-on:'), /jobs\.lockstep has run-on/],
    ['a type that GitHub does not know', mistaken('smallest.yml', CLOSED, 'types: [close]'), /may not be "close"/],
    [
      'a permission that GitHub does not know',
      mistaken('smallest.yml', 'actions: read', 'action: read'),
      /^permissions has action, which/m,
    ],
    [
      'a level that a permission does not have',
      mistaken('smallest.yml', 'id-token: write', 'id-token: read'),
      /^permissions\.id-token may not be "read"/m,
    ],
    ['a job without steps for it', mistaken('smallest.yml', '    steps:\n', '    step:\n'), /jobs\.lockstep has step/],
    [
      'a context that is not there at that place',
      mistaken('smallest.yml', '    runs-on: ubuntu-latest', '    runs-on: ${{ env.RUNNER }}'),
      /jobs\.lockstep\.runs-on names env/,
    ],
    [
      'an expression that is none',
      mistaken('concurrency.yml', ' || github.ref }}', ' | github.ref }}'),
      /concurrency\.group: .* is no expression/,
    ],
    [
      'an output of a step that is not there',
      mistaken('monorepo.yml', 'steps.find.outputs', 'steps.search.outputs'),
      /jobs\.stacks names steps\.search/,
    ],
    [
      'a job that is not waited for',
      mistaken('monorepo.yml', '    needs: stacks\n', ''),
      /jobs\.lockstep names needs\.stacks/,
    ],
    [
      'an input of the workflow that is not there',
      mistaken('sweep.yml', 'inputs.dry-run ||', 'inputs.dryrun ||'),
      /jobs\.sweep names inputs\.dryrun/,
    ],
    [
      'an input that Lockstep does not have',
      mistaken('opentofu.yml', '          tool: tofu', '          tools: tofu'),
      /gives tools, which is no input/,
    ],
    [
      'an input without a value',
      mistaken('opentofu.yml', '          tool: tofu', "          tool: ''"),
      /gives tool without a value/,
    ],
    [
      'a value that an input may not have',
      mistaken('monorepo.yml', 'comment-pr: on-change', 'comment-pr: on-diff'),
      /comment-pr must be one of always, on-change, never; it is "on-diff"/,
    ],
    [
      'a duration that is none',
      mistaken('self-hosted.yml', 'lock-timeout: 45m', 'lock-timeout: 45'),
      /lock-timeout must be a duration/,
    ],
    [
      'a command that is none',
      mistaken('environment-approval.yml', 'command: apply', 'command: deploy'),
      /command must be one of/,
    ],
    [
      'a command that the event does not allow',
      mistaken('environment-approval.yml', 'command: apply', 'command: plan'),
      /jobs\.apply fails on push to main \(refused\)/,
    ],
    [
      'a pull request that is never cleaned up after',
      mistaken('smallest.yml', CLOSED, 'types: [opened, synchronize, reopened]'),
      /never cleaned up after/,
    ],
    [
      'types that are left to GitHub',
      mistaken('plan-and-apply-roles.yml', `    ${CLOSED}\n`, ''),
      /never cleaned up after/,
    ],
    [
      'a job that plans and is not there for the cleanup',
      mistaken(
        'plan-and-apply-roles.yml',
        "if: github.event_name == 'pull_request'\n",
        "if: github.event_name == 'pull_request' && github.event.action != 'closed'\n",
      ),
      /never cleaned up after/,
    ],
    [
      'a cleanup that a path may keep from running',
      mistaken('smallest.yml', CLOSED, `${CLOSED}\n    paths: [infrastructure/**]`),
      /filtered by path/,
    ],
    [
      'an event that Lockstep never serves',
      mistaken('smallest.yml', '  pull_request:\n', '  issue_comment:\n  pull_request:\n'),
      /fails on comment \(refused\)/,
    ],
    [
      'a type that Lockstep does not serve',
      mistaken('smallest.yml', CLOSED, 'types: [opened, labeled, closed]'),
      /fails on pull request labeled \(refused\)/,
    ],
    [
      'a push that is no apply',
      mistaken('merge-queue.yml', '    branches: [main] # not', '    branches: ["**"] # not'),
      /fails on push to a branch \(refused\)[^]*fails on push of a merge group \(refused\)/,
    ],
    [
      'a permission that is missing',
      mistaken('smallest.yml', '  actions: read #', '  #'),
      /lacks the permission actions: read/,
    ],
    [
      'a comment that cannot be written',
      mistaken('smallest.yml', 'pull-requests: write', 'pull-requests: read'),
      /lacks the permission pull-requests: write/,
    ],
    [
      'credentials that cannot be had',
      mistaken('smallest.yml', '  id-token: write', '  #'),
      /lacks the permission id-token: write/,
    ],
    [
      'a permission that nothing needs',
      mistaken('self-hosted.yml', '  pull-requests: write', '  pull-requests: write\n  id-token: write'),
      /has the permission id-token: write, which it does not need/,
    ],
    [
      'more of a permission than is needed',
      mistaken('smallest.yml', 'contents: read', 'contents: write'),
      /has the permission contents: write, which it does not need/,
    ],
    [
      'permissions that are not named',
      mistaken('self-hosted.yml', '  actions: read\n  contents: read\n  pull-requests: write\n', '').replace(
        /^permissions:$/m,
        'permissions: write-all',
      ),
      /does not say its permissions one by one/,
    ],
    [
      'an environment of a plan',
      mistaken('smallest.yml', '    runs-on:', '    environment: production\n    runs-on:'),
      /has an environment, and does not only apply/,
    ],
    [
      'an apply that the next push would cancel',
      mistaken('concurrency.yml', 'cancel-in-progress: false', 'cancel-in-progress: true'),
      /cancel-in-progress of the workflow would cancel an apply/,
    ],
    [
      'a queue that GitHub does not combine with cancelling',
      mistaken('concurrency.yml', 'cancel-in-progress: false', 'cancel-in-progress: true'),
      /queue: max of the workflow is not possible/,
    ],
    [
      'a stack that would cancel the others',
      mistaken('monorepo.yml', 'fail-fast: false', 'fail-fast: true'),
      /fail-fast is not false/,
    ],
    [
      'a job that ends before the wait and the apply',
      mistaken('self-hosted.yml', 'timeout-minutes: 90', 'timeout-minutes: 45'),
      /jobs\.apply has no time for an apply/,
    ],
    [
      'credentials that end before the wait and the apply',
      mistaken('opentofu.yml', 'tool: tofu', 'tool: tofu\n          lock-timeout: 55m').replace(
        'timeout-minutes: 60',
        'timeout-minutes: 120',
      ),
      /credentials that end before/,
    ],
    [
      'a Lockstep without a checkout',
      mistaken('smallest.yml', '      - uses: actions/checkout@v5\n', ''),
      /no checkout before Lockstep/,
    ],
    [
      'a Lockstep without Terraform',
      mistaken('smallest.yml', '      - uses: hashicorp/setup-terraform@v4\n', ''),
      /neither Terraform nor OpenTofu/,
    ],
    [
      'a machine without credentials',
      mistaken('self-hosted.yml', '[self-hosted, linux, terraform-plan]', 'ubuntu-latest'),
      /jobs\.plan has no credentials/,
    ],
    [
      'an action that needs a Node that is gone',
      mistaken('smallest.yml', 'configure-aws-credentials@v6', 'configure-aws-credentials@v5'),
      /older than v6, the first that runs on Node 24/,
    ],
  ])('%s', async (_, text, problem) => {
    expect((await findWorkflowProblems(text)).join('\n')).toMatch(problem);
  });

  it('no mistake in a workflow that has nothing to do with Lockstep', async () => {
    const other = 'on: push\njobs: { test: { runs-on: ubuntu-latest, steps: [{ run: npm test }] } }';

    expect(await findWorkflowProblems(other)).toEqual([]);
  });
});
