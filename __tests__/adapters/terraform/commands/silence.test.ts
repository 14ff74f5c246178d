import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

import { watchSilence } from '../../../../src/adapters/terraform/commands/silence.ts';
import { useTemporaryFolder } from '../../../support/temporary-folder.ts';
import { waitUntil } from '../../../support/wait-until.ts';

const folder = useTemporaryFolder();

it('a command that prints nothing is told of in the log, again and again, and since when', async () => {
  const [stdout, stderr] = ['stdout', 'stderr'].map((name) => join(folder(), name)) as [string, string];
  writeFileSync(stdout, '');
  const told: string[] = [];
  using silence = watchSilence('terraform init', [stdout, stderr], {
    info: (message) => told.push(message),
    silenceMs: 30,
  });
  await waitUntil(() => told.length >= 2);
  expect(told.at(-1)).toMatch(/^Still in terraform init after .+: it has printed nothing yet, and is waited for\.$/);
  appendFileSync(stderr, 'Initializing provider plugins...\n');
  await waitUntil(() => told.at(-1)?.includes('nothing for') === true);
  expect(told.at(-1)).toMatch(/^Still in terraform init after .+: it has printed nothing for .+, and is waited for\.$/);
  silence.end();
});
