import { expect, it } from 'vitest';

import { parseRootOutputs } from '../../../src/domain/plan/plan.ts';
import { parsePlan } from '../../../src/domain/plan/plan-document.ts';
import { readPlan, readRootOutputs } from '../../../src/domain/plan/plan-json.ts';
import { bytesOf } from '../../../src/domain/state/json-members.ts';

const text = 'text of some length '.repeat(5000);
const entry = (name: string, actions: readonly string[], change: object = {}, more: object = {}): object => ({
  address: `t.${name}`,
  mode: 'managed',
  type: 't',
  name,
  change: { actions, before: { id: name, text }, after: { id: name, text }, after_unknown: {}, ...change },
  ...more,
});
const document = {
  format_version: '1.2',
  terraform_version: '1.11.4',
  planned_values: { root_module: { text } },
  resource_changes: [
    entry('same', ['no-op']),
    entry('other-marks', ['no-op'], { before_sensitive: { id: true }, after_sensitive: { id: true } }),
    entry('moved', ['no-op'], {}, { previous_address: 't.old' }),
    entry('imported', ['no-op'], { importing: { id: 'i' } }),
    entry('changed', ['update'], {
      after: { id: 'changed', text: `${text}.` },
      before_sensitive: {},
      after_sensitive: {},
    }),
    entry('created', ['create'], { before: null }),
    entry('unknown', ['defer']),
  ],
  output_changes: {
    same: { actions: ['no-op'], before: text, after: text, after_unknown: false },
    other: { actions: ['update'], before: [text], after: [text, 1], after_unknown: false },
  },
  later: [{ address: 'x' }],
};
const bytes = (json: unknown): ReturnType<typeof bytesOf> => bytesOf(Buffer.from(JSON.stringify(json)));

it('a plan that is read by its members is the same plan', () => {
  const { conceal, ...read } = readPlan(bytes(document), [], 'terraform');
  const { conceal: parsedConceal, ...parsed } = parsePlan(document, [], 'terraform');

  expect(JSON.parse(JSON.stringify(read))).toEqual(JSON.parse(JSON.stringify(parsed)));
  expect(read.unchanged.map(({ address }) => address)).toEqual(['t.same', 't.other-marks', 'same']);
  expect(conceal('the other-marks')).toBe('the (sensitive)');
  expect(parsedConceal('the other-marks')).toBe('the (sensitive)');
});

it.each<[string, unknown]>([
  ['no object', []],
  ['changes that are no list', { ...document, resource_changes: { text, more: text } }],
  ['an entry that is no object', { ...document, resource_changes: [text + text, entry('a', ['no-op'])] }],
])('a plan with %s is refused, or told as unknown, as when it is parsed', (_, json) => {
  const outcome = (read: () => { readonly unknown: unknown }): unknown => {
    try {
      return read().unknown;
    } catch (error) {
      return String(error);
    }
  };

  expect(outcome(() => readPlan(bytes(json)))).toEqual(outcome(() => parsePlan(json)));
});

it('root outputs that are read by their members are the same', () => {
  const outputs = {
    a: { sensitive: false, value: [text, 12345678901234567890n.toString()] },
    b: { sensitive: true, value: 's' },
    c: { value: null },
  };

  expect(readRootOutputs(bytes(outputs))).toEqual(parseRootOutputs(outputs));
  expect(() => readRootOutputs(bytes({ url: 'https://example.org' }))).toThrow(/Invalid type/);
});
