/** What a server of Exchange shows, and whether it is believed by the saved trust. A handshake, and nothing is sent. */
import type { X509Certificate } from 'node:crypto';
import type { ShownChain } from '../../src-shared/certificates.ts';
import { formatHostAndPort } from '../../src-shared/settings/host-and-port.ts';
import type { UpstreamAddress } from '../../src-shared/settings/in-force.ts';
import { validityOf } from '../trust/certificates.ts';
import { describe } from '../trust/describe.ts';
import { isSingle, isUnknownIssuer } from '../trust/server-trust.ts';
import { attempt } from './attempt.ts';
import { certificateFault } from './checks/certificate-words.ts';
import { resolves, seeCertificate } from './server-steps.ts';
import { believed, BOUND_MS, type TestContext } from './test-host.ts';
import { isIP } from 'node:net';
import { remedies } from '../../src-shared/errors.ts';

export interface SeenChain {
  readonly shown: ShownChain;
  /** The certificates themselves, in the same order. */
  readonly chain: readonly X509Certificate[];
}

export async function seeChain(address: UpstreamAddress, context: TestContext): Promise<SeenChain> {
  const server = formatHostAndPort(address);
  const failed = (text: string): SeenChain => unreached(server, text);
  const bound = { ms: context.boundMs ?? BOUND_MS, failed };
  return attempt(async (signal) => {
    // First, for its words: a name without an address is told apart.
    await resolves(address);
    const { chain, fault } = await seeCertificate(address, await believed(context), signal);
    const now = context.now();
    const [leaf] = chain;
    const obstacles = leaf === undefined ? [] : obstaclesOf(leaf, address, now);
    const helps = fault !== null && isUnknownIssuer(fault) && obstacles.length === 0;
    const shown: ShownChain = {
      server,
      chain: chain.map((each) => describe(each, now)),
      fault: fault === null ? null : certificateFault(fault),
      obstacles,
      offers: helps ? offersOf(chain) : [],
    };
    return { shown, chain };
  }, bound);
}

function unreached(server: string, text: string): SeenChain {
  const fault = { text, remedy: remedies.UPSTREAM_UNREACHABLE };
  return { shown: { server, chain: [], fault, obstacles: [], offers: [] }, chain: [] };
}

/** Of several faults OpenSSL names one: these would stand when the issuer was known. */
function obstaclesOf(leaf: X509Certificate, { host }: UpstreamAddress, now: Date): string[] {
  const found: string[] = [];
  const named = isIP(host) === 0 ? leaf.checkHost(host) : leaf.checkIP(host);
  if (named === undefined) found.push(`It is not for the name ${host}.`);
  const validity = validityOf(leaf, now);
  if (validity.kind === 'expired') found.push(`It expired on ${validity.since}.`);
  if (validity.kind === 'early') found.push(`It is valid only from ${validity.from}.`);
  return found;
}

/** What trust would mend it, and for what `serverTrust` would take each. */
export function offersOf(chain: readonly X509Certificate[]): ShownChain['offers'] {
  const [leaf] = chain;
  const last = chain.at(-1);
  if (leaf === undefined || last === undefined) return [];
  const offers: ShownChain['offers'] = [];
  const single = isSingle(leaf);
  if (single || leaf.checkIssued(leaf))
    offers.push({ fingerprint: leaf.fingerprint256, as: single ? 'itself' : 'authority' });
  // An intermediate is no end of a path: for OpenSSL it would have to be told so, and for BoringSSL in vain.
  if (chain.length > 1 && last.ca && !isSingle(last) && last.checkIssued(last))
    offers.push({ fingerprint: last.fingerprint256, as: 'authority' });
  return offers;
}
