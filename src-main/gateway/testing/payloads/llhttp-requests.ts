/** The cases of llhttp's test/request, set on routes of the gateway (facts: ews 6.5). */
import {
  chunk,
  chunked,
  chunkedLine,
  easTarget,
  get,
  lastChunk,
  lengthOf,
  lined,
} from './payload.ts';
import { authorization, catalogueOf, ewsPath, headed, raw, smuggled, sync } from './payload.ts';
import type { Payload } from './payload.ts';

const { refused, relayed, either } = catalogueOf('llhttp');
const line = `POST ${easTarget} HTTP/1.1`;
const get11 = `GET ${ewsPath} HTTP/1.1`;
const host = 'Host: gateway';
const te = 'Transfer-Encoding:';

const lengths: readonly Payload[] = [
  either('length with leading zeros', sync(['Content-Length: 003'], 'abc')),
  either('length with leading zeros, more lines', sync(['Content-Length: 003', 'X-A: b'], 'abc')),
  refused('length overflows', sync(['Content-Length: 1000000000000000000000'])),
  refused('two lengths', sync(['Content-Length: 1', 'Content-Length: 2'], 'ab')),
  refused('length and identity', sync(['Content-Length: 1', `${te} identity`], 'a')),
  refused(
    'space before the colon of the length, upgrade',
    sync(['Connection: upgrade', 'Content-Length : 4', 'Upgrade: ws'], 'abcdefgh'),
  ),
  refused(
    'body on GET of HTTP/1.0',
    lined(`GET ${ewsPath} HTTP/1.0`, [lengthOf('HELLO')], 'HELLO'),
  ),
  relayed('spaces around the length', sync(['Content-Length:  3 '], 'abc')),
  either('tabs around the length', sync(['Content-Length:\t3\t  '], 'abc'), { varies: true }),
  refused('space inside the length', sync(['Content-Length: 4 2'], 'abcd')),
  refused('space inside the length, longer', sync(['Content-Length: 13 37'], 'abcd')),
  refused('empty length', sync(['Content-Length:'], smuggled)),
  refused('CR in the name of the length', sync(['Content\rLength: 003'], 'abc')),
  relayed(
    'length of each of two requests',
    sync([lengthOf('abc')], 'abc') + sync([lengthOf('defg')], 'defg'),
  ),
  refused(
    'CR instead of the empty line',
    `${raw(line, host, authorization, 'Content-Length: 3')}\r\n\rabc`,
  ),
];

