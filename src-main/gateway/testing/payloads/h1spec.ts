/** The 33 cases of h1spec, set on routes of the gateway (facts: ews 6.5). */
import {
  authorization,
  catalogueOf,
  chunked,
  chunkedLine,
  ewsPath,
  get,
  lengthOf,
  raw,
  sync,
} from './payload.ts';
import type { Payload } from './payload.ts';

const { refused, relayed } = catalogueOf('h1spec');
const line = `GET ${ewsPath} HTTP/1.1`;

/** A head may come in pieces: what is there so far is no request yet, and no mistake. */
const pieces = [
  'G',
  'GET ',
  `GET ${ewsPath}`,
  `GET ${ewsPath} `,
  `GET ${ewsPath} HTTP`,
  line,
  `${line}\r`,
  `${line}\r\n`,
  `${line}\r\nHos`,
  `${line}\r\nHost:`,
  `${line}\r\nHost: `,
  `${line}\r\nHost: gateway`,
  `${line}\r\nHost: gateway\r`,
  `${line}\r\nHost: gateway\r\n`,
  `${line}\r\nHost: gateway\r\n\r`,
];

export const h1spec: readonly Payload[] = [
  ...pieces.map((bytes) =>
    refused(`piece of ${bytes.length} bytes`, bytes, { waits: true, alone: true }),
  ),
  refused('no version', `GET ${ewsPath} \r\n\r\n`),
  relayed('Expect: 100-continue', sync(['Expect: 100-continue', 'Content-Length: 1'], 'x')),
  relayed('GET in order', get([])),
  relayed(
    'tab before a value, an empty value',
    raw('GET /EWS/Services.wsdl HTTP/1.1', 'hoSt:\tgateway', authorization, 'empty:', '', ''),
  ),
  refused('brackets in a name', get(['X-Invalid[]: test'])),
  refused('no Host', raw(line, authorization, 'Content-Length: 5', '', '')),
  refused('two Host', raw(line, 'Host: gateway', 'Host: example.org', authorization, '', '')),
  refused('negative length that overflows', sync(['Content-Length: -123456789123456789123456789'])),
  refused('negative length', sync(['Content-Length: -1234'])),
  refused('length of letters', sync(['Content-Length: abc'])),
  relayed('empty value and a space', get(['X-Empty-Header: '])),
  refused('control character in a value', get(['X-Bad-Control-Char: test\x07'])),
  refused('version 9.9', get([]).replace('HTTP/1.1', 'HTTP/9.9')),
  refused('words before the method', `Extra line${get([])}`),
  refused(
    'CR before a name',
    raw(line, 'Host: gateway', authorization, '\rSome-Header: Test', '', ''),
  ),
  relayed('POST in order', sync([lengthOf('hello')], 'hello')),
  relayed('chunked in order', sync([chunkedLine], chunked('HellO world1'))),
  refused(
    'length and chunked in odd letters',
    sync(['content-LengtH: 5', 'TransFer-Encoding: chunked'], chunked('HellO world1')),
  ),
];
