/**
 * What stands behind the operation in the part of a SOAP request that is here: a second Body there is a second request
 * to a reader that takes the last one. The operation that was decided on is the first, as Exchange takes it.
 */
import type { Buffer } from 'node:buffer';
import { SaxesParser } from 'saxes';
import { envelopes } from './soap.ts';

/** @param seen the bytes from the beginning on, as far as they are looked at */
export function hasSecondBody(seen: Buffer): boolean {
  // The tags of one Body; a second one begins after the end of the first. Messages have bodies of their own, but hardly any request has one.
  return occurs(seen, 'Body', 3) && countBodies(seen.toString('utf8')) > 1;
}

function occurs(seen: Buffer, word: string, times: number): boolean {
  let at = -1;
  for (let left = times; left > 0; left -= 1) {
    at = seen.indexOf(word, at + 1, 'latin1');
    if (at < 0) return false;
  }
  return true;
}

function countBodies(text: string): number {
  const parser = new SaxesParser({ xmlns: true });
  let depth = 0;
  let bodies = 0;
  let broken = false;
  parser.on('error', () => {
    broken = true;
  });
  parser.on('opentag', ({ uri, local }) => {
    depth += 1;
    if (!broken && depth === 2 && local === 'Body' && envelopes.has(uri)) bodies += 1;
  });
  parser.on('closetag', () => {
    depth -= 1;
  });
  parser.write(text);
  return bodies;
}
