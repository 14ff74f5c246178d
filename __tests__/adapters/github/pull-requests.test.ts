import { describe, expect, it } from 'vitest';

import { openPullRequests } from '../../../src/adapters/github/pull-requests.ts';
import { GitHubUnusable } from '../../../src/domain/run/github.ts';
import type { Merges } from '../../../src/domain/review/merges.ts';
import type { PullRequests, Stretch } from '../../../src/ports/pull-requests.ts';
import { startGitHubServer, type GitHubServer } from '../../support/github/github-server/server.ts';
import { connect } from '../../support/github/client.ts';
import { shaOf } from '../../support/runner/stage.ts';

const SHA = shaOf('m');
const open = (server: GitHubServer): PullRequests => openPullRequests(connect(server));

/** Commits one after the other on a branch; each word is its sha's, and `a<b,c` has the parents b and c. */
function grow(server: GitHubServer, ...words: readonly string[]): void {
  for (const word of words) {
    const [name = '', parents = ''] = word.split('<');
    server.addCommit({
      sha: shaOf(name),
      parents: parents === '' ? [] : parents.split(',').map(shaOf),
      message: `${name}: a title\n\nand a body`,
    });
  }
}

describe('the pull requests of one commit', () => {
  const find = async (server: GitHubServer, branch: string): Promise<Merges['pullRequests']> =>
    (await open(server).findMerged({ since: undefined, commitSha: SHA, branch })).pullRequests;

  it('are those that were merged into this branch, each with its head', async () => {
    await using server = await startGitHubServer();
    server.addPullRequest({ number: 41, headSha: shaOf('41'), merged: true, mergeCommitSha: SHA, baseRef: 'release' });
    server.addPullRequest({ number: 42, headSha: shaOf('42'), merged: true, mergeCommitSha: SHA });
    server.addPullRequest({ number: 43, headSha: shaOf('43'), merged: true, commits: [SHA] });
    const mergedAt = expect.stringMatching(/^\d{4}-/) as string;
    expect(await find(server, 'main')).toEqual([
      { number: 42, headSha: shaOf('42'), mergedAt },
      { number: 43, headSha: shaOf('43'), mergedAt },
    ]);
    expect(await find(server, 'release')).toEqual([{ number: 41, headSha: shaOf('41'), mergedAt }]);
    expect(server.violations).toEqual([]);
  });

  it('are not known while GitHub calls one of this branch open: the commit is there already', async () => {
    await using server = await startGitHubServer();
    server.addPullRequest({ number: 42, headSha: SHA });
    const asked = await fetch(`${server.url}/repos/octo/infra/commits/${SHA}/pulls?per_page=100`, {
      headers: { authorization: 'token ghs_test', 'user-agent': 'test' },
    });
    expect(await asked.json()).toMatchObject([{ number: 42, merged_at: null }]);
    await expect(find(server, 'main')).rejects.toThrow('still calls #42 open');
    expect(await find(server, 'release')).toEqual([]);
  });

  it('are not known while one is called open whose head it is, though one of another branch has brought it', async () => {
    await using server = await startGitHubServer();
    server.addPullRequest({ number: 7, headSha: shaOf('7'), merged: true, mergeCommitSha: SHA, baseRef: 'f' });
    server.addPullRequest({ number: 8, headSha: shaOf('8'), commits: [SHA] });
    expect(await find(server, 'main')).toEqual([]);
    server.addPullRequest({ number: 9, headSha: SHA });
    await expect(find(server, 'main')).rejects.toThrow('still calls #9 open');
    // One of this branch has brought it: that is known.
    server.addPullRequest({ number: 10, headSha: shaOf('10'), merged: true, commits: [SHA] });
    expect(await find(server, 'main')).toMatchObject([{ number: 10 }]);
  });

  it('are found on every page', async () => {
    await using server = await startGitHubServer();
    for (let number = 1; number <= 130; number += 1) {
      server.addPullRequest({ number, headSha: shaOf(String(number)), merged: true, commits: [SHA] });
    }
    expect(await find(server, 'main')).toHaveLength(130);
  });
});

