/** Framing that gateway and Exchange could read differently (facts: ews 6.2). */
import { findItem } from '../testing/http-client.ts';
import {
  ewsPath,
  easPath,
  easQuery,
  length,
  smuggled,
  chunk,
  chunkedSmuggled,
  target,
  post,
  refused,
  hostile,
  te,
} from './testing/hostile.ts';

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
