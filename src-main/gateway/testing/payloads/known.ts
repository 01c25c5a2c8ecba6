/**
 * What the gateway still lets through, exactly: a mend shortens this list, and whatever is not on it must not happen.
 * All of it reaches Exchange as requests that were decided on and that nginx and Apache read as Node does; by RFC 9112
 * it should be refused all the same.
 */
const everywhere = [
  // Section 3 knows one space.
  'http-garden: proxy 4: two spaces in the request line',
  'own: line "GET  /EWS/Exchange.asmx HTTP/1.1"',
];

/** Of llhttp 6, that of Node 18.15: it hosts the console on its development run-time, which listens on loopback only. */
const llhttp6 = [
  'desync permutations: 0dwrap of Content-Length',
  'desync permutations: 0dwrap of Content-Length, alone',
  'desync permutations: 0dwrap of Transfer-Encoding',
  'desync permutations: doublewrapped of Content-Length, alone',
  'desync permutations: nameprefix1 of Content-Length',
  'desync permutations: nameprefix1 of Content-Length, alone',
  'desync permutations: nameprefix1 of Transfer-Encoding',
  'desync permutations: nameprefix2 of Content-Length',
  'desync permutations: nameprefix2 of Content-Length, alone',
  'desync permutations: nameprefix2 of Transfer-Encoding',
  'desync permutations: tabwrap of Content-Length, alone',
  'h1spec: CR before a name',
  'http-garden: proxy 3: CR before a semicolon',
  'http-garden: server 30: CR and a letter end the head',
  'http-garden: server 36: CR CR in an extension',
  'llhttp: CR instead of the empty line',
  'llhttp: certificate in folded lines',
  'llhttp: extension without a semicolon',
  'llhttp: folded empty value',
  'llhttp: folded tokens',
  'llhttp: folded tokens with CRLF',
  'llhttp: folded value',
  'llhttp: quote that does not end',
  'llhttp: request behind CR and a letter',
  'llhttp: semicolon without an extension',
  'llhttp: space before a length',
  'llhttp: space behind the size',
  'own: data ended by "\\n\\n"',
  'own: data ended by "\\n\\r"',
  'own: extension ended by " \\r\\n"',
  'own: extension of 20 KB',
  'own: folded trailer',
  'own: last chunk ended by " \\r\\n"',
  'own: last chunk ended by "\\r"',
  'own: last chunk ended by "\\r\\r\\n"',
  'own: length in the trailers',
  'own: size "3 ;a"',
  'own: size ended by " \\r\\n"',
];

/** Of llhttp 6: what follows is cut, and sometimes the request with it. */
const llhttp6AtTimes = ['llhttp: chunked behind an empty value and CR'];

export interface Known {
  readonly always: readonly string[];
  /** By timing, or by the version of the parser. */
  readonly atTimes: readonly string[];
}

/** @param llhttp version of the parser inside Node */
export function knownToPass(llhttp: string): Known {
  return llhttp.startsWith('6.')
    ? { always: [...everywhere, ...llhttp6], atTimes: llhttp6AtTimes }
    : { always: everywhere, atTimes: [] };
}
