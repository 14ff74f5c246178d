import { describe, expect, it } from 'vitest';

import {
  announce,
  EMPTY_QUEUE,
  freeze,
  join,
  leave,
  removeHead,
  type Freeze,
  type TurnDocument,
} from '../../../src/domain/turn/turn.ts';
import type { ToCreate } from '../../../src/domain/apply/to-create.ts';
import { NewerTurnDocument, parseTurnDocument, renderTurnDocument } from '../../../src/domain/turn/turn-document.ts';
import { createTurnRun } from '../../support/fakes/factories.ts';

const COMMIT = { repository: 'octo/infra', commitSha: 'c0ffee', runUrl: 'https://github.com/r/1' };

function joined(queue: TurnDocument, id: string, prNumber?: number): TurnDocument {
  const at = '2026-11-21T10:27:00Z';
  return join(queue, { id, token: `${id}-0`, run: createTurnRun({ prNumber }), at, lockId: `lock-of-${id}` });
}

/** As long as one may be. */
const LONG: ToCreate = {
  addresses: Array(50).fill('x'.repeat(60)) as string[],
  count: 5000,
  serial: 7,
  fingerprint: 'f',
};
const TO_CREATE: ToCreate = { addresses: ['a.b'], count: 3, serial: 7, fingerprint: 'f'.repeat(64) };

const FREEZE: Freeze = {
  id: 'freeze-1',
  runUrl: 'https://github.com/octo/infra/actions/runs/117',
  at: '2026-11-21T10:28:00Z',
  serial: 42,
  fingerprint: 'f'.repeat(64),
  before: 'b'.repeat(64),
  copyKey: 'prod/terraform.tfstate.errored-20261121T102800Z',
  sealed: { md5: '0'.repeat(32), replaces: '"e"' },
};
/** What is known of a state that OpenTofu has encrypted, and of which no copy could be kept. */
const OPAQUE: Freeze = { ...FREEZE, serial: undefined, before: undefined, copyKey: undefined, sealed: undefined };

function begun(queue: TurnDocument, id: string): TurnDocument {
  return announce(queue, { id, token: `${id}-1`, begun: COMMIT, toCreate: TO_CREATE });
}

/** One left, one was removed, one holds with everything noted, one waits. */
function createFull(): TurnDocument {
  let queue = joined(joined(joined(joined(EMPTY_QUEUE, 'a', 1), 'b'), 'c', 3), 'd');
  queue = leave(queue, { id: 'a', applied: COMMIT, lockMayBeHeld: false });
  queue = removeHead(begun(queue, 'b'), { id: 'b', token: 'b-1' });
  return freeze(begun(queue, 'c'), FREEZE);
}

const NEWCOMER = { id: 'e', token: 'e-0', run: createTurnRun(), at: '2026-11-21T10:29:00Z', lockId: 'lock-of-e' };

it('a document of a version to come is told apart: nobody may act on it', () => {
  const later = JSON.stringify({ ...createFull(), version: 2 });
  expect(() => parseTurnDocument(later)).toThrow(NewerTurnDocument);
});

