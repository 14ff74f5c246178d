import { describe, expect, it } from 'vitest';

import { BackendUnusable } from '../../../src/domain/stack/backend.ts';
import { PrStateInUse } from '../../../src/domain/state/snapshot.ts';
import { digestItemId, lockfileKey } from '../../../src/domain/state/keys.ts';
import { stateDigest } from '../../../src/domain/state/state.ts';
import { putSnapshot as put, readProduction } from '../../../src/jobs/state/put-snapshot.ts';
import type { Snapshot } from '../../../src/domain/run/outcome.ts';
import {
  createBackend,
  createSettings,
  PR,
  PROD,
  stateOf,
  type FakeBackend,
} from '../../support/fakes/fake-backend.ts';
import { createRun, type FakeRun } from '../../support/fakes/fake-run.ts';

const hadProduction = () => Promise.resolve(false);
const putSnapshot = (run: FakeRun, backend: FakeBackend): Promise<Snapshot> =>
  put(run, backend, { prod: PROD, pr: PR, hadProduction, production: readProduction(run, backend, PROD) });
const DIGEST = digestItemId(PR);
const DELETE_DIGEST = `delete-digest ${DIGEST}`;
const PUT = `put ${PR.path}`;
const PUT_DIGEST = `put-digest ${DIGEST}`;
const OLD = stateOf(['a'], 41);
const NEW = stateOf(['a', 'b'], 42);
const text = (body: Uint8Array): string => new TextDecoder().decode(body);

/** The PR key holds the snapshot of an earlier production. */
function outdated(): FakeBackend {
  const backend = createBackend();
  backend.applyBySomebody(PROD, NEW);
  backend.seed(PR, OLD);
  return backend;
}

/** Terraform reads a state when there is no digest item, or one that fits. */
function isReadable(backend: FakeBackend): boolean {
  const body = backend.bodyOf(PR.path);
  const digest = backend.digestItems.get(DIGEST);
  return digest === undefined || (body !== undefined && stateDigest(new TextEncoder().encode(body)) === digest);
}

describe('a snapshot', () => {
  it('replaces an earlier one in this order: digest deleted, object put, digest put', async () => {
    const backend = outdated();
    const snapshot = await putSnapshot(createRun({ backend }), backend);
    expect(backend.writes()).toEqual([DELETE_DIGEST, PUT, PUT_DIGEST]);
    expect(backend.bodyOf(PR.path)).toBe(text(NEW));
    expect(backend.digestItems.get(DIGEST)).toBe(stateDigest(NEW));
    expect(snapshot).toMatchObject({ kind: 'taken', serial: 42 });
  });

  it('is put where nothing is, object before digest', async () => {
    const backend = createBackend();
    backend.applyBySomebody(PROD, NEW);
    await putSnapshot(createRun({ backend }), backend);
    expect(backend.writes()).toEqual([PUT, PUT_DIGEST]);
  });

  it('that is in place is not written again', async () => {
    const backend = createBackend();
    backend.applyBySomebody(PROD, NEW);
    backend.seed(PR, NEW);
    expect(await putSnapshot(createRun({ backend }), backend)).toMatchObject({
      serial: 42,
    });
    expect(backend.writes()).toEqual([]);
  });

  it('that is in place without its digest gets it', async () => {
    const backend = createBackend();
    backend.applyBySomebody(PROD, NEW);
    backend.seed(PR, NEW);
    backend.digestItems.delete(DIGEST);
    await putSnapshot(createRun({ backend }), backend);
    expect(backend.digestItems.get(DIGEST)).toBe(stateDigest(NEW));
  });

  it.each([DELETE_DIGEST, PUT, PUT_DIGEST])('leaves a readable state when it breaks off at %s', async (request) => {
    const backend = outdated();
    backend.before(request, () => {
      throw new Error('the machine is gone');
    });
    const run = createRun({ backend });
    await expect(putSnapshot(run, backend)).rejects.toThrow('the machine is gone');
    expect(isReadable(backend)).toBe(true);
    await putSnapshot(run, backend);
    expect(backend.bodyOf(PR.path)).toBe(text(NEW));
    expect(isReadable(backend)).toBe(true);
  });

  it.each([DELETE_DIGEST, PUT, PUT_DIGEST])('keeps what somebody applies just before %s', async (request) => {
    const backend = outdated();
    const theirs = stateOf(['a', 'extra'], 50);
    backend.before(request, () => {
      backend.applyBySomebody(PR, theirs);
    });
    const putting = putSnapshot(createRun({ backend }), backend);
    await expect(putting).rejects.toThrow(PrStateInUse);
    expect(backend.bodyOf(PR.path)).toBe(text(theirs));
    expect(backend.digestItems.get(DIGEST)).toBe(stateDigest(theirs));
  });

  it('is put after all when somebody wrote in between what production knows', async () => {
    const backend = outdated();
    backend.before(PUT, () => {
      backend.applyBySomebody(PR, stateOf(['b'], 50));
    });
    await putSnapshot(createRun({ backend }), backend);
    expect(backend.bodyOf(PR.path)).toBe(text(NEW));
    expect(isReadable(backend)).toBe(true);
  });

  it('is given up when somebody else keeps writing, and theirs is kept', async () => {
    const backend = outdated();
    for (let serial = 50; serial < 60; serial += 1) {
      backend.before(PUT, () => {
        backend.applyBySomebody(PR, stateOf(['b'], serial));
      });
    }
    const putting = putSnapshot(createRun({ backend }), backend);
    await expect(putting).rejects.toThrow(BackendUnusable);
    expect(backend.writes().filter((request) => request === PUT)).toHaveLength(3);
    expect(isReadable(backend)).toBe(true);
  });
});

