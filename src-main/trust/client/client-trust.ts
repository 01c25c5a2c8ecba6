/** Certificates of clients: taken at the handshake, judged by the trust in force whenever they are asked for (ADR 24). */
import { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import type { RevocationListState } from '../../../src-shared/certificates.ts';
import type { Problem } from '../../../src-shared/errors.ts';
import type { Log } from '../../../src-shared/log.ts';
import type { ClientCertificateSettings } from '../../../src-shared/settings/in-force.ts';
import { RevocationLists } from '../crl/revocation-lists.ts';
import type { Pace } from '../crl/list-place.ts';
import { authorityOf, type Authority, type Path } from './facts.ts';
import { holds, judge, type Judgement, type Trust } from './judge.ts';
import { pathsFrom } from './paths.ts';
import { presentedBy, type Presented, type Proven } from './presented.ts';

export interface ClientTrustOptions {
  /** Where revocation lists are kept; null: nowhere. */
  readonly folder: string | null;
  readonly now: () => number;
  readonly log: Log;
  /** Connections are to be judged anew. */
  readonly changed: () => void;
  readonly pace?: Partial<Pace> | undefined;
}

/** What a listener asks its clients for. */
export interface Asking {
  /** PEM. */
  readonly authorities: readonly string[];
  /** To be told of each connection once its handshake is over, before anything is read from it; it may take a while. */
  readonly greet: (socket: TLSSocket) => Promise<void> | null;
}

interface Greeted {
  readonly presented: Presented;
  judged: { readonly revision: number; readonly judgement: Judgement } | null;
}

const nothingShown: Greeted = { presented: { kind: 'none' }, judged: null };

/** `text` completes "The client certificate ...". */
export type Standing =
  | { readonly kind: 'none' }
  | { readonly kind: 'good'; readonly user: string }
  | { readonly kind: 'bad'; readonly text: string };

const none: Standing = { kind: 'none' };

export class ClientTrust {
  readonly #options: ClientTrustOptions;
  readonly #lists: RevocationLists;
  readonly #greeted = new WeakMap<object, Greeted>();
  #settings: ClientCertificateSettings | null = null;
  #authorities: readonly Authority[] = [];
  #anchors: ReadonlySet<string> = new Set();
  /** Another number: what was judged before counts no more. */
  #revision = 0;

  constructor(options: ClientTrustOptions) {
    this.#options = options;
    this.#lists = new RevocationLists({
      ...options,
      changed: () => {
        this.#revision += 1;
        this.#lists.forgetUnlisted();
        options.changed();
      },
    });
  }

  get isOff(): boolean {
    return this.#settings === null;
  }

  /** Puts other settings in force; the caller has its connections judged anew. */
  adopt(settings: ClientCertificateSettings | null): void {
    this.#settings = settings;
    this.#revision += 1;
    const all = (settings?.authorities ?? []).map((pem) => new X509Certificate(pem));
    // One that leads to no root would lead OpenSSL astray, which takes the first issuer of a name and never goes back.
    const sound = all.filter((each) => pathsFrom(each, [], all).length > 0);
    this.#authorities = sound.map(authorityOf);
    this.#anchors = new Set(this.#authorities.map(({ facts }) => facts.thumbprint));
    if (settings?.revocation !== 'crl') {
      this.#lists.clear();
      return;
    }
    for (const { certificate, facts, subject } of this.#authorities)
      this.#lists.know({ id: facts.signer, subject, key: certificate.publicKey });
    this.#lists.configure(settings.crlUrls, this.#anchors);
    // What the authorities say of each other is known before the first client comes.
    for (const path of this.#authorities.flatMap(({ certificate }) =>
      pathsFrom(certificate, [], sound),
    )) {
      const facts = path.map((each) => authorityOf(each).facts);
      void this.#lists.need(urlsOf(facts), anchorOf(facts));
    }
  }

  /** For a listener of the settings in force; null: it asks nobody. */
  asking(): Asking | null {
    if (this.#settings === null) return null;
    const authorities = this.#authorities;
    return {
      authorities: authorities.map(({ certificate }) => certificate.toString()),
      greet: (socket) => this.#greet(socket, authorities),
    };
  }

  /** @param socket is only compared */
  standing(socket: object): Standing {
    if (this.#settings === null) return none;
    const greeted = this.#greeted.get(socket) ?? nothingShown;
    const { presented, judged } = greeted;
    if (presented.kind !== 'proven') return presented;
    const now = this.#options.now();
    if (judged?.revision === this.#revision && now < judged.judgement.until)
      return judged.judgement;
    const judgement = judge(presented, this.#trust(this.#settings));
    greeted.judged = { revision: this.#revision, judgement };
    return judgement;
  }

  /** Whether a good certificate with one of these thumbprints was shown, whomever it stands for. */
  shows(socket: object, thumbprints: ReadonlySet<string>): boolean {
    const { presented } = this.#greeted.get(socket) ?? nothingShown;
    if (presented.kind !== 'proven' || this.#settings === null) return false;
    const shown = presented.paths[0]?.[0]?.thumbprint;
    return (
      shown !== undefined && thumbprints.has(shown) && holds(presented, this.#trust(this.#settings))
    );
  }

  #trust(settings: ClientCertificateSettings): Trust {
    return {
      settings,
      anchors: this.#anchors,
      revocation: (certificate, issuer) => this.#lists.of(certificate, issuer),
      now: this.#options.now(),
    };
  }

  lists(): readonly RevocationListState[] {
    return this.#settings?.revocation === 'crl' ? this.#lists.states() : [];
  }

  problems(): readonly Problem[] {
    return this.#settings?.revocation === 'crl' ? this.#lists.problems() : [];
  }

  close(): void {
    this.#lists.clear();
  }

  #greet(socket: TLSSocket, authorities: readonly Authority[]): Promise<void> | null {
    const found = presentedBy(socket, authorities);
    if ('kind' in found) {
      if (found.kind === 'bad') this.#greeted.set(socket, { presented: found, judged: null });
      return null;
    }
    this.#greeted.set(socket, { presented: found.presented, judged: null });
    return this.#awaitLists(found);
  }

  #awaitLists({ presented, paths }: Proven): Promise<void> | null {
    if (this.#settings?.revocation !== 'crl') return null;
    for (const certificate of new Set(paths.flatMap((path) => path.slice(1)))) {
      const { facts, subject } = authorityOf(certificate);
      this.#lists.know({ id: facts.signer, subject, key: certificate.publicKey });
    }
    return this.#lists.need(presented.paths.flatMap(urlsOf), presented.paths.flatMap(anchorOf));
  }
}

function urlsOf(path: Path): readonly string[] {
  return path.flatMap(({ listUrls }) => listUrls);
}

function anchorOf(path: Path): readonly string[] {
  return path.slice(-1).map(({ thumbprint }) => thumbprint);
}
