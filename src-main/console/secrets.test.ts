/** A secret that is set or removed beside a gateway: when it counts, and that the reply says so. */
import { writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { problem, SallyportError } from '../../src-shared/errors.ts';
import type { SecretName } from '../../src-shared/secrets.ts';
import type { KcdSecret } from '../../src-shared/settings/in-force.ts';
import { localEngine } from '../engine/local.ts';
import type { EngineParts } from '../engine/parts.ts';
import { keytabWith } from '../kerberos/testing/made.ts';
import { fakeEngine } from '../testing/fake-engine.ts';
import { createTestHome, type TestHome } from '../testing/settings-home.ts';
import { openStation } from './station.ts';
import { quiet } from './testing.ts';

const now = (): Date => new Date('2026-03-10T12:00:00Z');
const keytab = keytabWith(Buffer.alloc(32, 1));
const on = { serviceAccount: 'svc-proxy', domainControllers: ['EX.TEST dc1.ex.test'] };
/** It is brought back after a random time. */
const patient = { timeout: 20_000 };
let home: TestHome;

beforeEach(async () => {
  home = await createTestHome();
  onTestFinished(home.remove);
  writeFileSync(home.paths.devices, '[]');
  home.changeMem({ 'listener.port': 0, 'emailServer.hostAndPort': 'https://127.0.0.1:9' });
});

async function open() {
  /** What gateways were opened with, and what they were told since. */
  const opened: (KcdSecret | null)[] = [];
  const renewed: KcdSecret[] = [];
  const parts: EngineParts = {
    ...fakeEngine,
    openGateway: async (settings, host) => {
      opened.push(settings.kcd?.secret ?? null);
      const made = await fakeEngine.openGateway(settings, host);
      if (!made.ok) return made;
      const gateway = {
        ...made.value.gateway,
        renewSecret: (secret: KcdSecret) => void renewed.push(secret),
      };
      return { ...made, value: { ...made.value, gateway } };
    },
  };
  let lose: () => Promise<void> = () => Promise.resolve();
  const station = await openStation({
    ...{ paths: home.paths, lock: { held: true }, by: 'tester', log: quiet, now },
    engine: (places, onLost) => {
      const engine = localEngine({ parts, places, log: quiet, now });
      lose = async () => {
        await engine.close();
        onLost(problem('GATEWAY_ENDED', 'it ended'));
      };
      return engine;
    },
    ...{ emit: () => undefined, onChange: () => undefined },
    onStopAsked: () => Promise.resolve(),
  });
  if (!station.ok) throw new SallyportError(station.problems);
  onTestFinished(station.value.end);
  const { console } = station.value;
  const set = async (name: SecretName, value: string | Buffer) =>
    (await console.setSecret({ name, value: Buffer.from(value).toString('base64') })).effect;
  const remove = async (name: SecretName) => (await console.removeSecret({ name })).effect;
  return { station: station.value, lose: () => lose(), opened, renewed, set, remove };
}

test('without a gateway it counts from the next start on; a password beside a keytab does not', async () => {
  const { set, remove } = await open();
  expect(await set('kcd.password', 'one')).toBe('start');
  expect(await set('listener.pfxPassphrase', 'two')).toBe('start');
  expect(await set('kcd.keytab', keytab)).toBe('start');
  expect(await set('kcd.password', 'three')).toBe('unused');
  expect(await remove('kcd.password')).toBe('unused');
  expect(await remove('kcd.keytab')).toBe('start');
  expect(await remove('kcd.keytab')).toBeUndefined();
});

describe('beside a gateway that signs in with a password', () => {
  const started = async () => {
    const world = await open();
    await world.set('kcd.password', 'first');
    home.changeMem({ kcd: { enabled: true, ...on } });
    expect(await world.station.start()).toMatchObject({ ok: true });
    return world;
  };

  test('another one counts at once, and with none it gets no more tickets', async () => {
    const { set, remove, renewed } = await started();
    expect(await set('kcd.password', 'second')).toBe('now');
    expect(await remove('kcd.password')).toBe('now');
    expect(renewed).toEqual([
      { kind: 'password', password: 'second' },
      { kind: 'password', password: null },
    ]);
  });

  test('a keytab waits for a restart, and meanwhile the password is still renewed', async () => {
    const { set, remove, renewed } = await started();
    expect(await set('kcd.keytab', keytab)).toBe('restart');
    expect(await set('kcd.password', 'second')).toBe('now');
    expect(await remove('kcd.keytab')).toBe('restart');
    expect(renewed).toEqual([{ kind: 'password', password: 'second' }]);
  });

  test('what has nothing to do with Kerberos waits for a restart', async () => {
    const { set, renewed } = await started();
    expect(await set('listener.pfxPassphrase', 'x')).toBe('restart');
    expect(renewed).toEqual([]);
  });

  test.each([
    ['another one', 'second'],
    ['none', null],
  ])(
    'one that is lost comes back with what was set meanwhile: %s',
    async (_what, password) => {
      const { set, remove, lose, opened, station } = await started();
      await lose();
      if (password === null) await remove('kcd.password');
      else await set('kcd.password', password);
      await expect.poll(() => opened.length, patient).toBe(2);
      expect(opened[1]).toEqual({ kind: 'password', password });
      await expect.poll(async () => (await station.view()).kind, patient).toBe('running');
    },
    60_000,
  );
});

test('a restart without a secret is refused, and says which', async () => {
  const { set, remove, station } = await open();
  await set('kcd.password', 'first');
  home.changeMem({ kcd: { enabled: true, ...on } });
  await station.start();
  await remove('kcd.password');
  const refused: unknown = await station.console.restart({}).catch((error: unknown) => error);
  const { problems } = refused as SallyportError;
  expect(problems[0]).toMatchObject({ code: 'SECRET_MISSING', secret: 'kcd.password' });
});

test.each([
  ['no keytab', Buffer.from('a text file')],
  ['one without keys', Buffer.from([5, 2])],
  ['one cut short', keytab.subarray(0, 20)],
])('%s is refused in words, and what was kept stays', async (_what, bytes) => {
  const { set, station } = await open();
  await set('kcd.keytab', keytab);
  const refused: unknown = await set('kcd.keytab', bytes).catch((error: unknown) => error);
  expect(refused).toMatchObject({ problems: [{ code: 'SECRET_VALUE' }] });
  expect(await station.secret('kcd.keytab')).toMatchObject({ value: keytab });
});
