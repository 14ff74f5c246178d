import { describe, expect, it } from 'vitest';

import { destroy, findings, planOf, replace } from '../../support/fakes/reviewed-plans.ts';

const IDENTITY = '{"account":"1"}';
const POLICY = { name: 'x', policy: 'p' };

/** Of a type without `id`: older versions of a tool do not tell its identity. */
describe('an object that has no id and ends', () => {
  const of = { older: {}, newer: { identity: IDENTITY }, elsewhere: { identity: '{"account":"2"}' } };

  it.each<[keyof typeof of, keyof typeof of]>([
    ['older', 'newer'],
    ['newer', 'older'],
    ['older', 'older'],
    ['newer', 'newer'],
  ])('is the reviewed one when it is the same: reviewed by an %s version, planned by an %s one', (reviewed, now) => {
    expect(findings(planOf(destroy(POLICY, of[now])), planOf(destroy(POLICY, of[reviewed])))).toEqual([]);
    const [was, is] = [reviewed, now].map((which) => planOf(replace(POLICY, { name: 'y' }, {}, of[which])));
    expect(is === undefined || was === undefined ? undefined : findings(is, was)).toEqual([]);
  });

  it('is the reviewed one when its values have moved, as long as its identity says so', () => {
    const moved = { ...POLICY, policy: 'q' };
    expect(findings(planOf(destroy(moved, of.newer)), planOf(destroy(POLICY, of.newer)))).toEqual([]);
  });

  it.each<[string, object, object]>([
    ['another identity and the same values', of.newer, of.elsewhere],
    ['an identity that an older version did not tell, and other values', {}, { ...of.newer, values: undefined }],
  ])('is another one with %s', (_, reviewed, now) => {
    const before = 'values' in now ? { ...POLICY, policy: 'q' } : POLICY;
    const { identity } = now as { readonly identity: string };
    expect(findings(planOf(destroy(before, { identity })), planOf(destroy(POLICY, reviewed)))).toEqual([
      'other-values aws_sqs_queue.jobs object',
    ]);
  });
});
