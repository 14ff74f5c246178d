import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

import { replayApplies } from './explore.ts';
import type { ApplyScenario } from './scenario.ts';

interface Kept {
  /** Where it failed. */
  readonly commit: string;
  readonly message: string;
  readonly scenario: ApplyScenario;
}

const FOLDER = new URL('seeds/', import.meta.url);

it.each(readdirSync(FOLDER))('plays %s, which failed once, to its end', async (name) => {
  const { scenario } = JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as Kept;
  expect((await replayApplies(scenario)).message).toBeUndefined();
});
