/**
 * Cuts the operations that Lockstep uses out of GitHub's own OpenAPI description, for the local GitHub server of the
 * tests to validate against. Run as `node scripts/refresh-github-openapi.ts` and commit what it writes.
 *
 * The package is fetched into a temporary directory and thrown away: at 385 MB unpacked it has no place among the
 * dependencies of a project that needs a thousandth of it.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PACKAGE = '@octokit/openapi';
const VERSION = '23.0.2';
const DESCRIPTION = 'package/generated/api.github.com.json';
const SLICE = new URL('../__tests__/support/github/github-server/openapi-slice.json', import.meta.url);

const OPERATIONS = [
  'actions/get-workflow-run',
  'actions/get-workflow-run-attempt',
  'actions/list-jobs-for-workflow-run-attempt',
  'issues/create-comment',
  'issues/delete-comment',
  'issues/get-comment',
  'issues/list-comments',
  'issues/update-comment',
  'git/list-matching-refs',
  'pulls/get',
  'pulls/list',
  'repos/compare-commits-with-basehead',
  'repos/get',
  'repos/get-commit',
  'repos/list-commits',
  'repos/list-pull-requests-associated-with-commit',
  'users/get-authenticated',
];

/** What a schema says about a value. */
const MEANING = new Set([
  ...['$ref', 'type', 'nullable', 'enum', 'format', 'pattern', 'default', 'required', 'uniqueItems'],
  ...['minLength', 'maxLength', 'minimum', 'maximum', 'minItems', 'maxItems'],
  ...['properties', 'additionalProperties', 'items', 'allOf', 'anyOf', 'oneOf', 'not'],
]);
/** What a schema says to people and code generators. */
const PROSE = new Set(['description', 'title', 'example', 'examples', 'deprecated', 'readOnly', 'discriminator']);

type Json = null | boolean | number | string | Json[] | JsonObject;
interface JsonObject {
  [key: string]: Json;
}

