import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { INPUTS } from '../../src/config/inputs.ts';
import { OUTPUTS } from '../../src/domain/run/outcome.ts';

interface ActionFile {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default?: unknown }>>;
  readonly outputs: Readonly<Record<string, { readonly description: string }>>;
  readonly runs: Readonly<Record<string, string>>;
}

const action = parse(await readFile(new URL('../../action.yml', import.meta.url), 'utf8')) as ActionFile;

describe('action.yml', () => {
  it('has the inputs that are read, all of them, in the same order', () => {
    expect(Object.keys(action.inputs)).toEqual(Object.keys(INPUTS));
  });

  it('has the outputs that are written, all of them, in the same order', () => {
    expect(Object.keys(action.outputs)).toEqual([...OUTPUTS]);
  });

  it.each(Object.entries(INPUTS).filter(([name]) => name !== 'token'))(
    'gives %s the default that the code falls back on',
    (name, input) => {
      expect(action.inputs[name]?.default).toBe(input.default);
    },
  );

  it("gives token the workflow's own, which only the runner knows", () => {
    expect(action.inputs['token']?.default).toBe('${{ github.token }}');
    expect(INPUTS.token.default).toBe('');
  });

  it.each(Object.entries(INPUTS))('gives %s a default that the code accepts', (_, input) => {
    expect(input.parse(input.default)).not.toHaveProperty('problem');
  });

  it.each([...Object.entries(action.inputs), ...Object.entries(action.outputs)])(
    'says in a sentence what %s is',
    (_, { description }) => {
      expect(description.trim()).toMatch(/^[A-Z`].*[.]$/s);
    },
  );

  it('runs one file as main and as post, on the newest Node that the runner has', () => {
    expect(action.runs).toEqual({ using: 'node24', main: 'dist/index.js', post: 'dist/index.js' });
  });
});
