/**
 * Connections to Exchange that carry tickets. Exchange may remember on a connection who sent one, so each belongs to one
 * client connection and to one user (facts: ews 3, kerberos 2), although every request brings a ticket of its own.
 */
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { serverEndPoint } from '../../kerberos/channel-binding.ts';
import type { OwnConnection } from '../../http/own-connection.ts';
import type { ServerConnection } from '../../http/server-connection.ts';
import type { Upstream } from '../relay/upstream.ts';

export class Link {
  readonly user: string;
  readonly upstream: Upstream;
  readonly own: OwnConnection;
  #bound: Bound | null = null;

  constructor(user: string, upstream: Upstream, onEnd: (link: Link) => void) {
    this.user = user;
    this.upstream = upstream;
    this.own = upstream.own(() => {
      onEnd(this);
    });
  }

  /** Ties a token to the certificate of the connection it goes out on; null in plain. */
  binding(socket: Socket): Buffer | null {
    if (this.#bound?.socket !== socket) {
      this.#bound = { socket, binding: bindingOf(socket), proven: this.upstream.isChecked };
    }
    return this.#bound.binding;
  }

  /**
   * What answers there is Exchange: its certificate was checked and says so, or it could read a ticket. It need not say so
   * again, and does not where it remembers who signed in.
   */
  get isProven(): boolean {
    return this.#bound?.proven === true;
  }

  prove(): void {
    if (this.#bound !== null) this.#bound.proven = true;
  }
}

interface Bound {
  readonly socket: Socket;
  readonly binding: Buffer | null;
  proven: boolean;
}

function bindingOf(socket: Socket): Buffer | null {
  if (!(socket instanceof TLSSocket)) return null;
  const { raw } = socket.getPeerCertificate() as { readonly raw?: Buffer };
  return raw === undefined ? null : serverEndPoint(raw);
}

/** One for each client connection at most. */
export class Links {
  readonly #all = new Map<ServerConnection, Link>();
  /** Of whose end we hear. */
  readonly #watched = new WeakSet<ServerConnection>();

  get size(): number {
    return this.#all.size;
  }

  /** The one of this connection, or a new one where it was another user's, another server's, or has ended. */
  for(connection: ServerConnection, user: string, upstream: Upstream): Link {
    const before = this.#all.get(connection);
    if (before?.user === user && before.upstream === upstream) return before;
    before?.own.close();
    const link = new Link(user, upstream, (ended) => {
      if (this.#all.get(connection) === ended) this.#all.delete(connection);
    });
    this.#all.set(connection, link);
    this.#watch(connection);
    return link;
  }

  /** Whoever brought no certificate this time, or another sign-in, leaves nothing of the one before. */
  leave(connection: ServerConnection): void {
    this.#all.get(connection)?.own.close();
  }

  /** Nobody asks them any more. */
  leaveServers(upstreams: readonly Upstream[]): void {
    for (const link of [...this.#all.values()]) {
      if (upstreams.includes(link.upstream)) link.own.close();
    }
  }

  close(): void {
    for (const link of [...this.#all.values()]) link.own.close();
  }

  #watch(connection: ServerConnection): void {
    if (this.#watched.has(connection)) return;
    this.#watched.add(connection);
    connection.socket.on('close', () => {
      this.leave(connection);
    });
  }
}
