import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { parseStateLock, type StateLock } from '../../../src/domain/lock/lock.ts';
import { createStateLock, renderLockRecord, type LockTaker } from '../../../src/domain/lock/lock-record.ts';
import { createAddress } from '../../support/fakes/factories.ts';

const LOCK: StateLock = {
  id: 'a1b2c3d4-0000-4000-8000-000000000001',
  operation: 'OperationTypeApply',
  info: '',
  who: 'ana@laptop',
  version: '1.11.4',
  created: '2026-11-21T10:28:00.634021578Z',
  path: 'tfstate/a&b<c>.tfstate',
};

/** As Go 1.26 prints it. */
const PRINTED = [
  String.raw`{"ID":"a1b2c3d4-0000-4000-8000-000000000001","Operation":"OperationTypeApply",`,
  String.raw`"Info":"Lockstep: apply by ana for #42 \u003cgrößer \u0026 „älter“\u003e \"q\" \\ / 'x' \u2028\u2029 🏁 `,
  String.raw`\t\n\r\b\f\u0001\u001f` + '\u007f' + String.raw` \ufffd",`,
  String.raw`"Who":"ana@laptop","Version":"1.11.4","Created":"2026-11-21T10:28:00.634021578Z",`,
  String.raw`"Path":"tfstate/a\u0026b\u003cc\u003e.tfstate"}`,
].join('');

const TAKER: LockTaker = {
  id: LOCK.id,
  operation: 'apply',
  address: createAddress(),
  takenAt: new Date('2026-11-21T10:28:00.500Z'),
  user: 'runner',
  host: 'fv-az1',
  toolVersion: '1.11.4',
  actor: 'ana',
  prNumber: 42,
  runUrl: 'https://github.com/octo/infra/actions/runs/77',
};

/** Any UTF-16, be it text or not, with more than its share of what is hard to print. */
const hostile = fc
  .array(
    fc.oneof(
      fc.integer({ min: 0, max: 0xffff }),
      fc.constantFrom(
        ...'\u0000\b\f\n\u007f"\\<>&u\u00ad\u200f\u2028\ud83c\udfc1\ufffd'.split('').map((unit) => unit.charCodeAt(0)),
      ),
    ),
    { maxLength: 600 },
  )
  .map((units) => String.fromCharCode(...units));

describe('a lock record', () => {
  it("is what Go's encoder prints, byte for byte", () => {
    const info = `Lockstep: apply by ana for #42 <größer & „älter“> "q" \\ / 'x' \u2028\u2029 🏁 \t\n\r\b\f\u0001\u001f\u007f \ud800`;
    expect(renderLockRecord({ ...LOCK, info })).toBe(PRINTED);
  });

  it.each([
    [String.raw`half a pair in words: \ud800`, String.raw`half a pair in words: \\ud800`],
    ['\ud800\ud800', String.raw`\ufffd\ufffd`],
    ['\udc00\ud83c', String.raw`\ufffd\ufffd`],
    ['\\\ud800', String.raw`\\\ufffd`],
    ['\ufffd🏁', '\ufffd🏁'],
  ])('has the replacement for what is no text, and only for that: %j', (info, printed) => {
    expect(renderLockRecord({ ...LOCK, info })).toContain(`"Info":"${printed}","Who"`);
  });

  it.each([
    ['2026-11-21T10:28:00.000Z', '2026-11-21T10:28:00Z'],
    ['2026-11-21T10:28:00.500Z', '2026-11-21T10:28:00.5Z'],
    ['2026-11-21T10:28:00.010Z', '2026-11-21T10:28:00.01Z'],
    ['2026-11-21T10:28:00.000000001Z', '2026-11-21T10:28:00.000000001Z'],
    ['2026-11-21T10:20:00Z', '2026-11-21T10:20:00Z'],
    ['2026-11-21T10:28:00.100+02:00', '2026-11-21T10:28:00.1+02:00'],
  ])('has a time as Go prints it: %s', (created, printed) => {
    expect(renderLockRecord({ ...LOCK, created })).toContain(`"Created":"${printed}"`);
  });

  it('is read as what was written', () => {
    const text = hostile.map((units) => units.toWellFormed());
    const lock = fc.record({
      id: text.filter((id) => id !== ''),
      operation: text,
      info: text,
      who: text,
      version: text,
      created: fc.constantFrom('', '2026-11-21T10:28:00Z', '2026-11-21T10:28:00.000000001Z'),
      path: text,
    });
    fc.assert(
      fc.property(lock, (written) => {
        expect(parseStateLock(renderLockRecord(written))).toEqual(written);
      }),
    );
  });

  it('has no bracket, ampersand or control character as such, and can always be read', () => {
    fc.assert(
      fc.property(hostile, (info) => {
        const raw = renderLockRecord({ ...LOCK, info });
        expect(raw).not.toMatch(/[<>&\u2028\u2029\p{Cs}]/u);
        expect(raw).not.toMatch(/[\u0000-\u001f]/);
        expect(parseStateLock(raw)?.info).toBe(info.toWellFormed());
      }),
    );
  });
});

describe('our own lock', () => {
  it('tells whoever it stops what runs, for whom and where', () => {
    expect(createStateLock(TAKER)).toEqual({
      id: LOCK.id,
      operation: 'OperationTypeApply',
      info: 'Lockstep: apply by ana for #42, https://github.com/octo/infra/actions/runs/77',
      who: 'runner@fv-az1',
      version: '1.11.4',
      created: '2026-11-21T10:28:00.5Z',
      path: `${TAKER.address.bucket}/${TAKER.address.path}`,
    });
  });

  it('may be for a plan, for no pull request, and under a tool of unknown version', () => {
    const lock = createStateLock({ ...TAKER, operation: 'plan', prNumber: undefined, toolVersion: undefined });
    expect(lock).toMatchObject({
      operation: 'OperationTypePlan',
      info: 'Lockstep: plan by ana, https://github.com/octo/infra/actions/runs/77',
      version: '',
    });
  });

  it('is of short plain lines, whatever the names are', () => {
    fc.assert(
      fc.property(hostile, hostile, hostile, (actor, host, toolVersion) => {
        const lock = createStateLock({ ...TAKER, actor, host, toolVersion });
        for (const line of [lock.info, lock.who, lock.version]) {
          expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
          expect(Array.from(line).length).toBeLessThanOrEqual(500);
        }
      }),
    );
  });

  it('is printed alike by every version of Go: no text of it is escaped but for brackets, ampersands and quotes', () => {
    fc.assert(
      fc.property(hostile, (actor) => {
        const raw = renderLockRecord(createStateLock({ ...TAKER, actor }));
        expect(raw.match(/\\(?:u....|.)/g) ?? []).not.toContainEqual(
          expect.not.stringMatching(/^\\(?:u003c|u003e|u0026|"|\\)$/),
        );
      }),
    );
  });
});
