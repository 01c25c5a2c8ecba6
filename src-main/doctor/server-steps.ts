/** The way to a server of Exchange: its name, a connection, its certificate. Nothing is sent. */
import type { X509Certificate } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { connect as connectTcp, isIP } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { clip } from '../../src-shared/clip.ts';
import type { HostCheck } from '../../src-shared/contract/window.ts';
import type { UpstreamAddress } from '../../src-shared/settings/in-force.ts';
import { chainFrom } from '../trust/certificates.ts';
import { faultOf, type ServerTrust } from '../trust/server-trust.ts';
import { endWith } from './attempt.ts';

export type Step = Omit<HostCheck, 'name'>;

export async function resolves({ host }: Pick<UpstreamAddress, 'host'>): Promise<Step> {
  if (isIP(host) !== 0) return { state: 'fine', text: `${host} is an address.` };
  const addresses = (await lookup(host, { all: true })).map(({ address }) => address);
  return { state: 'fine', text: `${host} is ${addresses.join(', ')}.` };
}

export function connects(
  { host, port }: Pick<UpstreamAddress, 'host' | 'port'>,
  signal: AbortSignal,
): Promise<Step> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const socket = connectTcp({ host, port });
    endWith(signal, socket);
    socket.once('connect', () => {
      socket.destroy();
      const took = Math.round(performance.now() - began);
      resolve({ state: 'fine', text: `Connected to port ${port} in ${took} ms.` });
    });
    socket.once('error', reject);
  });
}

export interface SeenCertificate {
  readonly certificate: X509Certificate | undefined;
  /** As it was sent, as far as each one's issuer is in it; the server's own first. */
  readonly chain: readonly X509Certificate[];
  /** OpenSSL's or Node's name for why it is not trusted; null: it is. */
  readonly fault: string | null;
}

/** It is looked at, whoever signed it. */
export async function seeCertificate(
  { host, port }: UpstreamAddress,
  trust: ServerTrust,
  signal: AbortSignal,
): Promise<SeenCertificate> {
  const socket = await new Promise<TLSSocket>((resolve, reject) => {
    const options = { host, port, ca: trust.ca, rejectUnauthorized: false };
    const name = isIP(host) === 0 ? { servername: host } : {};
    const opened = connectTls({ ...options, ...name }, () => resolve(opened));
    endWith(signal, opened);
    opened.once('error', reject);
  });
  // In this order: Node takes the server's own out of what it keeps of the chain when it shows it like this.
  const fault = faultOf(socket, host, trust);
  const certificate = socket.getPeerX509Certificate();
  socket.on('error', () => undefined).destroy();
  return { certificate, chain: chainFrom(certificate), fault };
}

export function certificateFacts(seen: X509Certificate | undefined): string {
  if (seen === undefined) return 'No certificate.';
  return (
    `${clip(oneLine(seen.subject), 120)}, issued by ${clip(oneLine(seen.issuer), 120)}, ` +
    `${validity(seen.validTo)}, SHA-256 ${seen.fingerprint256}.`
  );
}

export async function certificateStep(
  address: UpstreamAddress,
  trust: ServerTrust,
  signal: AbortSignal,
): Promise<Step> {
  if (address.scheme === 'http')
    return { state: 'warns', text: 'Plain HTTP: nothing is encrypted.' };
  const { certificate, fault } = await seeCertificate(address, trust, signal);
  const facts = certificateFacts(certificate);
  return fault === null
    ? { state: 'fine', text: facts }
    : { state: 'failed', text: `Not trusted (${clip(fault, 80)}): ${facts}` };
}

/** OpenSSL's text of an instant (`Feb 18 23:59:59 2027 GMT`) is no way to read a date. */
function validity(validTo: string): string {
  const end = Date.parse(validTo);
  if (Number.isNaN(end)) return `valid until ${validTo}`;
  const day = new Date(end).toISOString().slice(0, 10);
  const days = Math.floor((end - Date.now()) / 86_400_000);
  if (days < 0) return `expired on ${day}`;
  return `valid until ${day} (${days} ${days === 1 ? 'day' : 'days'} left)`;
}

const oneLine = (text: string | undefined): string => (text ?? '').replaceAll('\n', ', ');
