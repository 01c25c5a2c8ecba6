// ENS by its address and its certificate (compliance.ens.certificates, ADR 31).
import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import { askWith, connectWith, pkiFor, rawFindItem, startAsking } from './testing/certificates.ts';
import { eventually, statuses } from './testing/raw-client.ts';
import type { Made } from '../testing/client-pki.ts';
import { upn } from '../testing/client-pki.ts';
import { basic } from '../testing/gateway-harness.ts';
import { lines } from '../testing/http-client.ts';
import { alice, bob } from '../testing/mail-requests.ts';
import { hasOpenssl } from '../testing/temporary-certificate.ts';
import type { GatewaySettings } from '../../src-shared/settings/in-force.ts';

const skip = hasOpenssl ? false : 'needs the openssl command';
const thumbprint = ({ cert }: Made): string =>
  new X509Certificate(cert).fingerprint256.replaceAll(':', '').toLowerCase();
const trusting =
  (...certificates: readonly Made[]) =>
  (settings: GatewaySettings): GatewaySettings => ({
    ...settings,
    compliance: {
      ...settings.compliance,
      ens: { ...settings.compliance.ens, certificates: certificates.map(thumbprint) },
    },
  });

test(
  'ENS asks in the name of many users; the address alone, or another certificate, is not ENS',
  { skip },
  async (t) => {
    const pki = pkiFor(t);
    const root = pki.authority('root');
    const ens = pki.client('ens', 'root', { names: null });
    const phone = pki.client('alice', 'root', { names: upn(alice) });
    const change = { mode: 'optional', authorities: [root.cert] } as const;
    const harness = await startAsking(t, change, { settings: trusting(ens) });
    const ask = (client: Made | null, user = alice, ids = 'alicephone') =>
      askWith(harness.port, {
        ...{ client, authorization: basic(user) },
        headers: { 'X-ENS-Devices': ids },
      });
    for (const user of [alice, bob]) {
      const id = user === alice ? 'alicephone' : 'bobphone';
      const reply = await ask(ens, user, id);
      assert.equal(reply.status, 200, reply.body);
      assert.deepEqual(lines(reply, 'X-ENS-Verdicts'), [`${id}=allowed`]);
    }
    for (const client of [null, phone]) {
      const reply = await ask(client);
      assert.equal(reply.status, 200);
      assert.deepEqual(lines(reply, 'X-ENS-Verdicts'), []);
    }
    await harness.event(({ seq, status }) => seq === 4 && status === 200);
    assert.deepEqual(
      harness.events().map(({ remark }) => remark),
      [null, null, 'DEVICE_HEADER_UNTRUSTED', 'DEVICE_HEADER_UNTRUSTED'],
    );
    // From elsewhere its certificate is that of a client who stands for nobody.
    const { compliance } = harness.settings;
    const moved = { ...compliance, ens: { ...compliance.ens, sources: ['10.9.8.7'] } };
    assert.ok((await harness.gateway.restart({ ...harness.settings, compliance: moved })).ok);
    assert.equal((await ask(ens)).status, 403);
  },
);

test(
  'one of another authority is none, though its thumbprint is named; nor one that is named no more',
  { skip },
  async (t) => {
    const pki = pkiFor(t);
    const root = pki.authority('root');
    pki.authority('other');
    const ens = pki.client('ens', 'root', { names: null });
    const stranger = pki.client('stranger', 'other', { names: null });
    const options = { settings: trusting(ens, stranger) };
    const harness = await startAsking(t, { authorities: [root.cert] }, options);
    assert.equal((await askWith(harness.port, { client: stranger })).status, 403);
    const connection = await connectWith(harness.port, ens);
    t.after(() => connection.socket.destroy());
    connection.write(rawFindItem());
    await connection.until((text) => statuses(text).length === 1);
    assert.deepEqual(statuses(connection.received()), [200]);
    assert.ok((await harness.gateway.restart(trusting(stranger)(harness.settings))).ok);
    // Its idle connection ends, as every one does whose certificate counts no more.
    await eventually(() => connection.socket.destroyed);
    assert.equal((await askWith(harness.port, { client: ens })).status, 403);
  },
);
