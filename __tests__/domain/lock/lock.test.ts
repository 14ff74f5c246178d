import { describe, expect, it } from 'vitest';

import { decideLockHold, decideLockReading, parseStateLock, type LockRecord } from '../../../src/domain/lock/lock.ts';

/** An item of terraform 1.11.4, byte for byte. */
const RAW =
  '{"ID":"e9c57833-0df4-0a00-bb1b-92ca57bdf075","Operation":"OperationTypeApply","Info":"","Who":"root@vm","Version":"1.11.4","Created":"2026-11-21T01:40:58.634021578Z","Path":"tfstate/cap/t.tfstate"}';
const OTHER = RAW.replace('e9c57833', '00000000');

const LOCK = {
  id: 'e9c57833-0df4-0a00-bb1b-92ca57bdf075',
  operation: 'OperationTypeApply',
  info: '',
  who: 'root@vm',
  version: '1.11.4',
  created: '2026-11-21T01:40:58.634021578Z',
  path: 'tfstate/cap/t.tfstate',
};

describe("Terraform's lock record", () => {
  it('is read field by field, its time to the nanosecond', () => {
    expect(parseStateLock(RAW)).toEqual(LOCK);
  });

  it('may be of any tool that names at least an ID', () => {
    expect(parseStateLock('{"ID":"1"}')).toEqual({
      id: '1',
      operation: '',
      info: '',
      who: '',
      version: '',
      created: '',
      path: '',
    });
  });

  it('may have fields that are not known yet', () => {
    expect(parseStateLock(RAW.replace('{', '{"Lease":60,'))).toEqual(LOCK);
  });

  it.each([
    ['nothing', ''],
    ['no JSON', 'locked by ana'],
    ['half a record', RAW.slice(0, 60)],
    ['no object', '"e9c57833"'],
    ['null', 'null'],
    ['a list', '[]'],
    ['no ID', '{"Who":"root@vm"}'],
    ['an empty ID', '{"ID":""}'],
    ['an ID that is a number', '{"ID":7}'],
    ['a holder that is no text', '{"ID":"1","Who":{"name":"ana"}}'],
  ])('is not understood when it is %s', (_, raw) => {
    expect(parseStateLock(raw)).toBeUndefined();
  });
});

const table = (raw: string | undefined): LockRecord => ({ place: 'table', raw });
const lockfile = (raw: string | undefined): LockRecord => ({ place: 'lockfile', raw });

describe('the reading of a state lock', () => {
  it.each([
    ['no place to look at', []],
    ['no record at the only place', [table(undefined)]],
    ['no record at either place', [table(undefined), lockfile(undefined)]],
  ])('is free with %s', (_, records) => {
    expect(decideLockReading(records)).toEqual({ kind: 'free' });
  });

  it.each([
    ['in the table', [table(RAW)], ['table']],
    ['in the lockfile alone', [table(undefined), lockfile(RAW)], ['lockfile']],
    ['in both', [lockfile(RAW), table(RAW)], ['lockfile', 'table']],
  ])('is held when a record lies %s, and says where', (_, records, places) => {
    expect(decideLockReading(records)).toEqual({ kind: 'held', lock: LOCK, places });
  });

  it('names the one holder that can be read, and both places', () => {
    expect(decideLockReading([table('garbage'), lockfile(RAW)])).toEqual({
      kind: 'held',
      lock: LOCK,
      places: ['table', 'lockfile'],
    });
  });

  it('names the first of two holders', () => {
    expect(decideLockReading([table(OTHER), lockfile(RAW)])).toMatchObject({
      kind: 'held',
      lock: { id: '00000000-0df4-0a00-bb1b-92ca57bdf075' },
    });
  });

  it.each([
    ['garbage', 'garbage'],
    ['nothing at all', ''],
  ])('is never free while there is a record, be it of %s', (_, raw) => {
    expect(decideLockReading([table(raw), lockfile(undefined)])).toEqual({ kind: 'unreadable', places: ['table'] });
  });
});

describe('a lock that was taken', () => {
  const hold = (...records: LockRecord[]) => decideLockHold(records, LOCK.id);
  const reading = { kind: 'held', lock: { ...LOCK, id: '00000000-0df4-0a00-bb1b-92ca57bdf075' } };

  it('is ours while every place holds our record, whatever else the record says', () => {
    expect(hold(table(RAW))).toEqual({ kind: 'ours' });
    expect(hold(lockfile(RAW), table(RAW.replace('root@vm', 'root')))).toEqual({ kind: 'ours' });
  });

  it.each([
    ['the only place', [table(undefined)]],
    ['one of two places', [lockfile(undefined), table(RAW)]],
    ['both places', [lockfile(undefined), table(undefined)]],
  ])('is gone when %s holds nothing', (_, records) => {
    expect(hold(...records)).toEqual({ kind: 'gone' });
  });

  it.each([
    ['the only place', [table(OTHER)], ['table']],
    ['one of two places', [lockfile(RAW), table(OTHER)], ['table']],
    ['one place, and the other nothing', [lockfile(OTHER), table(undefined)], ['lockfile']],
    ['both places', [lockfile(OTHER), table(OTHER)], ['lockfile', 'table']],
  ])("is another's when %s holds another record, and says whose", (_, records, places) => {
    expect(hold(...records)).toEqual({ kind: 'anothers', reading: { ...reading, places } });
  });

  it('is not ours when a record cannot be read', () => {
    expect(hold(lockfile(RAW), table(''))).toEqual({
      kind: 'anothers',
      reading: { kind: 'unreadable', places: ['table'] },
    });
  });
});
