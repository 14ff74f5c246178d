import { good, type Finding } from '../../domain/doctor/finding.ts';
import { passOver } from '../tolerate.ts';
import type { Run } from '../run.ts';

/** What the token of the job may ask GitHub. Whether it may write a comment shows only when one is written. */
export async function examineGitHub({
  context,
  githubProbes,
}: Pick<Run, 'context' | 'githubProbes'>): Promise<readonly Finding[]> {
  return [
    await examinePermission('actions: read', {
      ifNot: 'warning',
      why: 'Nobody can tell whether a run that is waited for is still alive, so that a dead one is waited for until the deadline.',
      ask: () => githubProbes.readRun(context),
    }),
    await examinePermission('contents: read', {
      ifNot: 'wrong',
      why: 'An apply that cannot tell the order of commits is refused.',
      ask: () => githubProbes.compareCommits(context.commitSha),
    }),
    await examinePermission('pull-requests: read', {
      ifNot: 'wrong',
      why: 'What was reviewed cannot be told from what was not, and applies are refused.',
      ask: () => githubProbes.readPullRequests(),
    }),
  ];
}

interface Examination {
  readonly ifNot: 'warning' | 'wrong';
  readonly why: string;
  readonly ask: () => Promise<unknown>;
}

async function examinePermission(permission: string, { ifNot, why, ask }: Examination): Promise<Finding> {
  try {
    await ask();
    return good(permission, 'GitHub answers');
  } catch (error) {
    const found = `GitHub does not answer: ${passOver(error).message}`;
    const mend = `Give the job ${permission} under permissions, and token the job's own.`;
    return { what: permission, verdict: ifNot, found, why, mend, isOfGitHub: true };
  }
}
