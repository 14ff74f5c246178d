import { expect, it } from 'vitest';

import { renderOthers } from '../../../src/render/comment/others.ts';

const url = (number: number): string => `https://github.com/octo/infra/pull/42#issuecomment-${number}`;

it.each([
  [1, 'There is [a comment](https://github.com/octo/infra/pull/42#issuecomment-1) of this stack'],
  [2, '#issuecomment-1), [another](https://github.com/octo/infra/pull/42#issuecomment-2) of this stack'],
  [5, '#issuecomment-3) and 2 more of this stack'],
])('%i comments of a stack on another state are one line', (count, says) => {
  const line = renderOthers(Array.from({ length: count }, (_, index) => ({ url: url(index + 1) })));
  expect(line).toContain(says);
  expect(line).not.toContain('\n');
  expect(line.length).toBeLessThan(600);
});
