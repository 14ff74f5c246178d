/** GitHub's expressions, as far as workflows need them to decide which job runs and with which inputs. */

/** Of what is not known before a run: outputs, matrices, functions. */
export const UNKNOWN = Symbol('unknown');
export type Value = string | number | boolean | null | typeof UNKNOWN;

/** What a path such as `github.event.action` stands for. */
export type Lookup = (path: readonly string[]) => Value;

type Expression =
  | { readonly kind: 'literal'; readonly value: Value }
  | { readonly kind: 'path'; readonly path: readonly string[] }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'not'; readonly of: Expression }
  | {
      readonly kind: 'binary';
      readonly operator: '==' | '!=' | '&&' | '||';
      readonly left: Expression;
      readonly right: Expression;
    };

const TOKEN = /\s*(?:('(?:[^']|'')*')|(\d+(?:\.\d+)?)|(==|!=|&&|\|\||[!(),])|([A-Za-z_][\w-]*(?:\.(?:[\w-]+|\*))*))/y;

/** Throws on whatever is no expression, or uses what no workflow of ours needs (`<`, an index). */
export function parseExpression(text: string): Expression {
  const tokens = tokenize(text);
  let at = 0;
  const take = (wanted: string): boolean => {
    if (tokens[at] !== wanted) return false;
    at += 1;
    return true;
  };
  const expect = (wanted: string): void => {
    if (!take(wanted)) throw new Error(`${wanted} is missing in ${JSON.stringify(text)}`);
  };
  const list = (operators: readonly ('==' | '!=' | '&&' | '||')[], next: () => Expression) => (): Expression => {
    let left = next();
    for (;;) {
      const operator = operators.find(take);
      if (operator === undefined) return left;
      left = { kind: 'binary', operator, left, right: next() };
    }
  };
  const unary = (): Expression => {
    if (take('!')) return { kind: 'not', of: unary() };
    if (take('(')) {
      const inner = or();
      expect(')');
      return inner;
    }
    const token = tokens[at] ?? '';
    at += 1;
    if (/^[A-Za-z_]/.test(token)) return take('(') ? call(token) : nameOf(token);
    if (token.startsWith("'")) return { kind: 'literal', value: token.slice(1, -1).replaceAll("''", "'") };
    if (/^\d/.test(token)) return { kind: 'literal', value: Number(token) };
    throw new Error(`something is missing in ${JSON.stringify(text)}`);
  };
  const call = (name: string): Expression => {
    const args: Expression[] = [];
    while (!take(')')) {
      if (args.length > 0) expect(',');
      args.push(or());
    }
    return { kind: 'call', name, args };
  };
  const or: () => Expression = list(['||'], list(['&&'], list(['==', '!='], unary)));
  const expression = or();
  if (at < tokens.length) throw new Error(`${tokens[at] ?? ''} is one too many in ${JSON.stringify(text)}`);
  return expression;
}

function tokenize(text: string): readonly string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  const end = text.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const from = TOKEN.lastIndex;
    const token = TOKEN.exec(text)?.[0].trim();
    if (token === undefined) throw new Error(`${JSON.stringify(text.slice(from))} is no expression`);
    tokens.push(token);
  }
  return tokens;
}

function nameOf(token: string): Expression {
  const constants: Readonly<Record<string, Value>> = { true: true, false: false, null: null };
  return token in constants
    ? { kind: 'literal', value: constants[token] ?? null }
    : { kind: 'path', path: token.split('.') };
}

/** Every path and every function that an expression names. */
export function namesIn(expression: Expression): {
  readonly paths: readonly (readonly string[])[];
  readonly calls: readonly string[];
} {
  const inner = {
    literal: () => [],
    path: () => [],
    call: (of: Extract<Expression, { kind: 'call' }>) => of.args,
    not: (of: Extract<Expression, { kind: 'not' }>) => [of.of],
    binary: (of: Extract<Expression, { kind: 'binary' }>) => [of.left, of.right],
  }
    [expression.kind](expression as never)
    .map(namesIn);
  return {
    paths: [...(expression.kind === 'path' ? [expression.path] : []), ...inner.flatMap(({ paths }) => paths)],
    calls: [...(expression.kind === 'call' ? [expression.name] : []), ...inner.flatMap(({ calls }) => calls)],
  };
}

export function evaluate(expression: Expression, lookup: Lookup): Value {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'path':
      return lookup(expression.path);
    case 'call':
      return UNKNOWN;
    case 'not': {
      const value = evaluate(expression.of, lookup);
      return value === UNKNOWN ? UNKNOWN : !isTrue(value);
    }
    case 'binary':
      return evaluateBinary(expression, lookup);
  }
}

function evaluateBinary(expression: Extract<Expression, { kind: 'binary' }>, lookup: Lookup): Value {
  const left = evaluate(expression.left, lookup);
  const right = evaluate(expression.right, lookup);
  switch (expression.operator) {
    case '&&':
      if (left === UNKNOWN) return right !== UNKNOWN && !isTrue(right) ? right : UNKNOWN;
      return isTrue(left) ? right : left;
    case '||':
      if (left === UNKNOWN) return UNKNOWN;
      return isTrue(left) ? left : right;
    case '==':
    case '!=':
      if (left === UNKNOWN || right === UNKNOWN) return UNKNOWN;
      return areEqual(left, right) === (expression.operator === '==');
  }
}

type Known = Exclude<Value, typeof UNKNOWN>;

export function isTrue(value: Known): boolean {
  return value !== null && value !== false && value !== 0 && value !== '';
}

/** Texts without regard to case; values of two kinds as numbers. */
function areEqual(left: Known, right: Known): boolean {
  if (typeof left === 'string' && typeof right === 'string') return left.toLowerCase() === right.toLowerCase();
  return typeof left === typeof right ? left === right : Number(left ?? 0) === Number(right ?? 0);
}

const PLACE = /\$\{\{(.*?)\}\}/gs;

/** The expressions between `${{` and `}}` in a text. */
export function expressionsIn(text: string): readonly Expression[] {
  return [...text.matchAll(PLACE)].map(([, inner = '']) => parseExpression(inner));
}

/** A text with its expressions filled in; UNKNOWN when one of them is. */
export function fill(text: string, lookup: Lookup): string | typeof UNKNOWN {
  const values = expressionsIn(text).map((expression) => evaluate(expression, lookup));
  if (values.includes(UNKNOWN)) return UNKNOWN;
  let place = 0;
  return text.replaceAll(PLACE, () => {
    const value = values[place++];
    return value === null || value === undefined ? '' : String(value);
  });
}
