/** What the Kerberos client says of itself: its steps, and why one of them failed. Shared by the journal, `kerberos test` and Diagnostics. */
import { z } from 'zod';

/**
 * In the order in which they are taken. `secret`: the account's password or keytab is read; `log-on`: the account gets its ticket;
 * `impersonate` (S4U2Self): a ticket of the user for the account itself; `delegate` (S4U2Proxy): a ticket of the user for Exchange;
 * `token`: what is sent to Exchange; `answer`: what Exchange says to it.
 */
export const kerberosSteps = [
  'secret',
  'find-kdc',
  'log-on',
  'impersonate',
  'delegate',
  'token',
  'answer',
] as const;
export type KerberosStep = (typeof kerberosSteps)[number];

/** What to do about it, by code. */
export const kerberosRemedies = {
  KDC_UNKNOWN: 'Name a domain controller for the realm, or let DNS find one (_kerberos._tcp).',
  KDC_UNREACHABLE: 'Check the domain controllers named and that TCP port 88 is open to them.',
  SECRET_UNREADABLE: 'Give the service account a password, or a keytab that this account may read.',
  KEYTAB_WITHOUT_KEY:
    'Export the keytab again for this account, with AES keys (ktpass /crypto AES256-SHA1).',
  ACCOUNT_UNKNOWN:
    'Check the name of the service account and its realm; Active Directory wants the account name, not an SPN.',
  ACCOUNT_DISABLED: 'Enable or unlock the service account.',
  ACCOUNT_PASSWORD_EXPIRED:
    'Renew the password of the service account and let it never expire; then enter it here.',
  ACCOUNT_WITHOUT_SPN: 'Give the service account a servicePrincipalName (setspn -S).',
  PASSWORD_WRONG: 'Enter the password again, or export the keytab again after a password change.',
  PREAUTH_UNSUPPORTED:
    'Allow encrypted timestamps for the service account: FAST and smart cards are not supported.',
  CLOCK_SKEW: 'Set the clock of this machine; let it follow the domain controllers (NTP).',
  NO_COMMON_ENCTYPE:
    'Allow AES for the account named (msDS-SupportedEncryptionTypes 24), then set its password anew.',
  MD5_MISSING:
    'Start the gateway with an OpenSSL that is not in FIPS mode: asking for a ticket of a user takes MD5.',
  NAME_UNUSABLE: 'The user needs a user principal name such as alice@example.com.',
  USER_UNKNOWN:
    'Check the user principal name in the certificate against the directory. Where the user belongs to another domain, name that one, too.',
  USER_DISABLED: 'Enable the user in the directory, or check its expiry and log-on hours.',
  USER_ELSEWHERE:
    'Name the realm of the user, every realm on the way to it and their domain controllers, if its users are welcome.',
  NOT_FORWARDABLE:
    'Trust the service account for delegation with any authentication protocol. Where other users pass: this one is marked as sensitive or is in Protected Users.',
  SPN_UNKNOWN:
    'Check the target SPN; register it on the account that Exchange runs its services as (ASA).',
  TARGET_ELSEWHERE: 'The target SPN must belong to the realm of the service account.',
  DELEGATION_NOT_ALLOWED: 'Add the target SPN to the services that the account may delegate to.',
  WRONG_USER: 'Nothing was sent to Exchange. Look at the names of the user in the directory.',
  REPLY_NOT_GENUINE:
    'Check the addresses of the domain controllers, and who may stand between here and there.',
  REPLY_MALFORMED: 'Check that the address and port named are those of a domain controller.',
  KDC_REFUSED: 'Look at the log of the domain controller.',
  TICKET_EXPIRED: 'Ask again: a new ticket is fetched.',
  SERVER_REFUSED:
    'Check that the target SPN belongs to the account that Exchange runs as, and the clocks of both.',
  SERVER_NOT_GENUINE:
    'Check the address of the email server: what answers has not the key of Exchange.',
  CLOSED: 'The gateway is ending.',
} as const;
export type KerberosCode = keyof typeof kerberosRemedies;
const codes = Object.keys(kerberosRemedies) as [KerberosCode, ...KerberosCode[]];

export const kerberosFailureSchema = z.object({
  code: z.enum(codes),
  step: z.enum(kerberosSteps),
  realm: z.string(),
  /** host:port of the domain controller that said it, null where none did. */
  kdc: z.string().nullable(),
  /** The error code of RFC 4120 7.5.9. */
  kdcError: z.int().nullable(),
  text: z.string(),
  remedy: z.string(),
});
export type KerberosFailure = z.infer<typeof kerberosFailureSchema>;

/** One step of a trial for the administrator. */
export const trialStepSchema = z.object({
  step: z.enum(kerberosSteps),
  /** Milliseconds. */
  ms: z.number(),
  ok: z.boolean(),
  enctype: z.string().nullable(),
  flags: z.array(z.string()),
  lifeSeconds: z.number().nullable(),
  kdc: z.string().nullable(),
  failure: kerberosFailureSchema.nullable(),
});
export type TrialStep = z.infer<typeof trialStepSchema>;
