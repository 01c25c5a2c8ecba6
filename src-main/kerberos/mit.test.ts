/** Against MIT's KDC. */
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startMit, whyNot } from '../../lab/realm/index.ts';
import type { MitRealm } from '../../lab/realm/index.ts';
import { clientOf } from './testing/client.ts';
import { codeOf, failure, value } from './testing/outcomes.ts';
import { itHoldsInARealm } from './testing/realm-cases.ts';

const why = whyNot('mit');
const title = `MIT${why === null ? '' : ` (${why})`}`;

describe.skipIf(why !== null)(title, () => {
  let realm: MitRealm;
  beforeAll(async () => {
    realm = await startMit({ sha2: true });
  });
  afterAll(() => realm.stop());

  itHoldsInARealm(
    () => realm,
    [
      {
        what: 'a user who is disabled',
        upn: 'disabled@ex.test',
        ...{
          code: 'USER_DISABLED',
          step: 'impersonate',
          kdcError: 18,
          says: /is disabled, expired or locked out/,
        },
      },
      {
        // Its ticket may be passed on, by MS-SFU; the list is what it lacks.
        what: 'an account with neither list nor protocol transition',
        role: 'nodeleg',
        ...{
          code: 'DELEGATION_NOT_ALLOWED',
          step: 'delegate',
          kdcError: 13,
          says: /may not delegate to/,
        },
      },
    ],
  );

  it.each(['password', 'keytab'] as const)('keys of RFC 8009, by %s', async (kind) => {
    const client = clientOf(realm, { role: 'sha2', kind });
    onTestFinished(() => client.close());
    const outcome = await client.ticket('alice@ex.test', realm.account('mailsha2').spn);
    expect(value(outcome).enctype).toBe('aes256-cts-hmac-sha384-192');
  });

  it.each([
    ['aes128-cts', 'aes128-cts-hmac-sha1-96', 17],
    ['aes128-sha2', 'aes128-cts-hmac-sha256-128', 19],
  ])('keys of %s alone: account, sessions and service', async (short, enctype, number) => {
    const [proxy, mail] = [realm.account('proxy'), realm.account('mail').spn];
    const spn = `HTTP/only${number}.ex.test`;
    const types = `-e ${enctype}:normal`;
    await realm.kadmin(
      `addprinc -randkey ${types} -requires_preauth ${spn}`,
      `setstr ${spn} session_enctypes ${short}`,
      `cpw ${types} -pw Only-pw1 ${proxy.spn}`,
      `setstr krbtgt/${realm.realm} session_enctypes ${short}`,
    );
    await realm.setDelegation('proxy', [mail, spn]);
    try {
      const secret = { kind: 'password', read: async () => 'Only-pw1' } as const;
      const client = clientOf(realm, { settings: { secret } });
      onTestFinished(() => client.close());
      const steps = await client.trial('alice@ex.test', spn);
      expect(steps.filter(({ ok }) => !ok)).toEqual([]);
      // What seals the ticket of the log-on is the KDC's own key.
      const seals = steps.filter(({ step }) => step === 'impersonate' || step === 'delegate');
      expect(seals.map((step) => step.enctype)).toEqual([enctype, enctype]);
      expect(value(await client.ticket('alice@ex.test', spn)).enctype).toBe(enctype);
    } finally {
      await realm.setDelegation('proxy', [mail]);
      await realm.kadmin(
        `cpw -pw ${proxy.password} ${proxy.spn}`,
        `setstr krbtgt/${realm.realm} session_enctypes "aes256-cts aes128-cts aes256-sha2 aes128-sha2"`,
      );
    }
  });

  it('an account that need not prove itself gets its ticket at once', async () => {
    const { name, password } = realm.person('bare');
    const bare = (word: string) => {
      const secret = { kind: 'password', read: async () => word } as const;
      return clientOf(realm, { settings: { account: name, secret } });
    };
    const steps = await bare(password).trial('alice@ex.test', realm.account('mail').spn);
    expect(steps[2]).toMatchObject({ step: 'log-on', ok: true });
    const wrong = await bare('Wrong-pw1').ticket('alice@ex.test', realm.account('mail').spn);
    expect(failure(wrong)).toMatchObject({ code: 'PASSWORD_WRONG', kdcError: null });
  });

  it.each([
    ['an account that is disabled', '-allow_tix', '+allow_tix', 'ACCOUNT_DISABLED'],
    [
      'a password that has expired',
      '-pwexpire yesterday',
      '-pwexpire never',
      'ACCOUNT_PASSWORD_EXPIRED',
    ],
  ])('%s', async (_what, spoil, mend, code) => {
    const { spn } = realm.account('proxy');
    await realm.kadmin(`modprinc ${spoil} ${spn}`);
    try {
      const outcome = await clientOf(realm).ticket('alice@ex.test', realm.account('mail').spn);
      expect(failure(outcome)).toMatchObject({ code, step: 'log-on' });
    } finally {
      await realm.kadmin(`modprinc ${mend} ${spn}`);
    }
    expect(codeOf(await clientOf(realm).ticket('alice@ex.test', realm.account('mail').spn))).toBe(
      'fine',
    );
  });

  it('a service that takes RC4 alone', async () => {
    const spn = 'HTTP/old.ex.test';
    await realm.kadmin(
      `addprinc -randkey -e arcfour-hmac:normal -requires_preauth ${spn}`,
      `setstr ${spn} session_enctypes arcfour-hmac`,
    );
    await realm.setDelegation('proxy', [realm.account('mail').spn, spn]);
    const refused = failure(await clientOf(realm).ticket('alice@ex.test', spn));
    expect(refused).toMatchObject({ code: 'NO_COMMON_ENCTYPE', step: 'delegate', kdcError: 14 });
    expect(refused.text).toContain(`the account of ${spn} needs AES`);
    // What only its own key is of, nobody else need know.
    await realm.kadmin(`delstr ${spn} session_enctypes`);
    const ticket = value(await clientOf(realm).ticket('alice@ex.test', spn));
    expect(ticket.enctype).toBe('rc4-hmac');
  });

  it('an account that was renamed keeps the salt of its old name', async () => {
    await realm.kadmin(
      'addprinc -pw Old-pw1 +requires_preauth before',
      'renprinc -force before after',
    );
    const secret = { kind: 'password', read: async () => 'Old-pw1' } as const;
    const client = clientOf(realm, { settings: { account: 'after', secret } });
    const steps = await client.trial('alice@ex.test', realm.account('mail').spn);
    expect(steps.find(({ step }) => step === 'log-on')).toMatchObject({ ok: true });
  });

  it('a realm in lower case is not another name of it', async () => {
    const kdcs = [{ realm: 'ex.test', host: '127.0.0.1', port: realm.port }];
    const client = clientOf(realm, {
      settings: { realm: 'ex.test', account: 'HTTP/proxy.ex.test', kdcs },
    });
    const outcome = await client.ticket('alice@ex.test', realm.account('mail').spn);
    expect(failure(outcome)).toMatchObject({ step: 'log-on' });
  });
});
