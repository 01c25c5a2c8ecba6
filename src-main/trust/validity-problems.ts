/** What the dates of a certificate mean for whoever relies on it. */
import type { X509Certificate } from 'node:crypto';
import { problem, warning, type Problem } from '../../src-shared/errors.ts';
import type { Where } from '../disk/contained-file.ts';
import { nameOf, validityOf } from './certificates.ts';

/** A certificate that is not valid is an `error` for the gateway's own, a `warning` for one in a store. */
export function validityProblems(
  certificate: Pick<X509Certificate, 'subject' | 'validFrom' | 'validTo'>,
  now: Date,
  where: Where,
  severity: 'error' | 'warning',
): readonly Problem[] {
  const validity = validityOf(certificate, now);
  const name = nameOf(certificate);
  switch (validity.kind) {
    case 'valid':
      return [];
    case 'early': {
      const message = `The certificate ${name} is valid only from ${validity.from}.`;
      const remedy = 'Check the clock of this machine, or use another certificate.';
      return [problem('CERTIFICATE', message, { ...where, severity, remedy })];
    }
    case 'expired': {
      const message = `The certificate ${name} expired on ${validity.since}.`;
      const remedy = 'Renew the certificate and put the new one in its place.';
      return [problem('CERTIFICATE', message, { ...where, severity, remedy })];
    }
    case 'soon': {
      const message = `The certificate ${name} expires on ${validity.until}, in ${validity.days} days.`;
      return [warning('CERTIFICATE', message, { ...where, remedy: 'Renew the certificate.' })];
    }
  }
}

/** For whoever shows the dates themselves: what is wrong besides. */
export function withoutValidity(
  problems: readonly Problem[],
  certificates: readonly X509Certificate[],
  now: Date,
): Problem[] {
  const said = certificates.flatMap((each) => validityProblems(each, now, {}, 'warning'));
  const messages = new Set(said.map(({ message }) => message));
  return problems.filter(({ message }) => !messages.has(message));
}
