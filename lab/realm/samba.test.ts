import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startGssapiApache, startSamba, whyNot } from './index.ts';
import type { Answer, SambaRealm } from './index.ts';
import { listens } from './ports.ts';
import { curl, ticketOf } from './testing-curl.ts';

const why = whyNot('samba', 'apache');
const title = 'a Samba domain';
const said = (answer: Answer): string => (answer.ok ? 'a ticket' : answer.said);

describe.skipIf(why !== null)(why === null ? title : `${title} (${why})`, () => {
  let realm: SambaRealm;
  let cache: string;

  async function loginAs(role: 'proxy' | 'nodeleg' | 'kcdonly'): Promise<string> {
    const { principal, keytab } = realm.account(role);
    const answer = await realm.oracle.login(principal, { keytab });
    if (!answer.ok) throw new Error(answer.said);
    return answer.cache;
  }

  const toMail = (user: string, from = cache): Promise<Answer> =>
    realm.oracle.delegate({ cache: from, user, spn: realm.account('mail').spn });

  beforeAll(async () => {
    realm = await startSamba();
    cache = await loginAs('proxy');
  }, 180_000);
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
      ticketKey: 'aes256-cts-hmac-sha1-96',
    });
  });

  it.each([
    ['a user who is sensitive', 'protected', "can't fulfill requested option"],
    ['a user who is disabled', 'disabled', 'KDC policy rejects request'],
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
    ['nodeleg', 'that has no list'],
    ['kcdonly', 'without protocol transition'],
  ] as const)('refuses the account %s %s', async (role, _) => {
    const from = await loginAs(role);
    const { name } = realm.account(role);
    const own = await realm.oracle.impersonate({ cache: from, user: 'alice', spn: name });
    if (!own.ok) throw new Error(own.said);
    expect(own.tickets[0]?.flags).not.toContain('F');
    expect(said(await toMail('alice', from))).toContain("can't fulfill requested option");
  });

  it('has Apache say who came', async () => {
    const server = await startGssapiApache({ realm });
    onTestFinished(() => server.stop());
    const { host, url } = server;
    for (const [user, name] of [
      ['alice', 'alice@EX.TEST'],
      ['robert.smith@corp.example', 'robert.smith@corp.example@EX.TEST'],
    ] as const) {
      const ticket = await ticketOf(realm, user, realm.account('mail').spn);
      const output = await curl({ realm, host, url, path: '/EWS/Exchange.asmx', cache: ticket });
      const remote = /^< X-Remote-User: (.*?)\r?$/m.exec(output)?.[1]?.replaceAll('\\', '');
      expect(remote).toBe(name);
    }
  });

  it('changes keys, lists and people while it runs', async () => {
    const { principal, password, keytab } = realm.account('nodeleg');
    await realm.setPassword('nodeleg', 'Another-pw2');
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
    expect(said(await toMail('alice'))).toContain('KDC policy rejects request');
    await realm.setDisabled('alice', false);
    expect(said(await toMail('alice'))).toBe('a ticket');
  });

  it('leaves nothing behind', async () => {
    const [kdc] = realm.kdcs;
    await kdc?.restart();
    expect(said(await toMail('alice'))).toBe('a ticket');
    const pid = kdc?.pid ?? 0;
    expect(listens(pid, realm.port)).toBe(true);
    await realm.stop();
    expect(existsSync(`/proc/${pid}`)).toBe(false);
    expect(existsSync(realm.folder)).toBe(false);
  });
});
