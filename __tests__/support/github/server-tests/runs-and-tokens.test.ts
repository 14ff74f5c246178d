import { beforeEach, describe, expect, it } from 'vitest';

import { A, github, octokit, REPO, useGitHub } from './asking.ts';

useGitHub();

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
