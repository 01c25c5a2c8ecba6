/**
 * Byte order marks. Editors on Windows put one at the start of a file; Java reads it as part of the first key,
 * so that key is silently another one.
 */
import { problem, warning, type Problem } from '../../../src-shared/errors.ts';
import type { Properties } from './parse.ts';

/** UTF-8's mark, read as Latin-1. */
const UTF8_MARK = '\u00ef\u00bb\u00bf';
const UTF16_MARKS = ['\u00ff\u00fe', '\u00fe\u00ff'];

/**
 * Why the text is none at all, or null. Read as Latin-1, UTF-16 is a text with a zero after each character: every key of
 * it would be unknown, and a line added to it would be in another encoding than the rest.
 */
export function encodingProblem(text: string, file: string): Problem | null {
  const remedy = 'Save it as ANSI or as UTF-8 without a byte order mark.';
  if (UTF16_MARKS.some((mark) => text.startsWith(mark))) {
    const message = 'The file is saved as UTF-16, so none of its keys can be read.';
    return problem('BOM', message, { file, line: 1, remedy });
  }
  const zero = text.indexOf('\0');
  if (zero === -1) return null;
  const line = text.slice(0, zero).split(/\r\n|\n|\r/).length;
  const message = 'The file holds zero bytes: it is saved as UTF-16 or UTF-32, or damaged.';
  return problem('FILE_UNREADABLE', message, { file, line, remedy });
}

/** The key that the mark hides, or null. */
export function hiddenKey({ text, entries }: Properties): string | null {
  const first = entries[0];
  if (!text.startsWith(UTF8_MARK) || first?.start !== 0) return null;
  const key = first.key.slice(UTF8_MARK.length);
  return key === '' || /^[#!]/.test(key) ? null : key;
}

export function byteOrderProblems(properties: Properties, file: string): readonly Problem[] {
  const { text } = properties;
  if (!text.startsWith(UTF8_MARK)) return [];
  const key = hiddenKey(properties);
  if (key !== null) {
    const message = `The file begins with a byte order mark, which hides the key ${key}.`;
    return [problem('BOM', message, { file, line: 1, key })];
  }
  const message =
    'The file begins with a byte order mark. It hides no key yet, but becomes one of its own.';
  return [warning('BOM', message, { file, line: 1 })];
}

/** The key that a mark before a comment or an empty line makes: reported as the mark, not as an unknown key. */
export function isMarkOnly(key: string): boolean {
  return key.startsWith(UTF8_MARK);
}
