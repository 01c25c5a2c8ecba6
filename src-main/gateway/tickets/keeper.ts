/**
 * The Kerberos client of the settings in force. It outlives generations whose Kerberos is the same, and its tickets with it;
 * a password or keytab that changed counts from the next log-on, without a restart.
 */
import { isDeepStrictEqual } from 'node:util';
import { createKerberos } from '../../kerberos/kerberos.ts';
import type { Kerberos } from '../../kerberos/kerberos.ts';
import { secretOf } from '../../kerberos/secret.ts';
import type { Log } from '../types.ts';
import type { KcdSecret, KcdSettings } from '../../../src-shared/settings/in-force.ts';

interface Kept {
  readonly settings: KcdSettings;
  readonly kerberos: Kerberos;
  secret: KcdSecret;
}

export class Keeper {
  readonly #log: Log;
  readonly #now: () => number;
  /** Of each generation that is served: three at the most. */
  #kept: Kept[] = [];

  constructor(log: Log, now: () => number) {
    this.#log = log;
    this.#now = now;
  }

  of(settings: KcdSettings): Kerberos {
    const known = this.#kept.find((each) => isDeepStrictEqual(each.settings, settings));
    return (known ?? this.#open(settings)).kerberos;
  }

  /**
   * The account has another password, or another keytab; a keytab in place of a password comes with a restart. With one that was
   * removed no ticket is asked for, and none that it brought is used.
   */
  renew(secret: KcdSecret): void {
    for (const each of this.#kept) {
      if (each.secret.kind !== secret.kind) continue;
      each.secret = secret;
      if (isRemoved(secret)) each.kerberos.forgetAll();
    }
  }

  /** @param inForce those of the generations that are served: what is renewed from now on counts for them */
  serve(inForce: readonly (KcdSettings | null)[]): void {
    const left = this.#kept.filter(({ settings, kerberos }) => {
      const needed = inForce.some((each) => isDeepStrictEqual(each, settings));
      if (!needed) kerberos.close();
      return needed;
    });
    this.#kept = left;
    for (const each of inForce) if (each !== null) this.of(each);
  }

  close(): void {
    this.serve([]);
  }

  #open(settings: KcdSettings): Kept {
    const { realm, otherRealms, account, controllers, ticketMinutes } = settings;
    const kept: Kept = {
      settings,
      secret: settings.secret,
      kerberos: createKerberos(
        {
          ...{ realm, otherRealms, account, kdcs: controllers },
          longestTicketMinutes: ticketMinutes,
          secret: secretOf(settings.secret, () => kept.secret),
          resourceBased: false,
        },
        { now: this.#now, log: this.#log },
      ),
    };
    this.#kept.push(kept);
    return kept;
  }
}

const isRemoved = (secret: KcdSecret): boolean =>
  (secret.kind === 'keytab' ? secret.keytab : secret.password) === null;
