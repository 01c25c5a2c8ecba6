/** What the facts name (ews 6.1 to 6.4): where a proxy on Node is wrong when nobody looks. */
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

const { refused, relayed, either } = catalogueOf('own');
const line = `POST ${easTarget} HTTP/1.1`;
const none = 'Content-Length: 0';

const bodies: readonly Payload[] = [
  'GET',
  'HEAD',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'PROPFIND',
  'PUT',
].flatMap((method) =>
  ['/EWS/Exchange.asmx', '/EWS/Services.wsdl', '/Microsoft-Server-ActiveSync'].flatMap((path) => [
    refused(
      `${method} ${path} with a chunked request inside`,
      lined(`${method} ${path} HTTP/1.1`, [chunkedLine], chunked(smuggled)),
    ),
    refused(
      `${method} ${path} with a counted request inside`,
      lined(`${method} ${path} HTTP/1.1`, [lengthOf(smuggled)], smuggled),
    ),
  ]),
);

const single: readonly Payload[] = [
  'Host: evil',
  'host: gateway',
  'Authorization: Basic Og==',
  'aUTHORIZATION: Basic Og==',
  'Content-Length: 0',
  'MS-ASProtocolVersion: 14.1\r\nms-asprotocolversion: 16.1',
  'User-Agent: a\r\nuser-agent: b',
  'Content-Type: text/xml\r\nContent-type: a/b',
  'Content-Encoding: gzip\r\nContent-Encoding: gzip',
  'X-ENS-Devices: a\r\nx-ens-devices: b',
  'X-AnchorMailbox: a\r\nX-AnchorMailbox: b',
  'X-OWA-ExplicitLogonUser: a\r\nX-OWA-ExplicitLogonUser: b',
  'Expect: 100-continue\r\nExpect: 100-continue',
  'X_ENS_Devices: alicephone',
  'Content_Length: 4',
  'Transfer_Encoding: chunked',
].map((lines) => refused(`second line: ${lines}`, sync([none, lines])));

const named: readonly Payload[] = [
  'Authorization',
  'close, HOST',
  'Content-Length',
  'content-type',
  'x-ens-devices',
  'close\r\nConnection: cookie',
  'X-AnchorMailbox',
  'Transfer-Encoding',
  'X-BackEndOverrideCookie',
].map((names) => refused(`Connection: ${names}`, sync([none, `Connection: ${names}`])));

const hosts: readonly Payload[] = [
  ...['a/b', 'a@b', '', 'a b', 'a,b', 'gateway:port', '[::1', 'gateway#x', 'gateway?x'].map(
    (host) =>
      refused(
        `Host: ${JSON.stringify(host)}`,
        raw(line, `Host: ${host}`, authorization, none, '', ''),
      ),
  ),
  refused('no Host', raw(line, authorization, none, '', '')),
  relayed('Host with a port', raw(line, 'Host: gateway:443', authorization, none, '', '')),
  relayed('Host of IPv6', raw(line, 'Host: [::1]:443', authorization, none, '', '')),
];

const targets: readonly Payload[] = [
  'http://gateway/EWS/Exchange.asmx',
  'http://evil/EWS/Exchange.asmx',
  '//evil/EWS/Exchange.asmx',
  '//EWS/Exchange.asmx',
  '/EWS//Exchange.asmx',
  '*',
  '/EWS/../owa/secret',
  '/EWS/%2e%2e/owa/secret',
  '/EWS/.%2e/owa/secret',
  '/EWS\\..\\owa',
  '/EWS\\Exchange.asmx',
  '/EWS%2fExchange.asmx',
  '/EWS%5cExchange.asmx',
  '/EWS/..;/owa',
  '/%45WS/Exchange.asmx',
  '/EWS/Exchange.asmx;x',
  '/EWS/%252e%252e/owa',
  '/EWS/Exchange.asmx%00',
  '/EWS/Exchange.asmx::$DATA',
  '/EWS/Exchange.asmx.',
  '/EWS/Exchange.asmx/',
  '/EWS/Exchange.asmx/wssecurity',
  '/EWS/Exchange.asmx#secret',
  '/EWS/Exchange.asmx?@evil/owa',
  '/EWS/Exchange.asmx?a=http://evil/',
  '/EWS/%u0045xchange.asmx',
  '/EWS/\xc0\xafExchange.asmx',
  '/EWS/mrsproxy.svc',
  '/autodiscover/autodiscover.json?@evil/owa/secret',
  '/autodiscover/autodiscover.xml',
  '/powershell',
  '/EWS/\t',
  `/EWS/${'c'.repeat(9 * 1024)}`,
  `/EWS/${'c'.repeat(65 * 1024)}`,
].map((target) =>
  refused(
    `target ${target.slice(0, 60)} (${target.length} bytes)`,
    lined(`POST ${target} HTTP/1.1`, [none]),
  ),
);

