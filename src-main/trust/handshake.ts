/** A TLS handshake between two ends of a pipe inside this process. */
import type { X509Certificate } from 'node:crypto';
import { Duplex } from 'node:stream';
import { connect, createServer, type TlsOptions } from 'node:tls';

/** A guard against a hang, not a deadline: nothing here waits for a network. */
const GUARD_MS = 10_000;

/** The certificate that a server with these options shows its clients; null when the handshake fails. */
export async function presentedCertificate(options: TlsOptions): Promise<X509Certificate | null> {
  const [near, far] = pipe();
  const server = createServer(options);
  server.emit('connection', far);
  // The point is to see the certificate, whoever signed it; nothing is sent.
  const client = connect({ socket: near, rejectUnauthorized: false });
  try {
    return await new Promise<X509Certificate | null>((resolve) => {
      const guard = setTimeout(resolve, GUARD_MS, null);
      const give = (value: X509Certificate | null) => {
        clearTimeout(guard);
        resolve(value);
      };
      server.once('tlsClientError', () => give(null));
      client.once('error', () => give(null));
      client.once('secureConnect', () => give(client.getPeerX509Certificate() ?? null));
    });
  } finally {
    // Later errors of sockets that are being thrown away say nothing.
    for (const socket of [client, near, far]) socket.on('error', () => undefined).destroy();
  }
}

/** What one end writes the other reads (`stream.duplexPair` is younger than Node 18). */
function pipe(): readonly [Duplex, Duplex] {
  const ends: { near?: Duplex; far?: Duplex } = {};
  const end = (other: 'near' | 'far') =>
    new Duplex({
      read: () => undefined,
      write: (chunk, _encoding, done) => {
        ends[other]?.push(chunk);
        done();
      },
      final: (done) => {
        ends[other]?.push(null);
        done();
      },
    });
  ends.near = end('far');
  ends.far = end('near');
  return [ends.near, ends.far];
}
