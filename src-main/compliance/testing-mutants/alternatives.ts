/** What a piece of source may be replaced by, so that a test should notice: the usual mutators, for what this room uses. */
import ts from 'typescript';

/** Texts that stand for the node's own; empty: it is left as it is. */
export function alternativesOf(
  node: ts.Node,
  textOf: (node: ts.Node) => string,
): readonly string[] {
  if (isCondition(node)) return unique([...ofExpression(node, textOf), 'true', 'false']);
  return ts.isExpression(node) ? unique(ofExpression(node, textOf)) : [];
}

/** Bodies that may be emptied. A constructor without its `super()` is no program. */
export function mayBeEmpty(node: ts.Node): node is ts.Block {
  return (
    ts.isBlock(node) && node.statements.length > 0 && !ts.isConstructorDeclaration(node.parent)
  );
}

function ofExpression(node: ts.Node, textOf: (node: ts.Node) => string): readonly string[] {
  if (ts.isStringLiteralLike(node)) return isLabel(node) ? [] : [node.text === '' ? "'x'" : "''"];
  if (node.kind === ts.SyntaxKind.TrueKeyword) return ['false'];
  if (node.kind === ts.SyntaxKind.FalseKeyword) return ['true'];
  if (ts.isNumericLiteral(node)) return [`(${node.text} + 1)`];
  if (ts.isBinaryExpression(node)) return ofBinary(node, textOf);
  if (ts.isPrefixUnaryExpression(node)) {
    return node.operator === ts.SyntaxKind.ExclamationToken ? [textOf(node.operand)] : [];
  }
  if (ts.isArrayLiteralExpression(node)) return node.elements.length > 0 ? ['[]'] : [];
  if (ts.isObjectLiteralExpression(node)) return node.properties.length > 0 ? ['{}'] : [];
  if (ts.isArrowFunction(node)) return ts.isBlock(node.body) ? [] : ['() => undefined'];
  if (ts.isCallExpression(node)) return ofCall(node, textOf);
  return ofChain(node, textOf);
}

const operators: Readonly<Record<string, readonly string[]>> = {
  '===': ['!=='],
  '!==': ['==='],
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '&&': ['||'],
  '||': ['&&'],
  '??': ['&&'],
  '+': ['-'],
  '-': ['+'],
  '*': ['/'],
  '/': ['*'],
};
const comparing = ['===', '!==', '<', '<=', '>', '>=', '&&', '||'];

function ofBinary(node: ts.BinaryExpression, textOf: (node: ts.Node) => string): readonly string[] {
  const operator = node.operatorToken.getText();
  const [left, right] = [textOf(node.left), textOf(node.right)];
  return [
    ...(operators[operator] ?? []).map((other) => `(${left}) ${other} (${right})`),
    ...(comparing.includes(operator) ? ['true', 'false'] : []),
  ];
}

/** Null: the call is replaced by what it is called on. */
const methods: Readonly<Record<string, string | null>> = {
  ...{ some: 'every', every: 'some', startsWith: 'endsWith', endsWith: 'startsWith' },
  ...{ min: 'max', max: 'min', floor: 'ceil', round: 'floor' },
  ...{ filter: null, slice: null, trim: null, toLowerCase: null, normalize: null },
};

function ofCall(node: ts.CallExpression, textOf: (node: ts.Node) => string): readonly string[] {
  const callee = node.expression;
  if (!ts.isPropertyAccessExpression(callee)) return ofChain(node, textOf);
  const name = callee.name.text;
  if (!Object.hasOwn(methods, name)) return ofChain(node, textOf);
  const other = methods[name];
  const called = textOf(callee.expression);
  if (typeof other !== 'string') return [called];
  return [`${called}.${other}(${node.arguments.map(textOf).join(', ')})`];
}

/** `a?.b` becomes `a.b`; of a chain the whole is replaced. */
function ofChain(node: ts.Node, textOf: (node: ts.Node) => string): readonly string[] {
  if (!ts.isOptionalChain(node) || ts.isOptionalChain(node.parent)) return [];
  const text = textOf(node);
  return text.includes('?.') ? [text.replace('?.', '.')] : [];
}

function isCondition(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isIfStatement(parent)) return parent.expression === node;
  return ts.isConditionalExpression(parent) && parent.condition === node;
}

/** A text that only names something: a module, a key, a case. */
function isLabel({ parent }: ts.Node): boolean {
  return ts.isCaseClause(parent) || ts.isPropertyAssignment(parent)
    ? !ts.isPropertyAssignment(parent) || ts.isStringLiteral(parent.name)
    : ts.isImportDeclaration(parent) || ts.isElementAccessExpression(parent);
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
