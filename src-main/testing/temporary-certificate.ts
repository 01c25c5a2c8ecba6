/** Self-signed certificates for tests, made anew for each run by the openssl command. */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ListenerTls } from '../../src-shared/settings/in-force.ts';
import { makeTemporary } from './temporary-folder.ts';

export const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

/**
 * PEM texts of a key and its certificate.
 * @param names as in `subjectAltName`: `DNS:localhost`, `IP:127.0.0.1`
 */
export function temporaryCertificate(
  names: readonly string[],
  commonName = 'test',
): { readonly key: string; readonly cert: string } {
  const { path: folder, remove } = makeTemporary('tls');
  try {
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    const subject = ['-subj', `/CN=${commonName}`, '-addext', `subjectAltName=${names.join(',')}`];
    const files = ['-days', '2', '-keyout', key, '-out', cert];
    execFileSync('openssl', ['req', '-x509', ...newKey, ...subject, ...files], { stdio: 'pipe' });
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  } finally {
    remove();
  }
}

/** For a listener on 127.0.0.1. */
export function listenerCertificate(commonName: string): Extract<ListenerTls, { kind: 'pem' }> {
  const { key, cert } = temporaryCertificate(['IP:127.0.0.1'], commonName);
  return { kind: 'pem', certificate: cert, key };
}
