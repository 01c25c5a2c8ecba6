/** Where the KDCs of a realm are: as the settings name them, else as DNS does (RFC 4120 7.2.3.2). */
import { Resolver } from 'node:dns/promises';
import { done, failed } from './failures.ts';
import type { Outcome, Where } from './failures.ts';
import { sameText } from './names.ts';

export interface KdcAddress {
  readonly host: string;
  readonly port: number;
}

export interface NamedKdc extends KdcAddress {
  readonly realm: string;
}

export interface SrvRecord {
  readonly name: string;
  readonly port: number;
  readonly priority: number;
  readonly weight: number;
}

export type ResolveSrv = (name: string) => Promise<readonly SrvRecord[]>;

export const addressText = ({ host, port }: KdcAddress): string =>
  `${host.includes(':') ? `[${host}]` : host}:${port}`;

const keptMs = 5 * 60_000;
const keptWithoutDnsMs = 30_000;
/** A name server that is silent is asked twice; unbounded, a sign-in would wait for it for a minute. */
const dnsPatience = { timeout: 2_000, tries: 2 };

const dnsSrv: ResolveSrv = (name) => new Resolver(dnsPatience).resolveSrv(name);

export function createFinder(
  named: readonly NamedKdc[],
  now: () => number,
  resolveSrv: ResolveSrv = dnsSrv,
): (realm: string) => Promise<Outcome<readonly KdcAddress[]>> {
  const answers = new Map<string, { readonly until: number; readonly found: KdcAddress[] }>();
  return async (realm) => {
    const listed = named.filter((kdc) => sameText(kdc.realm, realm));
    if (listed.length > 0) return done(listed);
    const known = answers.get(realm);
    if (known !== undefined && known.until > now()) return done(known.found);
    const asked = await ask(realm, resolveSrv);
    // Controllers rarely move: a name server that is away for a while must not end every sign-in.
    const found = asked.ok ? asked.value : known?.found;
    if (found === undefined) return asked;
    answers.set(realm, { until: now() + (asked.ok ? keptMs : keptWithoutDnsMs), found });
    return done(found);
  };
}

async function ask(realm: string, resolveSrv: ResolveSrv): Promise<Outcome<KdcAddress[]>> {
  const where: Where = { step: 'find-kdc', realm };
  const name = `_kerberos._tcp.${realm}`;
  try {
    const found = inOrder(await resolveSrv(name));
    if (found.length > 0) return done(found);
    return failed('KDC_UNKNOWN', where, `DNS has no records for ${name}`);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    const text = `no domain controller is named for ${realm}, and DNS does not say where ${name} is (${code})`;
    return failed('KDC_UNKNOWN', where, text);
  }
}

/** RFC 2782: the lowest priority first; among equals by chance, the heavier the likelier. A target of "." offers nothing. */
function inOrder(records: readonly SrvRecord[]): KdcAddress[] {
  return records
    .filter(({ name }) => name !== '' && name !== '.')
    .map((record) => ({
      record,
      lot: -Math.log(1 - Math.random()) / Math.max(record.weight, 0.01),
    }))
    .sort((a, b) => a.record.priority - b.record.priority || a.lot - b.lot)
    .map(({ record }) => ({ host: record.name, port: record.port }));
}
