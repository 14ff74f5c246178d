import { describe, expect, it } from 'vitest';

import { BadInput } from '../../../src/domain/failure.ts';
import { GitHubUnusable } from '../../../src/domain/run/github.ts';
import type { RunEvent, Served } from '../../../src/domain/run/operation.ts';
import { findRemovedModule } from '../../../src/jobs/plan/find-removed-module.ts';
import type { Commits } from '../../../src/ports/commits.ts';
import { createContext } from '../../support/fakes/factories.ts';
import { createRun } from '../../support/fakes/fake-run.ts';

/**
 * Of each commit its parent, and whether it has the module, or has changed it, or what lies beside where it was; what is not
 * named here GitHub does not know.
 */
type History = Readonly<Record<string, readonly [parent: string | undefined, has: boolean | 'changed' | 'beside']>>;

function commitsOf(history: History, isOutOfReach = false, leadsTo?: string): Commits {
  const get = (sha: string): History[string] & object => {
    const found = isOutOfReach ? undefined : history[sha];
    if (found === undefined) throw new GitHubUnusable(`GitHub does not know the commit ${sha}.`, { isLasting: true });
    return found;
  };
  const hasIt = (sha: string): boolean => [true, 'changed'].includes(get(sha)[1]);
  const listFiles = async (sha: string, folder: string): Promise<readonly string[]> =>
    Promise.resolve(hasIt(sha) && folder === 'stacks/network' ? ['main.tf', 'README.md'] : ['README.md']);
  return {
    findParent: async (sha) => Promise.resolve(get(sha)[0]),
    followFolder: async (sha, folder) => {
      get(sha);
      return Promise.resolve(leadsTo ?? folder);
    },
    listFiles,
    readFiles: () => expect.unreachable(),
    listTouching: async (sha, folder, after) => {
      const found: { sha: string; parent: string | undefined }[] = [];
      // What a link leads to is changed, and the link is not.
      if (leadsTo !== undefined && folder !== leadsTo) return Promise.resolve({ commits: [], next: undefined });
      for (let at: string | undefined = sha; at !== undefined; [at] = get(at)) {
        const [parent, has] = get(at);
        const had = parent !== undefined && hasIt(parent);
        if (typeof has === 'string' || has !== had) found.push({ sha: at, parent });
      }
      const from = Number(after ?? 0);
      const next = found.length > from + 10 ? String(from + 10) : undefined;
      return Promise.resolve({ commits: found.slice(from, from + 10), next });
    },
  };
}

/** `m` is the commit at hand, merged into `b`; `h` is the head of the pull request. */
const KEPT: History = { a: [undefined, true], b: ['a', true] };
const GONE: History = { a: [undefined, true], r: ['a', false], b: ['r', false] };
const NEVER: History = { a: [undefined, false], b: ['a', false] };

const pullRequest = (before?: string): RunEvent => ({
  kind: 'pull-request',
  action: 'synchronize',
  prNumber: 42,
  headSha: 'h',
  ...(before === undefined ? {} : { before }),
  fromFork: false,
  baseBranch: 'main',
  merged: false,
});
const PUSH: RunEvent = { kind: 'push', ref: 'refs/heads/main', sha: 'm', deleted: false };
const GROUP: RunEvent = { kind: 'merge-group', headRef: 'x', headSha: 'm' };
const HAND: RunEvent = { kind: 'workflow-dispatch', ref: 'refs/heads/main', sha: 'm' };
const PLAN: Served = { kind: 'plan', prNumber: 42, headSha: 'h' };
const APPLY: Served = { kind: 'apply', commitSha: 'm' };
const CLEANUP: Served = { kind: 'cleanup', prNumber: 42, merged: false, force: false };

async function find(
  history: History,
  {
    operation = PLAN,
    event = pullRequest(),
    folder = 'stacks/network',
    isOutOfReach = false,
    leadsTo,
  }: {
    readonly operation?: Served;
    readonly event?: RunEvent;
    readonly folder?: string | undefined;
    readonly isOutOfReach?: boolean;
    readonly leadsTo?: string | undefined;
  } = {},
) {
  const run = createRun({ context: createContext({ event, commitSha: 'm' }), inputs: { 'lock-timeout': 0 } });
  const missing = { operation, workingDirectory: './stacks/network', folder };
  return findRemovedModule({ ...run, commits: commitsOf(history, isOutOfReach, leadsTo) }, missing);
}

const own = (lastCommit: string) => ({ folder: 'stacks/network', removedBy: undefined, lastCommit });
const before = (removedBy: string, lastCommit: string) => ({ folder: 'stacks/network', removedBy, lastCommit });

