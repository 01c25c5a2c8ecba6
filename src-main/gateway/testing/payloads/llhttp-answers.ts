/** The cases of llhttp's test/response (facts: ews 6.5). */
import { answered, answersOf, ok, unasked } from './answer.ts';
import type { Answer } from './answer.ts';
import { chunk, chunked, chunkedLine as te, lastChunk } from './payload.ts';

const { refused, relayed, either } = answersOf('llhttp');
const end = { ends: true };

const connections: readonly Answer[] = [
  relayed('Proxy-Connection', ok(['Content-Length: 11', 'Proxy-Connection: close'], 'hello world')),
  either(
    'HTTP/1.0, keep-alive, body to the end',
    answered('HTTP/1.0 200 OK', ['Connection: keep-alive'], 'HTTP/1.0 200 OK\r\n\r\n'),
    end,
  ),
  either(
    'HTTP/1.0, 204, another answer',
    answered('HTTP/1.0 204 No content', ['Connection: keep-alive'], 'HTTP/1.0 200 OK\r\n\r\n'),
    end,
  ),
  relayed('body to the end', ok([], unasked), end),
  either('204, another answer', answered('HTTP/1.1 204 No content', [], unasked)),
  either(
    '204 and close, another answer',
    answered('HTTP/1.1 204 No content', ['Connection: close'], unasked),
    end,
  ),
  either(
    'more than the length, close',
    ok(['Content-Length: 5', 'Connection: close'], '2ad731e3-4dcd-4f70'),
    end,
  ),
  either('more than the length', ok(['Content-Length: 5'], '2ad731e3-4dcd-4f70')),
  refused(
    '101 with a length',
    answered(
      'HTTP/1.1 101 Switching Protocols',
      ['Connection: upgrade', 'Upgrade: h2c', 'Content-Length: 4'],
      'bodyproto',
    ),
  ),
  refused(
    '101, chunked',
    answered(
      'HTTP/1.1 101 Switching Protocols',
      ['Connection: upgrade', 'Upgrade: h2c', te],
      `${chunk('bo')}${chunk('dy')}${lastChunk}proto`,
    ),
  ),
  either(
    '200 with Upgrade, body to the end',
    ok(['Connection: upgrade', 'Upgrade: h2c'], 'body'),
    end,
  ),
  relayed(
    '200 with Upgrade and a length',
    ok(['Connection: upgrade', 'Upgrade: h2c', 'Content-Length: 4'], 'body'),
  ),
  relayed(
    '200 with Upgrade, chunked',
    ok(['Connection: upgrade', 'Upgrade: h2c', te], chunk('bo') + chunk('dy') + lastChunk),
  ),
  either(
    '304 with a length, another answer',
    answered('HTTP/1.1 304 Not Modified', ['Content-Length: 10'], unasked),
  ),
  either(
    '304, chunked, another answer',
    answered('HTTP/1.1 304 Not Modified', [te], ok([te], chunked('hello'))),
  ),
  relayed(
    '100, then 404',
    `HTTP/1.1 100 Continue\r\n\r\n${answered('HTTP/1.1 404 Not Found', ['Content-Length: 14'], '404: Not Found')}`,
  ),
  relayed(
    '103, then 200',
    `HTTP/1.1 103 Early Hints\r\nLink: </styles.css>; rel=preload\r\n\r\n${ok(['Content-Length: 5'], 'hello')}`,
  ),
];

