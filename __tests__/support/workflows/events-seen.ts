/** The events that a workflow may meet, as GitHub sends them, and whether it starts on them. */

import {
  issueCommentEvent,
  mergeGroupEvent,
  pullRequestEvent,
  pushEvent,
  workflowDispatchEvent,
  type EventPayload,
} from '../github/events.ts';
import { isMapping } from './schema.ts';

export interface EventSeen {
  readonly name: string;
  readonly payload: EventPayload;
  /** `GITHUB_REF`. */
  readonly ref: string;
}

const MAIN = 'refs/heads/main';
const SHA = 'a'.repeat(40);
const MERGED_SHA = 'b'.repeat(40);

function pullRequest(
  action: string,
  overrides: { readonly merged?: boolean; readonly fork?: boolean } = {},
): EventSeen {
  const { merged = false } = overrides;
  return {
    name: 'pull_request',
    payload: pullRequestEvent({ action, number: 42, headSha: SHA, ...overrides }),
    // What is merged has the base as its ref.
    ref: merged ? MAIN : 'refs/pull/42/merge',
  };
}

function push(ref: string): EventSeen {
  return { name: 'push', payload: pushEvent({ ref, sha: MERGED_SHA }), ref };
}

function dispatch(ref: string): EventSeen {
  return { name: 'workflow_dispatch', payload: workflowDispatchEvent({ ref, inputs: {} }), ref };
}

const GROUP = mergeGroupEvent({ number: 42, headSha: SHA });
const { repository } = pushEvent({ ref: MAIN, sha: MERGED_SHA });

/** By the words in which the tests speak of them. */
export const EVENTS = {
  'pull request opened': pullRequest('opened'),
  'pull request pushed to': pullRequest('synchronize'),
  'pull request reopened': pullRequest('reopened'),
  'pull request closed': pullRequest('closed'),
  'pull request merged': pullRequest('closed', { merged: true }),
  'pull request labeled': pullRequest('labeled'),
  'pull request from a fork': pullRequest('opened', { fork: true }),
  'merge group': {
    name: 'merge_group',
    payload: GROUP,
    ref: String((GROUP['merge_group'] as EventPayload)['head_ref']),
  },
  'push to main': push(MAIN),
  'push to a branch': push('refs/heads/feature'),
  'push of a merge group': push(`refs/heads/gh-readonly-queue/main/pr-42-${SHA}`),
  'push of a tag': push('refs/tags/v1.0.0'),
  'by hand on main': dispatch(MAIN),
  'by hand on a branch': dispatch('refs/heads/feature'),
  schedule: { name: 'schedule', payload: { schedule: '23 4 * * *', repository }, ref: MAIN },
  comment: { name: 'issue_comment', payload: issueCommentEvent({ number: 42, body: 'apply' }), ref: MAIN },
  'pull request target': { ...pullRequest('opened'), name: 'pull_request_target', ref: MAIN },
} as const satisfies Readonly<Record<string, EventSeen>>;

export type EventName = keyof typeof EVENTS;

/** What GitHub starts a workflow on when it does not say which types it means. */
const DEFAULT_TYPES: Readonly<Record<string, readonly string[]>> = {
  pull_request: ['opened', 'synchronize', 'reopened'],
  pull_request_target: ['opened', 'synchronize', 'reopened'],
};

/** Whether `on` asks for the event. Filters by path are taken to let it pass. */
export function isStartedBy(on: unknown, seen: EventSeen): boolean {
  const asked = isMapping(on) ? on : Object.fromEntries(listOf(on).map((event) => [event, null]));
  if (!(seen.name in asked)) return false;
  const filters = isMapping(asked[seen.name]) ? (asked[seen.name] as Filters) : {};
  const types = listOf(filters['types'] ?? DEFAULT_TYPES[seen.name]);
  if (types.length > 0 && !types.includes(String(seen.payload['action']))) return false;
  if (seen.name !== 'push') return passes(filters, 'branches', targetOf(seen));
  const [, kind = '', name = ''] = /^refs\/(heads|tags)\/(.*)$/.exec(seen.ref) ?? [];
  const [own, other] = kind === 'heads' ? ['branches', 'tags'] : ['tags', 'branches'];
  // Whoever asks for branches alone gets no tags, and the other way round.
  const asksForOther = other in filters || `${other}-ignore` in filters;
  const asksForOwn = own in filters || `${own}-ignore` in filters;
  return (asksForOwn || !asksForOther) && passes(filters, own, name);
}

type Filters = Readonly<Record<string, unknown>>;

function passes(filters: Filters, filter: string, name: string): boolean {
  const ignored = `${filter}-ignore`;
  return matchesAny(filters[filter], name) && !(ignored in filters && matchesAny(filters[ignored], name));
}

/** The branch that a pull request or a merge group goes into. */
function targetOf({ payload, ref }: EventSeen): string {
  const { pull_request: pull, merge_group: group } = payload as Readonly<Record<string, EventPayload | undefined>>;
  const base = (pull?.['base'] as EventPayload | undefined)?.['ref'] ?? group?.['base_ref'] ?? ref;
  return (base as string).replace(/^refs\/heads\//, '');
}

function matchesAny(patterns: unknown, name: string): boolean {
  if (patterns === undefined) return true;
  return listOf(patterns).some((pattern) => {
    const source = pattern
      .replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&')
      .replaceAll(/\*\*|\*/g, (stars) => (stars === '*' ? '[^/]*' : '.*'));
    return new RegExp(`^${source}$`).test(name);
  });
}

export function listOf(value: unknown): readonly string[] {
  if (value === undefined || value === null) return [];
  return (Array.isArray(value) ? value : [value]).map(String);
}
