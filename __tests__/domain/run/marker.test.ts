import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { isNewerRun, type RunAttempt } from '../../../src/domain/run/attempt.ts';
import {
  chooseComment,
  commentMarker,
  directoryName,
  headOf,
  isOverview,
  overviewBody,
  readHead,
  runNote,
  stackOf,
  withHead,
  type Identity,
} from '../../../src/domain/run/marker.ts';
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

const isOfNewerRun = (body: string, own: RunAttempt): boolean => isNewerRun(readHead(body)?.run?.runId, own);

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

describe('which comment is a run’s', () => {
  const own = { stack: 'infra', asked: 'a'.repeat(16), state: '1'.repeat(16) };
  const run = { runId: '7', runAttempt: 1 };
  const comment = (name: string, body: string) => ({ name, body: `${body}\n### page` });
  const of = (patch: Partial<Identity>) => headOf({ ...own, ...patch }, run);
  const OTHER_STATE = '2'.repeat(16);
  const OTHER_ASKED = 'b'.repeat(16);
  const bare = comment('of version 0.1', '<!-- lockstep:1 infra -->');
  const other = comment('spelled', '<!-- lockstep:1 .%2Finfra -->');
  const foreign = comment('foreign', headOf({ ...own, state: undefined }, { runId: '6', runAttempt: 1 }));
  const mine = comment('mine', of({}));
  const later = comment('later', of({}));
  const unplaced = comment('unplaced', of({ state: undefined }));
  const otherState = comment('of another state', of({ state: OTHER_STATE }));
  const otherStack = comment('of another stack', of({ stack: 'app' }));
  const otherUnplaced = comment('asked for otherwise', of({ asked: OTHER_ASKED, state: undefined }));
  type Row = [what: string, comments: (typeof mine)[], chosen: string | undefined, duplicates?: string[]];
  const PLACED: Row[] = [
    ['none where there is none', [otherStack, otherState, otherUnplaced], undefined],
    ['its own', [otherState, mine], 'mine'],
    ['its own, though version 0.1 has one, too', [bare, mine], 'mine'],
    ['that of version 0.1', [otherState, bare], 'of version 0.1'],
    ['the oldest of two, and the other one is too many', [mine, otherStack, later], 'mine', ['later']],
    ['what was told before the state was known', [otherState, unplaced], 'unplaced'],
    ['one of both', [unplaced, mine], 'unplaced', ['mine']],
    ['its own, and not what another run has told before it knew its state', [mine, foreign], 'mine'],
    ['the first of version 0.1, which had one for each spelling', [bare, other], 'of version 0.1', ['spelled']],
    ['its own, whatever else was asked for then', [comment('mine', of({ asked: OTHER_ASKED }))], 'mine'],
  ];
  it.each<Row>(PLACED)('is %s', (_, comments, chosen, duplicates = []) => {
    const found = chooseComment(comments, own, run);
    expect([found.comment?.name, found.duplicates.map(({ name }) => name)]).toEqual([chosen, duplicates]);
  });

  const UNPLACED: Row[] = [
    ['none where there is none', [otherStack, otherUnplaced], undefined],
    ['the one that was asked for like it', [otherUnplaced, mine], 'mine'],
    ['none of two states, of which either may be meant', [mine, otherState], undefined],
    ['what was told like it before, where either may be meant', [mine, otherState, unplaced], 'unplaced'],
    ['that of version 0.1', [bare], 'of version 0.1'],
  ];
  it.each<Row>(UNPLACED)('is %s, before its state is known', (_, comments, chosen, duplicates = []) => {
    const found = chooseComment(comments, { ...own, state: undefined }, run);
    expect([found.comment?.name, found.duplicates.map(({ name }) => name)]).toEqual([chosen, duplicates]);
  });

  it.each(['infra', './infra', 'infra/', './/infra/.', 'x/../infra', 'infra\\'])(
    'is the one of the same directory, which version 0.1 called %s',
    (written) => {
      const old = comment('old', commentMarker(written));
      expect(stackOf(written, 'default')).toBe('infra');
      expect(chooseComment([old], own, run).comment?.name).toBe('old');
      const dev = comment('dev', commentMarker(`${written} (dev)`));
      expect(chooseComment([dev], { ...own, stack: stackOf(written, 'dev') }, run).comment?.name).toBe('dev');
    },
  );

  it.each([
    ['', '.'],
    ['.', '.'],
    ['./', '.'],
    ['/', '/'],
    ['/srv/infra/', '/srv/infra'],
    ['../infra', '../infra'],
  ])('of the directory %j is of %j', (directory, name) => {
    expect(directoryName(directory)).toBe(name);
  });

  it('is found by what its head says, whatever its stack is called', () => {
    fc.assert(
      fc.property(hostileText, fc.boolean(), (stack, isPlaced) => {
        const identity = { ...own, stack, state: isPlaced ? own.state : undefined };
        const body = `${headOf(identity, run)}\n<!-- lockstep:planned 7 -->\n### page`;
        expect(readHead(body)).toEqual({ ...identity, stack: stack.toWellFormed(), run });
        expect(withHead(body, headOf(own, run))).toBe(`${headOf(own, run)}\n<!-- lockstep:planned 7 -->\n### page`);
      }),
    );
  });

  it('is none that a person has written over, nor the overview', () => {
    expect(readHead('### page')).toBeUndefined();
    expect(readHead(overviewBody('### page'))).toBeUndefined();
    expect(isOverview(overviewBody('### page'))).toBe(true);
    expect(isOverview(headOf(own, run))).toBe(false);
  });
});
