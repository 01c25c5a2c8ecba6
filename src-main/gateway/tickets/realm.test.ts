/** A client certificate, the gateway, a real KDC, and Apache, which says whom it sees. */
import { createServer } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startGssapiApache, startMit, startSamba, whyNot } from '../../../lab/realm/index.ts';
import type { Apache, Realm, Role } from '../../../lab/realm/index.ts';
import type { Reason } from '../../../src-shared/decision.ts';
import type { KcdSettings } from '../../../src-shared/settings/in-force.ts';
import { addressOfUrl, alice, ask, bob, kcdOf } from '../testing/certified.ts';
import { interleave, startCertified, tokensSeen } from '../testing/certified.ts';
import type { Certified, CertifiedOptions } from '../testing/certified.ts';

const kinds = [
  { kind: 'mit', start: () => startMit() },
  { kind: 'samba', start: () => startSamba() },
] as const;
/** As MIT's library writes an enterprise name. */
const seen = (user: string): string => `${user.replace('@', '\\@')}@EX.TEST`;

interface Refusal {
  readonly what: string;
  readonly user?: string;
  readonly role?: Role;
  readonly kcd?: Partial<KcdSettings>;
  readonly status: number;
  readonly reason: Reason;
  readonly says: string;
}

describe.each(kinds)('in a realm of $kind', ({ kind, start }) => {
  const why = whyNot(kind, 'apache');
  describe.skipIf(why !== null)(why ?? 'a client certificate', () => {
    let realm: Realm;
    let apache: Apache;
    const started: Certified[] = [];
    beforeAll(async () => {
      realm = await start();
      apache = await startGssapiApache({ realm });
    }, 180_000);
    afterEach(async () => {
      for (const each of started.splice(0)) await each.end();
    });
    afterAll(async () => {
      await apache.stop();
      await realm.stop();
    });

    const gate = async (options: Partial<CertifiedOptions> = {}): Promise<Certified> => {
      const one = await startCertified({ realm, exchange: addressOfUrl(apache.url), ...options });
      started.push(one);
      return one;
    };

    it('signs in for its user, by EWS and by ActiveSync', async () => {
      const certified = await gate();
      const ews = await ask(certified, alice);
      expect(ews).toMatchObject({ status: 200, user: seen(alice), challenge: undefined });
      const eas = await ask(certified, bob, {
        path: '/Microsoft-Server-ActiveSync?Cmd=Sync&User=robert.smith%40corp.example&DeviceId=bobphone&DeviceType=x',
      });
      expect(eas).toMatchObject({ status: 200, user: seen(bob), challenge: undefined });
      const event = await certified.harness.event(({ user }) => user === alice);
      expect(event).toMatchObject({
        authentication: 'certificate',
        identity: 'proven',
        status: 200,
      });
    });

    it('drops a password of the same user, and refuses another’s', async () => {
      const certified = await gate();
      const own = `Basic ${Buffer.from(`${alice}:hunter2`).toString('base64')}`;
      expect(await ask(certified, alice, { headers: { authorization: own } })).toMatchObject({
        ...{ status: 200, user: seen(alice) },
      });
      const other = `Basic ${Buffer.from(`${bob}:hunter2`).toString('base64')}`;
      expect(await ask(certified, alice, { headers: { authorization: other } })).toMatchObject({
        ...{ status: 403, user: undefined },
      });
      const tokens = await tokensSeen(apache, 1);
      expect(tokens.every((token) => token.startsWith('Negotiate '))).toBe(true);
    });

    it('of alice and of bob are never swapped, and no token is sent twice', async () => {
      const before = (await apache.requests()).length;
      const certified = await gate();
      expect(await interleave(certified, 15, seen)).toEqual([]);
      const tokens = (await tokensSeen(apache, before + 60)).slice(before);
      expect(new Set(tokens).size).toBe(tokens.length);
      // One connection to Exchange for each connection of a client.
      const ports = (await apache.requests())
        .slice(before)
        .map(({ port, user }) => `${String(port)} ${String(user)}`);
      expect(new Set(ports).size).toBe(4);
    });

    it('goes on without a restart when Exchange has another key', async () => {
      const before = (await apache.requests()).length;
      const certified = await gate();
      expect((await ask(certified, alice)).status).toBe(200);
      await realm.setPassword('mail', `Exch-${String(Date.now())}`);
      await apache.renewKeytab();
      expect(await ask(certified, alice)).toMatchObject({ status: 200, user: seen(alice) });
      const event = await certified.harness.event(({ remark }) => remark !== null);
      expect(event.remark).toContain('asked again with a new ticket');
      // The one that was refused is not sent again.
      const heard = (await apache.requests(before + 3)).slice(before);
      expect(heard.map(({ status }) => status)).toEqual([200, 401, 200]);
      const tokens = heard.map(({ authorization }) => authorization);
      expect(tokens.every((token) => token?.startsWith('Negotiate '))).toBe(true);
      expect(new Set(tokens).size).toBe(3);
    });

    it('goes on without a restart when the service account has another password', async () => {
      const certified = await gate();
      const password = `Proxy-${String(Date.now())}`;
      await realm.setPassword('proxy', password);
      certified.harness.gateway.renewSecret({ kind: 'password', password });
      expect(await ask(certified, alice)).toMatchObject({ status: 200, user: seen(alice) });
    });

    it('goes on with its password when a keytab is set, until a restart', async () => {
      const certified = await gate();
      certified.harness.gateway.renewSecret({ kind: 'keytab', keytab: new Uint8Array([5, 2]) });
      expect(await ask(certified, alice)).toMatchObject({ status: 200, user: seen(alice) });
    });

    const refusals: readonly Refusal[] = [
      {
        what: 'a user whom nobody knows',
        user: 'nobody@ex.test',
        ...{ status: 403, reason: 'KERBEROS_REFUSED', says: 'USER_UNKNOWN at step impersonate' },
      },
      {
        what: 'an account without protocol transition',
        role: 'kcdonly',
        ...{ status: 502, reason: 'KERBEROS_FAILED', says: 'NOT_FORWARDABLE at step delegate' },
      },
      {
        what: 'a target that is in no list',
        kcd: { targetSpn: 'HTTP/other.ex.test' },
        ...{
          status: 502,
          reason: 'KERBEROS_FAILED',
          says: 'DELEGATION_NOT_ALLOWED at step delegate',
        },
      },
      {
        what: 'a wrong password',
        kcd: { secret: { kind: 'password', password: 'wrong' } },
        ...{ status: 502, reason: 'KERBEROS_FAILED', says: 'PASSWORD_WRONG at step log-on' },
      },
      {
        what: 'a KDC that is not there',
        kcd: { controllers: [{ realm: 'EX.TEST', host: '127.0.0.1', port: 9 }] },
        ...{ status: 502, reason: 'KERBEROS_FAILED', says: 'KDC_UNREACHABLE at step log-on' },
      },
    ];
    it.each(refusals)('$what: $status, and the log says the step', async (given) => {
      const { role = 'proxy', kcd = {}, user = alice } = given;
      const before = (await apache.requests()).length;
      const certified = await gate({
        ...{ role, kcd },
        settings: (settings) => ({
          ...settings,
          compliance: {
            ...settings.compliance,
            policies: { ...settings.compliance.policies, unknownDevices: 'allow' },
          },
        }),
      });
      const answer = await ask(certified, user);
      expect(answer).toMatchObject({ status: given.status, challenge: undefined });
      expect(answer.body).not.toContain('EX.TEST');
      const event = await certified.harness.event(({ reason }) => reason === given.reason);
      expect(event.remark).toContain(given.says);
      expect((await apache.requests()).length).toBe(before);
    });

    it('an answer of somebody without the key of Exchange is not passed on', async () => {
      const impostor = await startGssapiApache({ realm, role: 'other' });
      try {
        // Of another service: it refuses the ticket, and its own challenge stays behind.
        const certified = await gate({ exchange: addressOfUrl(impostor.url) });
        const answer = await ask(certified, alice);
        expect(answer).toMatchObject({ status: 401, challenge: undefined });
        const event = await certified.harness.event(({ user }) => user === alice);
        expect(event.remark).toContain('Exchange refused the ticket');
      } finally {
        await impostor.stop();
      }
    });

    it('a plain server that proves nothing is not Exchange', async () => {
      const certified = await gate({
        exchange: addressOfUrl(await plainServer()),
        kcd: kcdOf(realm, 'proxy'),
      });
      const answer = await ask(certified, alice);
      expect(answer.status).toBe(502);
      const event = await certified.harness.event(({ reason }) => reason === 'KERBEROS_FAILED');
      expect(event.remark).toContain('SERVER_NOT_GENUINE at step answer');
    });
  });
});

async function plainServer(): Promise<string> {
  const server = createServer((request, response) => {
    request.resume();
    response.end('secret');
  });
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('it does not listen');
  return `http://127.0.0.1:${String(address.port)}`;
}
