import { describe, expect, it } from 'vitest';

import { readWorkflow } from '../support/workflows/check.ts';
import { EVENTS } from '../support/workflows/events-seen.ts';
import { readExample } from '../support/workflows/examples.ts';
import { decideAll, type Job } from '../support/workflows/operations.ts';

type Subjects = Readonly<Record<string, readonly string[]>>;

/** By role, the subjects of the tokens with which its jobs come, after `repo:OWNER/REPOSITORY:`. */
const SUBJECTS: Readonly<Record<string, Subjects>> = {
  'environment-approval.yml': {
    'terraform-plan': ['pull_request'],
    'terraform-apply': ['environment:production'],
  },
  'merge-queue.yml': {
    'terraform-plan': ['pull_request', `ref:refs/heads/gh-readonly-queue/main/pr-42-${baseOfGroup()}`],
    'terraform-apply': ['ref:refs/heads/main'],
  },
  'plan-and-apply-roles.yml': {
    'terraform-plan': ['pull_request'],
    'terraform-apply': ['ref:refs/heads/main'],
  },
};

/** GitHub's example of a merge group names its own base. */
function baseOfGroup(): string {
  return /pr-42-(\w+)$/.exec(EVENTS['merge group'].ref)?.[1] ?? '';
}

describe.each(Object.entries(SUBJECTS))('the roles of %s', (file, expected) => {
  const text = readExample(file);

  it('are taken on by the jobs that need them: what a pull request starts never has that of an apply', async () => {
    expect(await subjectsOf(text)).toEqual(expected);
  });

  it('trust, as its head says, every subject that its jobs come with', async () => {
    const trusted = trustedIn(text);
    const refused = Object.entries(await subjectsOf(text)).flatMap(([role, subjects]) =>
      subjects.filter((subject) => !(trusted[role] ?? []).some((pattern) => isLike(subject, pattern))),
    );

    expect(refused).toEqual([]);
  });

  it('of an apply trusts, as its head says, no pull request and no merge group', () => {
    const ofPullRequests = expected['terraform-plan'] ?? [];

    expect(trustedIn(text)['terraform-apply']).toHaveLength(1);
    expect(ofPullRequests.filter((subject) => isLike(subject, trustedIn(text)['terraform-apply']?.[0] ?? ''))).toEqual(
      [],
    );
  });
});

describe('an environment on the job that plans', () => {
  it('would give it a subject that its role does not trust', async () => {
    const text = readExample('environment-approval.yml').replace('  plan:\n', '  plan:\n    environment: production\n');

    expect(await subjectsOf(text)).toMatchObject({ 'terraform-plan': ['environment:production'] });
  });
});

async function subjectsOf(text: string): Promise<Subjects> {
  const workflow = readWorkflow(text);
  const subjects: Record<string, string[]> = {};
  for (const { event, job: name, decision } of await decideAll(workflow)) {
    // GitHub gives a fork no token, and Lockstep refuses what is started on another branch.
    if (decision.kind === 'failure' || decision.operation === 'skip') continue;
    const job = workflow.jobs[name] ?? {};
    const role = roleOf(job);
    const subject = subjectOf(job, EVENTS[event]);
    subjects[role] = [...new Set([...(subjects[role] ?? []), subject])];
  }
  return subjects;
}

function roleOf(job: Job): string {
  const role = job.steps?.map((step) => step.with?.['role-to-assume']).find((given) => given !== undefined);
  return String(role).replace(/^.*\//, '');
}

/** The environment, else the event, else the ref. */
function subjectOf(job: Job, { name, ref }: { readonly name: string; readonly ref: string }): string {
  if (typeof job['environment'] === 'string') return `environment:${job['environment']}`;
  return name === 'pull_request' ? name : `ref:${ref}`;
}

/** What the head of a file lists: a role and its subjects, one on a line. */
function trustedIn(text: string): Subjects {
  const trusted: Record<string, string[]> = {};
  let role = '';
  for (const [, named, pattern = ''] of text.matchAll(/^# +(terraform-\w+)? +repo:OWNER\/REPOSITORY:(\S+)/gm)) {
    role = named ?? role;
    trusted[role] = [...(trusted[role] ?? []), pattern];
  }
  return trusted;
}

/** As StringLike in a policy. */
function isLike(subject: string, pattern: string): boolean {
  return new RegExp(`^${pattern.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`).test(subject);
}
