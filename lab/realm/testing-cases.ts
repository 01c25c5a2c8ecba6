/** What every realm must do, as MIT's own tools see it. */
import { expect, it } from 'vitest';
import type { Answer, Realm } from './index.ts';
import type { Role } from './principals.ts';

export const said = (answer: Answer): string => (answer.ok ? 'a ticket' : answer.said);

/** A cache with the ticket of an account. */
export async function logIn(realm: Realm, role: Role): Promise<string> {
  const { principal, keytab } = realm.account(role);
  const answer = await realm.oracle.login(principal, { keytab });
  if (!answer.ok) throw new Error(answer.said);
  return answer.cache;
}

/** A user's ticket for Exchange, asked for by whoever the cache is of. */
export const toMail = (realm: Realm, cache: string, user: string): Promise<Answer> =>
  realm.oracle.delegate({ cache, user, spn: realm.account('mail').spn });

/** What the kinds of realm do each in their own way. */
export interface Ways {
  /** What else is said of a user's ticket. */
  readonly ticket: { readonly sessionKey?: string };
  /** What is said of a user who is disabled. */
  readonly disabled: string;
  /** Whether an account without list gets a ticket to itself that may be passed on. */
  readonly forwardableWithoutList: boolean;
  /** How an account is named when it asks for a ticket to itself. */
  readonly self: 'spn' | 'name';
}

/** @param at the realm, with the cache of `proxy`, once it has started */
export function itIsARealm(at: () => { realm: Realm; cache: string }, ways: Ways): void {
  it.each([
    ['by name', 'alice', 'alice@EX.TEST'],
    // The client's name comes back as it was asked for.
    ['by UPN', 'alice@ex.test', 'alice@ex.test@EX.TEST'],
    ['by a UPN of its own', 'robert.smith@corp.example', 'robert.smith@corp.example@EX.TEST'],
  ])('gives the proxy a ticket of a user %s', async (_, user, client) => {
    const { realm, cache } = at();
    const answer = await toMail(realm, cache, user);
    if (!answer.ok) throw new Error(answer.said);
    const [ticket] = answer.tickets;
    expect(ticket?.client.replaceAll('\\', '')).toBe(client);
    expect(ticket).toMatchObject({
      service: 'HTTP/mail.ex.test@EX.TEST',
      ticketKey: 'aes256-cts-hmac-sha1-96',
      ...ways.ticket,
    });
    expect(ticket?.flags).toContain('F');
  });

  it.each([
    ['a user who is sensitive', 'protected', "can't fulfill requested option"],
    ['a user who is disabled', 'disabled', ways.disabled],
    ['a user whom it does not know', 'nobody', "Client 'nobody@EX.TEST' not found"],
  ])('refuses %s', async (_, user, text) => {
    const { realm, cache } = at();
    expect(said(await toMail(realm, cache, user))).toContain(text);
  });

  it.each([
    ['that is in no list', 'other.ex.test', "can't fulfill requested option"],
    ['that it does not know', 'none.ex.test', 'not found in Kerberos database'],
  ])('refuses a service %s', async (_, host, text) => {
    const { realm, cache } = at();
    const spn = `HTTP/${host}`;
    expect(said(await realm.oracle.delegate({ cache, user: 'alice', spn }))).toContain(text);
  });

  it.each([
    ['nodeleg', 'that has no list', ways.forwardableWithoutList],
    ['kcdonly', 'without protocol transition', false],
  ] as const)('refuses the account %s %s', async (role, _, forwardable) => {
    const { realm } = at();
    const from = await logIn(realm, role);
    const spn = realm.account(role)[ways.self];
    const own = await realm.oracle.impersonate({ cache: from, user: 'alice', spn });
    if (!own.ok) throw new Error(own.said);
    expect(own.tickets[0]?.flags.includes('F')).toBe(forwardable);
    expect(said(await toMail(realm, from, 'alice'))).toContain("can't fulfill requested option");
  });

  it('changes keys, lists and people while it runs', async () => {
    const { realm, cache } = at();
    const { principal, password, keytab } = realm.account('nodeleg');
    await realm.setPassword('nodeleg', 'Another-pw2');
    expect(realm.account('nodeleg').password).toBe('Another-pw2');
    expect((await realm.oracle.login(principal, { password })).ok).toBe(false);
    expect((await realm.oracle.login(principal, { password: 'Another-pw2' })).ok).toBe(true);
    expect((await realm.oracle.login(principal, { keytab })).ok).toBe(true);

    const other = realm.account('other').spn;
    const toOther = () => realm.oracle.delegate({ cache, user: 'alice', spn: other });
    await realm.setDelegation('proxy', [realm.account('mail').spn, other]);
    expect(said(await toOther())).toBe('a ticket');
    await realm.setDelegation('proxy', [realm.account('mail').spn]);
    expect((await toOther()).ok).toBe(false);

    await realm.setDisabled('alice', true);
    expect(said(await toMail(realm, cache, 'alice'))).toContain(ways.disabled);
    await realm.setDisabled('alice', false);
    expect(said(await toMail(realm, cache, 'alice'))).toBe('a ticket');
  });
}