describe('how a stretch of the branch came about', () => {
  const find = async (
    server: GitHubServer,
    since: string,
    head: string,
    more: Partial<Stretch> = {},
  ): Promise<Merges> =>
    open(server).findMerged({ since: shaOf(since), commitSha: shaOf(head), branch: 'main', ...more });
  const asksOf = ({ requests }: GitHubServer): readonly string[] =>
    requests
      .filter(({ operationId }) => operationId === 'repos/list-pull-requests-associated-with-commit')
      .map(({ path }) => path);

  it('is told of merge, squash and rebase merges, the oldest first, each pull request once', async () => {
    await using server = await startGitHubServer();
    grow(server, 'start', 'x1<start', 'x2<x1', 'merge<start,x2', 'squash<merge', 'r1<squash', 'r2<r1');
    server.setBranch('main', shaOf('r2'));
    server.addPullRequest({ number: 7, headSha: shaOf('x2'), merged: true, mergeCommitSha: shaOf('merge') });
    server.addPullRequest({ number: 9, headSha: shaOf('y'), merged: true, mergeCommitSha: shaOf('squash') });
    server.addPullRequest({
      number: 8,
      headSha: shaOf('z'),
      merged: true,
      mergeCommitSha: shaOf('r2'),
      commits: [shaOf('r1'), shaOf('r2')],
    });
    expect(await find(server, 'start', 'r2')).toMatchObject({
      pullRequests: [
        { number: 7, headSha: shaOf('x2') },
        { number: 9, headSha: shaOf('y') },
        { number: 8, headSha: shaOf('z') },
      ],
      direct: [],
    });
    expect((await find(server, 'squash', 'r2')).pullRequests.map(({ number }) => number)).toEqual([8]);
    expect(await find(server, 'r2', 'r2')).toEqual({
      pullRequests: [],
      elsewhere: [],
      direct: [],
      commits: new Set(),
    });
    expect(server.violations).toEqual([]);
  });

  it('tells apart what was merged into another branch, where no pull request of this one has brought it', async () => {
    await using server = await startGitHubServer();
    grow(server, 'start', 'd1<start', 'd2<d1', 'by-hand<start,d2', 'direct<by-hand');
    server.setBranch('main', shaOf('direct'));
    server.addPullRequest({
      number: 7,
      headSha: shaOf('x'),
      baseRef: 'dev',
      merged: true,
      mergeCommitSha: shaOf('d1'),
    });
    server.addPullRequest({
      number: 8,
      headSha: shaOf('y'),
      baseRef: 'dev',
      merged: true,
      mergeCommitSha: shaOf('d2'),
    });
    const found = await find(server, 'start', 'direct');
    expect(found).toMatchObject({
      pullRequests: [],
      elsewhere: [
        { number: 7, headSha: shaOf('x'), branch: 'dev' },
        { number: 8, headSha: shaOf('y'), branch: 'dev' },
      ],
      direct: [{ sha: shaOf('by-hand') }, { sha: shaOf('direct') }],
    });
    // As when all of it comes by one pull request.
    server.addPullRequest({ number: 9, headSha: shaOf('d2'), merged: true, mergeCommitSha: shaOf('by-hand') });
    expect(await find(server, 'start', 'direct')).toMatchObject({ pullRequests: [{ number: 9 }], elsewhere: [] });
  });

  it('names the commits that came without a pull request, a revert among them, by their titles', async () => {
    await using server = await startGitHubServer();
    grow(server, 'start', 'squash<start', 'revert<squash');
    server.setBranch('main', shaOf('revert'));
    server.addPullRequest({ number: 9, headSha: shaOf('y'), merged: true, mergeCommitSha: shaOf('squash') });
    expect(await find(server, 'start', 'revert')).toMatchObject({
      pullRequests: [{ number: 9, headSha: shaOf('y') }],
      direct: [{ sha: shaOf('revert'), title: 'revert: a title' }],
    });
  });

  it('names who has committed them: GitHub makes what it merges', async () => {
    await using server = await startGitHubServer();
    grow(server, 'start');
    server.addCommit({ sha: shaOf('by-github'), parents: [shaOf('start')], isMadeByGitHub: true });
    server.addCommit({ sha: shaOf('by-hand'), parents: [shaOf('by-github')] });
    expect((await find(server, 'start', 'by-hand')).direct.map(({ committer }) => committer)).toEqual([
      'github',
      'somebody',
    ]);
    const listed = await open(server).listCommits({ since: shaOf('start'), commitSha: shaOf('by-hand') });
    expect(listed.map(({ sha }) => sha)).toEqual(['by-github', 'by-hand'].map(shaOf));
    const all = await open(server).listCommits({ since: 'beginning', commitSha: shaOf('by-hand') });
    expect(all.map(({ sha }) => sha)).toEqual(['start', 'by-github', 'by-hand'].map(shaOf));
  });

  it('does not count a pull request that was merged into another one: the other one brought it', async () => {
    await using server = await startGitHubServer();
    grow(server, 'start', 'a1<start', 'b1<a1', 'ab<a1,b1', 'merge<start,ab');
    server.setBranch('main', shaOf('merge'));
    server.addPullRequest({
      number: 6,
      headSha: shaOf('b1'),
      merged: true,
      mergeCommitSha: shaOf('ab'),
      baseRef: 'change-5',
    });
    server.addPullRequest({ number: 5, headSha: shaOf('ab'), merged: true, mergeCommitSha: shaOf('merge') });
    expect(await find(server, 'start', 'merge')).toMatchObject({ pullRequests: [{ number: 5 }], direct: [] });
  });

  it('is not known when the one before is no longer known: the branch was rewritten', async () => {
    await using server = await startGitHubServer();
    grow(server, 'squash');
    server.addPullRequest({ number: 9, headSha: shaOf('y'), merged: true, mergeCommitSha: shaOf('squash') });
    grow(server, 'orphan');
    const [rewritten, unknown] = [find(server, 'orphan', 'squash'), find(server, 'nowhere', 'squash')];
    await expect(rewritten).rejects.toMatchObject({ isLasting: true });
    await expect(rewritten).rejects.toThrow(
      `GitHub finds nothing that ${shaOf('orphan')} and ${shaOf('squash')} have in common`,
    );
    await expect(unknown).rejects.toMatchObject({ isLasting: true });
    await expect(unknown).rejects.toThrow(
      `GitHub does not know one of ${shaOf('nowhere')} and ${shaOf('squash')}: it was pushed away, or the job lacks \`contents: read\``,
    );
  });

  it('is not known of a commit that is older than where it begins', async () => {
    await using server = await startGitHubServer();
    grow(server, 'older', 'newer<older');
    const asking = find(server, 'newer', 'older');
    await expect(asking).rejects.toMatchObject({ isLasting: true });
    await expect(asking).rejects.toThrow(`${shaOf('older')} is older than ${shaOf('newer')}`);
  });

  it('is told of what somebody has merged by hand, as a second parent is when a push was preceded by a pull', async () => {
    await using server = await startGitHubServer();
    grow(server, 'start', 'squash<start', 'local<start', 'pulled<local,squash');
    server.setBranch('main', shaOf('pulled'));
    server.addPullRequest({ number: 5, headSha: shaOf('y'), merged: true, mergeCommitSha: shaOf('squash') });
    expect(await find(server, 'start', 'pulled')).toMatchObject({
      pullRequests: [{ number: 5, headSha: shaOf('y') }],
      direct: [{ sha: shaOf('local') }, { sha: shaOf('pulled') }],
      commits: new Set(['squash', 'local', 'pulled'].map(shaOf)),
    });
    expect(await find(server, 'squash', 'pulled')).toMatchObject({ pullRequests: [] });
  });

  it('is told from the beginning of a branch that is new', async () => {
    await using server = await startGitHubServer();
    grow(server, 'first', 'squash<first', 'fix<squash');
    server.addPullRequest({ number: 9, headSha: shaOf('y'), merged: true, mergeCommitSha: shaOf('squash') });
    const since = 'beginning';
    expect(await find(server, '', 'fix', { since })).toMatchObject({
      pullRequests: [{ number: 9 }],
      direct: [{ sha: shaOf('first'), title: 'first: a title' }, { sha: shaOf('fix') }],
    });
    grow(server, 'c0', ...Array.from({ length: 310 }, (_, index) => `c${index + 1}<c${index}`));
    await expect(find(server, '', 'c310', { since })).rejects.toThrow(/the older ones were not asked about/);
    await expect(find(server, '', 'nowhere', { since })).rejects.toThrow(`GitHub does not know ${shaOf('nowhere')}`);
    expect(server.violations).toEqual([]);
  });

  it('costs no more questions than its answer needs', async () => {
    await using server = await startGitHubServer();
    grow(server, 'c0', ...Array.from({ length: 60 }, (_, index) => `c${index + 1}<c${index}`));
    server.setBranch('main', shaOf('c60'));
    server.addPullRequest({ number: 1, headSha: shaOf('x'), merged: true, mergeCommitSha: shaOf('c10') });
    const costs = async (stretch: Partial<Stretch>): Promise<[readonly number[], number]> => {
      const before = asksOf(server).length;
      const { pullRequests } = await find(server, 'c0', 'c60', stretch);
      return [pullRequests.map(({ number }) => number), asksOf(server).length - before];
    };
    expect(await costs({ depth: 'all' })).toEqual([[1], 60]);
    expect(await costs({ depth: 'newest' })).toEqual([[], 32]);
    expect(await costs({ depth: 'until-merged' })).toEqual([[1], 56]);
    server.addPullRequest({ number: 2, headSha: shaOf('y'), merged: true, mergeCommitSha: shaOf('c55') });
    expect(await costs({ depth: 'until-merged' })).toEqual([[2], 32]);
  });

  it('is asked for again of the newest commits alone that had no answer', async () => {
    await using server = await startGitHubServer();
    grow(server, 'c0', ...Array.from({ length: 50 }, (_, index) => `c${index + 1}<c${index}`));
    server.setBranch('main', shaOf('c50'));
    server.addPullRequest({ number: 1, headSha: shaOf('x'), merged: true, mergeCommitSha: shaOf('c49') });
    const first = await find(server, 'c0', 'c50');
    server.addPullRequest({ number: 2, headSha: shaOf('y'), merged: true, mergeCommitSha: shaOf('c50') });
    const before = asksOf(server).length;
    const again = await find(server, 'c0', 'c50', { again: first });
    expect(again.pullRequests.map(({ number }) => number)).toEqual([1, 2]);
    expect(again.direct.map(({ sha }) => sha)).toEqual(first.direct.slice(0, -1).map(({ sha }) => sha));
    const asked = asksOf(server).slice(before);
    expect(asked).toHaveLength(32);
    expect(asked.join()).not.toContain(shaOf('c49'));
  });

  it('is told over every page of commits, and of the 200 newest of the branch; that all were pushed is not known then', async () => {
    await using server = await startGitHubServer();
    const words = Array.from({ length: 260 }, (_, index) => `c${index + 1}<c${index}`);
    grow(server, 'c0', ...words);
    server.setBranch('main', shaOf('c260'));
    server.addPullRequest({ number: 1, headSha: shaOf('x'), merged: true, mergeCommitSha: shaOf('c60') });
    server.addPullRequest({ number: 2, headSha: shaOf('y'), merged: true, mergeCommitSha: shaOf('c61') });
    const merges = await find(server, 'c0', 'c260');
    expect(merges.pullRequests.map(({ number }) => number)).toEqual([2]);
    expect(merges.direct).toHaveLength(199);
    server.updatePullRequest(2, { baseRef: 'release' });
    await expect(find(server, 'c0', 'c260')).rejects.toThrow('60 more were not asked about');
  });
});

