/** The Kerberos checks against MIT's KDC, with each mistake that is made when it is set up. */
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  onTestFinished,
  test,
} from 'vitest';
import { startMit, whyNot, type MitRealm, type Role } from '../../lab/realm/index.ts';
import type { ResolveSrv } from '../kerberos/find-kdc.ts';
import { readSavedValues } from './saved.ts';
import { savedKcd, targetsOf } from './kerberos.ts';
import { openClinic, type Clinic } from './testing.ts';

let clinic: Clinic;
beforeEach(async () => {
  clinic = await openClinic();
});
afterEach(() => clinic.home.remove());

const user = 'alice@ex.test';

async function somethingListens(): Promise<number> {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => void server.close(() => resolve())));
  return (server.address() as AddressInfo).port;
}

describe('without a domain controller', () => {
  test('Kerberos is off: nothing is tried', async () => {
    for (const id of ['kerberos.controllers', 'kerberos.ticket'] as const) {
      const found = await clinic.ask(id, { user });
      expect(found).toMatchObject({ state: 'skipped' });
      expect(found.text).toContain('kcd.enabled');
    }
  });

  test('it is on and something is missing: what, and how to mend it', async () => {
    clinic.home.changeMem({
      'kcd.enabled': true,
      'kcd.serviceAccount': 'svc-proxy',
      'kcd.domainControllers': ['EX.TEST 127.0.0.1:1'],
    });
    const found = await clinic.ask('kerberos.ticket', { user });
    expect(found).toMatchObject({
      state: 'fails',
      remedy: expect.stringContaining('sallyport secret set kcd.password'),
    });
    clinic.home.changeMem({ 'kcd.domainControllers': [] });
    expect(await clinic.ask('kerberos.controllers')).toMatchObject({ state: 'fails' });
  });

  test('nothing listens there', async () => {
    clinic.home.changeMem({
      'kcd.enabled': true,
      'kcd.serviceAccount': 'svc-proxy',
      'kcd.domainControllers': ['EX.TEST 127.0.0.1:1', 'OTHER.TEST 127.0.0.1:1'],
    });
    clinic.secrets.set('kcd.password', Buffer.from('Proxy-pw1'));
    const found = await clinic.ask('kerberos.controllers');
    expect(found).toMatchObject({ state: 'fails' });
    expect(found.text).toBe('No controller of EX.TEST, OTHER.TEST takes connections.');
    expect(found.details[0]).toContain('EX.TEST, 127.0.0.1:1: The connection is refused');
    const ticket = await clinic.ask('kerberos.ticket', { user });
    expect(ticket).toMatchObject({ state: 'fails' });
    expect(ticket.remedy).toContain('TCP port 88');
    expect((await clinic.ask('kerberos.ticket')).state).toBe('skipped');
  });

  test('one of two takes connections: a warning', async () => {
    const port = await somethingListens();
    clinic.home.changeMem({
      'kcd.enabled': true,
      'kcd.domainControllers': ['EX.TEST 127.0.0.1:1', `EX.TEST 127.0.0.1:${port}`],
    });
    const found = await clinic.ask('kerberos.controllers');
    expect(found).toMatchObject({ state: 'warns', text: '1 of 2 take connections.' });
    clinic.home.changeMem({ 'kcd.domainControllers': [`EX.TEST 127.0.0.1:${port}`] });
    expect(await clinic.ask('kerberos.controllers')).toMatchObject({ state: 'fine' });
  });

  test('a domain alone: DNS is asked, and what it names is tried', async () => {
    const port = await somethingListens();
    clinic.home.changeMem({ 'kcd.enabled': true, 'kcd.domainControllers': ['EX.TEST'] });
    const resolveSrv: ResolveSrv = async (name) =>
      name === '_kerberos._tcp.EX.TEST'
        ? [
            { name: '127.0.0.1', port, priority: 0, weight: 100 },
            { name: '127.0.0.1', port: 1, priority: 1, weight: 100 },
          ]
        : [];
    const found = await clinic.ask('kerberos.controllers', { resolveSrv });
    expect(found).toMatchObject({ state: 'warns', text: '1 of 2 take connections.' });
    expect(found.details[0]).toContain(`EX.TEST, 127.0.0.1:${port} (by DNS): `);
    const nowhere = { resolveSrv: async () => [] };
    expect(await clinic.ask('kerberos.controllers', nowhere)).toMatchObject({
      state: 'fails',
      details: ['EX.TEST: DNS has no records for _kerberos._tcp.EX.TEST.'],
    });
  });

  test('the service is the one of the settings, else one for each server of Exchange', async () => {
    clinic.home.changeMem({
      'kcd.enabled': true,
      'kcd.serviceAccount': 'svc-proxy',
      'kcd.domainControllers': ['EX.TEST dc1.ex.test'],
      'emailServer.hostAndPort': 'https://mail.ex.test:443',
    });
    clinic.secrets.set('kcd.password', Buffer.from('x'));
    const targets = async () => {
      const saved = await readSavedValues(clinic.home.paths);
      const secret = async (name: string) => ({
        ...{ ok: true as const, warnings: [] },
        value: name === 'kcd.password' ? Buffer.from('x') : null,
      });
      const kcd = await savedKcd(saved, { paths: clinic.home.paths, secret });
      return kcd.ok ? targetsOf(kcd.value, saved) : kcd.problems;
    };
    expect(await targets()).toEqual(['HTTP/mail.ex.test']);
    const { properties } = clinic.home;
    const line = properties().match(/^# ?ews\.email\.server.*$/m)?.[0] ?? '';
    clinic.home.editProperties(line, 'ews.email.server.host.and.port=https://ews.ex.test:443');
    expect(await targets()).toEqual(['HTTP/mail.ex.test', 'HTTP/ews.ex.test']);
    clinic.home.changeMem({ 'kcd.targetSpn': 'HTTP/all.ex.test' });
    expect(await targets()).toEqual(['HTTP/all.ex.test']);
  });
});

const why = whyNot('mit');
describe.skipIf(why !== null)(`MIT${why === null ? '' : ` (${why})`}`, () => {
  let realm: MitRealm;
  beforeAll(async () => {
    realm = await startMit();
  });
  afterAll(() => realm.stop());

  /** As the settings have it when nothing is wrong. */
  function setUp(on: MitRealm = realm, role: Role = 'proxy'): void {
    const { name, password } = on.account(role);
    clinic.home.changeMem({
      'kcd.enabled': true,
      'kcd.serviceAccount': name,
      'kcd.targetSpn': on.account('mail').spn,
      'kcd.domainControllers': [`${on.realm} 127.0.0.1:${on.port}`],
    });
    clinic.secrets.set('kcd.password', Buffer.from(password));
  }
  const ticket = (upn = user) => clinic.ask('kerberos.ticket', { user: upn });

  test('every step, by password and by keytab; neither is in the answer', async () => {
    setUp();
    const found = await ticket();
    expect(found).toMatchObject({ state: 'fine', remedy: null });
    expect(found.details).toHaveLength(7);
    expect(found.details[0]).toBe(`For ${realm.account('mail').spn}:`);
    expect(found.details[5]).toMatch(
      /^Ticket of the user for Exchange: fine, [\d.]+ ms, aes256-cts-hmac-sha1-96, 127\.0\.0\.1:\d+$/,
    );
    expect(await clinic.ask('kerberos.controllers')).toMatchObject({ state: 'fine' });
    clinic.secrets.clear();
    clinic.secrets.set('kcd.keytab', readFileSync(realm.account('proxy').keytab));
    const byKeytab = await ticket();
    expect(byKeytab).toMatchObject({ state: 'fine' });
    expect(JSON.stringify([found, byKeytab])).not.toContain(realm.account('proxy').password);
  });

  test('a wrong password, which is not repeated', async () => {
    setUp();
    clinic.secrets.set('kcd.password', Buffer.from('Hunter-12'));
    const found = await ticket();
    expect(found).toMatchObject({ state: 'fails' });
    expect(found.remedy).toContain('Enter the password again');
    expect(found.details.at(-1)).toMatch(/^Service account logs on: failed/);
    expect(JSON.stringify(found)).not.toContain('Hunter');
  });

  test('a wrong password is not tried often enough to lock the account; another one is tried at once', async () => {
    setUp();
    clinic.secrets.set('kcd.password', Buffer.from('Hunter-13'));
    const asked = () => realm.log().split('AS_REQ').length;
    for (let nth = 0; nth < 3; nth += 1) expect((await ticket()).state).toBe('fails');
    const before = asked();
    const found = await ticket();
    expect(found).toMatchObject({ state: 'fails' });
    expect(found.text).toMatch(
      /refused 3 times within 30 minutes; it is not tried again for \d+ s/,
    );
    expect(asked()).toBe(before);
    const later = async (minutes: number) => {
      const now = () => new Date(Date.now() + minutes * 60_000);
      return (await clinic.ask('kerberos.ticket', { user, now })).text;
    };
    expect(await later(29)).toContain('3 times');
    expect(asked()).toBe(before);
    expect(await later(31)).not.toContain('3 times');
    clinic.secrets.set('kcd.password', Buffer.from('Hunter-14'));
    const all = await Promise.all(Array.from({ length: 8 }, () => ticket()));
    expect(all.filter(({ text }) => text.includes('refused 3 times'))).toHaveLength(5);
    setUp();
    expect(await ticket()).toMatchObject({ state: 'fine' });
  });

  test('a keytab of somebody else', async () => {
    setUp();
    clinic.secrets.set('kcd.keytab', readFileSync(realm.account('mail').keytab));
    const found = await ticket();
    expect(found).toMatchObject({ state: 'fails' });
    expect(found.text).toContain('keytab has no key for');
  });

  test('a user whom nobody knows', async () => {
    setUp();
    const found = await ticket('nobody@ex.test');
    expect(found).toMatchObject({ state: 'fails' });
    expect(found.text).toContain('nobody@ex.test');
    expect(found.remedy).toContain('user principal name');
  });

  test('an account without protocol transition', async () => {
    setUp(realm, 'kcdonly');
    const found = await ticket();
    expect(found).toMatchObject({ state: 'fails' });
    expect(found.text).toContain('any authentication protocol');
  });

  test.each([
    ['HTTP/other.ex.test', 'Add the target SPN to the services'],
    ['HTTP/none.ex.test', 'Check the target SPN'],
  ])('a service that may not be asked for: %s', async (spn, remedy) => {
    setUp();
    clinic.home.changeMem({ 'kcd.targetSpn': spn });
    const found = await ticket();
    expect(found).toMatchObject({ state: 'fails' });
    expect(found.remedy).toContain(remedy);
  });

  test('a controller that died', async () => {
    const mortal = await startMit();
    onTestFinished(() => mortal.stop());
    setUp(mortal);
    expect(await ticket()).toMatchObject({ state: 'fine' });
    await mortal.kdcs[0]?.kill();
    const found = await ticket();
    expect(found).toMatchObject({ state: 'fails' });
    expect(found.remedy).toContain('TCP port 88');
    expect(await clinic.ask('kerberos.controllers')).toMatchObject({ state: 'fails' });
  });

  test('a clock that is far away', async () => {
    const late = await startMit({ clockOffset: '+3d' });
    onTestFinished(() => late.stop());
    setUp(late);
    const found = await ticket();
    expect(found).toMatchObject({ state: 'fails' });
    expect(found.remedy).toContain('Set the clock');
  });
});
