/** One answer per operation. Requests have passed the description by the time they come here. */
import type { Parameters } from './description.ts';
import { toTimestamp, type Payloads } from './payloads.ts';
import type { CommitRecord } from './history.ts';
import type { RepositoryRecords } from './records.ts';

export interface Caller {
  readonly login: string;
  readonly type: 'Bot' | 'User';
  readonly write: boolean;
}

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Why the caller is at fault, where GitHub knows more than its description says. */
  readonly violation?: string;
}

export interface Call {
  readonly caller: Caller;
  readonly path: Parameters;
  readonly query: Parameters;
  /** Which query parameters were sent, as opposed to given their default. */
  readonly sent: ReadonlySet<string>;
  readonly body: unknown;
  /** The request's own URL, for links to other pages. */
  readonly url: URL;
}

type Answering = (call: Call) => Answer;

const MAX_PER_PAGE = 100;
const MAX_BODY_LENGTH = 65_536;

export function refuse(status: number, message: string, more: object = {}): Answer {
  const body = { message, documentation_url: 'https://docs.github.com/rest', status: `${status}`, ...more };
  return { status, body };
}

export function createAnswers(records: RepositoryRecords, payloads: Payloads): ReadonlyMap<string, Answering> {
  const notFound = refuse(404, 'Not Found');

  /** Only one repository lives here; names are compared as GitHub does, without case. */
  const inRepository =
    (answer: Answering): Answering =>
    (call) => {
      const asked = `${text(call.path, 'owner')}/${text(call.path, 'repo')}`;
      return asked.toLowerCase() === records.fullName.toLowerCase() ? answer(call) : notFound;
    };

  const writing =
    (answer: Answering): Answering =>
    (call) => {
      if (call.caller.write) return answer(call);
      return refuse(
        403,
        `Resource not accessible by ${call.caller.type === 'Bot' ? 'integration' : 'personal access token'}`,
      );
    };

  const findCommit = (name: string): CommitRecord | undefined => {
    const branch = name.replace(/^(?:[\w-]+:)?(?:refs\/)?(?:heads\/)?/, '');
    return records.commits.find(name) ?? records.commits.get(records.headOf(branch));
  };

  const noCommit = (sha: string): Answer => refuse(422, `No commit found for SHA: ${sha}`);

  const createComment: Answering = ({ caller, path, body }) => {
    const number = integer(path, 'issue_number');
    if (records.pullRequest(number) === undefined) return notFound;
    const content = bodyOf(body);
    const refusal = refuseContent(content);
    if (refusal !== undefined) return refusal;
    return { status: 201, body: payloads.comment(records.addComment(number, caller.login, content)) };
  };

  const updateComment: Answering = ({ path, body }) => {
    const before = records.comment(integer(path, 'comment_id'));
    if (before === undefined) return notFound;
    const content = bodyOf(body);
    const refusal = refuseContent(content);
    return refusal ?? { status: 200, body: payloads.comment(records.updateComment(before, content)) };
  };

  const deleteComment: Answering = ({ path }) => {
    const comment = records.comment(integer(path, 'comment_id'));
    if (comment === undefined) return notFound;
    records.deleteComment(comment);
    return { status: 204 };
  };

  const getComment: Answering = ({ path }) => {
    const comment = records.comment(integer(path, 'comment_id'));
    return comment === undefined ? notFound : { status: 200, body: payloads.comment(comment) };
  };

  const listComments: Answering = (call) => {
    const number = integer(call.path, 'issue_number');
    if (records.pullRequest(number) === undefined) return notFound;
    const since = call.query['since'];
    const comments = records
      .commentsOn(number)
      // To the second, as the timestamps that callers have to go by.
      .filter(
        ({ updatedAtMs }) => since === undefined || toTimestamp(updatedAtMs) >= toTimestamp(Date.parse(`${since}`)),
      );
    const { items, headers } = paginate(call, comments);
    return { status: 200, headers, body: items.map((comment) => payloads.comment(comment)) };
  };

  const getPullRequest: Answering = ({ path }) => {
    const pull = records.pullRequest(integer(path, 'pull_number'));
    return pull === undefined ? notFound : { status: 200, body: payloads.pullRequest(pull) };
  };

  const listPullRequests: Answering = (call) => {
    const { state, head, base, sort, direction = sort === 'created' ? 'desc' : 'asc' } = call.query;
    if (sort !== 'created' && sort !== 'updated') {
      return { ...refuse(501, 'Not implemented here'), violation: `the test server does not sort by ${sort}` };
    }
    const [owner = ''] = records.fullName.split('/');
    const pulls = records
      .pullRequests()
      .filter((pull) => state === 'all' || pull.state === state)
      .filter((pull) => base === undefined || pull.baseRef === base)
      .filter((pull) => head === undefined || `${pull.fork ? pull.author : owner}:${pull.headRef}` === head)
      .sort((one, other) =>
        sort === 'updated'
          ? one.updatedAtMs - other.updatedAtMs
          : one.createdAtMs - other.createdAtMs || one.number - other.number,
      );
    const { items, headers } = paginate(call, direction === 'desc' ? pulls.reverse() : pulls);
    return { status: 200, headers, body: items.map((pull) => payloads.pullRequestSummary(pull)) };
  };

  const listPullRequestsOfCommit: Answering = (call) => {
    const sha = text(call.path, 'commit_sha');
    const commit = findCommit(sha);
    if (commit === undefined) return noCommit(sha);
    const { items, headers } = paginate(call, records.pullRequestsOf(commit.sha));
    return { status: 200, headers, body: items.map((pull) => payloads.pullRequestSummary(pull)) };
  };

  const getCommit: Answering = ({ path }) => {
    const name = text(path, 'ref');
    const commit = findCommit(name);
    return commit === undefined ? noCommit(name) : { status: 200, body: payloads.commit(commit) };
  };

  const listCommits: Answering = (call) => {
    const name = text(call.query, 'sha');
    const commit = findCommit(name);
    if (commit === undefined) return notFound;
    const { items, headers } = paginate(call, records.commits.listFrom(commit.sha));
    return { status: 200, headers, body: items.map((one) => payloads.commit(one)) };
  };

  const compare: Answering = (call) => {
    const [baseName = '', headName = '', ...more] = text(call.path, 'basehead').split('...');
    const [base, head] = [findCommit(baseName), findCommit(headName)];
    if (base === undefined || head === undefined || more.length > 0) return notFound;
    const comparison = records.commits.compare(base, head);
    if (comparison === undefined) return refuse(404, `No common ancestor between ${baseName} and ${headName}.`);
    // Up to 250 commits for those who do not ask for pages.
    const wantsPages = call.sent.has('page') || call.sent.has('per_page');
    const { items, headers } = wantsPages
      ? paginate(call, comparison.ahead)
      : { items: comparison.ahead.slice(0, 250), headers: {} };
    return { status: 200, headers, body: payloads.comparison(base, head, comparison, items) };
  };

  const listMatchingRefs: Answering = ({ path }) => {
    const prefix = text(path, 'ref').replace(/^heads\//, '');
    const branches = records.branches().filter(([name]) => name.startsWith(prefix));
    return { status: 200, body: branches.map(([name, sha]) => payloads.branchRef(name, sha)) };
  };

  const getRun: Answering = ({ path }) => {
    const attempt = path['attempt_number'] === undefined ? undefined : integer(path, 'attempt_number');
    const run = records.run(integer(path, 'run_id'), attempt);
    return run === undefined ? notFound : { status: 200, body: payloads.run(run) };
  };

  const listJobs: Answering = (call) => {
    const run = records.run(integer(call.path, 'run_id'), integer(call.path, 'attempt_number'));
    if (run === undefined) return notFound;
    const { items, headers } = paginate(call, run.jobs);
    const jobs = items.map((name) => payloads.job(run, name));
    return { status: 200, headers, body: { total_count: run.jobs.length, jobs } };
  };

  return new Map<string, Answering>([
    ['issues/create-comment', inRepository(writing(createComment))],
    ['issues/update-comment', inRepository(writing(updateComment))],
    ['issues/delete-comment', inRepository(writing(deleteComment))],
    ['issues/get-comment', inRepository(getComment)],
    ['issues/list-comments', inRepository(listComments)],
    ['git/list-matching-refs', inRepository(listMatchingRefs)],
    ['pulls/get', inRepository(getPullRequest)],
    ['pulls/list', inRepository(listPullRequests)],
    ['repos/get', inRepository(() => ({ status: 200, body: payloads.repository() }))],
    ['repos/list-pull-requests-associated-with-commit', inRepository(listPullRequestsOfCommit)],
    ['repos/get-commit', inRepository(getCommit)],
    ['repos/list-commits', inRepository(listCommits)],
    ['repos/compare-commits-with-basehead', inRepository(compare)],
    ['actions/get-workflow-run', inRepository(getRun)],
    ['actions/get-workflow-run-attempt', inRepository(getRun)],
    ['actions/list-jobs-for-workflow-run-attempt', inRepository(listJobs)],
    [
      'users/get-authenticated',
      ({ caller }) =>
        caller.type === 'Bot'
          ? refuse(403, 'Resource not accessible by integration')
          : { status: 200, body: payloads.authenticatedUser(caller.login) },
    ],
  ]);
}

/** Both are limits of GitHub that no schema of its description mentions. */
export function problemOfContent(content: string): string | undefined {
  if (content.trim() === '') return 'Body cannot be blank';
  // Whether GitHub counts UTF-16 units or code points is not documented; this is the stricter of the two.
  if (content.length > MAX_BODY_LENGTH) return `Body is too long (maximum is ${MAX_BODY_LENGTH} characters)`;
  return undefined;
}

function refuseContent(content: string): Answer | undefined {
  const message = problemOfContent(content);
  if (message === undefined) return undefined;
  const errors = [{ resource: 'IssueComment', code: 'unprocessable', field: 'data', message }];
  return refuse(422, 'Validation Failed', { errors });
}

function paginate<T>(call: Call, all: readonly T[]): { items: readonly T[]; headers: Record<string, string> } {
  // GitHub quietly answers with at most 100, whatever is asked for.
  const perPage = Math.min(Math.max(1, integer(call.query, 'per_page')), MAX_PER_PAGE);
  const page = Math.max(1, integer(call.query, 'page'));
  const last = Math.max(1, Math.ceil(all.length / perPage));
  const link = (to: number, rel: string): string => {
    const url = new URL(call.url);
    url.searchParams.set('page', `${to}`);
    return `<${url.href}>; rel="${rel}"`;
  };
  const links = [
    ...(page > 1 ? [link(page - 1, 'prev')] : []),
    ...(page < last ? [link(page + 1, 'next'), link(last, 'last')] : []),
    ...(page > 1 ? [link(1, 'first')] : []),
  ];
  const items = all.slice((page - 1) * perPage, page * perPage);
  return { items, headers: links.length === 0 ? {} : { link: links.join(', ') } };
}

function bodyOf(body: unknown): string {
  return (body as { body: string }).body;
}

function integer(parameters: Parameters, name: string): number {
  const value = parameters[name];
  if (typeof value !== 'number') throw new Error(`${name} is not a number`);
  return value;
}

function text(parameters: Parameters, name: string): string {
  const value = parameters[name];
  if (typeof value !== 'string') throw new Error(`${name} is not a text`);
  return value;
}
