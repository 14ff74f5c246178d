/** The shape of src (DESIGN §7) as rules over one file's syntax: who may import whom, and what stays out of pure code. */
import { posix } from 'node:path';
import ts from 'typescript';

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

const IMPURE_NAMES = new Set([
  ...['process', 'console', 'performance', 'globalThis', 'crypto', 'fetch', 'require'],
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'],
]);
const IMPURE_MEMBERS = new Set(['Date.now', 'Math.random', 'AbortSignal.timeout', 'posix.resolve', 'posix.relative']);

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

interface Import {
  /** Undefined when it is not a literal. */
  readonly specifier: string | undefined;
  readonly typeOnly: boolean;
  /** What is imported, when that is a list of names. */
  readonly names: readonly string[];
}

function findImports(source: ts.SourceFile): readonly Import[] {
  const found: Import[] = [];
  const add = (specifier: ts.Node | undefined, typeOnly: boolean, names: readonly string[] = []): void => {
    found.push({
      specifier: specifier !== undefined && ts.isStringLiteralLike(specifier) ? specifier.text : undefined,
      typeOnly,
      names,
    });
  };
  walk(source, (node) => {
    if (ts.isImportDeclaration(node)) {
      add(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword, namesOf(node));
    } else if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined) {
      add(node.moduleSpecifier, node.isTypeOnly);
    } else if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference)) {
      add(node.moduleReference.expression, node.isTypeOnly);
    } else if (ts.isImportTypeNode(node)) {
      add(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, true);
    } else if (ts.isCallExpression(node) && isImportCall(node.expression)) {
      add(node.arguments[0], false);
    }
  });
  return found;
}

/** The names in `import { a, b as c } from …`; none for any other form. */
function namesOf({ importClause }: ts.ImportDeclaration): readonly string[] {
  const bindings = importClause?.namedBindings;
  if (importClause?.name !== undefined || bindings === undefined || !ts.isNamedImports(bindings)) return [];
  return bindings.elements.map((element) => (element.propertyName ?? element.name).text);
}

function isImportCall(callee: ts.Expression): boolean {
  return callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require');
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
  const target = posix.join(posix.dirname(file), specifier);
  const layer = layerOf(target);
  if (layer !== undefined && rule.layers.includes(layer)) return [];
  if (layer !== undefined && rule.typesOf?.includes(layer) === true) {
    return typeOnly ? [] : [`${file} may import types alone from ${target}`];
  }
  return [`${file} may not import ${target}`];
}

/** Lines of statements at the top level that do something other than declare. */
function findTopLevelWork(source: ts.SourceFile): readonly number[] {
  return source.statements
    .filter((statement) => {
      const declares =
        ts.isImportDeclaration(statement) ||
        ts.isExportDeclaration(statement) ||
        ts.isVariableStatement(statement) ||
        ts.isFunctionDeclaration(statement) ||
        ts.isClassDeclaration(statement) ||
        ts.isInterfaceDeclaration(statement) ||
        ts.isTypeAliasDeclaration(statement);
      return !declares;
    })
    .map((statement) => source.getLineAndCharacterOfPosition(statement.getStart()).line + 1);
}

function findImpurities(source: ts.SourceFile): readonly string[] {
  const found: string[] = [];
  walk(source, (node) => {
    const member = memberOf(node);
    if (member !== undefined && IMPURE_MEMBERS.has(member)) found.push(member);
    if (ts.isIdentifier(node) && IMPURE_NAMES.has(node.text) && !isOnlyAName(node)) found.push(node.text);
    const isDate = (callee: ts.Expression): boolean => ts.isIdentifier(callee) && callee.text === 'Date';
    if (ts.isNewExpression(node) && isDate(node.expression) && (node.arguments ?? []).length === 0) {
      found.push('new Date()');
    }
    if (ts.isCallExpression(node) && isDate(node.expression)) found.push('Date()');
  });
  return found;
}

/** `a.b` and `a['b']` as `a.b`. */
function memberOf(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node)) return `${node.expression.getText()}.${node.name.text}`;
  if (!ts.isElementAccessExpression(node) || !ts.isStringLiteralLike(node.argumentExpression)) return undefined;
  return `${node.expression.getText()}.${node.argumentExpression.text}`;
}

/** Whether an identifier names a member of something, and so refers to nothing by itself. */
function isOnlyAName(node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    ((ts.isPropertyAssignment(parent) ||
      ts.isPropertySignature(parent) ||
      ts.isPropertyDeclaration(parent) ||
      ts.isMethodSignature(parent) ||
      ts.isMethodDeclaration(parent)) &&
      parent.name === node)
  );
}

function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => {
    walk(child, visit);
  });
}
