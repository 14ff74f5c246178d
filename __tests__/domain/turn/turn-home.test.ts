import { describe, expect, it, test } from 'vitest';
import { isSameHome, parseBesideState, renderPointer, type TableHome } from '../../../src/domain/turn/turn-home.ts';
import { NewerTurnDocument, parseTurnDocument, renderTurnDocument } from '../../../src/domain/turn/turn-document.ts';
import { EMPTY_QUEUE } from '../../../src/domain/turn/turn.ts';

const HOME: TableHome = { kind: 'table', table: 'locks', region: 'eu-central-1' };

describe('what lies beside the state', () => {
  it('is the pointer that was written', () => {
    expect(parseBesideState(renderPointer(HOME))).toEqual({ kind: 'pointer', home: HOME });
  });

  it.each([
    ['of this version', renderTurnDocument(EMPTY_QUEUE, 'write-1')],
    ['of a later one, which is refused where it is read', '{"version":3,"home":{"kind":"moon"}}'],
    ['of a pointer that this version does not know', '{"version":2,"home":{"kind":"moon"}}'],
  ])('is a document %s', (_, body) => {
    expect(parseBesideState(body)).toEqual({ kind: 'document' });
  });

  it.each(['', 'not json', '[]', '{}', 'null', '{"version":"2"}', '{"home":{"kind":"table"}}'])(
    'is neither when it is %j',
    (body) => {
      expect(() => parseBesideState(body)).toThrow();
    },
  );

  it.each([
    ['table', { ...HOME, table: 'locks?x' }],
    ['region', { ...HOME, region: 'evil.example#' }],
    ['region', { ...HOME, region: '' }],
  ])('names no %s that would lead a request elsewhere', (_, home) => {
    expect(parseBesideState(JSON.stringify({ version: 2, home }))).toEqual({ kind: 'document' });
  });
});

test('a pointer is a newer document to whoever knows turn documents alone, and never an empty queue', () => {
  expect(() => parseTurnDocument(renderPointer(HOME))).toThrow(NewerTurnDocument);
});

test.each([
  [HOME, HOME, true],
  [HOME, { ...HOME, table: 'other' }, false],
  [HOME, { ...HOME, region: 'eu-west-1' }, false],
  [HOME, { kind: 'object' }, false],
  [{ kind: 'object' }, { kind: 'object' }, true],
] as const)('%j and %j are one place: %s', (one, other, same) => {
  expect([isSameHome(one, other), isSameHome(other, one)]).toEqual([same, same]);
});
