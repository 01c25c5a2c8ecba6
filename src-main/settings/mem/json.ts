/** Strict JSON (RFC 8259) with places: which line is wrong, and on which line a value stands. */
import {
  findNodeAtLocation,
  parseTree,
  printParseErrorCode,
  type Node,
  type ParseError,
} from 'jsonc-parser';
import { clip } from '../../../src-shared/clip.ts';
import { problem, type Problem } from '../../../src-shared/errors.ts';

export interface JsonDocument {
  readonly text: string;
  readonly value: unknown;
  readonly root: Node;
  /** 1-based line of an offset. */
  readonly lineAt: (offset: number) => number;
}

export type ParsedJson =
  | { readonly ok: true; readonly document: JsonDocument; readonly problems: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Duplicate keys are errors: two readers of the file may take different ones (RFC 8259 section 4). */
export function parseJson(bytes: Buffer, file: string): ParsedJson {
  const text = decodeUtf8(bytes);
  if (text === null) {
    const message = 'The file is not UTF-8.';
    return {
      ok: false,
      problems: [problem('JSON_SYNTAX', message, { file, line: 1, remedy: 'Save it as UTF-8.' })],
    };
  }
  if (text.startsWith('\ufeff')) {
    const remedy = 'Save the file as UTF-8 without a byte order mark.';
    const message = 'The file begins with a byte order mark, which JSON does not allow.';
    return { ok: false, problems: [problem('BOM', message, { file, line: 1, remedy })] };
  }
  try {
    return parseText(text, file);
  } catch (error) {
    // jsonc-parser descends recursively: brackets nested thousands deep exhaust the stack.
    if (!(error instanceof RangeError)) throw error;
    return {
      ok: false,
      problems: [problem('JSON_SYNTAX', 'The JSON is nested too deeply.', { file })],
    };
  }
}

function parseText(text: string, file: string): ParsedJson {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  const lineAt = (offset: number) => lineOfOffset(text, offset);
  const first = errors[0];
  if (first !== undefined || root === undefined) {
    const offset = first?.offset ?? 0;
    const message = `${describe(first, text)} (line ${lineAt(offset)}, column ${columnOf(text, offset)}).`;
    return {
      ok: false,
      problems: [problem('JSON_SYNTAX', message, { file, line: lineAt(offset) })],
    };
  }
  const value = strictValue(text);
  if (value === undefined) {
    return { ok: false, problems: [problem('JSON_SYNTAX', 'The file is not JSON.', { file })] };
  }
  return {
    ok: true,
    document: { text, value, root, lineAt },
    problems: duplicates(root, '', lineAt, file),
  };
}

/** The value is JSON.parse's own: what jsonc-parser forgives does not pass. JSON has no undefined. */
function strictValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The line on which the value at `path` stands, else that of its nearest parent. */
export function lineOfPath(document: JsonDocument, path: readonly (string | number)[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = findNodeAtLocation(document.root, path.slice(0, length));
    // The line of the key, when the value begins on a later one.
    if (node !== undefined) {
      const owner = node.parent?.type === 'property' ? node.parent : node;
      return document.lineAt(owner.offset);
    }
  }
  return document.lineAt(document.root.offset);
}

export function hasPath(document: JsonDocument, path: readonly (string | number)[]): boolean {
  return findNodeAtLocation(document.root, [...path]) !== undefined;
}

/** Keys that stand twice below `path`. */
export function duplicatesOf(document: JsonDocument, path: string): readonly Problem[] {
  return duplicates(document.root, path, document.lineAt, '');
}

function duplicates(
  node: Node,
  path: string,
  lineAt: (offset: number) => number,
  file: string,
): readonly Problem[] {
  if (node.type !== 'object') {
    return (node.children ?? []).flatMap((child) => duplicates(child, path, lineAt, file));
  }
  const seen = new Map<string, number>();
  return (node.children ?? []).flatMap((property) => {
    const [name, value] = property.children ?? [];
    if (name === undefined) return [];
    const own = String(name.value);
    const key = path === '' ? own : `${path}.${own}`;
    const line = lineAt(name.offset);
    const before = seen.get(own);
    seen.set(own, line);
    const below = value === undefined ? [] : duplicates(value, key, lineAt, file);
    if (before === undefined) return below;
    const message = `${clip(key)} stands on lines ${before} and ${line}.`;
    const remedy = 'Keep one of them.';
    return [problem('KEY_DUPLICATE', message, { file, line, key, remedy }), ...below];
  });
}

function describe(error: ParseError | undefined, text: string): string {
  if (error === undefined) return text.trim() === '' ? 'The file is empty' : 'The file is not JSON';
  const words = printParseErrorCode(error.error).replace(/([a-z])([A-Z])/g, '$1 $2');
  return `Not JSON: ${words.toLowerCase()}`;
}

function decodeUtf8(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

function lineOfOffset(text: string, offset: number): number {
  return (text.slice(0, offset).match(/\r\n|\n|\r/g)?.length ?? 0) + 1;
}

function columnOf(text: string, offset: number): number {
  const before = text.slice(0, offset);
  return offset - Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r'));
}
