import * as v from 'valibot';
import { walkFirstParents, type CommitNode } from '../../domain/review/merges.ts';
import { GitHubUnusable } from '../../domain/run/github.ts';
import { BEGINNING } from '../../domain/turn/first-seen.ts';
import type { Stretch } from '../../ports/pull-requests.ts';
import { askAgain, type Asking, type GitHubClient } from './client.ts';
import type { Octokit, RequestOptions } from './octokit.ts';
import { readPages } from './pages.ts';
import { NO_ANCESTOR, statusOf } from './translate.ts';

const Commits = v.array(
  v.object({
    sha: v.string(),
    commit: v.object({ message: v.string(), committer: v.nullish(v.object({ email: v.nullish(v.string()) })) }),
    parents: v.array(v.object({ sha: v.string() })),
    committer: v.nullish(v.object({ login: v.nullish(v.string()) })),
  }),
);
const Comparison = v.object({ commits: Commits });

/** Of a branch that is told from its beginning, all others are left out. */
const PAGES_OF_BRANCH = 3;
const TRIES = 3;

/** What a stretch of a branch is made of. */
export interface BranchCommits {
  /** Commits that the branch itself went through, the newest first. */
  readonly line: readonly CommitNode[];
  /** What its merges have brought in, the newest first. */
  readonly beside: readonly CommitNode[];
  /** Whether there are more. */
  readonly isCut: boolean;
}

/** Rejects with GitHubUnusable, which is lasting when GitHub does not know of this stretch. */
export async function readStretch(
  client: GitHubClient,
  { since, commitSha }: Pick<Stretch, 'since' | 'commitSha'>,
): Promise<BranchCommits> {
  if (since === undefined) return { line: [{ sha: commitSha, parents: [], title: '' }], beside: [], isCut: false };
  const { commits, isCut } = await listSince(client, since, commitSha);
  const line = walkFirstParents(commits, commitSha);
  if (line.length === 0 && since !== commitSha) {
    // Nothing lies between, and what it has itself was never explained: its run is older than what was seen first.
    throw new GitHubUnusable(`${commitSha} is older than ${since}, from where on it is known what was merged.`, {
      isLasting: true,
    });
  }
  const ofLine = new Set(line.map(({ sha }) => sha));
  return { line, beside: commits.filter(({ sha }) => !ofLine.has(sha)).reverse(), isCut };
}

/** What the head has and `since` has not, the oldest first; from the beginning on, the newest alone. */
export async function listStretch(client: GitHubClient, since: string, head: string): Promise<readonly CommitNode[]> {
  return (await listSince(client, since, head)).commits;
}

async function listSince(
  client: GitHubClient,
  since: string,
  head: string,
): Promise<{ readonly commits: readonly CommitNode[]; readonly isCut: boolean }> {
  if (since === BEGINNING) return listAllOf(client, head);
  return { commits: await listBetween(client, since, head), isCut: false };
}

/** What the head has and the base has not, the oldest first. Rejects with GitHubUnusable. */
export async function listBetween(client: GitHubClient, base: string, head: string): Promise<readonly CommitNode[]> {
  const asking = { what: `list the commits between ${base} and ${head}`, permission: 'contents: read' };
  const commits: CommitNode[] = [];
  await ask(client, { asking, ends: [base, head] }, async (octokit, options) => {
    commits.length = 0;
    const question = { ...client.repository, basehead: `${base}...${head}`, per_page: 100, ...options };
    const compare = (page: number) => octokit.rest.repos.compareCommitsWithBasehead({ ...question, page });
    for await (const data of readPages(compare)) commits.push(...v.parse(Comparison, data).commits.map(nodeOf));
  });
  return commits;
}

/** The newest commits of a branch, the oldest of them first. */
async function listAllOf(
  client: GitHubClient,
  head: string,
): Promise<{ readonly commits: readonly CommitNode[]; readonly isCut: boolean }> {
  const asking = { what: `list the commits of ${head}`, permission: 'contents: read' };
  const pages: CommitNode[][] = [];
  let isCut = false;
  await ask(client, { asking, ends: [head] }, async (octokit, options) => {
    pages.length = 0;
    isCut = false;
    const question = { ...client.repository, sha: head, per_page: 100, ...options };
    for await (const data of readPages((page) => octokit.rest.repos.listCommits({ ...question, page }))) {
      isCut = pages.length === PAGES_OF_BRANCH;
      if (isCut) break;
      pages.push(v.parse(Commits, data).map(nodeOf));
    }
  });
  return { commits: pages.flat().reverse(), isCut };
}

/** A replica of GitHub's may not know a commit yet that another one has told of. */
async function ask(
  client: GitHubClient,
  { asking, ends }: { readonly asking: Asking; readonly ends: readonly string[] },
  send: (octokit: Octokit, options: { readonly request: RequestOptions }) => Promise<void>,
): Promise<void> {
  const unknown = await client.ask(asking, async (octokit, options) => {
    const isWorthIt = (error: unknown): boolean => isNotThere(error) && !NO_ANCESTOR.test(String(error));
    try {
      await askAgain({ tries: TRIES, signal: options.request.signal, isWorthIt }, () => send(octokit, options));
      return undefined;
    } catch (error) {
      if (!isNotThere(error)) throw error;
      return NO_ANCESTOR.test(String(error)) ? 'nothing-in-common' : 'not-there';
    }
  });
  const names = ends.join(' and ');
  if (unknown === 'nothing-in-common') {
    throw new GitHubUnusable(`GitHub finds nothing that ${names} have in common: the branch was rewritten.`, {
      isLasting: true,
    });
  }
  if (unknown === 'not-there') {
    const which = ends.length === 1 ? 'does not know' : 'does not know one of';
    throw new GitHubUnusable(
      `GitHub ${which} ${names}: it was pushed away, or the job lacks \`contents: read\` under \`permissions\`.`,
      { isLasting: true },
    );
  }
}

/** GitHub has two answers for a commit that it does not know. */
function isNotThere(error: unknown): boolean {
  return [404, 422].includes(statusOf(error) ?? 0);
}

function nodeOf({ sha, commit, parents, committer }: v.InferOutput<typeof Commits>[number]): CommitNode {
  const [title = ''] = commit.message.split('\n', 1);
  const isOfGitHub = committer?.login === WEB_FLOW || commit.committer?.email?.startsWith(NO_REPLY);
  return {
    sha,
    parents: parents.map((parent) => parent.sha),
    title,
    committer: commit.committer == null || isOfGitHub === true ? 'github' : 'somebody',
  };
}

/** Who commits what is merged or edited on GitHub's pages: this user, from an address of GitHub's own. */
const WEB_FLOW = 'web-flow';
const NO_REPLY = 'noreply@';
