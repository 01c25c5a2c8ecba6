/** TLS towards Exchange: sessions are used again under the same trust, by the same pool, and nowhere else. */
import assert from 'node:assert/strict';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import type { TLSSocket } from 'node:tls';
import { startHarness } from '../testing/gateway-harness.ts';
import { askEws } from '../testing/mail-requests.ts';
import { hasOpenssl, temporaryCertificate } from '../testing/temporary-certificate.ts';

const skip = hasOpenssl ? false : 'needs the openssl command';

for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
  test(`${version}: a session lasts within its pool and its trust`, { skip }, async (t) => {
    const { key, cert } = temporaryCertificate(['DNS:localhost']);
    /** Of each handshake: the name that was asked for, and whether a session was used again. */
    const handshakes: [string | false | null | undefined, boolean][] = [];
    const server = https.createServer(
      { key, cert, minVersion: version, maxVersion: version },
      (request, response) => {
        request.resume();
        // Each request has a connection of its own.
        response.writeHead(request.headers.authorization === undefined ? 401 : 200, {
          Connection: 'close',
        });
        response.end('answer');
      },
    );
    server.on('secureConnection', (socket: TLSSocket) => {
      handshakes.push([
        (socket as TLSSocket & { servername?: string | false }).servername,
        socket.isSessionReused(),
      ]);
    });
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
    const { port } = server.address() as AddressInfo;
    const harness = await startHarness({
      settings: (settings) => ({
        ...settings,
        trustedCertificates: [cert],
        emailServer: {
          ...settings.emailServer,
          address: { scheme: 'https', host: 'localhost', port },
        },
      }),
    });
    t.after(async () => {
      await harness.close();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    });
    const reused = (): readonly boolean[] => handshakes.splice(0).map(([, again]) => again);
    const ask = async (user?: null): Promise<number> =>
      (await askEws(harness.port, user === null ? { user } : {})).status;
    assert.deepEqual([await ask(), await ask(), await ask()], [200, 200, 200]);
    // A resumed session of TLS 1.2 brings its name along: the server is told none.
    assert.equal(handshakes[0]?.[0], 'localhost');
    assert.deepEqual(reused(), [false, true, true]);
    // Those who prove nobody have connections of their own, and sessions of their own.
    assert.deepEqual([await ask(null), await ask(null)], [401, 401]);
    assert.deepEqual(reused(), [false, true]);
    // A session that was checked under another trust would spare the check.
    assert.ok((await harness.gateway.restart({ ...harness.settings, trustedCertificates: [] })).ok);
    assert.equal(await ask(), 502);
    assert.equal((await harness.event(({ status }) => status === 502)).reason, 'UPSTREAM_TLS');
    handshakes.length = 0;
    assert.ok((await harness.gateway.restart(harness.settings)).ok);
    assert.equal(await ask(), 200);
    assert.deepEqual(handshakes, [['localhost', false]]);
  });
}
