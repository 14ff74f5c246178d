import { expect, it } from 'vitest';

import { main } from '../src/main.ts';
import type { Runner } from '../src/wiring.ts';

it('a run that is refused before anything of it begins tells nothing that its environment calls a secret', async () => {
  const secret = 'p@ss word-1234 x';
  const told: string[] = [];
  const runner: Pick<Runner, 'output' | 'fail' | 'summary'> = {
    output: () => undefined,
    fail: (messages) => void told.push(...messages),
    summary: async (markdown) => told.push(markdown) > 0,
  };
  const env = { API_TOKEN: secret, GITHUB_EVENT_PATH: `/no/${secret}/event.json` };
  await main(env, runner as Runner, new AbortController().signal);
  expect(told).toHaveLength(2);
  expect(told.join()).not.toMatch(/p@ss|word-1234/);
  expect(told[0]).toContain('/no/(sensitive)/event.json');
});
