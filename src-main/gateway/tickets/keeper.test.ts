/** The password or keytab of a gateway that runs: another one, and none any more. */
import { expect, onTestFinished, test } from 'vitest';
import type { KcdSecret, KcdSettings } from '../../../src-shared/settings/in-force.ts';
import { realm, startKdcDouble } from '../../kerberos/testing/kdc-double.ts';
import { keytabWith } from '../../kerberos/testing/made.ts';
import { Keeper } from './keeper.ts';

const keytab = (fill: number): KcdSecret => ({
  kind: 'keytab',
  keytab: keytabWith(Buffer.alloc(32, fill)),
});
const none: KcdSecret = { kind: 'keytab', keytab: null };
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

async function kept() {
  const kdc = await startKdcDouble();
  onTestFinished(() => kdc.close());
  const settings: KcdSettings = {
    ...{ targetSpn: null, account: 'svc-proxy', realm, ticketMinutes: 60, secret: keytab(1) },
    otherRealms: [],
    controllers: [{ realm, host: '127.0.0.1', port: kdc.port }],
  };
  const keeper = new Keeper(log, Date.now);
  onTestFinished(() => keeper.close());
  keeper.serve([settings]);
  const ask = async (user: string): Promise<string> => {
    const outcome = await keeper.of(settings).ticket(user, 'HTTP/mail.ex.test');
    return outcome.ok ? 'a ticket' : `${outcome.failure.code}: ${outcome.failure.text}`;
  };
  return { keeper, kdc, ask };
}

const removed = 'SECRET_UNREADABLE: the keytab cannot be read: it was removed';

test('one that was removed brings no ticket any more, those of before neither', async () => {
  const { keeper, kdc, ask } = await kept();
  expect(await ask('alice@ex.test')).toBe('a ticket');
  const asked = kdc.seen.length;
  keeper.renew(none);
  expect(await ask('alice@ex.test')).toBe(removed);
  expect(await ask('bob@ex.test')).toBe(removed);
  expect(kdc.seen.length).toBe(asked);
});

test('another one counts again, without a restart', async () => {
  const { keeper, ask } = await kept();
  keeper.renew(none);
  expect(await ask('alice@ex.test')).toBe(removed);
  keeper.renew(keytab(1));
  expect(await ask('alice@ex.test')).toBe('a ticket');
});

test('a password that is removed or set is nothing to a gateway with a keytab', async () => {
  const { keeper, ask } = await kept();
  for (const password of [null, 'another']) {
    keeper.renew({ kind: 'password', password });
    expect(await ask('alice@ex.test')).toBe('a ticket');
  }
});
