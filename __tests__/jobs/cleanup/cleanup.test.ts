import { describe, expect, it } from 'vitest';

import { PrStateInUse } from '../../../src/domain/state/snapshot.ts';
import { StateLocked } from '../../../src/domain/turn/holder.ts';
import { lockItemId, reviewKey } from '../../../src/domain/state/keys.ts';
import { cleanup } from '../../../src/jobs/cleanup/cleanup.ts';
import { renderReview } from '../../../src/domain/review/review-document.ts';
import { createLock, createReview } from '../../support/fakes/factories.ts';
import { createBackend, PR, PROD, stateOf, type FakeBackend } from '../../support/fakes/fake-backend.ts';
import { createRun } from '../../support/fakes/fake-run.ts';

const operation = { kind: 'cleanup', prNumber: 42, merged: false, force: false } as const;
const held = { kind: 'held', lock: createLock(), places: ['table'] } as const;
const READ_LOCK = `read-lock ${lockItemId(PR)}`;

function afterAPlan(): FakeBackend {
  const backend = createBackend();
  backend.applyBySomebody(PROD, stateOf(['a']));
  backend.seed(PR, stateOf(['a']));
  backend.clearRequests();
  return backend;
}

describe('a cleanup', () => {
  it('deletes the state and the queue, and touches nothing of production', async () => {
    const backend = afterAPlan();
    const run = createRun({ backend });
    expect(await cleanup(run, operation)).toMatchObject({ kind: 'cleaned', address: PR, deletion: { removed: 2 } });
    expect(backend.versions(PR.path)).toEqual([]);
    expect(backend.turnsOf(PR).stored).toBeUndefined();
    expect(backend.writes().filter((request) => !request.includes('/pr-42/'))).toEqual([]);
    expect(run.said.outputs['state-key']).toBe(PR.path);
  });

  it('deletes the review too, every version of it, unless the pull request was merged: then its apply asks for it', async () => {
    const backend = afterAPlan();
    backend.write(reviewKey(PR), 'first');
    backend.write(reviewKey(PR), 'second');
    await cleanup(createRun({ backend }), { ...operation, merged: true });
    expect(backend.bodyOf(reviewKey(PR))).toBe('second');
    expect(await cleanup(createRun({ backend }), operation)).toMatchObject({ deletion: { removed: 2 } });
    expect(backend.versions(reviewKey(PR))).toEqual([]);
  });

  it('keeps the review that another repository has under the same number', async () => {
    const backend = afterAPlan();
    backend.write(reviewKey(PR), renderReview(createReview({ repository: 'octo/other' })));
    await cleanup(createRun({ backend }), operation);
    expect(backend.bodyOf(reviewKey(PR))).toContain('octo/other');
  });

  it('waits for whoever holds the lock of the PR key before it deletes anything', async () => {
    const backend = afterAPlan();
    backend.heldLocks.set(lockItemId(PR), held);
    for (let look = 0; look < 3; look += 1) backend.before(READ_LOCK, () => undefined);
    backend.before(READ_LOCK, () => {
      backend.heldLocks.clear();
    });
    expect(await cleanup(createRun({ backend }), operation)).toMatchObject({
      kind: 'cleaned',
      wait: { waitedMs: 3000, lastHolder: { lock: createLock() } },
    });
    const looks = backend.requests.lastIndexOf(READ_LOCK);
    const firstWrite = backend.requests.findIndex((request) => /^(?:put|delete)/.test(request));
    expect(backend.requests.filter((request) => request === READ_LOCK)).toHaveLength(4);
    expect(firstWrite).toBeGreaterThan(looks);
  });

  it('deletes nothing when the lock is held until the end, and gives its turn back', async () => {
    const backend = afterAPlan();
    backend.heldLocks.set(lockItemId(PR), held);
    const run = createRun({ backend, inputs: { 'lock-timeout': 5000 } });
    await expect(cleanup(run, operation)).rejects.toThrow(StateLocked);
    expect(backend.writes()).toEqual([]);
    expect(backend.turnsOf(PR).stored?.body).toContain('"tickets":[]');
  });

  it('keeps the queue of a state that it had to keep', async () => {
    const backend = afterAPlan();
    backend.applyBySomebody(PR, stateOf(['extra']));
    await expect(cleanup(createRun({ backend }), operation)).rejects.toThrow(PrStateInUse);
    expect(backend.turnsOf(PR).stored?.body).toContain('"tickets":[]');
  });
});
