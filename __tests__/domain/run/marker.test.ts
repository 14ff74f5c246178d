import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { commentMarker, isOfNewerRun, runNote } from '../../../src/domain/run/marker.ts';
import { hostileText } from '../../support/documents/hostile.ts';

describe('the marker of a comment', () => {
  it.each([
    ['.', '<!-- lockstep:1 . -->'],
    ['infra/network', '<!-- lockstep:1 infra%2Fnetwork -->'],
    ['a-b', '<!-- lockstep:1 a%2Db -->'],
    ['-->', '<!-- lockstep:1 %2D%2D%3E -->'],
    ['größe 1', '<!-- lockstep:1 gr%C3%B6%C3%9Fe%201 -->'],
  ])('of the stack %j is %s', (stack, marker) => {
    expect(commentMarker(stack)).toBe(marker);
  });

  it('is one HTML comment on one line, whatever the stack is called', () => {
    fc.assert(
      fc.property(fc.oneof(hostileText, fc.string({ unit: 'binary' })), (stack) => {
        expect(commentMarker(stack)).toMatch(/^<!-- lockstep:1 [^\s<>-]* -->$/);
      }),
    );
  });

  it('is no beginning of another stack, so that each finds its own', () => {
    const pair = fc.tuple(hostileText, fc.oneof(hostileText, fc.constantFrom('', ' ', '-', '%2D', '/')));
    fc.assert(
      fc.property(pair, ([stack, more]) => {
        fc.pre(more !== '');
        expect(commentMarker(stack + more).startsWith(commentMarker(stack))).toBe(false);
        expect(commentMarker(stack + more)).not.toBe(commentMarker(stack));
      }),
    );
  });
});

describe('the line that says which run has written a comment', () => {
  const body = (runId: string): string => `<!-- lockstep:1 . -->\n${runNote({ runId, runAttempt: 1 })}\n### page`;

  it.each([
    ['2002', { runId: '2001', runAttempt: 1 }, true],
    ['2001', { runId: '2001', runAttempt: 1 }, false],
    ['2000', { runId: '2001', runAttempt: 1 }, false],
    ['10000000000000002', { runId: '9999999999999999', runAttempt: 1 }, true],
    ['2002', { runId: '2001', runAttempt: 2 }, false],
  ])('tells whether %s is newer than %j: %s', (runId, own, expected) => {
    expect(isOfNewerRun(body(runId), own)).toBe(expected);
  });

  it('is missing from a comment of before, which is then nobody’s', () => {
    expect(isOfNewerRun('<!-- lockstep:1 . -->\n### page', { runId: '1', runAttempt: 1 })).toBe(false);
  });
});
