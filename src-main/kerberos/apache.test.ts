/** A token before a real acceptor: Apache with mod_auth_gssapi, which says whom it sees. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGssapiApache, startMit, startSamba, whyNot } from '../../lab/realm/index.ts';
import type { Apache, Realm } from '../../lab/realm/index.ts';
import type { Kerberos } from './kerberos.ts';
import type { ServiceTicket } from './service-ticket.ts';
import { post } from './testing/ask-apache.ts';
import { clientOf } from './testing/client.ts';
import { codeOf, failure, value } from './testing/outcomes.ts';

const kinds = [
  { kind: 'mit', start: () => startMit({ sha2: true }) },
  { kind: 'samba', start: () => startSamba() },
] as const;

describe.each(kinds)('a token for Apache in a realm of $kind', ({ kind, start }) => {
  const why = whyNot(kind, 'apache');
  const title = why ?? 'is there';
  describe.skipIf(why !== null)(title, () => {
    let realm: Realm;
    let apache: Apache;
    let client: Kerberos;
    beforeAll(async () => {
      realm = await start();
      apache = await startGssapiApache({ realm });
      client = clientOf(realm);
    });
    afterAll(async () => {
      client.close();
      await apache.stop();
      await realm.stop();
    });

    const ticketOf = async (upn: string): Promise<ServiceTicket> =>
      value(await client.ticket(upn, realm.account('mail').spn));

    it.each(['alice@ex.test', 'robert.smith@corp.example'])(
      'says %s, and proves itself',
      async (upn) => {
        const token = value(client.token(await ticketOf(upn), null));
        const { status, user, challenge } = await post(apache, token.header);
        expect(status).toBe(200);
        // An enterprise name, as MIT's library writes one.
        expect(user).toBe(`${upn.replace('@', '\\@')}@EX.TEST`);
        expect(codeOf(token.verify(challenge))).toBe('fine');
        expect(failure(token.verify(null)).code).toBe('SERVER_NOT_GENUINE');
      },
    );

    it('takes no answer for another request', async () => {
      const ticket = await ticketOf('alice@ex.test');
      const [one, other] = [value(client.token(ticket, null)), value(client.token(ticket, null))];
      const { challenge } = await post(apache, one.header);
      expect(failure(other.verify(challenge)).code).toBe('SERVER_NOT_GENUINE');
      expect(codeOf(one.verify(challenge))).toBe('fine');
    });

    it('is good once, and each request has its own', async () => {
      const ticket = await ticketOf('alice@ex.test');
      const tokens = Array.from({ length: 50 }, () => value(client.token(ticket, null)).header);
      expect(new Set(tokens).size).toBe(50);
      const first = await Promise.all(tokens.map((token) => post(apache, token)));
      expect(first.map(({ status }) => status)).toEqual(Array<number>(50).fill(200));
      expect((await post(apache, tokens[0]!)).status).toBe(401);
    });

    it('is as good for its holder alone: alice and bob are not confused', async () => {
      const users = ['alice@ex.test', 'robert.smith@corp.example'] as const;
      const tickets = await Promise.all(users.map(ticketOf));
      const one = value(client.token(tickets[0]!, null));
      const two = value(client.token(tickets[1]!, null));
      const [a, b] = await Promise.all([post(apache, one.header), post(apache, two.header)]);
      expect(a.user).not.toBe(b.user);
      expect(failure(one.verify(b.challenge)).code).toBe('SERVER_NOT_GENUINE');
    });

    it('is refused when Exchange has another key, until the ticket is fetched anew', async () => {
      const upn = 'alice@ex.test';
      const before = await ticketOf(upn);
      await realm.setPassword('mail', 'Exch-pw2');
      await apache.renewKeytab();
      expect((await post(apache, value(client.token(before, null)).header)).status).toBe(401);
      client.forget(before);
      const token = value(client.token(await ticketOf(upn), null));
      expect((await post(apache, token.header)).status).toBe(200);
    });
  });
});
