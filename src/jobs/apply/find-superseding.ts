import { GitHubUnusable } from '../../domain/run/github.ts';
import type { Superseded } from '../../domain/run/outcome.ts';
import { applyBranch, type Run } from '../run.ts';
import type { CommitOrder } from '../../ports/runs.ts';
import { untilGitHubAnswers, untilSettled } from '../review/until-github-answers.ts';
import type { Turn } from '../turn/turn.ts';

type ComparingRun = Pick<Run, 'inputs' | 'context' | 'runs' | 'clock' | 'cancelled' | 'journal' | 'waiting'>;

/**
 * The apply that has put newer code on production than this commit, if there is one. GitHub's compare decides. Rejects
 * with GitHubUnusable when it does not answer, because old code over new cannot be taken back.
 */
export async function findSuperseding(
  run: ComparingRun,
  turn: Pick<Turn, 'lastBegun'>,
  commitSha: string,
): Promise<Pick<Superseded, 'by' | 'leftBranch'> | undefined> {
  const last = turn.lastBegun;
  if (last === undefined || last.commitSha === commitSha) return undefined;
  const by = { commitSha: last.commitSha, runUrl: last.runUrl };
  switch (await untilGitHubAnswers(run, () => run.runs.compare(last.commitSha, commitSha))) {
    case 'behind':
      if (await isOnBranch(run, last.commitSha)) return { by };
      break;
    case 'ahead':
    case 'identical':
      return undefined;
    case 'diverged':
    case 'unrelated':
      break;
  }
  // The branch was rewritten between the two: whichever is on it now is the newer one.
  const onBranch = await untilGitHubAnswers(run, () => run.runs.compare(applyBranch(run), commitSha));
  if (onBranch === 'unrelated') {
    throw new GitHubUnusable(
      `GitHub knows nothing that ${commitSha} and ${applyBranch(run)} have in common: the branch was rewritten again. Apply its newest commit.`,
      { isLasting: true },
    );
  }
  if (onBranch === 'ahead' || onBranch === 'diverged') return { by, leftBranch: applyBranch(run) };
  run.journal.warning(
    `The commit that was applied last, ${last.commitSha} (${last.runUrl}), is no ancestor of ${commitSha}: the branch was rewritten.`,
  );
  return undefined;
}

/** Whether newer code is on the branch still. Pushed away by force, it is not the newer one; an old answer says so, too. */
async function isOnBranch(run: ComparingRun, commitSha: string): Promise<boolean> {
  const isOn = (order: CommitOrder): boolean => order === 'identical' || order === 'behind';
  return isOn(await untilSettled(run, () => run.runs.compare(applyBranch(run), commitSha), isOn));
}
