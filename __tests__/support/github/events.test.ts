import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';

import {
  issueCommentEvent,
  mergeGroupEvent,
  pullRequestEvent,
  pushEvent,
  workflowDispatchEvent,
  type EventPayload,
} from './events.ts';

const SHA = 'a'.repeat(40);
const BASE = 'b'.repeat(40);

const examples = createRequire(import.meta.url)('@octokit/webhooks-examples') as {
  name: string;
  examples: EventPayload[];
}[];

function exampleOf(name: string, isWanted: (payload: EventPayload) => boolean = () => true): EventPayload {
  const example = examples.find((candidate) => candidate.name === name)?.examples.find(isWanted);
  if (example === undefined) throw new Error(`No example of ${name}`);
  return example;
}

/** Paths of what differs, so that a factory that changes more than it says fails. */
function differences(before: unknown, after: unknown, path = ''): string[] {
  if (typeof before === 'string' && typeof after === 'string') {
    // The repository and number in links are rewritten by design.
    const plain = (text: string): string =>
      text
        .replaceAll(/Codertocat\/Hello-World|octo-org\/octo-repo|octo\/infra/g, 'REPOSITORY')
        .replaceAll(/\/(pulls?|issues)\/\d+/g, '/$1/N');
    return plain(before) === plain(after) ? [] : [path];
  }
  if (typeof before !== 'object' || typeof after !== 'object' || before === null || after === null) {
    return before === after ? [] : [path];
  }
  const [one, other] = [before as EventPayload, after as EventPayload];
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].flatMap((key) =>
    differences(one[key], other[key], path === '' ? key : `${path}.${key}`),
  );
}

const MOVED = ['repository.name', 'repository.owner.login'];

