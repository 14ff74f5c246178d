import type { Environment } from '../domain/environment.ts';
import { BadInput } from '../domain/failure.ts';
import { parseDurationMs } from '../domain/duration.ts';
import { parseUnreviewedValues, type UnreviewedValue } from '../domain/review/unreviewed-values.ts';
import type { Command } from '../domain/run/operation.ts';
import { DEFAULT_TEMPLATE } from '../domain/state/keys.ts';
import { isInQuotes, problemOfBeginning, problemOfPath, problemOfSetting, problemOfSettingOrPath } from './quotes.ts';

/**
 * A parsed value, or the rest of a sentence that begins with the input's name; of lines one sentence each, which begins
 * with the number of the line and repeats nothing of it that may be a secret.
 */
type Parsed<T> = { readonly value: T } | { readonly problem: string } | { readonly problems: readonly string[] };
type Parse<T> = (text: string) => Parsed<T>;

interface Input<T> {
  /** As in action.yml: a test holds the two to each other. */
  readonly default: string;
  readonly parse: Parse<T>;
}

const IN_QUOTES = { problem: 'is in quotes, which no shell takes off here: write it without them' };

const text: Parse<string> = (value) => (isInQuotes(value) ? IN_QUOTES : { value });

const optionalText: Parse<string | undefined> = (value) =>
  isInQuotes(value) ? IN_QUOTES : { value: value === '' ? undefined : value };

/** A token is no word of anybody's, and is not repeated. */
const secret: Parse<string> = (value) => ({ value });

/** One entry per line, in which nothing may be that only a shell would understand. */
function lines(problemOf: (line: string) => string | undefined): Parse<readonly string[]> {
  return (value) => {
    const entries = value.split('\n').map((line) => line.trim());
    const problems = entries.flatMap((entry, index) => {
      const problem = entry === '' ? undefined : problemOf(entry);
      return problem === undefined ? [] : [`line ${index + 1} ${problem}`];
    });
    return problems.length > 0 ? { problems } : { value: entries.filter((entry) => entry !== '') };
  };
}

const unreviewedValues: Parse<readonly UnreviewedValue[]> = (value) =>
  parseUnreviewedValues(
    value
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
  );

const boolean: Parse<boolean> = (value) =>
  value === 'true' || value === 'false' ? { value: value === 'true' } : { problem: 'must be true or false' };

const duration: Parse<number> = (value) => {
  const durationMs = parseDurationMs(value);
  return durationMs === undefined || durationMs > 86_400_000
    ? { problem: 'must be a duration such as 90s, 20m or 1h30m, or 0 to not wait, at most 24h' }
    : { value: durationMs };
};

const timeLimit: Parse<number | undefined> = (value) => {
  if (value === '') return { value: undefined };
  const durationMs = parseDurationMs(value);
  return durationMs === undefined || durationMs === 0 || durationMs > 86_400_000
    ? { problem: 'must be a duration such as 90s, 20m or 1h30m, at most 24h; leave it out for no limit' }
    : { value: durationMs };
};

const positiveInteger: Parse<number | undefined> = (value) => {
  if (value === '') return { value: undefined };
  return /^[1-9]\d{0,9}$/.test(value) ? { value: Number(value) } : { problem: 'must be a whole number above 0' };
};

/** Terraform's lock IDs are UUIDs; whatever else a person pastes is a mistake that is better found here. */
const lockId: Parse<string | undefined> = (value) => {
  if (value === '') return { value: undefined };
  return /^[\w-]{1,128}$/.test(value)
    ? { value }
    : { problem: 'must be the ID of a state lock, such as a1b2c3d4-0000-4000-8000-000000000001' };
};

function oneOf<const T extends string>(...allowed: readonly T[]): Parse<T> {
  return (value) => {
    const found = allowed.find((candidate) => candidate === value);
    return found === undefined ? { problem: `must be one of ${allowed.join(', ')}` } : { value: found };
  };
}

const prKeyTemplate: Parse<string> = (value) => {
  if (isInQuotes(value)) return IN_QUOTES;
  if (!value.includes('{pr}')) return { problem: 'must contain {pr}, so that every pull request has its own key' };
  const unknown = value.match(/\{[^}]*\}?/g)?.find((part) => !['{dir}', '{file}', '{pr}'].includes(part));
  return unknown === undefined
    ? { value }
    : { problem: `holds ${unknown}, which is not known: use {dir}, {file} and {pr}` };
};

function input<T>(fallback: string, parse: Parse<T>): Input<T> {
  return { default: fallback, parse };
}

/** Every input: its default and how it is read. The one list from which action.yml, README and parsing are held together. */
export const INPUTS = {
  command: input('auto', oneOf<Command>('auto', 'plan', 'apply', 'cleanup', 'unlock', 'sweep', 'doctor')),
  'working-directory': input('.', text),
  stack: input('', optionalText),
  tool: input('auto', text),
  workspace: input('', optionalText),
  'state-key': input('', optionalText),
  'pr-state-key': input(DEFAULT_TEMPLATE, prKeyTemplate),
  'pr-state': input('snapshot', oneOf('snapshot', 'empty')),
  'apply-branch': input('', optionalText),
  'backend-config': input('', lines(problemOfSettingOrPath)),
  'var-file': input('', lines(problemOfPath)),
  var: input('', lines(problemOfSetting)),
  target: input('', lines(problemOfBeginning)),
  replace: input('', lines(problemOfBeginning)),
  destroy: input('false', boolean),
  refresh: input('true', boolean),
  parallelism: input('', positiveInteger),
  'lock-timeout': input('20m', duration),
  'stale-lock': input('report', oneOf('report', 'recover')),
  'lock-id': input('', lockId),
  'apply-timeout': input('', timeLimit),
  'unreviewed-changes': input('fail', oneOf('fail', 'warn', 'allow')),
  'unreviewed-values': input('', unreviewedValues),
  'comment-pr': input('always', oneOf('always', 'on-change', 'never')),
  'pr-number': input('', positiveInteger),
  force: input('false', boolean),
  'dry-run': input('false', boolean),
  token: input('', secret),
} as const;

export type InputName = keyof typeof INPUTS;

/** The inputs of one run. Lists hold one entry per line; durations are in milliseconds. */
export type Inputs = { readonly [Name in InputName]: (typeof INPUTS)[Name] extends Input<infer T> ? T : never };

/**
 * Reads the inputs as the runner hands them over (`INPUT_<NAME>`, spaces in names as `_`, hyphens kept).
 * Throws BadInput with every problem at once.
 */
export function parseInputs(env: Environment): Inputs {
  const values: Partial<Record<InputName, unknown>> = {};
  const problems: string[] = [];
  for (const name of Object.keys(INPUTS) as InputName[]) {
    const given = env[`INPUT_${name.toUpperCase()}`]?.trim() ?? '';
    const { default: fallback, parse } = INPUTS[name];
    const parsed: Parsed<unknown> = parse(given === '' ? fallback : given);
    if ('problems' in parsed) problems.push(...parsed.problems.map((problem) => `${name}, ${problem}.`));
    else if ('problem' in parsed) problems.push(`${name} ${parsed.problem}; it is ${JSON.stringify(given)}.`);
    else values[name] = parsed.value;
  }
  if (problems.length > 0) throw new BadInput(problems);
  return values as Inputs;
}
