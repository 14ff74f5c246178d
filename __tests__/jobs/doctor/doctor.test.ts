import { describe, expect, it } from 'vitest';

import { BackendUnusable } from '../../../src/domain/stack/backend.ts';
import { GitHubUnusable } from '../../../src/domain/run/github.ts';
import { NotReady, type Finding } from '../../../src/domain/doctor/finding.ts';
import { ToolFailed } from '../../../src/domain/stack/tool-failed.ts';
import { digestItemId, lockItemId } from '../../../src/domain/state/keys.ts';
import { doctor } from '../../../src/jobs/doctor/doctor.ts';
import { createBackend, PROD, stateOf, type FakeBackend } from '../../support/fakes/fake-backend.ts';
import { createRun, createTerraform, type RunOverrides } from '../../support/fakes/fake-run.ts';

function createSound(): FakeBackend {
  const backend = createBackend();
  backend.applyBySomebody(PROD, stateOf(['a']));
  backend.clearRequests();
  return backend;
}

/** What is not good, whether or not it keeps Lockstep from working. */
async function findingsOf(backend: FakeBackend, overrides: RunOverrides = {}): Promise<readonly Finding[]> {
  const run = createRun({
    backend,
    runs: { status: async () => 'running', compare: async () => 'identical' },
    ...overrides,
  });
  try {
    return (await doctor(run)).findings.filter(({ verdict }) => verdict !== 'good');
  } catch (error) {
    if (!(error instanceof NotReady)) throw error;
    expect(error.findings.some(({ verdict }) => verdict === 'wrong')).toBe(true);
    return error.findings.filter(({ verdict }) => verdict !== 'good');
  }
}

describe('a doctor', () => {
  it('finds nothing where there is nothing, and leaves nothing behind', async () => {
    const backend = createSound();
    expect(await findingsOf(backend)).toEqual([]);
    const written = backend.writes().filter((request) => !request.includes('/pr-doctor-'));
    // On production each write is tried on a condition that nothing fulfils.
    expect(written).toEqual([`put ${PROD.path}`, `put ${PROD.path}.lockstep.json`]);
    expect(backend.bodyOf(PROD.path)).toBe(new TextDecoder().decode(stateOf(['a'])));
    expect(backend.turnsOf(PROD).stored).toBeUndefined();
    expect([...backend.digestItems.keys()]).toEqual([digestItemId(PROD)]);
  });

  it.each(['{"version":99}', 'garbage'])('goes on when the queue of production cannot be read: %s', async (body) => {
    const backend = createSound();
    backend.turnsOf(PROD).write(body);
    expect(await findingsOf(backend)).toMatchObject([{ what: "production's queue", verdict: 'warning' }]);
    expect(backend.turnsOf(PROD).stored?.body).toBe(body);
  });

  it('says that a state which is no JSON is encrypted, or broken', async () => {
    const backend = createSound();
    backend.applyBySomebody(PROD, new TextEncoder().encode('<html>oops'));
    expect(await findingsOf(backend)).toMatchObject([{ what: "production's state", verdict: 'warning' }]);
  });

  it('does not call items good that are not what was written', async () => {
    const backend = createSound();
    backend.digests.put = async () => false;
    expect(await findingsOf(backend)).toMatchObject([{ what: 'items of pull requests', verdict: 'wrong' }]);
  });

  it('tries nothing on production where conditions are not kept', async () => {
    const backend = createSound();
    const put = backend.objects.put.bind(backend.objects);
    backend.objects.put = (key, content) => put(key, content, 'any');
    const findings = await findingsOf(backend);
    expect(findings.filter(({ what }) => what === 'conditional writes').map(({ found }) => found)).toEqual([
      expect.stringContaining('ignores If-None-Match'),
      expect.stringContaining('ignores If-Match on a write'),
    ]);
    expect(backend.bodyOf(PROD.path)).toBe(new TextDecoder().decode(stateOf(['a'])));
    expect(backend.requests).not.toContain(`put ${PROD.path}`);
  });

  it('tries nothing on production where nobody could see whether conditions are kept', async () => {
    const backend = createSound();
    backend.objects.put = (key) => {
      if (key === PROD.path) throw new Error('a write to production');
      return Promise.reject(new BackendUnusable(`the role may not write ${key}`, { isDenied: true }));
    };
    const findings = await findingsOf(backend);
    expect(findings.map(({ what }) => what)).toContain('keys of pull requests');
    expect(backend.bodyOf(PROD.path)).toBe(new TextDecoder().decode(stateOf(['a'])));
  });

  it('shows itself conditions beside production, where an apply keeps its copies, when it may write nothing else', async () => {
    const backend = createSound();
    const put = backend.objects.put.bind(backend.objects);
    let kept = true;
    backend.objects.put = (key, content, expected) =>
      key.includes('/pr-doctor-')
        ? Promise.reject(new BackendUnusable('the role may not', { isDenied: true }))
        : put(key, content, kept ? expected : 'any');
    expect((await findingsOf(backend)).every(({ verdict }) => verdict === 'warning')).toBe(true);
    expect(backend.requests).toContain(`put ${PROD.path}`);
    expect(backend.requests.some((request) => request.startsWith(`put ${PROD.path}.errored-doctor-`))).toBe(true);
    backend.clearRequests();
    kept = false;
    await findingsOf(backend);
    expect(backend.requests).not.toContain(`put ${PROD.path}`);
    expect(backend.bodyOf(PROD.path)).toBe(new TextDecoder().decode(stateOf(['a'])));
  });

  it.each<[string, readonly string[], Finding['verdict']]>([
    ['all of it: that is the role that plans', [''], 'warning'],
    ['a part of it, which is no role', ['-md5'], 'wrong'],
  ])('names what of production the role may not write: %s', async (_, items, verdict) => {
    const backend = createSound();
    for (const item of items) backend.deny(`may-put ${lockItemId(PROD)}${item}`);
    const put = backend.objects.put.bind(backend.objects);
    backend.objects.put = (key, content, expected) =>
      key === PROD.path && verdict === 'warning'
        ? Promise.reject(new BackendUnusable('the role may not', { isDenied: true }))
        : put(key, content, expected);
    expect(await findingsOf(backend)).toMatchObject([{ what: 'role', verdict }]);
  });

  it('ends with what Terraform said when that does not begin', async () => {
    const terraform = createTerraform();
    terraform.findBackend = () =>
      Promise.reject(new ToolFailed('terraform init failed: Invalid backend configuration', 'Error: Invalid …'));
    expect(await findingsOf(createSound(), { terraform })).toMatchObject([
      { verdict: 'wrong', found: 'terraform init failed: Invalid backend configuration' },
    ]);
  });
});

it('of a missing permission of the token alone is told as one of GitHub, and not of the backend', async () => {
  const denied = new GitHubUnusable('the token may not compare commits', { isDenied: true });
  const { githubProbes } = createRun();
  const run = createRun({
    backend: createSound(),
    githubProbes: { ...githubProbes, compareCommits: () => Promise.reject(denied) },
  });
  await expect(doctor(run)).rejects.toMatchObject({ reason: 'github-unusable' });
});
