/**
 * The certificates of the settings in force as their files are now, and how they come into force by themselves: the other
 * settings that were saved since go on waiting for a restart (ADR 27).
 */
import { isDeepStrictEqual } from 'node:util';
import type { CertificatePart } from '../../src-shared/certificates.ts';
import { certificateParts } from '../../src-shared/certificates.ts';
import type { Problem } from '../../src-shared/errors.ts';
import type { GatewaySettings, ListenerTls } from '../../src-shared/settings/in-force.ts';
import {
  loadTrustedCertificates,
  type TrustedCertificates,
} from '../trust/trusted-certificates.ts';
import { loadClientCertificates } from './client-certificates.ts';
import { encode, type FileTexts } from './files.ts';
import type { HomePaths } from './home.ts';
import type { ReadSecret } from './kcd.ts';
import { readMemConfiguration } from './mem/read.ts';
import { loadListenerFiles } from './named-files.ts';

export interface CertificatesNow {
  readonly listener: { readonly tls: ListenerTls | null; readonly problems: readonly Problem[] };
  readonly clients: TrustedCertificates;
  readonly exchange: TrustedCertificates;
}

export async function certificatesNow(
  { memConfiguration }: FileTexts,
  paths: HomePaths,
  now: Date,
  secret: ReadSecret | null,
): Promise<CertificatesNow> {
  const mem = readMemConfiguration(
    encode('memConfiguration', memConfiguration),
    paths.memConfiguration,
  );
  const [listener, clients, exchange] = await Promise.all([
    loadListenerFiles(mem, paths, now, secret),
    loadClientCertificates(mem, paths, now),
    loadTrustedCertificates(paths.trust, paths.config, now),
  ]);
  return { listener, clients, exchange };
}

export function problemsOf(now: CertificatesNow, parts: readonly CertificatePart[]) {
  return parts.flatMap((part) => now[part].problems);
}

export function withCertificates(
  settings: GatewaySettings,
  { listener, clients, exchange }: CertificatesNow,
  parts: readonly CertificatePart[],
): GatewaySettings {
  const { clientCertificates: asked } = settings;
  return {
    ...settings,
    ...(parts.includes('listener')
      ? {
          listener: { ...settings.listener, tls: listener.tls },
          push: sharing(settings.push, settings.listener.tls, listener.tls),
        }
      : {}),
    ...(parts.includes('clients') && asked !== null
      ? { clientCertificates: { ...asked, authorities: clients.certificates } }
      : {}),
    ...(parts.includes('exchange') ? { trustedCertificates: exchange.certificates } : {}),
  };
}

/** Where pushes are taken under the very certificate of the listener, they are under its next. */
function sharing(
  push: GatewaySettings['push'],
  before: ListenerTls | null,
  next: ListenerTls | null,
): GatewaySettings['push'] {
  if (push === null || push.tls === null || next === null) return push;
  return isDeepStrictEqual(plainTls(push.tls), plainTls(before)) ? { ...push, tls: next } : push;
}

/** Of which part the files hold something else than what is in force. Files that cannot be used are no such thing. */
export function partsThatDiffer(
  settings: GatewaySettings,
  now: CertificatesNow,
): readonly CertificatePart[] {
  return certificateParts.filter((part) => {
    if (now[part].problems.some(({ severity }) => severity === 'error')) return false;
    return !isDeepStrictEqual(plain(withCertificates(settings, now, [part])), plain(settings));
  });
}

function plain({ listener: { tls }, clientCertificates, trustedCertificates }: GatewaySettings) {
  return {
    tls: plainTls(tls),
    clients: clientCertificates?.authorities,
    trustedCertificates,
  };
}

/** What came over from another process has arrays of bytes where a file gave a buffer. */
function plainTls(tls: ListenerTls | null) {
  return tls?.kind === 'pfx' ? { ...tls, pfx: Buffer.from(tls.pfx).toString('base64') } : tls;
}
