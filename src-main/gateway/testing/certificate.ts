/** A certificate for 127.0.0.1, made for one test and thrown away. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ListenerTls } from '../../../src-shared/settings/in-force.ts';

type Pem = Extract<ListenerTls, { kind: 'pem' }>;

export function makeCertificate(name: string): Pem {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-tls-'));
  try {
    const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
    const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1'];
    const files = ['-days', '2', '-keyout', key, '-out', certificate];
    execFileSync('openssl', ['req', '-x509', ...newKey, ...subject, ...files], { stdio: 'pipe' });
    const read = (file: string): string => readFileSync(file, 'utf8');
    return { kind: 'pem', certificate: read(certificate), key: read(key) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
