import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { isOnPath } from '../support/on-path.ts';
import { useTemporaryFolder } from '../support/temporary-folder.ts';
import { readWorkflow } from '../support/workflows/check.ts';
import { readExample } from '../support/workflows/examples.ts';

describe.skipIf(!isOnPath('git') || !isOnPath('bash'))("the monorepo's list of stacks", () => {
  const folder = useTemporaryFolder();

  function git(...args: readonly string[]): string {
    const identity = [
      '-c',
      'user.name=A',
      '-c',
      'user.email=a@example.com',
      '-c',
      'commit.gpgsign=false',
      '-c',
      'advice.detachedHead=false',
    ];
    return execFileSync('git', [...identity, ...args], { cwd: folder(), encoding: 'utf8' }).trim();
  }

  function commit(files: Readonly<Record<string, string>>): string {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder(), file)), { recursive: true });
      writeFileSync(join(folder(), file), text);
    }
    git('add', '.');
    git('commit', '--quiet', '--message', 'change');
    return git('rev-parse', 'HEAD');
  }

  function remove(...files: readonly string[]): string {
    for (const file of files) rmSync(join(folder(), file), { recursive: true });
    return commit({});
  }

  interface Event {
    readonly SINCE: string;
    readonly EVERY?: 'true' | 'false';
    readonly BEFORE?: string;
    readonly ONLY?: string;
  }

  /** As the step would write it to its outputs. */
  function listStacks({ EVERY = 'false', BEFORE = '', ONLY = '', SINCE }: Event, checkout = folder()): string {
    const WORKFLOW = 'octo/infra/.github/workflows/monorepo.yml@refs/heads/main';
    const env = { SINCE, EVERY, BEFORE, ONLY, WORKFLOW, TOKEN: 'ghs_test' };
    const { jobs } = readWorkflow(readExample('monorepo.yml'));
    const script = jobs['stacks']?.steps?.find(({ id }) => id === 'find')?.['run'];
    const output = join(folder(), '.git', 'output');
    writeFileSync(output, '');
    // As the runner does where no shell is named.
    const { status, stdout, stderr } = spawnSync('bash', ['-e', '-c', String(script)], {
      cwd: checkout,
      env: { ...process.env, ...env, GITHUB_OUTPUT: output },
      encoding: 'utf8',
    });
    return status === 0 ? readFileSync(output, 'utf8') : `failed: ${stdout}${stderr}`;
  }

  /** A branch with these commits on it, and main merged with it, as a pull request is checked out. */
  function pullRequest(change: () => void): void {
    git('branch', '--force', 'trunk');
    git('switch', '--quiet', '--create', 'feature');
    change();
    git('switch', '--quiet', '--detach', 'trunk');
    git('merge', '--quiet', '--no-ff', '--no-edit', 'feature');
  }

  function start(): string {
    git('init', '--quiet');
    return commit({ 'stacks/network/main.tf': '', 'stacks/cluster/main.tf': '', 'modules/tags/main.tf': '' });
  }

  it('has the stacks that a push changes, over all of its commits', () => {
    const before = start();
    commit({ 'stacks/network/main.tf': '# changed' });
    commit({ 'README.md': 'changed' });

    expect(listStacks({ SINCE: before })).toBe('stacks=["network"]\n');
  });

  it('has what a pull request changes and not what its base does meanwhile', () => {
    start();
    git('switch', '--quiet', '--create', 'feature');
    commit({ 'stacks/cluster/main.tf': '# changed' });
    git('switch', '--quiet', '-');
    commit({ 'stacks/network/main.tf': '# changed' });
    git('merge', '--quiet', '--no-edit', 'feature');

    expect(listStacks({ SINCE: 'HEAD^1' })).toBe('stacks=["cluster"]\n');
  });

  it('has every stack when what they share has changed', () => {
    const before = start();
    commit({ 'modules/tags/main.tf': '# changed' });

    expect(listStacks({ SINCE: before })).toBe('stacks=["cluster","network"]\n');
  });

  it('has every stack when the commit before the push is gone', () => {
    start();

    expect(listStacks({ SINCE: '0'.repeat(40) })).toBe('stacks=["cluster","network"]\n');
  });

  it('has every stack for a cleanup and for an apply by hand', () => {
    const before = start();

    expect(listStacks({ SINCE: before, EVERY: 'true' })).toBe('stacks=["cluster","network"]\n');
    expect(listStacks({ SINCE: 'HEAD', EVERY: 'true' })).toBe('stacks=["cluster","network"]\n');
  });

  it('is empty, and the jobs are skipped, when no stack has changed', () => {
    const before = start();
    commit({ 'README.md': 'changed', 'stacks/README.md': 'changed', 'docs/stacks/network/main.tf': '# changed' });

    expect(listStacks({ SINCE: before })).toBe('stacks=[]\n');
  });

  it.each<[string, () => void, string]>([
    ['a stack that is removed', () => remove('stacks/network'), '"network"'],
    ['the last stacks that are removed', () => remove('stacks'), '"cluster","network"'],
    [
      'a stack of which the configuration alone is removed',
      () => {
        commit({ 'stacks/network/README.md': '' });
        remove('stacks/network/main.tf');
      },
      '"network"',
    ],
    [
      'both ends of a move',
      () => {
        git('mv', 'stacks/network', 'stacks/net');
        commit({});
      },
      '"net","network"',
    ],
    [
      'a stack that loses a file to another',
      () => {
        git('mv', 'stacks/network/vars.tf', 'stacks/cluster/vars.tf');
        commit({});
      },
      '"cluster","network"',
    ],
    [
      'a stack with a file whose name Git puts in quotes',
      () => commit({ 'stacks/network/ü "x"\n.tf': '' }),
      '"network"',
    ],
    ['a stack whose name Git puts in quotes', () => commit({ 'stacks/zü "\\x"/main.tf': '' }), '"zü \\"\\\\x\\""'],
    ['a stack with a file deep in it', () => commit({ 'stacks/network/files/a/b.json': '' }), '"network"'],
    ['a stack of JSON', () => commit({ 'stacks/dns/main.tf.json': '{}' }), '"dns"'],
    ['a stack of OpenTofu', () => commit({ 'stacks/dns/main.tofu': '' }), '"dns"'],
    ['a folder that is no stack', () => commit({ 'stacks/notes/a.md': '', 'stacks/dns/sub/main.tf': '' }), ''],
    ['what they share', () => commit({ 'modules/tags/main.tf': '# changed' }), '"cluster","network"'],
    ['what they share, removed', () => remove('modules'), '"cluster","network"'],
    ['the workflow', () => commit({ '.github/workflows/monorepo.yml': 'changed' }), '"cluster","network"'],
    ['another workflow', () => commit({ '.github/workflows/sweep.yml': 'changed' }), ''],
  ])('of a push and of a pull request has %s', (_, change, expected) => {
    start();
    const before = commit({ 'stacks/network/vars.tf': 'variable "a" {}' });
    pullRequest(change);

    expect(listStacks({ SINCE: 'HEAD^1' })).toBe(`stacks=[${expected}]\n`);
    expect(listStacks({ SINCE: before })).toBe(`stacks=[${expected}]\n`);
  });

  it('of a pull request has a stack whose change was taken back, by another commit or by a forced push', () => {
    start();
    let planned = '';
    pullRequest(() => {
      commit({ 'stacks/cluster/main.tf': '# changed' });
      planned = commit({ 'stacks/network/main.tf': '# changed', 'stacks/dns/main.tf': '' });
      commit({ 'stacks/network/main.tf': '' });
      remove('stacks/dns');
    });
    // Each of them was planned by an earlier commit, and has a comment that says so.
    expect(listStacks({ SINCE: 'HEAD^1' })).toBe('stacks=["cluster","dns","network"]\n');

    git('switch', '--quiet', 'feature');
    git('reset', '--quiet', '--hard', 'trunk');
    commit({ 'stacks/cluster/main.tf': '# changed' });
    git('switch', '--quiet', '--detach', 'trunk');
    git('merge', '--quiet', '--no-ff', '--no-edit', 'feature');
    expect(listStacks({ SINCE: 'HEAD^1' })).toBe('stacks=["cluster"]\n');
    expect(listStacks({ SINCE: 'HEAD^1', BEFORE: planned })).toBe('stacks=["cluster","dns","network"]\n');
    // The checkout has not got it: it is on no branch any more.
    const checkout = join(folder(), '.git', 'checkout');
    git('config', 'uploadpack.allowAnySHA1InWant', 'true');
    git('clone', '--quiet', '--no-local', `file://${folder()}`, checkout);
    expect(spawnSync('git', ['cat-file', '-e', planned], { cwd: checkout }).status).not.toBe(0);
    expect(listStacks({ SINCE: 'HEAD^1', BEFORE: planned }, checkout)).toBe('stacks=["cluster","dns","network"]\n');
    // What cannot be had any more may have been anything.
    expect(listStacks({ SINCE: 'HEAD^1', BEFORE: 'f'.repeat(40) })).toBe('stacks=["cluster","network"]\n');
  });

  it('of a pull request has nothing of what its base did before it was brought up to date', () => {
    start();
    pullRequest(() => {
      commit({ 'stacks/cluster/main.tf': '# changed' });
      git('switch', '--quiet', 'trunk');
      commit({ 'stacks/network/main.tf': '# changed' });
      git('switch', '--quiet', 'feature');
      git('merge', '--quiet', '--no-edit', 'trunk');
    });

    expect(listStacks({ SINCE: 'HEAD^1' })).toBe('stacks=["cluster"]\n');
  });

  it('has the one stack that a person names, and fails where there is none of that name', () => {
    start();

    expect(listStacks({ SINCE: 'HEAD', EVERY: 'true', ONLY: 'network' })).toBe('stacks=["network"]\n');
    expect(listStacks({ SINCE: 'HEAD', EVERY: 'true', ONLY: 'netwrok' })).toContain('There is no stack netwrok');
  });

  it('fails, and is not empty, where Git does', () => {
    const before = start();
    rmSync(join(folder(), '.git', 'objects'), { recursive: true });

    expect(listStacks({ SINCE: before })).toContain('failed: ');
  });
});

describe.skipIf(!isOnPath('bash'))("the monorepo's check of all stacks", () => {
  it.each([
    ['success', 'success', true],
    ['success', 'skipped', true],
    ['success', 'failure', false],
    ['success', 'cancelled', false],
    ['failure', 'skipped', false],
    ['cancelled', 'skipped', false],
  ])('with a list that is %s and stacks that are %s passes: %s', (found, done, passes) => {
    const script = readWorkflow(readExample('monorepo.yml')).jobs['all-stacks']?.steps?.[0]?.['run'];
    const { status } = spawnSync('bash', ['-e', '-c', String(script)], {
      env: { ...process.env, FOUND: found, DONE: done },
    });

    expect(status === 0).toBe(passes);
  });
});