const ext = ';one;two=three;four="five"';
const codings: readonly Payload[] = [
  relayed('chunked without a chunk', sync([chunkedLine], lastChunk)),
  relayed('size in small letters', sync([chunkedLine], chunk('0123456789', 'a') + lastChunk)),
  relayed('size in capitals', sync([chunkedLine], chunk('0123456789', 'A') + lastChunk)),
  relayed('size of two digits', sync([chunkedLine], chunked('all your base are belong to us'))),
  relayed(
    'last chunk of three zeros',
    sync([chunkedLine], `${chunk('hello')}${chunk(' world')}000\r\n\r\n`),
  ),
  relayed(
    'trailers',
    sync([chunkedLine], `${chunk('hello')}0\r\nVary: *\r\nContent-Type: text/plain\r\n\r\n`),
  ),
  relayed(
    'chunk extensions',
    sync([chunkedLine], chunk('hello', `5${ext}`) + chunk(' world', '6;x;y') + lastChunk),
  ),
  refused('extension without a semicolon', sync([chunkedLine], `2 abc\r\naa\r\n0 def\r\n\r\n`)),
  refused('semicolon without an extension', sync([chunkedLine], `2;\r\naa\r\n0\r\n\r\n`)),
  relayed(
    'quoted extension',
    sync([chunkedLine], `5;a="b \\"c\\"; \\\\d\\\\";e;f=g\r\nhello\r\n0\r\n\r\n`),
  ),
  refused('quote that does not end', sync([chunkedLine], `5;a="b";c="d; e\r\nhello\r\n0\r\n\r\n`)),
  refused('unknown coding', sync([`${te} pigeons`], chunked('abc'))),
  refused('identity before the length', sync([`${te} identity`, lengthOf('World')], 'World')),
  refused('identity, length too short', sync([`${te} identity`, 'Content-Length: 1'], 'World')),
  refused(
    'length, then three empty codings',
    sync(['Content-Length: 10', te, te, te], '2\r\nAA\r\n0\r\n'),
  ),
  refused('chunked, then deflate', sync([`${te} chunked, deflate`], 'World')),
  refused('chunked, then a line of deflate', sync([chunkedLine, `${te} deflate`], 'World')),
  refused('deflate, then chunked', sync([`${te} deflate, chunked`], chunked('World'))),
  refused(
    'a line of deflate, then chunked',
    sync([`${te} deflate`, chunkedLine], chunked('World')),
  ),
  refused('chunkedchunked', sync([`${te} chunkedchunked`], chunked('World'))),
  refused('no last chunk', sync([chunkedLine], `3\r\nfoo\r\n\r\n`)),
  refused('LF in the parameters of a chunk', sync([chunkedLine], `3 \n  \r\nfoo\r\n0\r\n\r\n`)),
  refused('folded line behind chunked', sync([`${chunkedLine}\r\n  abc`], chunked('World'))),
  refused(
    'chunk line that ends in CR CR',
    sync([chunkedLine], `5\r\r;ABCD\r\n34\r\nE\r\n0\r\n\r\n${smuggled}`),
  ),
  refused(
    'the same, another size',
    sync([chunkedLine], `6\r\r;ABCD\r\n33\r\nE\r\n0\r\n\r\n${smuggled}`),
  ),
  refused('the same on GET', get([chunkedLine], `5\r\r;ABCD\r\n34\r\nE\r\n0\r\n\r\n${smuggled}`)),
  refused('chunk data without its CRLF', sync([chunkedLine], `5\r\nABCDE0\r\n\r\n`)),
  refused('space behind the size', sync([chunkedLine], `a \r\n0123456789\r\n0\r\n\r\n`)),
];

const malformed: readonly Payload[] = [
  refused('protocol ICE', lined(`GET ${ewsPath} ICE/1.0`)),
  refused('protocol IHTTP', lined(`GET ${ewsPath} IHTTP/1.0`)),
  refused('protocol RTSP', lined(`PUT ${ewsPath} RTSP/1.0`)),
  refused('ANNOUNCE of RTSP under HTTP', lined(`ANNOUNCE ${ewsPath} HTTP/1.0`)),
  refused('lines parted by CR', get(['Foo: 1\rBar: 2'])),
  refused('chunked behind LF', sync([`x:x\n${chunkedLine}`], chunked('A'))),
  refused(
    'request behind CR and a letter',
    `${raw(get11, host, authorization)}\r\n\rZGET /owa/secret: HTTP/1.1\r\nHost: a\r\n\r\n`,
  ),
  refused('chunked behind an empty value and CR', sync([`x:\r${chunkedLine}`], chunked('A'))),
  refused('chunked behind an empty value and LF', sync([`x:\n${chunkedLine}`], chunked('A'))),
  refused('at-sign in a name', get(['Fo@: Failure'])),
  refused('control character in a name', get(['Foo\x01\test: Bar'])),
  refused('no name', get([': Bar'])),
  refused('unknown method that begins like one', lined(`MKCOLA ${ewsPath} HTTP/1.1`)),
  refused('folded name', get(['name\r\n : value'])),
  refused('broken Connection', get(['Connection\r\x1b\x35\xd5eep-Alive', 'Accept-Encoding: gzip'])),
  refused('broken name', get(['X-Some-Header\r\x1b\x35\xd5eep-Alive', 'Accept-Encoding: gzip'])),
  refused('length behind LF', get([`Dummy: x\nContent-Length: ${smuggled.length}`], smuggled)),
  refused('version 5.6', lined(`GET ${ewsPath} HTTP/5.6`)),
  refused('space before the first name', raw(get11, ` ${host}`, authorization, '', '')),
  refused(
    'LF alone everywhere',
    sync([chunkedLine, 'Trailer: Baz'], chunk('A') + lastChunk).replaceAll('\r\n', '\n'),
  ),
  refused(
    'space before a length',
    sync(['Foo: bar', ` Content-Length: ${smuggled.length}`], smuggled),
  ),
  refused('form feed in a value', get(['Header1: \f'])),
  refused('form feed inside a value', get(['Header1: hello\fworld'])),
  either('form feed in the second request', get(['Header1: Okay']) + get(['Header1: \f']), {
    varies: true,
  }),
];

