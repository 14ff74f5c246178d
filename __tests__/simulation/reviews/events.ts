import type { PullRequestFacts } from './fake-github.ts';
import type { Push } from './repository.ts';

/** What GitHub has started a run for. */
export interface StartedBy {
  readonly name: string;
  readonly payload: object;
  /** What it says of the repository, besides its name. */
  readonly ofRepository?: object;
  readonly sha: string;
}

const NO_COMMIT = '0'.repeat(40);

export function pullRequestOf(
  { number, headSha, base }: Pick<PullRequestFacts, 'number' | 'headSha' | 'base'>,
  action = 'synchronize',
): StartedBy {
  const repo = { full_name: 'octo/infra' };
  const pull = { merged: false, head: { sha: headSha, repo }, base: { ref: base, repo } };
  return { name: 'pull_request', payload: { action, number, pull_request: pull }, sha: headSha };
}

export function pushOf({ sha, before, at }: Push): StartedBy {
  const payload = { ref: 'refs/heads/main', before: before ?? NO_COMMIT, after: sha, deleted: false };
  return { name: 'push', payload, sha, ofRepository: { pushed_at: Math.floor(at.getTime() / 1000) } };
}

export function dispatchOf(sha: string): StartedBy {
  return { name: 'workflow_dispatch', payload: { ref: 'refs/heads/main' }, sha };
}
