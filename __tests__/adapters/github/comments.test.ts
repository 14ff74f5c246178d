import { describe, expect, it } from 'vitest';

import { openComments } from '../../../src/adapters/github/comments.ts';
import { startGitHubServer, type GitHubServer } from '../../support/github/github-server/server.ts';
import { connect } from '../../support/github/client.ts';
import { shaOf } from '../../support/runner/stage.ts';

const SHA = shaOf('m');
const open = (server: GitHubServer): ReturnType<typeof openComments> => openComments(connect(server));

describe('a comment of ours', () => {
  const MARKER = '<!-- lockstep:1 . -->';
  const find = (server: GitHubServer): Promise<{ readonly id: number } | undefined> =>
    open(server).find(42, MARKER, { signal: new AbortController().signal, mayWait: () => true });

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
