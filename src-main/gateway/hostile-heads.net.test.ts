/** Lines, targets and heads that gateway and Exchange could read differently (facts: ews 6.2 and 6.4). */
import { basic } from '../testing/gateway-harness.ts';
import { findItem } from '../testing/http-client.ts';
import {
  authorization,
  ewsPath,
  length,
  target,
  post,
  refused,
  hostile,
} from './testing/hostile.ts';

hostile('lines of which a second one would count elsewhere', [
  refused('two Host', post([length, 'Host: evil']), 400),
  refused('two Authorization', post([length, `Authorization: ${basic('bob@contoso.test')}`]), 400),
  refused('two Authorization in other letters', post([length, 'aUTHORIZATION: Basic Og==']), 400),
  refused('two Content-Type', post([length, 'Content-Type: text/xml', 'content-type: a/b']), 400),
  refused('two User-Agent', post([length, 'User-Agent: a', 'User-Agent: b']), 400),
  refused('two device headers', post([length, 'X-ENS-Devices: a', 'x-ens-devices: b']), 400),
  refused('device header with underscores', post([length, 'X_ENS_Devices: alicephone']), 400),
  refused('Authorization in underscores', post([length, 'Content_Length: 4']), 400),
  refused('Connection: Authorization', post([length, 'Connection: Authorization']), 400),
  refused('Connection: close, HOST', post([length, 'Connection: close, HOST']), 400),
  refused('Connection: Content-Length', post([length, 'Connection: Content-Length']), 400),
  refused('Connection: the device header', post([length, 'Connection: x-ens-devices']), 400),
  refused('two Connection lines', post([length, 'Connection: close', 'Connection: cookie']), 400),
  refused(
    'empty Authorization',
    `POST ${ewsPath} HTTP/1.1\r\nHost: a\r\nAuthorization:\r\n${length}\r\n\r\n${findItem}`,
    400,
  ),
  refused(
    'Host with a path',
    `POST ${ewsPath} HTTP/1.1\r\nHost: a/b\r\n${authorization}\r\n\r\n`,
    400,
  ),
  refused(
    'Host with a user',
    `POST ${ewsPath} HTTP/1.1\r\nHost: a@b\r\n${authorization}\r\n\r\n`,
    400,
  ),
  refused('empty Host', `POST ${ewsPath} HTTP/1.1\r\nHost:\r\n${authorization}\r\n\r\n`, 400),
  refused('no Host', `POST ${ewsPath} HTTP/1.1\r\n${authorization}\r\n\r\n`, 400),
]);

const lineOf = (path: string, version = 'HTTP/1.1'): string =>
  target(`GET ${path} ${version}`, ['Connection: close']);
hostile('request lines and targets', [
  refused('absolute-form', lineOf('http://gateway/EWS/Exchange.asmx'), 404),
  refused('absolute-form, other host', lineOf('http://evil/EWS/Exchange.asmx'), 404),
  refused('scheme-relative', lineOf('//evil/EWS/Exchange.asmx'), 404),
  refused('double slash', lineOf('/EWS//Exchange.asmx'), 404),
  refused('asterisk', lineOf('*'), 400, 404),
  refused('asterisk with OPTIONS', target('OPTIONS * HTTP/1.1', ['Connection: close']), 404),
  refused('dot segments', lineOf('/EWS/../owa/secret'), 404),
  refused('encoded dots', lineOf('/EWS/%2e%2e/owa/secret'), 404),
  refused('half encoded dots', lineOf('/EWS/.%2e/owa/secret'), 404),
  refused('backslash', lineOf('/EWS\\..\\owa'), 404),
  refused('encoded slash', lineOf('/EWS%2fExchange.asmx'), 404),
  refused('encoded letter', lineOf('/%45WS/Exchange.asmx'), 404),
  refused('path parameter', lineOf('/EWS/Exchange.asmx;x'), 404),
  refused('double encoded', lineOf('/EWS/%252e%252e/owa'), 404),
  refused('encoded NUL', lineOf('/EWS/Exchange.asmx%00'), 404),
  refused('alternate stream', lineOf('/EWS/Exchange.asmx::$DATA'), 404),
  refused('trailing dot', lineOf('/EWS/Exchange.asmx.'), 404),
  refused('path info', lineOf('/EWS/Exchange.asmx/wssecurity'), 404),
  refused('fragment', lineOf('/EWS/Exchange.asmx#secret'), 404),
  refused('query with a path', lineOf('/EWS/Exchange.asmx?@evil/owa'), 404),
  refused(
    'autodiscover confusion',
    lineOf('/autodiscover/autodiscover.json?@evil/owa/secret'),
    404,
  ),
  { name: 'HTTP/0.9, waiting for more', bytes: 'GET /\r\n', codes: [[], [400]] },
  refused('HTTP/0.9 EWS', `GET ${ewsPath}\r\n\r\n`, 400, 505),
  refused('HTTP/2.0', lineOf(ewsPath, 'HTTP/2.0'), 400, 505),
  refused('HTTP/1.2', lineOf(ewsPath, 'HTTP/1.2'), 400, 505),
  refused('HTTP/2 preface', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400),
  refused('unknown method', target(`FETCH ${ewsPath} HTTP/1.1`), 400),
  refused('small letters', target(`post ${ewsPath} HTTP/1.1`), 400),
  refused('non-ASCII in the target', Buffer.from(lineOf('/EWS/\xe9'), 'latin1'), 400, 404),
  refused('tab in the target', lineOf('/EWS/\t'), 400, 404),
  {
    name: 'CONNECT',
    bytes: target('CONNECT evil:443 HTTP/1.1'),
    codes: [[], [400], [404], [405]],
  },
]);

const repeated = (count: number, line: (at: number) => string): readonly string[] =>
  Array.from({ length: count }, (_, at) => line(at));

hostile('heads that are too large', [
  refused(
    '1,100 lines, then Authorization, which Node drops',
    [
      `POST ${ewsPath} HTTP/1.1`,
      'Host: gateway',
      length,
      ...repeated(1100, (at) => `X-${at}: 1`),
      authorization,
      '',
      findItem,
    ].join('\r\n'),
    431,
  ),
  refused('101 lines', post([length, ...repeated(98, (at) => `X-${at}: 1`)]), 431),
  refused('65 KB in one line', post([length, `X-Long: ${'a'.repeat(65 * 1024)}`]), 431),
  refused('65 KB in many lines', post(repeated(80, (at) => `X-${at}: ${'b'.repeat(1000)}`)), 431),
  refused('a target of 65 KB', lineOf(`/EWS/${'c'.repeat(65 * 1024)}`), 431),
  refused('a target of 9 KB', lineOf(`/EWS/${'c'.repeat(9 * 1024)}`), 404),
]);

hostile('expectations', [
  refused('200-maybe', post([length, 'Expect: 200-maybe']), 417),
  refused('100-continue among others', post([length, 'Expect: 100-continue, x']), 417),
  refused('two Expect', post([length, 'Expect: 100-continue', 'Expect: 100-continue']), 400),
  {
    name: '100-continue of somebody who may pass',
    bytes: post([length, 'Expect: 100-Continue']),
    codes: [[100, 200]],
    forwarded: 1,
  },
  {
    name: '100-continue of HTTP/1.0, which knows none',
    bytes: target(`POST ${ewsPath} HTTP/1.0`, [length, 'Expect: 100-continue'], findItem),
    codes: [[200]],
    forwarded: 1,
  },
  refused('unknown route', target('POST /x HTTP/1.1', [length, 'Expect: 100-continue']), 404),
]);
