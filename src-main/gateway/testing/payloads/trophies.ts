/** http-garden's trophies by their numbers: disagreements of real servers and proxies, set on routes of the gateway (facts: ews 6.5). */
import {
  authorization,
  catalogueOf,
  chunk,
  chunked,
  chunkedLine,
  easTarget,
  ewsPath,
} from './payload.ts';
import { get, headed, lastChunk, lengthOf, lined, raw, smuggled, sync } from './payload.ts';
import type { Payload } from './payload.ts';

const { refused, relayed, either } = catalogueOf('http-garden');
const line = `POST ${easTarget} HTTP/1.1`;
const host = 'Host: gateway';
const te = (value: string): string => `Transfer-Encoding: ${value}`;
const odd = Array.from({ length: 32 }, (_, at) => String.fromCharCode(at))
  .filter((each) => each !== '\n' && each !== '\r')
  .join('');

const servers: readonly Payload[] = [
  refused('server 1: size 0_2e', sync([chunkedLine], `0_2e\r\n\r\n${smuggled}0\r\n\r\n`)),
  refused('server 2: NUL and CR in a value', get(['Header: v\x00\ralue'])),
  refused('server 3: space behind a name', sync([`Content-Length : ${smuggled.length}`], smuggled)),
  refused(
    'server 4: tab before the first name',
    raw(line, '\tContent-Length: 1', host, authorization, '', 'X'),
  ),
  refused('server 5: version 1.32', lined(`GET ${ewsPath} HTTP/1.32`)),
  refused('server 6: method that begins like one', lined(`G=":<>(e),[T];?" ${ewsPath} HTTP/1.1`)),
  refused('server 7: target !', lined('GET ! HTTP/1.1')),
  refused('server 8: 0xef in a name', get(['\xeffoo: bar'])),
  refused(
    'server 9: LF in the request line',
    raw(`GET ${ewsPath}\nHTTP/1.1`, host, authorization, '', ''),
  ),
  refused('server 10: length +1_0', sync(['Content-Length: +1_0'], '0123456789')),
  refused('server 11: two lines of chunked', sync([chunkedLine, chunkedLine], chunked('Z'))),
  refused('server 12: 0xa0 around chunked', sync([te('\xa0chunked\xa0')], lastChunk)),
  refused('server 13: CR between two fields', get(['Visible: :/\rSmuggled: :)'])),
  refused('server 14: control characters in a name', get([`${odd} "(),/;<=>?@[/]{}: whatever`])),
  refused(
    'server 15: version CR CR 1.1',
    raw(`GET ${ewsPath} HTTP/\r\r1.1`, host, authorization, '', ''),
  ),
  refused('server 16: empty length', sync(['Content-Length: '])),
  refused('server 17: empty size', sync([chunkedLine], '\r\n\r\n')),
  refused('server 18: empty name', raw(line, ': ignored', host, authorization, '', '')),
  refused('server 19: LF LF before a value', get([`Useless:\n\n${smuggled}`])),
  refused(
    'server 20: 0x85 behind the name of the length',
    sync(['Content-Length\x85: 10'], '0123456789'),
  ),
  refused(
    'server 21: ,chunked and a length',
    sync([te(',chunked'), 'Content-Length: 5'], lastChunk),
  ),
  refused(
    'server 22: longest valid prefix of a size',
    sync([chunkedLine], `0_2e\r\n\r\n${smuggled}${lastChunk}`),
  ),
  refused('server 23: lengths 1 and 0', sync(['Content-Length: 1', 'Content-Length: 0'], 'Z')),
  refused('server 24: version 4294967295.255', lined(`GET ${ewsPath} HTTP/4294967295.255`)),
  ...['0x1', '+1', '-1', ' 1'].map((size) =>
    refused(`server 25: size ${size}`, sync([chunkedLine], chunk('Z', size) + lastChunk)),
  ),
  refused('server 26: negative length', sync(['Content-Length: -48'])),
  refused('server 27: no name, no value', get([':', 'I: am chopped off'])),
  refused('server 28: no colon', sync(['Content-Length 10'], '0123456789')),
  refused('server 29: length 1Z', sync(['Content-Length: 1Z'], 'Z')),
  refused(
    'server 30: CR and a letter end the head',
    `${raw(`GET ${ewsPath} HTTP/1.1`, host, authorization)}\r\n\rZGET /owa/secret: HTTP/1.1\r\nHost: a\r\n\r\n`,
  ),
  refused(
    'server 31: CR and a letter end a chunk line',
    sync([chunkedLine], `5\r\r;ABCD\r\n34\r\nE\r\n0\r\n\r\n${smuggled}`),
  ),
  either('server 32: length 010', sync(['Content-Length: 010'], '0123456789')),
  refused('server 33: lengths 0 and 1', sync(['Content-Length: 0', 'Content-Length: 1'], 'Z')),
  refused('server 34: CR in a value', get(['Header: va\rlue'])),
  refused('server 35: NUL in a value', get(['Test: test\x00THESE BYTES', 'Connection: close'])),
  refused(
    'server 36: CR CR in an extension',
    sync([chunkedLine], `41;a=b\r\r${'X'.repeat(65)}\r\n0\r\n\r\n${smuggled}`),
  ),
  refused(
    'server 37: name over two lines',
    sync(['Transfer-\r\nEncoding: chunked', 'Content-Length: 5'], lastChunk),
  ),
  refused('server 38: empty length, then a request', sync(['Content-Length: '], smuggled)),
  refused(
    'server 39: last chunk ended by other bytes',
    sync([chunkedLine], '0\r\nX:POST / HTTP/1.1\r\n\r\n').replace('X:POST', 'X POST'),
  ),
  refused(
    'server 40: NUL as method, any version',
    lined(`\x00 ${ewsPath} HTTP/............0596.7407.`),
  ),
  either('server 41: 0x85 and 0xa0 around a value', get(['User: \x85admin\xa0'])),
  refused(
    'server 42: empty length, then another',
    sync(['Content-Length: ', lengthOf(smuggled)], smuggled),
  ),
  refused('server 43: NUL at the end of a value', get(['Evil: evil\x00'])),
  refused('server 44: unknown coding', sync([te('blegh')], chunked('Z'))),
  either(
    'server 45: junk behind Connection: close',
    `${get(['Connection: close'])}Invalid\r\n\r\n`,
    { varies: true },
  ),
  refused('server 46: 0xff around chunked', sync([te('\xffchunked\xff')], chunked('Z'))),
  refused(
    'server 46: 0xff around the host',
    raw(line, 'Host: \xffa\xff', authorization, 'Content-Length: 0', '', ''),
  ),
  refused('server 47: chunk that is none', sync([chunkedLine], `INVALID!!!\r\n${smuggled}`)),
  relayed(
    'server 48: length 0, then a request',
    sync(['Content-Length: 0', 'id: 0']) + sync(['id: 1', lengthOf('abc')], 'abc'),
  ),
];

