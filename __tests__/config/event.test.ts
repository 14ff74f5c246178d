import { describe, expect, it } from 'vitest';

import { parseEvent } from '../../src/config/event.ts';
import { BadInput } from '../../src/domain/failure.ts';
import {
  issueCommentEvent,
  mergeGroupEvent,
  pullRequestEvent,
  pushEvent,
  workflowDispatchEvent,
  type EventPayload,
} from '../support/github/events.ts';

const SHA = 'a'.repeat(40);
const MERGE_SHA = 'b'.repeat(40);

function parse(name: string, payload: unknown, ref = 'refs/heads/main') {
  return parseEvent({ name, payload, ref, sha: MERGE_SHA });
}

function parsePullRequest(payload: EventPayload, ref = 'refs/pull/42/merge') {
  return parse('pull_request', payload, ref).event;
}

describe('a pull_request event', () => {
  const opened = { action: 'opened', number: 42, headSha: SHA };

  it('is known by its head, not by the merge commit that the runner checks out', () => {
    expect(parsePullRequest(pullRequestEvent(opened))).toEqual({
      kind: 'pull-request',
      action: 'opened',
      prNumber: 42,
      headSha: SHA,
      baseBranch: 'main',
      fromFork: false,
      merged: false,
    });
  });

  it("tells a merged from a closed one, whatever the runner's ref is", () => {
    const closed = pullRequestEvent({ ...opened, action: 'closed' });
    const merged = pullRequestEvent({ ...opened, action: 'closed', merged: true });

    expect(parsePullRequest(closed)).toMatchObject({ action: 'closed', merged: false });
    expect(parsePullRequest(merged, 'refs/heads/main')).toMatchObject({ kind: 'pull-request', merged: true });
  });

  it('knows the head before a push to it, where it is one', () => {
    const pushed = { ...pullRequestEvent({ ...opened, action: 'synchronize' }), before: 'b'.repeat(40) };

    expect(parsePullRequest(pushed)).toMatchObject({ before: 'b'.repeat(40) });
    expect(parsePullRequest(pullRequestEvent(opened))).not.toHaveProperty('before');
  });

  it('knows a fork by its repository', () => {
    expect(parsePullRequest(pullRequestEvent({ ...opened, fork: true }))).toMatchObject({ fromFork: true });
  });

  it('counts a head whose repository was deleted as a fork', () => {
    const payload = pullRequestEvent(opened);
    Object.assign((payload['pull_request'] as { head: object }).head, { repo: null });

    expect(parsePullRequest(payload)).toMatchObject({ fromFork: true });
  });

  it('is no fork when the repository itself is one', () => {
    const payload = pullRequestEvent(opened);
    Object.assign(payload['repository'] as object, { fork: true });

    expect(parsePullRequest(payload)).toMatchObject({ fromFork: false });
  });
});

