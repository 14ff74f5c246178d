/** Records in the JSON shapes of GitHub's REST API. What is missing or wrong in them, the description finds. */
import { createHash } from 'node:crypto';
import type { CommitRecord, Comparison } from './history.ts';
import { AccountPayloads, nodeId, numberOf, SITE, type Json } from './account-payloads.ts';
import type { CommentRecord, PullRequestRecord, RunRecord } from './records.ts';

export class Payloads extends AccountPayloads {
  commentPageUrl(comment: CommentRecord): string {
    return `${SITE}/${this.records.fullName}/pull/${comment.pullNumber}#issuecomment-${comment.id}`;
  }

  comment(comment: CommentRecord): Json {
    const api = `${this.apiUrlOf()}/issues`;
    return {
      id: comment.id,
      node_id: nodeId('IssueComment', `${comment.id}`),
      url: `${api}/comments/${comment.id}`,
      html_url: this.commentPageUrl(comment),
      issue_url: `${api}/${comment.pullNumber}`,
      user: this.user(comment.author),
      created_at: toTimestamp(comment.createdAtMs),
      updated_at: toTimestamp(comment.updatedAtMs),
      author_association: comment.author.endsWith('[bot]') ? 'NONE' : 'MEMBER',
      body: comment.body,
    };
  }

  pullRequestSummary(pull: PullRequestRecord): Json {
    const [owner = '', name = ''] = this.records.fullName.split('/');
    const api = this.apiUrlOf();
    const page = `${SITE}/${this.records.fullName}/pull/${pull.number}`;
    const headOwner = pull.fork ? pull.author : owner;
    const links = {
      self: `${api}/pulls/${pull.number}`,
      html: page,
      issue: `${api}/issues/${pull.number}`,
      comments: `${api}/issues/${pull.number}/comments`,
      review_comments: `${api}/pulls/${pull.number}/comments`,
      review_comment: `${api}/pulls/comments{/number}`,
      commits: `${api}/pulls/${pull.number}/commits`,
      statuses: `${api}/statuses/${pull.headSha}`,
    };
    return {
      id: numberOf(page),
      node_id: nodeId('PullRequest', page),
      number: pull.number,
      url: links.self,
      html_url: page,
      diff_url: `${page}.diff`,
      patch_url: `${page}.patch`,
      issue_url: links.issue,
      comments_url: links.comments,
      review_comments_url: links.review_comments,
      review_comment_url: links.review_comment,
      commits_url: links.commits,
      statuses_url: links.statuses,
      state: pull.state,
      locked: false,
      draft: pull.draft,
      title: pull.title,
      body: null,
      assignee: null,
      assignees: [],
      labels: [],
      milestone: null,
      requested_reviewers: [],
      requested_teams: [],
      user: this.user(pull.author),
      author_association: pull.fork ? 'NONE' : 'MEMBER',
      auto_merge: null,
      created_at: toTimestamp(pull.createdAtMs),
      updated_at: toTimestamp(pull.updatedAtMs),
      closed_at: pull.closedAtMs === null ? null : toTimestamp(pull.closedAtMs),
      merged_at: pull.merged && pull.closedAtMs !== null ? toTimestamp(pull.closedAtMs) : null,
      merge_commit_sha: pull.mergeCommitSha,
      head: {
        label: `${headOwner}:${pull.headRef}`,
        ref: pull.headRef,
        sha: pull.headSha,
        user: this.user(headOwner),
        repo: this.repository(`${headOwner}/${name}`),
      },
      base: {
        label: `${owner}:${pull.baseRef}`,
        ref: pull.baseRef,
        sha: this.records.headOf(pull.baseRef),
        user: this.user(owner),
        repo: this.repository(),
      },
      _links: Object.fromEntries(Object.entries(links).map(([key, href]) => [key, { href }])),
    };
  }

  pullRequest(pull: PullRequestRecord): Json {
    const isOpen = pull.state === 'open';
    return {
      ...this.pullRequestSummary(pull),
      merged: pull.merged,
      merged_by: pull.merged ? this.user(pull.author) : null,
      mergeable: isOpen ? true : null,
      rebaseable: isOpen ? true : null,
      mergeable_state: isOpen ? 'clean' : 'unknown',
      maintainer_can_modify: false,
      comments: this.records.commentsOn(pull.number).length,
      review_comments: 0,
      commits: Math.max(1, pull.commits.length),
      additions: 1,
      deletions: 0,
      changed_files: 1,
    };
  }

  branchRef(name: string, sha: string): Json {
    const api = this.apiUrlOf();
    return {
      ref: `refs/heads/${name}`,
      node_id: nodeId('Ref', name),
      url: `${api}/git/refs/heads/${name}`,
      object: { type: 'commit', sha, url: `${api}/git/commits/${sha}` },
    };
  }

