import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { isOnPath } from '../support/on-path.ts';
import { useTemporaryFolder } from '../support/temporary-folder.ts';
import { readWorkflow } from '../support/workflows/check.ts';
import { readExample } from '../support/workflows/examples.ts';

describe.skipIf(!isOnPath('git') || !isOnPath('bash'))("the monorepo's list of stacks", () => {
  const folder = useTemporaryFolder();

  function git(...args: readonly string[]): string {
    const identity = ['-c', 'user.name=A', '-c', 'user.email=a@example.com', '-c', 'commit.gpgsign=false'];
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

  /** As the step would write it to its outputs. */
  function listStacks(env: { readonly SINCE: string; readonly EVERY: 'true' | 'false' }): string {
    const { jobs } = readWorkflow(readExample('monorepo.yml'));
    const script = jobs['stacks']?.steps?.find(({ id }) => id === 'find')?.['run'];
    const output = join(folder(), 'output');
    writeFileSync(output, '');
    execFileSync('bash', ['-e', '-o', 'pipefail', '-c', String(script)], {
      cwd: folder(),
      env: { ...process.env, ...env, GITHUB_OUTPUT: output },
      stdio: ['ignore', 'ignore', 'ignore'],
    });
    return readFileSync(output, 'utf8');
  }

  function start(): string {
    git('init', '--quiet');
    return commit({ 'stacks/network/main.tf': '', 'stacks/cluster/main.tf': '', 'modules/tags/main.tf': '' });
  }

  it('has the stacks that a push changes, over all of its commits', () => {
    const before = start();
    commit({ 'stacks/network/main.tf': '# changed' });
    commit({ 'README.md': 'changed' });

    expect(listStacks({ SINCE: before, EVERY: 'false' })).toBe('stacks=["network"]\n');
  });

  it('has what a pull request changes and not what its base does meanwhile', () => {
    start();
    git('switch', '--quiet', '--create', 'feature');
    commit({ 'stacks/cluster/main.tf': '# changed' });
    git('switch', '--quiet', '-');
    commit({ 'stacks/network/main.tf': '# changed' });
    git('merge', '--quiet', '--no-edit', 'feature');

    expect(listStacks({ SINCE: 'HEAD^1', EVERY: 'false' })).toBe('stacks=["cluster"]\n');
  });

  it('has every stack when what they share has changed', () => {
    const before = start();
    commit({ 'modules/tags/main.tf': '# changed' });

    expect(listStacks({ SINCE: before, EVERY: 'false' })).toBe('stacks=["cluster","network"]\n');
  });

  it('has every stack when the commit before the push is gone', () => {
    start();

    expect(listStacks({ SINCE: '0'.repeat(40), EVERY: 'false' })).toBe('stacks=["cluster","network"]\n');
  });

  it('has every stack for a cleanup and for an apply by hand', () => {
    const before = start();

    expect(listStacks({ SINCE: before, EVERY: 'true' })).toBe('stacks=["cluster","network"]\n');
  });

  it('is empty, and the jobs are skipped, when no stack has changed', () => {
    const before = start();
    commit({ 'README.md': 'changed' });

    expect(listStacks({ SINCE: before, EVERY: 'false' })).toBe('stacks=[]\n');
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
