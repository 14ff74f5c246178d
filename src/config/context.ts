import * as v from 'valibot';
import type { Environment } from '../domain/environment.ts';
import { BadInput } from '../domain/failure.ts';
import { parseEvent, type ParsedEvent } from './event.ts';

/** Who and what this run is, from the variables that the runner sets. */
export interface RunContext extends ParsedEvent {
  /** `owner/name`. */
  readonly repository: string;
  /** GitHub's own number of it, which no renaming changes; undefined when the runner does not tell. */
  readonly repositoryId: string | undefined;
  readonly actor: string;
  /** `GITHUB_SHA`. */
  readonly commitSha: string;
  readonly runId: string;
  readonly runAttempt: number;
  readonly runNumber: string;
  /** The page of this run on GitHub. */
  readonly runUrl: string;
  readonly apiUrl: string;
  /** Absolute; the checkout. */
  readonly workspaceDirectory: string;
  /** Absolute; emptied by the runner when the job ends. */
  readonly temporaryDirectory: string;
}

/** valibot has no message of its own for a name that is not there. */
const NOT_SET = '\0';
const required = v.pipe(
  v.optional(v.string(), NOT_SET),
  v.check((value) => value !== NOT_SET, 'is not set'),
  v.nonEmpty('is empty'),
);
const Variables = v.object({
  GITHUB_EVENT_NAME: required,
  GITHUB_REPOSITORY: v.pipe(required, v.regex(/^[^/\s]+\/[^/\s]+$/, 'is not owner/name')),
  GITHUB_REPOSITORY_ID: v.optional(v.string()),
  GITHUB_REF: v.optional(v.string(), ''),
  GITHUB_SHA: v.optional(v.string(), ''),
  GITHUB_ACTOR: v.optional(v.string(), ''),
  GITHUB_RUN_ID: v.pipe(required, v.regex(/^\d+$/, 'is not a number')),
  GITHUB_RUN_NUMBER: v.optional(v.string(), ''),
  GITHUB_RUN_ATTEMPT: v.optional(v.pipe(v.string(), v.regex(/^\d+$/, 'is not a number')), '1'),
  GITHUB_SERVER_URL: v.optional(v.string(), 'https://github.com'),
  GITHUB_API_URL: v.optional(v.string(), 'https://api.github.com'),
  GITHUB_WORKSPACE: required,
  RUNNER_TEMP: required,
});

/** Parses the run's context; throws BadInput with every missing variable at once. */
export function parseContext(env: Environment, payload: unknown): RunContext {
  const parsed = v.safeParse(Variables, env, { abortPipeEarly: true });
  if (!parsed.success) {
    throw new BadInput(
      parsed.issues.map(
        (issue) => `${v.getDotPath(issue) ?? ''} ${issue.message}: the runner sets it, so run Lockstep in a workflow.`,
      ),
    );
  }
  const set = parsed.output;
  const event = parseEvent({ name: set.GITHUB_EVENT_NAME, payload, ref: set.GITHUB_REF, sha: set.GITHUB_SHA });
  return {
    ...event,
    repository: set.GITHUB_REPOSITORY,
    repositoryId: set.GITHUB_REPOSITORY_ID,
    actor: set.GITHUB_ACTOR,
    commitSha: set.GITHUB_SHA,
    runId: set.GITHUB_RUN_ID,
    runNumber: set.GITHUB_RUN_NUMBER,
    runAttempt: Number(set.GITHUB_RUN_ATTEMPT),
    runUrl: `${set.GITHUB_SERVER_URL}/${set.GITHUB_REPOSITORY}/actions/runs/${set.GITHUB_RUN_ID}`,
    apiUrl: set.GITHUB_API_URL,
    workspaceDirectory: set.GITHUB_WORKSPACE,
    temporaryDirectory: set.RUNNER_TEMP,
  };
}
