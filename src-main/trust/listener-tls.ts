/** The gateway's own certificate and key, loaded and proven before anything relies on them. */
import { createPrivateKey, type KeyObject, type X509Certificate } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import {
  failure,
  problem,
  success,
  warning,
  type Problem,
  type Result,
} from '../../src-shared/errors.ts';
import type { ListenerTls } from '../../src-shared/settings/in-force.ts';
import { chainFault, chainFrom, nameOf, parseCertificates } from './certificates.ts';
import { readContained, resolveInside, type Where } from '../disk/contained-file.ts';
import { presentedCertificate } from './handshake.ts';
import { lockedReason, opensslReason } from './openssl-errors.ts';
import { validityProblems } from './validity-problems.ts';

const LIMIT_BYTES = 1024 * 1024;

/** As in `listener.tls`: paths relative to the config folder. */
export type TlsFiles =
  { readonly certificate: string; readonly key: string } | { readonly pfx: string };

export interface TlsRequest {
  /** The config folder, absolute. */
  readonly folder: string;
  readonly files: TlsFiles;
  /** Where `listener.tls` stands. */
  readonly where: Where;
  /** Of a PFX; null: it has none, or none is known. */
  readonly passphrase: string | null;
  readonly now: Date;
}

export async function loadListenerTls(request: TlsRequest): Promise<Result<ListenerTls>> {
  return 'pfx' in request.files
    ? loadPfx(request, request.files.pfx)
    : loadPem(request, request.files);
}

async function loadPem(
  request: TlsRequest,
  files: { readonly certificate: string; readonly key: string },
): Promise<Result<ListenerTls>> {
  const [certificate, key] = await Promise.all([
    readNamed(request, files.certificate, 'certificate'),
    readNamed(request, files.key, 'key'),
  ]);
  if (!certificate.ok || !key.ok) {
    return failure(
      ...(certificate.ok ? [] : certificate.problems),
      ...(key.ok ? [] : key.problems),
    );
  }
  const problems = pemProblems(certificate.value, key.value, request.now);
  if (problems.some((each) => each.severity === 'error')) return failure(...problems);
  const texts = { certificate: certificate.value.text, key: key.value.text };
  const open = await openKeyProblems(key.value.where);
  return success({ kind: 'pem', ...texts }, [...problems, ...open]);
}

interface NamedFile {
  readonly bytes: Buffer;
  readonly text: string;
  /** The file itself, with the key of the setting that names it. */
  readonly where: Where;
}

async function readNamed(
  { folder, where }: TlsRequest,
  name: string,
  part: 'certificate' | 'key' | 'pfx',
): Promise<Result<NamedFile>> {
  const setting = { ...where, key: `${where.key ?? 'listener.tls'}.${part}` };
  const path = resolveInside(folder, name, setting);
  if (!path.ok) return path;
  const read = await readContained(folder, path.value, LIMIT_BYTES, setting);
  if (!read.ok) return read;
  const file = { file: path.value, key: setting.key };
  return success({ bytes: read.value, text: read.value.toString('latin1'), where: file });
}

function pemProblems(certificate: NamedFile, key: NamedFile, now: Date): readonly Problem[] {
  const chain = pemChain(certificate.bytes);
  const leaf = chain?.[0];
  const found: Problem[] = [];
  if (chain === null || leaf === undefined) {
    const message = 'The file holds no certificate in PEM form that can be read.';
    found.push(problem('CERTIFICATE', message, certificate.where));
  }
  const parsed = parseKey(key);
  if (!parsed.ok) found.push(...parsed.problems);
  if (chain === null || leaf === undefined || !parsed.ok) return found;
  if (!leaf.checkPrivateKey(parsed.value)) {
    const elsewhere = chain.find((each) => each.checkPrivateKey(parsed.value));
    return [mismatch(nameOf(leaf), elsewhere === undefined ? null : nameOf(elsewhere), key.where)];
  }
  const fault = chainFault(chain);
  const refused = refusedByOpenssl({ cert: certificate.text, key: key.text }, certificate.where);
  return [
    ...validityProblems(leaf, now, certificate.where, 'error'),
    ...chain.slice(1).flatMap((each) => validityProblems(each, now, certificate.where, 'warning')),
    ...(fault === null ? [] : [disordered(fault, certificate.where)]),
    ...loneProblems(chain, certificate.where),
    ...(refused.length > 0 ? refused : weakProblems(leaf, certificate.where)),
  ];
}

function pemChain(bytes: Buffer): readonly X509Certificate[] | null {
  return bytes.includes('-----BEGIN') ? parseCertificates(bytes) : null;
}

const LEAST_RSA_BITS = 2048;

/** OpenSSL takes what clients of today do not. */
function weakProblems({ publicKey }: X509Certificate, where: Where): readonly Problem[] {
  const bits = publicKey.asymmetricKeyDetails?.modulusLength;
  if (bits === undefined || bits >= LEAST_RSA_BITS) return [];
  const message = `The key of the certificate has ${String(bits)} bits: mail clients refuse such weak keys.`;
  const remedy = 'Use RSA of 2048 bits or more, or an EC key.';
  return [warning('CERTIFICATE', message, { ...where, remedy })];
}

