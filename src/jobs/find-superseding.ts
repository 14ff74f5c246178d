import { Refused } from '../domain/errors.ts';
import type { Superseded } from '../domain/outcome.ts';
import type { Run } from './run.ts';
import type { Turn } from './turn.ts';

const ATTEMPTS = 4;
const RETRY_MS = 2000;

/**
 * The apply that has put newer code on production than this commit, if there is one. GitHub's compare decides; when it
 * does not answer, the run is refused, because old code over new cannot be taken back.
 */
export async function findSuperseding(run: Run, turn: Turn, commitSha: string): Promise<Superseded['by'] | undefined> {
  const last = turn.lastBegun;
  if (last === undefined || last.repository !== run.context.repository || last.commitSha === commitSha)
    return undefined;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const order = await run.runs.compare(last.commitSha, commitSha);
    switch (order) {
      case 'behind':
        return { commitSha: last.commitSha, runUrl: last.runUrl };
      case 'ahead':
      case 'identical':
        return undefined;
      case 'diverged':
        run.journal.warning(
          `The commit that was applied last, ${last.commitSha} (${last.runUrl}), is not an ancestor of ${commitSha}: the branch was rewritten.`,
        );
        return undefined;
      case 'unknown':
        if (attempt < ATTEMPTS) await run.clock.sleep(RETRY_MS, run.cancelled);
    }
  }
  throw new Refused(
    `GitHub does not say whether ${commitSha} is older than ${last.commitSha}, which was applied last by ${last.runUrl}. ` +
      'Nothing was changed. Run this again; the token needs contents: read.',
  );
}
