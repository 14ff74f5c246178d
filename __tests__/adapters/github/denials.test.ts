import { describe, expect, it } from 'vitest';

import { openComments } from '../../../src/adapters/github/comments.ts';
import { readStatus } from '../../../src/adapters/github/runs.ts';
import { GitHubUnusable } from '../../../src/domain/run/github.ts';
import { connect } from '../../support/github/client.ts';
import type { FaultEffect } from '../../support/github/github-server/faults.ts';
import { startGitHubServer } from '../../support/github/github-server/server.ts';

const PATIENCE = { signal: new AbortController().signal, mayWait: () => true };
const CREATE = [{ kind: 'create', pullRequestId: 'PR_42', body: 'plan' }] as const;

/** What becomes of a comment that GitHub refuses. */
async function refusalOf(then: FaultEffect, token = 'ghs_test'): Promise<GitHubUnusable> {
  await using server = await startGitHubServer();
  server.addFault({ matches: () => true, times: Infinity, then });
  const asked = openComments(connect(server, { token })).change(42, CREATE, PATIENCE);
  return await asked.then(
    () => {
      throw new Error('it was not refused');
    },
    (error: unknown) => {
      if (error instanceof GitHubUnusable) return error;
      throw error;
    },
  );
}

const SSO = 'https://github.com/orgs/acme/sso?authorization_request=ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

describe('a token that GitHub refuses is told by why', () => {
  it.each<[string, number, string, Readonly<Record<string, string>>, string]>([
    [
      'it is not valid',
      401,
      'Bad credentials',
      {},
      "could not comment on pull request #42: GitHub does not accept the token. It has expired, was revoked, or is not whole: leave `token` out for the job's own one, or give a valid one. (GitHub said: 401 Bad credentials)",
    ],
    [
      'it did not arrive',
      401,
      'Requires authentication',
      {},
      "could not comment on pull request #42: the token did not come to GitHub. Leave `token` out for the job's own one; if there is a proxy between, let the header Authorization through. (GitHub said: 401 Requires authentication)",
    ],
    [
      'the job has not given it the permission',
      403,
      'Resource not accessible by integration',
      {},
      'the token may not comment on pull request #42. Add `pull-requests: write` under `permissions` of the job. The token of a pull request from a fork or of Dependabot can only read, whatever stands there. (GitHub said: 403 Resource not accessible by integration)',
    ],
    [
      'it is a personal one without the permission',
      403,
      'Resource not accessible by personal access token',
      {},
      "the token may not comment on pull request #42. It is a personal access token without `pull-requests: write` for this repository: give it that, or leave `token` out for the job's own one. (GitHub said: 403 Resource not accessible by personal access token)",
    ],
    [
      'it is not authorized for single sign-on',
      403,
      'Resource protected by organization SAML enforcement. You must grant your OAuth token access to this organization.',
      { 'x-github-sso': `required; url=${SSO}` },
      `the token may not comment on pull request #42: it is not authorized for the single sign-on of the organization. Authorize it at ${SSO}, or leave \`token\` out for the job's own one. (GitHub said: 403 Resource protected by organization SAML enforcement. You must grant your OAuth token access to this organization.)`,
    ],
    [
      'it is not authorized for single sign-on, in other words',
      403,
      'Forbidden',
      { 'x-github-sso': `required; url=${SSO}` },
      `the token may not comment on pull request #42: it is not authorized for the single sign-on of the organization. Authorize it at ${SSO}, or leave \`token\` out for the job's own one. (GitHub said: 403 Forbidden)`,
    ],
    [
      'it is not authorized for single sign-on, without an address',
      403,
      'Resource protected by organization SAML enforcement.',
      {},
      "the token may not comment on pull request #42: it is not authorized for the single sign-on of the organization. Authorize it in the settings of the token (Configure SSO), or leave `token` out for the job's own one. (GitHub said: 403 Resource protected by organization SAML enforcement.)",
    ],
    [
      'the organization has a list of addresses',
      403,
      'Although you appear to have the correct authorization credentials, the `acme` organization has an IP allow list enabled, and your IP address is not permitted to access this resource.',
      {},
      'the token may not comment on pull request #42 from here: the organization lets in only addresses of its IP allow list. Add those of this runner to it, or use a runner that is on it. (GitHub said: 403 Although you appear to have the correct authorization credentials, the `acme` organization has an IP allow list enabled, and your IP address is not permitted to access this resource.)',
    ],
    [
      'the repository is archived',
      403,
      'Repository was archived so is read-only.',
      {},
      'could not comment on pull request #42: the repository is archived, and nothing in it can be changed. Unarchive it. (GitHub said: 403 Repository was archived so is read-only.)',
    ],
    [
      'GitHub has words of its own',
      403,
      'Sorry. Your account was suspended.',
      {},
      'the token may not comment on pull request #42. Add `pull-requests: write` under `permissions` of the job. (GitHub said: 403 Sorry. Your account was suspended.)',
    ],
  ])('%s', async (_, status, message, headers, sentence) => {
    const refused = await refusalOf({ kind: 'answer', status, headers, body: { message } });
    expect(refused.message).toBe(sentence);
    expect(refused.isDenied).toBe(true);
  });

  it('is told that it is empty, and GitHub is not asked', async () => {
    await using server = await startGitHubServer();
    const asked = readStatus(connect(server, { token: '' }), { repository: 'octo/infra', runId: '7', runAttempt: 1 });
    await expect(asked).rejects.toThrow(
      /^could not .*: the token is empty\. Leave `token` out for the job's own one; one that comes from a secret is empty where /,
    );
    expect(server.requests).toEqual([]);
  });

  it('is told by the title of a page, where something between answers with one', async () => {
    const page =
      '<!DOCTYPE html>\n<html><head>\n<title>Proxy authentication required</title></head><body>…</body></html>';
    const headers = { 'content-type': 'text/html' };
    const refused = await refusalOf({ kind: 'answer', status: 403, headers, body: page });
    expect(refused.message).toMatch(/\(GitHub said: 403 Proxy authentication required\)$/);
  });
});