const upgrade = ['Connection: Upgrade', 'Upgrade: WebSocket'];
const connections: readonly Payload[] = [
  relayed('keep-alive', sync(['Connection: keep-alive', 'Content-Length: 0'])),
  relayed('keep-alive twice', sync(['Connection: keep-alive']) + sync(['Connection: keep-alive'])),
  relayed(
    'HTTP/1.0 ends the connection',
    lined(`POST ${easTarget} HTTP/1.0`, [lengthOf('abc')], 'abc'),
    { alone: true },
  ),
  either(
    'HTTP/1.0, then chunked',
    lined(`POST ${easTarget} HTTP/1.0`, ['Content-Length: 0']) + sync([chunkedLine], lastChunk),
    { varies: true },
  ),
  either(
    'CRLF between requests',
    `${sync([lengthOf('q=42')], 'q=42')}\r\n${sync([lengthOf('a')], 'a')}`,
  ),
  refused('CR instead of a hyphen', sync(['Connection: keep\ralive'])),
  relayed('close', sync(['Connection: close']), { alone: true }),
  either('close and a tab', sync(['Connection: close\t']), { varies: true }),
  either(
    'close, CRLF, another request',
    `${sync([lengthOf('q=42'), 'Connection: close'], 'q=42')}\r\n${smuggled}`,
    { varies: true },
  ),
  either(
    'close and a tab, CRLF, another request',
    `${sync([lengthOf('q=42'), 'Connection: close\t'], 'q=42')}\r\n${smuggled}`,
    { varies: true },
  ),
  relayed('many tokens', sync(['Connection: close, token, upgrade, token, keep-alive']), {
    alone: true,
  }),
  refused(
    'folded tokens',
    get(['Connection: Something,\r\n Upgrade, ,Keep-Alive', 'Upgrade: WebSocket'], 'Hot'),
  ),
  either(
    'keep-alive and upgrade',
    sync(['Connection: keep-alive, upgrade', 'Upgrade: WebSocket'], 'Hot diggity dogg'),
  ),
  refused(
    'folded tokens with CRLF',
    get(['Connection: keep-alive, \r\n upgrade', 'Upgrade: WebSocket'], 'Hot'),
  ),
  refused(
    'space before the colon of Connection',
    sync(['Connection : upgrade', 'Content-Length: 4', 'Upgrade: ws'], 'abcdefgh'),
  ),
  either('upgrade', sync(['Connection: upgrade', 'Upgrade: ws'])),
  either(
    'upgrade with a body and more',
    sync(['Connection: upgrade', 'Content-Length: 4', 'Upgrade: ws'], 'abcdefgh'),
  ),
  either(
    'upgrade on POST, then bytes',
    sync([...upgrade, lengthOf('sweet post body')], 'sweet post bodyHot diggity dogg'),
  ),
];

