/**
 * Opens connections to one host: its addresses in turn, until one takes the connection and, where TLS is
 * spoken, has shown who it is. Not a byte of a request is written here, so trying the next one repeats nothing.
 */
import type { Buffer } from 'node:buffer';
import dns from 'node:dns';
import net from 'node:net';
import type { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import tls from 'node:tls';

export type Lookup = (
  host: string,
  done: (error: Error | null, addresses: readonly string[]) => void,
) => void;

export interface ConnectOptions {
  readonly host: string;
  readonly port: number;
  /** Null: plain. */
  readonly tls: tls.ConnectionOptions | null;
  /** Why the server is not believed, once the handshake is over; without it Node's word counts. */
  readonly doubt?: ((socket: tls.TLSSocket) => Error | null) | undefined;
  /** Whether a session of an earlier connection may still be offered; without it always. */
  readonly resumes?: (() => boolean) | undefined;
  /** For all addresses together, milliseconds. */
  readonly connectMs: number;
  /** The most that one address may keep the others waiting, milliseconds; longer than that is a failure. */
  readonly shareMs?: number;
  /** In tests: a resolver of their own. */
  readonly lookup?: Lookup;
}

/** No address answered in time. */
export class ConnectTimeout extends Error {}

export type Opened =
  /** `session`: came with the handshake (TLS 1.2). */
  { readonly socket: Socket; readonly session: Buffer | undefined } | { readonly error: Error };

/** Asked for by nobody any more. */
export type Cancel = () => void;

/** An address that failed is tried last for so long. */
const avoidMilliseconds = 10_000;
const longestShare = 5000;

export class Connector {
  readonly #options: ConnectOptions;
  /** Addresses that failed, and until when they come last; `performance.now()`. */
  readonly #avoided = new Map<string, number>();

  constructor(options: ConnectOptions) {
    this.#options = options;
  }

  /** @param session of an earlier connection, to spare half of the handshake. */
  open(session: Buffer | undefined, done: (opened: Opened) => void): Cancel {
    const { host, lookup = everyAddress } = this.#options;
    const attempt = new Attempt(this.#options, session, (address) => this.#avoid(address), done);
    if (net.isIP(host) !== 0) attempt.begin([host]);
    else {
      lookup(host, (error, addresses) => {
        if (error !== null) attempt.finish({ error });
        else attempt.begin(this.#ordered(addresses));
      });
    }
    return () => {
      attempt.cancel();
    };
  }

  /** In the order of the resolver (RFC 6724), those that failed lately last. */
  #ordered(addresses: readonly string[]): readonly string[] {
    if (this.#avoided.size === 0) return addresses;
    const now = performance.now();
    for (const [address, until] of this.#avoided) {
      if (until <= now) this.#avoided.delete(address);
    }
    const failed = (address: string): boolean => this.#avoided.has(address);
    return [
      ...addresses.filter((address) => !failed(address)),
      ...addresses.filter((address) => failed(address)),
    ];
  }

  #avoid(address: string): void {
    this.#avoided.set(address, performance.now() + avoidMilliseconds);
  }
}

/** One connection that is wanted. */
class Attempt {
  readonly #options: ConnectOptions;
  readonly #session: Buffer | undefined;
  readonly #onFailed: (address: string) => void;
  readonly #done: (opened: Opened) => void;
  readonly #ends: number;
  #left: readonly string[] = [];
  #socket: Socket | null = null;
  #timer: NodeJS.Timeout | undefined;
  #over = false;
  /** The one that says most: of the address that came furthest. */
  #error: { readonly error: Error; readonly reached: boolean } | null = null;

  constructor(
    options: ConnectOptions,
    session: Buffer | undefined,
    onFailed: (address: string) => void,
    done: (opened: Opened) => void,
  ) {
    this.#options = options;
    this.#session = session;
    this.#onFailed = onFailed;
    this.#done = done;
    this.#ends = performance.now() + options.connectMs;
    // Bounds the resolver; each address gets a share of its own.
    this.#timer = setTimeout(() => {
      this.finish({ error: this.#late() });
    }, options.connectMs);
  }

  begin(addresses: readonly string[]): void {
    if (this.#over) return;
    this.#left = addresses;
    this.#next();
  }

  finish(opened: Opened): void {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#timer);
    this.#done(opened);
  }

  cancel(): void {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#timer);
    this.#socket?.destroy();
    // Clients that lose patience first must not hide that the host says nothing at all.
    const waited = performance.now() - this.#ends + this.#options.connectMs;
    if (waited >= this.#share) this.#done({ error: this.#late() });
  }

  get #share(): number {
    return this.#options.shareMs ?? longestShare;
  }

  #next(): void {
    clearTimeout(this.#timer);
    const remaining = this.#ends - performance.now();
    const [address, ...others] = this.#left;
    if (address === undefined || remaining <= 0) {
      this.finish({ error: this.#error?.error ?? this.#late() });
      return;
    }
    this.#left = others;
    this.#try(
      address,
      others.length === 0 ? remaining : Math.min(remaining / (others.length + 1), this.#share),
    );
  }

  #try(address: string, milliseconds: number): void {
    const { port, tls: secure, resumes } = this.#options;
    const offered = resumes?.() === false ? undefined : this.#session;
    const session = offered === undefined ? {} : { session: offered };
    const socket =
      secure === null
        ? net.connect({ host: address, port })
        : tls.connect({ host: address, port, ...secure, ...session });
    this.#socket = socket;
    let reached = false;
    let given: Buffer | undefined;
    const failed = (error: Error): void => {
      if (this.#over) return;
      release();
      socket.on('error', () => undefined);
      socket.destroy();
      this.#onFailed(address);
      if (this.#error === null || reached || !this.#error.reached) this.#error = { error, reached };
      this.#next();
    };
    const connected = (): void => {
      reached = true;
    };
    const keep = (came: Buffer): void => {
      given = came;
    };
    const closed = (): void => {
      failed(new Error('it closed the connection'));
    };
    const ready = (): void => {
      const doubt = this.#doubtAbout(socket);
      if (doubt !== null) {
        failed(doubt);
        return;
      }
      release();
      this.finish({ socket, session: given });
    };
    const release = (): void => {
      clearTimeout(this.#timer);
      socket.off('connect', connected).off('error', failed).off('close', closed);
      socket.off('session', keep);
      socket.off(secure === null ? 'connect' : 'secureConnect', ready);
    };
    socket.on('connect', connected).on('error', failed).on('close', closed);
    socket.on('session', keep);
    socket.on(secure === null ? 'connect' : 'secureConnect', ready);
    this.#timer = setTimeout(() => {
      failed(this.#late());
    }, milliseconds);
  }

  /** Called by an event: what is thrown there would end the process, and a server that could not be judged is not believed. */
  #doubtAbout(socket: Socket): Error | null {
    if (!(socket instanceof tls.TLSSocket)) return null;
    try {
      return this.#options.doubt?.(socket) ?? null;
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  #late(): Error {
    return new ConnectTimeout(`no connection within ${String(this.#options.connectMs)} ms`);
  }
}

const everyAddress: Lookup = (host, done) => {
  dns.lookup(host, { all: true, verbatim: true }, (error, addresses) => {
    done(error, error === null ? addresses.map(({ address }) => address) : []);
  });
};
