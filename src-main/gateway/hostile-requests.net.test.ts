/**
 * Requests that gateway and Exchange could read differently (facts: ews 6.2 and 6.4). A tap in
 * Exchange's place shows that only what was decided on gets there.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTap, towards } from './testing/tap.ts';
import type { Tap } from './testing/tap.ts';
import { connectRaw, statuses } from './testing/raw-client.ts';
import { basic, startHarness } from '../testing/gateway-harness.ts';
import type { Harness } from '../testing/gateway-harness.ts';
import { ask, findItem } from '../testing/http-client.ts';

const authorization = `Authorization: ${basic('alice@contoso.test')}`;
const ewsPath = '/EWS/Exchange.asmx';
const easPath = '/Microsoft-Server-ActiveSync';
const easQuery = '?Cmd=FolderSync&User=alice@contoso.test&DeviceId=alicephone&DeviceType=iPhone';
const length = `Content-Length: ${String(findItem.length)}`;
const smuggled = `GET /owa/secret HTTP/1.1\r\nHost: gateway\r\n${authorization}\r\n\r\n`;
const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;
const chunkedSmuggled = `${chunk(smuggled)}0\r\n\r\n`;

/** What a payload may lead to: refused, or answered with these codes after that many requests reached Exchange. */
interface Payload {
  readonly name: string;
  readonly bytes: string | Buffer;
  /** Codes of the answers, one of these lists; `closed` is an end without a word. */
  readonly codes?: readonly (readonly number[])[];
  readonly forwarded?: number;
}

const target = (line: string, more: readonly string[] = [], body = ''): string =>
  [line, 'Host: gateway', authorization, ...more, '', body].join('\r\n');
const post = (more: readonly string[], body = findItem): string =>
  target(`POST ${ewsPath} HTTP/1.1`, more, body);
const refused = (name: string, bytes: string | Buffer, ...codes: number[]): Payload => ({
  name,
  bytes,
  codes: codes.map((code) => [code]),
});

/** Sends each payload on a connection of its own; then an ordinary request must get its answer. */
async function attack(
  harness: Harness,
  tap: Tap,
  payloads: readonly (Payload | readonly Payload[])[],
): Promise<void> {
  for (const { name, bytes, codes = [[400]], forwarded = 0 } of payloads.flat()) {
    const before = tap.requests.length;
    const client = connectRaw(harness.port);
    client.write(bytes);
    const quiet = setTimeout(() => client.socket.destroy(), 120);
    const received = await client.closed;
    clearTimeout(quiet);
    const got = statuses(received);
    assert.ok(
      codes.some((each) => each.join() === got.join()),
      `${name}: ${JSON.stringify(received.slice(0, 400))}`,
    );
    assert.equal(tap.requests.length - before, forwarded, `${name}: reached Exchange`);
    const reply = await ask(harness.port, {
      path: ewsPath,
      headers: { Authorization: basic('bob@contoso.test') },
      body: findItem,
    });
    assert.equal(reply.status, 200, `${name}: the next request`);
  }
  assert.doesNotMatch(tap.bytes(), /owa|secret|evil/i, 'nothing undecided reached Exchange');
}

function hostile(name: string, payloads: readonly Payload[]): void {
  test(name, async (t) => {
    const tap = await startTap();
    const harness = await startHarness({ settings: towards(tap.port) });
    t.after(async () => {
      await harness.close();
      await tap.close();
    });
    await attack(harness, tap, payloads);
    assert.equal(harness.gateway.status().requests, 0);
  });
}

const te = 'Transfer-Encoding: chunked';

hostile('framing that two readers could read differently', [
  refused('CL then TE', post([length, te], chunkedSmuggled), 400),
  refused('TE then CL', post([te, 'Content-Length: 4'], chunkedSmuggled), 400),
  refused('two CL, equal', post([length, length]), 400),
  refused('two CL, different', post(['Content-Length: 0', length]), 400),
  refused('CL list', post(['Content-Length: 5, 5']), 400),
  refused('CL sign', post(['Content-Length: +5']), 400),
  refused('CL hex', post(['Content-Length: 0x5']), 400),
  refused('CL empty', post(['Content-Length:']), 400),
  refused('CL negative', post(['Content-Length: -1']), 400),
  refused('TE xchunked', post(['Transfer-Encoding: xchunked'], chunkedSmuggled), 400, 501),
  refused('TE chunked, identity', post([`${te}, identity`], chunkedSmuggled), 400, 501),
  refused('TE identity', post(['Transfer-Encoding: identity'], smuggled), 400, 501),
  refused(
    'TE gzip, chunked',
    post(['Transfer-Encoding: gzip, chunked'], chunkedSmuggled),
    400,
    501,
  ),
  refused('TE chunked, chunked', post([`${te}, chunked`], chunkedSmuggled), 400, 501),
  refused('two TE lines', post([te, te], chunkedSmuggled), 400),
  refused('TE vertical tab', post(['Transfer-Encoding: \x0bchunked'], chunkedSmuggled), 400),
  refused('TE quoted', post(['Transfer-Encoding: "chunked"'], chunkedSmuggled), 400, 501),
  refused('TE space before colon', post(['Transfer-Encoding : chunked'], chunkedSmuggled), 400),
  refused('TE with underscore', post([length, 'Transfer_Encoding: chunked']), 400),
  refused('TE obs-fold', post(['Transfer-Encoding:\r\n chunked'], chunkedSmuggled), 400, 501),
  refused('leading-space header', `GET ${ewsPath} HTTP/1.1\r\n Host: gateway\r\n\r\n`, 400),
  refused('bare LF lines', post([length]).replaceAll('\r\n', '\n'), 400),
  refused('bare CR in a header', post(['X-A: 1\rX-B: 2', length]), 400),
  refused('NUL in a header', post(['X-A: \0', length]), 400),
  refused('TE in HTTP/1.0', target(`POST ${ewsPath} HTTP/1.0`, [te], chunkedSmuggled), 400),
  {
    name: 'TE in capitals',
    bytes: post(['transfer-encoding: CHUNKED'], `${chunk(findItem)}0\r\n\r\n`),
    codes: [[200]],
    forwarded: 1,
  },
]);

