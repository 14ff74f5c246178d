import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { parsePlan } from '../../src/domain/plan/plan-document.ts';
import { renderComment, renderSummary } from '../../src/render/comment/comment.ts';
import { createPlanned, createView } from '../support/fakes/factories.ts';

/** A value, the marks over it, and every text and number that is marked. */
interface MarkedValue {
  readonly value: unknown;
  readonly marks: unknown;
  readonly secrets: readonly string[];
}

const secretText = fc.stringMatching(/^[a-z]{3}[<&"\\ ]?[a-z]{8}$/).map((text) => `s3c${text}`);
const secretNumber = fc.integer({ min: 10_000_000, max: 99_999_999 });
const name = fc.constantFrom('a', 'b', 'password', 'constructor', 'my key');

const { tree } = fc.letrec<{ tree: MarkedValue }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<MarkedValue>(
      { value: 'plain text', marks: false, secrets: [] },
      { value: 7, marks: {}, secrets: [] },
      { value: null, marks: false, secrets: [] },
    ),
    secretText.map((text): MarkedValue => ({ value: text, marks: true, secrets: [text] })),
    secretNumber.map((number): MarkedValue => ({ value: number, marks: true, secrets: [String(number)] })),
    secretText.map((text): MarkedValue => {
      const document = JSON.stringify({ user: text, nested: [text] });
      return { value: document, marks: true, secrets: [text] };
    }),
    fc.array(tie('tree'), { maxLength: 3 }).map((parts): MarkedValue => ({
      value: parts.map(({ value }) => value),
      marks: parts.map(({ marks }) => marks),
      secrets: parts.flatMap(({ secrets }) => secrets),
    })),
    fc.dictionary(name, tie('tree'), { maxKeys: 3 }).map((parts): MarkedValue => ({
      value: Object.fromEntries(Object.entries(parts).map(([key, { value }]) => [key, value])),
      marks: Object.fromEntries(Object.entries(parts).map(([key, { marks }]) => [key, marks])),
      secrets: Object.values(parts).flatMap(({ secrets }) => secrets),
    })),
  ),
}));

interface Case {
  readonly before: MarkedValue;
  readonly after: MarkedValue;
  readonly unknown: boolean;
}

/** All ways in which a plan says a value, with its marks in one of them and without them in the others. */
function planOf({ before, after, unknown }: Case): object {
  const change = (marked: boolean): object => ({
    actions: ['update'],
    before: { input: before.value },
    after: unknown ? {} : { input: after.value },
    after_unknown: unknown ? { input: true } : {},
    before_sensitive: marked ? { input: before.marks } : {},
    after_sensitive: marked ? { input: after.marks } : {},
  });
  const entry = (address: string, marked: boolean): object => {
    return { address, mode: 'managed', type: 'a', name: 'b', change: change(marked) };
  };
  const copied = {
    ...change(false),
    before: null,
    after: `copy of ${JSON.stringify(before.value)}`,
    actions: ['create'],
  };
  return {
    format_version: '1.2',
    resource_changes: [entry('a.marked', true), entry('a.copy', false)],
    resource_drift: [entry('a.drift', false)],
    output_changes: { copied },
    checks: [
      {
        address: { to_display: 'check.a' },
        status: 'fail',
        instances: [{ problems: [{ message: `It is ${before.secrets.join(', ')}.` }] }],
      },
    ],
  };
}

describe('what a plan marks as sensitive', () => {
  it('is on no page, in whatever it is nested and wherever it is repeated unmarked', () => {
    let shown = 0;
    fc.assert(
      fc.property(fc.record({ before: tree, after: tree, unknown: fc.boolean() }), (of) => {
        const secrets = [...of.before.secrets, ...(of.unknown ? [] : of.after.secrets)];
        fc.pre(secrets.length > 0);
        shown += 1;
        const plan = parsePlan(JSON.parse(JSON.stringify(planOf(of))));
        const subject = {
          kind: 'result',
          result: createPlanned({ plan, text: plan.conceal(secrets.join(' ')) }),
        } as const;
        const pages = [renderComment(subject, createView()), renderSummary(subject, createView())].join('\n');
        for (const secret of secrets) {
          for (const form of [
            secret,
            JSON.stringify(secret).slice(1, -1),
            secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;'),
          ]) {
            expect(pages).not.toContain(form);
          }
        }
      }),
      { numRuns: 300 },
    );
    expect(shown, 'the property is about something').toBeGreaterThan(100);
  });
});
