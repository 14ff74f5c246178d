import { NO_MERGES, type MergedPullRequest, type Merges } from '../domain/merges.ts';
import { messageOf } from './message-of.ts';
import type { Run } from './run.ts';

/** The pull requests that brought the commit itself to the apply branch; they are told from now on. */
export async function findPullRequests(run: Run, commitSha: string): Promise<Merges | 'unknown'> {
  const found = await find(run, { since: undefined, commitSha });
  if (found !== 'unknown') tell(run, found.pullRequests);
  return found;
}

export interface Unapplied {
  /** The last commit that was applied; undefined when that is not known. */
  readonly since: string | undefined;
  readonly commitSha: string;
  /** What findPullRequests said of the commit itself. */
  readonly own: Merges | 'unknown';
}

/** Everything that was merged since the last apply, up to this commit; its pull requests are told from now on. */
export async function findUnapplied(run: Run, { since, commitSha, own }: Unapplied): Promise<Merges | 'unknown'> {
  if (since === undefined) return own;
  // Nothing is new in a commit that was applied before: what its plan changes has come from elsewhere.
  const found = since === commitSha ? NO_MERGES : await find(run, { since, commitSha });
  if (found === 'unknown') return found;
  tell(run, together(own, found));
  if (found.unasked > 0) {
    run.journal.warning(
      `${String(found.unasked)} more commits were merged since ${since} was applied, too many to ask whose they are.`,
    );
  }
  return found;
}

/** Both, the newest last, each once: who is told of the apply, and cleaned up after it. */
export function together(own: Merges | 'unknown', others: Merges | 'unknown'): readonly MergedPullRequest[] {
  const all = [others, own].flatMap((merges) => (merges === 'unknown' ? [] : merges.pullRequests));
  return [...new Map(all.map((pullRequest) => [pullRequest.number, pullRequest])).values()];
}

function tell(run: Run, pullRequests: readonly MergedPullRequest[]): void {
  run.audience.addresses(pullRequests.map(({ number }) => number));
}

const ATTEMPTS = 3;
const RETRY_MS = 2000;

async function find(
  run: Run,
  { since, commitSha }: { readonly since: string | undefined; readonly commitSha: string },
): Promise<Merges | 'unknown'> {
  const branch = run.inputs['apply-branch'] ?? run.context.defaultBranch ?? '';
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run.pullRequests.findMerged({ since, commitSha, branch });
    } catch (error) {
      if (attempt >= ATTEMPTS) {
        run.journal.warning(`GitHub did not say which pull requests ${commitSha} belongs to: ${messageOf(error)}`);
        return 'unknown';
      }
      await run.clock.sleep(RETRY_MS, run.cancelled);
    }
  }
}
