import { describe, expect, test } from 'vitest';
import { parseFeed } from './feed-file.ts';
import { input } from './testing.ts';

const parse = (text: string) => parseFeed(Buffer.from(text), 'devices.json');
const pretty = (...devices: unknown[]) => JSON.stringify(devices, null, 1);
const codes = async (text: string) => {
  const result = await parse(text);
  return result.ok
    ? result.value.length
    : result.problems.map((each) => `${each.code}:${each.line ?? '-'}`);
};

describe('a feed', () => {
  test.each([
    ['one device', pretty(input('a')), 1],
    ['nobody', ' [ ]\n', 0],
    ['a byte order mark', `\ufeff${pretty(input('a'))}`, 1],
    ['fields that nobody knows yet', pretty({ ...input('a'), imei: '1' }), 1],
  ])('may hold %s', async (_what, text, count) => {
    expect(await codes(text)).toBe(count);
  });

  test.each([
    ['empty', '', ['JSON_SYNTAX:1']],
    ['blank', '\n\n', ['JSON_SYNTAX:3']],
    ['half-written', pretty(input('a'), input('b')).slice(0, -40), ['JSON_SYNTAX:19']],
    ['written one comma too far', `${pretty(input('a')).slice(0, -2)},`, ['JSON_SYNTAX:11']],
    ['an object', '{}', ['JSON_SYNTAX:1']],
    ['followed by more', '[]\n[]', ['JSON_SYNTAX:2']],
    ['no JSON in one record', '[\n{"deviceId": a}\n]', ['JSON_SYNTAX:2']],
    ['a list of texts', '["a"]', ['SCHEMA:1']],
    [
      'twice the same id',
      '[\n' + [input('a'), input('A')].map((each) => JSON.stringify(each)).join(',\n') + ']',
      ['DEVICE_DUPLICATE:3'],
    ],
    [
      'a device without an owner',
      '[' + JSON.stringify({ ...input('a'), users: undefined }) + ']',
      ['SCHEMA:1'],
    ],
    [
      'a device with two kinds of owner',
      '[' + JSON.stringify({ ...input('a'), user: 'x' }) + ']',
      ['SCHEMA:1'],
    ],
    ['an owner that is no name', pretty(input('a', { users: ['a\u0000b'] })), ['SCHEMA:2']],
    ['an id that is none', pretty(input('a\u0007b')), ['SCHEMA:2']],
  ])('must not be %s', async (_what, text, problems) => {
    expect(await codes(text)).toEqual(problems);
  });

  test('in another encoding is refused', async () => {
    const result = await parseFeed(Buffer.from('\ufeff[]', 'utf16le'), 'devices.json');
    expect(result).toMatchObject({
      ok: false,
      problems: [{ code: 'JSON_SYNTAX', remedy: 'Save the file as UTF-8.' }],
    });
  });

  test('names every mistake with file, line, record and field, up to twenty', async () => {
    const wrong = Array.from({ length: 50 }, (_, i) => ({ ...input(`d${i}`), enrollment: 'lost' }));
    const result = await parse(`[\n${wrong.map((each) => JSON.stringify(each)).join(',\n')}\n]`);
    if (result.ok) throw new Error('accepted');
    expect(result.problems).toHaveLength(20);
    expect(result.problems[3]).toMatchObject({
      code: 'SCHEMA',
      file: 'devices.json',
      line: 5,
      key: '[3].enrollment',
    });
  });

  test('of 100,000 devices leaves the event loop time for mail', async () => {
    const text = JSON.stringify(
      Array.from({ length: 100_000 }, (_, i) =>
        input(`dev${i}`, { users: [`u${i}@x.test`, `X\\u${i}`] }),
      ),
    );
    let longest = 0;
    let last = performance.now();
    const timer = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 1);
    const result = await parse(text);
    clearInterval(timer);
    expect(result.ok && result.value.length).toBe(100_000);
    // Ten times what one slice and the decoding of the text take.
    expect(longest).toBeLessThan(1_500);
  }, 60_000);
});
