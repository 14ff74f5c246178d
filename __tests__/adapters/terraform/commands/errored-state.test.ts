import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';

import { openKept } from '../../../../src/adapters/terraform/commands/errored-state.ts';
import { ToolFailed } from '../../../../src/domain/stack/tool-failed.ts';
import { useTemporaryFolder } from '../../../support/temporary-folder.ts';

const folder = useTemporaryFolder();
const [one, other] = [new TextEncoder().encode('{"serial":1}'), new TextEncoder().encode('{"serial":2}')];

it('a state that is kept is found by the next process, whole, and nobody else may read it', async () => {
  expect(await openKept(folder()).keptState()).toBeUndefined();
  await openKept(folder()).keepState(one);
  const file = await openKept(folder()).keepState(other);
  expect(Buffer.from((await openKept(folder()).keptState()) ?? []).toString()).toBe('{"serial":2}');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readdir(folder())).toEqual(['unsaved.tfstate']);
});

it('one that cannot be kept or read says so', async () => {
  await mkdir(join(folder(), 'unsaved.tfstate'));
  await expect(openKept(folder()).keepState(one)).rejects.toBeInstanceOf(ToolFailed);
  await expect(openKept(folder()).keptState()).rejects.toBeInstanceOf(ToolFailed);
});
