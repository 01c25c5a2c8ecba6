/**
 * Find the device header (ADR 31): its name is not public, so for ten minutes the unknown headers of requests from trusted ENS
 * sources are held against the ids of the directory. Only counts and names are kept; it ends by itself, and costs nothing while it is off.
 */
import { performance } from 'node:perf_hooks';
import { mayBeDeviceHeader } from './candidates.ts';
import { knownIds } from './known-ids.ts';
import { readingsOf } from './readings.ts';
import { likeliest, Tally } from './tally.ts';
import { Trial } from './trial.ts';
import type { Directory } from '../../compliance/directory.ts';
import type { HeaderLine } from '../../http/fields.ts';
import { ownText } from '../../http/own-text.ts';
import { MOST_HEADERS } from '../../../src-shared/contract/find-header.ts';
import type { HeaderQuestion, HeaderSearch } from '../../../src-shared/contract/find-header.ts';
import type { Identity } from '../../../src-shared/decision.ts';
import type { Policies } from '../../../src-shared/settings/in-force.ts';

/** A request of ENS that was decided. */
export interface Seen {
  /** With the mailbox that it acts for, where its body was read. */
  readonly identity: Identity;
  readonly lines: readonly HeaderLine[];
  /** Lower case; the one that is set is not unknown. */
  readonly deviceHeader: string | null;
  readonly directory: Directory;
  readonly policies: Policies;
  readonly now: Date;
  /** Nothing was against it, also not in test mode. */
  readonly passed: boolean;
}

export const SEARCH_MS = 10 * 60 * 1000;

interface Under {
  readonly until: number;
  readonly endsAt: string;
  readonly tallies: Map<string, Tally>;
  readonly trial: Trial | null;
  requests: number;
}

export class DeviceHeaderSearch {
  readonly #now: () => number;
  readonly #clock: () => number;
  #under: Under | null = null;
  /** Looked at by every request of ENS. */
  #isOn = false;

  /** @param now epoch milliseconds @param clock one that nobody sets */
  constructor(now: () => number, clock: () => number = () => performance.now()) {
    this.#now = now;
    this.#clock = clock;
  }

  get isOn(): boolean {
    if (this.#isOn && this.#clock() >= (this.#under?.until ?? 0)) this.#isOn = false;
    return this.#isOn;
  }

  ask(question: HeaderQuestion): HeaderSearch {
    switch (question.ask) {
      case 'state':
        break;
      case 'search':
        this.#begin(new Map(), null);
        break;
      case 'try':
        // What was found stays to be seen beside what it does.
        this.#begin(
          this.#under?.tallies ?? new Map<string, Tally>(),
          new Trial(question.name, question.syntax),
        );
        break;
      case 'stop':
        this.#under = null;
        this.#isOn = false;
    }
    return this.#told();
  }

  /** Of a peer that is trusted, while it is on. */
  look(seen: Seen): void {
    const under = this.#under;
    if (under === null || !this.isOn) return;
    under.requests += 1;
    if (under.trial === null) search(under.tallies, seen);
    else under.trial.look(seen);
  }

  #begin(tallies: Under['tallies'], trial: Trial | null): void {
    const endsAt = new Date(this.#now() + SEARCH_MS).toISOString();
    this.#under = { until: this.#clock() + SEARCH_MS, endsAt, tallies, trial, requests: 0 };
    this.#isOn = true;
  }

  #told(): HeaderSearch {
    const under = this.#under;
    if (under === null) return { state: 'off', endsAt: null, requests: 0, found: [], trial: null };
    const { endsAt, requests, tallies, trial } = under;
    const on = trial === null ? 'searching' : 'trying';
    const found = [...tallies.values()].flatMap((tally) => tally.found() ?? []);
    return {
      state: this.isOn ? on : 'over',
      ...{ endsAt, requests, found: likeliest(found), trial: trial?.told() ?? null },
    };
  }
}

/** A header is kept once a value of it named a device; from then on all its values count. */
function search(tallies: Map<string, Tally>, seen: Seen): void {
  const { identity, lines, directory, policies, deviceHeader } = seen;
  for (const line of lines) {
    if (line.lower === deviceHeader || !mayBeDeviceHeader(line)) continue;
    const read = readingsOf(line.value).map((each) => ({
      ...each,
      known: knownIds(each.ids, identity, directory, policies.domains),
    }));
    const tally = tallies.get(line.lower);
    if (tally === undefined && !read.some(({ known }) => known.length > 0)) continue;
    if (tally === undefined && tallies.size >= MOST_HEADERS) continue;
    const kept = tally ?? new Tally(ownText(line.name));
    if (tally === undefined) tallies.set(ownText(line.lower), kept);
    kept.add(read);
  }
}
