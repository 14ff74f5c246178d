import * as v from 'valibot';
import { GitHubUnusable } from '../../domain/run/github.ts';
import { isOurs } from '../../domain/run/marker.ts';
import type { Patience } from '../../ports/patience.ts';
import type { CommentChange, Comments, OwnComment, Thread } from '../../ports/pull-requests.ts';
import type { GitHubClient } from './client.ts';
import { partialAnswer } from './pull-requests.ts';

const Comment = v.object({ id: v.string(), url: v.string(), body: v.string(), viewerDidAuthor: v.boolean() });
const Page = v.object({
  id: v.string(),
  number: v.number(),
  comments: v.object({
    nodes: v.array(v.nullable(Comment)),
    pageInfo: v.object({ hasNextPage: v.boolean(), endCursor: v.nullable(v.string()) }),
  }),
});
type Page = v.InferOutput<typeof Page>;
const Listed = v.object({ repository: v.record(v.string(), v.nullable(Page)) });
const OfComment = v.object({ pullRequest: v.nullable(Page) });
const Changed = v.record(
  v.string(),
  v.nullable(
    v.object({
      issueComment: v.optional(v.nullable(OfComment)),
      commentEdge: v.optional(v.nullable(v.object({ node: v.nullable(OfComment) }))),
    }),
  ),
);

const WRITE = 'pull-requests: write';
/** Of one question: the pages that come back hold whole comments. */
const PULL_REQUESTS_AT_ONCE = 13;
/** Of one request, in characters. */
const REWRITTEN_AT_ONCE = 400_000;

/** `viewerDidAuthor` is GitHub's own word for whose a comment is, whatever kind of token asks. */
const PAGE =
  'id number comments(first: 100, after: $after) { nodes { id url body viewerDidAuthor } pageInfo { hasNextPage endCursor } }';
const FIRST_PAGE = PAGE.replace(', after: $after', '');

/** GitHub's comments, through one token. */
export function openComments(client: GitHubClient): Comments {
  const { owner, repo } = client.repository;

  const listSome = async (
    prNumbers: readonly number[],
    patience: Patience,
    after?: string | null,
  ): Promise<readonly Page[]> => {
    const what = `read the comments of pull request ${prNumbers.map((number) => `#${number}`).join(', ')}`;
    const each = prNumbers.map(
      (number) => `p${number}: pullRequest(number: ${number}) { ${after == null ? FIRST_PAGE : PAGE} }`,
    );
    const variables = after == null ? '' : ', $after: String!';
    const question = `query OwnComments($owner: String!, $repo: String!${variables}) { repository(owner: $owner, name: $repo) { ${each.join(' ')} } }`;
    return client.ask({ what, permission: WRITE, patience }, async (octokit, options) => {
      const asked = { owner, repo, ...(after == null ? {} : { after }), ...options };
      const { repository } = v.parse(Listed, await octokit.graphql(question, asked).catch(partialAnswer));
      return Object.values(repository).filter((page) => page !== null);
    });
  };

  /** The thread that begins with this page. */
  const readOn = async (first: Page, patience: Patience): Promise<Thread> => {
    const comments = own(first);
    let page = first;
    while (page.comments.pageInfo.hasNextPage) {
      const [next] = await listSome([page.number], patience, page.comments.pageInfo.endCursor);
      if (next === undefined) break;
      comments.push(...own(next));
      page = next;
    }
    return { prNumber: first.number, pullRequestId: first.id, comments };
  };

  return {
    list: async (prNumbers, patience) => {
      const threads: Thread[] = [];
      for (let start = 0; start < prNumbers.length; start += PULL_REQUESTS_AT_ONCE) {
        const pages = await listSome(prNumbers.slice(start, start + PULL_REQUESTS_AT_ONCE), patience);
        threads.push(...(await Promise.all(pages.map((page) => readOn(page, patience)))));
      }
      return threads;
    },

    change: async (prNumber, changes, patience) => {
      const { question, values } = orderOf(changes);
      // Whether it was done is not known when no answer comes.
      const asking = { what: `comment on pull request #${prNumber}`, permission: WRITE, patience, once: true };
      const page = await client.ask(asking, async (octokit, options) => {
        const ask = () => octokit.graphql(question, { ...values, ...options });
        const answer = v.parse(Changed, await ask().catch((error: unknown) => withoutWhatIsGone(error, changes)));
        const of = Object.values(answer).map((one) => one?.issueComment ?? one?.commentEdge?.node ?? undefined);
        return of.findLast((one) => one !== undefined)?.pullRequest ?? undefined;
      });
      if (page !== undefined) return readOn(page, patience);
      const [first] = await listSome([prNumber], patience);
      if (first === undefined) throw new GitHubUnusable(`GitHub does not know pull request #${prNumber} any more.`);
      return readOn(first, patience);
    },

    rewrite: async (updates, patience) => {
      for (const some of inParts(updates)) {
        const { question, values } = orderOf(
          some.map((update) => ({ kind: 'update', ...update })),
          'nothing',
        );
        const asking = { what: `rewrite ${some.length} comments`, permission: WRITE, patience, once: true };
        await client.ask(asking, (octokit, options) =>
          // One that somebody has deleted meanwhile is an error beside the rest.
          octokit.graphql(question, { ...values, ...options }).catch(partialOrder),
        );
      }
    },
  };
}

