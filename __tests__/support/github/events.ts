/**
 * Event payloads as GitHub sends them: the real examples of `@octokit/webhooks-examples`, changed only where a scenario
 * needs it. A repository or number that is changed is changed in the links as well, since they are made of it.
 */
import { createRequire } from 'node:module';

export type EventPayload = Record<string, unknown>;

interface Example {
  readonly name: string;
  readonly examples: readonly EventPayload[];
}

const EXAMPLES = createRequire(import.meta.url)('@octokit/webhooks-examples') as readonly Example[];
const NO_COMMIT = '0'.repeat(40);

interface InRepository {
  /** `octo/infra` by default. */
  readonly repository?: string;
  /** `main` by default. */
  readonly defaultBranch?: string;
}

export interface PullRequestEventOptions extends InRepository {
  readonly action: string;
  readonly number: number;
  readonly headSha: string;
  readonly headRef?: string;
  readonly baseRef?: string;
  readonly title?: string;
  readonly author?: string;
  readonly draft?: boolean;
  readonly merged?: boolean;
  readonly mergeCommitSha?: string;
  /** From a fork that belongs to the author. */
  readonly fork?: boolean;
}

export function pullRequestEvent(options: PullRequestEventOptions): EventPayload {
  const { action, number, headSha, merged = false } = options;
  // The package has no example of `edited`; apart from `changes` it is the same as `opened`.
  const example = findExample('pull_request', (payload) => payload['action'] === action);
  const event = moveTo(example ?? findExample('pull_request', () => true), options);
  const pull = renumber(objectAt(event, 'pull_request'), number);
  const base = objectAt(pull, 'base');
  const head = objectAt(pull, 'head');
  Object.assign(event, { action, number, pull_request: pull });
  if (action === 'edited' && example === undefined) event['changes'] = {};
  if (action === 'synchronize') event['after'] = headSha;
  Object.assign(pull, {
    state: action === 'closed' ? 'closed' : 'open',
    draft: options.draft ?? pull['draft'],
    title: options.title ?? pull['title'],
    merged,
  });
  if (merged) {
    Object.assign(pull, { merged_at: pull['closed_at'], merged_by: event['sender'] });
    Object.assign(pull, { merge_commit_sha: options.mergeCommitSha ?? pull['merge_commit_sha'] });
  }
  if (options.author !== undefined) {
    objectAt(pull, 'user')['login'] = options.author;
    objectAt(event, 'sender')['login'] = options.author;
  }
  const baseOwner = String(objectAt(base, 'user')['login']);
  const baseRef = options.baseRef ?? options.defaultBranch ?? 'main';
  Object.assign(base, { ref: baseRef, label: `${baseOwner}:${baseRef}` });
  const headRef = options.headRef ?? head['ref'];
  if (options.fork === true) fork(head, options.author ?? 'contributor');
  Object.assign(head, {
    sha: headSha,
    ref: headRef,
    label: `${String(objectAt(head, 'user')['login'])}:${String(headRef)}`,
  });
  return event;
}

export interface PushEventOptions extends InRepository {
  /** In full, such as `refs/heads/main`. */
  readonly ref: string;
  readonly sha: string;
  /** All zeros for a new branch. */
  readonly before?: string;
  readonly deleted?: boolean;
}

export function pushEvent(options: PushEventOptions): EventPayload {
  const { ref, sha, deleted = false } = options;
  const kind = ref.startsWith('refs/tags/') ? 'refs/tags/' : 'refs/heads/';
  const isSuch = (payload: EventPayload): boolean => String(payload['ref']).startsWith(kind);
  const example =
    findExample('push', (payload) => isSuch(payload) && payload['deleted'] === deleted) ?? findExample('push', isSuch);
  const event = moveTo(example, options);
  const before = options.before ?? (deleted ? sha : '1'.repeat(40));
  Object.assign(event, { ref, before, after: deleted ? NO_COMMIT : sha, deleted, created: before === NO_COMMIT });
  if (deleted) return Object.assign(event, { head_commit: null, commits: [] });
  objectAt(event, 'head_commit')['id'] = sha;
  const [last] = (event['commits'] as EventPayload[]).slice(-1);
  if (last !== undefined) last['id'] = sha;
  return event;
}

export interface WorkflowDispatchEventOptions extends InRepository {
  /** In full, such as `refs/heads/main`. */
  readonly ref: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
}

export function workflowDispatchEvent(options: WorkflowDispatchEventOptions): EventPayload {
  const event = moveTo(
    findExample('workflow_dispatch', () => true),
    options,
  );
  return Object.assign(event, { ref: options.ref, inputs: options.inputs ?? event['inputs'] });
}

export interface MergeGroupEventOptions extends InRepository {
  readonly action?: 'checks_requested' | 'destroyed';
  /** GitHub names the pull request nowhere but in the ref of the group. */
  readonly number: number;
  readonly headSha: string;
  readonly baseSha?: string;
  /** A branch, such as `main`. */
  readonly baseRef?: string;
}

