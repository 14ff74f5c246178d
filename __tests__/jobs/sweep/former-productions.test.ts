import { describe, expect, it } from 'vitest';

import { PrStateOfAnother, snapshotMetadata } from '../../../src/domain/state/snapshot.ts';
import { stateDigest } from '../../../src/domain/state/state.ts';
import { digestItemId, lockItemId } from '../../../src/domain/state/keys.ts';
import { PLACES_PREFIX } from '../../../src/domain/sweep/place-note.ts';
import { cleanup } from '../../../src/jobs/cleanup/cleanup.ts';
import { plan } from '../../../src/jobs/plan/plan.ts';
import { sweep } from '../../../src/jobs/sweep/sweep.ts';
import { createAddress, HEAD_SHA } from '../../support/fakes/factories.ts';
import { createBackend, stateOf, type FakeBackend } from '../../support/fakes/fake-backend.ts';
import { createRun, OPEN, pullRequestThatIs, type FakeRun } from '../../support/fakes/fake-run.ts';

/** The keys of pull requests do not change with production's. */
const TEMPLATE = 'pulls/pr-{pr}/{file}';
const [OLD_KEY, NEW_KEY] = ['infra/terraform.tfstate', 'prod/terraform.tfstate'];
const OLD = createAddress({ key: OLD_KEY });
const PR = createAddress({ key: 'pulls/pr-42/terraform.tfstate' });
const CLOSED = { ...OPEN, closed: true };
const close = { kind: 'cleanup', prNumber: 42, merged: false, force: false } as const;

function runOn(backend: FakeBackend, key: string, more: Parameters<typeof createRun>[0] = {}): FakeRun {
  const inputs = { 'state-key': key, 'pr-state-key': TEMPLATE, ...more.inputs };
  return createRun({ backend, ...more, inputs });
}

function planOn(
  backend: FakeBackend,
  key: string,
  { directory = '.', headSha = HEAD_SHA } = {},
): ReturnType<typeof plan> {
  const pullRequests = pullRequestThatIs({ ...OPEN, headSha });
  const run = runOn(backend, key, { pullRequests, inputs: { 'working-directory': directory } });
  return plan(run, { kind: 'plan', prNumber: 42, headSha });
}

function closing(backend: FakeBackend, directory = '.'): FakeRun {
  const inputs = { 'working-directory': directory };
  return runOn(backend, NEW_KEY, { pullRequests: pullRequestThatIs(CLOSED), inputs });
}

/** Whatever is there of the pull request: objects, queue, digest, notes. */
function leftIn(backend: FakeBackend): readonly unknown[] {
  const notes = backend.requests
    .filter((request) => request.startsWith(`put ${PLACES_PREFIX}`))
    .map((request) => request.slice('put '.length));
  const reviews = [HEAD_SHA, LATER].map((sha) => `${PR.path}.${sha}.review.json`);
  return [
    ...[PR.path, ...reviews, ...notes].flatMap((key) => backend.versions(key)),
    ...[backend.digestItems.get(digestItemId(PR)), backend.turnsOf(PR).stored].filter(Boolean),
  ];
}

const LATER = 'b'.repeat(40);

/** A plan whose commit had production at the old key; the next commit moves it to one where nothing is yet. */
async function planBeforeMove(directory = '.'): Promise<FakeBackend> {
  const backend = createBackend();
  backend.applyBySomebody(OLD, stateOf(['a']));
  expect(await planOn(backend, OLD_KEY, { directory })).toMatchObject({ kind: 'planned' });
  expect(backend.bodyOf(PR.path)).toBeDefined();
  return backend;
}

describe('a copy of the production that was before a change of its key', () => {
  it('gives way to the copy of the one that is now, and all goes with the pull request', async () => {
    const backend = await planBeforeMove();
    expect(await planOn(backend, NEW_KEY, { headSha: LATER })).toMatchObject({ snapshot: { kind: 'none' } });
    expect(await cleanup(closing(backend), close)).toMatchObject({ kind: 'cleaned' });
    expect(leftIn(backend)).toEqual([]);
    expect(backend.bodyOf(OLD.path)).toBeDefined();
  });

  it('goes with the pull request where no plan came after the change, however the directory is written', async () => {
    const backend = await planBeforeMove('infra');
    expect(await cleanup(closing(backend, './infra/'), close)).toMatchObject({ kind: 'cleaned' });
    expect(leftIn(backend)).toEqual([]);
  });

  it.each([
    ['with no plan after the change', false],
    ['the reviews of both productions with it', true],
  ])('goes with a sweep, %s', async (_, isPlannedAgain) => {
    const backend = await planBeforeMove();
    if (isPlannedAgain) await planOn(backend, NEW_KEY, { headSha: LATER });
    expect(await sweep(closing(backend), { dryRun: false })).toMatchObject({ kept: [] });
    expect(leftIn(backend)).toEqual([]);
  });

  it('stays where it is another root module’s, and nobody is told that somebody applied, nor to delete anything', async () => {
    const backend = await planBeforeMove('network');
    const before = backend.bodyOf(PR.path);
    const refused = await planOn(backend, NEW_KEY, { directory: 'dns', headSha: LATER }).catch(
      (error: unknown) => error,
    );
    expect(refused).toBeInstanceOf(PrStateOfAnother);
    expect(String(refused)).not.toMatch(/applied|delete/);
    await expect(cleanup(closing(backend, 'dns'), close)).rejects.toThrow(PrStateOfAnother);
    expect(backend.bodyOf(PR.path)).toBe(before);
  });

  it('goes by force after a backup, whoever’s it is: the way on that the refusal names', async () => {
    const backend = await planBeforeMove('network');
    const forced = await cleanup(closing(backend, 'dns'), { ...close, force: true });
    expect(forced).toMatchObject({ deletion: { backupKey: expect.stringContaining(PR.path) as string } });
    expect(backend.versions(PR.path)).toEqual([]);
  });
});

describe('what is in the way at the place of now', () => {
  it('keeps no cleanup from the places of before, and is told after that', async () => {
    const backend = createBackend();
    const moved = createAddress({ key: 'infra/pr-42/terraform.tfstate' });
    backend.applyBySomebody(OLD, stateOf(['a']));
    await plan(createRun({ backend, inputs: { 'state-key': OLD_KEY } }), {
      kind: 'plan',
      prNumber: 42,
      headSha: HEAD_SHA,
    });
    expect(backend.bodyOf(moved.path)).toBeDefined();
    backend.applyBySomebody(PR, stateOf(['z']));
    await expect(cleanup(closing(backend), close)).rejects.toThrow('was applied on');
    expect(backend.versions(moved.path)).toEqual([]);
    expect(backend.bodyOf(PR.path)).toBeDefined();
  });
});

describe('the mark of a copy', () => {
  it('is of no production that no note names, whoever has made it', async () => {
    const backend = createBackend();
    const body = stateOf(['a']);
    const of = lockItemId(createAddress({ key: 'nowhere/terraform.tfstate' }));
    const metadata = snapshotMetadata({ serial: 41, md5: stateDigest(body), of });
    await backend.objects.put(PR.path, { body, metadata }, undefined);
    await expect(planOn(backend, NEW_KEY)).rejects.toThrow(of);
  });
});