const proxies: readonly Payload[] = [
  refused('proxy 1: length 0x10', sync(['Content-Length: 0x10'], 'Z')),
  refused('proxy 2: sizes Z, ZZ, ZZZ', sync([chunkedLine], 'Z\r\nZZ\r\nZZZ\r\n\r\n')),
  refused(
    'proxy 3: CR before a semicolon',
    sync([chunkedLine], `2\r\r;a\r\n02\r\n41\r\n0\r\n\r\n${smuggled}`),
  ),
  refused('proxy 4: CR, 0 and LF as chunk', sync([chunkedLine], '1\r0\n')),
  refused(
    'proxy 4: two spaces in the request line',
    lined(`POST ${easTarget}  HTTP/1.1`, ['Content-Length: 0']),
  ),
  refused('proxy 5: empty length', get(['content-length: '])),
  refused('proxy 6: 0x85 in a name', get(['Header\x85: value'])),
  refused(
    'proxy 7: size with a tail',
    sync([chunkedLine], `1these-bytes-never-get-validated\r\nZ\r\n0\r\n\r\n`),
  ),
  refused('proxy 9: ,chunked', sync([te(',chunked')], lastChunk)),
  refused('proxy 10: CR in values', get(['Invalid-Header: this\rvalue\ris\rinvalid'])),
  refused('proxy 11: empty length first', get(['content-length: ', lengthOf(smuggled)], smuggled)),
  refused('proxy 12: NUL in the host', raw(line, 'Host: gateway\x00.evil', authorization, '', '')),
  refused('proxy 13: LF behind chunk data', sync([chunkedLine], 'a\r\n0123456789\n0\r\n\r\n')),
  refused('proxy 14: line without a colon', get(['Te\nst: test', 'Connection: close'])),
  refused(
    'proxy 15: length and ,chunked',
    sync([te(',chunked'), 'Content-Length: 5', 'Connection: close'], '0r\n\r\n'),
  ),
  refused('proxy 16: LF alone', get(['Connection: close']).replaceAll('\r\n', '\n')),
  refused(
    'proxy 17: empty line before the last chunk',
    sync([chunkedLine], `17\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n\r\n\r\n0\r\n\r\n`),
  ),
  refused(
    'proxy 18: ,chunked and a length on GET',
    get([te(',chunked'), 'Content-Length: 5'], lastChunk),
  ),
  refused('proxy 19: size -0x0', sync([chunkedLine], '-0x0\r\n\r\n')),
  refused('proxy 20: NUL in a line without a colon', get(['a:b', 'c\x00'])),
  refused('proxy 21: body on GET', get(['Content-Length: 10'], '1234567890')),
  refused(
    'proxy 22: length 0 and that of a request',
    sync(['Content-Length: 0', lengthOf(smuggled)], smuggled),
  ),
  refused('proxy 23: length, then chunked', sync(['Content-Length: 5', chunkedLine], lastChunk)),
  refused('proxy 24: spaces before the size', sync([chunkedLine], '           0\r\n\r\n')),
  refused(
    'proxy 25: two lines of chunked, last chunk alone',
    sync([chunkedLine, chunkedLine], lastChunk),
  ),
];

const preface =
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00\x00\x00\x01\x01\x05\x00\x00\x00\x01\x00';
const others: readonly Payload[] = [
  relayed('crash 1: no body', sync(['Content-Length: 0'])),
  relayed('crash 2: anything', get([])),
  either('crash 3: NUL behind a chunked body', `${sync([chunkedLine], lastChunk)}\x00`, {
    varies: true,
  }),
  relayed('crash 4: chunked body', sync([chunkedLine], chunked('Z'))),
  relayed('crash 5: anything', headed('OPTIONS /Microsoft-Server-ActiveSync HTTP/1.1', [])),
  refused('downgrade 1 and 2: HTTP/2 in plain', preface),
];

export const trophies: readonly Payload[] = [...servers, ...proxies, ...others];
