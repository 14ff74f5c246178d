import * as v from 'valibot';
import { GitHubUnusable } from '../../domain/run/github.ts';
import type { CommittedFile, Commits } from '../../ports/commits.ts';
import { askAgain, type GitHubClient } from './client.ts';
import { followLinks, isLink, LinkUnusable, type Found, type Looked } from './links.ts';
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
const Blob = { text: v.optional(v.nullable(v.string())), isTruncated: v.optional(v.boolean()) };
const Entry = v.object({
  name: v.string(),
  type: v.string(),
  mode: v.number(),
  object: v.optional(v.nullable(v.looseObject(Blob))),
});
type Entry = v.InferOutput<typeof Entry>;
/** A folder, a file, or neither. */
const Thing = v.nullable(v.looseObject({ entries: v.optional(v.array(Entry)), ...Blob }));

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
const BLOB = '... on Blob { text isTruncated }';
const LINKS_READ_AT_MOST = 30;

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

  /** The folders above are asked about in the same question: one of them may be a link, through which git does not go. */
  const openLook = (commitSha: string, more = ''): ((path: string) => Promise<Looked<Entry>>) => {
    const seen = new Map<string, Promise<Looked<Entry>>>();
    const look = async (path: string): Promise<Looked<Entry>> => {
      const parts = path.split('/');
      const above = parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
      const paths = [...above, path];
      const told = paths.map((_, index) => {
        const tree = index === above.length ? `... on Tree { entries { name type mode${more} } } ` : '';
        return `p${index}: object(expression: $p${index}) { ${tree}${BLOB} }`;
      });
      const found = await ask(commitSha, {
        fields: told.join(' '),
        schema: v.record(v.string(), v.optional(Thing)),
        variables: Object.fromEntries(paths.map((one, index) => [`p${index}`, `${commitSha}:${one}`])),
      });
      const at = paths.findIndex((_, index) => found[`p${index}`]?.text !== undefined);
      const blob = at < 0 ? undefined : { path: paths[at] ?? '', text: textOf(found[`p${at}`]) };
      return { entries: found[`p${above.length}`]?.entries, blob };
    };
    return (path) => {
      const looking = seen.get(path) ?? look(path);
      seen.set(path, looking);
      return looking;
    };
  };

  const findFolder = async (commitSha: string, folder: string, more = ''): Promise<Found<Entry>> =>
    followLinks(folder, openLook(commitSha, more));

  const readLink = async (look: (path: string) => Promise<Looked<Entry>>, path: string): Promise<Read> => {
    try {
      const found = await followLinks(path, look);
      if (found.kind === 'file') return found.text === undefined ? NO_TEXT : { text: found.text };
      return { text: undefined, why: found.kind === 'folder' ? 'it is a link to a folder' : 'it is a link to nothing' };
    } catch (error) {
      if (!(error instanceof LinkUnusable)) throw error;
      return { text: undefined, why: error.message.replace(/\.$/, '') };
    }
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

    followFolder: async (commitSha, folder) => (await findFolder(commitSha, folder)).path,

    listFiles: async (commitSha, folder) => {
      const found = await findFolder(commitSha, folder);
      return found.kind === 'folder' ? filesIn(found.entries).map(({ name }) => name) : [];
    },

    readFiles: async (commitSha, folder) => {
      const found = await findFolder(commitSha, folder, ` object { ${BLOB} }`);
      if (found.kind !== 'folder') return [];
      const look = openLook(commitSha);
      const files: CommittedFile[] = [];
      let links = 0;
      for (const entry of filesIn(found.entries)) {
        const { name } = entry;
        const text = textOf(entry.object);
        if (!isLink(entry)) files.push({ name, ...(text === undefined ? NO_TEXT : { text }) });
        else if (++links > LINKS_READ_AT_MOST) files.push({ name, text: undefined, why: TOO_MANY_LINKS });
        else files.push({ name, ...(await readLink(look, found.path === '' ? name : `${found.path}/${name}`)) });
      }
      return files;
    },
  };
}

type Read = Omit<CommittedFile, 'name'>;

const NO_TEXT: Read = { text: undefined, why: 'it is no text, or longer than GitHub tells' };
const TOO_MANY_LINKS = `it is a link, and ${LINKS_READ_AT_MOST} of a folder are followed`;

/** Links are among them. */
function filesIn(entries: readonly Entry[]): readonly Entry[] {
  return entries.filter(({ type }) => type === 'blob');
}

function textOf(blob: v.InferOutput<typeof Entry>['object']): string | undefined {
  return blob?.isTruncated === true ? undefined : (blob?.text ?? undefined);
}
