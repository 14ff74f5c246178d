import ts from 'typescript';

/**
 * Where code goes on after an error without `passOver`, `tolerate` or a rethrow, so that a defect could get lost: the
 * lines of such `catch` clauses, and of every `.catch(…)`.
 */
export function findSilentCatches(file: string, text: string): readonly string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const isSilent = ts.isCatchClause(node) ? !has(node.block, passesDefectsOn) : isCatchCall(node);
    if (isSilent) found.push(`${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isCatchCall(node: ts.Node): boolean {
  return (
    ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && node.expression.name.text === 'catch'
  );
}

function passesDefectsOn(node: ts.Node): boolean {
  if (ts.isThrowStatement(node)) return true;
  return ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'passOver';
}

function has(node: ts.Node, matches: (node: ts.Node) => boolean): boolean {
  return matches(node) || ts.forEachChild(node, (child) => has(child, matches) || undefined) === true;
}
