import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { beforeEach, describe, expect, it } from 'vitest';

import { A, B, C, D, github, octokit, REPO, request, useGitHub } from './asking.ts';

useGitHub();

describe('comments', () => {
  beforeEach(() => {
    github.addPullRequest({ number: 1, headSha: A });
  });

  it('creates, updates, reads and deletes a comment, and remembers every change', async () => {
    const { rest } = octokit();
    const begunMs = Date.now();

    const created = await rest.issues.createComment({ ...REPO, issue_number: 1, body: 'planning' });
    const id = created.data.id;
    expect(created.data).toMatchObject({ body: 'planning', user: { login: 'github-actions[bot]', type: 'Bot' } });
    expect(created.data.html_url).toBe(`https://github.com/octo/infra/pull/1#issuecomment-${id}`);
    await rest.issues.updateComment({ ...REPO, comment_id: id, body: 'planned' });
    const read = await rest.issues.getComment({ ...REPO, comment_id: id });
    expect(read.data.body).toBe('planned');
    expect(github.comments(1)).toEqual([
      { id, author: 'github-actions[bot]', body: 'planned', url: created.data.html_url },
    ]);
    await rest.issues.deleteComment({ ...REPO, comment_id: id });

    expect(github.comments(1)).toEqual([]);
    expect(github.history(1).map(({ commentId, kind, body }) => [commentId, kind, body])).toEqual([
      [id, 'created', 'planning'],
      [id, 'updated', 'planned'],
      [id, 'deleted', 'planned'],
    ]);
    expect(github.history(1).every(({ atMs }) => begunMs <= atMs && atMs <= Date.now())).toBe(true);
    expect(github.violations).toEqual([]);
  });

  it('keeps the author of a comment that somebody else edits', async () => {
    const id = github.addComment(1, { author: 'octocat', body: 'hello' });

    const updated = await octokit().rest.issues.updateComment({ ...REPO, comment_id: id, body: 'goodbye' });

    expect(updated.data.user?.login).toBe('octocat');
  });

  it('lists comments oldest first over pages of 30, which octokit can follow', async () => {
    for (let index = 0; index < 65; index += 1) github.addComment(1, { author: 'octocat', body: `comment ${index}` });
    const { rest, paginate } = octokit();

    const first = await rest.issues.listComments({ ...REPO, issue_number: 1 });
    const second = await rest.issues.listComments({ ...REPO, issue_number: 1, page: 2 });
    const third = await rest.issues.listComments({ ...REPO, issue_number: 1, page: 3 });
    const all = await paginate(rest.issues.listComments, { ...REPO, issue_number: 1, per_page: 20 });

    expect([first, second, third].map(({ data }) => data.length)).toEqual([30, 30, 5]);
    expect(rels(first.headers.link)).toEqual({ next: '2', last: '3' });
    expect(rels(second.headers.link)).toEqual({ prev: '1', next: '3', last: '3', first: '1' });
    expect(rels(third.headers.link)).toEqual({ prev: '2', first: '1' });
    expect(all.map(({ body }) => body)).toEqual(Array.from({ length: 65 }, (_, index) => `comment ${index}`));
  });

  it('gives at most 100 comments at once, however many are asked for', async () => {
    for (let index = 0; index < 101; index += 1) github.addComment(1, { author: 'octocat', body: 'x' });

    const page = await octokit().rest.issues.listComments({ ...REPO, issue_number: 1, per_page: 500 });

    expect(page.data).toHaveLength(100);
  });

  it('leaves out what was last updated before `since`', async () => {
    github.addComment(1, { author: 'octocat', body: 'x' });
    const around = (offsetMs: number): string => new Date(Date.now() + offsetMs).toISOString();
    const { rest } = octokit();

    const earlier = await rest.issues.listComments({ ...REPO, issue_number: 1, since: around(-86_400_000) });
    const later = await rest.issues.listComments({ ...REPO, issue_number: 1, since: around(86_400_000) });

    expect([earlier.data.length, later.data.length]).toEqual([1, 0]);
  });

  it.each(['create', 'update'])('refuses to %s a comment of more than 65,536 characters', async (kind) => {
    const id = github.addComment(1, { author: 'octocat', body: 'short' });
    const [method, path] =
      kind === 'create'
        ? ['POST', '/repos/octo/infra/issues/1/comments']
        : ['PATCH', `/repos/octo/infra/issues/comments/${id}`];

    const longest = await request(method, path, { body: 'x'.repeat(65_536) });
    const tooLong = await request(method, path, { body: 'x'.repeat(65_537) });

    expect(longest.status).toBe(kind === 'create' ? 201 : 200);
    expect(tooLong.status).toBe(422);
    expect(tooLong.body).toMatchObject({
      message: 'Validation Failed',
      errors: [{ resource: 'IssueComment', message: 'Body is too long (maximum is 65536 characters)' }],
    });
    expect(github.history(1).some(({ body }) => body.length > 65_536)).toBe(false);
    expect(github.violations).toEqual([]);
  });

  it('refuses a blank comment', async () => {
    const blank = await request('POST', '/repos/octo/infra/issues/1/comments', { body: ' \n' });

    expect(blank.status).toBe(422);
    expect(github.comments(1)).toEqual([]);
  });

  it('answers 404 for what does not exist, which is nobody’s fault', async () => {
    const paths = ['issues/99/comments', 'issues/comments/99', 'pulls/99', 'actions/runs/99', 'compare/main...gone'];
    const answers = await Promise.all(paths.map((path) => request('GET', `/repos/octo/infra/${path}`)));
    const elsewhere = await request('GET', '/repos/octo/other/pulls/1');

    expect([...answers, elsewhere].map(({ status }) => status)).toEqual([404, 404, 404, 404, 404, 404]);
    expect(elsewhere.body).toMatchObject({ message: 'Not Found' });
    expect(github.violations).toEqual([]);
  });
});

