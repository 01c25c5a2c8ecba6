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

/** How connections speak TLS that begin from now on. */
export interface ServerTls {
  readonly options: tls.TlsOptions;
  /** Told of each connection after its handshake; nothing is read from it before what it returns is over. Null: nobody asks. */
  readonly greet: ((socket: tls.TLSSocket) => Promise<void> | null) | null;
}

const handshakeMilliseconds = 20_000;
const backlog = 1024;

export class Server {
  readonly #server: net.Server;
  /** It does not listen: connections are handed to it, so that another one may take its place. */
  #tls: tls.Server | null;
  readonly #events: ServerEvents;
  /** Every TCP connection, those without a handshake included. */
  readonly #sockets = new Set<Socket>();
  readonly #connections = new Set<ServerConnection>();
  readonly #connectionEvents: ServerConnectionEvents;
  #ticks: NodeJS.Timeout | null = null;

  /** @param secure null: plain, for good */
  constructor(secure: ServerTls | null, events: ServerEvents) {
    this.#events = events;
    this.#connectionEvents = {
      request: events.request,
      refused: events.refused,
      bug: events.bug,
      closed: (gone) => this.#connections.delete(gone),
    };
    this.#tls = secure === null ? null : this.#tlsServer(secure);
    this.#server = net.createServer({ noDelay: true, keepAlive: true }, (socket) => {
      this.#admit(socket);
    });
  }

  #tlsServer({ options, greet }: ServerTls): tls.Server {
    const server = tls.createServer({ ...options, handshakeTimeout: handshakeMilliseconds });
    server.on('secureConnection', (socket: tls.TLSSocket) => {
      const wait = greet?.(socket) ?? null;
      if (wait === null) this.#serve(socket);
      else this.#serveAfter(wait, socket);
    });
    server.on('tlsClientError', (_error: Error, socket: Socket) => socket.destroy());
    return server;
  }

  #serveAfter(wait: Promise<void>, socket: Socket): void {
    socket.on('error', () => undefined);
    void wait.then(() => {
      if (!socket.destroyed) this.#serve(socket);
    });
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

  /** For handshakes to come. Sessions of before are not resumed: another server has other keys for them. */
  setTls(secure: ServerTls): void {
    if (this.#tls !== null) this.#tls = this.#tlsServer(secure);
  }

  /** Ends idle connections whose socket `mayStay` does not want. */
  closeIdle(mayStay: (socket: Socket) => boolean): void {
    for (const connection of this.#connections) {
      if (connection.exchange === null && !mayStay(connection.socket)) connection.cut(false);
    }
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

  #admit(socket: Socket): void {
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
    if (this.#tls === null) {
      this.#serve(socket);
      return;
    }
    // A handshake that is none: the error goes to 'tlsClientError', or here when it comes late.
    socket.on('error', () => undefined);
    this.#tls.emit('connection', socket);
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
