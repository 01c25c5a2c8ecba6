/** Somebody on the network between here and a real KDC, who changes what no key protects. */
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startMit, startSamba, whyNot } from '../../lab/realm/index.ts';
import type { Realm } from '../../lab/realm/index.ts';
import { userName } from './names.ts';
import { clientOf } from './testing/client.ts';
import { standBetween } from './testing/in-between.ts';
import type { InBetween } from './testing/in-between.ts';
import { codeOf, failure } from './testing/outcomes.ts';

const kinds = [
  { kind: 'mit', start: () => startMit() },
  { kind: 'samba', start: () => startSamba() },
] as const;
const alice = userName('alice@ex.test');

describe.each(kinds)('before a KDC of $kind', ({ kind, start }) => {
  const why = whyNot(kind);
  describe.skipIf(why !== null)(why ?? 'somebody', () => {
    let realm: Realm;
    beforeAll(async () => {
      realm = await start();
    });
    afterAll(() => realm.stop());

    async function meddled(meddle: (between: InBetween) => void) {
      const between = await standBetween(realm.port);
      onTestFinished(() => between.close());
      const kdcs = [{ realm: 'EX.TEST', host: '127.0.0.1', port: between.port }];
      const client = clientOf(realm, { settings: { kdcs } });
      onTestFinished(() => client.close());
      const mail = realm.account('mail').spn;
      // What asks for bob is good for the whole life of the account's ticket.
      expect(codeOf(await client.ticket('robert.smith@corp.example', mail))).toBe('fine');
      meddle(between);
      return client.ticket('alice@ex.test', mail);
    }

    it.each([
      ['takes away who was asked for', null],
      ['the same, and says that it is alice', alice],
    ])('%s: the ticket for the account itself is refused', async (_what, client) => {
      const outcome = await meddled(({ meddle }) => meddle({ forUser: () => null, client }));
      expect(failure(outcome)).toMatchObject({ code: 'WRONG_USER', step: 'impersonate' });
      // It is the guard that refuses, and no KDC.
      expect(failure(outcome).text).toContain('service account');
    });

    it.each([
      ['asks for bob again', null],
      ['the same, and says that it is alice', alice],
    ])('%s: the ticket for bob is refused', async (_what, client) => {
      const outcome = await meddled(({ seen, meddle }) => {
        meddle({ forUser: () => seen[0] ?? null, client });
      });
      expect(failure(outcome)).toMatchObject({ code: 'WRONG_USER', step: 'impersonate' });
      expect(failure(outcome).kdcError).toBeNull();
    });
  });
});
