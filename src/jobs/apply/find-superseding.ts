import { Refused } from '../../domain/failure.ts';
import type { Superseded } from '../../domain/run/outcome.ts';
import type { CommitOrder } from '../../ports/runs.ts';
import { compareCommits } from '../review/compare-commits.ts';
import { applyBranch, type Run } from '../run.ts';
import type { Turn } from '../turn/turn.ts';

type ComparingRun = Pick<Run, 'inputs' | 'context' | 'runs' | 'clock' | 'cancelled' | 'journal'>;

/**
 * The apply that has put newer code on production than this commit, if there is one. GitHub's compare decides; when it
 * does not answer, the run is refused, because old code over new cannot be taken back.
 */
export async function findSuperseding(
  run: ComparingRun,
  turn: Pick<Turn, 'lastBegun'>,
  commitSha: string,
): Promise<Superseded['by'] | undefined> {
  const last = turn.lastBegun;
  if (last === undefined || last.commitSha === commitSha) return undefined;
  const by = { commitSha: last.commitSha, runUrl: last.runUrl };
  switch (await compare(run, last.commitSha, commitSha)) {
    case 'behind':
      return by;
    case 'ahead':
    case 'identical':
      return undefined;
    case 'diverged':
      break;
  }
  // The branch was rewritten between the two: whichever is on it now is the newer one.
  const onBranch = await compare(run, applyBranch(run), commitSha);
  if (onBranch === 'ahead' || onBranch === 'diverged') return by;
  run.journal.warning(
    `The commit that was applied last, ${last.commitSha} (${last.runUrl}), is no ancestor of ${commitSha}: the branch was rewritten.`,
  );
  return undefined;
}

async function compare(run: ComparingRun, base: string, commitSha: string): Promise<Exclude<CommitOrder, 'unknown'>> {
  const order = await compareCommits(run, base, commitSha);
  if (order !== 'unknown') return order;
  throw new Refused(
    `GitHub does not say how ${commitSha} stands to ${base}, so it may be older than what was applied last. ` +
      'Nothing was changed. Run this again; the token needs contents: read.',
  );
}
