/** What an error of a KDC means in the step in which it came: facts kerberos 1.5, RFC 4120 7.5.9. */
import type { KerberosCode, KerberosStep } from '../../src-shared/kerberos.ts';
import { failed } from './failures.ts';
import type { Where } from './failures.ts';
import type { KrbError } from './messages/error.ts';

export const kdcError = {
  clientUnknown: 6,
  serverUnknown: 7,
  policy: 12,
  badOption: 13,
  noCommonEnctype: 14,
  clientRevoked: 18,
  tgtRevoked: 20,
  keyExpired: 23,
  preauthFailed: 24,
  preauthRequired: 25,
  unavailable: 29,
  badIntegrity: 31,
  ticketExpired: 32,
  skew: 37,
  modified: 41,
  badKeyVersion: 44,
  wrongRealm: 68,
} as const;

const names: Readonly<Record<number, string>> = {
  6: 'C_PRINCIPAL_UNKNOWN',
  7: 'S_PRINCIPAL_UNKNOWN',
  12: 'POLICY',
  13: 'BADOPTION',
  14: 'ETYPE_NOSUPP',
  15: 'SUMTYPE_NOSUPP',
  16: 'PADATA_TYPE_NOSUPP',
  18: 'CLIENT_REVOKED',
  20: 'TGT_REVOKED',
  23: 'KEY_EXPIRED',
  24: 'PREAUTH_FAILED',
  25: 'PREAUTH_REQUIRED',
  29: 'SVC_UNAVAILABLE',
  31: 'BAD_INTEGRITY',
  32: 'TKT_EXPIRED',
  34: 'REPEAT',
  37: 'SKEW',
  41: 'MODIFIED',
  44: 'BADKEYVER',
  60: 'GENERIC',
  68: 'WRONG_REALM',
};

export const errorName = (code: number): string => `${code} ${names[code] ?? '(unnamed)'}`;

type Meaning = readonly [code: KerberosCode, text: (about: About) => string];

/** Who and what the step was about. */
export interface About {
  readonly account: string;
  readonly user: string;
  readonly target: string;
}

const noAes = (whose: (about: About) => string): Meaning => [
  'NO_COMMON_ENCTYPE',
  (about) => `${whose(about)} needs AES: the KDC has no AES key for it, and RC4 is not spoken here`,
];

const meanings: Partial<Record<KerberosStep, Readonly<Record<number, Meaning>>>> = {
  'log-on': {
    6: ['ACCOUNT_UNKNOWN', ({ account }) => `the realm does not know the account ${account}`],
    12: [
      'ACCOUNT_DISABLED',
      ({ account }) => `a policy of the realm keeps ${account} from logging on`,
    ],
    14: noAes(({ account }) => `the account ${account}`),
    18: [
      'ACCOUNT_DISABLED',
      ({ account }) => `the account ${account} is disabled, expired or locked out`,
    ],
    23: ['ACCOUNT_PASSWORD_EXPIRED', ({ account }) => `the password of ${account} has expired`],
    24: ['PASSWORD_WRONG', ({ account }) => `the password or keytab of ${account} is wrong`],
    31: ['PASSWORD_WRONG', ({ account }) => `the password or keytab of ${account} is wrong`],
    68: ['ACCOUNT_UNKNOWN', ({ account }) => `the account ${account} belongs to another realm`],
  },
  impersonate: {
    6: ['USER_UNKNOWN', ({ user }) => `the realm does not know the user ${user}`],
    7: [
      'ACCOUNT_WITHOUT_SPN',
      ({ account }) => `the account ${account} is no service: it has no SPN`,
    ],
    12: [
      'USER_DISABLED',
      ({ user }) => `the user ${user} is disabled, expired or may not log on now`,
    ],
    13: [
      'NOT_FORWARDABLE',
      ({ account }) => `the account ${account} may not ask for tickets of other users`,
    ],
    14: noAes(({ account }) => `the account ${account}`),
    18: ['USER_DISABLED', ({ user }) => `the user ${user} is disabled, expired or locked out`],
    23: ['USER_DISABLED', ({ user }) => `the password of the user ${user} has expired`],
    68: ['USER_ELSEWHERE', ({ user }) => `the user ${user} belongs to another realm`],
  },
  delegate: {
    7: ['SPN_UNKNOWN', ({ target }) => `the realm does not know the service ${target}`],
    12: [
      'DELEGATION_NOT_ALLOWED',
      ({ target }) => `a policy of the realm keeps ${target} from users`,
    ],
    13: [
      'DELEGATION_NOT_ALLOWED',
      ({ account, target }) => `the account ${account} may not delegate to ${target}`,
    ],
    14: noAes(({ target }) => `the account of ${target}`),
  },
};

/** @param skewSeconds how far the clock of the KDC is ahead of ours */
export function refusedBy(error: KrbError, where: Where, about: About, skewSeconds: number) {
  const place = { ...where, kdcError: error.code };
  const said = error.text === null ? '' : `; it says: ${error.text.replace(/\0+$/, '')}`;
  if (error.code === kdcError.skew) {
    return failed('CLOCK_SKEW', place, `the clocks are too far apart${apart(skewSeconds)}${said}`);
  }
  const meaning = meanings[where.step]?.[error.code];
  if (meaning === undefined) {
    return failed('KDC_REFUSED', place, `the KDC refuses: error ${errorName(error.code)}${said}`);
  }
  return failed(meaning[0], place, `${meaning[1](about)} (error ${errorName(error.code)}${said})`);
}

export function apart(skewSeconds: number): string {
  const by = Math.abs(Math.round(skewSeconds));
  return `: that of the KDC is ${by} s ${skewSeconds < 0 ? 'behind' : 'ahead'}`;
}
