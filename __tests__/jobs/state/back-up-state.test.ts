import { describe, expect, it } from 'vitest';

import { BackendUnusable } from '../../../src/domain/stack/backend.ts';
import { backUpState, copyBesideState } from '../../../src/jobs/state/back-up-state.ts';
import { createBackend, PROD, stateOf } from '../../support/fakes/fake-backend.ts';
import { createRun } from '../../support/fakes/fake-run.ts';

const COPY = `${PROD.path}.backup-20261121T103000Z`;

describe('the backup of a state', () => {
  it('is its version where the bucket keeps versions, and nothing is written', async () => {
    const run = createRun();
    run.backend.applyBySomebody(PROD, stateOf(['a'], 41));
    run.backend.applyBySomebody(PROD, stateOf(['b'], 42));
    expect(await backUpState(run, run.backend, PROD)).toEqual({ kind: 'version', key: PROD.path, versionId: 'v2' });
    expect(run.backend.writes()).toEqual([]);
  });

  it('is a copy beside it where there are no versions, of the same bytes and metadata', async () => {
    const run = createRun({ backend: createBackend({ versioned: false }) });
    run.backend.seed(PROD, stateOf(['a']));
    const { metadata } = (await run.backend.objects.get(PROD.path)) ?? expect.unreachable();
    expect(await backUpState(run, run.backend, PROD)).toEqual({ kind: 'copy', key: COPY });
    const copy = await run.backend.objects.get(COPY);
    expect(copy?.body).toEqual(stateOf(['a']));
    expect(copy?.metadata).toEqual(metadata);
    expect(Object.keys(metadata)).not.toEqual([]);
  });

  it('is none while there is no state', async () => {
    const run = createRun();
    expect(await backUpState(run, run.backend, PROD)).toEqual({ kind: 'no-state' });
    expect(run.backend.writes()).toEqual([]);
  });

  it('never goes over another one', async () => {
    const run = createRun({ backend: createBackend({ versioned: false }) });
    run.backend.applyBySomebody(PROD, stateOf(['a']));
    run.backend.write(COPY, 'of somebody else in the same second');
    await expect(backUpState(run, run.backend, PROD)).rejects.toThrow(BackendUnusable);
    expect(run.backend.bodyOf(COPY)).toBe('of somebody else in the same second');
  });
});

it('a copy whose answer was lost, so that it is found there already, is the copy', async () => {
  const run = createRun();
  const state = { body: stateOf(['a']), metadata: {} };
  run.backend.before('put', () => {
    run.backend.write(COPY, stateOf(['a']));
  });
  expect(await copyBesideState(run, run.backend, { address: PROD, state, suffix: 'backup' })).toBe(COPY);
  expect(run.backend.versions(COPY)).toHaveLength(1);
});

it('a copy of a state that could not be saved is named as one', async () => {
  const run = createRun();
  const state = { body: stateOf(['a']), metadata: {} };
  const key = await copyBesideState(run, run.backend, { address: PROD, state, suffix: 'errored' });
  expect(key).toBe(`${PROD.path}.errored-20261121T103000Z`);
  expect(run.backend.bodyOf(key)).toBe(new TextDecoder().decode(stateOf(['a'])));
});
