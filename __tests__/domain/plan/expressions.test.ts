import { describe, expect, it } from 'vitest';

import { openExpressions, WHOLE_OUTPUT, type Expression } from '../../../src/domain/plan/expressions.ts';

const refers = (...references: readonly string[]): object => ({ references });

/** As `terraform show -json` has it. */
function root(overrides: { in?: object; inner?: object; input?: object; each?: object } = {}): object {
  return {
    variables: { v: { default: 'by default' }, w: {} },
    outputs: { url: { expression: refers('module.net["a"].id', 'module.net["a"]', 'module.net') } },
    resources: [
      { address: 'a.new', expressions: { name: { constant_value: 'n' } } },
      {
        address: 'a.it',
        expressions: {
          input: overrides.input ?? refers('a.new[0].id', 'a.new[0]', 'a.new', 'var.v'),
          rule: [{ from: refers('local.l') }],
        },
        for_each_expression: overrides.each ?? refers('a.list.keys', 'a.list'),
      },
      {
        address: 'a.each',
        expressions: { input: refers('each.value') },
        for_each_expression: overrides.each ?? refers('a.list.keys', 'a.list'),
      },
      { address: 'a.read', expressions: { input: refers('data.d.d.id', 'data.d.d') } },
      { address: 'data.d.d', expressions: { of: overrides.input ?? refers('a.new.id', 'a.new') } },
    ],
    module_calls: {
      net: {
        expressions: { in: overrides.in ?? refers('a.new.id', 'a.new') },
        module: {
          variables: { in: {}, unset: { default: 1 } },
          outputs: { id: { expression: overrides.inner ?? refers('a.deep.id', 'a.deep') } },
          resources: [{ address: 'a.deep', expressions: { input: refers('var.in'), other: refers('var.unset') } }],
        },
      },
    },
  };
}

const attribute = (address: string, name: string, configuration = root(), variables = {}): Expression | undefined =>
  openExpressions(configuration, variables).ofResource(address)?.[name];
const output = (configuration = root()): Expression | undefined =>
  openExpressions(configuration, {}).ofOutput('url')?.[WHOLE_OUTPUT];

describe('what an attribute takes values from', () => {
  it.each<[string, Expression | undefined, readonly string[]]>([
    ['resources and variables', attribute('a.it', 'input'), ['a.new[0].id', 'var.v']],
    ['what is in a block', attribute('a.it', 'rule'), ['from local.l']],
    ['a constant', attribute('a.new', 'name'), []],
    ['what its instances are made for', attribute('a.each', 'input'), ['a.list.keys', 'each.value']],
    ['a data source, and what that reads', attribute('a.read', 'input'), ['data.d.d.id', 'of a.new.id']],
    ['a variable of its module', attribute('module.net.a.deep', 'input'), ['a.new.id']],
    ['an output of a module', output(), ['module.net.a.deep.id']],
  ])('is followed to where it comes from: %s', (_, expression, expected) => {
    expect(expression?.sources).toEqual(expected);
  });

  it('is the same by whatever way', () => {
    const direct = attribute('a.it', 'input', root({ input: refers('a.new.id', 'a.new') }))?.sources;
    expect(attribute('module.net.a.deep', 'input')?.sources).toEqual(direct);
    const whole = root({ in: refers('a.new') });
    const part = JSON.parse(JSON.stringify(whole).replaceAll('"var.in"', '"var.in.id","var.in"')) as object;
    expect(attribute('module.net.a.deep', 'input', part)?.sources).toEqual(direct);
    // OpenTofu tells of the functions of providers.
    const shouted = root({ input: refers('a.new.id', 'a.new', 'provider::p::shout') });
    expect(attribute('a.it', 'input', shouted)?.sources).toEqual(direct);
  });

  it('is another where an index of it is', () => {
    const [one, other] = ['x', 'y'].map((key) =>
      output(root({ inner: refers(`a.deep["${key}"].id`, `a.deep["${key}"]`, 'a.deep') })),
    );
    expect(one?.sources).not.toEqual(other?.sources);
  });
});

describe('what sets an attribute', () => {
  it.each<[string, Expression | undefined, Partial<Expression> | undefined]>([
    [
      'resources, and variables of the root module',
      attribute('a.it', 'input', root(), { v: { value: 'given' } }),
      { resources: ['a.new'], isOpen: false, variables: { v: 'given' } },
    ],
    ['a variable that is not given', attribute('a.it', 'input'), { variables: { v: 'by default' } }],
    ['a local value, in a block', attribute('a.it', 'rule'), { resources: [], isOpen: true }],
    ['a constant', attribute('a.new', 'name'), { resources: [], isOpen: false, variables: {} }],
    ['what its instances are made for', attribute('a.each', 'input'), { resources: ['a.list'], isOpen: false }],
    ['a data source', attribute('a.read', 'input'), { resources: [], isOpen: true }],
    [
      'a variable of its module, which a resource sets',
      attribute('module.net.a.deep', 'input'),
      { resources: ['a.new'], isOpen: false },
    ],
    [
      'a variable of its module that nothing sets',
      attribute('module.net.a.deep', 'other'),
      { resources: [], isOpen: false, variables: {} },
    ],
    ['an output of a module, of an output', output(), { resources: ['module.net.a.deep'], isOpen: false }],
    ['nothing', attribute('a.it', 'unset'), undefined],
    ['nobody knows what', attribute('a.gone', 'input'), undefined],
  ])('is followed: %s', (_, expression, expected) => {
    if (expected === undefined) expect(expression).toBeUndefined();
    else expect(expression).toMatchObject(expected);
  });

  it.each<[string, (configuration: object) => Expression | undefined, Parameters<typeof root>[0]]>([
    [
      'a constant in the place of a reference',
      (of) => attribute('a.it', 'input', of),
      { input: { constant_value: 'evil' } },
    ],
    ['another reference', (of) => attribute('a.it', 'input', of), { input: refers('a.other.id', 'a.other') }],
    [
      'one reference less',
      (of) => attribute('a.it', 'input', of),
      { input: refers('a.new[0].id', 'a.new[0]', 'a.new') },
    ],
    [
      'what a module is called with',
      (of) => attribute('module.net.a.deep', 'input', of),
      { in: { constant_value: 'evil' } },
    ],
    ['an output of a module', output, { inner: { constant_value: 'evil' } }],
    ['what a data source reads', (of) => attribute('a.read', 'input', of), { input: { constant_value: 'evil' } }],
    ['what its instances are made for', (of) => attribute('a.each', 'input', of), { each: {} }],
  ])('is told apart: %s', (_, find, overrides) => {
    expect(find(root())?.fingerprint).toBe(find(root())?.fingerprint);
    expect(find(root())?.fingerprint).not.toBe(find(root(overrides))?.fingerprint);
  });

  it('is known of a configuration that is none, or goes in a circle', () => {
    for (const none of [undefined, null, [], { resources: 1 }]) {
      expect(openExpressions(none, {}).ofResource('a.it')).toBeUndefined();
    }
    const circle = {
      module_calls: {
        m: {
          expressions: { in: refers('module.m.o') },
          module: {
            outputs: { o: { expression: refers('var.in') } },
            resources: [{ address: 'a.x', expressions: { input: refers('var.in') } }],
          },
        },
      },
    };
    expect(attribute('module.m.a.x', 'input', circle)).toMatchObject({ isOpen: true });
  });
});
