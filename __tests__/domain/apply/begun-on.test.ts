import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { describeBegunOn, findObstacle, judgeUnsaved } from '../../../src/domain/apply/begun-on.ts';
import { identifyState } from '../../../src/domain/state/state.ts';

function objectOf(serial: number, lineage = 'x', etag = `"${lineage}-${serial}"`): { body: Uint8Array; etag: string } {
  return { body: new TextEncoder().encode(JSON.stringify({ version: 4, serial, lineage, resources: [] })), etag };
}

const unsavedOf = (serial: number, lineage = 'x') => ({ serial, lineage, isEncrypted: false });

describe('a state that could not be saved', () => {
  it('goes over the state that its apply began from, and over none when there was none', () => {
    const begunOn = describeBegunOn(objectOf(7));
    const rest = { unsaved: unsavedOf(8), isLockUnbroken: false };
    expect(findObstacle({ begunOn, now: objectOf(7), ...rest })).toBeUndefined();
    expect(findObstacle({ begunOn: { kind: 'no-state' }, now: undefined, ...rest })).toBeUndefined();
  });

  it.each([
    ['nobody knows what its apply began from', undefined, objectOf(7), 'is not known'],
    ['the state is gone', describeBegunOn(objectOf(7)), undefined, 'is gone'],
    ['there is another state', describeBegunOn(objectOf(7)), objectOf(7, 'y'), 'somebody has written'],
    ['there is one where there was none', { kind: 'no-state' } as const, objectOf(1, 'y'), 'somebody has written'],
    ['its bytes are others, though its serial is not', describeBegunOn(objectOf(7)), objectOf(9, 'x'), '(serial 9)'],
  ])('stays where it is when %s', (_, begunOn, now, why) => {
    expect(findObstacle({ begunOn, now, unsaved: unsavedOf(9), isLockUnbroken: true })).toContain(why);
  });

  it('never goes over a serial that is not older than its own, nor over anything new once the lock was lost', () => {
    fc.assert(
      fc.property(fc.nat(20), fc.nat(20), fc.nat(20), fc.boolean(), (from, at, unsaved, isLockUnbroken) => {
        const begunOn = describeBegunOn(objectOf(from));
        const obstacle = findObstacle({ begunOn, now: objectOf(at), unsaved: unsavedOf(unsaved), isLockUnbroken });
        const mayGo = at === from || (isLockUnbroken && at > from && at < unsaved);
        expect(obstacle === undefined).toBe(mayGo);
      }),
    );
  });

  it('is of another apply when its lineage is another, and of nobody when it has none', () => {
    const begunOn = describeBegunOn(objectOf(7));
    expect(judgeUnsaved(begunOn, unsavedOf(8))).toBe('ours');
    expect(judgeUnsaved(begunOn, unsavedOf(8, 'y'))).toBe('none-of-ours');
    expect(judgeUnsaved({ kind: 'no-state' }, unsavedOf(1, 'y'))).toBe('unknown');
    expect(judgeUnsaved(undefined, unsavedOf(1, 'y'))).toBe('unknown');
    for (const text of ['', '{"version":4,"serial":7,"lin']) {
      expect(judgeUnsaved(begunOn, identifyState(new TextEncoder().encode(text)))).toBe('none-of-ours');
    }
  });
});

describe('what stands in clear in a state', () => {
  it.each([
    ['{"version":4,"serial":7,"lineage":"x"}', { serial: 7, lineage: 'x', isEncrypted: false }],
    ['{"serial":7,"lineage":"x","encrypted_data":"AAAA"}', { serial: 7, lineage: 'x', isEncrypted: true }],
    ['{"serial":"7"}', { serial: undefined, lineage: undefined, isEncrypted: false }],
    ['{"serial":7', { serial: undefined, lineage: undefined, isEncrypted: false }],
  ])('is read of %s', (text, identity) => {
    expect(identifyState(new TextEncoder().encode(text))).toEqual(identity);
  });
});
