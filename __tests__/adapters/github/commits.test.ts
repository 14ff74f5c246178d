import { describe, expect, it } from 'vitest';

import { openCommits } from '../../../src/adapters/github/commits.ts';
import { GitHubUnusable } from '../../../src/domain/run/github.ts';
import { connect } from '../../support/github/client.ts';
import { startGitHubServer, type GitHubServer } from '../../support/github/github-server/server.ts';
import { shaOf } from '../../support/runner/stage.ts';

const [BASE, GONE, LATER] = [shaOf('base'), shaOf('gone'), shaOf('later')];

async function openRepository(): Promise<GitHubServer> {
  const server = await startGitHubServer();
  const module = { 'stacks/a/main.tf': 'resource {}', 'stacks/a/files/x.json': '{}', 'stacks/ab/main.tf': '' };
  server.addCommit({ sha: BASE, files: { ...module, 'main.tf': 'root' } });
  server.addCommit({ sha: GONE, parents: [BASE], files: { 'main.tf': 'root' } });
  server.addCommit({ sha: LATER, parents: [GONE, BASE], files: { 'main.tf': 'other' } });
  return server;
}

describe('what lies in a commit', () => {
  it('is the files of one folder, and none where there is no such folder', async () => {
    await using server = await openRepository();
    const commits = openCommits(connect(server));
    expect(await commits.listFiles(BASE, 'stacks/a')).toEqual(['main.tf']);
    expect(await commits.listFiles(GONE, 'stacks/a')).toEqual([]);
    expect(await commits.listFiles(BASE, '')).toEqual(['main.tf']);
    expect(await commits.readFiles(BASE, 'stacks/a')).toEqual([{ name: 'main.tf', text: 'resource {}' }]);
    expect(server.violations).toEqual([]);
  });

  it('has a history: what stands before it, and what has touched a folder', async () => {
    await using server = await openRepository();
    const commits = openCommits(connect(server));
    expect(await commits.findParent(LATER)).toBe(GONE);
    expect(await commits.findParent(BASE)).toBeUndefined();
    expect(await commits.listTouching(LATER, 'stacks/a')).toEqual({
      commits: [
        { sha: GONE, parent: BASE },
        { sha: BASE, parent: undefined },
      ],
      next: undefined,
    });
    expect((await commits.listTouching(LATER, '')).commits.map(({ sha }) => sha)).toEqual([LATER, GONE, BASE]);
    expect(await commits.listTouching(LATER, 'stacks/none')).toEqual({ commits: [], next: undefined });
    expect(server.violations).toEqual([]);
  });

  it.each(['', 'stacks/a'])('is told page by page, to its end, of the folder %j', async (folder) => {
    await using server = await startGitHubServer();
    const shas = Array.from({ length: 25 }, (_, index) => shaOf(`commit ${index}`));
    for (const [index, sha] of shas.entries()) {
      const parents = shas.slice(0, index).slice(-1);
      server.addCommit({ sha, parents, files: { 'stacks/a/main.tf': String(index) } });
    }
    const commits = openCommits(connect(server));
    const pages: number[] = [];
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const { commits: found, next } = await commits.listTouching(shas.at(-1) ?? '', folder, after);
      pages.push(found.length);
      seen.push(...found.map(({ sha }) => sha));
      after = next;
    } while (after !== undefined && pages.length < 5);
    expect(pages).toEqual([10, 10, 5]);
    expect(seen).toEqual(shas.toReversed());
    expect(server.violations).toEqual([]);
  });

  it('is not known of a commit that GitHub does not know: that is no folder that is gone', async () => {
    await using server = await openRepository();
    const commits = openCommits(connect(server));
    const asked = await Promise.allSettled([
      commits.listFiles(shaOf('x'), 'stacks/a'),
      commits.readFiles(shaOf('x'), 'stacks/a'),
      commits.findParent(shaOf('x')),
      commits.listTouching(shaOf('x'), 'stacks/a'),
    ]);
    for (const answer of asked) {
      const reason: unknown = answer.status === 'rejected' ? answer.reason : expect.unreachable();
      expect(reason).toBeInstanceOf(GitHubUnusable);
      expect(String(reason)).toContain('GitHub does not know the commit');
    }
  });

  it('is asked for again where one replica of GitHub does not know the commit yet', async () => {
    await using server = await openRepository();
    const body = { data: { repository: { commit: null, p0: null } } };
    server.addFault({ matches: () => true, then: { kind: 'answer', status: 200, body } });
    expect(await openCommits(connect(server)).listFiles(BASE, '')).toEqual(['main.tf']);
  });

  it.each<[string, unknown]>([
    ['no text', { isBinary: true, text: null }],
    ['longer than GitHub tells', { text: 'resource', isTruncated: true }],
  ])('is told without its text where that is %s', async (_, object) => {
    await using server = await openRepository();
    const repository = {
      commit: { oid: BASE },
      p0: { entries: [{ name: 'a.tf', type: 'blob', mode: 33188, object }] },
    };
    server.addFault({ matches: () => true, then: { kind: 'answer', status: 200, body: { data: { repository } } } });
    expect(await openCommits(connect(server)).readFiles(BASE, '')).toEqual([
      { name: 'a.tf', text: undefined, why: 'it is no text, or longer than GitHub tells' },
    ]);
  });

  it('is an error where what GitHub answers is none of that', async () => {
    await using server = await openRepository();
    const body = { data: { repository: { commit: { oid: BASE }, p0: 'yes' } } };
    server.addFault({ matches: () => true, then: { kind: 'answer', status: 200, body } });
    await expect(openCommits(connect(server)).listFiles(BASE, '')).rejects.toThrow('is not what its API describes');
  });
});

