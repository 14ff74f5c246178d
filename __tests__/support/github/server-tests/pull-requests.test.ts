import { beforeEach, describe, expect, it } from 'vitest';

import { A, B, C, D, E, github, octokit, REPO, request, useGitHub } from './asking.ts';

useGitHub();

describe('pull requests', () => {
  it('shows the state that a test gave it, and what it was changed to', async () => {
    github.addPullRequest({ number: 1, headSha: A, headRef: 'change', title: 'Bigger', author: 'octocat' });
    const { rest } = octokit();

    const before = await rest.pulls.get({ ...REPO, pull_number: 1 });
    github.updatePullRequest(1, { headSha: B, merged: true, mergeCommitSha: C });
    const after = await rest.pulls.get({ ...REPO, pull_number: 1 });

    expect(before.data).toMatchObject({ state: 'open', merged: false, merged_at: null, head: { sha: A } });
    expect(before.data).toMatchObject({ title: 'Bigger', user: { login: 'octocat' }, base: { ref: 'main' } });
    expect(after.data).toMatchObject({ state: 'closed', merged: true, merge_commit_sha: C, head: { sha: B } });
    expect(after.data.merged_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  });

  it('lists open ones unless told otherwise, filtered by head and base', async () => {
    github.addPullRequest({ number: 1, headSha: A, headRef: 'one' });
    github.addPullRequest({ number: 2, headSha: B, headRef: 'two', state: 'closed' });
    github.addPullRequest({ number: 3, headSha: C, headRef: 'one', fork: true, author: 'stranger' });
    github.addPullRequest({ number: 4, headSha: D, headRef: 'four', baseRef: 'release' });
    const { rest } = octokit();
    const list = async (parameters: object): Promise<number[]> =>
      (await rest.pulls.list({ ...REPO, ...parameters })).data.map(({ number }) => number);

    expect(await list({})).toEqual([4, 3, 1]);
    expect(await list({ direction: 'asc' })).toEqual([1, 3, 4]);
    expect(await list({ state: 'closed' })).toEqual([2]);
    expect(await list({ state: 'all', per_page: 3 })).toEqual([4, 3, 2]);
    expect(await list({ head: 'octo:one' })).toEqual([1]);
    expect(await list({ head: 'stranger:one' })).toEqual([3]);
    expect(await list({ base: 'release' })).toEqual([4]);
  });

  it('tells a fork by the repository of its head', async () => {
    github.addPullRequest({ number: 1, headSha: A, fork: true, author: 'stranger' });

    const { data } = await octokit().rest.pulls.get({ ...REPO, pull_number: 1 });

    expect([data.head.repo.full_name, data.base.repo.full_name]).toEqual(['stranger/infra', 'octo/infra']);
  });
});

describe('pull requests of a commit', () => {
  async function pullsOf(sha: string): Promise<number[]> {
    const { rest } = octokit();
    const { data } = await rest.repos.listPullRequestsAssociatedWithCommit({ ...REPO, commit_sha: sha });
    return data.map(({ number }) => number);
  }

  it('are the merged ones by merge commit, head, or what a squash or rebase made', async () => {
    github.addPullRequest({ number: 1, headSha: A, merged: true, mergeCommitSha: B });
    github.addPullRequest({ number: 2, headSha: C, merged: true, mergeCommitSha: E, commits: [D, E] });

    expect(await pullsOf(A)).toEqual([1]);
    expect(await pullsOf(B)).toEqual([1]);
    expect(await pullsOf(D)).toEqual([2]);
    expect(await pullsOf(E)).toEqual([2]);
  });

  it('include open ones only for a commit that has not landed', async () => {
    github.addPullRequest({ number: 1, headSha: A });
    github.addPullRequest({ number: 2, headSha: B, state: 'closed' });
    expect(await pullsOf(A)).toEqual([1]);
    expect(await pullsOf(B)).toEqual([]);

    github.setBranch('main', A);

    expect(await pullsOf(A)).toEqual([]);
  });

  it('are none for a direct push, and an error for a commit that nobody knows', async () => {
    github.addCommit({ sha: A });

    expect(await pullsOf(A)).toEqual([]);
    await expect(pullsOf(B)).rejects.toMatchObject({ status: 422 });
  });
});

describe('comparing commits', () => {
  beforeEach(() => {
    // a ← b ← d, a ← c, and e is a merge of d and c.
    github.addCommit({ sha: A });
    github.addCommit({ sha: B, parents: [A] });
    github.addCommit({ sha: C, parents: [A] });
    github.addCommit({ sha: D, parents: [B] });
    github.addCommit({ sha: E, parents: [D, C] });
  });

  it.each([
    ['identical', B, B, 0, 0, B, []],
    ['ahead', A, D, 2, 0, A, [B, D]],
    ['behind', D, A, 0, 2, A, []],
    ['diverged', C, D, 2, 1, A, [B, D]],
    ['ahead', C, E, 3, 0, C, [B, D, E]],
  ])('%s', async (status, base, head, aheadBy, behindBy, mergeBase, commits) => {
    const { rest } = octokit();

    const { data } = await rest.repos.compareCommitsWithBasehead({ ...REPO, basehead: `${base}...${head}` });

    expect(data).toMatchObject({ status, ahead_by: aheadBy, behind_by: behindBy, total_commits: aheadBy });
    expect(data.merge_base_commit.sha).toBe(mergeBase);
    expect(data.commits.map(({ sha }) => sha)).toEqual(commits);
  });

  it('takes branches and abbreviated commits, and pages through the commits', async () => {
    github.setBranch('main', E);

    const whole = await request('GET', `/repos/octo/infra/compare/aaaaaaa...main`);
    const paged = await request('GET', `/repos/octo/infra/compare/${A}...octo:main?per_page=3&page=2`);

    expect(whole.body).toMatchObject({ status: 'ahead', ahead_by: 4 });
    expect((paged.body as { commits: object[] }).commits).toHaveLength(1);
    expect(rels(paged.headers.get('link') ?? '')).toEqual({ prev: '1', first: '1' });
  });

  it('knows no answer for histories that have nothing in common', async () => {
    const other = '1'.repeat(40);
    github.addCommit({ sha: other });

    const answer = await request('GET', `/repos/octo/infra/compare/${A}...${other}`);

    expect(answer).toMatchObject({
      status: 404,
      body: { message: expect.stringContaining('No common ancestor') as string },
    });
  });

  it('gives a commit with its parents', async () => {
    const { data } = await octokit().rest.repos.getCommit({ ...REPO, ref: E });

    expect(data.parents.map(({ sha }) => sha)).toEqual([D, C]);
  });
});

/** The page behind each relation of a Link header. */
function rels(link: string | undefined): Record<string, string | null> {
  const links = [...(link ?? '').matchAll(/<([^>]+)>; rel="(\w+)"/g)];
  return Object.fromEntries(links.map(([, url, rel]) => [rel ?? '', new URL(url ?? '').searchParams.get('page')]));
}
