import { good, type Finding } from '../../domain/doctor/finding.ts';
import { messageOf } from '../tolerate.ts';
import type { Run } from '../run.ts';

/** What the token of the job may ask GitHub. Whether it may write a comment shows only when one is written. */
export async function examineGitHub(run: Run): Promise<readonly Finding[]> {
  const { context } = run;
  return [
    answered(
      'actions: read',
      (await run.runs.status(context)) !== 'unknown',
      'Nobody can tell whether a run that is waited for is still alive, so that a dead one is waited for until the deadline.',
    ),
    answered(
      'contents: read',
      (await run.runs.compare(context.commitSha, context.commitSha)) !== 'unknown',
      'An apply that cannot tell the order of commits is refused.',
    ),
    await examinePullRequests(run),
  ];
}

async function examinePullRequests(run: Run): Promise<Finding> {
  try {
    await run.pullRequests.findStatuses([1]);
    return good('pull-requests: read', 'GitHub answers');
  } catch (error) {
    const why = 'What was reviewed cannot be told from what was not, and applies are refused.';
    return { ...answered('pull-requests: read', false, why), found: `GitHub does not answer: ${messageOf(error)}` };
  }
}

function answered(permission: string, isAnswered: boolean, why: string): Finding {
  if (isAnswered) return good(permission, 'GitHub answers');
  return {
    what: permission,
    verdict: permission === 'actions: read' ? 'warning' : 'wrong',
    found: 'GitHub does not answer',
    why,
    mend: `Give the job ${permission} under permissions, and token the job's own.`,
  };
}
