/**
 * Requests that are almost in order: a few changes of bytes, lines and chunks, such as http-garden's mutations make
 * (facts: ews 6.5). A case is made by its seed alone, so that each can be had again.
 */
import { byteMutations, chanceOf, lineMutations } from './chance.ts';
import type { Mutation } from './chance.ts';
import { catalogueOf, chunk, chunked, chunkedLine, get, headed, lastChunk } from './payload.ts';
import { easTarget, lengthOf, marker, smuggled, sync } from './payload.ts';
import type { Payload } from './payload.ts';

const { either } = catalogueOf('own');

const seeds: readonly [string, ...string[]] = [
  sync([lengthOf('hello')], 'hello'),
  sync([chunkedLine], chunked('hello')),
  sync([chunkedLine], chunk('hello', '5;a=b') + chunk(smuggled) + `0\r\nX-T: u\r\n\r\n`),
  sync(['Content-Length: 0']),
  sync([lengthOf(smuggled), 'Expect: 100-continue'], smuggled),
  sync(['Connection: keep-alive, x-mine', 'X-Mine: 1', lengthOf(chunked('abc'))], chunked('abc')),
  get(['Accept: */*', 'User-Agent: test']),
  marker,
  headed('OPTIONS /Microsoft-Server-ActiveSync HTTP/1.1', []),
  sync([lengthOf('abc')], 'abc') + sync([chunkedLine], lastChunk) + get([]),
];

const lines: readonly [string, ...string[]] = [
  'Content-Length: 0',
  'Content-Length: 5',
  'content-length : 7',
  `Content-Length: ${smuggled.length}`,
  chunkedLine,
  'Transfer-Encoding: identity',
  'Transfer-Encoding:\tchunked',
  'transfer-encoding: xchunked',
  'Transfer_Encoding: chunked',
  'Connection: close',
  'Connection: keep-alive',
  'Connection: content-length',
  'Connection: transfer-encoding',
  'Host: evil',
  'Expect: 100-continue',
  'Upgrade: h2c',
  'TE: trailers',
  ': x',
  ' folded',
  'X-A',
  '',
];
const methods: readonly [string, ...string[]] = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'CONNECT',
  'PATCH',
];
const versions: readonly [string, ...string[]] = [
  'HTTP/1.0',
  'HTTP/1.1',
  'HTTP/0.9',
  'HTTP/2.0',
  'HTTP/1.01',
];

const mutations: readonly [Mutation, ...Mutation[]] = [
  (text, { one }) => text + one(seeds),
  (text, { below, one }) => text.slice(0, below(text.length)) + one(seeds),
  (text, { one }) => text.replace(/^\w+/, one(methods)),
  (text, { one }) => text.replace(/HTTP\/\S*/, one(versions)),
  (text, { below }) => text.replace(/(Content-Length: )\d+/i, `$1${below(40)}`),
  (text, { below }) => text.replace(/\r\n[0-9a-f]+(?=[;\r])/, `\r\n${below(64).toString(16)}`),
  (text, { one }) =>
    text.replace(
      easTarget,
      one([`${easTarget}#x`, `//${easTarget}`, `http://evil${easTarget}`, '/owa/secret']),
    ),
  ...byteMutations,
  ...lineMutations(lines, ['\n', '\r', '', '\r\n ', '\r\r\n']),
];

export function mutated(seed: number): Payload {
  const chance = chanceOf(seed);
  let text: string = chance.one(seeds);
  for (let left = 1 + chance.below(4); left > 0; left -= 1)
    text = chance.one(mutations)(text, chance);
  // Nobody can know beforehand whether it is whole, so silence is no mistake.
  return either(`seed ${String(seed)}`, text, { waits: true, varies: true });
}
