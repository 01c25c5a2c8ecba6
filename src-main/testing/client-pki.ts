/** Authorities with certificates of clients and revocation lists, made anew for each test by the openssl command. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Made {
  /** PEM texts. */
  readonly cert: string;
  readonly key: string;
}

export interface Wish {
  /** `subjectAltName` as openssl's configuration has it; null: no such extension. */
  readonly names?: string | null;
  /** Extended key usage; null: none. */
  readonly usage?: string | null;
  /** Distribution point. */
  readonly listUrl?: string;
  /** Seconds from now. */
  readonly from?: number;
  readonly until?: number;
  /** Further lines of the extensions. */
  readonly more?: string;
  /** Uses the key of another certificate that was made before. */
  readonly keyOf?: string;
  readonly subject?: string;
}

export interface Pki {
  readonly folder: string;
  /** An authority; without an issuer a root. */
  readonly authority: (name: string, issuer?: string, wish?: Wish) => Made;
  readonly client: (name: string, issuer: string, wish?: Wish) => Made;
  readonly revoke: (issuer: string, name: string) => void;
  /** The list of an authority, in DER. */
  readonly list: (issuer: string, wish?: ListWish) => Buffer;
  readonly path: (name: string, ending: 'pem' | 'key') => string;
}

export interface ListWish {
  /** Seconds from now; by default an hour ago, and in a day. */
  readonly from?: number;
  readonly until?: number;
  /** Lines of its extensions. */
  readonly extensions?: string;
  readonly digest?: string;
}

export const upn = (name: string): string => `otherName:1.3.6.1.4.1.311.20.2.3;UTF8:${name}`;

const instant = (seconds: number): string =>
  `${new Date(Date.now() + seconds * 1000).toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`;
const day = 24 * 3600;

export function createPki(folder: string): Pki {
  const run = (...args: string[]): void => {
    execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  };
  const path: Pki['path'] = (name, ending) => join(folder, `${name}.${ending}`);
  const database = (name: string): string => {
    const own = join(folder, `${name}.d`);
    mkdirSync(own, { recursive: true });
    const index = join(own, 'index.txt');
    if (!existsSync(index)) writeFileSync(index, '');
    return own;
  };
  const configuration = (issuer: string, extensions: string): string => {
    const own = database(issuer);
    const file = join(own, 'ca.cnf');
    const text = [
      '[ca]\ndefault_ca=own\n[own]',
      `database=${join(own, 'index.txt')}\nnew_certs_dir=${own}\nrand_serial=yes`,
      `certificate=${path(issuer, 'pem')}\nprivate_key=${path(issuer, 'key')}`,
      'default_md=sha256\npolicy=any\nunique_subject=no\ncopy_extensions=none',
      `[any]\ncommonName=optional\n[ext]\n${extensions}\n`,
    ];
    writeFileSync(file, text.join('\n'));
    return file;
  };
  const make = (name: string, issuer: string, extensions: string, wish: Wish): Made => {
    const request = join(folder, `${name}.csr`);
    const keyFile = path(wish.keyOf ?? name, 'key');
    if (wish.keyOf === undefined)
      run('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', keyFile);
    const subject = wish.subject ?? `/CN=${name}`;
    run('req', '-new', '-key', keyFile, '-subj', subject, '-out', request);
    const config = configuration(issuer, extensions);
    const dates = [
      '-startdate',
      instant(wish.from ?? -day),
      '-enddate',
      instant(wish.until ?? day),
    ];
    const files = ['-in', request, '-out', path(name, 'pem'), '-notext', '-batch'];
    const self = name === issuer ? ['-selfsign'] : [];
    run('ca', '-config', config, '-extensions', 'ext', ...self, ...files, ...dates);
    return { cert: readFileSync(path(name, 'pem'), 'utf8'), key: readFileSync(keyFile, 'utf8') };
  };
  const points = ({ listUrl, more }: Wish): readonly string[] => [
    ...(listUrl === undefined ? [] : [`crlDistributionPoints=URI:${listUrl}`]),
    ...(more === undefined ? [] : [more]),
  ];
  return {
    folder,
    path,
    authority: (name, issuer = name, wish = {}) => {
      const basic = 'basicConstraints=critical,CA:TRUE\nsubjectKeyIdentifier=hash';
      return make(name, issuer, [basic, ...points(wish)].join('\n'), {
        from: -2 * day,
        until: 30 * day,
        ...wish,
      });
    },
    client: (name, issuer, wish = {}) => {
      const { names = upn(`${name}@contoso.test`), usage = 'clientAuth' } = wish;
      const extensions = [
        'basicConstraints=CA:FALSE',
        ...(names === null ? [] : [`subjectAltName=${names}`]),
        ...(usage === null ? [] : [`extendedKeyUsage=${usage}`]),
        ...points(wish),
      ];
      return make(name, issuer, extensions.join('\n'), wish);
    },
    revoke: (issuer, name) => {
      run('ca', '-config', configuration(issuer, ''), '-revoke', path(name, 'pem'));
    },
    list: (issuer, { from = -3600, until = day, extensions = '', digest = 'sha256' } = {}) => {
      const out = join(folder, `${issuer}.crl`);
      const config = configuration(issuer, extensions);
      const dates = ['-crl_lastupdate', instant(from), '-crl_nextupdate', instant(until)];
      const ext = extensions === '' ? [] : ['-crlexts', 'ext'];
      run('ca', '-config', config, '-gencrl', '-md', digest, ...ext, ...dates, '-out', out);
      run('crl', '-in', out, '-outform', 'DER', '-out', out);
      return readFileSync(out);
    },
  };
}