const framing: readonly Answer[] = [
  relayed(
    'close, body to the end',
    ok(['Content-Type: text/xml', 'Connection: close'], '<Envelope/>\n'),
    end,
  ),
  relayed('Content-Length-X is no length', ok(['Content-Length-X: 0', te], chunked('OK'))),
  either('length of each of two answers', ok(['Content-Length: 3'], 'abc') + unasked),
  either('tabs around the length', ok(['Content-Length:\t5\t'], 'hello')),
  relayed('no body', ok(['Content-Length: 0'])),
  relayed('no length, no body', answered('HTTP/1.1 404 Not Found', []), end),
  relayed(
    'spaces around the length',
    answered('HTTP/1.1 301 Moved Permanently', ['X-$Type: a', 'Content-Length:  5  '], 'moved'),
  ),
  either('space behind sizes', ok([te], '5  \r\nhello\r\n0  \r\n\r\n')),
  refused('chunked before another coding', ok([te + ', deflate'], 'World'), end),
  refused(
    'a line of chunked, then of identity',
    ok([te, 'Transfer-Encoding: identity'], 'World'),
    end,
  ),
  refused('chunkedchunked', ok(['Transfer-Encoding: chunkedchunked'], chunked('OK')), end),
  relayed('chunk extensions', ok([te], '5;a;b=c\r\nhello\r\n6;d\r\n world\r\n0\r\n\r\n')),
  refused('extension without a semicolon', ok([te], '2 abc\r\naa\r\n0 def\r\n\r\n')),
  refused('semicolon without an extension', ok([te], '2;\r\naa\r\n0\r\n\r\n')),
  relayed('quoted extension', ok([te], '5;a="b; c";d="e"\r\nhello\r\n0\r\n\r\n')),
  refused('quote that does not end', ok([te], '5;a="b";c="d; e\r\nhello\r\n0\r\n\r\n')),
  refused('folded line behind chunked', ok([`${te}\r\n  abc`], chunked('World'))),
];

const malformed: readonly Answer[] = [
  ...[
    'HTP/1.1',
    'HTTP/01.1',
    'HTTP/11.1',
    'HTTP/1.01',
    'HTTP/5.6',
    'HTTP/0.9',
    'RTSP/1.1',
    'ICE/1.1',
    'HTTPER/1.1',
  ].map((version) =>
    refused(`version ${version}`, answered(`${version} 200 OK`, ['Content-Length: 0'])),
  ),
  refused('tab behind the version', answered('HTTP/1.1\t200 OK', ['Content-Length: 0'])),
  refused(
    'CR before the answer, tab behind the version',
    `\r${answered('HTTP/1.1\t200 OK', ['Content-Length: 0'])}`,
  ),
  refused('lines parted by CR', ok(['Foo: 1\rBar: 2', 'Content-Length: 0'])),
  refused('CR behind the status line', 'HTTP/1.1 200 OK\rContent-Length: 0\r\n\r\n'),
  refused('CR CR behind the status line', 'HTTP/1.1 200 OK\r\rContent-Length: 4\r\n\r\nEvil'),
  refused('space before the first name', ok([' Host: foo', 'Content-Length: 0'])),
  refused('two spaces before the code', answered('HTTP/1.1  200 OK', ['Content-Length: 0'])),
  either('two spaces before the reason', answered('HTTP/1.1 200  OK', ['Content-Length: 0'])),
  refused('code of one digit', answered('HTTP/1.1 2 OK', ['Content-Length: 0'])),
  refused('LF alone, no body', 'HTTP/1.1 200 OK\nContent-Length: 0\n\n'),
  refused('LF alone', 'HTTP/1.1 200 OK\nFoo: abc\nBar: def\n\nBODY\n', end),
  either('no reason', answered('HTTP/1.1 301', ['Content-Length: 0'])),
  relayed('empty reason', answered('HTTP/1.1 200 ', ['Content-Length: 0'])),
  relayed('underscore in a name', ok(['Content-Length: 0', 'DCLK_imp: v7;x;~cs=o'])),
  relayed('empty value', ok(['Pragma: ', 'Location: http://gateway/', 'Content-Length: 0'])),
  relayed(
    'names that begin oddly',
    ok(['.et-Cookie: a=b', '_eep-Alive: timeout=45', te], lastChunk),
  ),
  refused('space in a name', ok(['en-US Content-Type: text/xml', 'Content-Length: 0'])),
  either(
    '0xeb in the reason',
    answered('HTTP/1.1 500 Ori\xebntatieprobleem', ['Content-Length: 0']),
  ),
  either('CRLF before the answer', `\r\n${ok(['Content-Length: 0'])}`),
  relayed(
    'values of spaces and tabs',
    ok(['Header1: Value1', 'Header2:\t Value2', 'Content-Length: 0']),
  ),
  either(
    'three answers',
    ok(['Content-Length: 3'], 'AAA') +
      answered('HTTP/1.1 201 Created', ['Content-Length: 4'], 'BBBB') +
      unasked,
  ),
];

export const llhttpAnswers: readonly Answer[] = [...connections, ...framing, ...malformed];
