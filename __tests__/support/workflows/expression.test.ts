import { describe, expect, it } from 'vitest';

import { evaluate, fill, parseExpression, UNKNOWN, type Value } from './expression.ts';

const KNOWN: Readonly<Record<string, Value>> = {
  'github.event_name': 'push',
  'github.ref': 'refs/heads/main',
  'github.event.pull_request.number': null,
  'inputs.dry-run': true,
};

function lookup(path: readonly string[]): Value {
  const name = path.join('.');
  return name in KNOWN ? (KNOWN[name] ?? null) : UNKNOWN;
}

describe('an expression', () => {
  it.each<[string, Value]>([
    ["github.event_name == 'push'", true],
    ["github.event_name == 'PUSH'", true],
    ["github.event_name != 'pull_request'", true],
    ["github.event_name == 'pull_request' || github.ref == 'refs/heads/main'", true],
    ["github.event_name == 'pull_request' && github.ref == 'refs/heads/main'", false],
    ["!(github.event_name == 'push')", false],
    ['github.event.pull_request.number || github.ref', 'refs/heads/main'],
    ["github.event_name == 'push' && 'before' || 'HEAD^1'", 'before'],
    ['inputs.dry-run || false', true],
    ['github.event.pull_request.number || false', false],
    ["'it''s'", "it's"],
    ['null == 0', true],
    ["1 == 2 || ''", ''],
  ])('%s is worth what GitHub makes of it', (text, value) => {
    expect(evaluate(parseExpression(text), lookup)).toBe(value);
  });

  it.each<[string, Value]>([
    ["needs.stacks.outputs.stacks != '[]'", UNKNOWN],
    ['always()', UNKNOWN],
    ["always() && github.event_name == 'pull_request'", false],
    ["needs.a.result == 'success' || github.ref", UNKNOWN],
    ['!failure()', UNKNOWN],
  ])('%s is not known before the run, unless the rest decides', (text, value) => {
    expect(evaluate(parseExpression(text), lookup)).toBe(value);
  });

  it.each(['', 'a ==', '(a', 'a b', 'a | b', "'open", 'f(a b)', '== a'])('%j is none', (text) => {
    expect(() => parseExpression(text)).toThrow();
  });

  it('is filled into the text around it', () => {
    expect(fill('lockstep-${{ github.event.pull_request.number || github.ref }}', lookup)).toBe(
      'lockstep-refs/heads/main',
    );
    expect(fill('stacks/${{ matrix.stack }}', lookup)).toBe(UNKNOWN);
    expect(fill('${{ github.event.pull_request.number }}', lookup)).toBe('');
  });
});
