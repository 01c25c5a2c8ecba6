import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMit, whyNot } from './index.ts';
import type { Answer, MitRealm } from './index.ts';
import { listens } from './ports.ts';

const why = whyNot('mit');
const title = why === null ? 'an MIT realm' : `an MIT realm (${why})`;

const said = (answer: Answer): string => (answer.ok ? 'a ticket' : answer.said);

describe.skipIf(why !== null)(title, () => {
  let realm: MitRealm;
  let cache: string;

  async function loginAs(role: 'proxy' | 'nodeleg' | 'kcdonly' | 'sha2'): Promise<string> {
    const { principal, keytab } = realm.account(role);
    const answer = await realm.oracle.login(principal, { keytab });
    if (!answer.ok) throw new Error(answer.said);
    return answer.cache;
  }

  const toMail = (user: string, from = cache): Promise<Answer> =>
    realm.oracle.delegate({ cache: from, user, spn: realm.account('mail').spn });

  beforeAll(async () => {
    realm = await startMit({ sha2: true });
    cache = await loginAs('proxy');
  });
  afterAll(() => realm.stop());

  it.each([
    ['by name', 'alice', 'alice@EX.TEST'],
    // The client's name comes back as it was asked for.
    ['by UPN', 'alice@ex.test', 'alice@ex.test@EX.TEST'],
    ['by a UPN of its own', 'robert.smith@corp.example', 'robert.smith@corp.example@EX.TEST'],
  ])('gives the proxy a ticket of a user %s', async (_, user, client) => {
    const answer = await toMail(user);
    if (!answer.ok) throw new Error(answer.said);
    const [ticket] = answer.tickets;
    expect(ticket?.client.replaceAll('\\', '')).toBe(client);
    expect(ticket).toMatchObject({
      service: 'HTTP/mail.ex.test@EX.TEST',
      sessionKey: 'aes256-cts-hmac-sha1-96',
      ticketKey: 'aes256-cts-hmac-sha1-96',
    });
    expect(ticket?.flags).toContain('F');
  });

  it('gives tickets with the keys of RFC 8009', async () => {
    const spn = realm.account('mailsha2').spn;
    const from = await loginAs('sha2');
    const answer = await realm.oracle.delegate({ cache: from, user: 'alice', spn });
    expect(answer).toMatchObject({
      ok: true,
      tickets: [
        { sessionKey: 'aes256-cts-hmac-sha384-192', ticketKey: 'aes256-cts-hmac-sha384-192' },
      ],
    });
  });

  it.each([
    ['a user who is sensitive', 'protected', "can't fulfill requested option"],
    ['a user who is disabled', 'disabled', 'credentials have been revoked'],
    ['a user whom it does not know', 'nobody', "Client 'nobody@EX.TEST' not found"],
  ])('refuses %s', async (_, user, text) => {
    expect(said(await toMail(user))).toContain(text);
  });

  it.each([
    ['that is in no list', 'other.ex.test', "can't fulfill requested option"],
    ['that it does not know', 'none.ex.test', 'not found in Kerberos database'],
  ])('refuses a service %s', async (_, host, text) => {
    const spn = `HTTP/${host}`;
    expect(said(await realm.oracle.delegate({ cache, user: 'alice', spn }))).toContain(text);
  });

  it.each([
    ['nodeleg', 'that has no list', true],
    ['kcdonly', 'without protocol transition', false],
  ] as const)('refuses the account %s %s', async (role, _, forwardable) => {
    const from = await loginAs(role);
    const { spn } = realm.account(role);
    const own = await realm.oracle.impersonate({ cache: from, user: 'alice', spn });
    if (!own.ok) throw new Error(own.said);
    expect(own.tickets[0]?.flags.includes('F')).toBe(forwardable);
    expect(said(await toMail('alice', from))).toContain("can't fulfill requested option");
  });

  it('refuses a wrong password, and wants none of whoever needs none', async () => {
    const { principal } = realm.account('proxy');
    const wrong = await realm.oracle.login(principal, { password: 'wrong' });
    expect(said(wrong)).toMatch(/Preauthentication failed|Password incorrect/);
    const bare = await realm.oracle.login('bare', { password: realm.person('bare').password });
    expect(bare).toMatchObject({ ok: true, tickets: [{ client: 'bare@EX.TEST' }] });
    if (bare.ok) expect(bare.tickets[0]?.flags).not.toContain('A');
  });

  it('changes keys, lists and people while it runs', async () => {
    const { principal, password, keytab } = realm.account('nodeleg');
    await realm.setPassword('nodeleg', 'Another-pw2');
    expect(realm.account('nodeleg').password).toBe('Another-pw2');
    expect((await realm.oracle.login(principal, { password })).ok).toBe(false);
    expect((await realm.oracle.login(principal, { password: 'Another-pw2' })).ok).toBe(true);
    expect((await realm.oracle.login(principal, { keytab })).ok).toBe(true);

    const other = realm.account('other').spn;
    await realm.setDelegation('proxy', [realm.account('mail').spn, other]);
    expect(said(await realm.oracle.delegate({ cache, user: 'alice', spn: other }))).toBe(
      'a ticket',
    );
    await realm.setDelegation('proxy', [realm.account('mail').spn]);
    expect((await realm.oracle.delegate({ cache, user: 'alice', spn: other })).ok).toBe(false);

    await realm.setDisabled('alice', true);
    expect(said(await toMail('alice'))).toContain('revoked');
    await realm.setDisabled('alice', false);
    expect(said(await toMail('alice'))).toBe('a ticket');
  });
});

