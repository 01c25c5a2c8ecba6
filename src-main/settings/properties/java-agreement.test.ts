/**
 * The same files through java.util.Properties and through our reader, before and after edits.
 * Needs a JDK that starts a source file (`java Load.java`): Debian's openjdk-17-jdk-headless.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { editProperty } from './edit.ts';
import { effectiveValues, parseProperties, type Properties } from './parse.ts';

const FILES = Number(process.env['SALLYPORT_PROPERTIES_FILES'] ?? 200);
const SEED = Number(process.env['SALLYPORT_SEED'] ?? 20_260_301);
const LOADER = fileURLToPath(new URL('fixtures/Load.java', import.meta.url));

// Without java the output is null, whatever the types say.
const hasJdk = String(spawnSync('java', ['--list-modules']).stdout).includes('jdk.compiler');
const strict = process.env['SALLYPORT_STRICT'] === '1';

const keys = ['a', 'b', 'key c', 'enable.boxer.ens.ews.proxy', 'ews.email.server.host.and.port'];
const key = fc.constantFrom(...keys);
const value = fc.oneof(
  fc.constantFrom('true', 'https://mail.example:443', '', ' leading', '=sign', 'a\\', '#x', 'é€\n'),
  fc.string({ unit: 'binary', maxLength: 12 }),
);
const soup = fc
  .array(
    fc.constantFrom(
      ...[' ', '\t', '\f', '\\', '\\', '=', ':', '#', '!', 'a', 'b', 'u', '00e9', '\u00ff'],
      ...['\n', '\n', '\r\n', '\r', 'ews.email.server.host.and.port'],
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(''));
const line = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('', ' ', '\t', '#', '# ', '!'),
      key,
      fc.constantFrom('=', ' = ', ':', ' '),
      value,
    )
    .map(
      ([lead, name, separator, text]) => lead + name.replace(' ', '\\ ') + separator + latin1(text),
    ),
  fc.constantFrom(
    '# a note',
    '',
    '   ',
    'a=1\\\n   2',
    'b = \\\r\n\tx\\\r\n  y',
    'other: thing',
    'a',
  ),
  soup,
);
const end = fc.constantFrom('\n', '\r\n');
const structured = fc
  .tuple(
    fc.array(line, { maxLength: 12 }),
    end,
    fc.boolean(),
    fc.constantFrom('', '', '\u00ef\u00bb\u00bf'),
  )
  .map(([lines, ending, last, mark]) => mark + lines.join(ending) + (last ? ending : ''));
const edits = fc.record({
  text: fc.oneof(structured, soup),
  key,
  value: fc.option(value, { freq: 4 }),
});

function latin1(text: string): string {
  return Array.from(text, (char) => String.fromCharCode(char.charCodeAt(0) & 0xff)).join('');
}

const samples = fc
  .sample(edits, { numRuns: FILES, seed: SEED })
  .map((each) => ({ ...each, after: editProperty(each.text, each.key, each.value) }));
let java: readonly (ReadonlyMap<string, string> | 'malformed')[] = [];

beforeAll(() => {
  if (hasJdk) java = askJava(samples.flatMap(({ text, after }) => [text, after]));
});

test.runIf(strict)('SALLYPORT_STRICT: a JDK is there', () => {
  expect(hasJdk, 'install a JDK (openjdk-17-jdk-headless)').toBe(true);
});

test.skipIf(!hasJdk)(
  `java reads ${FILES} files as we do, before and after an edit (needs a JDK)`,
  () => {
    for (const [index, sample] of samples.entries()) {
      expect({ ...sample, read: read(sample.text) }).toEqual({ ...sample, read: java[2 * index] });
      expect({ ...sample, read: read(sample.after) }).toEqual({
        ...sample,
        read: java[2 * index + 1],
      });
    }
  },
);

test(`an edit changes the value of its key and of no other (${FILES} files, seed ${SEED})`, () => {
  for (const sample of samples) {
    const before = parseProperties(sample.text);
    const expected = new Map(effectiveValues(before));
    // A lone backslash at the very end is an empty key to Java, until a line follows it.
    if (/(?:^|[\r\n])[ \t\f]*\\[\r\n]?$/.test(sample.text)) continue;
    if (sample.value === null) expected.delete(sample.key);
    else expected.set(sample.key, sample.value);
    const values = effectiveValues(parseProperties(sample.after));
    expect({ sample, values: new Map([...values].sort()) }).toEqual({
      sample,
      values: new Map([...expected].sort()),
    });
  }
});

test('an edit changes no line but those of its key', () => {
  for (const sample of samples) {
    const before = linesOf(sample.text);
    const after = linesOf(sample.after);
    const [from, to] = difference(before, after);
    const own = ownLines(sample.text, sample.key);
    for (let index = from; index < to; index += 1) {
      // The last line gets its missing end when a key is appended.
      const completed =
        index === before.length - 1 && after[index]?.startsWith(before[index] ?? '');
      const same = sample.value === null && before[index] === after[index];
      expect({
        sample,
        line: index,
        allowed: own.has(index) || completed === true || same,
      }).toEqual({
        sample,
        line: index,
        allowed: true,
      });
    }
  }
});

function read(text: string): ReadonlyMap<string, string> | 'malformed' {
  const parsed = parseProperties(text);
  return parsed.malformed.length > 0 ? 'malformed' : new Map([...effectiveValues(parsed)].sort());
}

function askJava(texts: readonly string[]): readonly (ReadonlyMap<string, string> | 'malformed')[] {
  const input = texts.map((text) => `${Buffer.from(text, 'latin1').toString('hex')}\n`).join('');
  const output = execFileSync('java', [LOADER], { input, maxBuffer: 1 << 28 }).toString();
  return output
    .replace(/\r?\n$/, '')
    .split(/\r?\n/)
    .map((answer) => {
      if (answer === 'malformed') return 'malformed';
      const pairs = answer.split(' ').filter((pair) => pair !== '');
      return new Map(pairs.map((pair) => pair.split('=').map(fromHex) as [string, string]).sort());
    });
}

function fromHex(hex: string): string {
  return Buffer.from(hex, 'hex').swap16().toString('utf16le');
}

/** Physical lines with their ends. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+$/g) ?? [];
}

/** The range of lines in `before` outside of which both are the same. */
function difference(
  before: readonly string[],
  after: readonly string[],
): readonly [number, number] {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  return [head, before.length - tail];
}

/** Indices of the lines that hold the key, or comment it out. */
function ownLines(text: string, key: string): ReadonlySet<number> {
  const parsed: Properties = parseProperties(text);
  const lineAt = (offset: number) => linesOf(text.slice(0, offset) + '.').length - 1;
  const own = new Set<number>();
  const add = (start: number, end: number) => {
    for (let index = lineAt(start); index <= lineAt(end); index += 1) own.add(index);
  };
  for (const entry of parsed.entries) if (entry.key === key) add(entry.start, entry.end);
  for (const comment of parsed.scan.comments) {
    if (text.slice(comment.start, comment.end).includes(key)) add(comment.start, comment.end);
  }
  return own;
}
