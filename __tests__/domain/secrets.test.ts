import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { collectSecrets, openConceal } from '../../src/domain/secrets.ts';

function secretsOf(value: unknown, marks: unknown): readonly string[] {
  const found = new Set<string>();
  collectSecrets(value, marks, found);
  return [...found];
}

describe('the secrets of a value', () => {
  it.each<[string, unknown, unknown, readonly string[]]>([
    ['a marked text', { a: 'hunter2', b: 'plain' }, { a: true }, ['hunter2']],
    ['all under a marked object or list', { a: { b: ['one', { c: 'two' }] } }, { a: true }, ['one', 'two']],
    ['an element of a list', { l: ['one', 'two'] }, { l: [false, true] }, ['two']],
    ['the whole', 'hunter2', true, ['hunter2']],
    ['nothing without a mark', { a: 'hunter2' }, {}, []],
    ['nothing but texts', { a: 12345, b: true, c: null }, true, []],
    ['no word that is found everywhere', { a: 'on', b: '' }, true, []],
  ])('are %s', (_, value, marks, secrets) => {
    expect(secretsOf(value, marks)).toEqual(secrets);
  });
});

describe('a text without its secrets', () => {
  it.each([
    ['password = "hunter2"', ['hunter2'], 'password = "(sensitive)"'],
    ['a hunter2-and-more hunter2', ['hunter2', 'hunter2-and-more'], 'a (sensitive) (sensitive)'],
    ['+ line one\n+   line two', ['line one\nline two'], '+ (sensitive)\n+   (sensitive)'],
    ['a.*b a.*b', ['a.*b a.'], '(sensitive)*b'],
    ['main', ['main'], '(sensitive)'],
    ['the main', ['main'], 'the main'],
    ['{"a":"say \\"so\\" now"}', ['say "so" now'], '{"a":"(sensitive)"}'],
    ['nothing', [], 'nothing'],
  ])('of %j is told apart', (text, secrets, concealed) => {
    expect(openConceal(new Set(secrets))(text)).toBe(concealed);
  });

  it('has none of them in it, whatever they are', () => {
    const secret = fc
      .string({ minLength: 8 })
      .filter((text) => text.trim().length >= 8 && !'(sensitive)'.includes(text.trim()));
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), (one, before, after) => {
        expect(openConceal(new Set([one]))(`${before}${one}${after}`)).not.toContain(one);
      }),
    );
  });
});
