/** Policies of AWS, as the documentation shows them in JSON. */
import { isMapping } from '../workflows/schema.ts';

const KEYS = new Set([
  ...['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition', 'Principal', 'NotPrincipal'],
]);

/** What is wrong with a block of JSON: that it is none, or that a policy in it lacks a part. */
export function findJsonProblems(text: string): readonly string[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
  return statementsIn(value).flatMap(findStatementProblems);
}

type Statement = Readonly<Record<string, unknown>>;

/** Of a whole policy, a list of statements, or one by itself. */
function statementsIn(value: unknown): readonly Statement[] {
  if (Array.isArray(value)) return value.flatMap(statementsIn);
  if (!isMapping(value)) return [];
  if ('Effect' in value || 'Action' in value || 'NotAction' in value) return [value];
  return 'Statement' in value ? statementsIn(value['Statement']) : [];
}

function findStatementProblems(statement: Statement): readonly string[] {
  const { Effect: effect } = statement;
  const action = statement['Action'] ?? statement['NotAction'];
  const resource = statement['Resource'] ?? statement['NotResource'];
  const actions = Array.isArray(action) ? action : [action];
  const unknown = Object.keys(statement).filter((key) => !KEYS.has(key));
  // The policy of a role that says who may take it on is about that role.
  const isTrust = 'Principal' in statement && actions.every((one) => String(one).startsWith('sts:'));
  return [
    ...unknown.map((key) => `a statement has ${key}, which AWS does not know`),
    ...(effect === 'Allow' || effect === 'Deny' ? [] : [`a statement's Effect is ${JSON.stringify(effect)}`]),
    ...actions
      .filter((one) => typeof one !== 'string' || !/^(?:\*|[a-z0-9-]+:[A-Za-z*]+)$/.test(one))
      .map((one) => `a statement's Action is ${JSON.stringify(one)}`),
    ...(isTrust || isResource(resource) ? [] : [`a statement's Resource is ${JSON.stringify(resource)}`]),
  ];
}

function isResource(resource: unknown): boolean {
  const all: readonly unknown[] = Array.isArray(resource) ? resource : [resource];
  return (
    all.length > 0 && all.every((one) => typeof one === 'string' && /^(?:\*$|arn:aws[\w-]*:[a-z0-9-]+:)/.test(one))
  );
}
