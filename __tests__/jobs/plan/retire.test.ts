import { describe, expect, it } from 'vitest';

import { BackendUnusable } from '../../../src/domain/stack/backend.ts';
import { PrStateInUse } from '../../../src/domain/state/snapshot.ts';
import { renderReview } from '../../../src/domain/review/review-document.ts';
import { plan } from '../../../src/jobs/plan/plan.ts';
import { retire } from '../../../src/jobs/plan/retire.ts';
import { createReview, HEAD_SHA } from '../../support/fakes/factories.ts';
import { createBackend, PR, PROD, REVIEW, stateOf, type FakeBackend } from '../../support/fakes/fake-backend.ts';
import {
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
    expect(await retire(run, PLAN, REMOVED)).toMatchObject({ movedTo: 'stacks/net2', deletion: undefined });
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
