/** What holds in every realm; each kind of KDC runs them (facts: kerberos 1.5). */
import { connect as connectTo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { KerberosCode, KerberosStep } from '../../../src-shared/kerberos.ts';
import type { Realm, Role } from '../../../lab/realm/index.ts';
import { clientOf } from './client.ts';
import type { Made } from './client.ts';
import { codeOf, failure, value } from './outcomes.ts';

export interface Refusal {
  readonly what: string;
  readonly role?: Role;
  readonly upn?: string;
  readonly to?: string;
  readonly code: KerberosCode;
  readonly step: KerberosStep;
  readonly kdcError: number | null;
  readonly says: RegExp;
}

export const refusals: readonly Refusal[] = [
  {
    what: 'a user whom nobody knows',
    upn: 'nobody@ex.test',
    ...{
      code: 'USER_UNKNOWN',
      step: 'impersonate',
      kdcError: 6,
      says: /does not know the user nobody@ex.test/,
    },
  },
  {
    what: 'a user who is sensitive',
    upn: 'protected@ex.test',
    ...{ code: 'NOT_FORWARDABLE', step: 'delegate', kdcError: null, says: /may not be passed on/ },
  },
  {
    what: 'a service that nobody knows',
    to: 'HTTP/none.ex.test',
    ...{
      code: 'SPN_UNKNOWN',
      step: 'delegate',
      kdcError: 7,
      says: /does not know the service HTTP\/none.ex.test/,
    },
  },
  {
    what: 'a service that is in no list',
    to: 'HTTP/other.ex.test',
    ...{
      code: 'DELEGATION_NOT_ALLOWED',
      step: 'delegate',
      kdcError: 13,
      says: /may not delegate to HTTP\/other.ex.test/,
    },
  },
  {
    what: 'an account with a list but without protocol transition',
    role: 'kcdonly',
    ...{
      code: 'NOT_FORWARDABLE',
      step: 'delegate',
      kdcError: null,
      says: /not trusted for delegation with any authentication protocol/,
    },
  },
];

export function itHoldsInARealm(the: () => Realm, more: readonly Refusal[]): void {
  const made = (how: Made = {}) => {
    const client = clientOf(the(), how);
    onTestFinished(() => client.close());
    return client;
  };
  const mail = () => the().account('mail').spn;

  describe.each(['password', 'keytab'] as const)('by %s', (kind) => {
    it.each(['alice@ex.test', 'robert.smith@corp.example'])('a ticket of %s', async (upn) => {
      const ticket = value(await made({ kind }).ticket(upn, mail()));
      expect(ticket).toMatchObject({ upn, spn: mail(), enctype: 'aes256-cts-hmac-sha1-96' });
      const minutes = (ticket.until - Date.now()) / 60_000;
      expect(minutes).toBeGreaterThan(58);
      expect(minutes).toBeLessThan(62);
    });
  });

  it.each([...refusals, ...more])('refuses $what', async ({ role, upn, to, says, ...expected }) => {
    const client = made(role === undefined ? {} : { role });
    const outcome = await client.ticket(upn ?? 'alice@ex.test', to ?? mail());
    const { what: _what, ...named } = expected;
    expect(failure(outcome)).toMatchObject({
      ...named,
      realm: 'EX.TEST',
      kdc: the().kdcs[0]?.address,
    });
    expect(failure(outcome).text).toMatch(says);
    expect(failure(outcome).remedy).not.toBe('');
  });

  it('a wrong password', async () => {
    const secret = { kind: 'password', read: async () => 'Wrong-pw1' } as const;
    const outcome = await made({ settings: { secret } }).ticket('alice@ex.test', mail());
    expect(failure(outcome)).toMatchObject({
      code: 'PASSWORD_WRONG',
      step: 'log-on',
      kdcError: 24,
    });
  });

  it('an account that nobody knows', async () => {
    const outcome = await made({ settings: { account: 'svc-none' } }).ticket(
      'alice@ex.test',
      mail(),
    );
    expect(failure(outcome)).toMatchObject({
      code: 'ACCOUNT_UNKNOWN',
      step: 'log-on',
      kdcError: 6,
    });
  });

  it('a keytab of somebody else', async () => {
    const outcome = await made({ kind: 'keytab', settings: { account: 'svc-none' } }).ticket(
      'alice@ex.test',
      mail(),
    );
    expect(failure(outcome)).toMatchObject({ code: 'KEYTAB_WITHOUT_KEY', step: 'secret' });
    expect(failure(outcome).text).toContain(the().account('proxy').name);
  });

  it('an account logs on by a UPN of another suffix, with the salt that the KDC names', async () => {
    const { upn, password } = the().person('bob');
    const secret = { kind: 'password', read: async () => password } as const;
    const settings = { account: upn, secret };
    const steps = await made({ settings }).trial('alice@ex.test', mail());
    expect(steps.find(({ step }) => step === 'log-on')).toMatchObject({ ok: true });
    // It is no service: MIT's KDC minds at the end, Samba's before.
    expect(steps.at(-1)?.ok).toBe(false);
  });

  it('a ticket that may not be passed on is a hint alone where delegation is resource-based', async () => {
    const client = made({ role: 'kcdonly', settings: { resourceBased: true } });
    const outcome = await client.ticket('alice@ex.test', mail());
    expect(failure(outcome)).toMatchObject({
      code: 'DELEGATION_NOT_ALLOWED',
      step: 'delegate',
      kdcError: 13,
    });
  });

  it('a trial shows every step', async () => {
    const steps = await made().trial('alice@ex.test', mail());
    expect(steps.map(({ step, ok }) => [step, ok])).toEqual(
      ['secret', 'find-kdc', 'log-on', 'impersonate', 'delegate', 'token'].map((step) => [
        step,
        true,
      ]),
    );
    const delegated = steps[4];
    expect(delegated).toMatchObject({
      enctype: 'aes256-cts-hmac-sha1-96',
      kdc: the().kdcs[0]?.address,
    });
    expect(delegated?.flags).toContain('forwardable');
    expect(delegated?.lifeSeconds).toBeGreaterThan(3600);
  });

  it('a trial ends with the step that fails', async () => {
    const steps = await made().trial('nobody@ex.test', mail());
    expect(steps.map(({ step, ok }) => [step, ok]).slice(2)).toEqual([
      ['log-on', true],
      ['impersonate', false],
    ]);
    expect(steps.at(-1)?.failure?.code).toBe('USER_UNKNOWN');
  });

  it('two messages for a new user, none for one who was there', async () => {
    let connections = 0;
    const counted = made({
      options: { connect: (address) => (connections++, connectTo(address)) },
    });
    const ask = async (upn: string) => codeOf(await counted.ticket(upn, mail()));
    const took = async (upn: string) => {
      const before = connections;
      expect(await ask(upn)).toBe('fine');
      return connections - before;
    };
    expect(await took('alice@ex.test')).toBe(4);
    expect(await took('robert.smith@corp.example')).toBe(2);
    expect(await took('alice@ex.test')).toBe(0);
    const old = value(await counted.ticket('alice@ex.test', mail()));
    counted.forget(old);
    const before = connections;
    await Promise.all(Array.from({ length: 20 }, () => ask('alice@ex.test')));
    // Late words about the old ticket do not cost the new one.
    counted.forget(old);
    await ask('alice@ex.test');
    expect(connections - before).toBe(2);
  });

  it('a password that changes needs no restart', async () => {
    const client = made();
    const keytab = made({ kind: 'keytab' });
    for (const each of [client, keytab])
      expect(codeOf(await each.ticket('alice@ex.test', mail()))).toBe('fine');
    await the().setPassword('proxy', 'Proxy-pw2');
    for (const each of [client, keytab]) {
      expect(codeOf(await each.ticket('robert.smith@corp.example', mail()))).toBe('fine');
      each.forget(value(await each.ticket('alice@ex.test', mail())));
      expect(codeOf(await each.ticket('alice@ex.test', mail()))).toBe('fine');
    }
    for (const each of [made(), made({ kind: 'keytab' })]) {
      expect(codeOf(await each.ticket('alice@ex.test', mail()))).toBe('fine');
    }
  });
}
