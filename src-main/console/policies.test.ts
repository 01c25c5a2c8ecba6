/** What other policies would change: beside a gateway and from the files, over directory and journal. */
import { describe, expect, test } from 'vitest';
import { alice, codeOf, phone, store, useHome } from './testing.ts';

const { configure, overFiles, paths, running, setDevices } = useHome();
const bob = 'bob@contoso.test';
const encryption = { 'compliance.policies.encryption': 'true' };
const clients = { 'compliance.policies.mailClients.allowed': '["Boxer*"]' };
const asker = 'test';

function twoDevices(): void {
  setDevices([
    { ...phone, deviceId: 'alicephone', user: alice },
    { ...phone, deviceId: 'bobphone', user: bob, encrypted: false },
  ]);
}
const mail = (id: string, user: string) => ({
  ...({
    user,
    userAgent: 'Apple-Mail/1',
    verdict: 'allowed',
    reason: 'COMPLIANT',
    status: 200,
  } as const),
  devices: [{ id, verdict: 'allowed' as const }],
});

describe.each(['beside a gateway', 'from the files'] as const)('%s', (where) => {
  const console = async () =>
    where === 'from the files' ? overFiles() : (await running()).console;

  test('who would lose mail, with reasons, before anything is saved', async () => {
    twoDevices();
    const asked = await console();
    expect(await asked.impact({ changes: encryption, asker })).toMatchObject({
      ...{ devices: 2, newlyBlocked: 1, newlyAllowed: 0, blocked: 1, asIfEnforced: false },
      ...{ clients: 0, tooMany: false, blockedBy: { encryption: 1 } },
      of: [{ deviceId: 'bobphone', users: [bob], reasonAfter: 'DEVICE_NOT_ENCRYPTED' }],
    });
    expect(await asked.impact({ changes: {}, asker })).toMatchObject({ newlyBlocked: 0, of: [] });
  });

  test('clients of the journal are judged by what they said, also those that nobody knows', async () => {
    twoDevices();
    configure({ mode: 'enforce', unknownDevices: 'allow' });
    store(paths, mail('alicephone', alice), mail('stranger', 'eve@contoso.test'));
    const found = await (await console()).impact({ changes: clients, asker });
    expect(found).toMatchObject({ devices: 3, newlyBlocked: 2, clients: 2 });
    expect(found.of.map(({ deviceId }) => deviceId)).toEqual(['alicephone', 'stranger']);
  });

  test('in test mode it is counted as if it were enforced', async () => {
    twoDevices();
    configure({ mode: 'test' });
    const asked = await console();
    const rule = await asked.impact({ changes: encryption, asker });
    expect(rule).toMatchObject({ newlyBlocked: 1, asIfEnforced: true });
    const both = { ...encryption, 'compliance.mode': 'enforce' };
    const found = await asked.impact({ changes: both, asker });
    expect(found).toMatchObject({ newlyBlocked: 1, asIfEnforced: false });
  });

  test('a draft that could not be saved has no impact, and says why', async () => {
    const asked = await console();
    const wrong = { changes: { 'compliance.policies.inactivityDays': '0' }, asker };
    expect(await codeOf(asked.impact(wrong))).toBe('SCHEMA');
  });

  test('a decision by the draft, with the request that is named', async () => {
    const asked = await console();
    const request = { protocol: 'eas', client: '10.0.0.1', mailbox: null } as const;
    const by = (userAgent: string) =>
      asked.why({ device: 'alicephone', request: { ...request, userAgent }, changes: clients });
    expect(await by('Apple-Mail/1')).toMatchObject({ reason: 'MAIL_CLIENT' });
    expect(await by('Boxer/24')).toMatchObject({ reason: 'COMPLIANT' });
    const inForce = await asked.why({ device: 'alicephone', request });
    expect(inForce).toMatchObject({ reason: 'COMPLIANT' });
  });
});