describe.skipIf(why !== null)(`${title} besides others`, () => {
  it('has KDCs that can hang, die and come again', async () => {
    const realm = await startMit({ kdcs: 2 });
    try {
      const [first, second] = realm.kdcs;
      if (first === undefined || second === undefined) throw new Error('two were asked for');
      const { principal, keytab } = realm.account('proxy');
      const login = (): Promise<Answer> => realm.oracle.login(principal, { keytab });
      await first.kill();
      expect(said(await login())).toBe('a ticket');
      await second.kill();
      expect(said(await login())).toContain('Cannot contact any KDC');
      await first.restart();
      expect(said(await login())).toBe('a ticket');
      first.pause();
      const waiting = login();
      first.resume();
      expect(said(await waiting)).toBe('a ticket');
    } finally {
      await realm.stop();
    }
  });

  it('has another KDC where one dies amid a request', async () => {
    const realm = await startMit({ kdcs: 2 });
    try {
      const [first] = realm.kdcs;
      if (first === undefined) throw new Error('two were asked for');
      first.pause();
      const { principal, keytab } = realm.account('proxy');
      const waiting = realm.oracle.login(principal, { keytab });
      await expect.poll(() => isAsked(first.port)).toBe(true);
      await first.kill();
      expect(said(await waiting)).toBe('a ticket');
    } finally {
      await realm.stop();
    }
  });

  it('leaves nothing behind, and nothing of its neighbour', async () => {
    const [one, other] = await Promise.all([startMit(), startMit({ realm: 'OTHER.TEST' })]);
    try {
      const pids = one.pids();
      expect(pids.map((pid) => listens(pid, one.port))).toEqual([false, true]);
      await one.stop();
      expect(pids.filter((pid) => existsSync(`/proc/${pid}`))).toEqual([]);
      expect(existsSync(one.folder)).toBe(false);
      const { principal, keytab } = other.account('proxy');
      const answer = await other.oracle.login(principal, { keytab });
      expect(answer).toMatchObject({
        ok: true,
        tickets: [{ service: 'krbtgt/OTHER.TEST@OTHER.TEST' }],
      });
    } finally {
      await Promise.all([one.stop(), other.stop()]);
    }
  });
});

/** Whether somebody has a connection to this port. */
function isAsked(port: number): boolean {
  const to = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const rows = readFileSync('/proc/net/tcp', 'utf8').split('\n');
  return rows.some((row) => row.trim().split(/\s+/)[2] === to);
}
