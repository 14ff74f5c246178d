import { describe, expect, it } from 'vitest';

import { openGitHub } from '../../../src/adapters/github/github.ts';
import { startGitHubServer, type GitHubServer } from '../../support/github-server/server.ts';
import { shaOf } from '../../support/stage.ts';

const SHA = shaOf('m');
const open = (server: GitHubServer): ReturnType<typeof openGitHub> =>
  openGitHub({ token: 'ghs_test', apiUrl: server.url, repository: server.repository });

describe('the pull requests that a commit was merged by', () => {
  it('are those that were merged into this branch, each with its head', async () => {
    await using server = await startGitHubServer();
    server.addPullRequest({ number: 41, headSha: shaOf('41'), merged: true, mergeCommitSha: SHA, baseRef: 'release' });
    server.addPullRequest({ number: 42, headSha: shaOf('42'), merged: true, mergeCommitSha: SHA });
    server.addPullRequest({ number: 43, headSha: shaOf('43'), merged: true, commits: [SHA] });
    expect(await open(server).findMergedBy(SHA, 'main')).toEqual([
      { number: 42, headSha: shaOf('42') },
      { number: 43, headSha: shaOf('43') },
    ]);
    expect(await open(server).findMergedBy(SHA, 'release')).toEqual([{ number: 41, headSha: shaOf('41') }]);
    expect(server.violations).toEqual([]);
  });

  it('are not those that are open, though the commit is in them', async () => {
    await using server = await startGitHubServer();
    server.addPullRequest({ number: 42, headSha: SHA });
    const asked = await fetch(`${server.url}/repos/octo/infra/commits/${SHA}/pulls?per_page=100`, {
      headers: { authorization: 'token ghs_test', 'user-agent': 'test' },
    });
    expect(await asked.json()).toMatchObject([{ number: 42, merged_at: null }]);
    expect(await open(server).findMergedBy(SHA, 'main')).toEqual([]);
  });

  it('are found on every page', async () => {
    await using server = await startGitHubServer();
    for (let number = 1; number <= 130; number += 1) {
      server.addPullRequest({ number, headSha: shaOf(String(number)), merged: true, commits: [SHA] });
    }
    expect(await open(server).findMergedBy(SHA, 'main')).toHaveLength(130);
  });
});

describe('a comment of ours', () => {
  const MARKER = '<!-- lockstep:1 . -->';
  const find = (server: GitHubServer): Promise<{ readonly id: number } | undefined> =>
    open(server).find(42, MARKER, AbortSignal.timeout(10_000));

  it.each([
    ['of a person with our marker', { author: 'ana', body: `${MARKER}\nmine` }],
    ['of a person who is called like the bot', { author: 'github-actions', body: `${MARKER}\nmine` }],
    ['of another bot', { author: 'renovate[bot]', body: `${MARKER}\nmine` }],
    ['of ours that quotes the marker further down', { author: 'github-actions[bot]', body: `> ${MARKER}\nquoted` }],
    ['of another stack', { author: 'github-actions[bot]', body: '<!-- lockstep:1 other -->\nplan' }],
  ])('is not one %s', async (_, comment) => {
    await using server = await startGitHubServer();
    server.addPullRequest({ number: 42, headSha: SHA });
    server.addComment(42, comment);
    expect(await find(server)).toBeUndefined();
    const id = server.addComment(42, { author: 'github-actions[bot]', body: `${MARKER}\nplan` });
    expect(await find(server)).toMatchObject({ id });
  });

  it('is that of the workflow’s own token when GraphQL does not say who we are', async () => {
    await using server = await startGitHubServer();
    server.addPullRequest({ number: 42, headSha: SHA });
    const id = server.addComment(42, { author: 'github-actions[bot]', body: `${MARKER}\nplan` });
    server.addFault({
      matches: ({ operationId }) => operationId === 'graphql',
      then: { kind: 'answer', status: 502, body: { message: 'Bad Gateway' } },
    });
    expect(await find(server)).toMatchObject({ id });
  });
});
