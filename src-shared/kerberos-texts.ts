/** What the steps of the Kerberos client are called. */
import type { KerberosStep } from './kerberos.ts';

export const kerberosStepTexts = {
  secret: 'Secret of the service account',
  'find-kdc': 'Domain controllers',
  'log-on': 'Service account logs on',
  impersonate: 'Ticket in the name of the user',
  delegate: 'Ticket of the user for Exchange',
  token: 'Token for Exchange',
  answer: 'Answer of Exchange',
} as const satisfies Readonly<Record<KerberosStep, string>>;
