/**
 * Holds our parser against that of Node's own server: the same bytes in the same pieces. Whatever ours takes for a request
 * Node must find there, too: method, target, version, lines and body. Where ours finds less, it is only stricter.
 */
import { Parser } from '../../../http/parser.ts';
import type { MessageHead } from '../../../http/parser.ts';
import { chanceOf } from './chance.ts';
import { mutated } from './mutations.ts';
import { knownMethod, readByParser } from './reference.ts';
import type { ReadRequest } from './reference.ts';

export interface ParserVerdict {
  /** Whole requests that ours found. */
  readonly ours: number;
  /** Those that Node's found besides. */
  readonly more: number;
  /** What is wrong, empty when all is well. */
  readonly differences: readonly string[];
}

export async function compareParsers(seed: number): Promise<ParserVerdict> {
  const pieces = splitAtRandom(knownMethod(mutated(seed).bytes), seed);
  const all = readByUs(pieces);
  // Node's server hands a CONNECT to nobody, and the gateway refuses each: nothing is read behind it.
  const connect = all.findIndex(({ method }) => method === 'CONNECT');
  const ours = connect < 0 ? all : all.slice(0, connect);
  const nodes = await readByParser(pieces);
  const differences = ours.flatMap((each, at) => differenceOf(each, nodes[at]));
  const whole = (all: readonly ReadRequest[]): number =>
    all.filter(({ complete }) => complete).length;
  return {
    ours: whole(ours),
    more: Math.max(0, whole(nodes) - whole(ours)),
    differences: differences.map(
      (text) => `seed ${String(seed)}: ${text} ${JSON.stringify(pieces)}`,
    ),
  };
}

/** At up to six places, or after each byte. */
function splitAtRandom(text: string, seed: number): readonly string[] {
  const { below } = chanceOf(seed ^ 0x5bd1e995);
  if (below(20) === 0) return Array.from(text);
  const cuts = Array.from({ length: below(7) }, () => below(text.length + 1));
  const places = [0, ...cuts.sort((a, b) => a - b), text.length];
  return places
    .slice(0, -1)
    .map((from, at) => text.slice(from, places[at + 1]))
    .filter((piece) => piece !== '');
}

function readByUs(pieces: readonly string[]): readonly ReadRequest[] {
  const found: { head: MessageHead; body: string; complete: boolean }[] = [];
  const parser = new Parser('request', {
    head: (head) => {
      found.push({ head, body: '', complete: false });
      return false;
    },
    body: (part) => {
      const last = found.at(-1);
      if (last !== undefined) last.body += part.toString('latin1');
    },
    complete: () => {
      const last = found.at(-1);
      if (last !== undefined) last.complete = true;
    },
  });
  const feed = (bytes: Buffer): boolean => {
    const parsed = parser.execute(bytes);
    if (parsed.kind === 'more') return true;
    return parsed.kind === 'complete' && (parsed.rest === null || feed(parsed.rest));
  };
  pieces.every((piece) => feed(Buffer.from(piece, 'latin1')));
  parser.close();
  return found.map(({ head, body, complete }) => ({
    ...{ method: head.method, target: head.target, version: head.version, body, complete },
    rawHeaders: head.lines.flatMap(({ name, value }) => [name, value]),
  }));
}

function differenceOf(ours: ReadRequest, nodes: ReadRequest | undefined): readonly string[] {
  if (nodes === undefined) return [`Node finds no ${ours.method} ${ours.target}`];
  const headOf = ({ method, target, version, rawHeaders }: ReadRequest): string =>
    JSON.stringify([method, target, version, rawHeaders]);
  const told = (ourText: string, nodesText: string): string => `${ourText} is to Node ${nodesText}`;
  return [
    ...(headOf(ours) === headOf(nodes) ? [] : [told(headOf(ours), headOf(nodes))]),
    ...(ours.complete && !nodes.complete ? ['whole, though Node waits for more'] : []),
    // What broke off Node may keep for itself.
    ...(ours.complete && ours.body !== nodes.body ? [told(ours.body, nodes.body)] : []),
  ];
}
