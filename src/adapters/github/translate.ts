import * as v from 'valibot';
import { brief } from '../../domain/failure.ts';
import { GitHubUnusable } from '../../domain/run/github.ts';
import { describeDenial, lacks } from './denials.ts';

/** What GitHub is asked, for people: the sentence about a failure is made of it. */
export interface Question {
  /** Such as `read the comments of pull request #42`. */
  readonly what: string;
  /** The line under `permissions` that it takes; undefined when every token may ask. */
  readonly permission?: string;
}

/** GitHub answers no more until then: too much in an hour, or too much at once. */
export interface Limit {
  readonly kind: 'primary' | 'secondary';
  /** For a secondary limit without a time, when it is sensible to ask again. */
  readonly until: Date;
}

/** GitHub's own advice where it names no time. */
const SECONDARY_LIMIT_MS = 60_000;

const Headers = v.record(v.string(), v.optional(v.union([v.string(), v.number()])));
const Answer = v.object({
  status: v.number(),
  message: v.string(),
  response: v.optional(v.object({ headers: Headers })),
});
/** GraphQL says it in an answer that is none of an error. */
const GraphqlLimit = v.object({
  response: v.object({
    headers: Headers,
    data: v.object({ errors: v.array(v.object({ type: v.optional(v.string()) })) }),
  }),
});
const Refusal = v.object({ errors: v.array(v.object({ type: v.optional(v.string()), message: v.string() })) });

/** The limit that this answer tells of; undefined when it is another refusal, or no answer at all. */
export function readLimit(error: unknown): Limit | undefined {
  const ofGraphql = v.safeParse(GraphqlLimit, error);
  if (ofGraphql.success && ofGraphql.output.response.data.errors.some(({ type }) => type === 'RATE_LIMITED')) {
    return { kind: 'primary', until: resetOf(ofGraphql.output.response.headers) };
  }
  const answer = v.safeParse(Answer, error);
  if (!answer.success || ![403, 429].includes(answer.output.status)) return undefined;
  const { message, response } = answer.output;
  const headers = response?.headers ?? {};
  if (String(headers['x-ratelimit-remaining']) === '0' && !SECONDARY.test(message)) {
    return { kind: 'primary', until: resetOf(headers) };
  }
  const retryAfter = headers['retry-after'];
  if (retryAfter === undefined && !SECONDARY.test(message)) return undefined;
  return { kind: 'secondary', until: new Date(Date.now() + (Number(retryAfter) * 1000 || SECONDARY_LIMIT_MS)) };
}

function resetOf(headers: v.InferOutput<typeof Headers>): Date {
  return new Date(Number(headers['x-ratelimit-reset']) * 1000 || Date.now());
}

/** More than any answer of GitHub's own; somebody else's may be a whole page. */
const BRIEF_LENGTH = 1000;
/** What GraphQL calls an answer that stays the same. */
const FINAL_TYPES = ['FORBIDDEN', 'NOT_FOUND', 'RATE_LIMITED'];
/** GitHub's words for two commits of which it knows both. */
export const NO_ANCESTOR = /no common ancestor/i;
const SECONDARY = /\bsecondary rate\b/i;

export function describeLimit({ kind, until }: Limit): string {
  const at = until.toISOString().replace(/\.\d+/, '');
  return kind === 'primary'
    ? `GitHub's hourly rate limit of this token is used up; it ends at ${at}`
    : `GitHub's secondary rate limit holds this token up until ${at}`;
}

/** One sentence that says what was asked and what GitHub said. Throws what is no failure of GitHub's again. */
export function translate(question: Question, cause: unknown): GitHubUnusable {
  if (cause instanceof GitHubUnusable) return cause;
  const { what, permission } = question;
  const limit = readLimit(cause);
  if (limit !== undefined) {
    return new GitHubUnusable(`could not ${what}: ${describeLimit(limit)}.`, { cause, until: limit.until });
  }
  const answer = v.safeParse(Answer, cause);
  if (answer.success) {
    const { status } = answer.output;
    const message = briefly(answer.output.message);
    const said = `(GitHub said: ${status} ${message})`;
    const sso = String(answer.output.response?.headers['x-github-sso'] ?? '');
    const denial = describeDenial({ what, permission, status, message: answer.output.message, sso });
    if (denial !== undefined) return new GitHubUnusable(`${denial} ${said}`, { cause, isDenied: true });
    // A private thing that a token may not see is no other answer than one that is not there.
    if (status === 404) {
      const perhaps =
        permission === undefined ? '' : `It is not there, or the job lacks \`${permission}\` under \`permissions\`. `;
      return new GitHubUnusable(`could not ${what}. ${perhaps}${said}`, { cause });
    }
    // Octokit's number for no answer at all, which is nothing that GitHub said.
    const why = answer.output.response === undefined ? `(no answer: ${message})` : said;
    return new GitHubUnusable(`could not ${what}. ${why}`, { cause });
  }
  const refusal = v.safeParse(Refusal, cause);
  if (refusal.success) {
    const said = `(GitHub said: ${refusal.output.errors.map(({ message }) => briefly(message)).join('; ')})`;
    const isDenied = refusal.output.errors.some(({ type }) => type === 'FORBIDDEN');
    const words = isDenied ? `the token may not ${what}. ${lacks(permission)}` : `could not ${what}. `;
    return new GitHubUnusable(words + said, { cause, isDenied });
  }
  if (v.isValiError(cause)) {
    return new GitHubUnusable(
      `could not ${what}: GitHub's answer is not what its API describes (${briefly(cause.message)}).`,
      {
        cause,
      },
    );
  }
  throw cause;
}

/** A page for people, which something between answers with, has nothing to say but its title. */
function briefly(message: string): string {
  const [, title] = /<html[^]*?<title[^>]*>([^<]*)/i.exec(message) ?? [];
  const [line = ''] = (title ?? message).trim().split('\n', 1);
  return brief(line.trim(), BRIEF_LENGTH);
}

/** Whether GraphQL has failed in a way that says nothing of the question: it answers so with a status of success. */
export function mayPassSoon(error: unknown): boolean {
  const refusal = v.safeParse(Refusal, error);
  if (!refusal.success || statusOf(error) !== undefined) return false;
  return refusal.output.errors.every(({ type }) => type === undefined || !FINAL_TYPES.includes(type));
}

/** The status of GitHub's answer, when it is one. */
export function statusOf(error: unknown): number | undefined {
  const answer = v.safeParse(Answer, error);
  return answer.success ? answer.output.status : undefined;
}