describe('a symbolic link in a commit', () => {
  const LINKS = {
    'stacks/linked': '../modules/net',
    'stacks/chain': 'linked',
    'stacks/out': '../../elsewhere',
    'stacks/absolute': '/etc',
    'stacks/round': 'ring',
    'stacks/ring': 'round',
    'stacks/nowhere': '../modules/none',
    env: 'stacks',
    'modules/net/backend.tf': '../shared/backend.tf',
    'modules/net/twice.tf': 'backend.tf',
    'modules/net/through.tf': '../../env/linked/main.tf',
    'modules/net/above.tf': '../../deep/../shared/backend.tf',
    'modules/net/gone.tf': 'nothing.tf',
    'modules/net/folder.tf': '../shared',
    'modules/net/out.tf': '../../../secrets.tf',
    'modules/net/self.tf': 'self.tf',
    deep: 'modules/shared/files',
  };
  const FILES = {
    'modules/net/main.tf': 'resource {}',
    'modules/shared/backend.tf': 'terraform {}',
    'modules/shared/files/x.json': '{}',
    'stacks/plain.tf': 'no folder',
  };

  async function openLinked(): Promise<GitHubServer> {
    const server = await startGitHubServer();
    server.addCommit({ sha: BASE, files: { ...FILES, ...LINKS }, links: Object.keys(LINKS) });
    return server;
  }

  it.each([
    ['stacks/linked', 'modules/net'],
    ['stacks/chain', 'modules/net'],
    ['env/chain', 'modules/net'],
    ['stacks/nowhere', 'modules/none'],
    ['deep', 'modules/shared/files'],
    ['stacks/plain.tf/x', 'stacks/plain.tf/x'],
    ['modules/net', 'modules/net'],
    ['', ''],
  ])('is followed where a folder is one: %s is %s', async (folder, leadsTo) => {
    await using server = await openLinked();
    const commits = openCommits(connect(server));
    expect(await commits.followFolder(BASE, folder)).toBe(leadsTo);
    expect(await commits.listFiles(BASE, folder)).toEqual(await commits.listFiles(BASE, leadsTo));
    const isThere = leadsTo === 'modules/net';
    expect((await commits.listFiles(BASE, folder)).includes('main.tf')).toBe(isThere);
    expect(server.violations).toEqual([]);
  });

  it.each([
    ['stacks/out', 'stacks/out is a symbolic link there, and leads out of the repository'],
    ['stacks/absolute', 'stacks/absolute is a symbolic link there, and leads out of the repository'],
    ['stacks/round', 'stacks/round is a symbolic link there, and leads through more than 40 others'],
  ])('is no folder that is gone where it cannot be followed: %s', async (folder, says) => {
    await using server = await openLinked();
    const commits = openCommits(connect(server));
    for (const asked of [commits.listFiles(BASE, folder), commits.readFiles(BASE, folder)]) {
      await expect(asked).rejects.toThrow(GitHubUnusable);
      await expect(asked).rejects.toThrow(says);
    }
  });

  it('has the text of the file that it leads to, and never its own', async () => {
    await using server = await openLinked();
    const files = await openCommits(connect(server)).readFiles(BASE, 'stacks/chain');
    const told = Object.fromEntries(files.map(({ name, text, why }) => [name, text ?? `- ${why ?? ''}`]));
    const out = 'is a symbolic link there, and leads';
    expect(told).toEqual({
      'main.tf': 'resource {}',
      'backend.tf': 'terraform {}',
      'twice.tf': 'terraform {}',
      'through.tf': 'resource {}',
      // The folder above where `deep` leads, as the kernel has it, and not the one above `deep`.
      'above.tf': '- it is a link to nothing',
      'gone.tf': '- it is a link to nothing',
      'folder.tf': '- it is a link to a folder',
      'out.tf': `- modules/net/out.tf ${out} out of the repository`,
      'self.tf': `- modules/net/self.tf ${out} through more than 40 others`,
    });
    expect(server.violations).toEqual([]);
  });
});
