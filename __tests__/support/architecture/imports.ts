import { posix } from 'node:path';
import ts from 'typescript';

/** The text of every TypeScript file by its path relative to the project, such as `src/main.ts`. */
export type Tree = Readonly<Record<string, string>>;

/** Each file or folder with those that it imports. */
export type Graph = ReadonlyMap<string, ReadonlySet<string>>;

export interface Import {
  /** Undefined when it is not a literal. */
  readonly specifier: string | undefined;
  readonly typeOnly: boolean;
  /** What is imported, when that is a list of names. */
  readonly names: readonly string[];
}

export function findImports(source: ts.SourceFile): readonly Import[] {
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

/** Where an import leads that begins with a dot, as a path relative to the project. */
export function targetOf(file: string, specifier: string): string {
  return posix.join(posix.dirname(file), specifier);
}

/** Which files of the tree import which others of it. */
export function graphOf(tree: Tree): Graph {
  return new Map(
    Object.entries(tree).map(([file, text]) => {
      const targets = findImports(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)).flatMap(
        ({ specifier }) => (specifier?.startsWith('.') === true ? [targetOf(file, specifier)] : []),
      );
      return [file, new Set(targets.filter((target) => target in tree && target !== file))];
    }),
  );
}

export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => {
    walk(child, visit);
  });
}