  commit(commit: CommitRecord): Json {
    const api = this.apiUrlOf();
    const person = { name: 'octocat', email: 'octocat@github.com', date: toTimestamp(commit.atMs) };
    const { isMadeByGitHub } = commit;
    return {
      sha: commit.sha,
      node_id: nodeId('Commit', commit.sha),
      url: `${api}/commits/${commit.sha}`,
      html_url: `${SITE}/${this.records.fullName}/commit/${commit.sha}`,
      comments_url: `${api}/commits/${commit.sha}/comments`,
      commit: {
        url: `${api}/git/commits/${commit.sha}`,
        author: person,
        committer: isMadeByGitHub ? { ...person, name: 'GitHub', email: 'noreply@github.com' } : person,
        message: commit.message,
        comment_count: 0,
        tree: { sha: treeOf(commit), url: `${api}/git/trees/${treeOf(commit)}` },
      },
      author: this.user('octocat'),
      committer: this.user(isMadeByGitHub ? 'web-flow' : 'octocat'),
      parents: commit.parents.map((sha) => ({ sha, url: `${api}/commits/${sha}` })),
    };
  }

  comparison(base: CommitRecord, head: CommitRecord, comparison: Comparison, page: readonly CommitRecord[]): Json {
    const range = `${base.sha}...${head.sha}`;
    const site = `${SITE}/${this.records.fullName}/compare/${range}`;
    return {
      url: `${this.apiUrlOf()}/compare/${range}`,
      html_url: site,
      permalink_url: site,
      diff_url: `${site}.diff`,
      patch_url: `${site}.patch`,
      base_commit: this.commit(base),
      merge_base_commit: this.commit(comparison.mergeBase),
      status: comparison.status,
      ahead_by: comparison.ahead.length,
      behind_by: comparison.behindBy,
      total_commits: comparison.ahead.length,
      commits: page.map((commit) => this.commit(commit)),
      files: [],
    };
  }

  run(run: RunRecord): Json {
    const api = `${this.apiUrlOf()}/actions`;
    const self = `${api}/runs/${run.id}`;
    const parts = { jobs: 'jobs', logs: 'logs', artifacts: 'artifacts', cancel: 'cancel', rerun: 'rerun' };
    const urls = Object.entries(parts).map(([key, part]) => [`${key}_url`, `${self}/${part}`] as const);
    const person = { name: run.actor, email: 'octocat@github.com' };
    return {
      id: run.id,
      node_id: nodeId('WorkflowRun', `${run.id}`),
      name: run.name,
      display_title: run.name,
      run_number: 1,
      run_attempt: run.attempt,
      event: run.event,
      status: run.status,
      conclusion: run.conclusion,
      head_branch: run.headBranch,
      head_sha: run.headSha,
      path: '.github/workflows/terraform.yml',
      workflow_id: numberOf(run.name),
      workflow_url: `${api}/workflows/${numberOf(run.name)}`,
      url: self,
      html_url: `${SITE}/${this.records.fullName}/actions/runs/${run.id}`,
      ...Object.fromEntries(urls),
      check_suite_url: `${this.apiUrlOf()}/check-suites/${run.id}`,
      previous_attempt_url: run.attempt === 1 ? null : `${self}/attempts/${run.attempt - 1}`,
      created_at: toTimestamp(run.createdAtMs),
      updated_at: toTimestamp(run.updatedAtMs),
      run_started_at: toTimestamp(run.createdAtMs),
      actor: this.user(run.actor),
      triggering_actor: this.user(run.actor),
      pull_requests: [],
      head_commit: {
        id: run.headSha,
        tree_id: run.headSha,
        message: `Commit ${run.headSha.slice(0, 7)}`,
        timestamp: toTimestamp(run.createdAtMs),
        author: person,
        committer: person,
      },
      repository: this.minimalRepository(),
      head_repository: this.minimalRepository(),
    };
  }

  job(run: RunRecord, name: string): Json {
    const id = numberOf(`${run.id}/${run.attempt}/${name}`);
    const api = this.apiUrlOf();
    const isQueued = run.status === 'queued';
    return {
      id,
      node_id: nodeId('CheckRun', `${id}`),
      run_id: run.id,
      run_attempt: run.attempt,
      name,
      run_url: `${api}/actions/runs/${run.id}`,
      url: `${api}/actions/jobs/${id}`,
      html_url: `${SITE}/${this.records.fullName}/actions/runs/${run.id}/job/${id}`,
      check_run_url: `${api}/check-runs/${id}`,
      head_sha: run.headSha,
      head_branch: run.headBranch,
      workflow_name: run.name,
      status: run.status,
      conclusion: run.conclusion,
      labels: ['ubuntu-latest'],
      steps: [],
      created_at: toTimestamp(run.createdAtMs),
      started_at: toTimestamp(run.createdAtMs),
      completed_at: run.status === 'completed' ? toTimestamp(run.updatedAtMs) : null,
      runner_id: isQueued ? null : 1,
      runner_name: isQueued ? null : 'GitHub Actions 1',
      runner_group_id: isQueued ? null : 1,
      runner_group_name: isQueued ? null : 'GitHub Actions',
    };
  }
}

/** GitHub's timestamps have no fractions of a second. */
export function toTimestamp(atMs: number): string {
  return new Date(atMs).toISOString().replace(/\.\d+Z$/, 'Z');
}

function treeOf(commit: CommitRecord): string {
  return createHash('sha1').update(`tree of ${commit.sha}`).digest('hex');
}
