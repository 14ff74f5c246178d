import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { ChangeValues, Plan, ResourceChange } from '../../../src/domain/plan/plan.ts';
import { digestChange, reviewChanges } from '../../../src/domain/review/record.ts';
import { digestiblesOf } from '../../../src/domain/review/digest.ts';
import { createChange, createPlan } from '../../support/fakes/factories.ts';

const SALT = '0f0e0d0c-0000-4000-8000-000000000001';

function update(before: unknown, after: unknown, overrides: Partial<ResourceChange> = {}): ResourceChange {
  return createChange({ action: 'update', values: { before, after, unknown: {} }, ...overrides });
}

function digestOf(change: ResourceChange, salt = SALT): string {
  const [digestible] = digestiblesOf({ changes: [change], outputChanges: [], actionInvocations: [] });
  if (digestible === undefined) throw new Error('it is not reviewed');
  return digestChange(digestible, salt).digest;
}

/** Attribute values as providers have them: nothing deeper than a plan of any size shows. */
const value = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.string(), tie('value'), { maxKeys: 3 }),
  ),
})).value;
const attributes = fc.dictionary(fc.string({ minLength: 1 }), value, { minKeys: 1, maxKeys: 5 });

/** The same, with every object's keys in another order. */
function shuffle(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(shuffle);
  if (typeof json !== 'object' || json === null) return json;
  return Object.fromEntries(
    Object.entries(json)
      .reverse()
      .map(([name, inner]) => [name, shuffle(inner)]),
  );
}

/** Puts another value at one place in it, a different one for whoever looks closely. */
function alter(json: unknown, choose: (most: number) => number): unknown {
  const inner = Array.isArray(json)
    ? json.length
    : typeof json === 'object' && json !== null
      ? Object.keys(json).length
      : 0;
  const at = inner === 0 ? 0 : choose(inner);
  if (inner === 0 || at === inner) return { altered: json };
  if (Array.isArray(json)) return json.map((item: unknown, index) => (index === at ? alter(item, choose) : item));
  return Object.fromEntries(
    Object.entries(json as object).map(([name, item], index) => [name, index === at ? alter(item, choose) : item]),
  );
}

describe('the digest of a change', () => {
  it('is the same for the same change, whatever the order of its keys', () => {
    fc.assert(
      fc.property(attributes, attributes, (before, after) => {
        expect(digestOf(update(shuffle(before), shuffle(after)))).toBe(digestOf(update(before, after)));
      }),
    );
  });

  it('differs for any change of any attribute that it sets', () => {
    fc.assert(
      fc.property(attributes, fc.infiniteStream(fc.nat()), (after, numbers) => {
        const altered = alter(after, (most) => Number(numbers.next().value) % (most + 1));
        const create = (values: unknown): ResourceChange =>
          createChange({ values: { before: null, after: values, unknown: {} } });
        expect(digestOf(create(altered))).not.toBe(digestOf(create(after)));
        expect(digestOf(update({}, altered))).not.toBe(digestOf(update({}, after)));
        const replace = { action: 'replace', actions: ['delete', 'create'] } as const;
        expect(digestOf(update(after, altered, replace))).not.toBe(digestOf(update(after, after, replace)));
      }),
      { numRuns: 300 },
    );
  });

  it('differs for any other value that is known after the apply only', () => {
    const values = (unknown: unknown): ChangeValues => ({ before: null, after: { a: '1' }, unknown });
    const digests = [{}, { b: true }, { c: true }, { b: { x: true } }].map((unknown) =>
      digestOf(createChange({ values: values(unknown) })),
    );
    expect(new Set(digests).size).toBe(4);
  });

  it('differs for another address, action, order of a replacement, import, previous address or object', () => {
    const before = { id: 'q-1', a: 1 };
    const replaced = { action: 'replace' } as const;
    const digests = [
      update(before, { a: 2 }),
      update(before, { a: 2 }, { address: 'aws_sqs_queue.other' }),
      update(before, { a: 2 }, { previousAddress: 'aws_sqs_queue.old' }),
      update(before, { a: 2 }, { importing: true, importId: '{"id":"q-1"}' }),
      update(before, { a: 2 }, { importing: true, importId: '{"id":"q-2"}' }),
      update(before, { a: 2 }, { ...replaced, actions: ['delete', 'create'] }),
      update(before, { a: 2 }, { ...replaced, actions: ['create', 'delete'] }),
      update(before, null, { action: 'delete', actions: ['delete'] }),
      update({ ...before, id: 'q-2' }, null, { action: 'delete', actions: ['delete'] }),
      update(before, null, { action: 'forget', actions: ['forget'] }),
    ].map((change) => digestOf(change));
    expect(new Set(digests).size).toBe(digests.length);
  });

  it('of what is destroyed is about the object, and not about how it looked at the time', () => {
    const gone = { action: 'delete', actions: ['delete'] } as const;
    expect(digestOf(update({ id: 'q-1', size: 1 }, null, gone))).toBe(
      digestOf(update({ id: 'q-1', size: 2 }, null, gone)),
    );
  });

  it('differs under another salt, and so does every leaf', () => {
    const plan = createPlan({ changes: [update({ a: 1 }, { a: 2, b: 'x' })] });
    const [one, other] = [reviewChanges(plan, SALT), reviewChanges(plan, 'another')];
    expect(one.resources[0]?.leaves.length).toBeGreaterThan(2);
    const common = one.resources[0]?.leaves.filter((leaf) => other.resources[0]?.leaves.includes(leaf));
    expect(common).toEqual([]);
  });
});

describe('what a review records', () => {
  const plan: Plan = createPlan({
    changes: [
      update({ password: 'hunter1', note: 'swordfish' }, { password: 'hunter2', note: 'swordfish' }),
      createChange({ address: 'data.aws_ami.a', action: 'read', actions: ['read'] }),
    ],
    outputChanges: [
      { name: 'url', action: 'create', values: { before: null, after: 'https://hunter', unknown: false } },
    ],
  });

  it('is every change of a resource and of an output, and no reading of a data source', () => {
    expect(reviewChanges(plan, SALT)).toMatchObject({
      resources: [{ address: 'aws_sqs_queue.jobs', actions: ['update'] }],
      outputs: [{ address: 'url', actions: ['create'] }],
    });
  });

  it('has no value of any attribute in it, nor the name of one', () => {
    const recorded = JSON.stringify(reviewChanges(plan, SALT));
    for (const word of ['hunter', 'swordfish', 'password', 'note']) expect(recorded).not.toContain(word);
  });
});
