/**
 * Finds the elements of a JSON array in its text, so that each can be parsed by itself.
 *
 * For two reasons: a mistake is named with its line, and a feed of 100,000 devices is worked off
 * between requests instead of holding up mail for a second (`JSON.parse` of the whole cannot pause).
 * The text is bytes: as one string, what a million devices take might be longer than a string may be.
 * Whether an element is JSON is for `JSON.parse` to say; only the array around it is looked at here.
 */
export type ArrayPart =
  | { readonly kind: 'element'; readonly text: string; readonly line: number }
  | { readonly kind: 'problem'; readonly message: string; readonly line: number };

/** Of ASCII; in UTF-8 no part of another letter. */
const code = {
  newline: 10,
  quote: 34,
  comma: 44,
  open: 91,
  backslash: 92,
  close: 93,
  left: 123,
  right: 125,
};

interface Cursor {
  readonly text: Buffer;
  at: number;
  line: number;
}

/** Yields the elements in order; ends after the array or with the one problem found. */
export function* arrayParts(text: Buffer): Generator<ArrayPart, void> {
  const cursor: Cursor = { text, at: 0, line: 1 };
  skipSpace(cursor);
  if (cursor.at === text.length) {
    yield wrong(cursor, 'the file is empty; write [] for "no devices"');
  } else if (text[cursor.at] !== code.open) {
    yield wrong(cursor, 'the file must hold a JSON array');
  } else {
    cursor.at += 1;
    skipSpace(cursor);
    if (text[cursor.at] !== code.close) yield* elements(cursor);
    else yield* ending(cursor);
  }
}

function* elements(cursor: Cursor): Generator<ArrayPart, void> {
  const { text } = cursor;
  for (let index = 0; ; index += 1) {
    skipSpace(cursor);
    const { at: start, line } = cursor;
    skipElement(cursor);
    if (cursor.at >= text.length) {
      yield wrong(cursor, `the file ends within record ${index + 1}: half-written?`);
      return;
    }
    if (cursor.at === start) {
      yield wrong(cursor, `record ${index + 1} is missing before this place`);
      return;
    }
    yield { kind: 'element', text: text.toString('utf8', start, cursor.at), line };
    if (text[cursor.at] === code.close) {
      yield* ending(cursor);
      return;
    }
    cursor.at += 1;
  }
}

function* ending(cursor: Cursor): Generator<ArrayPart, void> {
  cursor.at += 1;
  skipSpace(cursor);
  if (cursor.at < cursor.text.length) yield wrong(cursor, 'something follows the end of the array');
}

/** To the comma or bracket behind the element, or to the end of the text. */
function skipElement(cursor: Cursor): void {
  const { text } = cursor;
  for (let depth = 0; cursor.at < text.length; cursor.at += 1) {
    const char = text[cursor.at];
    if (char === code.quote) skipString(cursor);
    else if (char === code.newline) cursor.line += 1;
    else if (char === code.open || char === code.left) depth += 1;
    else if (depth === 0 && (char === code.comma || char === code.close)) return;
    else if (char === code.close || char === code.right) depth -= 1;
  }
}

/** From the opening quote to the closing one; to the end of the text where there is none. */
function skipString(cursor: Cursor): void {
  const { text } = cursor;
  for (cursor.at += 1; cursor.at < text.length; cursor.at += 1) {
    const char = text[cursor.at];
    if (char === code.quote) return;
    if (char === code.backslash) cursor.at += 1;
  }
}

function skipSpace(cursor: Cursor): void {
  const { text } = cursor;
  for (; cursor.at < text.length; cursor.at += 1) {
    const char = text[cursor.at];
    if (char === code.newline) cursor.line += 1;
    else if (char !== 32 && char !== 13 && char !== 9) return;
  }
}

function wrong(cursor: Cursor, message: string): ArrayPart {
  return { kind: 'problem', message, line: cursor.line };
}
