/** What a broken or hostile Exchange could say (facts: ews 6.2, "response side"). */
import { answered, answersOf, ok, unasked } from './answer.ts';
import type { Answer } from './answer.ts';
import { chunked, chunkedLine as te, lastChunk } from './payload.ts';

const { refused, relayed, either } = answersOf('own');
const end = { ends: true };
const none = 'Content-Length: 0';

const lengths: readonly Answer[] = [
  refused('length, then chunked', ok(['Content-Length: 3', te], lastChunk + unasked)),
  refused('chunked, then length', ok([te, 'Content-Length: 3'], lastChunk + unasked)),
  refused('two lengths', ok(['Content-Length: 3', 'Content-Length: 4'], 'abcd')),
  refused('two equal lengths', ok(['Content-Length: 3', 'Content-Length: 3'], 'abc')),
  ...['3, 3', '+3', '-3', '0x3', '3 3', '3a', '', '99999999999999999999'].map((value) =>
    refused(`length ${JSON.stringify(value)}`, ok([`Content-Length: ${value}`], 'abc'), end),
  ),
  ...[
    'gzip, chunked',
    'chunked, identity',
    'xchunked',
    'identity',
    '"chunked"',
    '\x0bchunked',
    'chunked\x00',
    '',
  ].map((value) =>
    refused(
      `coding ${JSON.stringify(value)}`,
      ok([`Transfer-Encoding: ${value}`], chunked('abc')),
      end,
    ),
  ),
  refused('two lines of chunked', ok([te, te], chunked('abc'))),
  refused('chunked of HTTP/1.0', answered('HTTP/1.0 200 OK', [te], chunked('abc')), end),
  refused('space before the colon of the length', ok(['Content-Length : 3'], 'abc'), end),
  refused('chunked behind LF', ok([`X: y\n${te}`], chunked('abc')), end),
  refused('folded value', ok(['X: a\r\n b', none])),
];

const truncated: readonly Answer[] = [
  refused('half a head', 'HTTP/1.1 200 OK\r\nContent-Le', end),
  refused('half a body', ok(['Content-Length: 100'], 'half'), end),
  refused('no last chunk', ok([te], '4\r\nhalf\r\n'), end),
  refused('half a chunk', ok([te], '40\r\nhalf'), end),
  refused('half a last chunk', ok([te], '4\r\nhalf\r\n0\r\n'), end),
  refused('nothing', '', end),
  refused('half a body, and silence', ok(['Content-Length: 100'], 'half'), { waits: true }),
  refused('half a chunk, and silence', ok([te], '40\r\nhalf'), { waits: true }),
];

const chunks: readonly Answer[] = [
  ...['-3', '+3', '0x3', '3h', '', 'fffffffffffffffff', '3 ', '3\t'].map((size) =>
    refused(`size ${JSON.stringify(size)}`, ok([te], `${size}\r\nabc\r\n0\r\n\r\n`)),
  ),
  refused('size ended by LF', ok([te], '3\nabc\r\n0\r\n\r\n')),
  refused('data ended by LF', ok([te], '3\r\nabc\n0\r\n\r\n')),
  refused('data longer than its chunk', ok([te], `3\r\nabcdef\r\n0\r\n\r\n`)),
  refused('extension of 20 KB', ok([te], `3;${'e'.repeat(20 * 1024)}\r\nabc\r\n0\r\n\r\n`)),
  relayed('trailers', ok([te], '3\r\nabc\r\n0\r\nSet-Cookie: evil=1\r\n\r\n')),
  ...['Connection: close', 'Transfer-Encoding: identity'].map((trailer) =>
    relayed(`trailers: ${trailer}`, ok([te], `3\r\nabc\r\n0\r\n${trailer}\r\n\r\n`)),
  ),
  refused('length in the trailers', ok([te], '3\r\nabc\r\n0\r\nContent-Length: 5\r\n\r\n')),
];

const heads: readonly Answer[] = [
  refused('NUL in a value', ok(['X-A: a\0b', none])),
  refused('NUL in a name', ok(['X\0A: b', none])),
  refused('control character in a value', ok(['X-A: a\x01b', none])),
  refused('control character in the reason', answered('HTTP/1.1 200 O\x01K', [none])),
  refused('CR in a value', ok(['X-A: 1\rSet-Cookie: evil=1', none])),
  refused('no name', ok([': x', none])),
  refused('no colon', ok(['X-A', none])),
  refused('head of 70 KB', ok([`X-A: ${'a'.repeat(70 * 1024)}`, none])),
  refused(
    '3,000 lines',
    ok([...Array.from({ length: 3000 }, (_, at) => `X-${at}: ${'a'.repeat(30)}`), none]),
  ),
  ...['000', '099', '1000', '20', '2x0', '-200', ''].map((code) =>
    refused(`code ${JSON.stringify(code)}`, answered(`HTTP/1.1 ${code} OK`, [none]), end),
  ),
  either('code 999', answered('HTTP/1.1 999 Odd', [none])),
  either('code 600', answered('HTTP/1.1 600 Odd', [none])),
  refused('HTTP/0.9', '<html>no head at all</html>', end),
  refused('another protocol', 'SSH-2.0-OpenSSH\r\n', end),
  refused('version HTTP/2.0', answered('HTTP/2.0 200 OK', [none])),
  refused('version in small letters', answered('http/1.1 200 OK', [none])),
  refused('a request', 'GET / HTTP/1.1\r\nHost: gateway\r\n\r\n', end),
];

const continued = 'HTTP/1.1 100 Continue\r\n\r\n';
const unaskedFor: readonly Answer[] = [
  refused(
    '101 unasked',
    answered('HTTP/1.1 101 Switching Protocols', ['Connection: Upgrade', 'Upgrade: x'], 'raw'),
  ),
  refused('101 without Upgrade', answered('HTTP/1.1 101 Switching Protocols', [], 'raw'), end),
  either('204 with a body', answered('HTTP/1.1 204 No Content', ['Content-Length: 6'], 'secret')),
  either('204, chunked', answered('HTTP/1.1 204 No Content', [te], chunked('secret'))),
  either(
    '205 with a body',
    answered('HTTP/1.1 205 Reset Content', ['Content-Length: 6'], 'secret'),
  ),
  either('second answer at once', ok(['Content-Length: 3'], 'abc') + unasked),
  either('second answer behind chunks', ok([te], chunked('abc')) + unasked),
  either('bytes behind the answer', ok(['Content-Length: 3'], 'abcsecret')),
  either('1,000 times 100', continued.repeat(1000) + ok(['Content-Length: 3'], 'abc')),
  either(
    '100 with a length and a body',
    answered('HTTP/1.1 100 Continue', ['Content-Length: 6'], 'secret') +
      ok(['Content-Length: 3'], 'abc'),
    end,
  ),
  refused('100 and nothing else', continued, end),
  either(
    '102 and 199',
    `HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 199 Odd\r\n\r\n${ok(['Content-Length: 3'], 'abc')}`,
  ),
  relayed('close behind the answer', ok(['Connection: close', 'Content-Length: 3'], 'abc'), end),
  relayed('closes without a word behind the answer', ok(['Content-Length: 3'], 'abc'), end),
  relayed(
    'names fields of its own in Connection',
    ok(['Connection: x-a, content-type', 'X-A: b', 'Content-Length: 3'], 'abc'),
  ),
];

export const ownAnswers: readonly Answer[] = [
  ...lengths,
  ...truncated,
  ...chunks,
  ...heads,
  ...unaskedFor,
];
