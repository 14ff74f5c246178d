import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, parse, validate } from 'graphql';
import { expect, it } from 'vitest';

import type { GitHubClient } from '../../../src/adapters/github/client.ts';
import { openComments } from '../../../src/adapters/github/comments.ts';
import { openCommits } from '../../../src/adapters/github/commits.ts';
import { openPullRequests } from '../../../src/adapters/github/pull-requests.ts';
import { connect } from '../../support/github/client.ts';
import { startGitHubServer } from '../../support/github/github-server/server.ts';
import { shaOf } from '../../support/runner/stage.ts';

const PATIENCE = { signal: new AbortController().signal, mayWait: () => true };
const HEAD = shaOf('head');
const update = { kind: 'update', id: 'IC_1', body: 'plan' } as const;
const remove = { kind: 'delete', id: 'IC_1' } as const;
const create = { kind: 'create', pullRequestId: 'PR_42', body: 'plan' } as const;

/** Everything that asks by GraphQL, by its file. */
const ASKED: Readonly<Record<string, readonly ((client: GitHubClient) => Promise<unknown>)[]>> = {
  'comments.ts': [
    (client) => openComments(client).list([42], PATIENCE),
    (client) => openComments(client).change(42, [create, update, remove], PATIENCE),
  ],
  'commits.ts': [
    (client) => openCommits(client).findParent(HEAD),
    (client) => openCommits(client).listTouching(HEAD, 'stacks/a', 'cursor 0'),
    (client) => openCommits(client).listTouching(HEAD, ''),
    (client) => openCommits(client).listFiles(HEAD, 'stacks/a'),
    (client) => openCommits(client).readFiles(HEAD, 'stacks/a'),
  ],
  'pull-requests.ts': [(client) => openPullRequests(client).findStatuses([42])],
};

const schema = buildSchema(
  readFileSync(new URL('../../support/github/github-server/slice.graphql', import.meta.url), 'utf8'),
);

it('each file that asks by GraphQL is among those whose questions are held against the schema', () => {
  const folder = 'src';
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const asking = files.filter((name) => /\.graphql[(<]/.test(readFileSync(join(folder, name), 'utf8')));
  expect(asking.sort()).toEqual(Object.keys(ASKED).map((name) => join('adapters/github', name)));
});

it.each(Object.entries(ASKED))("each question of %s is one that GitHub's schema has", async (_, asks) => {
  await using server = await startGitHubServer();
  server.addPullRequest({ number: 42, headSha: HEAD });
  server.addCommit({ sha: HEAD });
  for (const ask of asks) {
    const before = server.requests.length;
    await Promise.allSettled([ask(connect(server))]);
    const questions = server.requests.slice(before).flatMap(({ body }) => {
      const query = typeof body === 'object' && body !== null && 'query' in body ? body.query : undefined;
      return typeof query === 'string' ? [query] : [];
    });
    expect(questions).not.toEqual([]);
    for (const question of questions) expect(validate(schema, parse(question))).toEqual([]);
  }
});
