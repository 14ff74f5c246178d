/**
 * Cuts the types that Lockstep uses out of GitHub's own GraphQL schema, for the local GitHub server of the tests to
 * validate and answer with. Run as `node scripts/refresh-github-graphql.ts` and commit what it writes.
 *
 * The package is fetched into a temporary directory and thrown away: the schema has a thousand types.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Kind,
  parse,
  print,
  visit,
  type DefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  type TypeNode,
} from 'graphql';

const PACKAGE = '@octokit/graphql-schema';
const VERSION = '15.26.1';
const SCHEMA = 'package/schema.graphql';
const SLICE = new URL('../__tests__/support/github/github-server/slice.graphql', import.meta.url);

/** The fields of each type; `*` for all of an input. */
const KEPT: Readonly<Record<string, readonly string[]>> = {
  Query: ['viewer', 'repository'],
  Mutation: ['addComment', 'updateIssueComment', 'deleteIssueComment'],
  User: ['login'],
  GitObject: ['oid'],
  Commit: ['oid', 'parents', 'history'],
  CommitConnection: ['nodes'],
  CommitHistoryConnection: ['nodes', 'pageInfo'],
  Tree: ['oid', 'entries'],
  TreeEntry: ['name', 'mode', 'type', 'object'],
  Blob: ['oid', 'text', 'isTruncated'],
  Repository: ['pullRequest', 'object'],
  PullRequest: [
    ...['id', 'number', 'headRefOid', 'baseRefName', 'closed', 'merged', 'mergedAt', 'mergeCommit', 'comments'],
  ],
  IssueComment: ['id', 'url', 'body', 'viewerDidAuthor', 'pullRequest'],
  IssueCommentConnection: ['nodes', 'pageInfo', 'totalCount'],
  IssueCommentEdge: ['node'],
  PageInfo: ['hasNextPage', 'endCursor'],
  AddCommentPayload: ['commentEdge', 'clientMutationId'],
  UpdateIssueCommentPayload: ['issueComment', 'clientMutationId'],
  DeleteIssueCommentPayload: ['clientMutationId'],
  AddCommentInput: ['*'],
  UpdateIssueCommentInput: ['*'],
  DeleteIssueCommentInput: ['*'],
};
const SCALARS = ['DateTime', 'URI', 'GitObjectID'];
/** Of the arguments, those whose type is not cut away. */
const BUILT_IN = ['String', 'Int', 'Boolean', 'ID', 'Float'];

function readSchema(): DocumentNode {
  const directory = mkdtempSync(join(tmpdir(), 'lockstep-graphql-'));
  try {
    const packed = execFileSync('npm', ['pack', `${PACKAGE}@${VERSION}`, '--silent'], {
      cwd: directory,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
    execFileSync('tar', ['-xzf', packed.trim(), SCHEMA], { cwd: directory });
    return parse(readFileSync(join(directory, SCHEMA), 'utf8'), { noLocation: true });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function nameOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : nameOf(type.type);
}

function isKept(type: TypeNode): boolean {
  const name = nameOf(type);
  return name in KEPT || SCALARS.includes(name) || BUILT_IN.includes(name);
}

function cut(schema: DocumentNode): DocumentNode {
  const definitions = schema.definitions.flatMap((definition): DefinitionNode[] => {
    if (definition.kind === Kind.SCALAR_TYPE_DEFINITION)
      return SCALARS.includes(definition.name.value) ? [definition] : [];
    if (definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.INTERFACE_TYPE_DEFINITION) {
      const fields = definition.fields?.map((field) => ({
        ...field,
        arguments: field.arguments?.filter(({ type }) => isKept(type)) ?? [],
      }));
      const kept = keep(definition.name.value, fields ?? []);
      return kept === undefined
        ? []
        : [{ ...definition, interfaces: definition.interfaces?.filter(isKept) ?? [], fields: kept }];
    }
    if (definition.kind !== Kind.INPUT_OBJECT_TYPE_DEFINITION) return [];
    const kept = keep(definition.name.value, definition.fields ?? []);
    return kept === undefined ? [] : [{ ...definition, fields: kept }];
  });
  // What is said to people, and to servers.
  return visit({ ...schema, definitions }, { Directive: () => null, StringValue: () => null });
}

type Field = FieldDefinitionNode | InputValueDefinitionNode;

/** Undefined where the type itself is cut away. */
function keep<T extends Field>(type: string, fields: readonly T[]): readonly T[] | undefined {
  const names = KEPT[type];
  if (names === undefined) return undefined;
  const kept = fields.filter(
    (field) => (names.includes('*') || names.includes(field.name.value)) && isKept(field.type),
  );
  const missing = names.filter((name) => name !== '*' && !kept.some((field) => field.name.value === name));
  if (missing.length > 0) throw new Error(`${type} has no ${missing.join(', ')} in ${VERSION}`);
  return kept;
}

const source = `# The part of GitHub's GraphQL schema that Lockstep uses: ${PACKAGE} ${VERSION}, cut by scripts/refresh-github-graphql.ts\n\n`;
writeFileSync(SLICE, `${source}${print(cut(readSchema()))}\n`);
