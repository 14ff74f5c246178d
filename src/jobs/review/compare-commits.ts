import type { CommitOrder } from '../../ports/runs.ts';
import type { Run } from '../run.ts';

const ATTEMPTS = 4;
const RETRY_MS = 2000;

/** Where `commitSha` stands as seen from `base`; `unknown` when GitHub does not say, after four tries. */
export async function compareCommits(
  run: Pick<Run, 'runs' | 'clock' | 'cancelled'>,
  base: string,
  commitSha: string,
): Promise<CommitOrder> {
  for (let attempt = 1; ; attempt += 1) {
    const order = await run.runs.compare(base, commitSha);
    if (order !== 'unknown' || attempt >= ATTEMPTS) return order;
    await run.clock.sleep(RETRY_MS, run.cancelled);
  }
}
