import { describe, expect, it } from 'vitest';

import { parseInputs, type InputName, type Inputs } from '../../src/config/inputs.ts';
import { BadInput } from '../../src/domain/failure.ts';

/** As the runner hands an input over. */
function given(inputs: Partial<Readonly<Record<InputName, string>>>): Inputs {
  return parseInputs(
    Object.fromEntries(Object.entries(inputs).map(([name, text]) => [`INPUT_${name.toUpperCase()}`, text])),
  );
}

describe('inputs that are not given', () => {
  it('have the defaults of the documentation', () => {
    expect(parseInputs({})).toMatchObject({
      command: 'auto',
      'working-directory': '.',
      stack: undefined,
      tool: 'auto',
      workspace: undefined,
      'state-key': undefined,
      'pr-state-key': '{dir}/pr-{pr}/{file}',
      'pr-state': 'snapshot',
      'apply-branch': undefined,
      'backend-config': [],
      'var-file': [],
      var: [],
      target: [],
      replace: [],
      refresh: true,
      parallelism: undefined,
      'lock-timeout': 1_200_000,
      'comment-pr': 'always',
      'pr-number': undefined,
      force: false,
      token: '',
    });
  });

  it.each(['', '  ', '\n'])('are those that are set to nothing too: %j', (nothing) => {
    expect(given({ 'lock-timeout': nothing, refresh: nothing, command: nothing, stack: nothing })).toMatchObject({
      'lock-timeout': 1_200_000,
      refresh: true,
      command: 'auto',
      stack: undefined,
    });
  });

  it('are not taken from other variables', () => {
    expect(parseInputs({ INPUT_STATE_KEY: 'a', 'INPUT_STATE KEY': 'b', STACK: 'c' })).toMatchObject({
      'state-key': undefined,
      stack: undefined,
    });
  });
});

describe('inputs that are given', () => {
  it('are read by the names that the runner gives them, hyphens kept', () => {
    expect(parseInputs({ 'INPUT_STATE-KEY': 'prod/terraform.tfstate', INPUT_STACK: 'network' })).toMatchObject({
      'state-key': 'prod/terraform.tfstate',
      stack: 'network',
    });
  });

  it('lose the space around them', () => {
    expect(given({ stack: ' network \n', 'lock-timeout': ' 90s ' })).toMatchObject({
      stack: 'network',
      'lock-timeout': 90_000,
    });
  });

  it.each(['backend-config', 'var-file', 'var', 'target', 'replace'] as const)(
    '%s is a list with one entry per line, as written',
    (name) => {
      const text = 'a=1, b=2\r\n\n  x["a b"]=c  \n# c=d\n';

      expect(given({ [name]: text })[name]).toEqual(['a=1, b=2', 'x["a b"]=c', '# c=d']);
    },
  );

  it.each([
    ['', undefined],
    ['90s', 90_000],
    ['24h', 86_400_000],
  ])('apply-timeout may be %j', (text, limitMs) => {
    expect(given({ 'apply-timeout': text })['apply-timeout']).toBe(limitMs);
  });

  it.each([
    ['true', true],
    ['false', false],
  ])('refresh and force may be %s', (text, value) => {
    expect(given({ refresh: text, force: text })).toMatchObject({ refresh: value, force: value });
  });

  it.each([
    ['0', 0],
    ['90s', 90_000],
    ['1h30m', 5_400_000],
    ['24h', 86_400_000],
  ])('lock-timeout may be %s', (text, timeoutMs) => {
    expect(given({ 'lock-timeout': text })['lock-timeout']).toBe(timeoutMs);
  });

  it.each(['auto', 'plan', 'apply', 'cleanup'] as const)('command may be %s', (command) => {
    expect(given({ command }).command).toBe(command);
  });

  it('parallelism and pr-number are whole numbers', () => {
    expect(given({ parallelism: '1', 'pr-number': '1234' })).toMatchObject({ parallelism: 1, 'pr-number': 1234 });
  });

  it.each(['{pr}', 'previews/{pr}.tfstate', '{dir}/{pr}/{file}', '{pr}}'])('pr-state-key may be %s', (template) => {
    expect(given({ 'pr-state-key': template })['pr-state-key']).toBe(template);
  });
});

describe('a bad input', () => {
  it.each<[InputName, string, RegExp]>([
    ['command', 'destroy', /^command must be one of auto, plan, apply, cleanup.*; it is "destroy"\.$/],
    ['command', 'Plan', /^command must be one of/],
    ['pr-state', 'copy', /^pr-state must be one of snapshot, empty; it is "copy"\.$/],
    ['comment-pr', 'yes', /^comment-pr must be one of always, on-change, never; it is "yes"\.$/],
    ['refresh', 'yes', /^refresh must be true or false; it is "yes"\.$/],
    ['force', '1', /^force must be true or false; it is "1"\.$/],
    [
      'lock-timeout',
      '20',
      /^lock-timeout must be a duration such as 90s, 20m or 1h30m, or 0 to not wait, at most 24h; it is "20"\.$/,
    ],
    ['lock-timeout', '24h1s', /^lock-timeout must be a duration .* at most 24h/],
    ['lock-timeout', '-5m', /^lock-timeout must be a duration/],
    [
      'apply-timeout',
      '0',
      /^apply-timeout must be a duration .*, at most 24h; leave it out for no limit; it is "0"\.$/,
    ],
    ['apply-timeout', '25h', /^apply-timeout must be a duration/],
    ['parallelism', '0', /^parallelism must be a whole number above 0; it is "0"\.$/],
    ['parallelism', '2.5', /^parallelism must be/],
    ['parallelism', '10 -lock=false', /^parallelism must be/],
    ['pr-number', '#42', /^pr-number must be a whole number above 0; it is "#42"\.$/],
    ['pr-number', '042', /^pr-number must be/],
    ['pr-number', '99999999999999999999', /^pr-number must be/],
    [
      'pr-state-key',
      '{dir}/{file}',
      /^pr-state-key must contain \{pr\}, so that every pull request has its own key; it is/,
    ],
    [
      'pr-state-key',
      '{dir}/{pr}/{name}',
      /^pr-state-key holds \{name\}, which is not known: use \{dir\}, \{file\} and \{pr\}/,
    ],
    ['pr-state-key', '{pr}/{file', /^pr-state-key holds \{file, which is not known/],
    ['pr-state-key', '{PR}', /^pr-state-key must contain \{pr\}/],
  ])('%s = %j is refused by name, with what is allowed', (name, text, problem) => {
    expect(() => given({ [name]: text })).toThrow(BadInput);
    expect(() => given({ [name]: text })).toThrow(problem);
  });

  it('is told together with all the others, one sentence each, in the order of the documentation', () => {
    const bad = { refresh: 'maybe', command: 'destroy', 'lock-timeout': 'soon', parallelism: 'many' };

    expect(() => given(bad)).toThrow(
      /^command must [^\n]*\nrefresh must [^\n]*\nparallelism must [^\n]*\nlock-timeout must [^\n]*$/,
    );
  });
});
