/** Certificates for tests, made with the `openssl` of this machine. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Material {
  readonly certificate: string;
  readonly key: string;
}

export interface MaterialOptions {
  /** File names without ending. */
  readonly name: string;
  /** In the folder, made before; by default self-signed. */
  readonly issuer?: string;
  readonly subject?: string;
  readonly authority?: boolean;
  /** Validity as `YYYYMMDDHHMMSSZ`; by default ten years around now. */
  readonly from?: string;
  readonly until?: string;
}

/** Writes `name.pem` and `name.key` (EC P-256) into `folder`; returns their paths. */
export function makeCertificate(folder: string, options: MaterialOptions): Material {
  const { name } = options;
  const key = join(folder, `${name}.key`);
  const request = join(folder, `${name}.csr`);
  const certificate = join(folder, `${name}.pem`);
  openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', key);
  openssl('req', '-new', '-key', key, '-subj', options.subject ?? `/CN=${name}`, '-out', request);
  const issuer = options.issuer ?? name;
  const dates = ['-startdate', options.from ?? offset(-5), '-enddate', options.until ?? offset(5)];
  sign(folder, {
    request,
    certificate,
    issuer,
    self: options.issuer === undefined,
    dates,
    authority: options.authority === true,
  });
  return { certificate, key };
}

interface Signing {
  readonly request: string;
  readonly certificate: string;
  readonly issuer: string;
  readonly self: boolean;
  readonly dates: readonly string[];
  readonly authority: boolean;
}

/** `openssl ca` is the one command of OpenSSL 3.0 that takes both dates. */
function sign(
  folder: string,
  { request, certificate, issuer, self, dates, authority }: Signing,
): void {
  const config = join(folder, 'ca.cnf');
  writeFileSync(join(folder, 'index.txt'), '');
  writeFileSync(
    config,
    `[ca]\ndefault_ca=own\n[own]\ndatabase=${join(folder, 'index.txt')}\nnew_certs_dir=${folder}\nrand_serial=yes\n` +
      `default_md=sha256\npolicy=any\nunique_subject=no\nx509_extensions=ext\n[any]\ncommonName=optional\n` +
      `[ext]\nbasicConstraints=critical,CA:${authority ? 'TRUE' : 'FALSE'}\nsubjectAltName=DNS:localhost,IP:127.0.0.1\n`,
  );
  const key = join(folder, `${issuer}.key`);
  const by = self ? ['-selfsign'] : ['-cert', join(folder, `${issuer}.pem`)];
  const files = ['-keyfile', key, '-in', request, '-out', certificate, '-notext', '-batch'];
  openssl('ca', '-config', config, ...by, ...files, ...dates);
}

/** `openssl` with these arguments; throws with its words when it fails. */
export function openssl(...args: readonly string[]): string {
  return execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'pipe'] }).toString();
}

/** An instant some years from now, as openssl wants it. */
export function offset(years: number, days = 0): string {
  const instant = new Date(Date.now() + (years * 365 + days) * 24 * 60 * 60 * 1000);
  return `${instant.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`;
}
