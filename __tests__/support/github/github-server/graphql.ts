/** GitHub's GraphQL API, as far as its slice goes: whatever is asked is held against GitHub's own schema first. */
import { readFileSync } from 'node:fs';
import { buildSchema, graphqlSync, GraphQLError, parse, validate, type DocumentNode } from 'graphql';
import { answerCommit } from './graphql-commits.ts';
import { problemOfContent, type Answer, type Caller } from './answers.ts';
import type { CommentRecord, PullRequestRecord, RepositoryRecords } from './records.ts';

const schema = buildSchema(readFileSync(new URL('./slice.graphql', import.meta.url), 'utf8'));
const MAX_PER_PAGE = 100;

interface Asked {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** `graphql`, and the name of what is asked where it has one: `graphql/OwnComments`. */
export function operationOf(body: unknown): string {
  const query = queryOf(body);
  const name = /^\s*(?:query|mutation)\s+(\w+)/.exec(query ?? '')?.[1];
  return name === undefined ? 'graphql' : `graphql/${name}`;
}

export function answerGraphql(
  { records, urlOf }: { readonly records: RepositoryRecords; readonly urlOf: (comment: CommentRecord) => string },
  caller: Caller,
  body: unknown,
): Answer {
  const query = queryOf(body);
  if (query === undefined) {
    const message = 'A query attribute must be specified and must be a string.';
    return { status: 200, body: { errors: [{ message }] }, violation: message };
  }
  const { variables = {} } = body as Asked;
  const refused = refuseQuery(query);
  if (refused !== undefined) {
    return { status: 200, body: { errors: [{ type: 'undefinedField', message: refused }] }, violation: refused };
  }
  const ofCommit = answerCommit(records, query, variables);
  if (ofCommit !== undefined) return ofCommit;
  const { data, errors } = graphqlSync({
    schema,
    source: query,
    rootValue: rootOf({ records, urlOf, caller }),
    variableValues: variables,
  });
  if (errors === undefined) return { status: 200, body: { data } };
  const told = errors.map(({ message, path, extensions }) => ({ type: extensions['type'], path, message }));
  return { status: 200, body: { data, errors: told } };
}

function queryOf(body: unknown): string | undefined {
  const query = typeof body === 'object' && body !== null && 'query' in body ? body.query : undefined;
  return typeof query === 'string' ? query : undefined;
}

function refuseQuery(query: string): string | undefined {
  let document: DocumentNode;
  try {
    document = parse(query);
  } catch (error) {
    return `The query cannot be parsed: ${String(error)}`;
  }
  const problems = validate(schema, document).map(({ message }) => message);
  return problems.length === 0 ? undefined : problems.join('; ');
}

interface World {
  readonly records: RepositoryRecords;
  readonly urlOf: (comment: CommentRecord) => string;
  readonly caller: Caller;
}

/** As GitHub tells it: a type that programs go by, and words for people. */
function fail(type: string, message: string): never {
  throw new GraphQLError(message, { extensions: { type } });
}

function rootOf(world: World) {
  const { records, caller } = world;
  const mayWrite = (): void => {
    if (!caller.write) {
      fail(
        'FORBIDDEN',
        `Resource not accessible by ${caller.type === 'Bot' ? 'integration' : 'personal access token'}`,
      );
    }
  };
  const mayBe = (content: string): void => {
    const problem = problemOfContent(content);
    if (problem !== undefined) fail('UNPROCESSABLE', problem);
  };
  const commentAt = (id: string): CommentRecord =>
    records.comment(Number(id.slice('IC_'.length))) ??
    fail('NOT_FOUND', `Could not resolve to a node with the global id of '${id}'`);
  return {
    viewer: { login: caller.login },
    repository: ({ owner, name }: { readonly owner: string; readonly name: string }) => {
      const asked = `${owner}/${name}`;
      if (asked.toLowerCase() !== records.fullName.toLowerCase()) {
        fail('NOT_FOUND', `Could not resolve to a Repository with the name '${asked}'.`);
      }
      return {
        pullRequest: ({ number }: { readonly number: number }) => {
          const pull = records.pullRequest(number);
          if (pull === undefined) fail('NOT_FOUND', `Could not resolve to a PullRequest with the number of ${number}.`);
          return pullRequestOf(world, pull);
        },
      };
    },
    addComment: ({ input }: { readonly input: { readonly subjectId: string; readonly body: string } }) => {
      mayWrite();
      const pull =
        records.pullRequest(Number(input.subjectId.slice('PR_'.length))) ??
        fail('NOT_FOUND', `Could not resolve to a node with the global id of '${input.subjectId}'`);
      mayBe(input.body);
      const comment = records.addComment(pull.number, caller.login, input.body);
      return { commentEdge: { node: commentOf(world, comment.id) } };
    },
    updateIssueComment: ({ input }: { readonly input: { readonly id: string; readonly body: string } }) => {
      mayWrite();
      const before = commentAt(input.id);
      mayBe(input.body);
      records.updateComment(before, input.body);
      return { issueComment: commentOf(world, before.id) };
    },
    deleteIssueComment: ({ input }: { readonly input: { readonly id: string } }) => {
      mayWrite();
      records.deleteComment(commentAt(input.id));
      return { clientMutationId: null };
    },
  };
}

interface CommentNode {
  readonly id: string;
  readonly body: string;
  readonly url: string;
  readonly viewerDidAuthor: boolean;
  readonly pullRequest: () => object;
}

function commentOf(world: World, id: number): CommentNode {
  const { records, urlOf, caller } = world;
  const comment = records.comment(id) ?? fail('NOT_FOUND', 'Could not resolve to a node');
  return {
    id: `IC_${comment.id}`,
    body: comment.body,
    url: urlOf(comment),
    viewerDidAuthor: comment.author === caller.login,
    pullRequest: () => pullRequestOf(world, records.pullRequest(comment.pullNumber) as PullRequestRecord),
  };
}

function pullRequestOf(world: World, pull: PullRequestRecord) {
  return {
    id: `PR_${pull.number}`,
    number: pull.number,
    headRefOid: pull.headSha,
    baseRefName: pull.baseRef,
    closed: pull.state === 'closed',
    merged: pull.merged,
    mergedAt: pull.merged && pull.closedAtMs !== null ? new Date(pull.closedAtMs).toISOString() : null,
    mergeCommit: pull.mergeCommitSha === null ? null : { oid: pull.mergeCommitSha },
    comments: ({ first, after }: { readonly first?: number; readonly after?: string }) => {
      if (first === undefined || first < 1 || first > MAX_PER_PAGE) {
        fail(
          'INVALID_PAGINATION_BOUNDARIES',
          'You must provide a `first` value of at most 100 to paginate `comments`.',
        );
      }
      const all = world.records.commentsOn(pull.number);
      const start = after === undefined ? 0 : Number(after.slice('cursor:'.length));
      const nodes = all.slice(start, start + first).map(({ id }) => commentOf(world, id));
      const end = start + nodes.length;
      const pageInfo = { hasNextPage: end < all.length, endCursor: nodes.length === 0 ? null : `cursor:${end}` };
      return { nodes, pageInfo, totalCount: all.length };
    },
  };
}
