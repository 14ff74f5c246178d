import { describe, expect, it } from 'vitest';

import { describeToCreate, isUnmoved, tellToCreate } from '../../../src/domain/apply/to-create.ts';

const ON = { kind: 'state', etag: '"e"', serial: 7, lineage: 'x', fingerprint: 'f' } as const;
const asIs = (text: string): string => text;
const creating = (count: number, name = 'a.b') =>
  Array.from({ length: count }, (_, index) => ({ address: `${name}[${index}]`, action: 'create' }) as const);

describe('what an apply is about to create', () => {
  it('is what it creates and replaces, and nothing else, with the state that it begins from', () => {
    const changes = [
      { address: 'a.made', action: 'create' },
      { address: 'a.replaced', action: 'replace' },
      { address: 'a.changed', action: 'update' },
      { address: 'a.gone', action: 'delete' },
    ] as const;
    expect(describeToCreate(changes, ON, asIs)).toEqual({
      addresses: ['a.made', 'a.replaced'],
      count: 2,
      serial: 7,
      fingerprint: 'f',
    });
  });

  it('is nothing at all for an apply that creates nothing', () => {
    expect(describeToCreate([{ address: 'a.gone', action: 'delete' }], ON, asIs)).toBeUndefined();
  });

  it('hides what may not be shown', () => {
    const toCreate = describeToCreate([{ address: 'a.b["pw"]', action: 'create' }], ON, (text) =>
      text.replace('pw', '***'),
    );
    expect(toCreate?.addresses).toEqual(['a.b["***"]']);
  });

  it('has a bound, for it lies in the document of the queue: the first fifty, or three thousand characters', () => {
    expect(describeToCreate(creating(70), ON, asIs)).toMatchObject({ count: 70, addresses: { length: 50 } });
    const long = describeToCreate(creating(70, 'x'.repeat(900)), ON, asIs);
    expect(long).toMatchObject({ count: 70, addresses: { length: 3 } });
    expect(long && tellToCreate(long)).toContain(' and 67 more, on serial 7');
  });

  it('may be in no state as long as nobody has written it since', () => {
    const toCreate = describeToCreate(creating(1), ON, asIs);
    const first = describeToCreate(creating(1), { kind: 'no-state' }, asIs);
    if (toCreate === undefined || first === undefined) throw new Error('it creates something');
    expect(isUnmoved(toCreate, { ...ON, etag: '"another"', serial: 9 })).toBe(true);
    expect(isUnmoved(toCreate, { ...ON, fingerprint: 'g' })).toBe(false);
    expect(isUnmoved(toCreate, { kind: 'no-state' })).toBe(false);
    expect([isUnmoved(first, { kind: 'no-state' }), isUnmoved(first, ON)]).toEqual([true, false]);
  });
});
