/** Two MIT realms that trust each other, with what a forest of Windows domains knows of the other by itself. */
import { isTarget } from './principals.ts';
import type { Person, Service } from './principals.ts';

export interface TrustingRealm {
  readonly realm: string;
  readonly domain: string;
  readonly people: readonly Person[];
  readonly services: readonly Service[];
  /** Commands of kadmin.local(8). */
  readonly kadmin: (...commands: readonly string[]) => Promise<string>;
  /** Changes of the directory, as LDIF. */
  readonly modify: (changes: string) => Promise<void>;
  /** The name of an entry there. */
  readonly entry: (principal: string) => string;
}

const PASSWORD = 'trust-pw1';

export async function trustEachOther(one: TrustingRealm, other: TrustingRealm): Promise<void> {
  await knowKeys(one, other);
  await knowKeys(other, one);
}

async function knowKeys(ours: TrustingRealm, theirs: TrustingRealm): Promise<void> {
  const referred = theirs.people.filter(({ upn }) => upn.endsWith(`@${theirs.domain}`));
  const gate = `krbtgt/${theirs.realm}@${ours.realm}`;
  await ours.kadmin(
    // What a realm gives for the other one is encrypted with a key that both know.
    `addprinc -pw ${PASSWORD} ${gate}`,
    `addprinc -pw ${PASSWORD} krbtgt/${ours.realm}@${theirs.realm}`,
    ...referred.map(({ name }) => `addprinc -randkey ${referral(name)}`),
  );
  const gateways = theirs.services.filter((service) => !isTarget(service));
  await ours.modify(
    [
      // S4U2Self for our people: a service of the other realm is asked for by an enterprise name (MS-SFU 3.1.5.1.1.1),
      // in which nothing but the `@` is written plainly, and the ticket to its realm is given.
      alias(
        ours.entry(gate),
        gate,
        gateways.map(({ spn }) => `${spn.replace('/', '\\/')}@${theirs.realm}@${ours.realm}`),
      ),
      // Who asks for one of their people by UPN is told the realm: KDC_ERR_WRONG_REALM (RFC 6806, section 7).
      ...referred.map(({ name, upn }) =>
        alias(ours.entry(`${referral(name)}@${ours.realm}`), `${name}@${theirs.realm}`, [
          `${upn}@${ours.realm}`,
        ]),
      ),
    ].join(''),
  );
}

const referral = (name: string): string => `referral-${name}`;

const alias = (entry: string, canonical: string, names: readonly string[]): string =>
  [
    `dn: ${entry}`,
    'changetype: modify',
    'add: krbPrincipalName',
    ...names.map((name) => `krbPrincipalName: ${name}`),
    '-',
    'add: krbCanonicalName',
    `krbCanonicalName: ${canonical}`,
    '',
    '',
  ].join('\n');