describe('what GitHub would refuse', () => {
  beforeEach(() => {
    github.addPullRequest({ number: 1, headSha: A });
  });

  it.each([
    ['an endpoint that does not exist', 'GET', '/repos/octo/infra/issue/1/comments', undefined, 404],
    ['a method that the endpoint does not have', 'PUT', '/repos/octo/infra/issues/1/comments', { body: 'x' }, 404],
    ['an operation outside of the slice', 'GET', '/repos/octo/infra/labels', undefined, 404],
    ['a path parameter of the wrong type', 'GET', '/repos/octo/infra/issues/one/comments', undefined, 404],
    [
      'a query parameter that does not exist',
      'GET',
      '/repos/octo/infra/issues/1/comments?sort=created',
      undefined,
      422,
    ],
    ['a query parameter of the wrong type', 'GET', '/repos/octo/infra/issues/1/comments?page=two', undefined, 422],
    ['a query parameter given twice', 'GET', '/repos/octo/infra/issues/1/comments?page=1&page=2', undefined, 422],
    ['a value that is not in an enumeration', 'GET', '/repos/octo/infra/pulls?state=merged', undefined, 422],
    ['a timestamp that is none', 'GET', '/repos/octo/infra/issues/1/comments?since=yesterday', undefined, 422],
    ['a missing body', 'POST', '/repos/octo/infra/issues/1/comments', undefined, 422],
    ['a body without its required property', 'POST', '/repos/octo/infra/issues/1/comments', {}, 422],
    ['a property of the wrong type', 'POST', '/repos/octo/infra/issues/1/comments', { body: 1 }, 422],
    ['a property that does not exist', 'POST', '/repos/octo/infra/issues/1/comments', { body: 'x', text: 'x' }, 422],
    ['a body that is no JSON', 'POST', '/repos/octo/infra/issues/1/comments', '{"body":', 400],
    ['a body where none belongs', 'DELETE', '/repos/octo/infra/issues/comments/1', { body: 'x' }, 422],
  ])('is noted as a violation and has no effect: %s', async (_what, method, path, body, status) => {
    const answer = await request(method, path, body);

    expect(answer.status).toBe(status);
    expect(answer.body).toHaveProperty('message');
    expect(github.violations).toEqual([expect.stringContaining(`${method} ${path}`)]);
    expect(github.history(1)).toEqual([]);
  });

  it('includes calls without a token or with an unknown one', async () => {
    const none = await request('GET', '/repos/octo/infra', undefined, null);
    const unknown = await request('GET', '/repos/octo/infra', undefined, 'ghs_other');

    expect(none).toMatchObject({ status: 401, body: { message: 'Requires authentication' } });
    expect(unknown).toMatchObject({ status: 401, body: { message: 'Bad credentials' } });
    expect(github.violations).toHaveLength(2);
  });

  it('includes calls that do not name their client', async () => {
    // Unlike fetch, node:http sends no User-Agent of its own.
    const asking = get(`${github.url}/repos/octo/infra`, { headers: { authorization: 'Bearer ghs_test' } });
    const [answer] = (await once(asking, 'response')) as [IncomingMessage];
    answer.resume();

    expect(answer.statusCode).toBe(403);
    expect(github.violations).toEqual(['GET /repos/octo/infra: there is no User-Agent']);
  });
});