describe('what has become of pull requests', () => {
  it('is asked in one question for a hundred of them, and those that do not exist are left out', async () => {
    await using server = await startGitHubServer();
    server.addPullRequest({ number: 1, headSha: shaOf('1') });
    server.addPullRequest({
      number: 2,
      headSha: shaOf('2'),
      merged: true,
      mergeCommitSha: shaOf('m2'),
      baseRef: 'release',
    });
    server.addPullRequest({ number: 103, headSha: shaOf('103'), state: 'closed' });
    const numbers = Array.from({ length: 103 }, (_, index) => index + 1);
    expect(await open(server).findStatuses(numbers)).toEqual([
      {
        number: 1,
        headSha: shaOf('1'),
        baseBranch: 'main',
        closed: false,
        isMerged: false,
        mergedAt: undefined,
        merged: undefined,
      },
      {
        number: 2,
        headSha: shaOf('2'),
        baseBranch: 'release',
        closed: true,
        isMerged: true,
        mergedAt: expect.stringMatching(/^\d{4}-/) as string,
        merged: { branch: 'release', commitSha: shaOf('m2') },
      },
      {
        number: 103,
        headSha: shaOf('103'),
        baseBranch: 'main',
        closed: true,
        isMerged: false,
        mergedAt: undefined,
        merged: undefined,
      },
    ]);
    expect(server.requests).toHaveLength(2);
    expect(server.violations).toEqual([]);
  });

  it('is not known when GitHub does not know the repository, and is asked again when GitHub fails', async () => {
    await using server = await startGitHubServer();
    const elsewhere = openPullRequests(connect(server, { repository: 'octo/other' }));
    await expect(elsewhere.findStatuses([1])).rejects.toThrow(GitHubUnusable);
    server.addFault({ matches: () => true, then: { kind: 'answer', status: 502, body: { message: 'Bad Gateway' } } });
    expect(await open(server).findStatuses([1])).toEqual([]);
  });
});

describe('what is queued before a merge group', () => {
  const QUEUE = 'gh-readonly-queue/main';

  it('is told by the branches that the queue has made', async () => {
    await using server = await startGitHubServer();
    grow(server, 'start', 'q5<start', 'q7a<q5', 'q7<q7a', 'q9<q7');
    server.setBranch('main', shaOf('start'));
    for (const [number, group, base] of [
      [5, 'q5', 'start'],
      [7, 'q7', 'q5'],
      [9, 'q9', 'q7'],
    ] as const) {
      server.addPullRequest({ number, headSha: shaOf(`head of ${number}`) });
      server.setBranch(`${QUEUE}/pr-${number}-${shaOf(base)}`, shaOf(group));
    }
    server.setBranch('gh-readonly-queue/release/pr-11-abcdef0', shaOf('q5'));
    expect(await open(server).findQueued(shaOf('q7'), 'main')).toEqual([5, 7]);
    expect(await open(server).findQueued(shaOf('q5'), 'main')).toEqual([5]);
    expect(server.violations).toEqual([]);
  });
});