describe('a root module that is not there, on a pull request', () => {
  it.each<[string, History, string | undefined, unknown]>([
    ['it removes it', { ...KEPT, h: ['a', false], m: ['b', false] }, undefined, own('b')],
    ['it has made it and taken it back', { ...NEVER, g: ['a', true], h: ['g', false], m: ['b', false] }, 'g', own('g')],
    ['a forced push has dropped it', { ...NEVER, g: ['a', true], h: ['a', false], m: ['b', false] }, 'g', own('g')],
    [
      'it brings back what was removed, and takes that back',
      { ...GONE, g: ['b', true], h: ['g', false], m: ['b', false] },
      'g',
      own('g'),
    ],
    [
      'it lies in the commit, and the checkout lacks it',
      { ...KEPT, h: ['a', true], m: ['b', true] },
      undefined,
      undefined,
    ],
    ['it never was', { ...NEVER, h: ['a', false], m: ['b', false] }, undefined, undefined],
    ['nobody knows what was there before', { ...NEVER, h: ['a', false], m: ['b', false] }, 'x', undefined],
  ])('is told apart where %s', async (_, history, pushedOver, expected) => {
    expect(await find(history, { event: pullRequest(pushedOver) })).toEqual(expected);
  });

  it.each<[string, History, string | undefined]>([
    ['its base has removed it', { ...GONE, h: ['b', false], m: ['b', false] }, undefined],
    ['its base has removed it since, and its branch is older', { ...GONE, h: ['a', true], m: ['b', false] }, undefined],
    [
      'its base has removed it since, and its branch has changed it',
      { ...GONE, h: ['a', 'changed'], m: ['b', false] },
      undefined,
    ],
    [
      'its base has removed it since, and it was rebased',
      { ...GONE, g: ['a', true], h: ['b', false], m: ['b', false] },
      'g',
    ],
  ])('stops it where %s: a workflow that names it is wrong', async (_, history, pushedOver) => {
    const finding = find(history, { event: pullRequest(pushedOver) });
    await expect(finding).rejects.toThrow(BadInput);
    await expect(finding).rejects.toThrow('the commit r has removed them, and not this pull request');
  });
});

describe('a root module that is not there', () => {
  it.each<[string, Served, RunEvent]>([
    ['a push', APPLY, PUSH],
    ['an apply by hand', APPLY, HAND],
    ['a merge group', PLAN, GROUP],
    ['the cleanup of a closed pull request', CLEANUP, pullRequest()],
  ])('is removed for %s for as long as the history says so', async (_, operation, event) => {
    const options = { operation, event };
    expect(await find({ ...KEPT, m: ['b', false] }, options)).toEqual(before('m', 'b'));
    expect(await find({ ...GONE, m: ['b', false] }, options)).toEqual(before('r', 'a'));
    expect(await find({ ...KEPT, m: ['b', true] }, options)).toBeUndefined();
    const changed: History = { a: [undefined, true], c: ['a', 'changed'], r: ['c', false], b: ['r', false] };
    expect(await find({ ...changed, m: ['b', false] }, options)).toEqual(before('r', 'c'));
    expect(await find({ ...NEVER, m: ['b', false] }, options)).toBeUndefined();
  });

  it('is found where it was a link, and what that led to is gone', async () => {
    const options = { operation: APPLY, event: PUSH, leadsTo: 'modules/net' };
    expect(await find({ ...GONE, m: ['b', false] }, options)).toEqual(before('r', 'a'));
  });

  it('is found however much was done beside it since, and where that is too much, that is said', async () => {
    const after = (count: number): History => {
      const beside = Array.from({ length: count }, (_, index): [string, History[string] & object] => [
        index === count - 1 ? 'm' : `c${index}`,
        [index === 0 ? 'b' : `c${index - 1}`, 'beside'],
      ]);
      return { ...GONE, ...Object.fromEntries(beside) };
    };
    const options = { operation: APPLY, event: PUSH };
    for (const count of [9, 10, 25, 99]) expect(await find(after(count), options)).toEqual(before('r', 'a'));
    const tooFar = find(after(100), options);
    await expect(tooFar).rejects.toThrow(BadInput);
    await expect(tooFar).rejects.toThrow(/none of the 100 newest commits there .* take the step for it out/);
    // On a pull request, too: whose removal it is cannot be told then.
    const onBase = { ...after(101), m: ['c99', false], h: ['c99', false] } as const;
    await expect(find(onBase)).rejects.toThrow('none of the 100 newest commits there');
  });

  it.each<[string, Served, RunEvent]>([
    ['a cleanup by hand', CLEANUP, HAND],
    ['an unlock', { kind: 'unlock', lockId: 'x', prNumber: undefined }, HAND],
    ['a sweep', { kind: 'sweep', dryRun: false }, HAND],
    ['a doctor', { kind: 'doctor' }, HAND],
  ])('is a wrong one for %s, of which GitHub is not asked', async (_, operation, event) => {
    expect(await find({}, { operation, event })).toBeUndefined();
  });

  it('is a wrong one outside of the checkout', async () => {
    const run = createRun({ context: createContext({ event: PUSH, commitSha: 'm' }) });
    const missing = { operation: APPLY, workingDirectory: '../other', folder: undefined };
    expect(await findRemovedModule({ ...run, commits: commitsOf({}) }, missing)).toBeUndefined();
  });

  it.each<[string, History, boolean]>([
    ['GitHub does not answer', { ...KEPT, h: ['a', false], m: ['b', false] }, true],
    ['GitHub does not know the commit', KEPT, false],
    ['GitHub does not know the one before', { m: ['b', false], h: ['b', false] }, false],
  ])('is not known to be removed while %s, and then nothing goes on', async (_, history, isOutOfReach) => {
    for (const options of [{}, { operation: APPLY, event: PUSH }]) {
      const finding = find(history, { ...options, isOutOfReach });
      await expect(finding).rejects.toThrow(BadInput);
      await expect(finding).rejects.toThrow(/"\.\/stacks\/network".* is not known: .*give the job `contents: read`/);
    }
  });
});
