import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';

import { sentenceSpan, table } from '../../src/render/markdown.ts';
import { WRONG_SETUPS } from '../e2e/stack/wrong-setups.ts';

/** What the page shows between its marks; a file that is another one is told by what belongs there. */
it('docs/troubleshooting.md lists every wrong set-up that is tried, with what is printed', async () => {
  const page = await readFile(new URL('../../docs/troubleshooting.md', import.meta.url), 'utf8');
  const [, listed] = /<!-- setups:begin -->\n([^]*?)\n<!-- setups:end -->/.exec(page) ?? [];
  const rows = WRONG_SETUPS.map(({ title, prints, reason }) => [
    title,
    prints.split('\n').map(sentenceSpan).join('<br>'),
    `\`${reason}\``,
  ]);
  expect(listed).toBe(table(['what is wrong', 'what is printed', '`failure-reason`'], rows));
});

it('there are more than 36 of them, each printing something of its own', () => {
  expect(WRONG_SETUPS.length).toBeGreaterThanOrEqual(36);
  expect(new Set(WRONG_SETUPS.map(({ title }) => title)).size).toBe(WRONG_SETUPS.length);
});
