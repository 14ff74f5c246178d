import { getOctokit } from '@actions/github';
import * as v from 'valibot';
import type { Comments, OwnComment } from '../../ports/pull-requests.ts';

const Comment = v.object({
  id: v.number(),
  html_url: v.string(),
  body: v.optional(v.nullable(v.string()), ''),
  user: v.nullable(v.object({ login: v.string(), type: v.optional(v.string(), 'User') })),
});

const Viewer = v.object({ viewer: v.object({ login: v.string() }) });

/** Whom comments by the workflow's own token come from, when GraphQL does not say. */
const DEFAULT_LOGIN = 'github-actions[bot]';

export interface GitHubOptions {
  readonly token: string;
  /** `GITHUB_API_URL`. */
  readonly apiUrl: string;
  /** `owner/name`. */
  readonly repository: string;
}

/** GitHub's comments, through one token. */
export function openComments(options: GitHubOptions): Comments {
  const octokit = getOctokit(options.token, { baseUrl: options.apiUrl });
  const [owner = '', repo = ''] = options.repository.split('/');
  const app = isAppToken(options.token);
  let ownLogin: Promise<string> | undefined;

  // GET /user is closed to installation tokens, so the one question that every kind of token may ask is put.
  const askOwnLogin = async (): Promise<string> => {
    try {
      return v.parse(Viewer, await octokit.graphql('query { viewer { login } }')).viewer.login;
    } catch {
      return DEFAULT_LOGIN;
    }
  };

  return {
    find: async (prNumber, marker, signal) => {
      ownLogin ??= askOwnLogin();
      const pages = octokit.paginate.iterator(octokit.rest.issues.listComments, {
        owner,
        repo,
        issue_number: prNumber,
        per_page: 100,
        request: { signal },
      });
      for await (const page of pages) {
        for (const entry of v.parse(v.array(Comment), page.data)) {
          if (!entry.body?.startsWith(marker)) continue;
          if (isOwn(entry.user, { login: await ownLogin, app })) return ownComment(entry);
        }
      }
      return undefined;
    },

    read: async (comment, signal) => {
      try {
        const { data } = await octokit.rest.issues.getComment({
          owner,
          repo,
          comment_id: comment.id,
          request: { signal },
        });
        return ownComment(v.parse(Comment, data));
      } catch (error) {
        if (error instanceof Error && 'status' in error && error.status === 404) return undefined;
        throw error;
      }
    },

    create: async (prNumber, body, signal) => {
      const { data } = await octokit.rest.issues.createComment({
        owner,
        repo,
        issue_number: prNumber,
        body,
        request: { signal },
      });
      return ownComment(v.parse(Comment, data));
    },

    update: async (comment, body, signal) => {
      const { data } = await octokit.rest.issues.updateComment({
        owner,
        repo,
        comment_id: comment.id,
        body,
        request: { signal },
      });
      return ownComment(v.parse(Comment, data));
    },
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
