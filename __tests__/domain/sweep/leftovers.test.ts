import { describe, expect, it } from 'vitest';

import { describePrPaths } from '../../../src/domain/state/keys.ts';
import { sortLeftovers } from '../../../src/domain/sweep/leftovers.ts';

const PATHS = describePrPaths('{dir}/pr-{pr}/{file}', 'net/prod/terraform.tfstate', {
  name: 'default',
  keyPrefix: 'env:',
});
const at = (key: string): { readonly key: string } => ({ key: `net/prod/${key}` });

describe('what is listed below the keys of pull requests', () => {
  it('is sorted by pull request and by what it is, in order of their numbers', () => {
    const state = 'terraform.tfstate';
    const listed = [
      ...['', '', '.tflock', '.lockstep.json', '.review.json'].map((suffix) => at(`pr-12/${state}${suffix}`)),
      at(`pr-12/${state}.${'a'.repeat(40)}.review.json`),
      at(`pr-3/${state}.review.json`),
    ];
    expect(sortLeftovers(listed, PATHS)).toEqual([
      { prNumber: 3, state: [], lockfile: [], turns: [], review: [at(`pr-3/${state}.review.json`)] },
      {
        prNumber: 12,
        state: [at(`pr-12/${state}`), at(`pr-12/${state}`)],
        lockfile: [at(`pr-12/${state}.tflock`)],
        turns: [at(`pr-12/${state}.lockstep.json`)],
        review: [at(`pr-12/${state}.review.json`), at(`pr-12/${state}.${'a'.repeat(40)}.review.json`)],
      },
    ]);
  });

  it.each([
    'terraform.tfstate',
    'terraform.tfstate.lockstep.json',
    'pr-12/other.tfstate',
    'pr-12/terraform.tfstate.backup-20261121T103000Z',
    'pr-12/terraform.tfstate.errored-20261121T103000Z',
    'pr-12/terraform.tfstate.review.json.old',
    'pr-12/terraform.tfstate.abcdef.review.json',
    'pr-0/terraform.tfstate',
    'pr-012/terraform.tfstate',
    'pr-12a/terraform.tfstate',
    'pr-12/x/terraform.tfstate',
    'pr-/terraform.tfstate',
  ])('is not %s: that is somebody’s own', (key) => {
    expect(sortLeftovers([at(key)], PATHS)).toEqual([]);
  });

  it('is a state even where a state’s own name ends like what lies beside one', () => {
    const paths = describePrPaths('pulls/{pr}.review.json', 'net/x', { name: 'default', keyPrefix: 'env:' });
    expect(sortLeftovers([{ key: 'pulls/7.review.json' }, { key: 'pulls/7.review.json.review.json' }], paths)).toEqual([
      {
        prNumber: 7,
        lockfile: [],
        turns: [],
        state: [{ key: 'pulls/7.review.json' }],
        review: [{ key: 'pulls/7.review.json.review.json' }],
      },
    ]);
  });
});
