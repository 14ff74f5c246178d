import { describe, expect, it } from 'vitest';

import { keepWhatIsSaved, readApplyProgress } from '../../../src/domain/apply/apply-progress.ts';
import type { ChangeAction } from '../../../src/domain/plan/plan.ts';
import type { StateContent } from '../../../src/domain/state/state.ts';
import type { ToolEvent } from '../../../src/domain/events/event.ts';
import { createChange, createOperation } from '../../support/fakes/factories.ts';

type Changes = readonly (readonly [address: string, action: ChangeAction])[];

function progressOf(changes: Changes, ...events: readonly ToolEvent[]): ReturnType<typeof readApplyProgress> {
  return readApplyProgress(
    changes.map(([address, action]) =>
      createChange({ address, action, deposed: /\(deposed (\w+)\)$/.exec(address)?.[1] }),
    ),
    events,
  );
}

const begun = (address: string, action: string): ToolEvent => createOperation('begun', address, action);
const ended = (address: string, action: string): ToolEvent => createOperation('ended', address, action);

describe('how far an apply has come', () => {
  it('is nowhere when it has told of nothing', () => {
    expect(progressOf([['a.b', 'create']])).toEqual({ finished: [], failed: [], inFlight: [], notBegun: ['a.b'] });
  });

  it.each<[ChangeAction, string]>([
    ['create', 'create'],
    ['update', 'update'],
    ['delete', 'delete'],
    ['create-and-forget', 'create'],
  ])('is told by the begin and the end of a %s', (action, operation) => {
    const changes: Changes = [['a.b', action]];
    const [begins, ends] = [begun('a.b', operation), ended('a.b', operation)];
    expect(progressOf(changes, begins)).toMatchObject({ inFlight: ['a.b'], finished: [] });
    const failed = progressOf(changes, begins, createOperation('failed', 'a.b', operation));
    expect(failed).toMatchObject({ finished: [], failed: ['a.b'], inFlight: [], notBegun: [] });
    expect(progressOf(changes, begins, ends)).toMatchObject({ inFlight: [], finished: ['a.b'] });
  });

  it('has finished a replacement only with both of its parts, in either order', () => {
    const changes: Changes = [['a.b', 'replace']];
    const destroyed = [begun('a.b', 'delete'), ended('a.b', 'delete')];
    const created = [begun('a.b', 'create'), ended('a.b', 'create')];
    expect(progressOf(changes, ...destroyed).inFlight).toEqual(['a.b']);
    expect(progressOf(changes, ...created).inFlight).toEqual(['a.b']);
    expect(progressOf(changes, ...destroyed, ...created).finished).toEqual(['a.b']);
    expect(progressOf(changes, ...created, ...destroyed).finished).toEqual(['a.b']);
  });

  it('says which of the changes lose something, and how', () => {
    const changes: Changes = [
      ['a.new', 'create'],
      ['a.gone', 'delete'],
      ['a.other', 'replace'],
      ['a.left', 'create-and-forget'],
      ['a.forgotten', 'forget'],
    ];
    expect(progressOf(changes).losing).toEqual(
      new Map([
        ['a.gone', 'delete'],
        ['a.other', 'replace'],
        ['a.left', 'create-and-forget'],
      ]),
    );
    expect(progressOf([['a.new', 'create']]).losing).toBeUndefined();
  });

  it.each<ChangeAction>(['read', 'forget', 'no-op'])('does not count a %s, which changes nothing', (action) => {
    expect(progressOf([['a.b', action]], begun('a.b', 'read'))).toEqual({
      finished: [],
      failed: [],
      inFlight: [],
      notBegun: [],
    });
  });

  it('is told by addresses as they are, and by nothing that a program says', () => {
    const changes: Changes = [['a.b', 'create']];
    const others = [ended('module.m.a.b', 'create'), ended('a.b2', 'create'), ended('a.b["x"]', 'create')];
    const said: ToolEvent = { kind: 'program-output', message: 'a.c: (local-exec): a.b: Creation complete' };
    expect(progressOf(changes, ...others, said).notBegun).toEqual(['a.b']);
  });

  // Events name a deposed object by the address of the one in its place.
  it('calls none finished, of a deposed object and the one in its place, before both are', () => {
    const changes: Changes = [
      ['a.b', 'replace'],
      ['a.b (deposed 1a2b3c4d)', 'delete'],
    ];
    const one = [begun('a.b', 'delete'), ended('a.b', 'delete'), begun('a.b', 'create'), ended('a.b', 'create')];
    expect(progressOf(changes, ...one)).toMatchObject({
      finished: [],
      failed: [],
      inFlight: ['a.b', 'a.b (deposed 1a2b3c4d)'],
    });
    expect(progressOf(changes, ...one, ended('a.b', 'delete')).finished).toEqual(['a.b', 'a.b (deposed 1a2b3c4d)']);
  });

  it('tells a deposed object from the one in its place where other things are done to them', () => {
    const changes: Changes = [
      ['a.b', 'update'],
      ['a.b (deposed 1a2b3c4d)', 'delete'],
    ];
    const events = [begun('a.b', 'update'), begun('a.b', 'delete'), ended('a.b', 'delete')];
    expect(progressOf(changes, ...events)).toMatchObject({
      finished: ['a.b (deposed 1a2b3c4d)'],
      failed: [],
      inFlight: ['a.b'],
      notBegun: [],
    });
  });
});

describe('what an apply that may have dropped work has finished', () => {
  const saved = (address: string, action: ChangeAction, state: StateContent | undefined): boolean => {
    const told = { finished: [address, 'a.other'], failed: [], inFlight: ['a.doing'], notBegun: ['a.never'] };
    const changes = [createChange({ address, action }), createChange({ address: 'a.other', action: 'update' })];
    const kept = keepWhatIsSaved(told, changes, state);
    expect([...kept.finished, ...kept.inFlight].sort()).toEqual([address, 'a.doing', 'a.other'].sort());
    expect(kept.notBegun).toEqual(['a.never']);
    expect(kept.inFlight).toEqual(expect.arrayContaining(['a.other', 'a.doing']));
    return kept.finished.includes(address);
  };
  const stateWith = (...addresses: readonly string[]): StateContent => ({
    kind: 'plain',
    serial: 42,
    lineage: 'x',
    instances: addresses.map((address) => ({
      address,
      type: 'a',
      provider: 'p',
      id: 'i',
      idIsSecret: false,
      attributes: '{}',
    })),
  });

  it.each<[ChangeAction, readonly string[], boolean]>([
    ['create', ['a.b'], true],
    ['create', [], false],
    ['create', ['a.b (deposed 1a2b3c4d)', 'a.b2', 'module.m.a.b'], false],
    ['delete', [], true],
    ['delete', ['a.b'], false],
    ['delete', ['a.b (deposed 1a2b3c4d)'], false],
    ['delete', ['a.b2'], true],
    ['update', ['a.b'], false],
    ['replace', ['a.b'], false],
    ['create-and-forget', ['a.b'], false],
  ])('is what its state shows: %s with %j there: %s', (action, there, expected) => {
    expect(saved('a.b', action, stateWith(...there))).toBe(expected);
  });

  it.each([undefined, { kind: 'opaque', serial: 3 } as const])('is not known where the state is %j', (state) => {
    for (const action of ['create', 'delete', 'update'] as const) expect(saved('a.b', action, state)).toBe(false);
  });
});
