import { describe, expect, it } from 'vitest';

import { openComments } from '../../../src/adapters/github/comments.ts';
import type { Comments } from '../../../src/ports/pull-requests.ts';
import { startGitHubServer, type GitHubServer } from '../../support/github/github-server/server.ts';
import { connect } from '../../support/github/client.ts';
import { shaOf } from '../../support/runner/stage.ts';

const SHA = shaOf('m');
const PATIENCE = { signal: new AbortController().signal, mayWait: () => true };
const MARKER = '<!-- lockstep:1 . -->';
const OURS = 'github-actions[bot]';
const open = (server: GitHubServer): Comments => openComments(connect(server));

async function start(): Promise<GitHubServer> {
  const server = await startGitHubServer();
  server.addPullRequest({ number: 42, headSha: SHA });
  return server;
}

describe('a comment of ours', () => {
  it.each([
    ['of a person with our marker', { author: 'ana', body: `${MARKER}\nmine` }],
    ['of a person who is called like the bot', { author: 'github-actions', body: `${MARKER}\nmine` }],
    ['of another bot', { author: 'renovate[bot]', body: `${MARKER}\nmine` }],
    ['of ours that quotes the marker further down', { author: OURS, body: `> ${MARKER}\nquoted` }],
    ['of ours that is about something else', { author: OURS, body: 'the tests have failed' }],
  ])('is not one %s', async (_, comment) => {
    await using server = await start();
    server.addComment(42, comment);
    expect(await open(server).list([42], PATIENCE)).toMatchObject([{ prNumber: 42, comments: [] }]);
    server.addComment(42, { author: OURS, body: `${MARKER}\nplan` });
    const url = server.comments(42)[1]?.url;
    const found = { url, body: `${MARKER}\nplan` };
    expect(await open(server).list([42], PATIENCE)).toMatchObject([{ prNumber: 42, comments: [found] }]);
  });

  it('is found behind any number of others, the oldest first, of several pull requests at once', async () => {
    await using server = await start();
    server.addPullRequest({ number: 43, headSha: SHA });
    for (let index = 0; index < 250; index += 1) server.addComment(42, { author: 'ana', body: `comment ${index}` });
    for (const body of ['first', 'second']) server.addComment(42, { author: OURS, body: `${MARKER}\n${body}` });
    server.addComment(43, { author: OURS, body: `${MARKER}\nthird` });
    const threads = await open(server).list([42, 43, 99], PATIENCE);
    const told = threads.map(({ prNumber, comments }) => [prNumber, comments.map(({ body }) => body.split('\n')[1])]);
    expect(told).toEqual([
      [42, ['first', 'second']],
      [43, ['third']],
    ]);
    expect(server.requests).toHaveLength(3);
    expect(server.violations).toEqual([]);
  });
});

describe('changes of comments', () => {
  it('are one request, and come back with the thread as it is then', async () => {
    await using server = await start();
    const [old, gone] = ['old', 'gone'].map((body) => {
      server.addComment(42, { author: OURS, body: `${MARKER}\n${body}` });
      return body;
    });
    const [thread] = await open(server).list([42], PATIENCE);
    const [first, second] = thread?.comments ?? [];
    server.clearRequests();
    const after = await open(server).change(
      42,
      [
        { kind: 'delete', id: second?.id ?? '' },
        { kind: 'update', id: first?.id ?? '', body: `${MARKER}\nnew` },
        { kind: 'create', pullRequestId: thread?.pullRequestId ?? '', body: '<!-- lockstep:overview -->\nall' },
      ],
      PATIENCE,
    );
    expect([old, gone]).toEqual(['old', 'gone']);
    expect(after.comments.map(({ body }) => body)).toEqual([`${MARKER}\nnew`, '<!-- lockstep:overview -->\nall']);
    expect(server.comments(42).map(({ body }) => body)).toEqual(after.comments.map(({ body }) => body));
    expect(server.requests).toHaveLength(1);
    expect(server.violations).toEqual([]);
  });

  it('that leave nothing tell the thread, too', async () => {
    await using server = await start();
    server.addComment(42, { author: OURS, body: `${MARKER}\nplan` });
    const [thread] = await open(server).list([42], PATIENCE);
    const changes = [{ kind: 'delete', id: thread?.comments[0]?.id ?? '' }] as const;
    expect((await open(server).change(42, changes, PATIENCE)).comments).toEqual([]);
    // Two runs may find the same one too many.
    const again = [...changes, { kind: 'create', pullRequestId: 'PR_42', body: `${MARKER}\nnew` }] as const;
    expect((await open(server).change(42, again, PATIENCE)).comments).toHaveLength(1);
  });

  it('are refused in one sentence where the token may not, and where a comment is gone', async () => {
    await using server = await start();
    server.addToken('ghs_reads', { login: OURS, type: 'Bot', write: false });
    const create = [{ kind: 'create', pullRequestId: 'PR_42', body: 'x' }] as const;
    await expect(openComments(connect(server, { token: 'ghs_reads' })).change(42, create, PATIENCE)).rejects.toThrow(
      /^the token may not comment on pull request #42\. Add `pull-requests: write` .*not accessible/,
    );
    const update = [{ kind: 'update', id: 'IC_1', body: 'x' }] as const;
    await expect(open(server).change(42, update, PATIENCE)).rejects.toThrow(/could not comment .*could not resolve/i);
  });

  it('of many pull requests are a handful of requests, and one that was deleted keeps no other from it', async () => {
    await using server = await start();
    const numbers = Array.from({ length: 25 }, (_, index) => index + 100);
    for (const number of numbers) {
      server.addPullRequest({ number, headSha: SHA });
      server.addComment(number, { author: OURS, body: `${MARKER}\n${'x'.repeat(60_000)}` });
    }
    server.clearRequests();
    const comments = open(server);
    const threads = await comments.list(numbers, PATIENCE);
    const listings = server.requests.length;
    const ids = threads.map(({ comments: [first] }) => first?.id ?? '');
    const gone = threads[3]?.prNumber ?? 0;
    await comments.change(gone, [{ kind: 'delete', id: ids[3] ?? '' }], PATIENCE);
    server.clearRequests();
    await comments.rewrite(
      ids.map((id) => ({ id, body: `${MARKER}\n${'y'.repeat(60_000)}` })),
      PATIENCE,
    );
    expect(server.requests.length).toBeLessThanOrEqual(5);
    expect(listings + server.requests.length).toBeLessThanOrEqual(7);
    const rewritten = numbers.filter((number) => server.comments(number)[0]?.body.endsWith('y') === true);
    expect(rewritten).toEqual(numbers.filter((number) => number !== gone));
    expect(server.violations).toEqual([]);
  });
});
