/** Certificates of a run: one authority, one certificate for both listeners (P-256). */
import { makeCertificate } from '../../src-main/testing/tls-material.ts';

/** Paths of PEM files. */
export interface TlsFiles {
  readonly certificate: string;
  readonly key: string;
  readonly authority: string;
}

export function makeTlsFiles(folder: string): TlsFiles {
  const authority = makeCertificate(folder, { name: 'authority', authority: true });
  const server = makeCertificate(folder, { name: 'server', issuer: 'authority' });
  return { ...server, authority: authority.certificate };
}
