import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMit, whyNot } from './index.ts';
import type { Answer, MitRealm } from './index.ts';
import { listens } from './ports.ts';
import { itIsARealm, logIn, said } from './testing-cases.ts';

const why = whyNot('mit');
const title = why === null ? 'an MIT realm' : `an MIT realm (${why})`;

describe.skipIf(why !== null)(title, () => {
  let realm: MitRealm;
  let cache: string;

  beforeAll(async () => {
    realm = await startMit({ sha2: true });
    cache = await logIn(realm, 'proxy');
  });
  afterAll(() => realm.stop());

  itIsARealm(() => ({ realm, cache }), {
    ticket: { sessionKey: 'aes256-cts-hmac-sha1-96' },
    disabled: 'credentials have been revoked',
    forwardableWithoutList: true,
    self: 'spn',
  });

  it('gives tickets with the keys of RFC 8009', async () => {
    const spn = realm.account('mailsha2').spn;
    const from = await logIn(realm, 'sha2');
    const answer = await realm.oracle.delegate({ cache: from, user: 'alice', spn });
    expect(answer).toMatchObject({
      ok: true,
      tickets: [
        { sessionKey: 'aes256-cts-hmac-sha384-192', ticketKey: 'aes256-cts-hmac-sha384-192' },
      ],
    });
  });

  it('refuses a wrong password, and wants none of whoever needs none', async () => {
    const { principal } = realm.account('proxy');
    const wrong = await realm.oracle.login(principal, { password: 'wrong' });
    expect(said(wrong)).toMatch(/Preauthentication failed|Password incorrect/);
    const bare = await realm.oracle.login('bare', { password: realm.person('bare').password });
    expect(bare).toMatchObject({ ok: true, tickets: [{ client: 'bare@EX.TEST' }] });
    if (bare.ok) expect(bare.tickets[0]?.flags).not.toContain('A');
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
