import * as v from 'valibot';
import { BadInput } from '../domain/failure.ts';
import type { RunEvent } from '../domain/run/operation.ts';
import { BEGINNING } from '../domain/turn/first-seen.ts';

const Repository = v.object({ full_name: v.string(), default_branch: v.optional(v.string()) });

const PullRequestEvent = v.object({
  action: v.string(),
  number: v.number(),
  // The head before the push that this is about, where it is one.
  before: v.optional(v.string()),
  pull_request: v.object({
    merged: v.optional(v.nullable(v.boolean())),
    head: v.object({ sha: v.string(), repo: v.nullable(v.object({ full_name: v.string() })) }),
    base: v.object({ ref: v.string(), repo: v.object({ full_name: v.string() }) }),
  }),
});
const MergeGroupEvent = v.object({ merge_group: v.object({ head_ref: v.string(), head_sha: v.string() }) });
const PushEvent = v.object({
  ref: v.string(),
  before: v.optional(v.string()),
  after: v.string(),
  deleted: v.optional(v.boolean(), false),
  // Of a push it is in seconds, where other events have a date. It is a hint, and no reason to refuse a push.
  repository: v.optional(v.object({ pushed_at: v.fallback(v.optional(v.number()), undefined) })),
});
/** What stands for the commit before the first. */
const NO_COMMIT = /^0+$/;
const AnyEvent = v.object({ repository: v.optional(Repository) });

/** The event as far as Lockstep reads it. */
export interface ParsedEvent {
  readonly event: RunEvent;
  readonly defaultBranch: string | undefined;
}

/**
 * Parses the payload of `GITHUB_EVENT_PATH`. The event's name decides which shape is expected.
 * `ref` and `sha` are `GITHUB_REF` and `GITHUB_SHA`, which a workflow_dispatch payload does not carry in full.
 */
export function parseEvent(options: {
  readonly name: string;
  readonly payload: unknown;
  readonly ref: string;
  readonly sha: string;
}): ParsedEvent {
  const { name, payload, ref, sha } = options;
  const { repository } = check(AnyEvent, payload, name);
  return { event: parseByName(name, payload, { ref, sha }), defaultBranch: repository?.default_branch };
}

function parseByName(name: string, payload: unknown, at: { readonly ref: string; readonly sha: string }): RunEvent {
  switch (name) {
    case 'pull_request': {
      const { action, number, before, pull_request: pr } = check(PullRequestEvent, payload, name);
      return {
        kind: 'pull-request',
        action,
        prNumber: number,
        headSha: pr.head.sha,
        ...(before === undefined ? {} : { before }),
        // A head repository that was deleted is a fork's: nobody deletes the base and goes on.
        fromFork: pr.head.repo?.full_name !== pr.base.repo.full_name,
        baseBranch: pr.base.ref,
        merged: pr.merged ?? false,
      };
    }
    case 'merge_group': {
      const { merge_group: group } = check(MergeGroupEvent, payload, name);
      return { kind: 'merge-group', headRef: group.head_ref, headSha: group.head_sha };
    }
    case 'push': {
      const push = check(PushEvent, payload, name);
      const pushedAtS = push.repository?.pushed_at;
      return {
        kind: 'push',
        ref: push.ref,
        sha: push.after,
        deleted: push.deleted,
        before: push.before !== undefined && NO_COMMIT.test(push.before) ? BEGINNING : push.before,
        pushedAt: pushedAtS === undefined ? undefined : new Date(pushedAtS * 1000),
      };
    }
    case 'workflow_dispatch':
      return { kind: 'workflow-dispatch', ...at };
    case 'schedule':
      return { kind: 'schedule', ...at };
    default:
      return { kind: 'other', name };
  }
}

function check<const S extends v.GenericSchema>(schema: S, payload: unknown, name: string): v.InferOutput<S> {
  const parsed = v.safeParse(schema, payload);
  if (parsed.success) return parsed.output;
  const issue = parsed.issues[0];
  throw new BadInput([
    `the payload of the ${name} event (GITHUB_EVENT_PATH) is not what GitHub documents: ${v.getDotPath(issue) ?? 'the document'}: ${issue.message}. Run Lockstep in a GitHub workflow.`,
  ]);
}