describe('the other events', () => {
  it('a merge_group is known by its branch and head', () => {
    expect(parse('merge_group', mergeGroupEvent({ number: 42, headSha: SHA, baseSha: MERGE_SHA })).event).toEqual({
      kind: 'merge-group',
      headRef: `refs/heads/gh-readonly-queue/main/pr-42-${MERGE_SHA}`,
      headSha: SHA,
    });
  });

  it('a push is known by its own ref and commit', () => {
    expect(parse('push', pushEvent({ ref: 'refs/heads/feature', sha: SHA })).event).toEqual({
      kind: 'push',
      ref: 'refs/heads/feature',
      sha: SHA,
      deleted: false,
      before: '1'.repeat(40),
      pushedAt: new Date('2019-05-15T15:20:57Z'),
    });
    const first = pushEvent({ ref: 'refs/heads/main', sha: SHA, before: '0'.repeat(40) });
    expect(parse('push', first).event).toMatchObject({ before: 'beginning' });
    expect(parse('push', pushEvent({ ref: 'refs/tags/v1', sha: SHA })).event).toMatchObject({ ref: 'refs/tags/v1' });
  });

  it.each([null, '2019-05-15T15:20:57Z', {}])('a push that does not say when it was is served: %j', (pushedAt) => {
    const payload = pushEvent({ ref: 'refs/heads/main', sha: SHA });
    Object.assign(payload['repository'] as object, { pushed_at: pushedAt });

    expect(parse('push', payload).event).toMatchObject({ kind: 'push', sha: SHA, pushedAt: undefined });
  });

  it('a push that deletes a branch says so', () => {
    const payload = pushEvent({ ref: 'refs/heads/main', sha: SHA, deleted: true });

    expect(parse('push', payload).event).toMatchObject({ kind: 'push', deleted: true, sha: '0'.repeat(40) });
  });

  it('a push that does not say so deletes nothing, and a pull request is not merged until it is', () => {
    const push = { ref: 'refs/heads/main', after: SHA };
    const opened = pullRequestEvent({ action: 'closed', number: 42, headSha: SHA });
    Object.assign(opened['pull_request'] as object, { merged: null });

    expect(parse('push', push).event).toMatchObject({ deleted: false });
    expect(parse('pull_request', opened).event).toMatchObject({ merged: false });
  });

  it("a workflow_dispatch is known by the runner's ref and commit, which no payload can change", () => {
    const payload = workflowDispatchEvent({ ref: 'refs/heads/main' });

    expect(parse('workflow_dispatch', payload, 'refs/heads/feature').event).toEqual({
      kind: 'workflow-dispatch',
      ref: 'refs/heads/feature',
      sha: MERGE_SHA,
    });
  });

  it('a schedule is where and on which commit the runner says', () => {
    expect(parse('schedule', { schedule: '0 0 * * *' }).event).toEqual({
      kind: 'schedule',
      ref: expect.stringMatching(/^refs\//) as unknown,
      sha: expect.any(String) as unknown,
    });
  });

  it.each([
    ['pull_request_target', pullRequestEvent({ action: 'opened', number: 42, headSha: SHA })],
    ['issue_comment', issueCommentEvent({ number: 42, body: 'apply' })],
    ['workflow_run', { action: 'completed' }],
  ])('%s is only a name: nothing in it is trusted', (name, payload) => {
    expect(parse(name, payload).event).toEqual({ kind: 'other', name });
  });
});

describe('the default branch', () => {
  it("is the repository's", () => {
    const payload = pushEvent({ ref: 'refs/heads/main', sha: SHA, defaultBranch: 'trunk' });

    expect(parse('push', payload).defaultBranch).toBe('trunk');
  });

  it('is not known when the event has no repository', () => {
    expect(parse('schedule', {}).defaultBranch).toBeUndefined();
  });
});

describe('a payload that is not what GitHub sends', () => {
  const opened = pullRequestEvent({ action: 'opened', number: 42, headSha: SHA });

  it.each([
    ['push', null, /the payload of the push event \(GITHUB_EVENT_PATH\).*the document: /],
    ['push', [], /ref: /],
    ['push', { after: SHA }, /ref: /],
    ['pull_request', {}, /action: /],
    ['pull_request', { ...opened, number: '42' }, /number: /],
    ['pull_request', { ...opened, pull_request: { base: {} } }, /pull_request\.head: /],
    ['merge_group', { merge_group: { head_ref: 'x' } }, /merge_group\.head_sha: /],
    ['push', { ref: 'refs/heads/main', after: SHA, repository: 'octo/infra' }, /repository: /],
  ])('is refused and the first unexpected field of %s named: %j', (name, payload, message) => {
    expect(() => parse(name, payload)).toThrow(BadInput);
    expect(() => parse(name, payload)).toThrow(message);
    expect(() => parse(name, payload)).toThrow(/Run Lockstep in a GitHub workflow\.$/);
  });
});
