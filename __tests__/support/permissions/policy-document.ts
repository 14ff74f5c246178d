import * as v from 'valibot';

/** What a condition compares, and how. Every other operator of IAM's is refused: it would be taken for one that holds. */
const OPERATORS = ['StringEquals', 'StringLike', 'Bool', 'ForAllValues:StringLike', 'ForAnyValue:StringLike'] as const;
type Operator = (typeof OPERATORS)[number];

export interface Condition {
  readonly operator: Operator;
  readonly key: string;
  readonly values: readonly string[];
}

export interface Statement {
  readonly sid: string;
  readonly effect: 'Allow' | 'Deny';
  /** `every-other`: all actions but these (`NotAction`). */
  readonly actions: { readonly kind: 'these' | 'every-other'; readonly patterns: readonly string[] };
  /** Undefined in a trust policy, which is about the role that it is on. */
  readonly resources: readonly string[] | undefined;
  /** All of them have to hold. */
  readonly conditions: readonly Condition[];
}

export interface Policy {
  readonly statements: readonly Statement[];
}

const oneOrMore = v.pipe(
  v.union([v.string(), v.array(v.string())]),
  v.transform((given) => (typeof given === 'string' ? [given] : given)),
  v.minLength(1),
  v.everyItem((pattern) => !pattern.includes('${'), 'a policy variable is not evaluated here'),
);
const Document = v.strictObject({
  Version: v.literal('2012-10-17'),
  Statement: v.array(
    v.strictObject({
      Sid: v.pipe(v.string(), v.regex(/^[A-Za-z0-9]+$/)),
      Effect: v.picklist(['Allow', 'Deny']),
      Principal: v.optional(v.union([v.literal('*'), v.record(v.string(), oneOrMore)])),
      Action: v.optional(oneOrMore),
      NotAction: v.optional(oneOrMore),
      Resource: v.optional(oneOrMore),
      Condition: v.optional(v.record(v.picklist(OPERATORS), v.record(v.string(), oneOrMore)), {}),
    }),
  ),
});

/** Parses a policy, of which every element is known here. Throws for any other, and for two statements of one name. */
export function parsePolicy(json: string): Policy {
  const { Statement } = v.parse(Document, JSON.parse(json));
  const statements = Statement.map((given): Statement => {
    const { Action, NotAction } = given;
    if ((Action === undefined) === (NotAction === undefined)) {
      throw new Error(`${given.Sid} has to have one of Action and NotAction`);
    }
    return {
      sid: given.Sid,
      effect: given.Effect,
      actions: { kind: Action === undefined ? 'every-other' : 'these', patterns: Action ?? NotAction ?? [] },
      resources: given.Resource,
      conditions: Object.entries(given.Condition).flatMap(([operator, keys]) =>
        Object.entries(keys).map(([key, values]) => ({ operator: operator as Operator, key, values })),
      ),
    };
  });
  const twice = statements.find(({ sid }, index) => statements.findIndex((other) => other.sid === sid) !== index);
  if (twice !== undefined) throw new Error(`two statements are called ${twice.sid}`);
  return { statements };
}
