/** The listening socket and the connections that came by it. */
import net from 'node:net';
import type { Socket } from 'node:net';
import tls from 'node:tls';
import type { ServerExchange } from './exchange.ts';
import { ServerConnection } from './server-connection.ts';
import type { ServerConnectionEvents } from './server-connection.ts';

export interface ServerEvents {
  /** Whether this peer may connect; one that may not hears nothing. */
  readonly admits: (socket: Socket) => boolean;
  readonly request: (exchange: ServerExchange) => void;
  /** A connection was told that it sent no request. */
  readonly refused: (socket: Socket) => void;
  /** Whoever was told of a request threw; the connection was ended. */
  readonly bug: (connection: ServerConnection, error: unknown) => void;
}

const handshakeMilliseconds = 20_000;
const backlog = 1024;

export class Server {
  readonly #server: net.Server | tls.Server;
  readonly #events: ServerEvents;
  /** Every TCP connection, those without a handshake included. */
  readonly #sockets = new Set<Socket>();
  readonly #connections = new Set<ServerConnection>();
  readonly #connectionEvents: ServerConnectionEvents;
  #ticks: NodeJS.Timeout | null = null;

  /** @param options null: plain */
  constructor(options: tls.TlsOptions | null, events: ServerEvents) {
    this.#events = events;
    this.#connectionEvents = {
      request: events.request,
      refused: events.refused,
      bug: events.bug,
      closed: (gone) => this.#connections.delete(gone),
    };
    const common = { noDelay: true, keepAlive: true };
    this.#server =
      options === null
        ? net.createServer(common)
        : tls.createServer({ ...common, ...options, handshakeTimeout: handshakeMilliseconds });
    this.#server.on('connection', (socket: Socket) => {
      this.#admit(socket, options === null);
    });
    this.#server.on('secureConnection', (socket: Socket) => {
      this.#serve(socket);
    });
    this.#server.on('tlsClientError', (_error: Error, socket: Socket) => socket.destroy());
  }

  /** Resolves with the error that listening failed with, or null. */
  listen(host: string, port: number): Promise<NodeJS.ErrnoException | null> {
    return new Promise((resolve) => {
      this.#server.once('error', resolve);
      this.#server.listen({ host, port, backlog }, () => {
        this.#server.removeAllListeners('error');
        // An accept that fails (no file descriptor left) is not the end of what is open.
        this.#server.on('error', () => undefined);
        this.#ticks = setInterval(() => {
          this.#tick();
        }, 1000).unref();
        resolve(null);
      });
    });
  }

  get port(): number {
    const address = this.#server.address();
    return address !== null && typeof address === 'object' ? address.port : 0;
  }

  get size(): number {
    return this.#sockets.size;
  }

  has(connection: ServerConnection): boolean {
    return this.#connections.has(connection);
  }

  /** Another certificate for handshakes to come. */
  setSecureContext(options: tls.TlsOptions): void {
    if (this.#server instanceof tls.Server) this.#server.setSecureContext(options);
  }

  /** The open connections end with their next answer. */
  retireConnections(): void {
    for (const connection of this.#connections) connection.retire();
  }

  /** Frees the port; open connections live on, each until its next answer. */
  stopAccepting(): void {
    if (this.#server.listening) this.#server.close();
    this.retireConnections();
  }

  destroyConnections(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #admit(socket: Socket, speaksAtOnce: boolean): void {
    if (!this.#events.admits(socket)) {
      socket.destroy();
      return;
    }
    this.#sockets.add(socket);
    // Not `once`, which keeps three more objects: it closes once anyway.
    socket.on('close', () => {
      this.#sockets.delete(socket);
      if (this.#sockets.size === 0 && !this.#server.listening) this.#stopTicking();
    });
    if (speaksAtOnce) this.#serve(socket);
    // A handshake that is none: the error goes to 'tlsClientError', or here when it comes late.
    else socket.on('error', () => undefined);
  }

  #serve(socket: Socket): void {
    const connection = new ServerConnection(socket, this.#connectionEvents);
    this.#connections.add(connection);
    if (!this.#server.listening) connection.retire();
  }

  #tick(): void {
    for (const connection of this.#connections) connection.tick();
  }

  #stopTicking(): void {
    if (this.#ticks !== null) clearInterval(this.#ticks);
    this.#ticks = null;
  }
}
