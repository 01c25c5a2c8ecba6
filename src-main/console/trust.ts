/** Whom an administrator trusts to be Exchange: by the fingerprint that they compared, and by no other (ADR 27). */
import { chmod, lstat, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { X509Certificate } from 'node:crypto';
import type { Answer, Params } from '../../src-shared/contract/calls.ts';
import { clip } from '../../src-shared/clip.ts';
import { failure, problem, SallyportError, success } from '../../src-shared/errors.ts';
import type { Problem, Result } from '../../src-shared/errors.ts';
import { parseHostAndPort } from '../../src-shared/settings/host-and-port.ts';
import type { UpstreamAddress } from '../../src-shared/settings/in-force.ts';
import { atomicWrite } from '../disk/atomic-write.ts';
import { checkLinks, readPlainFile } from '../disk/contained-file.ts';
import { reasonOf } from '../disk/system-errors.ts';
import { seeChain } from '../doctor/shown-chain.ts';
import { renewalContext } from './certificates.ts';
import { valueOf, type UseCase } from './options.ts';
import { renewalOf } from './renewal.ts';

const LIMIT_BYTES = 4 * 1024 * 1024;

export async function probeServer(
  use: UseCase,
  { hostAndPort }: Params<'probeServer'>,
): Promise<Answer<'probeServer'>> {
  return (await seeChain(addressOf(hostAndPort), use)).shown;
}

/** The server is asked again: what it shows now must have the fingerprint that was compared. */
export async function trustCertificate(
  use: UseCase,
  { hostAndPort, fingerprint }: Params<'trustCertificate'>,
): Promise<Answer<'trustCertificate'>> {
  const address = addressOf(hostAndPort);
  const { shown, chain } = await seeChain(address, use);
  const certificate = chain.find((each) => each.fingerprint256 === fingerprint);
  if (certificate === undefined) throw refused(otherNow(shown));
  if (!shown.offers.some((each) => each.fingerprint === fingerprint)) {
    const why = shown.fault === null ? 'it is trusted already' : shown.obstacles.join(' ');
    const reason = why === '' ? 'it is neither the certificate of the server nor a root' : why;
    const message = `The certificate cannot be trusted for ${shown.server}: ${reason}`;
    throw refused(problem('CERTIFICATE_REFUSED', message));
  }
  const file = valueOf(await use.files.run(() => keep(use, address, certificate)));
  return { file, ...(await intoForce(use)) };
}

/** The file moves to `state/untrusted`: somebody may want it back. */
export async function untrustCertificate(
  use: UseCase,
  { file }: Params<'untrustCertificate'>,
): Promise<Answer<'untrustCertificate'>> {
  const kept = valueOf(await use.files.run(() => putAside(use, file)));
  return { kept, ...(await intoForce(use)) };
}

function addressOf(text: string): UpstreamAddress {
  const parsed = parseHostAndPort(text);
  if (!parsed.ok) throw refused(problem('HOST_AND_PORT', `The address ${parsed.reason}.`));
  if (parsed.address.scheme === 'https') return parsed.address;
  throw refused(problem('HOST_AND_PORT', 'A server shows a certificate only with https://.'));
}

function refused(...problems: readonly Problem[]): SallyportError {
  return new SallyportError(problems);
}

function otherNow({ server, chain, fault }: Answer<'probeServer'>): Problem {
  const [leaf] = chain;
  const message =
    leaf === undefined
      ? `${server} shows no certificate: ${fault?.text ?? 'it was not reached'}`
      : `${server} shows another certificate by now: ${leaf.subject}, SHA-256 ${leaf.fingerprint}.`;
  return problem('CERTIFICATE_CHANGED', message);
}

async function keep(
  { paths, by, now }: UseCase,
  address: UpstreamAddress,
  certificate: X509Certificate,
): Promise<Result<string>> {
  const digits = certificate.fingerprint256.replaceAll(':', '').toLowerCase();
  const host = address.host.replace(/[^A-Za-z0-9.-]/g, '-').replace(/^[^A-Za-z0-9]+/, '');
  const file = `${host.slice(0, 100)}-${digits.slice(0, 16)}.pem`;
  const path = join(paths.trust, file);
  const made = await makeFolder(paths.trust);
  if (!made.ok) return made;
  const inside = await checkLinks(paths.config, paths.trust, { file: paths.trust });
  if (!inside.ok) return inside;
  const who = by.replace(/[^\w.@\\ -]/g, '_').slice(0, 100);
  const notes = [
    `# Trusted for ${host} by ${who} on ${now().toISOString()}`,
    `# SHA-256 ${certificate.fingerprint256}`,
  ];
  const written = await atomicWrite(
    path,
    Buffer.from(`${notes.join('\n')}\n${certificate.toString()}`),
  );
  if (!written.ok) return written;
  // Public, and to be read by the account of the gateway, whoever wrote it.
  await chmod(path, 0o644).catch(() => undefined);
  return success(file);
}

async function putAside({ paths, now }: UseCase, file: string): Promise<Result<string>> {
  const path = join(paths.trust, file);
  const where = { file: path };
  const inside = await checkLinks(paths.config, paths.trust, where);
  if (!inside.ok) return inside;
  const found = await lstat(path).catch(() => null);
  if (found === null) {
    return failure(problem('FILE_MISSING', `config/trust holds no ${clip(file)}.`, where));
  }
  if (!found.isFile()) {
    const remedy = 'Take it away by hand.';
    const message = `${path} is a link or no plain file.`;
    return failure(problem('PATH_OUTSIDE', message, { ...where, remedy }));
  }
  const read = await readPlainFile(path, LIMIT_BYTES, where);
  if (!read.ok) return read;
  const made = await makeFolder(paths.untrusted);
  if (!made.ok) return made;
  const stamp = now().toISOString().slice(0, 19).replaceAll(':', '-');
  const kept = join(paths.untrusted, `${stamp}-${file}`);
  const written = await atomicWrite(kept, read.value);
  if (!written.ok) return written;
  try {
    await rm(path);
    return success(kept);
  } catch (error) {
    const message = `${path} cannot be taken away: ${reasonOf(error)}.`;
    return failure(problem('FILE_UNWRITABLE', message, where));
  }
}

async function makeFolder(path: string): Promise<Result<null>> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    return success(null);
  } catch (error) {
    return failure(
      problem('FILE_UNWRITABLE', `${path} cannot be made: ${reasonOf(error)}.`, { file: path }),
    );
  }
}

/** What was done stays done where a running gateway does not take it: it says why, and a restart says it again. */
async function intoForce(use: UseCase): Promise<{ inForce: boolean; warnings: Problem[] }> {
  if (use.running === null) return { inForce: false, warnings: [] };
  const { service } = use.running;
  const renewed = await service.renew(renewalOf(renewalContext(use), ['exchange']));
  return renewed.ok
    ? { inForce: true, warnings: [] }
    : { inForce: false, warnings: [...renewed.problems] };
}
