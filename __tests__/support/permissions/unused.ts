import { isAction, isLike, speaksOf, type AccessRequest } from './decide-access.ts';
import type { Policy, Statement } from './policy-document.ts';

/** One thing that an allow statement lets happen: one action, on one resource, under one value of each condition. */
export interface Grant {
  readonly sid: string;
  readonly action: string;
  readonly resource: string;
  readonly conditions: readonly { readonly key: string; readonly value: string }[];
}

/** All that the allow statements let happen, taken apart. */
export function grantsOf({ statements }: Policy): readonly Grant[] {
  return statements.filter(({ effect }) => effect === 'Allow').flatMap(grantsOfStatement);
}

/** What is granted and was asked for by none of these requests. */
export function findUnused(policy: Policy, requests: readonly AccessRequest[]): readonly Grant[] {
  return policy.statements
    .filter(({ effect }) => effect === 'Allow')
    .flatMap((statement) => {
      const asked = requests.filter((request) => speaksOf(statement, request));
      return grantsOfStatement(statement).filter((grant) => !asked.some((request) => isCovered(grant, request)));
    });
}

function grantsOfStatement({ sid, actions, resources, conditions }: Statement): readonly Grant[] {
  if (actions.kind === 'every-other' || resources === undefined) throw new Error(`${sid} allows more than it names`);
  const alone = actions.patterns.flatMap((action) =>
    resources.map((resource): Grant => ({ sid, action, resource, conditions: [] })),
  );
  return conditions.reduce<readonly Grant[]>(
    (grants, { key, values }) =>
      grants.flatMap((grant) =>
        values.map((value) => ({ ...grant, conditions: [...grant.conditions, { key, value }] })),
      ),
    alone,
  );
}

function isCovered({ action, resource, conditions }: Grant, request: AccessRequest): boolean {
  return (
    isAction(action, request.action) &&
    isLike(resource, request.resource ?? '') &&
    conditions.every(({ key, value }) => request.context[key]?.some((given) => isLike(value, given)) ?? false)
  );
}

export function describeGrant({ sid, action, resource, conditions }: Grant): string {
  return [`${sid}: ${action} on ${resource}`, ...conditions.map(({ key, value }) => `${key} ${value}`)].join(', ');
}
