import type { Known } from './known.ts';

/** Answers of Exchange that reach the client although they should become a 502, exactly. Nobody gets another's answer by them. */
const everywhere = [
  // The last coding is not "chunked", so RFC 9112 6.3 reads to the end of the connection; the client is not told of the coding.
  'llhttp: chunked before another coding',
  'llhttp: a line of chunked, then of identity',
  'llhttp: chunkedchunked',
  'own: coding "gzip, chunked"',
  'own: coding "chunked, identity"',
  'own: coding "xchunked"',
  'own: coding "identity"',
  'own: coding "\\"chunked\\""',
  'own: two lines of chunked',
  'own: chunked of HTTP/1.0',
  'llhttp: version HTTP/0.9',
  'own: version HTTP/2.0',
  // Goes on as it is, and the client waits for ever.
  'own: 101 without Upgrade',
];

/** Of some versions of llhttp, and not of others. */
const byVersion = [
  'llhttp: version RTSP/1.1',
  'llhttp: version ICE/1.1',
  'llhttp: CR CR behind the status line',
  'own: coding ""',
  // In order (RFC 9110 5.5), and a 502 by older ones.
  'llhttp: tabs around the length',
];

const llhttp6 = [
  'llhttp: extension without a semicolon',
  'llhttp: semicolon without an extension',
  'llhttp: folded line behind chunked',
  'llhttp: quote that does not end',
  'llhttp: CR behind the status line',
  'own: folded value',
  'own: size "3 "',
  'own: extension of 20 KB',
  'own: length in the trailers',
];

/** @param llhttp version of the parser inside Node */
export function answersKnownToPass(llhttp: string): Known {
  const always = llhttp.startsWith('6.') ? [...everywhere, ...llhttp6] : everywhere;
  return { always, atTimes: byVersion };
}
