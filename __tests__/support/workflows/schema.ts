/** Holds parts of a workflow file to GitHub's own description of it (`github-schema.json`). */
import { createRequire } from 'node:module';

import { expressionsIn, namesIn, parseExpression } from './expression.ts';

type PropertyType = string | { readonly type: string; readonly required?: boolean };

interface Definition {
  /** What expressions may name here and below; none are possible without. */
  readonly context?: readonly string[];
  readonly 'one-of'?: readonly string[];
  readonly 'allowed-values'?: readonly string[];
  readonly mapping?: {
    readonly properties?: Readonly<Record<string, PropertyType>>;
    readonly 'loose-key-type'?: string;
    readonly 'loose-value-type'?: string;
  };
  readonly sequence?: { readonly 'item-type'?: string };
  readonly string?: { readonly constant?: string; readonly 'require-non-empty'?: boolean };
  readonly boolean?: object;
  readonly number?: object;
  readonly null?: object;
}

const { definitions } = createRequire(import.meta.url)('./github-schema.json') as {
  readonly definitions: Readonly<Record<string, Definition>>;
};

const BUILT_IN: Readonly<Record<string, Definition>> = {
  ...{ string: { string: {} }, boolean: { boolean: {} }, number: { number: {} }, null: { null: {} } },
  sequence: { sequence: { 'item-type': 'any' } },
  mapping: { mapping: { 'loose-key-type': 'string', 'loose-value-type': 'any' } },
};

/** They are expressions as a whole, without `${{`. */
const CONDITIONS = new Set(['job-if', 'step-if', 'snapshot-if']);

interface Place {
  /** Such as `jobs.plan.steps.2`. */
  readonly at: string;
  readonly context: readonly string[];
  /** A part of something: what is required may be in the rest. */
  readonly partial: boolean;
}

/** What is wrong with a value, one sentence each; `definition` is a name in GitHub's description. */
export function findSchemaProblems(
  value: unknown,
  definition = 'workflow-root-strict',
  { partial = false }: { readonly partial?: boolean } = {},
): readonly string[] {
  return judge(value, definition, { at: '', context: [], partial });
}

function judge(value: unknown, name: string, place: Place): readonly string[] {
  if (name === 'any') return [];
  const definition = definitions[name] ?? BUILT_IN[name];
  if (definition === undefined) throw new Error(`GitHub's description has no ${name}`);
  const here = { ...place, context: [...place.context, ...(definition.context ?? [])] };
  if (typeof value === 'string' && (CONDITIONS.has(name) || value.includes('${{'))) {
    return judgeExpressions(value, here, CONDITIONS.has(name));
  }
  if (definition['one-of'] !== undefined) return judgeOneOf(value, definition['one-of'], here);
  if (definition.mapping !== undefined) return judgeMapping(value, definition.mapping, here);
  if (definition.sequence !== undefined) return judgeSequence(value, definition.sequence['item-type'] ?? 'any', here);
  return fits(value, definition) ? [] : [`${label(here)} may not be ${JSON.stringify(value)}`];
}

function fits(value: unknown, definition: Definition): boolean {
  if (definition['allowed-values'] !== undefined) return definition['allowed-values'].includes(value as string);
  if (definition.boolean !== undefined) return typeof value === 'boolean';
  if (definition.number !== undefined) return typeof value === 'number';
  if (definition.null !== undefined) return value === null;
  // A number or a boolean is taken as its text where a text belongs.
  if (typeof value === 'object' || value === undefined) return false;
  const { constant, 'require-non-empty': nonEmpty = false } = definition.string ?? {};
  return (constant === undefined || value === constant) && !(nonEmpty && value === '');
}

function judgeOneOf(value: unknown, options: readonly string[], place: Place): readonly string[] {
  const judgements = options.map((option) => judge(value, option, place));
  if (judgements.some((problems) => problems.length === 0)) return [];
  // The option that was meant has the fewest problems; of a text there is nothing to say but that it fits none.
  if (typeof value !== 'object' || value === null) return [`${label(place)} may not be ${JSON.stringify(value)}`];
  const inner = judgements.filter((problems) => !problems.some((problem) => problem.startsWith(`${label(place)} may`)));
  const [fewest] = (inner.length > 0 ? inner : judgements).toSorted((a, b) => a.length - b.length);
  return fewest ?? [];
}

function judgeMapping(
  value: unknown,
  { properties = {}, ...loose }: NonNullable<Definition['mapping']>,
  place: Place,
): readonly string[] {
  if (!isMapping(value)) return [`${label(place)} may not be ${JSON.stringify(value)}: keys belong there`];
  const missing = Object.entries(properties)
    .filter(([key, type]) => typeof type === 'object' && type.required === true && !(key in value))
    .map(([key]) => `${label(place)} has no ${key}`);
  const entries = Object.entries(value).flatMap(([key, item]) => {
    const at = place.at === '' ? key : `${place.at}.${key}`;
    const type = properties[key] ?? loose['loose-value-type'];
    if (type === undefined) return [`${label(place)} has ${key}, which GitHub does not know`];
    return judge(item, typeof type === 'string' ? type : type.type, { ...place, at, partial: false });
  });
  return [...(place.partial ? [] : missing), ...entries];
}

function judgeSequence(value: unknown, itemType: string, place: Place): readonly string[] {
  if (!Array.isArray(value)) return [`${label(place)} may not be ${JSON.stringify(value)}: a list belongs there`];
  const at = (index: number): string => (place.at === '' ? String(index) : `${place.at}.${index}`);
  return value.flatMap((item, index) => judge(item, itemType, { ...place, at: at(index), partial: false }));
}

function judgeExpressions(text: string, place: Place, isCondition: boolean): readonly string[] {
  if (place.context.length === 0) return [`${label(place)} may hold no expression`];
  const allowed = place.context.map((entry) => entry.replace(/\(.*/, ''));
  try {
    const expressions = isCondition && !text.includes('${{') ? [parseExpression(text)] : expressionsIn(text);
    const names = expressions.map(namesIn);
    return names
      .flatMap(({ paths, calls }) => [...paths.map(([root = '']) => root), ...calls.filter((call) => !isPure(call))])
      .filter((name) => !allowed.includes(name))
      .map((name) => `${label(place)} names ${name}, which is not there at that place`);
  } catch (error) {
    return [`${label(place)}: ${error instanceof Error ? error.message : String(error)}`];
  }
}

/** Functions that are there everywhere. */
function isPure(name: string): boolean {
  return ['contains', 'startsWith', 'endsWith', 'format', 'join', 'toJSON', 'fromJSON'].includes(name);
}

function label({ at }: Place): string {
  return at === '' ? 'the whole' : at;
}

export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