describe('the answers themselves', () => {
  it('match the description for every operation in use', async () => {
    github.addToken('ghp_user', { login: 'octocat', type: 'User', write: true });
    github.addCommit({ sha: A });
    github.addCommit({ sha: B, parents: [A] });
    github.setBranch('main', B);
    github.addPullRequest({ number: 1, headSha: C });
    github.addPullRequest({ number: 2, headSha: D, merged: true, mergeCommitSha: B, fork: true, author: 'stranger' });
    github.addRun({ id: 5, status: 'queued' });
    github.addRun({ id: 6, status: 'completed', conclusion: 'failure' });
    const id = github.addComment(1, { author: 'octocat', body: 'x' });
    const paths = [
      ...[
        '',
        '/pulls/1',
        '/pulls/2',
        '/pulls?state=all',
        `/commits/${B}`,
        `/commits/${B}/pulls`,
        `/compare/${A}...main`,
      ],
      ...['/issues/1/comments', `/issues/comments/${id}`],
      ...['/actions/runs/5', '/actions/runs/6', '/actions/runs/6/attempts/1', '/actions/runs/5/attempts/1/jobs'],
      '/actions/runs/6/attempts/1/jobs',
    ].map((path) => `/repos/octo/infra${path}`);

    const answers = await Promise.all([...paths, '/user'].map((path) => request('GET', path, undefined, 'ghp_user')));

    expect(github.violations).toEqual([]);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  });

  it('are refused by the server itself when they do not match the description', async () => {
    github.addPullRequest({ number: 1, headSha: A, state: 'merged' as 'closed' });
    github.addRun({ id: 5, status: 'done' as 'completed' });

    const pull = await request('GET', '/repos/octo/infra/pulls/1');
    const jobs = await request('GET', '/repos/octo/infra/actions/runs/5/attempts/1/jobs');

    expect([pull.status, jobs.status]).toEqual([500, 500]);
    expect(github.violations).toEqual([
      expect.stringMatching(/pulls\/1: .*does not match the description: \/state must be equal to one of/),
      expect.stringMatching(/attempts\/1\/jobs: .*\/jobs\/0\/status must be equal to one of/),
    ]);
  });
});

/** The page behind each relation of a Link header. */
function rels(link: string | undefined): Record<string, string | null> {
  const links = [...(link ?? '').matchAll(/<([^>]+)>; rel="(\w+)"/g)];
  return Object.fromEntries(links.map(([, url, rel]) => [rel ?? '', new URL(url ?? '').searchParams.get('page')]));
}
