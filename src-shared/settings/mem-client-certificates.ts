/** The settings of `mem-configuration.json` about certificates that clients bring (ADR 24). */
import { z } from 'zod';
import {
  certificateIdentities,
  clientCertificateModes,
  revocationChecks,
  staleCrlChoices,
} from './in-force.ts';
import { mem } from './mem-entry.ts';
import { certificateUsers, crlUrls } from './mem-values.ts';

const judgesAnew =
  'Requests and streams of clients whose certificate no longer passes are cut, and their connections closed.';

const common = { required: false, written: false, interrupts: judgesAnew } as const;

export const clientCertificateSettings = {
  'clientCertificates.mode': mem({
    ...common,
    key: 'clientCertificates.mode',
    type: {
      kind: 'choice',
      choices: {
        off: 'no certificate is asked for',
        optional: 'one that is brought must be good; without one, requests are judged as ever',
        required: 'no request is answered without a good one',
      },
    },
    schema: z.enum(clientCertificateModes),
    initial: 'off',
    help:
      'Whether clients show a certificate of their own. Its authorities are the certificates in config/client-ca, and no others. ' +
      'It needs listener.tls, and TLS that ends at this gateway and not at a load balancer. With kcd.enabled it signs its user in to Exchange; without, it is a second factor: ' +
      'who signs in must be the user whom it names. "required" is what the vendor calls "Require Client Certificate".',
  }),
  'clientCertificates.identity': mem({
    ...common,
    key: 'clientCertificates.identity',
    type: {
      kind: 'choice',
      choices: {
        upn: 'the one user principal name among its alternative names',
        rfc822: 'the one mail address among its alternative names',
        table: 'the one for whom clientCertificates.table names it',
      },
    },
    schema: z.enum(certificateIdentities),
    initial: 'upn',
    help: 'How the user of a certificate is found. A certificate without such a name, or with more than one, is refused.',
  }),
  'clientCertificates.table': mem({
    ...common,
    key: 'clientCertificates.table',
    type: { kind: 'certificateUsers' },
    schema: certificateUsers,
    initial: [],
    help: 'The certificates and their users, where clientCertificates.identity is table.',
  }),
  'clientCertificates.revocation': mem({
    ...common,
    key: 'clientCertificates.revocation',
    type: {
      kind: 'choice',
      choices: {
        crl: 'by the revocation lists (CRL) of their issuers, fetched by HTTP',
        off: 'not checked: a lost certificate is good until it expires',
      },
    },
    schema: z.enum(revocationChecks),
    initial: 'crl',
    help: 'Whether revoked certificates are refused. The lists are found where the certificates say, and in clientCertificates.crlUrls.',
  }),
  'clientCertificates.staleCrl': mem({
    ...common,
    key: 'clientCertificates.staleCrl',
    type: {
      kind: 'choice',
      choices: {
        refuse: 'its certificates are refused until there is a current one',
        allow: 'its certificates pass, except those that the last list names; status warns',
      },
    },
    schema: z.enum(staleCrlChoices),
    initial: 'refuse',
    help: 'What happens when there is no current revocation list of an issuer: it was never read, or its time is over.',
  }),
  'clientCertificates.crlUrls': mem({
    ...common,
    key: 'clientCertificates.crlUrls',
    type: { kind: 'crlUrls' },
    schema: crlUrls,
    initial: [],
    help: 'Where revocation lists are, besides the places that the certificates themselves name.',
  }),
};
