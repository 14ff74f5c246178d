import { expect, it } from 'vitest';

import { readOutputs } from '../../../src/jobs/stack/read-outputs.ts';
import { createRun } from '../../support/fakes/fake-run.ts';

const of = { bucket: 'states', key: 'k', path: 'k' };

it.each([
  ['of 9 MB are those that there are', 9_000_000, false],
  ['of 11 MB are none, which is said: nobody could take them', 11_000_000, true],
])('root outputs %s', async (_, characters, isLeftOut) => {
  const { journal, said } = createRun();
  const outputs = { big: 'x'.repeat(characters) };
  const terraform = { readOutputs: () => Promise.resolve(outputs) };
  const read = await readOutputs({ journal, terraform } as unknown as Parameters<typeof readOutputs>[0], of);

  expect(read === outputs).toBe(!isLeftOut);
  expect(Object.keys(read)).toHaveLength(isLeftOut ? 0 : 1);
  expect(JSON.stringify(said).includes('longer than 10 MB')).toBe(isLeftOut);
});
