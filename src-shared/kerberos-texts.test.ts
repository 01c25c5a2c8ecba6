import { describe, expect, it } from 'vitest';
import { kerberosRemedies, kerberosSteps, type KerberosCode } from './kerberos.ts';
import { kerberosRemark, kerberosStepTexts, remarkInWords } from './kerberos-texts.ts';

const codes = Object.keys(kerberosRemedies) as KerberosCode[];
const rows = kerberosSteps.flatMap((step) => codes.map((code) => ({ step, code })));
const kdc = 'dc1.ex.test:88';

describe('the remark of a request that Kerberos failed', () => {
  it.each(rows)(
    '$code at $step is told by the name of its step, with what to do',
    ({ step, code }) => {
      const failure = { code, step, realm: 'EX.TEST', kdcError: 24, text: 'why: a (b); c' };
      const remedy = kerberosRemedies[code];
      const said = { ...failure, remedy };
      const name = kerberosStepTexts[step];
      expect(remarkInWords(kerberosRemark({ ...said, kdc }))).toBe(
        `It failed at the step “${name}”, at ${kdc}: why: a (b); c. (${code}) ${remedy}`,
      );
      expect(remarkInWords(kerberosRemark({ ...said, kdc: null }))).toBe(
        `It failed at the step “${name}”: why: a (b); c. (${code}) ${remedy}`,
      );
    },
  );

  it('keeps what was remarked before', () => {
    const remark = 'asked again with a new ticket; PASSWORD_WRONG at step log-on: no';
    expect(remarkInWords(remark)).toMatch(
      /^asked again with a new ticket; It failed at the step “Service/,
    );
  });
});

it.each([
  '',
  'Exchange refused the ticket',
  'FORWARDED_FOR_MALFORMED; cut: OVERRIDE_BLOCK',
  'NO_SUCH_CODE at step log-on: x',
  'PASSWORD_WRONG at step constructor: x',
  'toString at step log-on: x',
  'PASSWORD_WRONG at step log-on: ',
])('%j is no such remark and stays as it is', (remark) => {
  expect(remarkInWords(remark)).toBe(remark);
});
