import * as v from 'valibot';
import { GitHubUnusable } from '../../domain/run/github.ts';
import type { Patience } from '../../ports/patience.ts';
import type { Comments, OwnComment } from '../../ports/pull-requests.ts';
import type { GitHubClient } from './client.ts';
import { readPages } from './pages.ts';
import { statusOf } from './translate.ts';

const Comment = v.object({
  id: v.number(),
  html_url: v.string(),
  body: v.optional(v.nullable(v.string()), ''),
  user: v.nullable(v.object({ login: v.string(), type: v.optional(v.string(), 'User') })),
});

const Viewer = v.object({ viewer: v.object({ login: v.string() }) });

/** Whom comments by the workflow's own token come from, when GraphQL does not say. */
const DEFAULT_LOGIN = 'github-actions[bot]';

const WRITE = 'pull-requests: write';

/** GitHub's comments, through one token. */
export function openComments(client: GitHubClient): Comments {
  const app = isAppToken(client.token);
  let ownLogin: Promise<string> | undefined;

  // GET /user is closed to installation tokens, so the one question that every kind of token may ask is put.
  const askOwnLogin = async (patience: Patience): Promise<string> => {
    try {
      return await client.ask({ what: 'ask whose the token is', patience }, async (octokit, options) => {
        return v.parse(Viewer, await octokit.graphql('query { viewer { login } }', options)).viewer.login;
      });
    } catch (error) {
      // It is asked again when it is needed again.
      ownLogin = undefined;
      if (error instanceof GitHubUnusable) return DEFAULT_LOGIN;
      throw error;
    }
  };

  return {
    find: (prNumber, marker, patience) => {
      const asking = { what: `read the comments of pull request #${prNumber}`, permission: WRITE, patience };
      return client.ask(asking, async (octokit, options) => {
        const login = (ownLogin ??= askOwnLogin(patience));
        // Awaited below, if there is anything to ask it for.
        login.catch(() => undefined);
        const question = { ...client.repository, issue_number: prNumber, per_page: 100, ...options };
        for await (const data of readPages((page) => octokit.rest.issues.listComments({ ...question, page }))) {
          for (const entry of v.parse(v.array(Comment), data)) {
            if (!entry.body?.startsWith(marker)) continue;
            if (isOwn(entry.user, { login: await login, app })) return ownComment(entry);
          }
        }
        return undefined;
      });
    },

    read: (comment, patience) =>
      client.ask({ what: `read the comment ${comment.url}`, permission: WRITE, patience }, async (octokit, options) => {
        try {
          const question = { ...client.repository, comment_id: comment.id, ...options };
          return ownComment(v.parse(Comment, (await octokit.rest.issues.getComment(question)).data));
        } catch (error) {
          if (statusOf(error) === 404) return undefined;
          throw error;
        }
      }),

    create: (prNumber, body, patience) => {
      // Whether it was written is not known when no answer comes: whoever tries again looks first.
      const asking = { what: `comment on pull request #${prNumber}`, permission: WRITE, patience, once: true };
      return client.ask(asking, async (octokit, options) => {
        const order = { ...client.repository, issue_number: prNumber, body, ...options };
        return ownComment(v.parse(Comment, (await octokit.rest.issues.createComment(order)).data));
      });
    },

    update: (comment, body, patience) =>
      client.ask(
        { what: `rewrite the comment ${comment.url}`, permission: WRITE, patience },
        async (octokit, options) => {
          const order = { ...client.repository, comment_id: comment.id, body, ...options };
          return ownComment(v.parse(Comment, (await octokit.rest.issues.updateComment(order)).data));
        },
      ),
  };
}

/** GitHub's prefix for the tokens of apps, the workflow's own among them; old ones began with `v1.`. */
function isAppToken(token: string): boolean {
  return /^(?:ghs_|v1\.)/.test(token);
}

/** An app comments as a bot, and its own login may come without the `[bot]` that its comments carry. */
function isOwn(
  user: v.InferOutput<typeof Comment>['user'],
  own: { readonly login: string; readonly app: boolean },
): boolean {
  if (user === null || (own.app && user.type !== 'Bot')) return false;
  return user.login === own.login || (own.app && user.login === `${own.login}[bot]`);
}

function ownComment(entry: v.InferOutput<typeof Comment>): OwnComment {
  return { id: entry.id, url: entry.html_url, body: entry.body ?? '' };
}
