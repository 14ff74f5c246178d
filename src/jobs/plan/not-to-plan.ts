import type { Operation } from '../../domain/run/operation.ts';
import type { Skipped, Superseded } from '../../domain/run/outcome.ts';
import type { HeadStatus } from '../review/pull-request-status.ts';
import type { Run } from '../run.ts';

/** How the run ends without a plan; undefined when the commit is still the head of an open pull request. */
export function notToPlan(
  run: Pick<Run, 'waiting'>,
  { prNumber, headSha }: Extract<Operation, { kind: 'plan' }>,
  status: HeadStatus,
): Superseded | Skipped | undefined {
  switch (status.kind) {
    case 'head':
      return undefined;
    case 'closed':
      return {
        kind: 'skipped',
        reason: `Pull request #${prNumber} is ${status.isMerged ? 'merged' : 'closed'}: a plan of ${headSha} that is made now would be reviewed by nobody.`,
      };
    case 'overtaken':
      return {
        kind: 'superseded',
        by: { commitSha: status.headSha, runUrl: undefined },
        wait: run.waiting.spent,
      };
  }
}