function parseKey({ text, where }: NamedFile): Result<KeyObject> {
  try {
    return success(createPrivateKey(text));
  } catch (error) {
    const reason = opensslReason(error);
    return failure(
      problem('CERTIFICATE', `The private key cannot be read: ${reason.text}.`, {
        ...where,
        remedy: reason.remedy ?? 'Use an unencrypted private key in PEM form.',
      }),
    );
  }
}

function mismatch(leaf: string, elsewhere: string | null, where: Where): Problem {
  const message = `The private key does not belong to the certificate ${leaf}.`;
  if (elsewhere === null) return problem('KEY_MISMATCH', message, where);
  const remedy = `The key belongs to ${elsewhere}: put that certificate first in the file.`;
  return problem('KEY_MISMATCH', message, { ...where, remedy });
}

function disordered(fault: string, where: Where): Problem {
  return warning('CERTIFICATE', `The chain is out of order: ${fault}.`, {
    ...where,
    remedy: "Put the server's certificate first, then each one's issuer.",
  });
}

/** Whether the issuer is a root that clients have, nobody here can know: it is said as a condition. */
function loneProblems(chain: readonly X509Certificate[], where: Where): readonly Problem[] {
  const [leaf] = chain;
  if (leaf === undefined || chain.length > 1 || leaf.checkIssued(leaf)) return [];
  const issuer = nameOf({ subject: leaf.issuer });
  const message = `The file holds the certificate ${nameOf(leaf)} alone, not that of its issuer ${issuer}.`;
  const remedy =
    'Add the certificate of the issuer after it, unless that is a root which every client trusts.';
  return [warning('CERTIFICATE', message, { ...where, remedy })];
}

const READABLE_BY_ALL = 0o004;

/** Windows has no such bits in Node. */
async function openKeyProblems(where: Where): Promise<readonly Problem[]> {
  const { file = '' } = where;
  const found = process.platform === 'win32' ? null : await stat(file).catch(() => null);
  if (found === null || (found.mode & READABLE_BY_ALL) === 0) return [];
  const message = 'The private key can be read by every account of this machine.';
  return [warning('CERTIFICATE', message, { ...where, remedy: `Run: chmod o-rwx '${file}'` })];
}

/** The proof: OpenSSL also refuses what is well-formed but too weak. */
function refusedByOpenssl(
  options: Parameters<typeof createSecureContext>[0],
  where: Where,
): readonly Problem[] {
  try {
    createSecureContext(options);
    return [];
  } catch (error) {
    const reason = opensslReason(error);
    const message = `The certificate cannot be used: ${reason.text}.`;
    return [problem('CERTIFICATE', message, { ...where, remedy: reason.remedy })];
  }
}

async function loadPfx(request: TlsRequest, name: string): Promise<Result<ListenerTls>> {
  const file = await readNamed(request, name, 'pfx');
  if (!file.ok) return file;
  const { bytes, where } = file.value;
  const { passphrase } = request;
  const options = { pfx: bytes, ...(passphrase === null ? {} : { passphrase }) };
  const refused = refusedByOpenssl(options, where);
  if (refused.length > 0)
    return failure(...refused.map((each) => aboutPassphrase(each, passphrase)));
  // Node has no parser for PFX: a handshake with ourselves shows the certificate that clients will see.
  const shown = await presentedCertificate(options);
  if (shown === null) {
    const message = 'The PFX holds no certificate with its private key.';
    return failure(problem('CERTIFICATE', message, where));
  }
  const problems = validityProblems(shown, request.now, where, 'error');
  if (problems.some((each) => each.severity === 'error')) return failure(...problems);
  return success({ kind: 'pfx', pfx: bytes, passphrase }, problems);
}

/** A PFX may have one: it is kept with the secrets. */
function aboutPassphrase(found: Problem, passphrase: string | null): Problem {
  if (!found.message.endsWith(`${lockedReason.text}.`)) return found;
  const remedy =
    'Set its passphrase: in the window under Settings, or with sallyport secret set listener.pfxPassphrase';
  const mended = { remedy, secret: 'listener.pfxPassphrase' } as const;
  if (passphrase === null) return { ...found, ...mended };
  const message = 'The PFX is protected by another passphrase than the one that is set.';
  return { ...found, message, ...mended };
}

/** The chain that clients are shown, the gateway's own first; empty when nobody could be shown one. */
export async function shownBy(tls: ListenerTls): Promise<readonly X509Certificate[]> {
  if (tls.kind === 'pem') return parseCertificates(Buffer.from(tls.certificate)) ?? [];
  const passphrase = tls.passphrase === null ? {} : { passphrase: tls.passphrase };
  const shown = await presentedCertificate({ pfx: Buffer.from(tls.pfx), ...passphrase });
  return chainFrom(shown ?? undefined);
}

/** What the file of a chain holds, whether it can be used or not; empty when it cannot be read. */
export async function chainInFile(
  folder: string,
  name: string,
): Promise<readonly X509Certificate[]> {
  const path = resolveInside(folder, name, {});
  if (!path.ok) return [];
  const read = await readContained(folder, path.value, LIMIT_BYTES, {});
  return read.ok ? (pemChain(read.value) ?? []) : [];
}
