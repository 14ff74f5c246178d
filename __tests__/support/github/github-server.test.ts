import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { getOctokit } from '@actions/github';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { startGitHubServer, type GitHubServer } from './github-server/server.ts';
import { waitUntil } from '../wait-until.ts';

const REPO = { owner: 'octo', repo: 'infra' };
const [A, B, C, D, E] = ['a', 'b', 'c', 'd', 'e'].map((digit) => digit.repeat(40)) as [
  ...[string, string, string, string, string],
];

let github: GitHubServer;
beforeEach(async () => {
  github = await startGitHubServer();
});
afterEach(async () => {
  await github[Symbol.asyncDispose]();
});

function octokit(token = 'ghs_test'): ReturnType<typeof getOctokit> {
  return getOctokit(token, { baseUrl: github.url });
}

interface Raw {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
}

async function request(method: string, path: string, body?: unknown, token: string | null = 'ghs_test'): Promise<Raw> {
  const response = await fetch(`${github.url}${path}`, {
    method,
    headers: token === null ? {} : { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text), headers: response.headers };
}

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

describe('workflow runs', () => {
  it('shows the latest attempt, and every attempt by its number', async () => {
    github.addRun({ id: 5, status: 'completed', conclusion: 'cancelled', actor: 'octocat' });
    github.addRun({ id: 5, attempt: 2, status: 'in_progress' });
    const { rest } = octokit();
    const attempt = async (number: number) =>
      (await rest.actions.getWorkflowRunAttempt({ ...REPO, run_id: 5, attempt_number: number })).data;

    expect((await rest.actions.getWorkflowRun({ ...REPO, run_id: 5 })).data).toMatchObject({
      run_attempt: 2,
      status: 'in_progress',
      conclusion: null,
    });
    expect(await attempt(1)).toMatchObject({ run_attempt: 1, status: 'completed', conclusion: 'cancelled' });
    expect(await attempt(2)).toMatchObject({ run_attempt: 2, status: 'in_progress' });
    await expect(attempt(3)).rejects.toMatchObject({ status: 404 });
  });

  it('follows a run to its end', async () => {
    github.addRun({ id: 5, status: 'in_progress' });
    github.updateRun(5, { status: 'completed', conclusion: 'failure' });

    const { data } = await octokit().rest.actions.getWorkflowRun({ ...REPO, run_id: 5 });

    expect(data).toMatchObject({ status: 'completed', conclusion: 'failure' });
  });

  it('lists the jobs of an attempt in the state of the run', async () => {
    github.addRun({ id: 5, status: 'in_progress', jobs: ['plan', 'apply'] });

    const { data } = await octokit().rest.actions.listJobsForWorkflowRunAttempt({
      ...REPO,
      run_id: 5,
      attempt_number: 1,
    });

    expect(data.total_count).toBe(2);
    expect(data.jobs.map(({ name, status }) => [name, status])).toEqual([
      ['plan', 'in_progress'],
      ['apply', 'in_progress'],
    ]);
  });
});

describe('tokens', () => {
  beforeEach(() => {
    github.addPullRequest({ number: 1, headSha: A });
    github.addToken('ghp_user', { login: 'octocat', type: 'User', write: true });
    github.addToken('ghs_read', { login: 'github-actions[bot]', type: 'Bot', write: false });
  });

  it('lets a person ask who they are, and refuses a bot', async () => {
    const person = await octokit('ghp_user').rest.users.getAuthenticated();

    expect(person.data.login).toBe('octocat');
    await expect(octokit().rest.users.getAuthenticated()).rejects.toMatchObject({
      status: 403,
      message: expect.stringContaining('Resource not accessible by integration') as string,
    });
    expect(github.violations).toEqual([]);
  });

  it('tells anybody who they are over GraphQL, however the query is spaced', async () => {
    const whoAmI = async (token: string, query: string): Promise<unknown> => octokit(token).graphql(query);

    expect(await whoAmI('ghs_test', '{viewer{login}}')).toEqual({ viewer: { login: 'github-actions[bot]' } });
    expect(await whoAmI('ghp_user', 'query {\n  viewer {\n    login\n  }\n}')).toEqual({
      viewer: { login: 'octocat' },
    });
    expect(github.violations).toEqual([]);
  });

  it('answers no other GraphQL query', async () => {
    await expect(octokit().graphql('{ viewer { email } }')).rejects.toThrow();
    await expect(octokit().graphql('queryviewer{login}')).rejects.toThrow();

    expect(github.violations).toHaveLength(2);
  });

  it('lets a read-only token read and not write', async () => {
    const id = github.addComment(1, { author: 'octocat', body: 'x' });
    const { rest } = octokit('ghs_read');
    const refusal = {
      status: 403,
      message: expect.stringContaining('Resource not accessible by integration') as string,
    };

    expect((await rest.issues.listComments({ ...REPO, issue_number: 1 })).data).toHaveLength(1);
    await expect(rest.issues.createComment({ ...REPO, issue_number: 1, body: 'y' })).rejects.toMatchObject(refusal);
    await expect(rest.issues.updateComment({ ...REPO, comment_id: id, body: 'y' })).rejects.toMatchObject(refusal);
    await expect(rest.issues.deleteComment({ ...REPO, comment_id: id })).rejects.toMatchObject(refusal);
    expect(github.comments(1)).toMatchObject([{ body: 'x' }]);
    expect(github.violations).toEqual([]);
  });
});

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

/** The page behind each relation of a Link header. */
function rels(link: string | undefined): Record<string, string | null> {
  const links = [...(link ?? '').matchAll(/<([^>]+)>; rel="(\w+)"/g)];
  return Object.fromEntries(links.map(([, url, rel]) => [rel ?? '', new URL(url ?? '').searchParams.get('page')]));
}
