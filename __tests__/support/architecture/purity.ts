import ts from 'typescript';

import { walk } from './imports.ts';

const IMPURE_NAMES = new Set([
  ...['process', 'console', 'performance', 'globalThis', 'crypto', 'fetch', 'require'],
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'],
]);
const IMPURE_MEMBERS = new Set(['Date.now', 'Math.random', 'AbortSignal.timeout', 'posix.resolve', 'posix.relative']);

/** Lines of statements at the top level that do something other than declare. */
export function findTopLevelWork(source: ts.SourceFile): readonly number[] {
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

export function findImpurities(source: ts.SourceFile): readonly string[] {
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
