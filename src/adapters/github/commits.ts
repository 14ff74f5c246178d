import * as v from 'valibot';
import { GitHubUnusable } from '../../domain/run/github.ts';
import type { Commits } from '../../ports/commits.ts';
import { askAgain, type GitHubClient } from './client.ts';
import { mayPassSoon } from './translate.ts';

const Parents = v.object({ nodes: v.array(v.object({ oid: v.string() })) });
const Commit = v.object({ oid: v.string(), parents: Parents });
const Touching = v.object({
  oid: v.string(),
  history: v.object({
    nodes: v.array(v.object({ oid: v.string(), parents: Parents })),
    pageInfo: v.object({ hasNextPage: v.boolean(), endCursor: v.nullable(v.string()) }),
  }),
});
const Entry = v.object({
  name: v.string(),
  type: v.string(),
  object: v.optional(
    v.nullable(v.looseObject({ text: v.optional(v.nullable(v.string())), isTruncated: v.optional(v.boolean()) })),
  ),
});
const Folder = v.looseObject({ entries: v.optional(v.array(Entry)) });

const Answer = v.object({
  repository: v.looseObject({ commit: v.nullable(v.object({ oid: v.optional(v.string()) })) }),
});

class NotKnown extends GitHubUnusable {
  constructor(commitSha: string) {
    super(
      `GitHub does not know the commit ${commitSha}: it was pushed away, or the job lacks \`contents: read\` under \`permissions\`.`,
      { isLasting: true },
    );
  }
}

const TRIES = 3;
const A_PAGE = 10;

const PARENT = 'oid parents(first: 1) { nodes { oid } }';
const TEXT = 'object { ... on Blob { text isTruncated } }';

/**
 * What lies in commits. GraphQL takes a revision as `git rev-parse` does (`<commit>:<folder>`), and answers null for what is
 * not there: the commit is asked for beside it, so that one that is not known is no folder that is gone.
 */
export function openCommits(client: GitHubClient): Commits {
  const ask = async <const S extends v.GenericSchema>(
    commitSha: string,
    {
      fields,
      schema,
      variables = {},
    }: {
      readonly fields: string;
      readonly schema: S;
      readonly variables?: Readonly<Record<string, string>>;
    },
  ): Promise<v.InferOutput<S>> => {
    const asking = { what: `read the commit ${commitSha}`, permission: 'contents: read' };
    const names = Object.keys(variables).map((name) => `, $${name}: String!`);
    const query = `query($owner: String!, $repo: String!, $commit: String!${names.join('')}) { repository(owner: $owner, name: $repo) { commit: object(expression: $commit) { ... on Commit { oid } } ${fields} } }`;
    const repository = await client.ask(asking, async (octokit, options) => {
      const question = { ...client.repository, commit: commitSha, ...variables, ...options };
      const isWorthIt = (error: unknown): boolean => error instanceof NotKnown || mayPassSoon(error);
      const again = { tries: TRIES, signal: options.request.signal, isWorthIt };
      return askAgain(again, async () => {
        const { repository: found } = v.parse(Answer, await octokit.graphql(query, question));
        // A replica of GitHub's may not know a commit yet that another one has told of.
        if (found.commit?.oid === undefined) throw new NotKnown(commitSha);
        return found;
      });
    });
    return client.ask(asking, async () => v.parse(schema, repository));
  };

  const entriesOf = async (
    commitSha: string,
    folder: string,
    more: string,
  ): Promise<readonly v.InferOutput<typeof Entry>[]> => {
    const { folder: found } = await ask(commitSha, {
      fields: `folder: object(expression: $folder) { ... on Tree { entries { name type${more} } } }`,
      schema: v.object({ folder: v.nullable(Folder) }),
      variables: { folder: `${commitSha}:${folder}` },
    });
    return (found?.entries ?? []).filter(({ type }) => type === 'blob');
  };

  return {
    findParent: async (commitSha) => {
      const { itself } = await ask(commitSha, {
        fields: `itself: object(expression: $commit) { ... on Commit { ${PARENT} } }`,
        schema: v.object({ itself: Commit }),
      });
      return itself.parents.nodes[0]?.oid;
    },

    listTouching: async (commitSha, folder, after) => {
      const variables = {
        // GitHub takes an empty path for none.
        ...(folder === '' ? {} : { path: folder }),
        ...(after === undefined ? {} : { after }),
      };
      const of = [`first: ${A_PAGE}`, ...Object.keys(variables).map((name) => `${name}: $${name}`)].join(', ');
      const page = `nodes { ${PARENT} } pageInfo { hasNextPage endCursor }`;
      const { touching } = await ask(commitSha, {
        fields: `touching: object(expression: $commit) { ... on Commit { oid history(${of}) { ${page} } } }`,
        schema: v.object({ touching: Touching }),
        variables,
      });
      const { nodes, pageInfo } = touching.history;
      return {
        commits: nodes.map(({ oid, parents }) => ({ sha: oid, parent: parents.nodes[0]?.oid })),
        next: pageInfo.hasNextPage ? (pageInfo.endCursor ?? undefined) : undefined,
      };
    },

    listFiles: async (commitSha, folder) => (await entriesOf(commitSha, folder, '')).map(({ name }) => name),

    readFiles: async (commitSha, folder) =>
      (await entriesOf(commitSha, folder, ` ${TEXT}`)).map(({ name, object }) => ({
        name,
        text: object?.isTruncated === true ? undefined : (object?.text ?? undefined),
      })),
  };
}
