import { createHmac } from 'node:crypto';
import { expect, it } from 'vitest';

import { canonicalJson, leafTextOf } from '../../../src/domain/json.ts';
import { openDigest } from '../../../src/domain/review/digest.ts';

it.each<[string, unknown]>([
  ['short', 'a "short" one'],
  ['long', '😀"\n–\u2028\ud83d'.repeat(20_000)],
  ['a long list', Array.from({ length: 9000 }, (_, place) => ({ place, 'tag "b"': `value ${place}\n`, a: null }))],
])('the digest of a leaf is that of its canonical JSON, as records of all versions have it: %s', (_, value) => {
  const parts = (leaf: unknown): readonly unknown[] => ['whole', ['input', 0], undefined, leaf];
  const recorded = createHmac('sha256', 'salt')
    .update(canonicalJson(['resource', 'a.b', ...parts(canonicalJson(value))]))
    .digest('base64url')
    .slice(0, 22);

  expect(openDigest({ kind: 'resource', address: 'a.b' }, 'salt')(parts(leafTextOf(value)))).toBe(recorded);
});