describe('no snapshot', () => {
  it.each([
    ['with pr-state: empty', 'pr-state-empty', NEW],
    ['without a production', 'no-prod-state', undefined],
  ] as const)('%s leaves no state, digest first, and no lockfile is touched', async (_, why, prodBody) => {
    const backend = createBackend();
    if (prodBody !== undefined) backend.applyBySomebody(PROD, prodBody);
    backend.seed(PR, OLD);
    backend.write(lockfileKey(PR), 'held');
    const run = createRun({ backend, inputs: { 'pr-state': why === 'pr-state-empty' ? 'empty' : 'snapshot' } });
    expect(await putSnapshot(run, backend)).toMatchObject({ kind: 'none', why });
    expect(backend.writes()[0]).toBe(DELETE_DIGEST);
    expect(backend.versions(PR.path)).toEqual([]);
    expect(backend.bodyOf(lockfileKey(PR))).toBe('held');
    expect(backend.requests.filter((request) => request.includes('.tflock'))).toEqual([]);
  });

  it('deletes only what was listed before the look, so that what comes between the two is kept', async () => {
    const backend = createBackend({ settings: createSettings(PROD.key, { use_lockfile: true }) });
    const theirs = stateOf(['extra']);
    backend.seed(PR, OLD);
    // Asked for at the same time as the state, and after it.
    backend.before(`get-digest ${DIGEST}`, () => {
      backend.applyBySomebody(PR, theirs);
    });
    await putSnapshot(createRun({ backend }), backend).catch(() => undefined);
    expect(backend.bodyOf(PR.path)).toBe(text(theirs));
  });

  it('is left where somebody applied', async () => {
    const backend = outdated();
    backend.applyBySomebody(PR, stateOf(['extra']));
    const run = createRun({ backend, inputs: { 'pr-state': 'empty' } });
    await expect(putSnapshot(run, backend)).rejects.toThrow(PrStateInUse);
    expect(backend.writes()).toEqual([]);
  });
});

describe('what lies at the key of production and is no state', () => {
  const HTML = new TextEncoder().encode('<!DOCTYPE html>');

  it('is copied nowhere, and named', async () => {
    const backend = createBackend();
    backend.applyBySomebody(PROD, HTML);
    await expect(putSnapshot(createRun(), backend)).rejects.toThrow(
      `the object at s3://${PROD.bucket}/${PROD.path} is no state of Terraform's: by its first bytes it is a page of HTML, or XML.`,
    );
    expect(backend.bodyOf(PR.path)).toBeUndefined();
  });
});
