import { GitHubClient, type GitHubOptions } from '../../../src/adapters/github/client.ts';
import type { GitHubServer } from './github-server/server.ts';

/** Lockstep's own client of this server, as a run has it. */
export function connect(server: GitHubServer, options: Partial<GitHubOptions> = {}): GitHubClient {
  return new GitHubClient({
    token: 'ghs_test',
    apiUrl: server.url,
    repository: server.repository,
    journal: { info: () => undefined, warning: () => undefined },
    patience: { signal: new AbortController().signal, mayWait: () => true },
    mayLoad: Promise.resolve(),
    ...options,
  });
}