describe('event payloads', () => {
  it('changes an opened pull request only in what identifies it', () => {
    const event = pullRequestEvent({ action: 'opened', number: 7, headSha: SHA });

    expect(differences(exampleOf('pull_request'), event).sort()).toEqual(
      [
        'number',
        'pull_request.number',
        ...['base', 'head'].flatMap((side) =>
          ['repo.name', 'repo.owner.login', 'repo.default_branch', 'user.login', 'label'].map(
            (key) => `pull_request.${side}.${key}`,
          ),
        ),
        ...['pull_request.base.ref', 'pull_request.head.sha', 'repository.default_branch'],
        ...MOVED,
      ].sort(),
    );
    expect(event).toMatchObject({
      action: 'opened',
      number: 7,
      repository: { full_name: 'octo/infra', default_branch: 'main' },
      pull_request: {
        number: 7,
        state: 'open',
        merged: false,
        html_url: 'https://github.com/octo/infra/pull/7',
        head: { sha: SHA, label: 'octo:changes', repo: { full_name: 'octo/infra', fork: false } },
        base: { ref: 'main', label: 'octo:main' },
      },
    });
  });

  it('tells a merged pull request from one that is only closed', () => {
    const closed = pullRequestEvent({ action: 'closed', number: 7, headSha: SHA });
    const merged = pullRequestEvent({
      action: 'closed',
      number: 7,
      headSha: SHA,
      merged: true,
      mergeCommitSha: BASE,
    });

    expect(closed).toMatchObject({ pull_request: { state: 'closed', merged: false, merged_at: null } });
    expect(merged).toMatchObject({
      pull_request: { state: 'closed', merged: true, merge_commit_sha: BASE, merged_by: { login: 'Codertocat' } },
    });
    expect(merged['pull_request']).toHaveProperty('merged_at', '2019-05-15T15:21:18Z');
  });

  it("puts a fork's head in another repository than its base", () => {
    const event = pullRequestEvent({ action: 'opened', number: 7, headSha: SHA, fork: true, author: 'stranger' });

    expect(event).toMatchObject({
      pull_request: {
        user: { login: 'stranger' },
        head: { label: 'stranger:changes', repo: { full_name: 'stranger/infra', fork: true } },
        base: { label: 'octo:main', repo: { full_name: 'octo/infra', fork: false } },
      },
    });
  });

  it('makes an edited event, of which there is no example', () => {
    const event = pullRequestEvent({ action: 'edited', number: 7, headSha: SHA, baseRef: 'release' });

    expect(event).toMatchObject({ action: 'edited', changes: {}, pull_request: { base: { ref: 'release' } } });
  });

  it('says what a synchronize event moved to', () => {
    const event = pullRequestEvent({ action: 'synchronize', number: 7, headSha: SHA });

    expect(event).toMatchObject({ after: SHA, pull_request: { head: { sha: SHA } } });
  });

  it('changes a push only in its ref and commits', () => {
    const event = pushEvent({ ref: 'refs/heads/main', sha: SHA, before: BASE });
    const example = exampleOf('push', ({ ref }) => ref === 'refs/heads/master');

    expect(differences(example, event).sort()).toEqual(
      [
        ...['ref', 'before', 'after', 'created', 'commits.0.id', 'head_commit.id'],
        ...['repository.owner.name', 'repository.default_branch', 'repository.master_branch', ...MOVED],
      ].sort(),
    );
    expect(event).toMatchObject({ ref: 'refs/heads/main', before: BASE, after: SHA, created: false, deleted: false });
  });

  it('gives a deleted branch no commits', () => {
    const event = pushEvent({ ref: 'refs/heads/old', sha: SHA, deleted: true });

    expect(event).toMatchObject({
      deleted: true,
      before: SHA,
      after: '0'.repeat(40),
      head_commit: null,
      commits: [],
    });
  });

  it('takes a tag from the example of a tag', () => {
    const event = pushEvent({ ref: 'refs/tags/v1', sha: SHA, repository: 'acme/net', defaultBranch: 'trunk' });

    expect(event).toMatchObject({
      ref: 'refs/tags/v1',
      commits: [],
      repository: { full_name: 'acme/net', default_branch: 'trunk', owner: { name: 'acme', login: 'acme' } },
    });
  });

  it('changes a workflow dispatch only in its ref and inputs', () => {
    const event = workflowDispatchEvent({ ref: 'refs/heads/trunk', inputs: { command: 'sweep' } });

    expect(differences(exampleOf('workflow_dispatch'), event).sort()).toEqual(
      ['ref', 'inputs.command', 'organization.login', ...MOVED].sort(),
    );
    expect(event).toMatchObject({ ref: 'refs/heads/trunk', inputs: { command: 'sweep' } });
  });

  it('names the pull request of a merge group in its ref only', () => {
    const event = mergeGroupEvent({ number: 7, headSha: SHA, baseSha: BASE });

    expect(event).toMatchObject({
      merge_group: {
        head_sha: SHA,
        base_sha: BASE,
        base_ref: 'refs/heads/main',
        head_ref: `refs/heads/gh-readonly-queue/main/pr-7-${BASE}`,
      },
    });
    const group = ['head_sha', 'base_sha', 'head_ref', 'head_commit.id'].map((key) => `merge_group.${key}`);
    const changed = differences(exampleOf('merge_group'), event);
    expect(changed.filter((path) => path.startsWith('merge_group')).sort()).toEqual(group.sort());
  });

  it('marks a comment on a pull request by the links to it', () => {
    const onPull = issueCommentEvent({ number: 7, body: 'lockstep unlock', author: 'hubot' });
    const onIssue = issueCommentEvent({ number: 7, body: 'hello', onPullRequest: false });

    expect(onPull).toMatchObject({
      action: 'created',
      issue: { number: 7, pull_request: { html_url: 'https://github.com/octo/infra/pull/7' } },
      comment: { body: 'lockstep unlock', user: { login: 'hubot' } },
    });
    expect(onIssue['issue']).not.toHaveProperty('pull_request');
    const changed = differences(exampleOf('issue_comment'), onIssue);
    const about = changed.filter((path) => path.startsWith('issue') || path.startsWith('comment'));
    expect(about.sort()).toEqual(['comment.body', 'issue.number']);
  });

  it('leaves the examples as they are', () => {
    const before = JSON.stringify(examples);
    pullRequestEvent({ action: 'closed', number: 7, headSha: SHA, merged: true, fork: true, author: 'stranger' });
    pushEvent({ ref: 'refs/heads/main', sha: SHA });
    issueCommentEvent({ number: 7, body: 'hello' });

    expect(JSON.stringify(examples)).toBe(before);
  });
});
