/** Finds texts that are written in JSX instead of in the catalogue. */
import ts from 'typescript';

const spoken = new Set([
  'alt',
  'aria-description',
  'aria-label',
  'aria-placeholder',
  'aria-roledescription',
  'aria-valuetext',
  'confirm',
  'detail',
  'help',
  'helperText',
  'hint',
  'label',
  'placeholder',
  'question',
  'remedy',
  'says',
  'sub',
  'subtitle',
  'text',
  'title',
  'unit',
]);

const hasWord = (value: string) => /\p{L}{2}/u.test(value);

export function literalTexts(name: string, source: string): string[] {
  const file = ts.createSourceFile(name, source, ts.ScriptTarget.ES2022, true, ts.ScriptKind.TSX);
  const found: string[] = [];
  const note = (node: ts.Node, value: string) => {
    if (!hasWord(value)) return;
    const { line } = file.getLineAndCharacterOfPosition(node.getStart());
    found.push(`${name}:${String(line + 1)} ${value.trim()}`);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node)) note(node, node.text);
    if (ts.isJsxAttribute(node) && spoken.has(node.name.getText())) {
      if (node.initializer !== undefined) noteStrings(node.initializer, note);
    }
    const isChild = ts.isJsxExpression(node) && !ts.isJsxAttribute(node.parent);
    if (isChild && node.expression !== undefined) noteStrings(node.expression, note);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** Strings an expression may come to; what is handed to a call or compared is not shown. */
function noteStrings(node: ts.Node, note: (node: ts.Node, value: string) => void): void {
  if (ts.isStringLiteralLike(node)) note(node, node.text);
  else if (ts.isTemplateExpression(node)) {
    note(node, [node.head.text, ...node.templateSpans.map((span) => span.literal.text)].join(' '));
  } else if (ts.isConditionalExpression(node)) {
    noteStrings(node.whenTrue, note);
    noteStrings(node.whenFalse, note);
  } else if (ts.isBinaryExpression(node)) {
    const { kind } = node.operatorToken;
    const picks = [
      ts.SyntaxKind.AmpersandAmpersandToken,
      ts.SyntaxKind.BarBarToken,
      ts.SyntaxKind.QuestionQuestionToken,
      ts.SyntaxKind.PlusToken,
    ].includes(kind);
    if (!picks) return;
    noteStrings(node.left, note);
    noteStrings(node.right, note);
  } else if (ts.isParenthesizedExpression(node) || (ts.isJsxExpression(node) && node.expression)) {
    noteStrings(node.expression!, note);
  }
}
