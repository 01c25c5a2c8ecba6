/**
 * Connections to one Exchange host, for one generation.
 *
 * Two pools: requests that prove nobody travel on connections that never carried a credential, so
 * that no answer can be due to somebody else's sign-in (ARCHITECTURE.md, "One request's way"; facts: ews 3, "measured hole").
 * Connection-bound methods (NTLM, Negotiate) are refused before they get here.
 */
import { isIP } from 'node:net';
import { createSecureContext, rootCertificates } from 'node:tls';
import type { ConnectionOptions } from 'node:tls';
import type { Call, CallEvents, CallHead } from '../../http/client-connection.ts';
import { Pool } from '../../http/pool.ts';
import type {
  EmailServerSettings,
  UpstreamAddress,
} from '../../../src-shared/settings/in-force.ts';

export interface Upstream {
  readonly address: UpstreamAddress;
  /** Begins a request; the caller writes and ends the body. */
  readonly call: (head: CallHead, proves: 'nobody' | 'somebody', events: CallEvents) => Call;
  readonly close: () => void;
}

export function openUpstream(
  address: UpstreamAddress,
  server: EmailServerSettings,
  trusted: readonly string[],
): Upstream {
  const tls = address.scheme === 'https' ? tlsOptions(address, server, trusted) : null;
  const pools = {
    somebody: new Pool(address.host, address.port, tls),
    nobody: new Pool(address.host, address.port, tls),
  };
  return {
    address,
    call: (head, proves, events) => pools[proves].call(head, events),
    close: () => {
      pools.somebody.close();
      pools.nobody.close();
    },
  };
}

function tlsOptions(
  address: UpstreamAddress,
  server: EmailServerSettings,
  trusted: readonly string[],
): ConnectionOptions {
  return {
    rejectUnauthorized: !server.ignoreSslErrors,
    ...(isIP(address.host) === 0 ? { servername: address.host } : {}),
    // Built once: reading some 150 certificates costs more than a handshake. A list replaces
    // Node's own, so its own is repeated.
    secureContext: createSecureContext(
      trusted.length === 0 ? {} : { ca: [...rootCertificates, ...trusted] },
    ),
  };
}

export type UpstreamFailure = 'UPSTREAM_UNREACHABLE' | 'UPSTREAM_TLS' | 'UPSTREAM_TIMEOUT';

const tlsCodes =
  /^(?:ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|EPROTO$)/;

/** Which of the interface's codes an error of Node's client is. */
export function classify(error: Error): UpstreamFailure {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return tlsCodes.test(code) ? 'UPSTREAM_TLS' : 'UPSTREAM_UNREACHABLE';
}
