import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { parseInputs, type InputName } from '../../src/config/inputs.ts';
import { BadInput } from '../../src/domain/failure.ts';

/** What is wrong with this text of an input; empty when it is taken. */
function problemsOf(name: InputName, text: string): readonly string[] {
  try {
    parseInputs({ [`INPUT_${name.toUpperCase()}`]: text });
    return [];
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    return error.problems;
  }
}

const SETTINGS = ['var', 'backend-config'] as const;
const TEXTS = ['state-key', 'workspace', 'working-directory', 'pr-state-key', 'stack', 'tool', 'apply-branch'] as const;
const ADDRESSES = ['target', 'replace'] as const;

describe.each(SETTINGS)('a line of %s', (input) => {
  it.each([
    ['x="y"', 'x=… without them'],
    ["x='y'", 'x=… without them'],
    ['x = "y"', 'x=… without them'],
    ['x=""', 'x=… without them'],
    ['x="a\\"b"', 'x=… without them'],
    ['"x=y"', 'begins with a quote'],
    ["'x=y'", 'begins with a quote'],
    ['"x"=y', 'begins with a quote'],
    ['-var=x=y', 'into var, alone'],
    ['-var x=y', 'into var, alone'],
    ['--var=x=y', 'into var, alone'],
    ['-var-file=y.tfvars', 'into var-file, alone'],
    ['-backend-config=key=y', 'into backend-config, alone'],
    ['=y', 'has no name before its =: write name=value'],
  ])('that holds what a shell would have taken off, or no name, is refused, with what to write: %s', (line, words) => {
    const problems = problemsOf(input, `a=b\n\n${line}`);
    expect(problems).toEqual([expect.stringContaining(words)]);
    expect(problems[0]).toMatch(new RegExp(`^${input}, line 3 `));
  });

  it.each(['x=y', 'x=', 'x=["a"]', 'x={"a"="b"}', 'x="a" + "b"', `x='a', 'b'`, "x=it's", 'x=5"', 'x=a="b"', 'x=-var'])(
    'may hold quotes of its own: %s',
    (line) => {
      expect(problemsOf(input, line)).toEqual([]);
    },
  );

  it('is told with all other lines that are wrong', () => {
    expect(problemsOf(input, 'a="1"\nb=2\nc="3"')).toHaveLength(2);
  });

  const name = fc.stringMatching(/^[a-z_][a-z0-9_-]{0,12}$/);
  const value = fc.stringMatching(/^[A-Z0-9 /+=.:]{6,30}$/).filter((text) => text.trim() === text);

  it('is never taken with its value in quotes, whatever that is, and the value is not repeated', () => {
    fc.assert(
      fc.property(name, value, fc.constantFrom('"', "'"), (called, secret, quote) => {
        const [problem, ...others] = problemsOf(input, `${called}=${quote}${secret}${quote}`);
        expect(others).toEqual([]);
        expect(problem).toContain(`${called}=…`);
        expect(problem).not.toContain(secret);
      }),
    );
  });

  it('is always taken as it is without them', () => {
    fc.assert(
      fc.property(name, value, (called, plain) => {
        const line = `${called}=${plain}`;
        expect(parseInputs({ [`INPUT_${input.toUpperCase()}`]: line })[input]).toEqual([line]);
      }),
    );
  });
});

it('a line of var without = is refused, and not repeated', () => {
  expect(problemsOf('var', 'hunter2')).toEqual(['var, line 1 has no =: write name=value.']);
});

it('a line of backend-config without = is the path of a file', () => {
  expect(problemsOf('backend-config', 'prod.s3.tfbackend')).toEqual([]);
  expect(problemsOf('backend-config', '"prod.s3.tfbackend"')).toEqual([expect.stringContaining('begins with a quote')]);
});

describe.each(ADDRESSES)('a line of %s', (input) => {
  it.each(['a.b', 'a.b["k"]', 'module.m["x y"].a.b[0]'])('may be %s', (address) => {
    expect(problemsOf(input, address)).toEqual([]);
  });

  it.each([`'a.b["k"]'`, '"a.b"', '"a.b["k"]"', `-${input}=a.b`])('may not be as a shell has it: %s', (address) => {
    expect(problemsOf(input, address)).toEqual([expect.stringMatching(new RegExp(`^${input}, line 1 begins with `))]);
  });
});

it.each(['"a.tfvars"', "'a.tfvars'", '-var-file=a.tfvars'])(
  'a line of var-file may not be as a shell has it: %s',
  (path) => {
    expect(problemsOf('var-file', path)).toEqual([expect.stringMatching(/^var-file, line 1 begins with /)]);
  },
);

describe.each(TEXTS)('%s', (input) => {
  it.each(['"a/{pr}"', "'a/{pr}'"])('may not be in quotes: %s', (text) => {
    expect(problemsOf(input, text)).toEqual([
      `${input} is in quotes, which no shell takes off here: write it without them; it is ${JSON.stringify(text)}.`,
    ]);
  });

  it('may hold one that is no pair around it', () => {
    expect(problemsOf(input, `a'{pr}'`)).toEqual([]);
  });
});
