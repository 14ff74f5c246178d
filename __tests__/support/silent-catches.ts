import ts from 'typescript';

/**
 * Where code goes on after an error without `passOver`, a rethrow, or a note among the defects that the end of the run
 * throws, so that a defect could get lost: the lines of such `catch` clauses and `.catch(…)`.
 */
export function findSilentCatches(file: string, text: string): readonly string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const isSilent = isCatch(node) && !has(ts.isCatchClause(node) ? node.block : node, passesDefectsOn);
    if (isSilent) found.push(`${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isCatch(node: ts.Node): boolean {
  if (ts.isCatchClause(node)) return true;
  return (
    ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && node.expression.name.text === 'catch'
  );
}

function passesDefectsOn(node: ts.Node): boolean {
  if (ts.isThrowStatement(node)) return true;
  return (
    ts.isCallExpression(node) && /^(?:passOver|this\.#passOver|this\.#defects\.push)$/.test(node.expression.getText())
  );
}

function has(node: ts.Node, matches: (node: ts.Node) => boolean): boolean {
  return matches(node) || ts.forEachChild(node, (child) => has(child, matches) || undefined) === true;
}