describe('a written document', () => {
  it.each([
    ['an empty queue', EMPTY_QUEUE],
    ['a first arrival', joined(EMPTY_QUEUE, 'a')],
    ['everything there can be', createFull()],
    ['a freeze that knows little of its state', freeze(EMPTY_QUEUE, OPAQUE)],
  ])('reads as it was: %s', (_, queue) => {
    expect(parseTurnDocument(renderTurnDocument(queue, 'write-1'))).toStrictEqual(queue);
  });

  it('differs from every other body, for equal bytes would be equal to S3', () => {
    const [one, other] = [renderTurnDocument(createFull(), 'write-1'), renderTurnDocument(createFull(), 'write-2')];
    expect(one).not.toBe(other);
    expect(parseTurnDocument(one)).toStrictEqual(parseTurnDocument(other));
  });

  it('keeps what a later version of the action adds', () => {
    const later: unknown = { ...JSON.parse(renderTurnDocument(createFull(), 'write-1')), paused: true };
    const read = parseTurnDocument(JSON.stringify(later));
    expect(read).toEqual({ ...createFull(), paused: true });
    expect(JSON.parse(renderTurnDocument(join(read, NEWCOMER), 'write-2'))).toHaveProperty('paused', true);
  });

  it('may be one of a version that announced locks by user and host, and noted an ID late or never', () => {
    const { frozen, ...before } = JSON.parse(renderTurnDocument(createFull(), 'write-1')) as Record<string, unknown>;
    for (const entry of [before['tickets'], before['departed']].flat() as Record<string, unknown>[]) {
      delete entry['stateLock'];
      entry['expects'] = { who: 'runner@fv-az1', from: '2026-11-21T10:27:50Z' };
    }
    const read = parseTurnDocument(JSON.stringify(before));
    expect(frozen).toBeDefined();
    expect(read.frozen).toBeUndefined();
    expect([...read.tickets, ...read.departed].map(({ stateLock }) => stateLock)).toEqual(Array(4).fill(undefined));
    expect(read.tickets.map(({ id }) => id)).toEqual(['c', 'd']);
  });

  it.each([undefined, 'x', { addresses: 'a.b' }, { addresses: ['a.b'], count: 1 }])(
    'may tell of what is about to be created in another way, or not at all: %j',
    (toCreate) => {
      const other = JSON.parse(renderTurnDocument(createFull(), 'write-1')) as Record<string, unknown>;
      for (const entry of [other['tickets'], other['departed']].flat() as Record<string, unknown>[]) {
        entry['toCreate'] = toCreate;
      }
      const read = parseTurnDocument(JSON.stringify(other));
      expect([...read.tickets, ...read.departed].map((entry) => entry.toCreate)).toEqual(Array(4).fill(undefined));
      expect(read.frozen).toEqual(FREEZE);
    },
  );

  it('stays below 64 kB with fifty in line, and forty dead before them', () => {
    let queue = EMPTY_QUEUE;
    for (let index = 0; index < 100; index += 1) {
      queue = joined(queue, `6f9619ff-8b86-4011-b42d-00c04fc9${String(index).padStart(4, '0')}`, 4242);
      queue = announce(queue, { id: queue.tickets[0]?.id ?? '', token: `t-${index}`, begun: COMMIT, toCreate: LONG });
      const head = queue.tickets[0];
      if (head !== undefined && index < 50) queue = removeHead(queue, { id: head.id, token: head.token });
    }
    expect([queue.tickets.length, queue.departed.length]).toEqual([50, 40]);
    expect(Buffer.byteLength(renderTurnDocument(queue, 'write-1'))).toBeLessThan(65_536);
  });
});

describe('a document that is not understood', () => {
  const full = (): Record<string, unknown> => JSON.parse(renderTurnDocument(createFull(), 'w')) as never;
  const withTicket = (change: object): unknown => {
    const document = full();
    const [first, ...others] = document['tickets'] as object[];
    return { ...document, tickets: [{ ...first, ...change }, ...others] };
  };
  const runs = { ...createTurnRun() };

  it.each<[string, unknown, string]>([
    ['another tool wrote it', { Info: 'x' }, 'version'],
    ['it is a list', [], 'version'],
    ['it has no queue', { ...full(), tickets: undefined }, 'tickets'],
    ['its queue is no list', { ...full(), tickets: {} }, 'tickets'],
    ['it has no history', { ...full(), departed: undefined }, 'departed'],
    ['its counter is text', { ...full(), nextSequence: '7' }, 'nextSequence'],
    ['a ticket has no id', withTicket({ id: undefined }), 'tickets.0.id'],
    ['a ticket has no token', withTicket({ token: 3 }), 'tickets.0.token'],
    ['a ticket is in no known state', withTicket({ state: 'resting' }), 'tickets.0.state'],
    ['a run has no number', withTicket({ run: { ...runs, runId: 'abc' } }), 'tickets.0.run.runId'],
    ['a run has no page', withTicket({ run: { ...runs, url: undefined } }), 'tickets.0.run.url'],
    ['a lock has no time', withTicket({ stateLock: { id: 'x' } }), 'tickets.0.stateLock.at'],
    ['it is frozen for no known state', { ...full(), frozen: { ...FREEZE, fingerprint: 7 } }, 'frozen.fingerprint'],
    ['it is frozen, and nobody knows why', { ...full(), frozen: true }, 'frozen'],
    [
      'a commit has no repository',
      { ...full(), lastApplied: { commitSha: 'x', runUrl: 'y' } },
      'lastApplied.repository',
    ],
  ])('is refused by the first field that is wrong: %s', (_, document, field) => {
    expect(() => parseTurnDocument(JSON.stringify(document))).toThrow(`is not understood: ${field}: `);
  });

  it.each(['null', '"x"', '7'])('is refused when it is no object: %s', (body) => {
    expect(() => parseTurnDocument(body)).toThrow('is not understood: the document: ');
  });

  it.each(['', 'not json', '{"version":1'])('is refused when it is no JSON: %j', (body) => {
    expect(() => parseTurnDocument(body)).toThrow();
  });
});
