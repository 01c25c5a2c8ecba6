/** What one unknown header has shown so far: counts, and nothing of its values but one id, masked. */
import type { Read } from './readings.ts';
import { masked } from './known-ids.ts';
import type { KnownId } from './known-ids.ts';
import type { FoundHeader, IdKind } from '../../../src-shared/contract/find-header.ts';
import type { DeviceHeaderSyntax } from '../../../src-shared/settings/ens-values.ts';

interface Sums {
  readonly syntax: DeviceHeaderSyntax;
  understood: number;
  ids: number;
  known: number;
  ofUser: number;
  readonly kinds: Set<IdKind>;
  example: string | null;
}

/** Syntaxes under which values of one header were read. */
const mostSyntaxes = 16;

export class Tally {
  readonly #name: string;
  readonly #bySyntax = new Map<string, Sums>();
  #requests = 0;

  constructor(name: string) {
    this.#name = name;
  }

  add(read: readonly (Read & { readonly known: readonly KnownId[] })[]): void {
    this.#requests += 1;
    for (const each of read) this.#addRead(each);
  }

  #addRead({ syntax, ids, known }: Read & { readonly known: readonly KnownId[] }): void {
    const name = `${syntax.form} ${syntax.key ?? ''}`;
    let sums = this.#bySyntax.get(name);
    if (sums === undefined) {
      if (this.#bySyntax.size >= mostSyntaxes) return;
      sums = {
        syntax,
        understood: 0,
        ids: 0,
        known: 0,
        ofUser: 0,
        kinds: new Set(),
        example: null,
      };
      this.#bySyntax.set(name, sums);
    }
    sums.understood += 1;
    sums.ids += ids.length;
    sums.known += known.length;
    sums.ofUser += known.filter(({ ofUser }) => ofUser).length;
    for (const { kind } of known) if (kind !== null) sums.kinds.add(kind);
    const [first] = known;
    if (first !== undefined) sums.example ??= masked(first.id);
  }

  /** By the syntax under which most ids are known; of several, the simplest. */
  found(): FoundHeader | null {
    let best: Sums | null = null;
    for (const sums of this.#bySyntax.values()) {
      if (best === null || sums.known > best.known) best = sums;
    }
    if (best === null || best.example === null) return null;
    const { syntax, understood, ids, known, ofUser, kinds, example } = best;
    return {
      ...{ name: this.#name, syntax, requests: this.#requests },
      ...{ understood, ids, known, ofUser, kinds: [...kinds], example },
    };
  }
}

/** The likeliest first: ids of the very user, then ids that are known at all. */
export function likeliest(found: readonly FoundHeader[]): FoundHeader[] {
  return [...found].sort(
    (a, b) => b.ofUser - a.ofUser || b.known - a.known || (a.name < b.name ? -1 : 1),
  );
}
