import { describe, expect, it } from 'vitest';

import type { GitHubClient } from '../../../src/adapters/github/client.ts';
import { openComments } from '../../../src/adapters/github/comments.ts';
import { openPullRequests } from '../../../src/adapters/github/pull-requests.ts';
import { compare, readStatus } from '../../../src/adapters/github/runs.ts';
import { GitHubUnusable } from '../../../src/domain/run/github.ts';
import { secondaryLimit, type FaultEffect } from '../../support/github/github-server/faults.ts';
import { startGitHubServer, type GitHubServer } from '../../support/github/github-server/server.ts';
import { connect } from '../../support/github/client.ts';
import { shaOf } from '../../support/runner/stage.ts';

const PATIENCE = { signal: new AbortController().signal, mayWait: () => true };
const RUN = { repository: 'octo/infra', runId: '7', runAttempt: 1 };
const HEAD = shaOf('head');
const CREATE = [{ kind: 'create', pullRequestId: 'PR_42', body: 'plan' }] as const;

type Ask = (client: GitHubClient) => Promise<unknown>;
const LISTED: readonly (readonly [operationId: string, ask: Ask])[] = [
  ['graphql/OwnComments', (client) => openComments(client).list([42], PATIENCE)],
  [
    'repos/list-pull-requests-associated-with-commit',
    (client) => openPullRequests(client).findMerged({ since: undefined, commitSha: HEAD, branch: 'main' }),
  ],
  [
    'repos/compare-commits-with-basehead',
    (client) => openPullRequests(client).findMerged({ since: shaOf('base'), commitSha: HEAD, branch: 'main' }),
  ],
  [
    'repos/list-commits',
    (client) => openPullRequests(client).findMerged({ since: 'beginning', commitSha: HEAD, branch: 'main' }),
  ],
];
const ASKED: readonly (readonly [operationId: string, ask: Ask])[] = [
  ...LISTED,
  ['graphql', (client) => openPullRequests(client).findStatuses([42])],
  ['actions/get-workflow-run-attempt', (client) => readStatus(client, RUN)],
  ['git/list-matching-refs', (client) => openPullRequests(client).findQueued(HEAD, 'main')],
  ['graphql/ChangeComments', (client) => openComments(client).change(42, CREATE, PATIENCE)],
];

async function start(): Promise<GitHubServer> {
  const server = await startGitHubServer();
  server.addPullRequest({ number: 42, headSha: HEAD });
  server.addCommit({ sha: shaOf('base') });
  server.addCommit({ sha: HEAD, parents: [shaOf('base')] });
  server.setBranch('main', HEAD);
  return server;
}

function strike(server: GitHubServer, operationId: string, then: FaultEffect, times = 1): void {
  server.addFault({ matches: (request) => request.operationId === operationId, times, then });
}

describe('a limit', () => {
  it.each(LISTED)('is waited for where the answer comes in pages: %s', async (operationId, ask) => {
    await using server = await start();
    const warnings: string[] = [];
    strike(server, operationId, { kind: 'answer', status: 429, headers: { 'retry-after': '1' } });
    await ask(connect(server, { journal: { info: () => undefined, warning: (text) => void warnings.push(text) } }));
    expect(warnings).toEqual([expect.stringContaining("GitHub's secondary rate limit holds this token up until")]);
  });

  it('that holds up what is asked at the same time is spent once', async () => {
    await using server = await start();
    let spentMs = 0;
    const mayWait = (afterMs: number): boolean => {
      spentMs += afterMs;
      return true;
    };
    const client = connect(server, { patience: { signal: new AbortController().signal, mayWait } });
    strike(server, 'repos/compare-commits-with-basehead', secondaryLimit(429, 2), 3);
    await Promise.all([1, 2, 3].map(() => compare(client, shaOf('base'), HEAD)));
    expect(spentMs).toBeGreaterThanOrEqual(2000);
    expect(spentMs).toBeLessThan(4000);
  });

  it('is not waited for beyond the end of the run', async () => {
    await using server = await start();
    const over = new AbortController();
    const client = connect(server, { patience: { signal: over.signal, mayWait: () => true } });
    const then = secondaryLimit(429, 600);
    server.addFault({ matches: () => true, then });
    server.addFault({ matches: () => true, then });
    const asked = compare(client, shaOf('base'), HEAD);
    setTimeout(() => {
      over.abort();
    }, 500);
    await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('an answer that is none of the API', () => {
  it.each(ASKED)('is a failure of GitHub, and no defect: %s', async (operationId, ask) => {
    await using server = await start();
    const headers = { 'content-type': 'text/html' };
    strike(server, operationId, { kind: 'answer', status: 200, headers, body: '<html>\n<p>maintenance' }, Infinity);
    await expect(ask(connect(server))).rejects.toThrow(GitHubUnusable);
  });

  it('is told by its first line, and no more than fits into one', async () => {
    await using server = await start();
    const body = { message: `${'word '.repeat(300)}\nsecond line` };
    strike(server, 'graphql/ChangeComments', { kind: 'answer', status: 502, body });
    const asked = openComments(connect(server)).change(42, CREATE, PATIENCE);
    await expect(asked).rejects.toThrow(/\(GitHub said: 502 (?:word ){200}…\)$/);
  });
});

describe('a question is put again', () => {
  it('when a commit is not known to GitHub yet', async () => {
    await using server = await start();
    const then = { kind: 'answer', status: 404, body: { message: 'Not Found' } } as const;
    strike(server, 'repos/compare-commits-with-basehead', then, 2);
    expect(await compare(connect(server), shaOf('base'), HEAD)).toBe('ahead');
  });

  it('when GraphQL fails in an answer of success', async () => {
    await using server = await start();
    const body = { data: null, errors: [{ type: 'INTERNAL', message: 'try again' }] };
    strike(server, 'graphql', { kind: 'answer', status: 200, body });
    expect(await openPullRequests(connect(server)).findStatuses([42])).toHaveLength(1);
  });

  it.each([
    [
      'the search for comments',
      'graphql/OwnComments',
      (client: GitHubClient) => openComments(client).list([42], PATIENCE),
    ],
    [
      'the write of one',
      'graphql/ChangeComments',
      (client: GitHubClient) => openComments(client).change(42, CREATE, PATIENCE),
    ],
  ])('when GraphQL says in an answer of success that the hour is used up: %s', async (_, operationId, ask) => {
    await using server = await start();
    const body = { data: null, errors: [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded' }] };
    const reset = Math.ceil(Date.now() / 1000) + 1;
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) };
    strike(server, operationId, { kind: 'answer', status: 200, headers, body });
    await ask(connect(server));
    expect(server.requests.filter((request) => request.operationId === operationId)).toHaveLength(2);
    // Nothing was written by the request that was put off.
    expect(server.comments(42)).toHaveLength(operationId === 'graphql/ChangeComments' ? 1 : 0);
  });

  it('when a proxy answers in its place', async () => {
    await using server = await start();
    const headers = { 'content-type': 'text/html' };
    strike(server, 'repos/compare-commits-with-basehead', { kind: 'answer', status: 200, headers, body: '<html>' });
    expect(await compare(connect(server), shaOf('base'), HEAD)).toBe('ahead');
  });

  it('when a connection hangs', async () => {
    await using server = await start();
    const { promise: until, resolve: letGo } = Promise.withResolvers<undefined>();
    strike(server, 'repos/compare-commits-with-basehead', { kind: 'hold', until });
    const asked = compare(connect(server), shaOf('base'), HEAD).finally(() => {
      letGo(undefined);
    });
    expect(await asked).toBe('ahead');
  });
});