const lines: readonly Payload[] = [
  'TRACE / HTTP/1.1',
  `TRACE ${ewsPath} HTTP/1.1`,
  'CONNECT gateway:443 HTTP/1.1',
  'OPTIONS * HTTP/1.1',
  `post ${easTarget} HTTP/1.1`,
  `FETCH ${ewsPath} HTTP/1.1`,
  `GET ${ewsPath} HTTP/2.0`,
  `GET ${ewsPath} HTTP/1.2`,
  `GET ${ewsPath} HTTP/1.10`,
  `GET ${ewsPath} HTTP/0.9`,
  `GET ${ewsPath} http/1.1`,
  `GET  ${ewsPath} HTTP/1.1`,
  `GET\t${ewsPath} HTTP/1.1`,
  ` GET ${ewsPath} HTTP/1.1`,
  `GET ${ewsPath} HTTP/1.1 `,
  `GET ${ewsPath} HTTP/1.1 x`,
  `GET ${ewsPath}`,
].map((each) => refused(`line ${JSON.stringify(each)}`, headed(each, [])));

const expectations: readonly Payload[] = [
  refused('Expect: 200-maybe', sync([none, 'Expect: 200-maybe'])),
  refused('Expect: 100-continue, x', sync([none, 'Expect: 100-continue, x'])),
  relayed('Expect in capitals', sync([lengthOf('abc'), 'Expect: 100-CONTINUE'], 'abc')),
  either(
    'Expect of HTTP/1.0',
    sync([lengthOf('abc'), 'Expect: 100-continue'], 'abc').replace('HTTP/1.1', 'HTTP/1.0'),
    { alone: true },
  ),
];

const many = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, at) => `X-${at}: 1`);
const sizes: readonly Payload[] = [
  refused(
    '1,100 lines, then the credential',
    [line, 'Host: gateway', none, ...many(1100), authorization, '', ''].join('\r\n'),
  ),
  refused('101 lines', sync([none, ...many(98)])),
  refused('65 KB in one line', sync([none, `X-Long: ${'a'.repeat(65 * 1024)}`])),
  refused('65 KB in 80 lines', sync([none, ...many(80).map((each) => each + 'b'.repeat(1000))])),
  refused(
    'extension of 20 KB',
    sync([chunkedLine], chunk('abc', `3;${'e'.repeat(20 * 1024)}`) + lastChunk),
  ),
  relayed('100 chunks of one byte', sync([chunkedLine], chunk('a').repeat(100) + lastChunk)),
];

const chunks: readonly Payload[] = [
  ...[
    'fffffffffffffffff',
    '0x3',
    '+3',
    '-3',
    '3_',
    '3h',
    '3,3',
    '',
    '3\t',
    '3 ;a',
    '\x003',
    '3\x00',
    '3;\x00',
    '3;a\x7f',
    '3;a=\x01',
  ].map((size) =>
    refused(`size ${JSON.stringify(size)}`, sync([chunkedLine], chunk('abc', size) + lastChunk)),
  ),
  ...['\n', '\r', '\n\r', '\r\r\n', '\n\n', ' \r\n'].flatMap((end) => [
    refused(`size ended by ${JSON.stringify(end)}`, sync([chunkedLine], `3${end}abc\r\n0\r\n\r\n`)),
    refused(`data ended by ${JSON.stringify(end)}`, sync([chunkedLine], `3\r\nabc${end}0\r\n\r\n`)),
    refused(
      `last chunk ended by ${JSON.stringify(end)}`,
      sync([chunkedLine], `3\r\nabc\r\n0${end}\r\n`),
    ),
    refused(
      `extension ended by ${JSON.stringify(end)}`,
      sync([chunkedLine], `3;a${end}abc\r\n0\r\n\r\n`),
    ),
  ]),
  refused(
    'length in the trailers',
    sync([chunkedLine], `3\r\nabc\r\n0\r\nContent-Length: 5\r\n\r\n`),
  ),
  refused(
    'coding in the trailers',
    sync([chunkedLine], `3\r\nabc\r\n0\r\nTransfer-Encoding: chunked\r\n\r\n`),
  ),
  relayed(
    'credential in the trailers',
    sync([chunkedLine], `3\r\nabc\r\n0\r\nAuthorization: Basic Og==\r\nHost: evil\r\n\r\n`),
  ),
  refused('folded trailer', sync([chunkedLine], `3\r\nabc\r\n0\r\nX-A: b\r\n c\r\n\r\n`)),
  refused('trailer ended by LF', sync([chunkedLine], `3\r\nabc\r\n0\r\nX-A: b\n\r\n`)),
  refused(
    'chunked of HTTP/1.0',
    sync([chunkedLine], chunked('abc')).replace('HTTP/1.1', 'HTTP/1.0'),
  ),
];

const hops: readonly Payload[] = [
  relayed(
    'fields of one hop',
    sync(
      [
        lengthOf('abc'),
        'TE: trailers',
        'Keep-Alive: 300',
        'Proxy-Authorization: Basic Og==',
        'Trailer: Authorization',
      ],
      'abc',
    ),
  ),
  relayed(
    'names of every object',
    sync([lengthOf('abc'), '__proto__: 1', 'constructor: 2', 'toString: 3'], 'abc'),
  ),
  either(
    'upgrade to h2c',
    get(['Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABk']),
    { alone: true },
  ),
  either(
    'upgrade to WebSocket, then a request',
    get(['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 777']) + smuggled,
    { varies: true },
  ),
  either('upgrade to TLS', get(['Connection: Upgrade', 'Upgrade: TLS/1.0']), { alone: true }),
];

export const own: readonly Payload[] = [
  ...bodies,
  ...single,
  ...named,
  ...hosts,
  ...targets,
  ...lines,
  ...expectations,
  ...sizes,
  ...chunks,
  ...hops,
];
