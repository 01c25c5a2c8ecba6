/** Tickets over TLS, as every real Exchange is reached: bound to its certificate, and proven where that is not checked. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startAcceptor, startMit, whyNot } from '../../../lab/realm/index.ts';
import type { AcceptorOptions, MitRealm } from '../../../lab/realm/index.ts';
import type { UpstreamAddress } from '../../../src-shared/settings/in-force.ts';
import { makeTemporary } from '../../testing/temporary-folder.ts';
import { makeCertificate } from '../../testing/tls-material.ts';
import { addressOfUrl, alice, ask, oneConnection, startCertified } from '../testing/certified.ts';
import type { Certified } from '../testing/certified.ts';

const why = whyNot('mit', 'acceptor');
const channelBound = 0x800;

describe.skipIf(why !== null)(why ?? 'tickets over TLS', () => {
  let realm: MitRealm;
  const { path, remove } = makeTemporary('over-tls');
  const tls = makeCertificate(path, { name: 'mail.ex.test' });
  const started: Certified[] = [];
  beforeAll(async () => {
    realm = await startMit();
  });
  afterEach(async () => {
    for (const each of started.splice(0)) await each.end();
  });
  afterAll(async () => {
    remove();
    await realm.stop();
  });

  /** @param checked false: `ignoreSslErrorsWithExch` */
  async function gate(exchange: UpstreamAddress, checked: boolean): Promise<Certified> {
    const certified = await startCertified({
      ...{ realm, exchange },
      settings: (settings) => ({
        ...settings,
        emailServer: { ...settings.emailServer, ignoreSslErrors: !checked },
        trustedCertificates: checked ? [readFileSync(tls.certificate, 'utf8')] : [],
      }),
    });
    started.push(certified);
    return certified;
  }

  async function acceptor(channelBinding: AcceptorOptions['channelBinding']) {
    const one = await startAcceptor({ realm, tls, channelBinding });
    onTestFinished(() => one.stop());
    return addressOfUrl(one.url);
  }

  it.each([true, false])(
    'an Exchange that asks for the binding gets it, on each request (certificate checked: %s)',
    async (checked) => {
      const certified = await gate(await acceptor('require'), checked);
      const agent = oneConnection();
      onTestFinished(() => agent.destroy());
      for (let nth = 0; nth < 3; nth++) {
        const { status, body } = await ask(certified, alice, { agent });
        expect(status).toBe(200);
        expect((JSON.parse(body) as { flags: number }).flags & channelBound).toBe(channelBound);
      }
    },
  );

  it('somebody in its place, where no certificate is checked, is no Exchange', async () => {
    let asked = 0;
    const key = readFileSync(tls.key);
    const server = createServer({ key, cert: readFileSync(tls.certificate) }, (request, answer) => {
      asked += 1;
      request.resume();
      answer.end('made up');
    });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const certified = await gate({ scheme: 'https', host: '127.0.0.1', port }, false);
    const { status, body } = await ask(certified, alice);
    expect(asked).toBe(1);
    expect(status).toBe(502);
    expect(body).not.toContain('made up');
  });
});
