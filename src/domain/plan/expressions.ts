import { createHash } from 'node:crypto';
import { asRecord, canonicalJson } from '../json.ts';
import { isExpression, withoutIndexes } from './configured.ts';

/** What the configuration sets an attribute, or an output, to, as far as a plan tells: it has no texts of expressions. */
export interface Expression {
  /** Equal for equal constants and references, and for what these stand for in other modules. */
  readonly fingerprint: string;
  /**
   * All that it takes values from, sorted, with the block where it is: such as `module.net.aws_subnet.a[0].id`, where the
   * value comes from there by way of variables and outputs of modules, so that another way to the same is the same.
   */
  readonly sources: readonly string[];
  /** Addresses without indexes of the managed resources that it takes values from, by way of modules too. */
  readonly resources: readonly string[];
  /** Whether it takes values from what a plan does not follow: a local value, a data source. */
  readonly isOpen: boolean;
  /** The root module's variables that it takes values from, and what they are. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/** By the names of attributes and blocks; the whole of an output has none. */
export type SetBy = Readonly<Record<string, Expression>>;

export const WHOLE_OUTPUT = '';

/** What each resource, by its address without indexes, and each output of the root module is set by. */
export interface Expressions {
  ofResource(address: string): SetBy | undefined;
  ofOutput(name: string): SetBy | undefined;
}

type Json = Readonly<Record<string, unknown>>;

/** A module of the configuration, where it is called. */
interface Scope {
  /** Such as `module.net.`; empty for the root. */
  readonly within: string;
  readonly module: Json;
  /** Undefined for the root. */
  readonly caller: { readonly scope: Scope; readonly call: Json } | undefined;
}

/** An expression, or blocks of them, and the resource or call that it is in. */
interface Place {
  readonly node: unknown;
  readonly owner: Json;
  readonly scope: Scope;
}

const NOTHING: Expression = { fingerprint: '', sources: [], resources: [], isOpen: false, variables: {} };
const OPEN: Expression = { ...NOTHING, isOpen: true };

/** Follows references through variables, outputs of modules and data sources, as Terraform does. */
export function openExpressions(root: unknown, variables: Json): Expressions {
  const top: Scope = { within: '', module: asRecord(root) ?? {}, caller: undefined };
  const resources = new Map([...resourcesIn(top)].map((found) => [found.address, found]));
  const known = new Map<string, Expression>();
  /** Each once, and none within itself. */
  const once = (name: string, describe: () => Expression): Expression => {
    const found = known.get(name);
    if (found !== undefined) return found;
    known.set(name, OPEN);
    const expression = describe();
    known.set(name, expression);
    return expression;
  };

  const describe = ({ node, owner, scope }: Place): Expression => {
    const found = [...referencesIn(node)].map(({ reference, block }) => ({
      meant: followTo(reference, owner, scope),
      block,
    }));
    const meant = found.map((one) => one.meant);
    const sources = found.flatMap((one) => one.meant.sources.map((source) => one.block + source));
    return {
      fingerprint: hash([node ?? null, meant.map(({ fingerprint }) => fingerprint)]),
      sources: [...new Set(sources)].sort(),
      resources: [...new Set(meant.flatMap((one) => one.resources))].sort(),
      isOpen: meant.some(({ isOpen }) => isOpen),
      variables: Object.assign({}, ...meant.map((one) => one.variables)) as Json,
    };
  };

  /** As follow, with where in what it follows the value is. */
  const followTo = (reference: string, owner: Json, scope: Scope): Expression => {
    const meant = follow(withoutIndexes(reference), owner, scope);
    // A function is no source, and Terraform does not tell of it.
    if (reference.startsWith('provider::')) return meant;
    const [way] = /^(?:var\.[^.[]+|module\.[^.[]+(?:\[(?:"(?:[^"\\]|\\.)*"|\d+)\])?\.[^.[]+)/.exec(reference) ?? [];
    if (way === undefined) return { ...meant, sources: [scope.within + reference, ...meant.sources] };
    return { ...meant, sources: meant.sources.map((source) => source + reference.slice(way.length)) };
  };

  const follow = (reference: string, owner: Json, scope: Scope): Expression => {
    const [kind = '', name = '', third = ''] = reference.split('.');
    switch (kind) {
      case 'var':
        return once(`${scope.within}var.${name}`, () => followVariable(name, scope));
      case 'module':
        return once(`${scope.within}module.${name}.${third}`, () => followModule(name, third, scope));
      case 'data':
        return once(`${scope.within}data.${name}.${third}`, () => followData(`data.${name}.${third}`, scope));
      case 'each':
        return describe({ node: owner['for_each_expression'], owner: {}, scope });
      case 'count':
        return describe({ node: owner['count_expression'], owner: {}, scope });
      case 'path':
      case 'terraform':
      case 'self':
        return NOTHING;
      case 'local':
      case 'ephemeral':
        return OPEN;
      default:
        return name === '' ? OPEN : { ...NOTHING, resources: [`${scope.within}${kind}.${name}`] };
    }
  };

  const followVariable = (name: string, { module, caller }: Scope): Expression => {
    const byDefault = asRecord(asRecord(module['variables'])?.[name])?.['default'];
    if (caller === undefined) {
      const value = asRecord(variables[name])?.['value'];
      return { ...NOTHING, sources: [`var.${name}`], variables: { [name]: value ?? byDefault ?? null } };
    }
    const node = asRecord(caller.call['expressions'])?.[name];
    return describe({ node: node ?? { constant_value: byDefault }, owner: caller.call, scope: caller.scope });
  };

  /** All of its outputs, where none is named. */
  const followModule = (name: string, output: string, scope: Scope): Expression => {
    const called = calledFrom(scope).get(name);
    const outputs = asRecord(called?.module['outputs']);
    if (called === undefined || outputs === undefined) return OPEN;
    const node = output === '' ? Object.values(outputs).map(expressionOf) : expressionOf(outputs[output]);
    return describe({ node, owner: {}, scope: called });
  };

  /** Read late for whatever it needs, or for what its module is said to depend on. */
  const followData = (address: string, scope: Scope): Expression => {
    const found = resources.get(scope.within + address);
    if (found === undefined) return OPEN;
    const { fingerprint, sources } = describe(placeOf(found, found.resource['expressions']));
    return { ...OPEN, fingerprint, sources };
  };

  /** One for all instances of a resource. */
  const described = new Map<string, SetBy>();
  return {
    ofResource: (address) => {
      const found = resources.get(address);
      if (found === undefined) return undefined;
      const names = Object.entries(asRecord(found.resource['expressions']) ?? {});
      const setBy =
        described.get(address) ??
        Object.fromEntries(names.map(([name, node]) => [name, describe(placeOf(found, node))]));
      described.set(address, setBy);
      return setBy;
    },
    ofOutput: (name) => {
      const output = asRecord(top.module['outputs'])?.[name];
      if (output === undefined) return undefined;
      return { [WHOLE_OUTPUT]: describe({ node: expressionOf(output), owner: {}, scope: top }) };
    },
  };
}

interface Resource {
  readonly address: string;
  readonly resource: Json;
  readonly scope: Scope;
}

function* resourcesIn(scope: Scope): Generator<Resource> {
  const { resources } = scope.module;
  for (const json of Array.isArray(resources) ? resources : []) {
    const resource = asRecord(json);
    const address = resource?.['address'];
    if (resource !== undefined && typeof address === 'string') {
      yield { address: scope.within + address, resource, scope };
    }
  }
  for (const called of calledFrom(scope).values()) yield* resourcesIn(called);
}

function calledFrom(scope: Scope): ReadonlyMap<string, Scope> {
  const calls = Object.entries(asRecord(scope.module['module_calls']) ?? {});
  return new Map(
    calls.map(([name, json]) => {
      const call = asRecord(json) ?? {};
      const module = asRecord(call['module']) ?? {};
      return [name, { within: `${scope.within}module.${name}.`, module, caller: { scope, call } }];
    }),
  );
}

function placeOf({ resource, scope }: Resource, node: unknown): Place {
  return { node, owner: resource, scope };
}

function expressionOf(output: unknown): unknown {
  return asRecord(output)?.['expression'];
}

/** `a.b.c` names `a.b` as well, which says nothing more. `block` is where it is, by names. */
function* referencesIn(node: unknown, block = ''): Generator<{ readonly reference: string; readonly block: string }> {
  const record = asRecord(node);
  if (Array.isArray(node)) {
    for (const one of node) yield* referencesIn(one, block);
  } else if (record !== undefined && isExpression(record)) {
    let before = '';
    for (const reference of (record['references'] as readonly unknown[] | undefined) ?? []) {
      if (typeof reference !== 'string') continue;
      if (!before.startsWith(`${reference}.`) && !before.startsWith(`${reference}[`)) yield { reference, block };
      before = reference;
    }
  } else {
    for (const [name, inner] of Object.entries(record ?? {})) yield* referencesIn(inner, `${block}${name} `);
  }
}

function hash(json: unknown): string {
  return createHash('sha256').update(canonicalJson(json)).digest('base64url');
}
