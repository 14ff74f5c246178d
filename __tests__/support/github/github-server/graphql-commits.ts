/** What lies in a commit, as GraphQL has it: a revision such as `git rev-parse` takes names a commit or a folder of it. */
import type { Answer } from './answers.ts';
import type { CommitRecord } from './history.ts';
import type { RepositoryRecords } from './records.ts';

const QUESTION =
  /^query\(\$owner: String!, \$repo: String!, \$commit: String!(?:, \$(?:p\d+|path|after): String!)*\) \{ repository\(owner: \$owner, name: \$repo\) \{ commit: object\(expression: \$commit\) \{ \.\.\. on Commit \{ oid \} \} (.+) \} \}$/;
const A_PAGE = 10;
const PARENTS = 'oid parents(first: 1) { nodes { oid } }';
const ITSELF = `itself: object(expression: $commit) { ... on Commit { ${PARENTS} } }`;
const TOUCHING =
  /^touching: object\(expression: \$commit\) \{ \.\.\. on Commit \{ oid history\(first: 10(, path: \$path)?(, after: \$after)?\) \{ nodes \{ oid parents\(first: 1\) \{ nodes \{ oid \} \} \} pageInfo \{ hasNextPage endCursor \} \} \} \}$/;
const THING =
  /^p(\d+): object\(expression: \$p\1\) \{ (\.\.\. on Tree \{ entries \{ name type mode( object \{ \.\.\. on Blob \{ text isTruncated \} \})? \} \} )?\.\.\. on Blob \{ text isTruncated \} \}$/;

/** Undefined when something else is asked. */
export function answerCommit(
  records: RepositoryRecords,
  query: string,
  variables: Record<string, unknown>,
): Answer | undefined {
  const fields = QUESTION.exec(query)?.[1];
  if (fields === undefined) return undefined;
  const commit = records.commits.get(String(variables['commit']));
  const parentsOf = ({ sha, parents }: CommitRecord): object => ({
    oid: sha,
    parents: { nodes: parents.slice(0, 1).map((oid) => ({ oid })) },
  });
  const answer = (more: object): Answer => ({
    status: 200,
    body: { data: { repository: { commit: commit === undefined ? null : { oid: commit.sha }, ...more } } },
  });
  if (fields === ITSELF) return answer({ itself: commit === undefined ? null : parentsOf(commit) });
  const touching = TOUCHING.exec(fields);
  if (touching !== null) {
    const path = touching[1] === undefined ? '' : String(variables['path']);
    const all = commit === undefined ? [] : listTouching(records, commit, path);
    // A cursor is the commit that was asked about and a place, as GitHub's own are.
    const from = touching[2] === undefined ? 0 : Number(String(variables['after']).split(' ')[1]) + 1;
    const nodes = all.slice(from, from + A_PAGE);
    const endCursor = nodes.length === 0 ? null : `${commit?.sha ?? ''} ${from + nodes.length - 1}`;
    const history = {
      nodes: nodes.map(parentsOf),
      pageInfo: { hasNextPage: all.length > from + A_PAGE, endCursor },
    };
    return answer({ touching: commit === undefined ? null : { oid: commit.sha, history } });
  }
  const things = fields.split(/ (?=p\d+: )/).map((field) => THING.exec(field));
  if (things.some((thing) => thing === null)) return undefined;
  const told = things.flatMap((thing) => {
    const [, index = '', asksEntries, asksTexts] = thing ?? [];
    const [sha = '', path = ''] = String(variables[`p${index}`]).split(/:(.*)/s);
    const thingAt = lookAt(records.commits.get(sha), path, { asksTexts: asksTexts !== undefined });
    return [[`p${index}`, asksEntries === undefined && thingAt !== null && 'entries' in thingAt ? {} : thingAt]];
  });
  return answer(Object.fromEntries(told) as object);
}

/** As `<commit>:<path>` names it: no link is followed. */
function lookAt(
  commit: CommitRecord | undefined,
  path: string,
  { asksTexts }: { readonly asksTexts: boolean },
): object | null {
  const files = commit?.files ?? {};
  const text = files[path];
  if (text !== undefined) return { text, isTruncated: false };
  const prefix = path === '' ? '' : `${path}/`;
  const entries = new Map<string, object>();
  for (const [file, content] of Object.entries(files)) {
    if (!file.startsWith(prefix)) continue;
    const [name = '', ...rest] = file.slice(prefix.length).split('/');
    const isFile = rest.length === 0;
    const object = isFile ? { text: content, isTruncated: false } : {};
    const mode = !isFile ? 0o040000 : commit?.links.includes(file) === true ? 0o120000 : 0o100644;
    entries.set(name, { name, type: isFile ? 'blob' : 'tree', mode, ...(asksTexts ? { object } : {}) });
  }
  return entries.size === 0 && path !== '' ? null : { entries: [...entries.values()] };
}

/** As `git log -- <path>` along first parents: every commit in which the folder is another than in the one before. */
function listTouching(records: RepositoryRecords, from: CommitRecord, path: string): readonly CommitRecord[] {
  const lookOf = (commit: CommitRecord | undefined): string =>
    JSON.stringify(
      Object.entries(commit?.files ?? {}).filter(
        ([file]) => path === '' || file === path || file.startsWith(`${path}/`),
      ),
    );
  const found: CommitRecord[] = [];
  for (let at: CommitRecord | undefined = from; at !== undefined;) {
    const parent: CommitRecord | undefined = records.commits.get(at.parents[0] ?? '');
    if (lookOf(at) !== lookOf(parent)) found.push(at);
    at = parent;
  }
  return found;
}
