import { describe, expect, it } from 'vitest';

import { openStateConceal, type MarkedPlan } from '../../../src/domain/secrets/state-secrets.ts';

const bytes = (state: object): Uint8Array =>
  new TextEncoder().encode(JSON.stringify({ version: 4, resources: [], ...state }));
const resource = (instance: object, more: object = {}): object => ({
  resources: [{ mode: 'managed', type: 't', name: 'n', instances: [instance], ...more }],
});
const plan = (...changes: MarkedPlan['changes']): MarkedPlan => ({
  changes,
  conceal: (text) => text.replaceAll('planned-secret', '(sensitive)'),
  hasUnknownSecrets: false,
});
const TEXT = 'login hunter2hunter2 planned-secret open-value refused';
const HIDDEN = 'login (sensitive) (sensitive) open-value refused';

describe('what only the apply knows', () => {
  it.each<[string, MarkedPlan, object]>([
    [
      'what its plan marks where it knows no value yet',
      plan({ address: 'module.m.t.n["k"]', values: { sensitive: { after: { p: true } } } }),
      resource({ index_key: 'k', attributes: { p: 'hunter2hunter2', q: 'open-value' } }, { module: 'module.m' }),
    ],
    [
      'what the state marks',
      plan(),
      resource({
        attributes: { l: [{ p: 'open-value' }, { p: 'hunter2hunter2' }] },
        sensitive_attributes: [
          [
            { type: 'get_attr', value: 'l' },
            { type: 'index', value: { value: 1, type: 'number' } },
            { type: 'get_attr', value: 'p' },
          ],
        ],
      }),
    ],
    [
      'what has its type beside it',
      plan({ address: 't.n', values: { sensitive: { after: { input: { p: true } } } } }),
      resource({ attributes: { input: { value: { p: 'hunter2hunter2', q: 'open-value' }, type: ['object', {}] } } }),
    ],
    [
      'what an object holds that has these names itself',
      plan({ address: 't.n', values: { sensitive: { after: { o: { value: true } } } } }),
      resource({ attributes: { o: { value: 'hunter2hunter2', type: 'open-value' } } }),
    ],
    [
      'what an instance has whose key begins a template',
      plan({ address: 't.n["a$${b}"]', values: { sensitive: { after: { p: true } } } }),
      resource({ index_key: 'a${b}', attributes: { p: 'hunter2hunter2', q: 'open-value' } }),
    ],
    ['an output', plan(), { outputs: { o: { value: 'hunter2hunter2', sensitive: true }, p: { value: 'open-value' } } }],
  ])('is hidden with what the plan knows: %s', (_, marked, state) => {
    expect(openStateConceal(marked, bytes(state))?.(TEXT)).toBe(HIDDEN);
  });

  it('does not hide the words of types', () => {
    const marked = plan({ address: 't.n', values: { sensitive: { after: { input: true } } } });
    const state = bytes(resource({ attributes: { input: { value: 'hunter2hunter2', type: 'string' } } }));
    expect(openStateConceal(marked, state)?.('a string is required')).toBe('a string is required');
  });

  it('is not known where something is ephemeral', () => {
    expect(openStateConceal({ ...plan(), hasUnknownSecrets: true }, bytes({}))).toBeUndefined();
  });

  it.each([undefined, new TextEncoder().encode('no state'), new TextEncoder().encode('{"encrypted_data":"x"}')])(
    'is not known without a state that can be read',
    (state) => {
      expect(openStateConceal(plan(), state)).toBeUndefined();
    },
  );
});
