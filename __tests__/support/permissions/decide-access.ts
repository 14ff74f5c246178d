import type { Condition, Policy, Statement } from './policy-document.ts';

/** What a service asks IAM before it does anything. */
export interface AccessRequest {
  /** As the service calls it: `s3:GetObject`. */
  readonly action: string;
  /** Undefined for a role that is assumed. */
  readonly resource: string | undefined;
  /** What the service says of the request. A key that does not apply to it is not there. */
  readonly context: Readonly<Record<string, readonly string[]>>;
}

export type AccessDecision =
  | { readonly kind: 'allowed'; readonly by: readonly Statement[] }
  /** A statement says no, and no other can say yes. */
  | { readonly kind: 'denied'; readonly by: Statement }
  /** No statement says yes. */
  | { readonly kind: 'not-allowed' };

/** IAM's rule for one account: an explicit deny wins, then an allow, and what nobody speaks of is not allowed. */
export function decideAccess({ statements }: Policy, request: AccessRequest): AccessDecision {
  const speaking = statements.filter((statement) => speaksOf(statement, request));
  const denying = speaking.find(({ effect }) => effect === 'Deny');
  if (denying !== undefined) return { kind: 'denied', by: denying };
  return speaking.length === 0 ? { kind: 'not-allowed' } : { kind: 'allowed', by: speaking };
}

export function speaksOf({ actions, resources, conditions }: Statement, request: AccessRequest): boolean {
  const named = actions.patterns.some((pattern) => isAction(pattern, request.action));
  if (named !== (actions.kind === 'these')) return false;
  const { resource } = request;
  if (resources !== undefined && !(resource !== undefined && resources.some((arn) => isLike(arn, resource)))) {
    return false;
  }
  return conditions.every((condition) => holds(condition, request.context[condition.key]));
}

/** Actions are the same in upper and lower case. */
export function isAction(pattern: string, action: string): boolean {
  return isLike(pattern.toLowerCase(), action.toLowerCase());
}

/** `*` stands for any text, slashes included, and `?` for one character. */
export function isLike(pattern: string, text: string): boolean {
  const source = pattern.replace(/[.*+?^${}()|[\]\\]/g, (character) =>
    character === '*' ? '.*' : character === '?' ? '.' : `\\${character}`,
  );
  return new RegExp(`^${source}$`, 's').test(text);
}

/** A key that is not there makes every condition false, but for `ForAllValues`, which has nothing to object to then. */
function holds({ operator, values }: Condition, given: readonly string[] | undefined): boolean {
  const like = (text: string): boolean => values.some((value) => isLike(value, text));
  switch (operator) {
    case 'StringEquals':
      return given?.some((text) => values.includes(text)) ?? false;
    case 'Bool':
      return given?.some((text) => values.includes(text.toLowerCase())) ?? false;
    case 'StringLike':
    case 'ForAnyValue:StringLike':
      return given?.some(like) ?? false;
    case 'ForAllValues:StringLike':
      return given?.every(like) ?? true;
  }
}
