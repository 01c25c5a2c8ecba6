/** What errors of a KDC mean in each step, in words that name whom it is about. */
import { expect, it } from 'vitest';
import type { KerberosCode, KerberosStep } from '../../src-shared/kerberos.ts';
import { refusedBy } from './kdc-errors.ts';

const about = { account: 'svc-proxy', user: 'alice@ex.test', target: 'HTTP/mail.ex.test' };
const say = (step: KerberosStep, code: number, skewSeconds = 0) => {
  const error = { code, serverTime: 0, clientRealm: null, text: 'WORDS', data: null };
  return refusedBy(error, { step, realm: 'EX.TEST', kdc: 'dc:88' }, about, skewSeconds).failure;
};

it.each<[KerberosStep, number, KerberosCode, RegExp]>([
  ['log-on', 6, 'ACCOUNT_UNKNOWN', /svc-proxy/],
  ['log-on', 12, 'ACCOUNT_DISABLED', /svc-proxy/],
  ['log-on', 14, 'NO_COMMON_ENCTYPE', /svc-proxy needs AES/],
  ['log-on', 18, 'ACCOUNT_DISABLED', /svc-proxy is disabled, expired or locked out/],
  ['log-on', 23, 'ACCOUNT_PASSWORD_EXPIRED', /password of svc-proxy has expired/],
  ['log-on', 24, 'PASSWORD_WRONG', /svc-proxy is wrong/],
  ['log-on', 31, 'PASSWORD_WRONG', /svc-proxy is wrong/],
  ['log-on', 68, 'ACCOUNT_UNKNOWN', /another realm/],
  ['impersonate', 6, 'USER_UNKNOWN', /alice@ex.test/],
  ['impersonate', 7, 'ACCOUNT_WITHOUT_SPN', /svc-proxy is no service/],
  ['impersonate', 12, 'USER_DISABLED', /alice@ex.test/],
  ['impersonate', 13, 'NOT_FORWARDABLE', /svc-proxy/],
  ['impersonate', 14, 'NO_COMMON_ENCTYPE', /svc-proxy needs AES/],
  ['impersonate', 18, 'USER_DISABLED', /alice@ex.test/],
  ['impersonate', 23, 'USER_DISABLED', /password of the user alice@ex.test/],
  ['impersonate', 68, 'USER_ELSEWHERE', /alice@ex.test belongs to another realm/],
  ['delegate', 7, 'SPN_UNKNOWN', /HTTP\/mail.ex.test/],
  ['delegate', 12, 'DELEGATION_NOT_ALLOWED', /HTTP\/mail.ex.test/],
  ['delegate', 13, 'DELEGATION_NOT_ALLOWED', /svc-proxy may not delegate to HTTP\/mail.ex.test/],
  ['delegate', 14, 'NO_COMMON_ENCTYPE', /HTTP\/mail.ex.test needs AES/],
  ['delegate', 60, 'KDC_REFUSED', /error 60 GENERIC; it says: WORDS/],
  ['log-on', 9999, 'KDC_REFUSED', /error 9999 \(unnamed\)/],
])('%s, error %i: %s', (step, code, meaning, says) => {
  const failure = say(step, code);
  expect(failure).toMatchObject({
    code: meaning,
    step,
    kdcError: code,
    kdc: 'dc:88',
    realm: 'EX.TEST',
  });
  expect(failure.text).toMatch(says);
  expect(failure.remedy.length).toBeGreaterThan(10);
});

it.each(['log-on', 'impersonate', 'delegate'] as const)(
  '%s, error 37: how far the clocks are apart',
  (step) => {
    expect(say(step, 37, 3600)).toMatchObject({ code: 'CLOCK_SKEW' });
    expect(say(step, 37, 3600).text).toContain('that of the KDC is 3600 s ahead');
    expect(say(step, 37, -720).text).toContain('that of the KDC is 720 s behind');
  },
);
