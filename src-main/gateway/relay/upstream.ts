/**
 * Connections to one Exchange host, for one generation.
 *
 * Two pools: requests that prove nobody travel on connections that never carried a credential, so
 * that no answer can be due to somebody else's sign-in (ARCHITECTURE.md, "One request's way"; facts: ews 3, "measured hole").
 * A sign-in that belongs to a connection (NTLM, Negotiate) gets a connection of its own (`pins.ts`).
 */
import { isIP } from 'node:net';
import { createSecureContext } from 'node:tls';
import { Circuit } from './circuit.ts';
import type { Call, CallEvents, CallHead } from '../../http/call.ts';
import { Connector } from '../../http/connector.ts';
import type { ConnectOptions } from '../../http/connector.ts';
import { OwnConnection } from '../../http/own-connection.ts';
import { Pool } from '../../http/pool.ts';
import { faultOf, serverTrust } from '../../trust/server-trust.ts';
import { formatHostAndPort } from '../../../src-shared/settings/host-and-port.ts';
import type {
  EmailServerSettings,
  UpstreamAddress,
} from '../../../src-shared/settings/in-force.ts';

export interface Upstream {
  readonly address: UpstreamAddress;
  readonly circuit: Circuit;
  /** Whoever answers has shown a certificate that was checked. */
  readonly isChecked: boolean;
  /** Begins a request; the caller writes and ends the body. `fresh`: on a connection of its own. */
  readonly call: (
    head: CallHead,
    proves: 'nobody' | 'somebody',
    events: CallEvents,
    fresh?: boolean,
  ) => Call;
  /** A connection that is in no pool, opened with its first request. */
  readonly own: (onEnd: () => void) => OwnConnection;
  readonly close: () => void;
}

export function openUpstream(
  address: UpstreamAddress,
  server: EmailServerSettings,
  trusted: readonly string[],
  now: () => number = Date.now,
): Upstream {
  const secure = address.scheme === 'https' ? secureOptions(address, server, trusted) : plain;
  const circuit = new Circuit(formatHostAndPort(address), now);
  const { host, port } = address;
  // One for both pools: an address that fails fails for everybody.
  const connector = new Connector({
    host,
    port,
    ...secure,
    connectMs: server.timeoutSeconds * 1000,
  });
  const events = {
    reached: () => {
      circuit.succeeded();
    },
    unreachable: (error: Error) => {
      // A handshake that fails is told as such, each time: a wrong certificate is no dead server.
      if (classify(error) === 'UPSTREAM_TLS') circuit.succeeded();
      else circuit.failed();
    },
  };
  const pools = { somebody: new Pool(connector, events), nobody: new Pool(connector, events) };
  return {
    address,
    circuit,
    isChecked: address.scheme === 'https' && !server.ignoreSslErrors,
    call: (head, proves, events, fresh = false) => pools[proves].call(head, events, fresh),
    own: (onEnd) => new OwnConnection(connector, events, onEnd),
    close: () => {
      pools.somebody.close();
      pools.nobody.close();
    },
  };
}

const plain: Pick<ConnectOptions, 'tls'> = { tls: null };

function secureOptions(
  { host }: UpstreamAddress,
  { ignoreSslErrors }: EmailServerSettings,
  trusted: readonly string[],
): Pick<ConnectOptions, 'tls' | 'doubt' | 'resumes'> {
  const trust = serverTrust(trusted);
  // Where no single certificate is trusted, Node judges alone.
  const judges = !ignoreSslErrors && trust.pinned.size > 0;
  const doubt: ConnectOptions['doubt'] = (socket) => {
    const fault = faultOf(socket, host, trust);
    return fault === null ? null : Object.assign(new Error(fault), { code: fault });
  };
  return {
    tls: {
      rejectUnauthorized: !ignoreSslErrors && !judges,
      ...(isIP(host) === 0 ? { servername: host } : {}),
      // Built once: reading some 150 certificates costs more than a handshake.
      secureContext: createSecureContext(trust.ca === undefined ? {} : { ca: trust.ca }),
    },
    // A session shows no certificate: after the first end of those that are pinned every handshake is a whole one.
    ...(judges ? { doubt, resumes: () => Date.now() <= trust.pinnedUntil } : {}),
  };
}

export type UpstreamFailure = 'UPSTREAM_UNREACHABLE' | 'UPSTREAM_TLS' | 'UPSTREAM_TIMEOUT';

const tlsCodes =
  /^(?:ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|INVALID_|HOSTNAME_MISMATCH|EPROTO$)/;

/** Which of the interface's codes an error of Node's client is. */
export function classify(error: Error): UpstreamFailure {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return tlsCodes.test(code) ? 'UPSTREAM_TLS' : 'UPSTREAM_UNREACHABLE';
}
