/**
 * Requests that are almost in order: a few changes of bytes, lines and chunks, such as http-garden's mutations make
 * (facts: ews 6.5). A case is made by its seed alone, so that each can be had again.
 */
import { catalogueOf, chunk, chunked, chunkedLine, get, headed, lastChunk } from './payload.ts';
import { easTarget, lengthOf, marker, smuggled, sync } from './payload.ts';
import type { Payload } from './payload.ts';

const { either } = catalogueOf('own');

/** Numbers from 0 to below 1, the same ones for the same seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Chance {
  readonly below: (limit: number) => number;
  readonly one: <T>(of: readonly [T, ...T[]]) => T;
}

function chanceOf(seed: number): Chance {
  const random = randomOf(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  return { below, one: (of) => of[below(of.length)] ?? of[0] };
}

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

const bytes: readonly [string, ...string[]] = [
  '\r\n',
  '\r',
  '\n',
  '\0',
  ':',
  '\t',
  ' ',
  ',',
  ';',
  '\x0b',
  '\x80',
  '\xff',
  '0',
  '"',
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

type Mutation = (text: string, chance: Chance) => string;

const put = (text: string, at: number, what: string, instead = 0): string =>
  text.slice(0, at) + what + text.slice(at + instead);
/** Works on the lines, which are parted by CRLF. */
const onLines =
  (change: (all: string[], at: number, chance: Chance) => void): Mutation =>
  (text, chance) => {
    const all = text.split('\r\n');
    change(all, chance.below(all.length), chance);
    return all.join('\r\n');
  };

const mutations: readonly [Mutation, ...Mutation[]] = [
  (text, { below }) => put(text, below(text.length), '', 1),
  (text, { below }) => put(text, below(text.length), String.fromCharCode(below(256)), 1),
  (text, { below }) => put(text, below(text.length), String.fromCharCode(below(256))),
  (text, { below, one }) => put(text, below(text.length), one(bytes)),
  (text, { below, one }) => put(text, below(text.length), one(bytes), 1),
  (text, { below }) => text.slice(0, below(text.length)),
  (text, { one }) => text + one(seeds),
  (text, { below, one }) => text.slice(0, below(text.length)) + one(seeds),
  (text, { one }) => text.replace(/^\w+/, one(methods)),
  (text, { one }) => text.replace(/HTTP\/\S*/, one(versions)),
  (text, { one }) => text.replace(/\r\n/, `\r\n${one(lines)}\r\n`),
  (text, { one }) => text.replace('\r\n\r\n', `\r\n${one(lines)}\r\n\r\n`),
  (text, { below }) => text.replace(/(Content-Length: )\d+/i, `$1${below(40)}`),
  (text, { below }) => text.replace(/\r\n[0-9a-f]+(?=[;\r])/, `\r\n${below(64).toString(16)}`),
  (text, { one }) =>
    text.replace(
      easTarget,
      one([`${easTarget}#x`, `//${easTarget}`, `http://evil${easTarget}`, '/owa/secret']),
    ),
  onLines((all, at, { one }) => all.splice(at, 0, one(lines))),
  onLines((all, at, { one }) => all.splice(at, 1, one(lines))),
  onLines((all, at) => all.splice(at, 1)),
  onLines((all, at) => all.splice(at, 0, all[at] ?? '')),
  onLines((all, at) => all.push(...all.splice(at, 1))),
  onLines((all, at, { one }) =>
    all.splice(at, 2, [all[at], all[at + 1]].join(one(['\n', '\r', '', '\r\n ', '\r\r\n']))),
  ),
];

export function mutated(seed: number): Payload {
  const chance = chanceOf(seed);
  let text: string = chance.one(seeds);
  for (let left = 1 + chance.below(4); left > 0; left -= 1)
    text = chance.one(mutations)(text, chance);
  // Nobody can know beforehand whether it is whole, so silence is no mistake.
  return either(`seed ${String(seed)}`, text, { waits: true, varies: true });
}
