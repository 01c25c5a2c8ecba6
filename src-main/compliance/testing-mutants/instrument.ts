/**
 * Puts all mutants of a source into one text, of which the number `__mutant` chooses one at run time: so the source is
 * bundled once and not a thousand times.
 */
import ts from 'typescript';
import { alternativesOf, mayBeEmpty } from './alternatives.ts';

export interface Mutant {
  /** From 1; 0 is the source as it is. */
  readonly number: number;
  readonly file: string;
  readonly line: number;
  /** On one line. */
  readonly original: string;
  readonly replacement: string;
}

export interface Instrumented {
  readonly text: string;
  readonly mutants: readonly Mutant[];
}

/** @param first the number of the first mutant */
export function instrument(file: string, text: string, first: number): Instrumented {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const mutants: Mutant[] = [];
  const add = (node: ts.Node, replacement: string): number => {
    const number = first + mutants.length;
    const { line } = source.getLineAndCharacterOfPosition(node.getStart());
    const original = oneLine(node.getText());
    mutants.push({ number, file, line: line + 1, original, replacement: oneLine(replacement) });
    return number;
  };
  const render = (node: ts.Node): string => {
    if (isOnlyTypes(node)) return node.getText();
    const choices = alternativesOf(node, (each) => each.getText()).map(
      (replacement) => `__mutant === ${add(node, replacement)} ? (${replacement}) : `,
    );
    const emptied = mayBeEmpty(node) ? add(node, '{}') : null;
    const inner = withChildren(node, render);
    if (emptied !== null) return `{ if (__mutant !== ${emptied}) ${inner} }`;
    return choices.length === 0 ? inner : `(${choices.join('')}(${inner}))`;
  };
  return { text: withChildren(source, render), mutants };
}

function withChildren(node: ts.Node, render: (node: ts.Node) => string): string {
  const whole = node.getSourceFile().text;
  let text = '';
  let at = ts.isSourceFile(node) ? 0 : node.getStart();
  ts.forEachChild(node, (child) => {
    text += whole.slice(at, child.getStart()) + render(child);
    at = child.getEnd();
  });
  return text + whole.slice(at, node.getEnd());
}

function isOnlyTypes(node: ts.Node): boolean {
  return (
    ts.isTypeNode(node) ||
    ts.isImportDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isTypeParameterDeclaration(node) ||
    ts.isExportDeclaration(node)
  );
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}
