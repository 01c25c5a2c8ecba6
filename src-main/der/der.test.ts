import { describe, expect, it } from 'vitest';
import { readable } from './malformed.ts';
import { elementsOf, fieldsOf, readElement } from './read.ts';
import { flags, integer, looseText, microseconds, objectId, text, time } from './values.ts';
import * as write from './write.ts';

const hex = (bytes: string): Buffer => Buffer.from(bytes.replace(/ /g, ''), 'hex');
const refusal = (read: () => unknown): string | null => {
  const result = readable(read);
  return result.ok ? null : result.what;
};

describe('what is written is read', () => {
  it.each([
    0, 1, 127, 128, 255, 256, 32_768, 0x7fffffff, 0x80000000, 0xffffffff, -1, -128, -129, -138,
    -0x80000000,
  ])('the number %i', (value) => {
    expect(integer(readElement(write.integer(value)))).toBe(value);
  });
  it.each(['', 'EX.TEST', 'Jürgen@exämple.test', '𝄞'])('the text %j', (value) => {
    expect(text(readElement(write.text(value)))).toBe(value);
  });
  it.each([
    '1.3.6.1.5.5.2',
    '1.2.840.113554.1.2.2',
    '2.16.840.1.101.3.4.2.1',
    '2.5.29.17',
    '0.9.2342',
  ])('the object identifier %s', (value) => {
    expect(objectId(readElement(write.objectId(value)))).toBe(value);
  });
  it.each([0, Date.UTC(2037, 8, 13, 2, 48, 5), Date.UTC(2028, 1, 29, 23, 59, 59)])(
    'the time %i',
    (value) => {
      expect(time(readElement(write.time(value)))).toBe(value);
    },
  );
  it('flags', () => {
    expect(flags(readElement(write.flags(0x40810000)))).toBe(0x40810000);
    expect(write.flags(0x80000001)).toEqual(hex('0305 00 80000001'));
  });
  it.each([0, 127, 128, 255, 256, 65_535, 65_536, 1_000_000])('%i bytes', (size) => {
    const { content } = readElement(write.octets(Buffer.alloc(size, 1)));
    expect(content).toHaveLength(size);
  });
});

describe('refuses', () => {
  it.each([
    ['nothing', '', 'cut short'],
    ['a tag alone', '30', 'cut short'],
    ['less than is announced', '3003 0201', 'cut short'],
    ['a length cut short', '308201', 'cut short'],
    ['more than is announced', '3000 00', 'bytes after the end'],
    ['an indefinite length', '3080 0000', 'an indefinite length'],
    ['a length that fits one byte, in two', '30817f', 'a length too long'],
    ['a length with idle zeros', '3082 0080', 'a length too long'],
    ['a length of five bytes', '3085 0000000001 00', 'a length beyond all messages'],
    ['a tag of more than one byte', '1f8101 00', 'a tag of more than one byte'],
  ])('%s', (_what, bytes, why) => {
    expect(refusal(() => readElement(hex(bytes)))).toBe(why);
  });

  it.each([
    ['a number without digits', '0200', integer],
    ['idle zeros', '0202007f', integer],
    ['idle ones', '0202ff80', integer],
    ['a number of five bytes that is no 32 bits', '0205 01 00000000', integer],
    ['a number below 32 bits', '0205 ff 7fffffff', integer],
    ['a number of nine bytes', '0209 01 0000000000000000', integer],
    ['a million microseconds', '0203 0f4240', microseconds],
    ['less than none', '0201 ff', microseconds],
    ['a text in Latin-1', '1b02 fc6b', text],
    ['another type of text', '0c02 6162', text],
    ['bits without a count', '0300', flags],
    ['a count above seven', '0305 08 00000000', flags],
    ['three bytes of flags', '0304 00 000000', flags],
    ['an identifier without digits', '0600', objectId],
    ['one that ends in the middle', '0602 2a86', objectId],
    ['one with idle digits', '0603 2a8001', objectId],
    ['one that is too large', '0607 2a 90808080 8000', objectId],
  ] as const)('%s', (_what, bytes, read) => {
    expect(refusal(() => read(readElement(hex(bytes))))).not.toBeNull();
  });

  it.each([
    '20260230120000Z',
    '20261301000000Z',
    '20260101240000Z',
    '20260101120060Z',
    '20260101120000',
    '20260101120000.5Z',
    '260101120000Z',
    '2026010112000aZ',
  ])('the time %s', (written) => {
    const element = write.element(write.tags.generalizedTime, Buffer.from(written));
    expect(refusal(() => time(readElement(element)))).not.toBeNull();
  });

  it('fields that are missing, twice, out of order or without a tag', () => {
    const field = (number: number) => write.element(write.context(number), write.integer(1));
    const sequence = (...parts: readonly Buffer[]) => readElement(write.sequence(...parts));
    expect(refusal(() => fieldsOf(sequence(field(0), field(0))))).toBe('fields out of order');
    expect(refusal(() => fieldsOf(sequence(field(1), field(0))))).toBe('fields out of order');
    expect(refusal(() => fieldsOf(sequence(write.integer(1))))).toBe(
      'a field without a tag of its own',
    );
    expect(refusal(() => fieldsOf(sequence(field(0))).get(1, integer))).toBe('field 1 is missing');
    expect(
      refusal(() =>
        fieldsOf(sequence(write.element(write.context(0), write.integer(1), write.integer(2)))).get(
          0,
          integer,
        ),
      ),
    ).toBe('bytes after the end');
  });
});

it('what is only shown may be anything', () => {
  expect(looseText(readElement(hex('1b03 61fc00')))).toBe('a\ufffd\u0000');
});

it('reads what follows one another, and no more than the reader wants', () => {
  const content = Buffer.concat([write.integer(1), write.integer(2)]);
  expect(elementsOf(content).map(integer)).toEqual([1, 2]);
  expect(elementsOf(content, 2)).toHaveLength(2);
  expect(refusal(() => elementsOf(content, 1))).toBe('too many elements');
  const fields = readElement(write.fields({ 0: write.integer(1), 5: write.integer(1) }));
  expect(fieldsOf(fields, 5).has(5)).toBe(true);
  expect(refusal(() => fieldsOf(fields, 4))).toBe('an unknown field');
});
