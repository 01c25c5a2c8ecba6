/**
 * What the `Authorization` of a connection said last. A client says the same on all its requests, so it is read, and its
 * digest made, once for a connection and not for every request.
 */
import { readCredentials } from './credentials.ts';
import type { Credentials } from './credentials.ts';
import type { Proofs } from './proof.ts';
import { ownText } from '../../http/own-text.ts';

export interface SignIn {
  readonly authorization: string | null;
  readonly credentials: Credentials;
  /** Under which it is remembered once Exchange accepts it (`proof.ts`); null for nobody. */
  readonly proofName: string | null;
}

const nobody: SignIn = {
  authorization: null,
  credentials: readCredentials(undefined),
  proofName: null,
};

interface Said extends SignIn {
  /** Behind a balancer the requests of one connection come from many. */
  readonly client: string;
}

export class SignIns {
  readonly #proofs: Proofs;
  readonly #last = new WeakMap<object, Said>();

  constructor(proofs: Proofs) {
    this.#proofs = proofs;
  }

  /** @param connection is only compared */
  of(connection: object, client: string, authorization: string | null): SignIn {
    if (authorization === null) return nobody;
    const before = this.#last.get(connection);
    if (before?.authorization === authorization && before.client === client) return before;
    const credentials = readCredentials(authorization);
    // Said once: what it proves belongs to the connection (`pinning.ts`).
    if (credentials.kind === 'step') return { authorization, credentials, proofName: null };
    const proofName = this.#proofs.nameOf(client, authorization);
    // Its own text: a connection may be idle for long, or its answer last, and the head would be kept with it.
    const said = { authorization: ownText(authorization), credentials, proofName, client };
    this.#last.set(connection, said);
    return said;
  }
}
