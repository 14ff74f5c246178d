import type { Policy, Statement } from './policy-document.ts';

/** A policy that somebody has changed in one place. */
export interface Change {
  readonly sid: string;
  readonly what: string;
  readonly policy: Policy;
}

export function withoutStatements({ statements }: Policy, ...sids: readonly string[]): Policy {
  const missing = sids.filter((sid) => !statements.some((statement) => statement.sid === sid));
  if (missing.length > 0) throw new Error(`there is no ${missing.join(' and no ')}`);
  return { statements: statements.filter(({ sid }) => !sids.includes(sid)) };
}

/** Without this resource, or this value of a condition, wherever it stands. */
export function withoutPattern({ statements }: Policy, pattern: string): Policy {
  const others = (patterns: readonly string[]): readonly string[] => patterns.filter((other) => other !== pattern);
  return {
    statements: statements.map((statement) => ({
      ...statement,
      resources: statement.resources === undefined ? undefined : others(statement.resources),
      conditions: statement.conditions.map((condition) => ({ ...condition, values: others(condition.values) })),
    })),
  };
}

/** The policy with less: each allow statement is taken out, then each of its actions, resources and condition values. */
export function dropsOf(policy: Policy): readonly Change[] {
  return allowing(policy).flatMap((statement) => {
    const { sid, actions, resources = [] } = statement;
    const change = (what: string, changed: Statement): Change => ({ sid, what, policy: put(policy, changed) });
    return [
      { sid, what: `without ${sid}`, policy: withoutStatements(policy, sid) },
      ...oneLess(actions.patterns).map(({ dropped, patterns }) =>
        change(`${sid} without ${dropped}`, { ...statement, actions: { ...actions, patterns } }),
      ),
      ...oneLess(resources).map(({ dropped, patterns }) =>
        change(`${sid} without ${dropped}`, { ...statement, resources: patterns }),
      ),
      ...changedValues(statement, oneLess).map(({ what, changed }) => change(`${sid} without ${what}`, changed)),
    ];
  });
}

/** The policy with more: another allow statement, and in each one more action, resource and condition value. */
export function extrasOf(policy: Policy): readonly Change[] {
  const another: Statement = {
    sid: 'Another',
    effect: 'Allow',
    actions: { kind: 'these', patterns: ['s3:PutBucketPolicy'] },
    resources: ['*'],
    conditions: [],
  };
  return [
    { sid: another.sid, what: 'with another statement', policy: { statements: [...policy.statements, another] } },
    ...allowing(policy).flatMap((statement) => {
      const { sid, actions, resources = [] } = statement;
      const change = (what: string, changed: Statement): Change => ({ sid, what, policy: put(policy, changed) });
      const service = actions.patterns[0]?.split(':')[0] ?? '';
      const patterns = [...actions.patterns, `${service}:TagResource`];
      return [
        change(`${sid} with another action`, { ...statement, actions: { ...actions, patterns } }),
        change(`${sid} with another resource`, { ...statement, resources: [...resources, 'arn:aws:s3:::another/*'] }),
        ...changedValues(statement, (values) => [{ dropped: 'another value', patterns: [...values, 'another/*'] }]).map(
          ({ what, changed }) => change(`${sid} with ${what}`, changed),
        ),
      ];
    }),
  ];
}

function allowing({ statements }: Policy): readonly Statement[] {
  return statements.filter(({ effect }) => effect === 'Allow');
}

function put({ statements }: Policy, changed: Statement): Policy {
  return { statements: statements.map((statement) => (statement.sid === changed.sid ? changed : statement)) };
}

interface Variant {
  readonly dropped: string;
  readonly patterns: readonly string[];
}

function oneLess(patterns: readonly string[]): readonly Variant[] {
  return patterns.map((dropped) => ({ dropped, patterns: patterns.filter((other) => other !== dropped) }));
}

function changedValues(
  statement: Statement,
  vary: (values: readonly string[]) => readonly Variant[],
): readonly { readonly what: string; readonly changed: Statement }[] {
  return statement.conditions.flatMap((condition, index) =>
    vary(condition.values).map(({ dropped, patterns }) => ({
      what: dropped,
      changed: { ...statement, conditions: statement.conditions.with(index, { ...condition, values: patterns }) },
    })),
  );
}
