import { describe, expect, it } from 'vitest';

import { createComments, createCommentsOptions } from '../support/fakes/fake-comments.ts';
import { BackendUnusable } from '../../src/domain/stack/backend.ts';
import { GitHubUnusable } from '../../src/domain/run/github.ts';
import type { Operation } from '../../src/domain/run/operation.ts';
import { cleanup } from '../../src/jobs/cleanup/cleanup.ts';
import { StackComments } from '../../src/jobs/comment/comments.ts';
import { doctor } from '../../src/jobs/doctor/doctor.ts';
import { findCarriedIfKnown } from '../../src/jobs/review/find-carried.ts';
import { findGroup } from '../../src/jobs/review/find-group.ts';
import { findPullRequests } from '../../src/jobs/review/find-pull-requests.ts';
import { confirmReviewed } from '../../src/jobs/review/confirm-reviewed.ts';
import { renewCredentials } from '../../src/jobs/stack/keep-credentials.ts';
import { openStack } from '../../src/jobs/stack/open-stack.ts';
import { readOutputs } from '../../src/jobs/stack/read-outputs.ts';
import { readSerial } from '../../src/jobs/stack/read-serial.ts';
import { repairOwnDigest } from '../../src/jobs/state/repair-digest.ts';
import { sweep } from '../../src/jobs/sweep/sweep.ts';
import { WaitBudget } from '../../src/jobs/wait-budget.ts';
import { createContext, createHolder, createPlan, createPlanned, HEAD_SHA } from '../support/fakes/factories.ts';
import { createBackend, PR, PROD, stateOf, type FakeBackend } from '../support/fakes/fake-backend.ts';
import { createPullRequests, createRun, createTerraform, type FakeRun } from '../support/fakes/fake-run.ts';

/** Rejects as the thing that the place stands on. */
type Fail = () => Promise<never>;

const look = (run: FakeRun) => openStack(run);
const GROUP = { kind: 'plan', prNumber: 42, headSha: HEAD_SHA, baseSha: HEAD_SHA } as unknown as Extract<
  Operation,
  { kind: 'plan' }
>;

/** A backend of which one request fails. */
function backendWhere(fail: Fail, spoil: (backend: FakeBackend, fail: Fail) => void): FakeBackend {
  const backend = createBackend();
  spoil(backend, fail);
  return backend;
}

const CLOSED = { number: 42, headSha: HEAD_SHA, closed: true, isMerged: false, merged: undefined };

const stackComments = (fail: Fail, at: 'find' | 'create' | 'look' | 'render'): StackComments => {
  const run = createRun();
  const comments = createComments((call) => {
    if (at === 'find' && call.startsWith('find')) return fail();
    if (at === 'create' && call.startsWith('create')) return fail();
    return undefined;
  });
  let isFirst = true;
  const { clock, journal } = run;
  const renderWaiting = (): string => {
    if (at !== 'render' || !isFirst) return 'waiting';
    isFirst = false;
    throw new TypeError('a defect');
  };
  return new StackComments(createCommentsOptions({ comments, clock, journal, renderWaiting }));
};

const concluding = async (comments: StackComments, look: Fail | undefined): Promise<unknown> => {
  comments.openOn([42]);
  const waiting = new WaitBudget(1000);
  if (look !== undefined) comments.tellWaiting({ id: 'lock', waiting, look });
  return comments.conclude({ kind: 'result', result: createPlanned() });
};

/** Where only GitHub may be out of order: without what lies in the backend nothing goes on. */
const OF_GITHUB = 'GitHub alone';

