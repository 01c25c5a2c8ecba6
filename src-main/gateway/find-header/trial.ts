/** Requests read and decided as if a header were set. Nothing comes of it but counts. */
import { readDeviceHeader } from '../identify/device-header.ts';
import { valuesOf } from '../../http/fields.ts';
import { decide } from '../../compliance/decide.ts';
import type { HeaderTrial } from '../../../src-shared/contract/find-header.ts';
import type { Reason } from '../../../src-shared/decision.ts';
import type { DeviceHeaderSyntax } from '../../../src-shared/settings/ens-values.ts';
import type { Seen } from './search.ts';

export class Trial {
  readonly #name: string;
  readonly #syntax: DeviceHeaderSyntax;
  readonly #refused = new Map<string, number>();
  readonly #reasons = new Map<Reason, number>();
  #requests = 0;
  #without = 0;
  #understood = 0;
  #allowed = 0;
  #otherwise = 0;

  constructor(name: string, syntax: DeviceHeaderSyntax) {
    this.#name = name;
    this.#syntax = syntax;
  }

  look({ identity, lines, directory, policies, now, passed }: Seen): void {
    this.#requests += 1;
    const [value, ...more] = valuesOf(lines, this.#name.toLowerCase());
    if (value === undefined) {
      this.#without += 1;
      return;
    }
    if (more.length > 0) {
      addTo(this.#refused, 'The device header occurs twice.');
      return;
    }
    const named = readDeviceHeader(value, this.#syntax);
    if (!named.ok) {
      addTo(this.#refused, named.text);
      return;
    }
    this.#understood += 1;
    const asked = { ...identity, deviceIds: named.ids };
    // Also in test mode one wants to know who would be blocked.
    const decision = decide(asked, directory, { ...policies, mode: 'enforce' }, now);
    const isAllowed = decision.verdict === 'allowed';
    if (isAllowed) this.#allowed += 1;
    if (isAllowed !== passed) this.#otherwise += 1;
    addTo(this.#reasons, decision.reason);
  }

  told(): HeaderTrial {
    return {
      ...{ name: this.#name, syntax: this.#syntax },
      ...{ requests: this.#requests, without: this.#without, understood: this.#understood },
      refused: [...this.#refused].map(([text, count]) => ({ text, count })),
      ...{ allowed: this.#allowed, blocked: this.#understood - this.#allowed },
      otherwise: this.#otherwise,
      reasons: [...this.#reasons]
        .map(([reason, count]) => ({ reason, count }))
        .sort((a, b) => b.count - a.count),
    };
  }
}

function addTo<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
