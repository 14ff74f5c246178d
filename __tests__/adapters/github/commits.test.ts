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
    const body = { data: { repository: { commit: null, folder: null } } };
    server.addFault({ matches: () => true, then: { kind: 'answer', status: 200, body } });
    expect(await openCommits(connect(server)).listFiles(BASE, '')).toEqual(['main.tf']);
  });

  it.each<[string, unknown]>([
    ['no text', { isBinary: true, text: null }],
    ['longer than GitHub tells', { text: 'resource', isTruncated: true }],
  ])('is told without its text where that is %s', async (_, object) => {
    await using server = await openRepository();
    const repository = { commit: { oid: BASE }, folder: { entries: [{ name: 'a.tf', type: 'blob', object }] } };
    server.addFault({ matches: () => true, then: { kind: 'answer', status: 200, body: { data: { repository } } } });
    expect(await openCommits(connect(server)).readFiles(BASE, '')).toEqual([{ name: 'a.tf', text: undefined }]);
  });

  it('is an error where what GitHub answers is none of that', async () => {
    await using server = await openRepository();
    const body = { data: { repository: { commit: { oid: BASE }, folder: 'yes' } } };
    server.addFault({ matches: () => true, then: { kind: 'answer', status: 200, body } });
    await expect(openCommits(connect(server)).listFiles(BASE, '')).rejects.toThrow('is not what its API describes');
  });
});
