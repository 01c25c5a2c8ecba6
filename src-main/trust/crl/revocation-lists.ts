/** The revocation lists of all issuers, and what they say of a certificate. */
import { warning, type Problem } from '../../../src-shared/errors.ts';
import type { RevocationListState } from '../../../src-shared/certificates.ts';
import type { Log } from '../../../src-shared/log.ts';
import type { CertificateFacts } from '../client/facts.ts';
import { keptLists, type KeptLists } from './kept-lists.ts';
import { ListPlace, usualPace, type Pace, type ProvenList, type Signer } from './list-place.ts';

export interface ListsOptions {
  /** Where the last good copies are; null: nowhere. */
  readonly folder: string | null;
  readonly now: () => number;
  readonly log: Log;
  /** What was good may be revoked now, and the reverse. */
  readonly changed: () => void;
  readonly pace?: Partial<Pace> | undefined;
}

export type Revocation =
  /** `until`: no list is current afterwards. */
  | { readonly kind: 'not revoked'; readonly until: number }
  | { readonly kind: 'revoked' }
  | { readonly kind: 'unknown' };

/** Certificates that authorities of ours issued name them, so this bounds a mistake more than an attack. */
const mostPlaces = 64;
const mostSigners = 1000;

export class RevocationLists {
  readonly #options: ListsOptions;
  readonly #kept: KeptLists;
  readonly #places = new Map<string, ListPlace>();
  /** By the name, encoded. */
  readonly #signers = new Map<string, Signer[]>();
  #signerCount = 0;
  /** By the settings. */
  #configured: readonly string[] = [];
  /** By certificates: each place with the roots in whose name it is looked after. */
  readonly #named = new Map<string, Set<string>>();
  /** Issuers without any list. */
  #unlisted = new Set<string>();

  constructor(options: ListsOptions) {
    this.#options = options;
    this.#kept = keptLists(options.folder);
  }

  /** Whoever is proven to be an authority may sign its list. */
  know(signer: Signer): void {
    const name = signer.subject.toString('base64');
    const known = this.#signers.get(name) ?? [];
    if (known.some(({ id }) => id === signer.id) || this.#signerCount === mostSigners) return;
    this.#signerCount += 1;
    this.#signers.set(name, [...known, signer]);
    for (const place of this.#places.values()) if (place.awaitsSigner) void place.read();
  }

  /** Looks after these from now on, and no more after what only others asked for. @param roots that are trusted now */
  configure(urls: readonly string[], roots: ReadonlySet<string>): void {
    this.#configured = urls;
    for (const [url, whose] of this.#named) {
      for (const root of whose) if (!roots.has(root)) whose.delete(root);
      if (whose.size === 0) this.#named.delete(url);
    }
    for (const [url, place] of this.#places) {
      if (urls.includes(url) || this.#named.has(url)) continue;
      place.close();
      this.#places.delete(url);
    }
    this.#unlisted = new Set();
    for (const url of urls) this.#placeOf(url);
  }

  /**
   * Begins to look after the places that certificates name, in the name of their roots.
   * @returns null: all are known; else it is worth to wait
   */
  need(urls: readonly string[], roots: readonly string[]): Promise<void> | null {
    for (const url of urls) {
      if (this.#placeOf(url) === null) continue;
      const whose = this.#named.get(url) ?? new Set();
      for (const root of roots) whose.add(root);
      this.#named.set(url, whose);
    }
    const all = [...new Set([...this.#configured, ...urls])];
    const pending = all.flatMap((url) => this.#placeOf(url)?.pending ?? []);
    return pending.length === 0 ? null : Promise.all(pending).then(() => undefined);
  }

  of(certificate: CertificateFacts, issuer: CertificateFacts): Revocation {
    let until = 0;
    let isListed = false;
    for (const { list } of this.#places.values()) {
      if (list === null || list.signer !== issuer.signer || !speaksOf(list, certificate)) continue;
      isListed = true;
      if (list.revoked.has(certificate.serial)) return { kind: 'revoked' };
      until = Math.max(until, list.nextUpdate);
    }
    if (!isListed && this.#unlisted.size < 20) this.#unlisted.add(issuer.name);
    return until > this.#options.now() ? { kind: 'not revoked', until } : { kind: 'unknown' };
  }

  problems(): readonly Problem[] {
    const now = this.#options.now();
    const unlisted = [...this.#unlisted].map((name) =>
      warning('REVOCATION_LIST', `No revocation list of ${name} has been read.`, {
        key: 'clientCertificates.revocation',
      }),
    );
    return [...unlisted, ...[...this.#places.values()].flatMap((place) => troubleOf(place, now))];
  }

  states(): readonly RevocationListState[] {
    const now = this.#options.now();
    return [...this.#places.values()].map((place) => stateOf(place, now));
  }

  /** Nothing is fetched any more. */
  clear(): void {
    this.#named.clear();
    this.configure([], new Set());
  }

  /** A list came: who had none may have one now. */
  forgetUnlisted(): void {
    this.#unlisted = new Set();
  }

  #placeOf(url: string): ListPlace | null {
    const present = this.#places.get(url);
    if (present !== undefined || this.#places.size === mostPlaces) return present ?? null;
    const { now, log, changed, pace } = this.#options;
    const place = new ListPlace({
      ...{ url, kept: this.#kept, pace: { ...usualPace, ...pace }, now, changed },
      signers: (subject) => this.#signers.get(subject.toString('base64')) ?? [],
      failed: (_url, why) => {
        log.warn({ url, why }, 'a revocation list cannot be had');
      },
    });
    this.#places.set(url, place);
    void place.read();
    return place;
  }
}

function speaksOf({ scope }: ProvenList, { listUrls, isAuthority }: CertificateFacts): boolean {
  if (scope.whom !== 'all' && (scope.whom === 'authorities') !== isAuthority) return false;
  return scope.urls === null || scope.urls.some((url) => listUrls.includes(url));
}

function stateOf({ url, list, problem }: ListPlace, now: number): RevocationListState {
  const instant = (at: number): string => new Date(at).toISOString();
  return {
    url,
    from: list === null ? null : instant(list.thisUpdate),
    until: list === null ? null : instant(list.nextUpdate),
    state: list === null ? 'missing' : list.nextUpdate > now ? 'current' : 'stale',
    problem,
  };
}

function troubleOf({ url, list, problem }: ListPlace, now: number): readonly Problem[] {
  if (problem === null && (list === null || list.nextUpdate > now)) return [];
  const why = problem ?? 'its time is over';
  const rest =
    list === null
      ? 'There is none of before.'
      : `The last good one ${list.nextUpdate > now ? 'counts until' : 'counted until'} ${new Date(list.nextUpdate).toISOString()}.`;
  const message = `The revocation list ${url} cannot be had: ${why}. ${rest}`;
  return [warning('REVOCATION_LIST', message, { key: 'clientCertificates.crlUrls' })];
}