function own(page: Page): OwnComment[] {
  return page.comments.nodes.flatMap((node) =>
    node?.viewerDidAuthor === true && isOurs(node.body) ? [{ id: node.id, url: node.url, body: node.body }] : [],
  );
}

/** GitHub carries the changes out one after the other. The last that leaves a comment tells how the thread is then. */
function orderOf(
  changes: readonly CommentChange[],
  tells: 'thread' | 'nothing' = 'thread',
): { readonly question: string; readonly values: Readonly<Record<string, string>> } {
  const values: Record<string, string> = {};
  const declared: string[] = [];
  const name = (kind: 'ID' | 'String', index: number, value: string): string => {
    const variable = `${kind === 'ID' ? 'id' : 'body'}${index}`;
    declared.push(`$${variable}: ${kind}!`);
    values[variable] = value;
    return `$${variable}`;
  };
  const last = changes.findLastIndex(({ kind }) => kind !== 'delete');
  const each = changes.map((change, index) => {
    const thread = tells === 'thread' && index === last ? `{ pullRequest { ${FIRST_PAGE} } }` : undefined;
    switch (change.kind) {
      case 'create': {
        const input = `subjectId: ${name('ID', index, change.pullRequestId)}, body: ${name('String', index, change.body)}`;
        const told = thread === undefined ? 'clientMutationId' : `commentEdge { node ${thread} }`;
        return `c${index}: addComment(input: { ${input} }) { ${told} }`;
      }
      case 'update': {
        const input = `id: ${name('ID', index, change.id)}, body: ${name('String', index, change.body)}`;
        const told = thread === undefined ? 'clientMutationId' : `issueComment ${thread}`;
        return `c${index}: updateIssueComment(input: { ${input} }) { ${told} }`;
      }
      case 'delete':
        return `c${index}: deleteIssueComment(input: { id: ${name('ID', index, change.id)} }) { clientMutationId }`;
    }
  });
  return { question: `mutation ChangeComments(${declared.join(', ')}) { ${each.join(' ')} }`, values };
}

const Gone = v.object({
  data: v.record(v.string(), v.unknown()),
  errors: v.array(v.object({ type: v.literal('NOT_FOUND'), path: v.tuple([v.string()]) })),
});

/** What somebody else has deleted meanwhile is deleted. */
function withoutWhatIsGone(error: unknown, changes: readonly CommentChange[]): unknown {
  const gone = v.safeParse(Gone, error);
  const isDelete = (alias: string): boolean => changes[Number(alias.slice(1))]?.kind === 'delete';
  if (gone.success && gone.output.errors.every(({ path: [alias] }) => isDelete(alias))) return gone.output.data;
  throw error;
}

function partialOrder(error: unknown): void {
  const partial = v.safeParse(v.object({ errors: v.array(v.object({ type: v.optional(v.string()) })) }), error);
  if (partial.success && partial.output.errors.every(({ type }) => type === 'NOT_FOUND')) return;
  throw error;
}

function* inParts<T extends { readonly body: string }>(updates: readonly T[]): Generator<readonly T[]> {
  let part: T[] = [];
  let size = 0;
  for (const update of updates) {
    if (part.length > 0 && size + update.body.length > REWRITTEN_AT_ONCE) {
      yield part;
      part = [];
      size = 0;
    }
    part.push(update);
    size += update.body.length;
  }
  if (part.length > 0) yield part;
}
