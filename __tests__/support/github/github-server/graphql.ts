/** The GraphQL questions in use: who am I, what has become of these pull requests, and what lies in this commit? */
import type { Answer, Caller } from './answers.ts';
import { answerCommit } from './graphql-commits.ts';
import type { RepositoryRecords } from './records.ts';

const VIEWER = '{viewer{login}}';
const STATUS =
  /^p(\d+):pullRequest\(number:(\d+)\)\{numberheadRefOidbaseRefNameclosedmergedmergedAtmergeCommit\{oid\}\}/;
const STATUSES = /^\(\$owner:String!\$repo:String!\)\{repository\(owner:\$ownername:\$repo\)\{(.+)\}\}$/;

export function answerGraphql(records: RepositoryRecords, caller: Caller, body: unknown): Answer {
  const asked = typeof body === 'object' && body !== null ? body : {};
  const query = 'query' in asked ? asked.query : undefined;
  if (typeof query !== 'string') {
    const message = 'A query attribute must be specified and must be a string.';
    return { status: 200, body: { errors: [{ message }] }, violation: message };
  }
  const tokens = query.replaceAll(/[\s,]+/g, '').replace(/^query(?=[{(])/, '');
  if (tokens === VIEWER) return { status: 200, body: { data: { viewer: { login: caller.login } } } };
  const variables = 'variables' in asked ? (asked.variables as Record<string, unknown>) : {};
  const ofCommit = answerCommit(records, query, variables);
  if (ofCommit !== undefined) return ofCommit;
  const numbers = parseNumbers(STATUSES.exec(tokens)?.[1] ?? '');
  if (numbers !== undefined) {
    return answerStatuses(records, numbers, `${String(variables['owner'])}/${String(variables['repo'])}`);
  }
  const message = 'The test server knows no such query';
  return { status: 200, body: { errors: [{ type: 'undefinedField', message }] }, violation: `${message}: ${query}` };
}

/** Undefined when something else is asked, or nothing, or the alias belongs to another number. */
function parseNumbers(fields: string): readonly number[] | undefined {
  const numbers: number[] = [];
  let rest = fields;
  for (let match = STATUS.exec(rest); match !== null; match = STATUS.exec(rest)) {
    if (match[1] !== match[2]) return undefined;
    numbers.push(Number(match[2]));
    rest = rest.slice(match[0].length);
  }
  return rest === '' && numbers.length > 0 ? numbers : undefined;
}

/** As GitHub does: what is not there is null, and an error beside the rest. */
function answerStatuses(records: RepositoryRecords, numbers: readonly number[], asked: string): Answer {
  if (asked !== records.fullName) {
    const errors = [
      { type: 'NOT_FOUND', path: ['repository'], message: `Could not resolve to a Repository: ${asked}` },
    ];
    return { status: 200, body: { data: { repository: null }, errors } };
  }
  const found = numbers.map((number) => {
    const pull = records.pullRequest(number);
    const status =
      pull === undefined
        ? null
        : {
            number,
            headRefOid: pull.headSha,
            baseRefName: pull.baseRef,
            closed: pull.state === 'closed',
            merged: pull.merged,
            mergedAt: pull.merged && pull.closedAtMs !== null ? new Date(pull.closedAtMs).toISOString() : null,
            mergeCommit: pull.mergeCommitSha === null ? null : { oid: pull.mergeCommitSha },
          };
    return [`p${number}`, status] as const;
  });
  const errors = found
    .filter(([, status]) => status === null)
    .map(([alias]) => ({
      type: 'NOT_FOUND',
      path: ['repository', alias],
      message: 'Could not resolve to a PullRequest.',
    }));
  const data = { repository: Object.fromEntries(found) };
  return { status: 200, body: errors.length === 0 ? { data } : { data, errors } };
}
