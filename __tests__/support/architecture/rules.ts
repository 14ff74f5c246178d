/** The shape of src as rules over one file: who may import whom, and what stays out of pure code. */
import ts from 'typescript';

import { findImports, type Import, targetOf } from './imports.ts';
import { findImpurities, findTopLevelWork } from './purity.ts';

type Layer =
  | 'index'
  | 'main'
  | 'post'
  | 'session'
  | 'task'
  | 'wiring'
  | 'config'
  | 'domain'
  | 'jobs'
  | 'ports'
  | 'adapters'
  | 'render';

interface Rule {
  readonly layers: readonly Layer[];
  /** Only by `import type`. */
  readonly typesOf?: readonly Layer[];
  /** npm packages and Node's own modules, or single names of one as `node:path#posix`. */
  readonly packages: RegExp;
  /** No I/O, clock, chance or environment but through arguments. */
  readonly pure?: true;
}

const ROOTS = ['index', 'main', 'post', 'session', 'task', 'wiring'];
const NONE = /^(?!)/;
const NODE = /^node:(?!child_process(?:#|$))/;

const RULES: Readonly<Record<Layer, Rule>> = {
  index: { layers: ['main', 'post', 'wiring'], packages: NODE },
  main: { layers: ['session', 'task', 'jobs', 'render', 'domain', 'ports', 'wiring'], packages: NODE },
  post: { layers: ['session', 'task', 'jobs', 'render', 'domain', 'ports', 'wiring'], packages: NODE },
  session: { layers: ['task', 'config', 'jobs', 'render', 'domain', 'ports', 'wiring'], packages: NODE },
  task: { layers: ['config', 'domain'], packages: NODE },
  wiring: { layers: ['adapters', 'ports', 'domain'], typesOf: ['config'], packages: NODE },
  config: { layers: ['config', 'domain'], packages: /^valibot$/, pure: true },
  domain: {
    layers: ['domain'],
    packages: /^(?:diff|valibot|node:crypto#createHash|node:crypto#createHmac|node:path#posix)$/,
    pure: true,
  },
  jobs: { layers: ['jobs', 'domain', 'ports'], typesOf: ['config'], packages: NONE, pure: true },
  ports: { layers: ['ports', 'domain'], packages: NONE, pure: true },
  adapters: { layers: ['adapters', 'ports', 'domain'], typesOf: ['config'], packages: /./ },
  render: { layers: ['render', 'domain'], packages: NONE, pure: true },
};

/** Everything in one file that breaks a rule, one sentence each. `file` is relative to the project, such as `src/main.ts`. */
export function findViolations(file: string, text: string): readonly string[] {
  const layer = layerOf(file);
  const name = isGrabBag(file) ? [`${file} is named like a grab bag`] : [];
  if (layer === undefined) return [...name, `${file} belongs to no layer`];
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const rule = RULES[layer];
  return [
    ...name,
    ...findImports(source).flatMap((found) => judgeImport(file, rule, found)),
    ...(layer === 'index' ? [] : findTopLevelWork(source)).map((line) => `${file}:${line} runs on import`),
    ...(rule.pure === true ? findImpurities(source) : []).map((what) => `${file} uses ${what}`),
  ];
}

function layerOf(file: string): Layer | undefined {
  const name = /^src\/(?:(\w+)\/.+|(\w+)\.ts)$/.exec(file);
  const [folder, root] = [name?.[1], name?.[2]];
  const isRoot = root !== undefined && ROOTS.includes(root);
  const isFolder = folder !== undefined && !ROOTS.includes(folder) && folder in RULES;
  return isRoot ? (root as Layer) : isFolder ? (folder as Layer) : undefined;
}

function isGrabBag(file: string): boolean {
  return file.split(/[/.-]/).some((word) => /^(?:utils?|helpers?|managers?|common|misc)$/i.test(word));
}

function judgeImport(file: string, rule: Rule, { specifier, typeOnly, names }: Import): readonly string[] {
  if (specifier === undefined) return [`${file} imports what is not a literal`];
  if (!specifier.startsWith('.')) {
    if (rule.packages.test(specifier)) return [];
    const refused = names.filter((name) => !rule.packages.test(`${specifier}#${name}`));
    const isNamed = names.length > 0 && refused.length < names.length;
    if (!isNamed) return [`${file} may not import ${specifier}`];
    return refused.map((name) => `${file} may not import ${name} of ${specifier}`);
  }
  const target = targetOf(file, specifier);
  const layer = layerOf(target);
  if (layer !== undefined && rule.layers.includes(layer)) return [];
  if (layer !== undefined && rule.typesOf?.includes(layer) === true) {
    return typeOnly ? [] : [`${file} may import types alone from ${target}`];
  }
  return [`${file} may not import ${target}`];
}