hostile('chunks that are none', [
  // The head and the peek are in order, so these reach Exchange as a request that breaks off: never as a whole one.
  refused('chunk size 0x1', post([te], `0x1\r\na\r\n0\r\n\r\n`), 400),
  refused('chunk size overflow', post([te], `fffffffffffffffff\r\na\r\n0\r\n\r\n`), 400),
  refused('chunk size negative', post([te], `-1\r\na\r\n0\r\n\r\n`), 400),
  refused('chunk of 4 without its CRLF', post([te], `4\r\nabcdX0\r\n\r\n${smuggled}`), 400),
  refused('bare LF after the size', post([te], `4\nabcd\r\n0\r\n\r\n`), 400),
]);

for (const method of ['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND']) {
  const paths =
    method === 'OPTIONS' ? [easPath, `${easPath}${easQuery}`] : [ewsPath, '/EWS/Services.wsdl'];
  hostile(
    `${method} with a body that holds a second request`,
    paths.flatMap((path) => [
      refused(
        `chunked ${path}`,
        target(`${method} ${path} HTTP/1.1`, [te], chunkedSmuggled),
        400,
        405,
      ),
      refused(
        `counted ${path}`,
        target(`${method} ${path} HTTP/1.1`, [`Content-Length: ${smuggled.length}`], smuggled),
        400,
        405,
      ),
    ]),
  );
}

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

test('what belongs to one hop ends at the gateway, and everything else goes on as it came', async (t) => {
  const tap = await startTap();
  const harness = await startHarness({ settings: towards(tap.port) });
  t.after(async () => {
    await harness.close();
    await tap.close();
  });
  const client = connectRaw(harness.port);
  client.write(
    [
      `POST ${ewsPath} HTTP/1.1`,
      'hOST: gateway',
      authorization,
      te,
      'Connection: Upgrade, HTTP2-Settings, X-Mine',
      'Upgrade: h2c',
      'HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA',
      'X-Mine: 1',
      'Keep-Alive: 300',
      'Proxy-Connection: keep-alive',
      'Proxy-Authorization: Basic Og==',
      'TE: trailers',
      'Trailer: Authorization',
      '__proto__: 1',
      'constructor: 2',
      'X-Odd: \xe4',
      'x-odd: 2',
      '',
      `${chunk(findItem)}0\r\nAuthorization: Basic ZXZpbDpldmls\r\nX-Evil: 1\r\n\r\n`,
    ].join('\r\n'),
  );
  await client.until((text) => text.includes('/>'));
  client.socket.destroy();
  const [seen, ...others] = tap.requests;
  assert.equal(others.length, 0);
  const { requestId } = await harness.event(({ status }) => status === 200);
  const hop = seen?.rawHeaders.at(-3) ?? '';
  assert.match(hop, /^[0-9a-f]{24}$/);
  assert.deepEqual(seen?.rawHeaders, [
    ...['hOST', `127.0.0.1:${tap.port}`],
    ...['Authorization', basic('alice@contoso.test')],
    ...['__proto__', '1', 'constructor', '2', 'X-Odd', '\xc3\xa4', 'x-odd', '2'],
    ...['client-request-id', requestId, 'X-Sallyport-Hop', hop, 'Transfer-Encoding', 'chunked'],
  ]);
  assert.equal(seen.body, findItem);
  assert.deepEqual(seen.rawTrailers, []);
});

test('an Upgrade is served as an ordinary request, the last of its connection', async (t) => {
  const tap = await startTap();
  const harness = await startHarness({ settings: towards(tap.port) });
  t.after(async () => {
    await harness.close();
    await tap.close();
  });
  for (const upgrade of ['websocket', 'h2c', 'TLS/1.0']) {
    const client = connectRaw(harness.port);
    client.write(post([length, 'Connection: Upgrade', `Upgrade: ${upgrade}`]) + smuggled);
    await client.closed;
    assert.deepEqual(statuses(client.received()), [200], upgrade);
    assert.match(client.received(), /^Connection: close\r$/m);
  }
  assert.equal(tap.requests.length, 3);
  assert.doesNotMatch(tap.bytes(), /upgrade|secret/i);
});
