/** Users and repositories in the JSON shapes of GitHub's REST API: they stand in almost every other answer. */
import { createHash } from 'node:crypto';
import type { RepositoryRecords } from './records.ts';

export const SITE = 'https://github.com';

export type Json = Record<string, unknown>;

export class AccountPayloads {
  protected readonly records: RepositoryRecords;
  readonly #apiUrl: () => string;

  /** The URL of the server is known only once it listens. */
  constructor(records: RepositoryRecords, apiUrl: () => string) {
    this.records = records;
    this.#apiUrl = apiUrl;
  }

  protected apiUrlOf(fullName = this.records.fullName): string {
    return `${this.#apiUrl()}/repos/${fullName}`;
  }

  user(login: string): Json {
    const isBot = login.endsWith('[bot]');
    const api = `${this.#apiUrl()}/users/${encodeURIComponent(login)}`;
    return {
      login,
      id: numberOf(login),
      node_id: nodeId('User', login),
      avatar_url: `https://avatars.githubusercontent.com/u/${numberOf(login)}?v=4`,
      gravatar_id: '',
      url: api,
      html_url: isBot ? `${SITE}/apps/${login.slice(0, -'[bot]'.length)}` : `${SITE}/${login}`,
      followers_url: `${api}/followers`,
      following_url: `${api}/following{/other_user}`,
      gists_url: `${api}/gists{/gist_id}`,
      starred_url: `${api}/starred{/owner}{/repo}`,
      subscriptions_url: `${api}/subscriptions`,
      organizations_url: `${api}/orgs`,
      repos_url: `${api}/repos`,
      events_url: `${api}/events{/privacy}`,
      received_events_url: `${api}/received_events`,
      type: isBot ? 'Bot' : 'User',
      site_admin: false,
    };
  }

  authenticatedUser(login: string): Json {
    const nothing = ['name', 'company', 'blog', 'location', 'email', 'hireable', 'bio'];
    const counts = ['public_repos', 'public_gists', 'followers', 'following', 'private_gists', 'collaborators'];
    const moreCounts = ['total_private_repos', 'owned_private_repos', 'disk_usage'];
    return {
      ...this.user(login),
      ...Object.fromEntries(nothing.map((key) => [key, null])),
      ...Object.fromEntries([...counts, ...moreCounts].map((key) => [key, 0])),
      user_view_type: 'private',
      two_factor_authentication: true,
      created_at: '2020-01-01T00:00:00Z',
      updated_at: '2020-01-01T00:00:00Z',
    };
  }

  minimalRepository(fullName = this.records.fullName): Json {
    const [owner = '', name = ''] = fullName.split('/');
    const api = this.apiUrlOf(fullName);
    const plain = ['contributors', 'deployments', 'downloads', 'events', 'forks', 'hooks', 'languages', 'merges'];
    const more = ['stargazers', 'subscribers', 'subscription', 'tags', 'teams'];
    const templates = {
      archive: '/{archive_format}{/ref}',
      assignees: '/assignees{/user}',
      blobs: '/git/blobs{/sha}',
      branches: '/branches{/branch}',
      collaborators: '/collaborators{/collaborator}',
      keys: '/keys{/key_id}',
      comments: '/comments{/number}',
      commits: '/commits{/sha}',
      compare: '/compare/{base}...{head}',
      contents: '/contents/{+path}',
      git_commits: '/git/commits{/sha}',
      git_refs: '/git/refs{/sha}',
      git_tags: '/git/tags{/sha}',
      issue_comment: '/issues/comments{/number}',
      labels: '/labels{/name}',
      issue_events: '/issues/events{/number}',
      issues: '/issues{/number}',
      milestones: '/milestones{/number}',
      notifications: '/notifications{?since,all,participating}',
      pulls: '/pulls{/number}',
      releases: '/releases{/id}',
      statuses: '/statuses/{sha}',
      trees: '/git/trees{/sha}',
    };
    return {
      id: numberOf(fullName),
      node_id: nodeId('Repository', fullName),
      name,
      full_name: fullName,
      owner: this.user(owner),
      private: true,
      description: null,
      fork: fullName !== this.records.fullName,
      url: api,
      html_url: `${SITE}/${fullName}`,
      ...Object.fromEntries([...plain, ...more].map((key) => [`${key}_url`, `${api}/${key}`])),
      ...Object.fromEntries(Object.entries(templates).map(([key, rest]) => [`${key}_url`, `${api}${rest}`])),
    };
  }

  repository(fullName = this.records.fullName): Json {
    const yes = ['has_issues', 'has_projects', 'has_wiki', 'has_downloads'];
    const no = ['has_pages', 'has_discussions', 'archived', 'disabled'];
    const counts = ['forks', 'forks_count', 'open_issues', 'open_issues_count', 'size', 'watchers', 'watchers_count'];
    const moreCounts = ['stargazers_count', 'network_count', 'subscribers_count'];
    return {
      ...this.minimalRepository(fullName),
      ...Object.fromEntries(yes.map((key) => [key, true])),
      ...Object.fromEntries(no.map((key) => [key, false])),
      ...Object.fromEntries([...counts, ...moreCounts].map((key) => [key, 0])),
      default_branch: this.records.defaultBranch,
      clone_url: `${SITE}/${fullName}.git`,
      git_url: `git://github.com/${fullName}.git`,
      ssh_url: `git@github.com:${fullName}.git`,
      svn_url: `${SITE}/${fullName}`,
      mirror_url: null,
      homepage: null,
      language: 'HCL',
      license: null,
      visibility: 'private',
      created_at: '2020-01-01T00:00:00Z',
      updated_at: '2020-01-01T00:00:00Z',
      pushed_at: '2020-01-01T00:00:00Z',
    };
  }
}

/** The same for the same thing in every run, so that a failing test reads the same twice. */
export function numberOf(thing: string): number {
  return createHash('sha1').update(thing).digest().readUInt32BE(0);
}

export function nodeId(kind: string, thing: string): string {
  return Buffer.from(`${kind}:${numberOf(thing)}`).toString('base64url');
}
