import { expect, it } from 'vitest';
import type { Reason } from './decision.ts';
import { askingNow, happened, type Asking } from './event-texts.ts';
import type { Authentication } from './events.ts';

const alice = 'alice@contoso.test';
const rows: readonly [Reason, string | null, Authentication, Asking][] = [
  ['KERBEROS_FAILED', alice, 'certificate', 'elsewhere'],
  ['KERBEROS_REFUSED', alice, 'certificate', 'elsewhere'],
  ['CLIENT_CERTIFICATE', alice, 'certificate', 'elsewhere'],
  ['UPSTREAM_TIMEOUT', alice, 'basic', 'elsewhere'],
  ['NO_IDENTITY', null, 'none', 'elsewhere'],
  ['UNKNOWN_DEVICE', null, 'negotiate', 'unnamed'],
  ['COMPLIANT', null, 'bearer', 'unnamed'],
  ['UNKNOWN_DEVICE', null, 'none', 'whole'],
  ['DEVICE_WIPED', alice, 'basic', 'whole'],
  ['OVERRIDE_ALLOW', alice, 'certificate', 'whole'],
];

it.each(rows)('%s of %s by %s: a decision of now says %s', (reason, user, authentication, says) => {
  expect(askingNow({ reason, user, authentication })).toBe(says);
});

it('tells the reason, and the remark where there is one', () => {
  expect(happened({ reason: 'OVERRIDE_BLOCK', remark: null })).toBe(
    'An administrator blocked the device.',
  );
  const remark = 'PASSWORD_WRONG at step log-on (dc1.ex.test:88): the password is wrong';
  expect(happened({ reason: 'KERBEROS_FAILED', remark })).toBe(
    'The gateway could not sign in to Exchange for the user of the client certificate. ' +
      'It failed at the step “Service account logs on”, at dc1.ex.test:88: the password is wrong. ' +
      '(PASSWORD_WRONG) Enter the password again, or export the keytab again after a password change.',
  );
});
