/** What GitHub's own OpenAPI description says about a request or an answer, asked through ajv. */
import { readFileSync } from 'node:fs';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';

interface Slice {
  readonly paths: Readonly<Record<string, Readonly<Record<string, SliceOperation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, object>>;
    readonly parameters: Readonly<Record<string, SliceParameter>>;
    readonly responses: Readonly<Record<string, SliceContent>>;
  };
}
interface SliceOperation {
  readonly operationId: string;
  readonly parameters: readonly (SliceParameter | Reference)[];
  readonly requestBody?: SliceContent;
  readonly responses: Readonly<Record<string, SliceContent | Reference>>;
}
interface SliceParameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema: object;
  readonly 'x-multi-segment'?: boolean;
}
interface SliceContent {
  readonly content?: { readonly 'application/json': { readonly schema: object } };
}
interface Reference {
  readonly $ref: string;
}

export type Parameters = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly pattern: RegExp;
  readonly checkPath: ValidateFunction;
  readonly checkQuery: ValidateFunction;
  readonly checkBody: ValidateFunction | undefined;
  readonly checkAnswers: ReadonlyMap<number, ValidateFunction | 'no content'>;
}

export interface Match {
  readonly operation: Operation;
  readonly path: Record<string, string>;
}

const slice = JSON.parse(readFileSync(new URL('./openapi-slice.json', import.meta.url), 'utf8')) as Slice;

const values = formats.default(new Ajv({ allErrors: true, strict: true, allowUnionTypes: true }));
/** Paths and query strings are text; the description speaks of integers and booleans. */
const texts = formats.default(new Ajv({ allErrors: true, strict: true, coerceTypes: true, useDefaults: true }));

for (const [name, schema] of Object.entries(slice.components.schemas)) {
  values.addSchema(toJsonSchema(schema) as object, name);
}
const checkError = values.compile({
  type: 'object',
  properties: { message: { type: 'string' } },
  required: ['message'],
  allOf: [{ $ref: 'basic-error' }],
});

const operations: readonly Operation[] = Object.entries(slice.paths)
  .flatMap(([template, methods]) =>
    Object.entries(methods).map(([method, operation]) => readOperation(template, method, operation)),
  )
  // `commits/{sha}/pulls` also has the form of `commits/{ref}`, whose ref may hold slashes: the longer path goes first.
  .sort((one, other) => other.pattern.source.split('/').length - one.pattern.source.split('/').length);

export function findOperation(method: string, pathname: string): Match | undefined {
  for (const operation of operations) {
    const found = operation.method === method ? operation.pattern.exec(pathname) : null;
    if (found === null) continue;
    try {
      const path = Object.entries(found.groups ?? {}).map(([name, text]) => [name, decodeURIComponent(text)] as const);
      return { operation, path: Object.fromEntries(path) };
    } catch {
      // A stray percent sign: no resource has such a path.
      return undefined;
    }
  }
  return undefined;
}

/** What is wrong with an answer, or undefined. */
export function checkAnswer(operation: Operation, status: number, body: unknown): string | undefined {
  const check = operation.checkAnswers.get(status);
  if (check === 'no content')
    return body === undefined ? undefined : 'the description knows no content for this status';
  if (check !== undefined) return check(body) ? undefined : explain(check.errors);
  // GitHub answers with errors that its description does not list for the operation, such as 404 for an unknown run.
  if (status < 400) return 'the description does not know this status';
  return checkError(body) ? undefined : explain(checkError.errors);
}

export function explain(errors: readonly ErrorObject[] | null | undefined): string {
  return (errors ?? [])
    .map((error) => {
      const { additionalProperty } = error.params as { additionalProperty?: string };
      const detail = additionalProperty === undefined ? '' : ` ("${additionalProperty}")`;
      return `${error.instancePath || 'value'} ${error.message ?? error.keyword}${detail}`;
    })
    .join('; ');
}

function readOperation(template: string, method: string, operation: SliceOperation): Operation {
  const parameters = operation.parameters.map((parameter) =>
    '$ref' in parameter ? resolve(slice.components.parameters, parameter) : parameter,
  );
  const body = operation.requestBody?.content?.['application/json'].schema;
  return {
    id: operation.operationId,
    method: method.toUpperCase(),
    pattern: toPattern(template, parameters),
    checkPath: compileParameters(parameters, 'path'),
    checkQuery: compileParameters(parameters, 'query'),
    // GitHub ignores properties that it does not know; for a test, one that has no effect is a mistake all the same.
    checkBody:
      body === undefined
        ? undefined
        : values.compile({ ...(toJsonSchema(body) as object), additionalProperties: false }),
    checkAnswers: new Map(
      Object.entries(operation.responses).map(([status, response]) => {
        const resolved = '$ref' in response ? resolve(slice.components.responses, response) : response;
        const schema = resolved.content?.['application/json'].schema;
        return [Number(status), schema === undefined ? 'no content' : values.compile(toJsonSchema(schema) as object)];
      }),
    ),
  };
}

function compileParameters(parameters: readonly SliceParameter[], place: string): ValidateFunction {
  const here = parameters.filter((parameter) => parameter.in === place);
  return texts.compile({
    type: 'object',
    properties: Object.fromEntries(here.map(({ name, schema }) => [name, toJsonSchema(schema)])),
    required: here.filter(({ required }) => required === true).map(({ name }) => name),
    additionalProperties: false,
  });
}

function toPattern(template: string, parameters: readonly SliceParameter[]): RegExp {
  const source = template.replaceAll('.', '\\.').replaceAll(/\{(\w+)\}/g, (_whole, name: string) => {
    const spansSegments = parameters.some((parameter) => parameter.name === name && parameter['x-multi-segment']);
    return `(?<${name}>${spansSegments ? '.+' : '[^/]+'})`;
  });
  return new RegExp(`^${source}$`);
}

function resolve<T>(components: Readonly<Record<string, T>>, { $ref }: Reference): T {
  const component = components[lastSegment($ref)];
  if (component === undefined) throw new Error(`The slice refers to ${$ref}, which it does not have`);
  return component;
}

/** OpenAPI 3.0 has its own word for "or null", which also overrules an `enum` without null. */
function toJsonSchema(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(toJsonSchema);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { nullable, ...rest } = schema as Record<string, unknown>;
  const converted = Object.fromEntries(
    Object.entries(rest).map(([keyword, value]) => {
      if (keyword === '$ref' && typeof value === 'string') return [keyword, lastSegment(value)];
      if (keyword === 'enum' || keyword === 'default') return [keyword, value];
      return [keyword, toJsonSchema(value)];
    }),
  );
  return nullable === true ? { anyOf: [{ type: 'null' }, converted] } : converted;
}

function lastSegment(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1);
}
