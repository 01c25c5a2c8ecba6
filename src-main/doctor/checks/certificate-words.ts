/** Why a certificate of Exchange is not believed, and what to do (OpenSSL's and Node's names for it). */
import { clip } from '../../../src-shared/clip.ts';

interface Fault {
  readonly text: string;
  readonly remedy: string;
}

const trustIt =
  'Trust it on the page Certificates, or put the certificate of its issuer into config/trust, after comparing the fingerprint.';
const wholeChain =
  'Let Exchange send its intermediate certificates, or put the issuer into config/trust.';

const faults: Readonly<Record<string, Fault>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: {
    text: 'The certificate of Exchange is signed by itself and not trusted here.',
    remedy:
      'Trust it on the page Certificates, or put the certificate itself into config/trust, after comparing the fingerprint.',
  },
  SELF_SIGNED_CERT_IN_CHAIN: {
    text: 'The certificate of Exchange comes from an authority that is not trusted here.',
    remedy: trustIt,
  },
  UNABLE_TO_GET_ISSUER_CERT: {
    text: 'The issuer of the certificate of Exchange is not known here.',
    remedy: trustIt,
  },
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: {
    text: 'The issuer of the certificate of Exchange is not known here.',
    remedy: trustIt,
  },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: {
    text: 'Exchange does not send the certificates between its own and a trusted one.',
    remedy: wholeChain,
  },
  CERT_HAS_EXPIRED: {
    text: 'The certificate of Exchange has expired.',
    remedy: 'Renew the certificate of Exchange.',
  },
  CERT_NOT_YET_VALID: {
    text: 'The certificate of Exchange is not valid yet.',
    remedy: 'Check the clock of this machine.',
  },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    text: 'The certificate of Exchange is for another name than the one in the settings.',
    remedy: 'Name Exchange as its certificate does, or give it a certificate with this name.',
  },
};

/** @param fault a code; Node of some versions puts a sentence after it */
export function certificateFault(fault: string): Fault {
  const code = Object.keys(faults).find((each) => fault.includes(each));
  const known = code === undefined ? byText(fault) : faults[code];
  return (
    known ?? {
      text: `The certificate of Exchange is not trusted: ${clip(fault, 120)}.`,
      remedy: trustIt,
    }
  );
}

const byText = (fault: string): Fault | undefined =>
  /altname|does not match/i.test(fault) ? faults['ERR_TLS_CERT_ALTNAME_INVALID'] : undefined;
