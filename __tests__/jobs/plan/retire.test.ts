import { describe, expect, it } from 'vitest';

import { BackendUnusable } from '../../../src/domain/stack/backend.ts';
import { PrStateInUse } from '../../../src/domain/state/snapshot.ts';
import { renderReview } from '../../../src/domain/review/review-document.ts';
import { apply } from '../../../src/jobs/apply/apply.ts';
import { plan } from '../../../src/jobs/plan/plan.ts';
import { retire } from '../../../src/jobs/plan/retire.ts';
import type { Runs } from '../../../src/ports/runs.ts';
import { createReview, HEAD_SHA } from '../../support/fakes/factories.ts';
import { createBackend, PR, PROD, REVIEW, stateOf, type FakeBackend } from '../../support/fakes/fake-backend.ts';
import {
  createApplyRun,
  createPullRequests,
  createRun,
  createTerraform,
  MERGED_AT,
  OPEN,
  pullRequestThatIs,
  type FakeTerraform,
} from '../../support/fakes/fake-run.ts';

const REMOVED = { folder: 'stacks/network', removedBy: undefined, lastCommit: 'b'.repeat(40) };
const PLAN = { kind: 'plan', prNumber: 42, headSha: HEAD_SHA } as const;
const APPLY = { kind: 'apply', commitSha: HEAD_SHA } as const;

function afterAPlan(): FakeBackend {
  const backend = createBackend();
  backend.applyBySomebody(PROD, stateOf(['a', 'b']));
  backend.seed(PR, stateOf(['a', 'b']));
  backend.write(REVIEW, renderReview(createReview()));
  backend.clearRequests();
  return backend;
}

describe('a root module that a pull request removes', () => {
  it('is told with what production holds, and what the pull request had planned is deleted', async () => {
    const backend = afterAPlan();
    const run = createRun({ backend, pullRequests: pullRequestThatIs(OPEN) });
    expect(await retire(run, PLAN, REMOVED)).toMatchObject({
      kind: 'retired',
      address: PROD,
      holding: { kind: 'resources', addresses: [expect.any(String), expect.any(String)] },
      deletion: { removed: 3 },
    });
    expect(backend.versions(PR.path)).toEqual([]);
    expect(backend.versions(REVIEW)).toEqual([]);
    expect(backend.turnsOf(PR).stored).toBeUndefined();
    expect(backend.writes().filter((request) => !request.includes('/pr-42/'))).toEqual([]);
    expect(run.terraform.commands).toEqual(['look']);
    expect(run.said.warnings.join()).toContain('production still holds 2 of its resources');
  });

  it('is told as moved, and loses nothing, where another root module is planned on the same state', async () => {
    const backend = createBackend();
    backend.applyBySomebody(PROD, stateOf(['a']));
    const inOther = { backend, pullRequests: pullRequestThatIs(OPEN), inputs: { 'working-directory': 'stacks/net2' } };
    expect(await plan(createRun(inOther), PLAN)).toMatchObject({ kind: 'planned' });
    const run = createRun({
      backend,
      pullRequests: pullRequestThatIs(OPEN),
      inputs: { 'working-directory': 'stacks/network' },
    });
    expect(await retire(run, PLAN, REMOVED)).toMatchObject({
      moved: { kind: 'to', directory: 'stacks/net2' },
      deletion: undefined,
    });
    expect([backend.bodyOf(PR.path), backend.bodyOf(REVIEW)]).not.toContain(undefined);
    expect(run.said.warnings).toEqual([]);
  });

  it.each([
    ['another commit is its head', { ...OPEN, headSha: 'f'.repeat(40) }, 'superseded'],
    ['it is closed', { ...OPEN, closed: true }, 'skipped'],
    ['it is merged', { ...OPEN, closed: true, isMerged: true, mergedAt: MERGED_AT }, 'skipped'],
  ])('leaves everything as it is when %s by now', async (_, status, kind) => {
    for (const statuses of [[status], [OPEN, status]]) {
      const backend = afterAPlan();
      const run = createRun({ backend, pullRequests: pullRequestThatIs(...statuses) });
      expect(await retire(run, PLAN, REMOVED)).toMatchObject({ kind });
      expect([backend.bodyOf(PR.path), backend.bodyOf(REVIEW)]).not.toContain(undefined);
      // What is known at the beginning takes no turn.
      expect(run.left.length > 0).toBe(statuses.length > 1);
    }
  });

  it('keeps a state that somebody has applied on, and says so', async () => {
    const backend = afterAPlan();
    backend.applyBySomebody(PR, stateOf(['a', 'b', 'theirs'], 50));
    const run = createRun({ backend, pullRequests: pullRequestThatIs(OPEN) });
    await expect(retire(run, PLAN, REMOVED)).rejects.toThrow(PrStateInUse);
    expect(backend.bodyOf(PR.path)).toBeDefined();
  });

  it('needs nothing of that module but its backend, for what else it asks for may not be had any more', async () => {
    for (const operation of [PLAN, APPLY]) {
      const asked: unknown[] = [];
      const found = createTerraform();
      const terraform: FakeTerraform = {
        ...found,
        findBackend: async (key, needs) => {
          asked.push(needs);
          return found.findBackend(key, needs);
        },
      };
      await retire(createRun({ terraform, pullRequests: pullRequestThatIs(OPEN) }), operation, REMOVED);
      expect(asked).toEqual(['backend']);
    }
  });

  it('is told also where the place of its state cannot be found any more', async () => {
    const terraform = { ...createTerraform(), findBackend: () => Promise.reject(new BackendUnusable('no backend.')) };
    for (const operation of [PLAN, APPLY]) {
      const run = createRun({ backend: afterAPlan(), terraform, pullRequests: pullRequestThatIs(OPEN) });
      expect(await retire(run, operation, REMOVED)).toMatchObject({
        kind: 'retired',
        address: undefined,
        holding: { kind: 'unknown', why: 'where its state lies could not be found: no backend.' },
        deletion: undefined,
      });
      expect(run.said.warnings.join()).toContain('is left to a sweep');
    }
  });
});

