import { describe, expect, it } from 'vitest';

import type { InvocationShown } from '../../../src/domain/plan/plan.ts';
import { describeDeferred, describeInvocation, describeWhy } from '../../../src/render/plan/reasons.ts';
import { CORPUS, readCorpusPlan } from '../../support/documents/corpus/corpus.ts';
import { createChange } from '../../support/fakes/factories.ts';

const name = (text: string): string => `\`${text}\``;
const PLANS = CORPUS.flatMap(({ plans }) => [...plans.values()].map(readCorpusPlan));

/** All that Terraform 1.17 and OpenTofu 1.12 know. */
const REASONS = [
  ...['delete_because_no_resource_config', 'delete_because_no_module', 'delete_because_count_index'],
  ...['delete_because_each_key', 'delete_because_wrong_repetition', 'delete_because_no_move_target'],
  ...['delete_because_enabled_false', 'replace_because_cannot_update', 'replace_because_tainted', 'replace_by_request'],
  ...['replace_by_triggers', 'read_because_config_unknown', 'read_because_dependency_pending'],
  ...[
    'read_because_check_nested',
    'forgot_because_lifecycle_destroy_in_state',
    'forgot_because_lifecycle_destroy_in_config',
  ],
];

describe('why a change is made', () => {
  it.each(REASONS)('has words for %s', (reason) => {
    const why = describeWhy(createChange({ action: 'delete', reason }), name);
    expect(why).toMatch(/^[\w ,'_]+$/);
    expect(why).not.toContain('because');
  });

  it('has words for every reason in the corpus, and its own text for one that no version knows', () => {
    const told = new Set(PLANS.flatMap(({ changes }) => changes.map(({ reason }) => reason)));
    told.delete(undefined);
    expect([...told].filter((reason) => !REASONS.includes(reason ?? ''))).toEqual([]);
    expect(told.size).toBeGreaterThan(10);
    expect(describeWhy(createChange({ reason: 'of_tomorrow' }), name)).toBe('`of_tomorrow`');
    expect(describeWhy(createChange({ reason: 'none' }), name)).toBe('');
  });

  it('has words for every reason to put something off, and its own text for another', () => {
    const told = new Set(PLANS.flatMap(({ deferred }) => deferred.map(({ reason }) => reason)));
    expect(told.size).toBeGreaterThan(3);
    for (const reason of told) expect(describeDeferred(reason, name)).toMatch(/ yet$| deferred$/);
    expect(describeDeferred('of_tomorrow', name)).toBe('`of_tomorrow`');
    expect(describeDeferred('', name)).toBe('');
  });

  it.each<[string, string]>([
    ['{"id":"vpc-1"}', 'ID `vpc-1`'],
    ['"Z1"', 'ID `Z1`'],
    [
      '{"identity":{"account":"12","name":"by-hand","region":"","zone":null}}',
      'identity `account = "12"`, `name = "by-hand"`',
    ],
    ['{"unknown":true}', 'its ID is known after the apply only'],
    ['{"id":""}', ''],
  ])('is for an import what is imported: %s', (importId, why) => {
    expect(describeWhy(createChange({ action: 'no-op', importing: true, importId }), name)).toBe(why);
  });

  it('shows the ID or the identity of every import in the corpus', () => {
    const imports = PLANS.flatMap(({ changes }) => changes.filter(({ importing }) => importing));
    expect(imports.length).toBeGreaterThan(20);
    expect(imports.filter((change) => !/\bID\b|identity/.test(describeWhy(change, name)))).toEqual([]);
  });

  it('says so where only the sensitivity changes', () => {
    const values = {
      before: { a: 1, b: 2, c: null },
      after: { a: 1, b: 2, c: null },
      unknown: {},
      sensitive: { before: { b: [true] }, after: { a: true, b: [true], c: true } },
    };
    expect(describeWhy(createChange({ action: 'update', values }), name)).toBe('only whether `a` is sensitive');
    const more = { ...values, sensitive: { before: {}, after: { a: true, b: true } } };
    expect(describeWhy(createChange({ action: 'update', values: more }), name)).toBe(
      'only whether `a`, `b` are sensitive',
    );
  });

  it('says of a deposed object that it is left over', () => {
    const change = createChange({ action: 'delete', address: 'a.b (deposed 1a2b)', deposed: '1a2b' });
    expect(describeWhy(change, name)).toBe('left over from a replacement');
  });
});

describe('an action', () => {
  const shown = (overrides: Partial<InvocationShown>): InvocationShown => ({
    action: 'action.a.b',
    by: 'a.b',
    event: 'after_create',
    onFailure: undefined,
    configuration: { before: null, after: {}, unknown: {} },
    ...overrides,
  });

  it.each<[Partial<InvocationShown>, string]>([
    [{}, 'by `a.b` after it is created; if it fails, the apply stops'],
    [{ event: 'before_update' }, 'by `a.b` before it is changed; if it fails, the apply stops'],
    [
      { event: 'before_destroy', onFailure: 'ActionOnFailureContinue' },
      'by `a.b` before it is destroyed; if it fails, the apply goes on',
    ],
    [
      { event: 'on_full_moon', onFailure: 'ActionOnFailureSing' },
      'by `a.b` on `on_full_moon`; if it fails: `ActionOnFailureSing`',
    ],
    [{ by: undefined, event: undefined }, 'asked for by hand; if it fails, the apply stops'],
  ])('says what invokes it, when, and what happens when it fails: %j', (of, text) => {
    expect(describeInvocation(shown(of), name)).toBe(text);
  });

  it('has words for every event and every end in the corpus', () => {
    const all = PLANS.flatMap(({ actionInvocations }) => actionInvocations.flatMap((one) => one.shown ?? []));
    expect(all.length).toBeGreaterThan(10);
    expect(all.map((one) => describeInvocation(one, name)).filter((text) => /\bon `|fails: `/.test(text))).toEqual([]);
  });
});
