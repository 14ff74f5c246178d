import { expect, it } from 'vitest';

import { search } from './search.ts';

it('keeps everybody apart in every order of all steps of three runs on two keys, one of which dies', () => {
  const searched = search({ keys: [0, 0, 1], crashes: 1 });
  console.log(`${searched.states} states of three runs on two keys and one crash`);
  expect(searched.failure).toBeUndefined();
});
