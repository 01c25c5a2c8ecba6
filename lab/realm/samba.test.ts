import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startGssapiApache, startSamba, whyNot } from './index.ts';
import type { SambaRealm } from './index.ts';
import { listens } from './ports.ts';
import { itIsARealm, logIn, said, toMail } from './testing-cases.ts';
import { curl, ticketOf } from './testing-curl.ts';

const why = whyNot('samba', 'apache');
const title = 'a Samba domain';

describe.skipIf(why !== null)(why === null ? title : `${title} (${why})`, () => {
  let realm: SambaRealm;
  let cache: string;

  beforeAll(async () => {
    realm = await startSamba();
    cache = await logIn(realm, 'proxy');
  }, 180_000);
  afterAll(() => realm.stop());

  itIsARealm(() => ({ realm, cache }), {
    ticket: {},
    disabled: 'KDC policy rejects request',
    forwardableWithoutList: false,
    self: 'name',
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

  it('leaves nothing behind', async () => {
    const [kdc] = realm.kdcs;
    await kdc?.restart();
    expect(said(await toMail(realm, cache, 'alice'))).toBe('a ticket');
    const pid = kdc?.pid ?? 0;
    expect(listens(pid, realm.port)).toBe(true);
    await realm.stop();
    expect(existsSync(`/proc/${pid}`)).toBe(false);
    expect(existsSync(realm.folder)).toBe(false);
  });
});
