/** A second reader: the requests that Node's strict parser finds in what a client sent. */
import http from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import type { Seen } from './witness.ts';

export interface ReadRequest extends Seen {
  readonly version: string;
  /** Name, value, name, value, as they came. */
  readonly rawHeaders: readonly string[];
}

/** Whole requests, in order, up to the first byte that is none of a request. */
export async function readStrictly(bytes: string): Promise<readonly Seen[]> {
  const read = await readInPieces([knownMethod(bytes)], { maxHeaderSize });
  return read.filter(({ complete }) => complete);
}

/** The same, and the last one where it broke off, of bytes that come in pieces. By the parser alone: no `Host` is asked for. */
export function readByParser(pieces: readonly string[]): Promise<readonly ReadRequest[]> {
  const options = { maxHeaderSize, requireHostHeader: false };
  return readInPieces(pieces, options);
}

const maxHeaderSize = 64 * 1024;

async function readInPieces(
  pieces: readonly string[],
  options: http.ServerOptions,
): Promise<readonly ReadRequest[]> {
  const found: Reading[] = [];
  const server = http.createServer(options);
  const take: http.RequestListener = (request, response) => {
    found.push(reading(request, () => response.end()));
  };
  server.on('request', take).on('checkContinue', take).on('checkExpectation', take);
  server.on('clientError', () => undefined);
  const wire = new Duplex({
    read: () => undefined,
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  wire.on('error', () => undefined);
  // Each request that waits behind another adds its own.
  wire.setMaxListeners(0);
  // Node's server reads any duplex stream, whatever its types say.
  server.emit('connection', wire as unknown as Socket);
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  for (const piece of pieces) {
    if (!wire.destroyed) wire.push(Buffer.from(piece, 'latin1'));
    await turn();
  }
  // Parsing takes one turn; bodies that are whole then end within the next ones.
  const unread = (): boolean => found.some((each) => each.request.complete && !each.ended);
  for (let turns = 0; turns < 3 || (unread() && turns < 1000); turns += 1) await turn();
  wire.destroy();
  return found.map(({ seen }) => seen());
}

/** The parser of Node 18 is older than QUERY; another method that nobody serves stands in for it. */
export function knownMethod(bytes: string): string {
  return http.METHODS.includes('QUERY') ? bytes : bytes.replace(/^QUERY /, 'SEARCH ');
}

interface Reading {
  readonly request: IncomingMessage;
  readonly ended: boolean;
  readonly seen: () => ReadRequest;
}

function reading(request: IncomingMessage, onEnd: () => void): Reading {
  const chunks: Buffer[] = [];
  let ended = false;
  request.on('error', () => undefined);
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    ended = request.complete;
    onEnd();
  });
  return {
    request,
    get ended() {
      return ended;
    },
    seen: () => ({
      method: request.method ?? '',
      target: request.url ?? '',
      body: Buffer.concat(chunks).toString('latin1'),
      complete: ended,
      version: request.httpVersion,
      rawHeaders: request.rawHeaders,
    }),
  };
}
