import { describe, expect, it } from 'vitest';

import { readAtWork } from '../../../src/domain/apply/at-work.ts';
import { parseEvent, type ToolEvent } from '../../../src/domain/events/event.ts';
import { createOperation } from '../../support/fakes/factories.ts';

const PROVISIONED: ToolEvent = { kind: 'program-output', message: 'a.b: (local-exec): hunter2' };

describe('what is at work when the events end', () => {
  it.each<[string, readonly ToolEvent[], readonly string[]]>([
    ['a read', [createOperation('begun', 'data.a.b', 'read')], ['data.a.b']],
    ['a refresh', [createOperation('begun', 'a.b', 'refresh')], ['a.b']],
    [
      'a refresh that is over, and what comes of it',
      [createOperation('begun', 'a.b', 'refresh'), createOperation('ended', 'a.b', 'refresh')],
      [],
    ],
    [
      'a replacement of which one half is done',
      [
        createOperation('begun', 'a.b', 'delete'),
        createOperation('ended', 'a.b', 'delete'),
        createOperation('begun', 'a.b', 'create'),
      ],
      ['a.b'],
    ],
    ['what is still told of', [createOperation('begun', 'a.b'), createOperation('at-work', 'a.b')], ['a.b']],
    ['what has failed', [createOperation('begun', 'a.b'), createOperation('failed', 'a.b')], []],
    ['what programs say', [PROVISIONED], []],
  ])('is what has begun and not ended: %s', (_, events, addresses) => {
    expect(readAtWork(events).addresses).toEqual(addresses);
  });
});

describe('the last that a tool said', () => {
  it('is its own word, never a program’s, without the id of an object, which may be a secret', () => {
    const begun = { ...createOperation('begun', 'a.b'), message: 'a.b: Modifying... [id=hunter2]' } as ToolEvent;
    expect(readAtWork([begun, PROVISIONED]).lastLine).toBe('a.b: Modifying...');
    const said = parseEvent('{"@message":"\\nStopping operation...\\n","type":"log"}');
    expect(readAtWork([begun, said]).lastLine).toBe('Stopping operation...');
  });

  it('is cut where it is very long, and not there where nothing was said', () => {
    const { lastLine } = readAtWork([{ kind: 'said', message: 'word '.repeat(1000) }]);
    expect(lastLine).toBe(`${'word '.repeat(60)}…`);
    expect(readAtWork([]).lastLine).toBeUndefined();
  });
});