export function mergeGroupEvent(options: MergeGroupEventOptions): EventPayload {
  const event = moveTo(
    findExample('merge_group', () => true),
    options,
  );
  const group = objectAt(event, 'merge_group');
  const branch = options.baseRef ?? options.defaultBranch ?? 'main';
  const baseSha = options.baseSha ?? String(group['base_sha']);
  event['action'] = options.action ?? 'checks_requested';
  objectAt(group, 'head_commit')['id'] = options.headSha;
  Object.assign(group, {
    head_sha: options.headSha,
    head_ref: `refs/heads/gh-readonly-queue/${branch}/pr-${options.number}-${baseSha}`,
    base_sha: baseSha,
    base_ref: `refs/heads/${branch}`,
  });
  return event;
}

export interface IssueCommentEventOptions extends InRepository {
  readonly action?: 'created' | 'edited' | 'deleted';
  readonly number: number;
  readonly body: string;
  readonly author?: string;
  /** True by default: an issue that is a pull request says so by its links to it. */
  readonly onPullRequest?: boolean;
}

export function issueCommentEvent(options: IssueCommentEventOptions): EventPayload {
  const { action = 'created', number, onPullRequest = true } = options;
  const event = moveTo(
    findExample('issue_comment', (payload) => payload['action'] === action),
    options,
  );
  const issue = renumber(objectAt(event, 'issue'), number);
  const comment = renumber(objectAt(event, 'comment'), number);
  Object.assign(event, { issue, comment });
  comment['body'] = options.body;
  if (options.author !== undefined) {
    objectAt(comment, 'user')['login'] = options.author;
    objectAt(event, 'sender')['login'] = options.author;
  }
  if (onPullRequest) {
    const page = String(issue['html_url']).replace('/issues/', '/pull/');
    const url = String(issue['url']).replace('/issues/', '/pulls/');
    issue['html_url'] = page;
    issue['pull_request'] = { url, html_url: page, diff_url: `${page}.diff`, patch_url: `${page}.patch` };
  }
  return event;
}

function findExample(name: string, isWanted: (payload: EventPayload) => boolean): EventPayload | undefined {
  return EXAMPLES.find((example) => example.name === name)?.examples.find(isWanted);
}

/** A copy of the example that happened in the wanted repository. */
function moveTo(
  example: EventPayload | undefined,
  { repository = 'octo/infra', defaultBranch = 'main' }: InRepository,
) {
  if (example === undefined) throw new Error('@octokit/webhooks-examples has no such example');
  const original = objectAt(example, 'repository');
  const [owner = '', name = ''] = repository.split('/');
  const ownerBefore = String(objectAt(original, 'owner')['login']);
  const event = replaceInTexts(example, [[String(original['full_name']), repository]]) as EventPayload;
  moveRepository(objectAt(event, 'repository'), owner, name, defaultBranch);
  const pull = event['pull_request'];
  if (isObject(pull)) {
    for (const side of [objectAt(pull, 'base'), objectAt(pull, 'head')]) {
      moveRepository(objectAt(side, 'repo'), owner, name, defaultBranch);
      objectAt(side, 'user')['login'] = owner;
    }
  }
  // Only an organization that owns the repository comes along with it.
  const organization = event['organization'];
  if (isObject(organization) && organization['login'] === ownerBefore) organization['login'] = owner;
  return event;
}

function moveRepository(repository: EventPayload, owner: string, name: string, defaultBranch: string): void {
  const account = objectAt(repository, 'owner');
  account['login'] = owner;
  // In a push the owner has a name as well, which is the login.
  if ('name' in account) account['name'] = owner;
  Object.assign(repository, { name, full_name: `${owner}/${name}`, default_branch: defaultBranch });
  if ('master_branch' in repository) repository['master_branch'] = defaultBranch;
}

function fork(head: EventPayload, owner: string): void {
  const repository = objectAt(head, 'repo');
  const fullName = String(repository['full_name']);
  const name = String(repository['name']);
  const forked = replaceInTexts(repository, [[fullName, `${owner}/${name}`]]) as EventPayload;
  Object.assign(forked, { id: Number(repository['id']) + 1, fork: true });
  objectAt(forked, 'owner')['login'] = owner;
  objectAt(head, 'user')['login'] = owner;
  head['repo'] = forked;
}

function renumber(thing: EventPayload, number: number): EventPayload {
  const from = /\/(?:pulls|issues)\/(\d+)$/.exec(String(thing['issue_url'] ?? thing['url']))?.[1];
  if (from === undefined) throw new Error('This example has no number in its links');
  const kinds = ['pulls', 'pull', 'issues'];
  const links = kinds.map((kind) => [new RegExp(`/${kind}/${from}(?!\\d)`, 'g'), `/${kind}/${number}`] as const);
  const renumbered = replaceInTexts(thing, links) as EventPayload;
  if ('number' in renumbered) renumbered['number'] = number;
  return renumbered;
}

type Replacement = readonly [string | RegExp, string];

function replaceInTexts(value: unknown, replacements: readonly Replacement[]): unknown {
  if (typeof value === 'string') return replacements.reduce((text, [from, to]) => text.replaceAll(from, to), value);
  if (Array.isArray(value)) return value.map((item) => replaceInTexts(item, replacements));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replaceInTexts(item, replacements)]));
}

function isObject(value: unknown): value is EventPayload {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function objectAt(holder: EventPayload, key: string): EventPayload {
  const value = holder[key];
  if (!isObject(value)) throw new Error(`The example has no object ${key}`);
  return value;
}
