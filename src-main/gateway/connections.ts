/**
 * The open connections of a listener, and the answers that each of them still owes.
 *
 * Node looks after the one answer whose turn it is. What stands behind it in the queue (a client may
 * send its next request before it has the answer, RFC 9112 9.3.2) hears nothing when the connection
 * ends: before Node 24 neither 'close' nor 'error' comes (measured on 18.15 and 20.20). Here it does.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

const lingerMilliseconds = 1000;

export class Connections {
  readonly #sockets = new Set<Socket>();
  readonly #owed = new WeakMap<Socket, Set<ServerResponse>>();
  readonly #newest = new WeakMap<Socket, IncomingMessage>();
  #ready = new WeakSet<Socket>();
  readonly #leaving = new WeakSet<Socket>();

  /** Every TCP connection, those without a handshake included. */
  get size(): number {
    return this.#sockets.size;
  }

  add(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
  }

  /** The connection may speak now: plain at once, TLS after its handshake. */
  ready(socket: Socket): void {
    this.#ready.add(socket);
  }

  /** What let connections in has changed: those that are open end with their next answer. */
  retire(): void {
    this.#ready = new WeakSet();
  }

  owe(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    this.#newest.set(socket, request);
    // Node drops what came in one packet behind an Upgrade that nobody listens for (measured on 20.20).
    const mayGoOn = this.#ready.has(socket) && request.headers.upgrade === undefined;
    if (!mayGoOn) response.shouldKeepAlive = false;
    const owed = this.#owed.get(socket) ?? this.#beginOwing(socket);
    owed.add(response);
    response.once('close', () => owed.delete(response));
  }

  /** It has had the last word: what still comes is nobody's request (it was told 408 or 400). */
  isLeaving(socket: Socket): boolean {
    return this.#leaving.has(socket);
  }

  owes(response: ServerResponse): boolean {
    return this.#owed.get(response.req.socket)?.has(response) === true;
  }

  /** Ends a connection on which something came that is no request. */
  refuse(error: NodeJS.ErrnoException, socket: Socket): void {
    // The parser complains of everything that follows, too.
    if (this.#leaving.has(socket)) return;
    const status = statusOf(error.code);
    const owed = [...(this.#owed.get(socket) ?? [])];
    if (owed.every((response) => response.writableEnded)) {
      // A request that was answered while its body still came gets no second answer.
      const said = owed.length > 0 || this.#newest.get(socket)?.complete === false;
      if (!said && status !== null && socket.writable) this.#farewell(socket, refusal(status));
      else socket.destroySoon();
      return;
    }
    // The malformed bytes are the body of the one request that waits: the refusal is its answer.
    // Otherwise it would be taken for the answer to another request, or land inside one.
    const [only, ...others] = owed;
    const itsBody = others.length === 0 && only?.headersSent === false && !only.req.complete;
    if (itsBody && status !== null && socket.writable) {
      socket.write(refusal(status));
      // Not heard out: its body could still become whole, and Exchange would act on what was refused here.
      socket.destroySoon();
    } else socket.destroy();
  }

  /**
   * The last word on a connection. Who still sends is heard out for a while: closed at once, the connection would be
   * reset by what comes, and the reset may overtake the word (RFC 9112 9.6).
   */
  #farewell(socket: Socket, word: string): void {
    this.#leaving.add(socket);
    socket.end(word);
    socket.resume();
    const guard = setTimeout(() => socket.destroy(), lingerMilliseconds);
    socket.once('close', () => clearTimeout(guard));
  }

  destroy(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #beginOwing(socket: Socket): Set<ServerResponse> {
    const owed = new Set<ServerResponse>();
    this.#owed.set(socket, owed);
    socket.once('close', () => {
      for (const response of owed) if (isQueued(response)) endQueued(response);
    });
    return owed;
  }
}

function isQueued(response: ServerResponse): boolean {
  return response.socket === null && !response.writableFinished;
}

function endQueued(response: ServerResponse): void {
  response.destroy();
  response.emit('close');
}

/** Null: the peer speaks no HTTP, or is gone. */
function statusOf(code = ''): string | null {
  if (code === 'HPE_HEADER_OVERFLOW') return '431 Request Header Fields Too Large';
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return '408 Request Timeout';
  // TLS errors come by the same event; an answer would wait for a handshake that never ends.
  return code.startsWith('HPE_') ? '400 Bad Request' : null;
}

function refusal(status: string): string {
  return `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`;
}
