/** `config/client-ca`: whose certificates clients may bring. These and no others: the system's authorities vouch for servers. */
import { X509Certificate } from 'node:crypto';
import { problem, warning, type Problem } from '../../../src-shared/errors.ts';
import { readable } from '../../der/malformed.ts';
import { nameOf } from '../certificates.ts';
import { loadTrustedCertificates, type TrustedCertificates } from '../trusted-certificates.ts';
import { authorityOf } from './facts.ts';
import { isIssuedBy } from './paths.ts';

/** @param config the folder that links may not leave */
export async function loadClientAuthorities(
  folder: string,
  config: string,
  now: Date,
): Promise<TrustedCertificates> {
  const loaded = await loadTrustedCertificates(folder, config, now);
  const all = loaded.certificates.map((pem) => new X509Certificate(pem));
  const distinct = all.filter(
    ({ fingerprint256 }, at) =>
      all.findIndex((each) => each.fingerprint256 === fingerprint256) === at,
  );
  return {
    certificates: distinct.map((each) => each.toString()),
    problems: [
      ...loaded.problems,
      ...rootProblems(distinct, folder),
      ...distinct.flatMap((each) => problemsOf(each, distinct, folder)),
    ],
  };
}

/** Paths end in a root, whatever else is trusted: so OpenSSL judges them by default. */
function rootProblems(all: readonly X509Certificate[], folder: string): readonly Problem[] {
  if (all.length === 0 || all.some((each) => isIssuedBy(each, each))) return [];
  const message = 'config/client-ca holds no root: every certificate would be refused.';
  const remedy = 'Add the certificate of the root, in which the chain of the clients ends.';
  return [problem('CERTIFICATE', message, { file: folder, remedy })];
}

function problemsOf(
  certificate: X509Certificate,
  all: readonly X509Certificate[],
  folder: string,
): readonly Problem[] {
  const name = nameOf(certificate);
  const where = { file: folder };
  if (!readable(() => authorityOf(certificate)).ok) {
    const remedy = 'Remove it, or have it issued again.';
    const message = `The certificate ${name} has not the strict form that certificates have.`;
    return [problem('CERTIFICATE', message, { ...where, remedy })];
  }
  if (!certificate.ca) {
    const message = `${name} is no authority: certificates of clients are not issued by it.`;
    const remedy = 'Put the certificate of the authority there, not that of a client.';
    return [warning('CERTIFICATE', message, { ...where, remedy })];
  }
  if (all.some((issuer) => isIssuedBy(certificate, issuer))) return [];
  const message = `The issuer of ${name} is missing: certificates that it issued are refused.`;
  const remedy = 'Add the certificates of its issuers, up to the root.';
  return [warning('CERTIFICATE', message, { ...where, remedy })];
}
