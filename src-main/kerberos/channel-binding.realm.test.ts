/** Tokens before an acceptor that looks at channel bindings, as IIS does with Extended Protection. */
import { request } from 'node:http';
import { connect } from 'node:tls';
import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startAcceptor, startMit, whyNot } from '../../lab/realm/index.ts';
import type { Acceptor, AcceptorOptions, MitRealm } from '../../lab/realm/index.ts';
import { makeTemporary } from '../testing/temporary-folder.ts';
import { makeCertificate } from '../testing/tls-material.ts';
import { serverEndPoint } from './channel-binding.ts';
import { clientOf } from './testing/client.ts';
import { codeOf, value } from './testing/outcomes.ts';

const why = whyNot('mit', 'acceptor');
const channelBound = 0x800;

describe.skipIf(why !== null)(why ?? 'an acceptor that looks at channel bindings', () => {
  let realm: MitRealm;
  const { path, remove } = makeTemporary('binding');
  const tls = makeCertificate(path, { name: 'mail.ex.test' });
  beforeAll(async () => {
    realm = await startMit();
  });
  afterAll(async () => {
    remove();
    await realm.stop();
  });

  const bindings = {
    right: (certificate: Buffer) => serverEndPoint(certificate),
    'of another certificate': (certificate: Buffer) =>
      serverEndPoint(Buffer.concat([certificate.subarray(0, -1), Buffer.from([0])])),
    none: () => null,
  } as const;

  async function present(
    channelBinding: AcceptorOptions['channelBinding'],
    binding: keyof typeof bindings,
  ) {
    const acceptor = await startAcceptor({ realm, tls, channelBinding });
    onTestFinished(() => acceptor.stop());
    const client = clientOf(realm);
    onTestFinished(() => client.close());
    const ticket = value(await client.ticket('alice@ex.test', realm.account('mail').spn));
    const socket = await handshake(acceptor);
    const certificate = socket.getPeerCertificate().raw;
    const token = value(client.token(ticket, bindings[binding](certificate)));
    return { token, ...(await get(socket, acceptor.host, token.header)) };
  }

  it.each([
    ['require', 'right', true],
    ['allow', 'right', true],
    ['allow', 'none', false],
    ['none', 'right', false],
  ] as const)('%s: takes what is %s', async (channelBinding, binding, bound) => {
    const { status, challenge, body, token } = await present(channelBinding, binding);
    expect(status).toBe(200);
    expect((JSON.parse(body).flags & channelBound) !== 0).toBe(bound);
    expect(codeOf(token.verify(challenge))).toBe('fine');
  });

  it.each([
    ['require', 'none'],
    ['require', 'of another certificate'],
    ['allow', 'of another certificate'],
  ] as const)('%s: refuses what is %s', async (channelBinding, binding) => {
    const { status, body } = await present(channelBinding, binding);
    expect(status).toBe(401);
    expect(JSON.parse(body).refused).toMatch(/channel binding/i);
  });
});

function handshake({ port, host }: Acceptor): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const options = { port, host: '127.0.0.1', servername: host, rejectUnauthorized: false };
    const socket: TLSSocket = connect(options, () => resolve(socket));
    socket.on('error', reject);
  });
}

function get(socket: TLSSocket, host: string, authorization: string) {
  return new Promise<{ status: number; challenge: string | null; body: string }>(
    (resolve, reject) => {
      const options = {
        headers: { host, authorization },
        createConnection: () => socket,
      };
      const asked = request(options, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          socket.destroy();
          resolve({
            status: response.statusCode ?? 0,
            challenge: response.headers['www-authenticate'] ?? null,
            body: Buffer.concat(chunks).toString(),
          });
        });
      });
      asked.on('error', reject);
      asked.end();
    },
  );
}
