import { getOctokit } from '@actions/github';
import { beforeEach, describe, expect, it } from 'vitest';

import { waitUntil } from '../../wait-until.ts';
import { A, github, REPO, request, useGitHub } from './asking.ts';
import { startGitHubServer } from '../github-server/server.ts';

useGitHub();

describe('faults', () => {
  const path = '/repos/octo/infra/issues/1/comments';
  const isCreation = ({ operationId }: { operationId: string | undefined }): boolean =>
    operationId === 'issues/create-comment';

  beforeEach(() => {
    github.addPullRequest({ number: 1, headSha: A });
  });

  it('answers in place of GitHub, as often as told', async () => {
    github.addFault({
      matches: isCreation,
      times: 2,
      then: { kind: 'answer', status: 503, body: { message: 'Unicorn' }, headers: { 'retry-after': '1' } },
    });

    const answers = [];
    for (let index = 0; index < 3; index += 1) answers.push(await request('POST', path, { body: 'x' }));
    const other = await request('GET', path);

    expect(answers.map(({ status }) => status)).toEqual([503, 503, 201]);
    expect(answers[0]?.headers.get('retry-after')).toBe('1');
    expect(other.status).toBe(200);
    expect(github.comments(1)).toHaveLength(1);
    expect(github.requests.map(({ status }) => status)).toEqual([503, 503, 201, 200]);
  });

  it('ends when it is removed', async () => {
    const remove = github.addFault({ matches: () => true, times: Infinity, then: { kind: 'answer', status: 500 } });
    expect((await request('GET', path)).status).toBe(500);

    remove();

    expect((await request('GET', path)).status).toBe(200);
  });

  it('cuts the connection before or after the deed', async () => {
    github.addFault({ matches: isCreation, then: { kind: 'cut-before' } });
    await expect(request('POST', path, { body: 'before' })).rejects.toThrow();
    expect(github.comments(1)).toEqual([]);

    github.addFault({ matches: isCreation, then: { kind: 'cut-after' } });
    await expect(request('POST', path, { body: 'after' })).rejects.toThrow();

    expect(github.comments(1)).toMatchObject([{ body: 'after' }]);
    expect(github.requests.map(({ status }) => status)).toEqual([undefined, undefined]);
  });

  it('delays a request', async () => {
    github.addFault({ matches: isCreation, then: { kind: 'delay', ms: 150 } });
    const startMs = performance.now();

    await request('POST', path, { body: 'late' });

    expect(performance.now() - startMs).toBeGreaterThanOrEqual(140);
  });

  it('holds a request until the test lets go, and lets others pass', async () => {
    const held = Promise.withResolvers<undefined>();
    github.addFault({ matches: isCreation, then: { kind: 'hold', until: held.promise } });

    const pending = request('POST', path, { body: 'held' });
    await waitUntil(() => github.requests.length === 1);
    expect((await request('GET', path)).body).toEqual([]);
    held.resolve(undefined);

    expect((await pending).status).toBe(201);
  });

  it('runs something of the test just before the deed', async () => {
    github.addFault({
      matches: isCreation,
      then: {
        kind: 'run',
        task: () => {
          github.addComment(1, { author: 'octocat', body: 'first' });
        },
      },
    });

    await request('POST', path, { body: 'second' });

    expect(github.comments(1).map(({ body }) => body)).toEqual(['first', 'second']);
  });
});

describe('the server', () => {
  it('records what was asked, by operation', async () => {
    github.addPullRequest({ number: 1, headSha: A });
    await request('POST', '/repos/octo/infra/issues/1/comments', { body: 'x' });
    await request('GET', '/repos/octo/infra/issues/1/comments?per_page=5');

    expect(github.requests).toMatchObject([
      { method: 'POST', operationId: 'issues/create-comment', body: { body: 'x' }, status: 201 },
      { method: 'GET', path: '/repos/octo/infra/issues/1/comments', query: { per_page: '5' }, body: undefined },
    ]);
    github.clearRequests();
    expect(github.requests).toEqual([]);
  });

  it('stands for the repository and default branch that it is given', async () => {
    await using other = await startGitHubServer({ repository: 'acme/net', defaultBranch: 'trunk' });
    const { rest } = getOctokit('ghs_test', { baseUrl: other.url });

    const { data } = await rest.repos.get({ owner: 'Acme', repo: 'Net' });

    expect(data).toMatchObject({ full_name: 'acme/net', default_branch: 'trunk' });
  });

  it('closes at once, even while it holds a request', async () => {
    const other = await startGitHubServer();
    other.addPullRequest({ number: 1, headSha: A });
    const held = Promise.withResolvers<undefined>();
    other.addFault({ matches: () => true, then: { kind: 'hold', until: held.promise } });
    const pending = getOctokit('ghs_test', { baseUrl: other.url }).rest.issues.createComment({
      ...REPO,
      issue_number: 1,
      body: 'too late',
    });
    const refusal = expect(pending).rejects.toThrow();
    await waitUntil(() => other.requests.length === 1);

    // It would wait for ever for who is let go only afterwards.
    await other[Symbol.asyncDispose]();
    await refusal;
    held.resolve(undefined);

    expect(other.comments(1)).toEqual([]);
  });
});
