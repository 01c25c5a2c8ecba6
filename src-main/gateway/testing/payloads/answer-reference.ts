/** The other reader of Exchange's answers: what Node's own client, with its strict parser, makes of the same bytes. */
import http from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

export interface Reference {
  /** Null: nothing that could be an answer. */
  readonly answer: ReferenceAnswer | null;
  /** How many bytes had come when it was whole; null: it was not before the end of the connection. */
  readonly wholeAt: number | null;
  /** 100, 103 and the like before it. */
  readonly informational: number;
}

export interface ReferenceAnswer {
  readonly version: string;
  readonly status: number;
  readonly reason: string;
  /** Name and value of each line, as they came. */
  readonly lines: readonly (readonly [name: string, value: string])[];
  /** One character is one byte. */
  readonly body: string;
  /** False where it broke off. */
  readonly whole: boolean;
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Byte by byte, so that nothing that stands behind an answer can spoil it in the same breath. */
export async function readAsClient(bytes: string): Promise<Reference> {
  const wire = new Duplex({
    read: () => undefined,
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  const heard = listening(wire);
  await turn();
  const all = Buffer.from(bytes, 'latin1');
  let wholeAt: number | null = null;
  for (let at = 0; at < all.length && wholeAt === null && !heard.over(); at += 1) {
    wire.push(all.subarray(at, at + 1));
    await turn();
    if (heard.whole()) wholeAt = at + 1;
  }
  if (!wire.destroyed) wire.push(null);
  for (let turns = 0; turns < 5; turns += 1) await turn();
  wire.destroy();
  return { answer: heard.answer(), wholeAt, informational: heard.informational() };
}

interface Listening {
  readonly over: () => boolean;
  readonly whole: () => boolean;
  readonly informational: () => number;
  readonly answer: () => ReferenceAnswer | null;
}

function listening(wire: Duplex): Listening {
  let over = false;
  let whole = false;
  let informational = 0;
  let found: IncomingMessage | null = null;
  const body: Buffer[] = [];
  const asked = http.request({
    // Node's client reads any duplex stream, whatever its types say.
    createConnection: () => wire as unknown as Socket,
    ...{ method: 'POST', path: '/', headers: { 'Content-Length': 0 }, maxHeaderSize: 64 * 1024 },
  });
  asked.on('information', () => (informational += 1));
  asked.on('error', () => (over = true));
  asked.on('upgrade', () => (over = true));
  asked.on('response', (answer) => {
    found = answer;
    answer.on('data', (part: Buffer) => body.push(part));
    answer.on('error', () => (over = true));
    answer.on('end', () => (whole = answer.complete));
  });
  asked.end();
  return {
    over: () => over,
    whole: () => whole,
    informational: () => informational,
    answer: () => (found === null ? null : answerOf(found, body, whole)),
  };
}

function answerOf(
  { httpVersion, statusCode = 0, statusMessage = '', rawHeaders }: IncomingMessage,
  body: readonly Buffer[],
  whole: boolean,
): ReferenceAnswer {
  return {
    ...{ version: httpVersion, status: statusCode, reason: statusMessage, whole },
    lines: rawHeaders.flatMap((name, at) =>
      at % 2 === 0 ? [[name, rawHeaders[at + 1] ?? ''] as const] : [],
    ),
    body: Buffer.concat(body).toString('latin1'),
  };
}
