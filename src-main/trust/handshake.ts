/** A TLS handshake between two ends of a pipe inside this process. */
import { Duplex } from 'node:stream';
import { connect, createServer, type TLSSocket, type TlsOptions } from 'node:tls';

/** A guard against a hang, not a deadline: nothing here waits for a network. */
const GUARD_MS = 10_000;

export interface PresentedCertificate {
  readonly subject: string;
  readonly validFrom: string;
  readonly validTo: string;
}

/** The certificate that a server with these options shows its clients; null when the handshake fails. */
export async function presentedCertificate(
  options: TlsOptions,
): Promise<PresentedCertificate | null> {
  const [near, far] = pipe();
  const server = createServer(options);
  server.emit('connection', far);
  // The point is to see the certificate, whoever signed it; nothing is sent.
  const client = connect({ socket: near, rejectUnauthorized: false });
  try {
    return await new Promise<PresentedCertificate | null>((resolve) => {
      const guard = setTimeout(resolve, GUARD_MS, null);
      const give = (value: PresentedCertificate | null) => {
        clearTimeout(guard);
        resolve(value);
      };
      server.once('tlsClientError', () => give(null));
      client.once('error', () => give(null));
      client.once('secureConnect', () => give(certificateOf(client)));
    });
  } finally {
    // Later errors of sockets that are being thrown away say nothing.
    for (const socket of [client, near, far]) socket.on('error', () => undefined).destroy();
  }
}

function certificateOf(client: TLSSocket): PresentedCertificate | null {
  const certificate = client.getPeerX509Certificate();
  if (certificate === undefined) return null;
  const { subject, validFrom, validTo } = certificate;
  return { subject, validFrom, validTo };
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