const methods: readonly Payload[] = [
  ...['REPORT', 'M-SEARCH', 'PURGE', 'SEARCH', 'LINK', 'UNLINK', 'SOURCE', 'PATCH', 'QUERY'].map(
    (method) => refused(`method ${method}`, lined(`${method} ${ewsPath} HTTP/1.1`)),
  ),
  refused('PATCH with a body', lined(`PATCH ${ewsPath} HTTP/1.1`, [lengthOf(smuggled)], smuggled)),
  refused('QUERY with a body', lined(`QUERY ${ewsPath} HTTP/1.1`, [lengthOf(smuggled)], smuggled)),
  refused('CONNECT', raw('CONNECT home.example:443 HTTP/1.0', 'User-agent: a', '', 'some data')),
  refused('CONNECT in capitals', raw('CONNECT HOME.EXAMPLE:443 HTTP/1.0', 'User-agent: a', '', '')),
  refused(
    'CONNECT with a length',
    raw('CONNECT home.example:443 HTTP/1.0', 'Content-Length: 10', '', 'blarfcicle'),
  ),
  refused(
    'CONNECT with an underscore',
    raw('CONNECT home_0.example:443 HTTP/1.0', 'User-agent: a', '', ''),
  ),
  refused(
    'M-SEARCH of everything',
    raw('M-SEARCH * HTTP/1.1', 'HOST: 239.255.255.250:1900', '', ''),
  ),
  ...['SOURCE', 'OPTIONS', 'ANNOUNCE'].map((method) =>
    refused(
      `${method} of another protocol`,
      lined(`${method} ${ewsPath} ${method === 'SOURCE' ? 'ICE' : 'RTSP'}/1.0`),
    ),
  ),
  refused('preface of HTTP/2 under 1.1', 'PRI * HTTP/1.1\r\n\r\nSM\r\n\r\n'),
  refused('no version', `GET ${ewsPath}\r\n\r\n`),
  relayed(
    'OPTIONS',
    headed('OPTIONS /Microsoft-Server-ActiveSync HTTP/1.1', ['Header2:\t Value2']),
  ),
  relayed('HEAD', lined('HEAD /EWS/Services.wsdl HTTP/1.1')),
  relayed(
    'length shows where a body ends',
    sync([lengthOf('AAA')], 'AAA') +
      sync([lengthOf('BBBB')], 'BBBB') +
      sync([lengthOf('CCCCC')], 'CCCCC'),
  ),
  relayed('name and value of pluses', sync(['aaaaaaaaaaaaa:++++++++++'])),
  either('CRLF before the request', `\r\n${sync([])}`),
  refused('folded value', sync(['Line1:   abc\r\n\tdef\r\n ghi'])),
  refused('folded empty value', sync(['Line3:\r\n line3'])),
  refused('folded by LF', sync(['Line1:   abc\n\tdef\n ghi'])),
  refused('CR without LF behind the request line', `GET ${ewsPath} HTTP/1.1\rLine: 1\r\n\r\n`),
  either('value of UTF-8', sync(['Test: D\xc3\xbcsseldorf'])),
  either('value with 0xff', sync(['Header1: Value1', 'Header2: \xffValue2'])),
  refused(
    'certificate in folded lines',
    sync(['X-SSL-Nonsense:   -----BEGIN\r\n\tMIIF\r\n\t-----END']),
  ),
];

const targets: readonly Payload[] = [
  '/with_"lovely"_quotes?foo="bar"',
  `${ewsPath}?foo=bar?baz`,
  'http://gateway?hail=all',
  'http://gateway:1234?hail=all',
  `${ewsPath}?query=|`,
  'http://gateway:1234',
  '/\xce\xb4\xc2\xb6/\xce\xb4t/pope?q=1#narf',
  `${ewsPath}?page=1#posts-17408`,
  'http://a%12:b!&*$@gateway:1234/toto',
  '/EWS/Exchange .asmx',
].map((target) => refused(`target ${JSON.stringify(target)}`, lined(`GET ${target} HTTP/1.1`)));

const unfinished: readonly Payload[] = [
  refused('body that does not come', sync(['Content-Length: 100']), { waits: true, alone: true }),
  refused('head that does not end', `${raw(line, host, authorization)}\r\nContent-Leng`, {
    waits: true,
    alone: true,
  }),
];

export const llhttpRequests: readonly Payload[] = [
  ...lengths,
  ...codings,
  ...malformed,
  ...connections,
  ...methods,
  ...targets,
  ...unfinished,
];