function readDescription(): JsonObject {
  const directory = mkdtempSync(join(tmpdir(), 'lockstep-openapi-'));
  try {
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    const packed = execFileSync(npm, ['pack', `${PACKAGE}@${VERSION}`, '--silent'], {
      cwd: directory,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
    execFileSync('tar', ['-xzf', packed.trim(), DESCRIPTION], { cwd: directory });
    return asObject(JSON.parse(readFileSync(join(directory, DESCRIPTION), 'utf8')) as Json, DESCRIPTION);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function cutSlice(description: JsonObject): JsonObject {
  const missing = new Set(OPERATIONS);
  const paths: JsonObject = {};
  for (const [path, methods] of entries(description, 'paths')) {
    const kept: JsonObject = {};
    for (const [method, operation] of Object.entries(asObject(methods, path))) {
      const operationId = isObject(operation) ? operation['operationId'] : undefined;
      if (typeof operationId !== 'string' || !missing.delete(operationId)) continue;
      kept[method] = trimOperation(asObject(operation, operationId));
    }
    if (Object.keys(kept).length > 0) paths[path] = kept;
  }
  if (missing.size > 0) throw new Error(`Not in ${PACKAGE} ${VERSION}: ${[...missing].join(', ')}`);
  return {
    openapi: description['openapi'] ?? null,
    info: { title: 'The part of the GitHub REST API that Lockstep uses', version: VERSION },
    'x-source': { package: PACKAGE, version: VERSION, file: DESCRIPTION, script: 'scripts/refresh-github-openapi.ts' },
    paths,
    components: collectComponents(paths, asObject(description['components'], 'components')),
  };
}

/** Follows references until nothing new turns up, so that the slice stands by itself. */
function collectComponents(paths: JsonObject, components: JsonObject): JsonObject {
  const collected: JsonObject = {};
  const seen = new Set<string>();
  const queue = listReferences(paths);
  for (let reference = queue.pop(); reference !== undefined; reference = queue.pop()) {
    if (seen.has(reference)) continue;
    seen.add(reference);
    const [, kind, name] = /^#\/components\/([^/]+)\/([^/]+)$/.exec(reference) ?? [];
    if (kind === undefined || name === undefined) throw new Error(`Unexpected reference ${reference}`);
    const component = trimComponent(kind, asObject(asObject(components[kind], kind)[name], reference));
    collected[kind] = { ...asObject(collected[kind] ?? {}, kind), [name]: component };
    queue.push(...listReferences(component));
  }
  return collected;
}

function trimComponent(kind: string, component: JsonObject): JsonObject {
  switch (kind) {
    case 'schemas':
      return trimSchema(component);
    case 'parameters':
      return trimParameter(component);
    case 'responses':
      return trimResponse(component);
    default:
      throw new Error(`Components of kind ${kind} are not expected in the slice`);
  }
}

function trimOperation(operation: JsonObject): JsonObject {
  const trimmed: JsonObject = {
    operationId: operation['operationId'] ?? null,
    parameters: asArray(operation['parameters'] ?? []).map((item) => orReference(item, trimParameter)),
    responses: mapValues(asObject(operation['responses'], 'responses'), (item) => orReference(item, trimResponse)),
  };
  if (operation['requestBody'] !== undefined) {
    const body = asObject(operation['requestBody'], 'requestBody');
    trimmed['requestBody'] = { required: body['required'] ?? false, ...trimContent(body) };
  }
  return trimmed;
}

function trimParameter(parameter: JsonObject): JsonObject {
  const kept = pick(parameter, ['name', 'in', 'required', 'x-multi-segment']);
  return { ...kept, schema: trimSchema(asObject(parameter['schema'], 'schema')) };
}

function trimResponse(response: JsonObject): JsonObject {
  // OpenAPI demands a description, even an empty one.
  return { description: '', ...trimContent(response) };
}

/** Diffs, patches and the like are left out: Lockstep speaks JSON only. */
function trimContent(holder: JsonObject): JsonObject {
  const content = isObject(holder['content']) ? holder['content']['application/json'] : undefined;
  if (!isObject(content)) return {};
  return { content: { 'application/json': { schema: trimSchema(asObject(content['schema'], 'schema')) } } };
}

function trimSchema(schema: JsonObject): JsonObject {
  const trimmed: JsonObject = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (PROSE.has(keyword) || keyword.startsWith('x-')) continue;
    // A keyword dropped in ignorance would silently weaken every test.
    if (!MEANING.has(keyword)) throw new Error(`Schema keyword ${keyword} is new: does it mean something?`);
    if (keyword === 'properties') trimmed[keyword] = mapValues(asObject(value, keyword), trimIfSchema);
    else if (keyword === 'default' || keyword === 'enum') trimmed[keyword] = value;
    else trimmed[keyword] = Array.isArray(value) ? value.map(trimIfSchema) : trimIfSchema(value);
  }
  return trimmed;
}

function trimIfSchema(value: Json): Json {
  return isObject(value) ? trimSchema(value) : value;
}

function orReference(item: Json, trim: (item: JsonObject) => JsonObject): JsonObject {
  const object = asObject(item, 'item');
  return object['$ref'] === undefined ? trim(object) : pick(object, ['$ref']);
}

function listReferences(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(listReferences);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    key === '$ref' && typeof item === 'string' ? [item] : listReferences(item),
  );
}

/** Sorted keys: the next refresh shows in review as what GitHub changed, and nothing else. */
function sortKeys(value: Json): Json {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (!isObject(value)) return value;
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, sortKeys(value[key] ?? null)]));
}

function entries(holder: JsonObject, key: string): [string, Json][] {
  return Object.entries(asObject(holder[key], key));
}

function mapValues(object: JsonObject, change: (value: Json) => Json): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}

function pick(object: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => keys.includes(key)));
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asObject(value: Json | undefined, what: string): JsonObject {
  if (!isObject(value)) throw new Error(`${what} is not an object`);
  return value;
}

function asArray(value: Json): Json[] {
  if (!Array.isArray(value)) throw new Error('Expected a list');
  return value;
}

const text = `${JSON.stringify(sortKeys(cutSlice(readDescription())), null, 1)}\n`;
writeFileSync(SLICE, text);
console.log(`${SLICE.pathname}: ${OPERATIONS.length} operations, ${Math.ceil(text.length / 1024)} KiB`);
