import { describe, expect, it } from 'vitest';

import { createWorkspace } from '../../../src/jobs/stack/create-workspace.ts';
import { init } from '../../../src/jobs/stack/init-on.ts';
import type { Terraform } from '../../../src/ports/terraform.ts';
import { createAddress } from '../../support/fakes/factories.ts';
import { createLock } from '../../support/fakes/factories.ts';
import { createBackend, PROD, stateOf } from '../../support/fakes/fake-backend.ts';
import { createRun, type FakeRun } from '../../support/fakes/fake-run.ts';
import { createTurn } from '../../support/fakes/fake-turn.ts';
import { lockItemId, type StateAddress } from '../../../src/domain/state/keys.ts';

const BLUE = createAddress({ key: PROD.key, path: `env:/blue/${PROD.key}` });

function create(run: FakeRun, address: StateAddress): Promise<void> {
  return createWorkspace(run, { backend: run.backend, address, key: 'prod', turn: createTurn() });
}

async function workspaceOfInit(run: FakeRun, address: StateAddress): Promise<unknown> {
  let asked: Parameters<Terraform['init']>[0] | undefined;
  run.terraform.init = async (options) => {
    asked = options;
    return { kind: 'initialized' };
  };
  await init(run, { backend: run.backend, address });
  return asked;
}

describe('a workspace that does not exist yet', () => {
  it('is initialized in the default one, and created', async () => {
    const run = createRun();
    expect(await workspaceOfInit(run, BLUE)).toEqual({ key: PROD.key, workspace: 'default' });
    await create(run, BLUE);
    expect(run.terraform.commands).toEqual(['workspace new']);
  });

  it('is created once nobody holds its state lock', async () => {
    const backend = createBackend();
    const run = createRun({ backend });
    backend.heldLocks.set(lockItemId(BLUE), { kind: 'held', lock: createLock(), places: ['table'] });
    let waited = false;
    run.clock.sleep = async () => {
      waited = true;
      backend.heldLocks.clear();
    };
    run.terraform.before = () => {
      expect(waited).toBe(true);
    };
    await create(run, BLUE);
    expect(run.terraform.commands).toEqual(['workspace new']);
  });
});

describe('a workspace that is there', () => {
  it.each([
    ['the default one', PROD],
    ['one with a state', BLUE],
  ])('is selected, and not created: %s', async (_, address) => {
    const run = createRun();
    if (address === BLUE) run.backend.write(BLUE.path, stateOf([]));
    expect(await workspaceOfInit(run, address)).toEqual({ key: PROD.key, workspace: 'selected' });
    await create(run, address);
    expect(run.terraform.commands).toEqual([]);
  });
});