describe('a root module that a push finds removed', () => {
  it.each<[string, Uint8Array | undefined, unknown]>([
    ['resources', stateOf(['a', 'b']), { kind: 'resources' }],
    ['an empty state', stateOf([]), { kind: 'nothing', hasState: true }],
    ['no state', undefined, { kind: 'nothing', hasState: false }],
    ['an encrypted state', new TextEncoder().encode('{"encrypted_data":"x"}'), { kind: 'unknown' }],
  ])('is told with the key of its state, and nothing is written: %s', async (_, prod, holding) => {
    const backend = createBackend();
    if (prod !== undefined) backend.applyBySomebody(PROD, prod);
    backend.clearRequests();
    const run = createRun({ backend });
    expect(await retire(run, APPLY, REMOVED)).toMatchObject({ kind: 'retired', address: PROD, holding });
    expect(backend.writes()).toEqual([]);
    expect(run.terraform.commands).toEqual(['look']);
    expect(run.said.outputs['state-key']).toBe(PROD.path);
    expect(run.said.warnings).toHaveLength('hasState' in (holding as object) ? 0 : 1);
  });
});

describe('a root module that a push finds removed, and that has moved', () => {
  const GONE = { ...REMOVED, removedBy: HEAD_SHA };
  const IN_OTHER = { 'working-directory': 'stacks/net2' } as const;
  const IN_OLD = { inputs: { 'working-directory': 'stacks/network' } };
  const merged = createPullRequests([{ number: 42, headSha: HEAD_SHA }]);

  function withProduction(): FakeBackend {
    const backend = createBackend();
    backend.applyBySomebody(PROD, stateOf(['a']));
    return backend;
  }

  const applyThere = async (backend: FakeBackend): Promise<void> => {
    const inputs = { ...IN_OTHER, 'unreviewed-changes': 'allow' } as const;
    expect(await apply(createApplyRun({ backend, inputs }), APPLY)).toMatchObject({ kind: 'applied' });
  };

  it('is told with where its pull request was planned on the same state, before that is applied', async () => {
    const backend = withProduction();
    await plan(createRun({ backend, pullRequests: pullRequestThatIs(OPEN), inputs: IN_OTHER }), PLAN);
    const run = createRun({ backend, pullRequests: merged, ...IN_OLD });
    expect(await retire(run, APPLY, GONE)).toMatchObject({
      holding: { kind: 'resources' },
      moved: { kind: 'to', directory: 'stacks/net2' },
    });
    expect(run.said.warnings).toEqual([]);
  });

  it.each([
    ['the very commit that removed it', HEAD_SHA, 'identical'],
    ['a later one', 'c'.repeat(40), 'ahead'],
  ] as const)('is told with the commit that was applied on its state since: %s', async (_, removedBy, order) => {
    const backend = withProduction();
    await applyThere(backend);
    const runs: Runs = { ...createRun().runs, compare: async () => order };
    const run = createRun({ backend, runs, ...IN_OLD });
    expect(await retire(run, APPLY, { ...REMOVED, removedBy })).toMatchObject({
      moved: { kind: 'applied', commitSha: HEAD_SHA },
    });
    expect(run.said.warnings).toEqual([]);
  });

  it.each([
    ['was applied before the removal', 'behind', [], 'c'.repeat(40)],
    ['has the module', 'ahead', ['main.tf'], 'c'.repeat(40)],
  ] as const)('is not taken for moved where the commit on its state %s', async (_, order, files, removedBy) => {
    const backend = withProduction();
    await applyThere(backend);
    const runs: Runs = { ...createRun().runs, compare: async () => order };
    const commits = { ...createRun().commits, listFiles: async () => files };
    const run = createRun({ backend, runs, commits, ...IN_OLD });
    expect(await retire(run, APPLY, { ...REMOVED, removedBy })).toMatchObject({ moved: undefined });
    expect(run.said.warnings.join()).toContain('production still holds');
  });

  it('is not taken for moved where its own directory, or another production, was planned', async () => {
    const backend = withProduction();
    await plan(createRun({ backend, pullRequests: pullRequestThatIs(OPEN), ...IN_OLD }), PLAN);
    const elsewhere = { ...IN_OTHER, 'state-key': 'other/terraform.tfstate' };
    await plan(createRun({ backend, pullRequests: pullRequestThatIs(OPEN), inputs: elsewhere }), PLAN);
    const run = createRun({ backend, pullRequests: merged, ...IN_OLD });
    expect(await retire(run, APPLY, GONE)).toMatchObject({ moved: undefined });
    expect(run.said.warnings.join()).toContain('production still holds');
  });
});
