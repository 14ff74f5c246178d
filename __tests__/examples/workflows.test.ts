import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { EXAMPLES, readExample } from '../support/workflows/examples.ts';
import { findWorkflowProblems, readWorkflow } from '../support/workflows/check.ts';
import type { EventName } from '../support/workflows/events-seen.ts';
import { decideAll, isLockstep, type Step } from '../support/workflows/operations.ts';

type Served = Partial<Readonly<Record<EventName, Readonly<Record<string, string>>>>>;

/** What a workflow with one job for everything does. */
function servedBy(job: string): Served {
  return {
    'pull request opened': { [job]: 'plan' },
    'pull request pushed to': { [job]: 'plan' },
    'pull request reopened': { [job]: 'plan' },
    'pull request closed': { [job]: 'cleanup' },
    'pull request merged': { [job]: 'cleanup' },
    'pull request from a fork': { [job]: 'skip' },
    'push to main': { [job]: 'apply' },
  };
}

const APART = { ...servedBy('plan'), 'push to main': { apply: 'apply' } };

/** Event by event, which job does what; what is not named starts nothing. */
const SERVED: Readonly<Record<string, Served>> = {
  // Of what may be chosen, the last.
  'by-hand.yml': { 'by hand on main': { 'by-hand': 'cleanup' }, 'by hand on a branch': { 'by-hand': 'cleanup' } },
  'concurrency.yml': servedBy('lockstep'),
  'doctor.yml': { 'by hand on main': { doctor: 'doctor' }, 'by hand on a branch': { doctor: 'doctor' } },
  'environment-approval.yml': {
    ...APART,
    'by hand on main': { apply: 'apply' },
    'by hand on a branch': { apply: 'refused' },
  },
  'github-enterprise-server.yml': servedBy('lockstep'),
  'merge-queue.yml': { ...APART, 'merge group': { plan: 'plan' } },
  'monorepo.yml': {
    ...servedBy('lockstep'),
    'by hand on main': { lockstep: 'apply' },
    'by hand on a branch': { lockstep: 'refused' },
  },
  'opentofu.yml': servedBy('lockstep'),
  'plan-and-apply-roles.yml': {
    ...APART,
    'by hand on main': { apply: 'apply' },
    'by hand on a branch': { apply: 'refused' },
  },
  'retiring.yml': servedBy('lockstep'),
  'self-hosted.yml': {
    ...APART,
    'by hand on main': { apply: 'apply' },
    'by hand on a branch': { apply: 'refused' },
  },
  'smallest.yml': servedBy('lockstep'),
  'sweep.yml': {
    schedule: { sweep: 'sweep' },
    'by hand on main': { sweep: 'sweep' },
    'by hand on a branch': { sweep: 'refused' },
  },
};

const FILES = readdirSync(EXAMPLES).filter((file) => file.endsWith('.yml'));

describe('every example', () => {
  it('is one of those whose events are told here', () => {
    expect(FILES.toSorted()).toEqual(Object.keys(SERVED).toSorted());
  });

  it.each(FILES)(
    '%s is a workflow that GitHub and Lockstep accept, with the permissions that it needs',
    async (file) => {
      expect(await findWorkflowProblems(readExample(file))).toEqual([]);
    },
  );

  it.each(Object.entries(SERVED))(
    '%s does on each event what is told of it, and nothing on others',
    async (file, served) => {
      const seen: Record<string, Record<string, string>> = {};
      for (const { event, job, decision } of await decideAll(readWorkflow(readExample(file)))) {
        seen[event] = { ...seen[event], [job]: decision.kind === 'operation' ? decision.operation : decision.reason };
      }

      expect(seen).toEqual(served);
    },
  );

  it.each(FILES)('%s says first for whom it is', (file) => {
    expect(readExample(file)).toMatch(/^# For /);
  });

  it.each(FILES)('%s is of a stack that by-hand.yml can be started for', (file) => {
    const lockstepOf = (name: string): readonly Step[] =>
      Object.values(readWorkflow(readExample(name)).jobs).flatMap(({ steps = [] }) => steps.filter(isLockstep));
    const [byHand] = lockstepOf('by-hand.yml');
    // What says which stack it is, and where its state lies.
    const naming = ['working-directory', 'stack', 'workspace', 'backend-config', 'pr-state-key'];
    const named = lockstepOf(file).flatMap(({ with: given = {} }) => naming.filter((name) => name in given));

    for (const name of named) expect(byHand?.with).toHaveProperty(name, `\${{ inputs.${name} }}`);
  });

  it('is in the table of the examples', () => {
    const table = readExample('README.md');

    expect([...table.matchAll(/^\| \[([\w-]+\.yml)\]/gm)].map(([, file]) => file).toSorted()).toEqual(FILES.toSorted());
  });
});
