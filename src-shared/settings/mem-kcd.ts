/** The settings of `mem-configuration.json` for Kerberos constrained delegation: tickets for whoever brings a client certificate. */
import { domainControllers, serviceAccount, targetSpn } from './kcd-values.ts';
import { integer, mem, onOff } from './mem-entry.ts';

const nothing = 'Nothing; tickets are fetched anew.';
const anew =
  'Connections with a client certificate are closed once idle; tickets are fetched anew.';
const optional = { required: false, written: false } as const;

export const kcdSettings = {
  'kcd.enabled': onOff({
    key: 'kcd.enabled',
    initial: false,
    written: false,
    help:
      'Signs in to Exchange by Kerberos for whoever brings a valid client certificate (constrained delegation with protocol transition). ' +
      "It needs clientCertificates.mode, kcd.serviceAccount, kcd.domainControllers, and the account's password or keytab: in the window, or `sallyport secret set kcd.password`.",
    interrupts: anew,
  }),
  'kcd.targetSpn': mem({
    ...optional,
    key: 'kcd.targetSpn',
    type: { kind: 'spn' },
    schema: targetSpn,
    initial: null,
    help:
      'Target SPN: the service principal name of Exchange, as HTTP/mail.example.com. null: HTTP/ and the host of the email server, for EWS that of ' +
      'ews.email.server.host.and.port. The service account must be allowed to delegate to it.',
    interrupts: nothing,
  }),
  'kcd.serviceAccount': mem({
    ...optional,
    key: 'kcd.serviceAccount',
    type: { kind: 'account' },
    schema: serviceAccount,
    initial: null,
    help:
      'Service account: the account of Active Directory that fetches tickets for users, without its domain. It is trusted for delegation to the target SPN with ' +
      '"any authentication protocol", and has AES keys.',
    interrupts: nothing,
  }),
  'kcd.domainControllers': mem({
    ...optional,
    key: 'kcd.domainControllers',
    type: { kind: 'domainControllers' },
    schema: domainControllers,
    initial: [],
    help:
      'Domain and domain controller in pairs, as "EX.TEST dc1.ex.test": the domain in upper case, the controller with its full name, and a port if it is not 88. "EX.TEST" alone: ' +
      'DNS says where they are (_kerberos._tcp). The first domain is that of the service account; further ones must trust it. Several controllers of a domain are tried in turn.',
    interrupts: nothing,
  }),
  'kcd.ticketMinutes': integer({
    key: 'kcd.ticketMinutes',
    min: 5,
    max: 600,
    unit: 'minutes',
    initial: 60,
    written: false,
    help: 'How long a ticket is used at most, however long it would last: a user who is disabled in Active Directory goes on until then.',
    interrupts: nothing,
  }),
};
