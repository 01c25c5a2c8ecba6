/**
 * Connections to Exchange that somebody signs in on (NTLM, a client's own Negotiate). Exchange remembers on the connection
 * who that was, so each belongs to one connection of one client until either closes (ADR 21; facts: ews 3, "measured hole").
 */
import { performance } from 'node:perf_hooks';
import type { Challenge } from './challenge.ts';
import type { Generation } from './generation.ts';
import type { Credentials } from './identify/credentials.ts';
import type { Upstream } from './relay/upstream.ts';
import type { Route } from './routes.ts';
import type { OwnConnection } from '../http/own-connection.ts';
import type { ServerConnection } from '../http/server-connection.ts';

/** Who comes by a connection, and under what it began. */
export interface PinOwner {
  readonly connection: ServerConnection;
  /** Behind a balancer several clients may share a connection to the gateway. */
  readonly client: string;
  readonly generation: Generation;
  readonly route: Route;
}

export type PinScheme = 'ntlm' | 'negotiate';
type User = Extract<Credentials, { kind: 'user' }>;

type State =
  /** A step of the sign-in is under way; `claim`: it says who, and Exchange has yet to accept it. */
  | { readonly kind: 'asked'; readonly claim: User | null }
  /** Exchange wants the next step. */
  | { readonly kind: 'challenged'; readonly unicode: boolean | null }
  | { readonly kind: 'signedIn'; readonly user: User };

const nobodyYet: State = { kind: 'asked', claim: null };
/** A sign-in whose next step does not come. */
const patienceMilliseconds = 30_000;

export class Pin {
  readonly owner: PinOwner;
  readonly scheme: PinScheme;
  readonly upstream: Upstream;
  readonly own: OwnConnection;
  /** Exchange did something for this user: who asks here has proven who they are. */
  proven = false;
  /** Its last answer was for whom the request claims to be. */
  accepted = false;
  #state: State = nobodyYet;
  #touched = performance.now();

  constructor(owner: PinOwner, scheme: PinScheme, onEnd: (pin: Pin) => void) {
    this.owner = owner;
    this.scheme = scheme;
    this.upstream = owner.generation.upstreamOf(owner.route);
    this.own = this.upstream.own(() => {
      onEnd(this);
    });
  }

  /** Who a request without credentials is; null: nobody is signed in. */
  get user(): User | null {
    return this.#state.kind === 'signedIn' ? this.#state.user : null;
  }

  get state(): State {
    return this.#state;
  }

  /** Exchange is asked for the next step. @param claim who it says it is; null: it says nothing yet */
  ask(claim: User | null): void {
    this.#touched = performance.now();
    this.#state = { kind: 'asked', claim };
  }

  /** @param stays false: Exchange forgets after this answer who signed in */
  answered(status: number, challenge: Challenge | null, stays: boolean): void {
    this.#touched = performance.now();
    const state = this.#state;
    const claim =
      state.kind === 'signedIn' ? state.user : state.kind === 'asked' ? state.claim : null;
    this.accepted = claim !== null && status !== 401;
    if (status === 401) {
      if (challenge === null || state.kind === 'signedIn') this.leave();
      else this.#state = { kind: 'challenged', unicode: challenge.unicode };
    } else if (claim === null) this.leave();
    // A client that sends a ticket with each request need not connect anew for each.
    else if (!stays && claim.hidden === true) this.#state = nobodyYet;
    else if (!stays) this.leave();
    else this.#state = { kind: 'signedIn', user: claim };
  }

  /** Nothing more is asked here. */
  leave(): void {
    this.proven = false;
    this.#state = nobodyYet;
    this.own.close();
  }

  /** A sign-in that goes on does not wait for ever for its next step. @param now on the monotonic clock */
  tick(now: number): void {
    if (this.#state.kind === 'signedIn' || now - this.#touched < patienceMilliseconds) return;
    // Under way: its request has a time limit of its own.
    if (this.own.isBusy) return;
    this.leave();
  }
}

/** The pins of all client connections: one each at most. */
export class Pins {
  readonly #all = new Map<ServerConnection, Pin>();
  readonly #onClose = new Map<ServerConnection, () => void>();

  get isEmpty(): boolean {
    return this.#all.size === 0;
  }

  get size(): number {
    return this.#all.size;
  }

  of(connection: ServerConnection): Pin | undefined {
    return this.#all.get(connection);
  }

  open(owner: PinOwner, scheme: PinScheme): Pin {
    const { connection } = owner;
    this.#all.get(connection)?.leave();
    const pin = new Pin(owner, scheme, (ended) => {
      this.#remove(ended);
    });
    const gone = (): void => {
      pin.leave();
    };
    this.#all.set(connection, pin);
    this.#onClose.set(connection, gone);
    connection.socket.on('close', gone);
    return pin;
  }

  countOf(generation: Generation): number {
    return this.#where((pin) => pin.owner.generation === generation).length;
  }

  /** Leaves those of a generation that `which` names. */
  leave(generation: Generation, which: (pin: Pin) => boolean): void {
    for (const pin of this.#where((each) => each.owner.generation === generation))
      if (which(pin)) pin.leave();
  }

  tick(now: number): void {
    for (const pin of this.#where(() => true)) pin.tick(now);
  }

  #where(holds: (pin: Pin) => boolean): readonly Pin[] {
    return this.isEmpty ? [] : [...this.#all.values()].filter(holds);
  }

  #remove(pin: Pin): void {
    const { connection } = pin.owner;
    if (this.#all.get(connection) !== pin) return;
    this.#all.delete(connection);
    const gone = this.#onClose.get(connection);
    this.#onClose.delete(connection);
    if (gone !== undefined) connection.socket.off('close', gone);
  }
}
