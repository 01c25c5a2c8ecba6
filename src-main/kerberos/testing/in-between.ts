/** Stands between a client and a real KDC and changes what is not protected: the list of padata in a request, the client's name in a reply. */
import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';
import { fieldsOf, inside, readElement, sequenceOf } from '../../der/read.ts';
import * as write from '../../der/write.ts';
import { paTypes } from '../messages/padata.ts';
import { readPaData, writeName, writePaData } from '../messages/parts.ts';
import type { Typed } from '../messages/parts.ts';
import type { Name } from '../names.ts';
import { frame } from './kdc-double.ts';

export interface Meddling {
  /** What asks for a user, replaced or taken away. */
  readonly forUser: (original: Typed) => Typed | null;
  /** The name that the reply says in the clear. */
  readonly client: Name | null;
}

export interface InBetween {
  readonly port: number;
  readonly seen: readonly Typed[];
  readonly meddle: (meddling: Meddling | null) => void;
  readonly close: () => Promise<void>;
}

export async function standBetween(kdcPort: number): Promise<InBetween> {
  let meddling: Meddling | null = null;
  const seen: Typed[] = [];
  const server = createServer((client) => {
    client.on('error', () => undefined);
    onMessage(client, (request) => {
      const asked = forUserIn(request);
      if (asked !== null) seen.push(asked);
      const bent = asked === null ? null : meddling;
      const kdc = connect(kdcPort, '127.0.0.1');
      kdc.on('error', () => client.destroy());
      kdc.write(
        frame(
          asked === null || bent === null ? request : withForUser(request, bent.forUser(asked)),
        ),
      );
      onMessage(kdc, (reply) => {
        kdc.destroy();
        client.end(frame(withClient(reply, bent?.client ?? null)));
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    seen,
    meddle: (wanted) => {
      meddling = wanted;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function onMessage(socket: Socket, take: (message: Buffer) => void): void {
  let come = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    come = Buffer.concat([come, chunk]);
    if (come.length >= 4 && come.length === 4 + come.readUInt32BE(0)) take(come.subarray(4));
  });
}

function forUserIn(request: Buffer): Typed | null {
  const padata = fieldsOf(inside(readElement(request))).find(3, readPaData) ?? [];
  return padata.find(({ type }) => type === paTypes.forUser) ?? null;
}

function withForUser(request: Buffer, forUser: Typed | null): Buffer {
  return rewritten(request, 3, (field) => {
    const others = readPaData(field).filter(({ type }) => type !== paTypes.forUser);
    return writePaData(forUser === null ? others : [...others, forUser]);
  });
}

function withClient(reply: Buffer, client: Name | null): Buffer {
  if (client === null || reply[0] === write.application(30)) return reply;
  return rewritten(reply, 4, () => writeName(client));
}

/** A message with one of its fields replaced. */
function rewritten(
  message: Buffer,
  number: number,
  change: (field: ReturnType<typeof inside>) => Buffer,
): Buffer {
  const outer = readElement(message);
  const parts = sequenceOf(inside(outer)).map((field) =>
    field.tag === write.context(number)
      ? write.element(field.tag, change(inside(field)))
      : field.whole,
  );
  return write.element(outer.tag, write.sequence(...parts));
}
