/** One address of a revocation list: read, kept, renewed before its time is over, tried again when it fails. */
import type { KeyObject } from 'node:crypto';
import { Malformed } from '../../der/malformed.ts';
import { fetchList } from './fetch-list.ts';
import type { KeptLists } from './kept-lists.ts';
import { readList, type RevocationList } from './read-list.ts';
import { isSignedWith } from './verify.ts';

/** Who may sign lists: a name with its key, however many certificates it has. */
export interface Signer {
  readonly id: string;
  readonly subject: Buffer;
  readonly key: KeyObject;
}

export interface Pace {
  /** A list is looked for so often, also while the last one is good: who was revoked stands in the next. */
  readonly everyMs: number;
  readonly retryMs: number;
  readonly timeoutMs: number;
}
export const usualPace: Pace = { everyMs: 3_600_000, retryMs: 30_000, timeoutMs: 10_000 };

export interface PlaceOptions {
  readonly url: string;
  readonly kept: KeptLists;
  readonly pace: Pace;
  readonly now: () => number;
  /** Those who are called so. */
  readonly signers: (subject: Buffer) => readonly Signer[];
  /** There is another list, or the first one. */
  readonly changed: () => void;
  readonly failed: (url: string, why: string) => void;
}

/** A list whose signature was proven. */
export interface ProvenList extends RevocationList {
  readonly signer: string;
}

/** Clocks differ; a list from further in the future than this is not taken. */
const skewMs = 5 * 60_000;

export class ListPlace {
  readonly url: string;
  /** The last good one, current or not. */
  list: ProvenList | null = null;
  /** Why the last attempt failed; null: it did not, or there was none. */
  problem: string | null = null;
  /** Signed by somebody who was not known when it came. */
  awaitsSigner = false;
  readonly #options: PlaceOptions;
  #failures = 0;
  #timer: NodeJS.Timeout | undefined;
  #reading: Promise<void> | null = null;
  #closed = false;
  #waiting: (() => void)[] = [];

  constructor(options: PlaceOptions) {
    this.url = options.url;
    this.#options = options;
  }

  /** Resolves when it is known what there is. One attempt at a time: who comes meanwhile waits for the same. */
  read(): Promise<void> {
    this.#reading ??= this.#read()
      // A bug; mail and the other lists go on.
      .catch((error: unknown) => {
        this.#fail(String(error));
        this.#plan();
      })
      .finally(() => {
        this.#reading = null;
        this.#tell();
      });
    return this.#reading;
  }

  /** Null: nobody has to wait. Else it resolves when there is a list, or none can be had now. */
  get pending(): Promise<void> | null {
    if (this.list !== null || this.#reading === null) return null;
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  async #read(): Promise<void> {
    clearTimeout(this.#timer);
    const { kept, pace } = this.#options;
    if (this.list === null) {
      const copy = await kept.read(this.url);
      if (copy !== null) await this.#take(copy);
      this.#tellIfKnown();
    }
    if (this.#isClosed()) return;
    const fetched = await fetchList(this.url, pace.timeoutMs);
    if (this.#isClosed()) return;
    const why = fetched.ok ? await this.#take(fetched.der) : fetched.why;
    if (why !== null) this.#fail(why);
    else {
      this.problem = null;
      this.#failures = 0;
      if (fetched.ok) await this.#keep(fetched.der);
    }
    this.#plan();
  }

  async #keep(der: Buffer): Promise<void> {
    const written = await this.#options.kept.write(this.url, der);
    if (!written.ok) this.#options.failed(this.url, written.problems[0]?.message ?? '');
  }

  #fail(why: string): void {
    if (why !== this.problem) this.#options.failed(this.url, why);
    this.problem = why;
    this.#failures += 1;
  }

  /** It may be closed while something is awaited. */
  #isClosed(): boolean {
    return this.#closed;
  }

  /** @returns why it cannot be used */
  async #take(der: Buffer): Promise<string | null> {
    const list = await listIn(der);
    if (typeof list === 'string') return list;
    const { now, signers, changed } = this.#options;
    if (list.thisUpdate > now() + skewMs) return 'it is from the future';
    const named = signers(list.issuer);
    const checks = named.map((signer) => ({ signer, signed: isSignedWith(list, signer.key) }));
    const signer = checks.find(({ signed }) => signed === 'yes')?.signer;
    this.awaitsSigner = signer === undefined;
    if (named.length === 0) return 'no authority of these certificates has issued it';
    if (checks.some(({ signed }) => signed === 'unknown algorithm'))
      return `it is signed with an algorithm that is not accepted (${list.algorithm})`;
    if (signer === undefined) return 'its signature is false';
    // Who stands on the way could go on showing an old one, from before a revocation.
    if (this.list !== null && list.thisUpdate < this.list.thisUpdate)
      return 'it is older than the one before';
    const isNew = this.list?.thisUpdate !== list.thisUpdate || this.list.signer !== signer.id;
    if (isNew) {
      this.list = { ...list, signer: signer.id };
      changed();
    }
    return list.nextUpdate <= now() ? 'its time is over' : null;
  }

  #tellIfKnown(): void {
    if (this.list !== null) this.#tell();
  }

  #tell(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  #plan(): void {
    if (this.#closed) return;
    const { pace, now } = this.#options;
    const left = (this.list?.nextUpdate ?? 0) - now();
    const wait =
      this.#failures > 0
        ? Math.min(pace.everyMs, pace.retryMs * 2 ** Math.min(this.#failures - 1, 10))
        : Math.min(pace.everyMs, Math.max(left / 2, pace.retryMs));
    // Many gateways are often started at the same moment.
    const spread = wait * (0.9 + Math.random() * 0.1);
    this.#timer = setTimeout(() => void this.read(), spread).unref();
  }
}

async function listIn(der: Buffer): Promise<RevocationList | string> {
  try {
    return await readList(der);
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return `it cannot be used: ${error.message}`;
  }
}