const PLACES: readonly (readonly [string, (fail: Fail) => Promise<unknown>, typeof OF_GITHUB?])[] = [
  [
    'what has become of the pull requests that an apply carries',
    async (fail) => {
      const run = createRun({ pullRequests: { ...createPullRequests(), findStatuses: fail } });
      return findCarriedIfKnown(run, await look(run), { commitSha: HEAD_SHA, certain: [{ number: 42 }] });
    },
    OF_GITHUB,
  ],
  [
    'whether one of them is merged into the commit',
    async (fail) => {
      const merged = { branch: 'main', commitSha: 'e'.repeat(40) };
      const statuses = async () => [{ ...CLOSED, isMerged: true, merged }];
      const pullRequests = { ...createPullRequests(), findStatuses: statuses };
      const run = createRun({ pullRequests, runs: { status: async () => 'running', compare: fail } });
      run.backend.write(`${PR.path}.review.json`, '{}');
      return findCarriedIfKnown(run, await look(run), { commitSha: HEAD_SHA, certain: [] });
    },
    OF_GITHUB,
  ],
  [
    'what is in a merge group',
    async (fail) => {
      const event = { kind: 'merge-group', headRef: 'refs/heads/gh-readonly-queue/main/pr-42-abc' } as never;
      const context = createContext({ event });
      const run = createRun({ context, pullRequests: { ...createPullRequests(), findQueued: fail } });
      return findGroup(run, await look(run), GROUP);
    },
  ],
  [
    'the pull requests of a commit',
    (fail) => findPullRequests(createRun({ pullRequests: { ...createPullRequests(), findMerged: fail } }), HEAD_SHA),
  ],
  [
    'where a change that nobody reviewed comes from',
    async (fail) => {
      const run = createRun({
        inputs: { 'unreviewed-changes': 'warn' },
        pullRequests: { ...createPullRequests(), findMerged: fail },
      });
      return confirmReviewed(run, {
        address: PROD,
        shown: { plan: createPlan(), hasChanges: true, text: '', warnings: [] },
        commits: [],
        carried: [],
        findCarried: async () => [],
        stretch: {
          stack: await look(run),
          begin: { kind: 'known', after: 'b'.repeat(40) },
          commitSha: HEAD_SHA,
          applied: undefined,
        },
      });
    },
    OF_GITHUB,
  ],
  ['the renewal of credentials', (fail) => renewCredentials(createRun(), { renewCredentials: fail })],
  [
    'the outputs after an apply',
    (fail) => readOutputs(createRun({ terraform: { ...createTerraform(), readOutputs: fail } }), PROD),
  ],
  [
    'the serial after an apply',
    (fail) => {
      const backend = backendWhere(fail, ({ objects }) => {
        objects.get = fail;
      });
      return readSerial(createRun(), { backend, prod: PROD });
    },
  ],
  [
    'the digest after an apply',
    (fail) => {
      const backend = backendWhere(fail, ({ locks }) => {
        locks.confirm = fail;
      });
      return repairOwnDigest(createRun(), { backend, address: PROD }, { lockId: 'ours' });
    },
  ],
  [
    'whether a pull request that is cleaned up by hand was merged',
    (fail) => {
      const context = createContext({ event: { kind: 'workflow-dispatch' } as never });
      const run = createRun({ context, pullRequests: { ...createPullRequests(), findStatuses: fail } });
      return cleanup(run, { kind: 'cleanup', prNumber: 42, merged: false, force: false });
    },
  ],
  [
    'one pull request of a sweep',
    (fail) => {
      const backend = backendWhere(fail, ({ locks }) => {
        locks.read = fail;
      });
      backend.seed(PR, stateOf(['a']));
      const pullRequests = { ...createPullRequests(), findStatuses: async () => [CLOSED] };
      return sweep(createRun({ backend, pullRequests }), { dryRun: true });
    },
  ],
  [
    "a doctor's look at the permission to read runs",
    (fail) => doctor(createRun({ githubProbes: { ...createRun().githubProbes, readRun: fail } })),
  ],
  [
    "a doctor's look at production's lock",
    (fail) => {
      const backend = backendWhere(fail, ({ locks }) => {
        const read = locks.read.bind(locks);
        locks.read = (address) => (address.path === PROD.path ? fail() : read(address));
      });
      return doctor(createRun({ backend }));
    },
  ],
  [
    "a doctor's look at production's queue",
    (fail) => {
      const backend = backendWhere(fail, (all) => {
        const store = all.turns(PROD, 'prod');
        const others = createBackend();
        all.turns = (address, key) =>
          address.path === PROD.path ? { ...store, get: fail } : others.turns(address, key);
      });
      return doctor(createRun({ backend }));
    },
  ],
  ['the line that a plan is behind', (fail) => stackComments(fail, 'find').tellBehind([42], 7)],
  ['the search for the comment', (fail) => concluding(stackComments(fail, 'find'), undefined)],
  ['the last comment', (fail) => concluding(stackComments(fail, 'create'), undefined)],
  ['the holder that a waiting comment names', (fail) => concluding(stackComments(fail, 'look'), fail)],
];

describe.each(PLACES.map(([what, perform, where]) => ({ what, perform, where })))('$what', ({ perform, where }) => {
  it.each([new GitHubUnusable('502'), ...(where === OF_GITHUB ? [] : [new BackendUnusable('no answer')])])(
    'lets the run go on when it fails (%s)',
    async (failure) => {
      await expect(perform(() => Promise.reject(failure))).resolves.not.toThrow();
    },
  );

  it('ends the run when it is a defect', async () => {
    const defect = new TypeError('a defect');
    await expect(perform(() => Promise.reject(defect))).rejects.toBe(defect);
  });
});

it('a defect in the line about a wait is told once everything else is', async () => {
  const comments = stackComments(() => Promise.reject(new Error('never')), 'render');
  comments.openOn([42]);
  comments.tellWaiting({ id: 'lock', waiting: new WaitBudget(1000), look: async () => createHolder() });
  await expect(comments.conclude({ kind: 'result', result: createPlanned() })).rejects.toThrow(TypeError);
});
