/** Answers of Exchange that are almost in order, made from seeds, for the differential fuzz (`answer-differential.ts`). */
import { answered, ok, unasked } from './answer.ts';
import { byteMutations, chanceOf, lineMutations } from './chance.ts';
import type { Mutation } from './chance.ts';
import { chunk, chunked, chunkedLine, lastChunk } from './payload.ts';

export interface FuzzedAnswer {
  readonly name: string;
  /** One character is one byte. */
  readonly bytes: string;
  /** Exchange closes behind it, also where it is whole before. */
  readonly ends: boolean;
  /** Where it pauses, as shares of what is an answer. */
  readonly cuts: readonly number[];
}

const xml = 'Content-Type: text/xml; charset=utf-8';
const continued = 'HTTP/1.1 100 Continue\r\n\r\n';
const seeds: readonly [string, ...string[]] = [
  ok([xml, 'Content-Length: 13'], '<e>hello</e>\n'),
  ok([xml, 'Set-Cookie: a=1; path=/', 'set-cookie: b=2', 'Content-Length: 0']),
  ok([xml, chunkedLine], chunked('hello')),
  ok([chunkedLine, xml], chunk('hello', '5;a=b') + chunk('you') + '0\r\nX-T: u\r\n\r\n'),
  ok([chunkedLine], chunk('a'.repeat(300)) + chunk('b') + lastChunk),
  ok([xml, 'Connection: close'], 'to the end'),
  ok(
    ['Connection: close, x-mine', 'X-Mine: 1', 'Keep-Alive: timeout=5', 'Content-Length: 2'],
    'ok',
  ),
  answered('HTTP/1.0 200 OK', [xml, 'Content-Length: 3'], 'old'),
  answered('HTTP/1.0 200 OK', ['Connection: keep-alive', 'Content-Length: 3'], 'old'),
  answered('HTTP/1.1 204 No Content', ['X-A: b']),
  answered('HTTP/1.1 304 Not Modified', ['ETag: "a"']),
  answered('HTTP/1.1 404 Not Found', ['Content-Length: 4'], 'none'),
  answered('HTTP/1.1 449 Retry With', ['Content-Length: 0', 'MS-Server-ActiveSync: 15.2']),
  answered('HTTP/1.1 500 ', [chunkedLine], chunked('<fault/>')),
  answered('HTTP/1.1 401 Unauthorized', ['WWW-Authenticate: Basic realm="x"', 'Content-Length: 0']),
  continued + ok(['Content-Length: 5'], 'after'),
  ok(['Content-Length: 3'], 'abc') + unasked,
  ok([chunkedLine], chunked('abc')) + unasked,
];

const lines: readonly [string, ...string[]] = [
  'Content-Length: 0',
  'Content-Length: 5',
  'content-length : 7',
  'Content-Length: 5, 5',
  chunkedLine,
  'Transfer-Encoding: identity',
  'Transfer-Encoding: gzip, chunked',
  'Transfer-Encoding:\tchunked',
  'transfer-encoding: xchunked',
  'Transfer_Encoding: chunked',
  'Connection: close',
  'Connection: keep-alive',
  'Connection: content-length',
  'Connection: transfer-encoding',
  'Connection: upgrade',
  'Upgrade: h2c',
  'Trailer: X-T',
  'HTTP/1.1 200 OK',
  'X-NUL: a\0b',
  ': x',
  ' folded',
  '\tfolded',
  'X-A',
  '',
];
const statusLines: readonly [string, ...string[]] = [
  'HTTP/1.1 100 Continue',
  'HTTP/1.1 101 Switching Protocols',
  'HTTP/1.1 103 Early Hints',
  'HTTP/1.1 200',
  'HTTP/1.1  200 OK',
  'HTTP/1.1 200 \x01',
  'HTTP/1.1 0200 OK',
  'HTTP/1.1 204 No Content',
  'HTTP/1.1 205 Reset Content',
  'HTTP/1.1 304 Not Modified',
  'HTTP/1.1 999 Odd',
  'HTTP/1.0 200 OK',
  'HTTP/0.9 200 OK',
  'HTTP/2.0 200 OK',
  'http/1.1 200 OK',
  'ICY 200 OK',
  'GET / HTTP/1.1',
];
const sizes: readonly [string, ...string[]] = [
  '-1',
  '+5',
  '0x5',
  '5h',
  '',
  '05',
  '00000000000000005',
  'fffffffffffffffff',
  '5 ',
  '5;',
  '5;a="\r\n',
  '5\n',
];

const mutations: readonly [Mutation, ...Mutation[]] = [
  (text, { one }) => text + one(seeds),
  (text, { one }) => text + one(['secret', '\r\n', '\0', unasked, continued]),
  (text, { below, one }) => text.slice(0, below(text.length)) + one(seeds),
  (text, { below }) => continued.repeat(below(24)) + text,
  (text, { below }) => 'HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n'.repeat(below(4)) + text,
  (text, { one }) => text.replace(/^[^\r]*/, one(statusLines)),
  (text, { below }) => text.replace(/ \d{3} ?/, ` ${below(1000)} `),
  (text, { below }) => text.replace(/(Content-Length: )\d+/i, `$1${below(20)}`),
  (text, { below }) => text.replace(/\r\n[0-9a-f]+(?=[;\r])/, `\r\n${below(32).toString(16)}`),
  (text, { one }) => text.replace(/\r\n[0-9a-f]+(?=[;\r])/, `\r\n${one(sizes)}`),
  (text, { one }) => text.replace('\r\n0\r\n', `\r\n0\r\n${one(lines)}\r\n`),
  ...byteMutations,
  ...lineMutations(lines, ['\n', '\r', '', '\r\n ', '\r\n\t', '\r\r\n']),
];

export function fuzzedAnswer(seed: number): FuzzedAnswer {
  const chance = chanceOf(seed);
  let bytes: string = chance.one(seeds);
  // Some stay as they are: those must pass.
  for (let left = chance.below(4); left > 0; left -= 1)
    bytes = chance.one(mutations)(bytes, chance);
  const cuts = Array.from({ length: chance.below(4) }, () => chance.below(1000) / 1000);
  return {
    name: `seed ${String(seed)}`,
    ...{ bytes, ends: chance.below(2) === 0, cuts: cuts.sort((a, b) => a - b) },
  };
}
