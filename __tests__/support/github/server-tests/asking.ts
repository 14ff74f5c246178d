import { getOctokit } from '@actions/github';
import { afterEach, beforeEach } from 'vitest';
import { startGitHubServer, type GitHubServer } from '../github-server/server.ts';

export const REPO = { owner: 'octo', repo: 'infra' };
export const [A, B, C, D, E] = ['a', 'b', 'c', 'd', 'e'].map((digit) => digit.repeat(40)) as [
  ...[string, string, string, string, string],
];

/** A server of each test's own. */
export let github: GitHubServer;
export function useGitHub(): void {
  beforeEach(async () => {
    github = await startGitHubServer();
  });
  afterEach(async () => {
    await github[Symbol.asyncDispose]();
  });
}

export function octokit(token = 'ghs_test'): ReturnType<typeof getOctokit> {
  return getOctokit(token, { baseUrl: github.url });
}

interface Raw {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
}

export async function request(
  method: string,
  path: string,
  body?: unknown,
  token: string | null = 'ghs_test',
): Promise<Raw> {
  const response = await fetch(`${github.url}${path}`, {
    method,
    headers: token === null ? {} : { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text), headers: response.headers };
}
