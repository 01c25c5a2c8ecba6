/** A server in Exchange's place that keeps what reached it: the bytes, and the requests that Node's strict parser reads in them. */
import { once } from 'node:events';
import http from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface Seen {
  readonly method: string;
  readonly target: string;
  /** One character is one byte. */
  readonly body: string;
  /** False where it broke off. */
  readonly complete: boolean;
}

export interface Witnessed {
  readonly requests: readonly Seen[];
  /** What could not be read as a request. */
  readonly faults: readonly string[];
  readonly wires: readonly Wire[];
}

/** What came on one connection. */
export interface Wire {
  /** One character is one byte. */
  readonly bytes: string;
  readonly requests: readonly Seen[];
}

export interface Witness {
  readonly port: number;
  /** What came since the last call. */
  readonly take: () => Witnessed;
  /** Requests whose end has not come. */
  readonly open: () => number;
  /** Ends every connection; resolves when the other side knows. */
  readonly hangUp: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export const answerTo = ({ method, target }: Pick<Seen, 'method' | 'target'>): string =>
  `<answer to="${method} ${target}"/>`;

export async function startWitness(): Promise<Witness> {
  let faults: string[] = [];
  let wires = new Map<Socket, { readonly bytes: Buffer[]; readonly requests: Seen[] }>();
  const wireOf = (socket: Socket): { readonly bytes: Buffer[]; readonly requests: Seen[] } => {
    const wire = wires.get(socket) ?? { bytes: [], requests: [] };
    wires.set(socket, wire);
    return wire;
  };
  let open = 0;
  const sockets = new Set<Socket>();
  const server = http.createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    open += 1;
    void seenIn(request).then((seen) => {
      open -= 1;
      wireOf(request.socket).requests.push(seen);
      response.setHeader('Content-Type', 'text/xml; charset=utf-8');
      response.end(request.method === 'HEAD' ? undefined : answerTo(seen));
    });
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    // A request that breaks off is told by itself (`complete`).
    if (error.code !== 'ECONNRESET' && error.code !== 'HPE_INVALID_EOF_STATE') {
      faults.push(error.code ?? error.message);
    }
    socket.destroy();
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('data', (bytes: Buffer) => wireOf(socket).bytes.push(bytes));
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    take: () => {
      const all = [...wires.values()].map(({ bytes, requests }) => ({
        bytes: Buffer.concat(bytes).toString('latin1'),
        requests,
      }));
      const taken = { requests: all.flatMap(({ requests }) => requests), faults, wires: all };
      faults = [];
      wires = new Map();
      return taken;
    },
    open: () => open,
    hangUp: async () => {
      const ended = [...sockets].map((socket) => once(socket, 'close'));
      for (const socket of sockets) socket.destroySoon();
      await Promise.all(ended);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

export async function seenIn(request: IncomingMessage): Promise<Seen> {
  const chunks: Buffer[] = [];
  try {
    for await (const bytes of request) chunks.push(bytes as Buffer);
  } catch {
    // Broken off: what came counts.
  }
  return {
    method: request.method ?? '',
    target: request.url ?? '',
    body: Buffer.concat(chunks).toString('latin1'),
    complete: request.complete,
  };
}
