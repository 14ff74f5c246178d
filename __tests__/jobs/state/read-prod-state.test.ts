import { describe, expect, it } from 'vitest';

import { BackendUnusable } from '../../../src/domain/stack/backend.ts';
import { digestItemId } from '../../../src/domain/state/keys.ts';
import { stateDigest } from '../../../src/domain/state/state.ts';
import { readProdState } from '../../../src/jobs/state/read-prod-state.ts';
import { createBackend, PROD, stateOf } from '../../support/fakes/fake-backend.ts';
import { createRun } from '../../support/fakes/fake-run.ts';

const DIGEST = digestItemId(PROD);
const OLD = stateOf(['a'], 41);
const NEW = stateOf(['a', 'b'], 42);

describe('reading the prod state', () => {
  it('gives the bytes that the digest is of', async () => {
    const run = createRun();
    run.backend.applyBySomebody(PROD, OLD);
    expect(await readProdState(run, run.backend, PROD)).toEqual(OLD);
    expect(run.clock.slept).toEqual([]);
  });

  it.each([
    ['without an object and a digest', undefined, undefined],
    ['without an object, with an empty digest', undefined, ''],
    ['without a digest', OLD, undefined],
    ['with an empty digest', OLD, ''],
  ])('takes what is there %s', async (_, body, digest) => {
    const run = createRun();
    if (body !== undefined) run.backend.write(PROD.path, body);
    if (digest !== undefined) run.backend.digestItems.set(DIGEST, digest);
    expect(await readProdState(run, run.backend, PROD)).toEqual(body);
    expect(run.clock.slept).toEqual([]);
  });

  it.each([undefined, ''])(
    'takes an object of no bytes for none, as Terraform does, with the digest %j',
    async (digest) => {
      const run = createRun();
      run.backend.write(PROD.path, new Uint8Array());
      if (digest !== undefined) run.backend.digestItems.set(DIGEST, digest);
      expect(await readProdState(run, run.backend, PROD)).toBeUndefined();
      expect(run.clock.slept).toEqual([]);
    },
  );

  it('looks at both again while an apply is between its two writes', async () => {
    const run = createRun();
    run.backend.applyBySomebody(PROD, OLD);
    run.backend.write(PROD.path, NEW);
    for (let look = 0; look < 2; look += 1) run.backend.before('get-digest', () => undefined);
    run.backend.before('get-digest', () => {
      run.backend.digestItems.set(DIGEST, stateDigest(NEW));
    });
    expect(await readProdState(run, run.backend, PROD)).toEqual(NEW);
    expect(run.clock.slept).toEqual([2000, 2000]);
  });

  it('takes the newer body of a look that caught the old one', async () => {
    const run = createRun();
    run.backend.applyBySomebody(PROD, OLD);
    run.backend.before('get-digest', () => {
      run.backend.applyBySomebody(PROD, NEW);
    });
    expect(await readProdState(run, run.backend, PROD)).toEqual(NEW);
  });

  it.each([
    ['of a state that is gone', undefined],
    ['that does not fit', OLD],
  ])('fails with both values when the digest stays one %s', async (_, body) => {
    const run = createRun({ backend: createBackend() });
    if (body !== undefined) run.backend.write(PROD.path, body);
    run.backend.digestItems.set(DIGEST, 'f'.repeat(32));
    const reading = readProdState(run, run.backend, PROD);
    await expect(reading).rejects.toThrow(BackendUnusable);
    await expect(reading).rejects.toThrow(`${DIGEST} says ${'f'.repeat(32)}`);
    expect(run.clock.monotonicMs()).toBe(10_000);
  });
});
