/** Where the settings send mail: never back to this gateway, and to names that exist. */
import { problem, warning, type Problem } from '../../src-shared/errors.ts';
import { formatHostAndPort, parseHostAndPort } from '../../src-shared/settings/host-and-port.ts';
import type { UpstreamAddress } from '../../src-shared/settings/in-force.ts';
import { destinationOf, type Network, type OwnListener } from './loop.ts';
import type { MemReading } from './mem/read.ts';
import type { PropertiesReading } from './properties/read.ts';

export interface DestinationQuery {
  readonly properties: PropertiesReading | null;
  readonly mem: MemReading | null;
  readonly files: { readonly properties: string; readonly memConfiguration: string };
  readonly boundPort: number | null;
  readonly network: Network;
}

interface Destination {
  readonly address: UpstreamAddress;
  readonly key: string;
  readonly file: string;
  readonly line: number | undefined;
}

export async function destinationProblems(query: DestinationQuery): Promise<readonly Problem[]> {
  const listener = listenerOf(query);
  const found = await Promise.all(
    destinationsOf(query).map((each) => check(each, listener, query.network)),
  );
  return found.filter((each) => each !== null);
}

async function check(
  { address, key, file, line }: Destination,
  listener: OwnListener,
  network: Network,
): Promise<Problem | null> {
  const where = { file, line, key };
  switch (await destinationOf(address, listener, network)) {
    case 'elsewhere':
      return null;
    case 'here': {
      const message = `${key} leads back to this gateway: ${formatHostAndPort(address)} is its own listener.`;
      return problem('LOOP', message, where);
    }
    case 'unresolved':
      return warning('HOST_UNRESOLVED', `${key}: no address was found for ${address.host}.`, where);
  }
}

function listenerOf({ mem, boundPort }: DestinationQuery): OwnListener {
  const configured = mem?.valueOf('listener.port') ?? 0;
  return {
    // When the host cannot be read, assume the widest: a loop is worse than a refusal.
    host: mem?.valueOf('listener.host') ?? '0.0.0.0',
    ports: [configured, boundPort ?? 0].filter((port) => port !== 0),
  };
}

function destinationsOf({ properties, mem, files }: DestinationQuery): readonly Destination[] {
  const overrideKey = 'ews.email.server.host.and.port';
  const serverKey = 'emailServer.hostAndPort';
  const redirectsKey = 'emailServer.redirectHosts';
  return [
    ...destination(overrideKey, properties?.valueOf(overrideKey), {
      file: files.properties,
      line: properties?.lineOf(overrideKey),
    }),
    ...destination(serverKey, mem?.valueOf(serverKey), {
      file: files.memConfiguration,
      line: mem?.lineOf(serverKey),
    }),
    ...(mem?.valueOf(redirectsKey) ?? []).flatMap((text) =>
      destination(redirectsKey, text, {
        file: files.memConfiguration,
        line: mem?.lineOf(redirectsKey),
      }),
    ),
  ];
}

function destination(
  key: string,
  text: string | null | undefined,
  place: { readonly file: string; readonly line: number | undefined },
): readonly Destination[] {
  const parsed = text === null || text === undefined ? null : parseHostAndPort(text);
  return parsed?.ok === true ? [{ address: parsed.address, key, ...place }] : [];
}
