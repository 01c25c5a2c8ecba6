/** Clients with certificates, the gateway, a realm, and Apache in Exchange's place. */
import { Agent } from 'node:https';
import https from 'node:https';
import type { Apache, Realm, Role } from '../../../lab/realm/index.ts';
import { createPki, upn } from '../../testing/client-pki.ts';
import type { Made } from '../../testing/client-pki.ts';
import { device, startHarness } from '../../testing/gateway-harness.ts';
import type { Harness } from '../../testing/gateway-harness.ts';
import { findItem } from '../../testing/http-client.ts';
import { listenerCertificate } from '../../testing/temporary-certificate.ts';
import { makeTemporary } from '../../testing/temporary-folder.ts';
import type {
  GatewaySettings,
  KcdSettings,
  UpstreamAddress,
} from '../../../src-shared/settings/in-force.ts';

export const alice = 'alice@ex.test';
export const bob = 'robert.smith@corp.example';

export interface Certified {
  readonly harness: Harness;
  readonly clientOf: (user: string) => Made;
  readonly end: () => Promise<void>;
}

export interface CertifiedOptions {
  readonly realm: Realm;
  readonly exchange: UpstreamAddress;
  readonly role?: Role;
  readonly kcd?: Partial<KcdSettings>;
  readonly settings?: (settings: GatewaySettings) => GatewaySettings;
}

export function addressOfUrl(url: string): UpstreamAddress {
  const { protocol, hostname, port } = new URL(url);
  return { scheme: protocol === 'https:' ? 'https' : 'http', host: hostname, port: Number(port) };
}

export function kcdOf(realm: Realm, role: Role, change: Partial<KcdSettings> = {}): KcdSettings {
  return {
    targetSpn: realm.account('mail').spn,
    account: realm.account(role).name,
    realm: realm.realm,
    otherRealms: [],
    controllers: realm.kdcs.map(({ port }) => ({ realm: realm.realm, host: '127.0.0.1', port })),
    ticketMinutes: 60,
    secret: { kind: 'password', password: realm.account(role).password },
    ...change,
  };
}

export async function startCertified(options: CertifiedOptions): Promise<Certified> {
  const { realm, exchange, role = 'proxy', kcd } = options;
  const further = options.settings ?? ((same: GatewaySettings): GatewaySettings => same);
  const folder = makeTemporary('pki');
  const pki = createPki(folder.path);
  const authority = pki.authority('root');
  const made = new Map<string, Made>();
  const harness = await startHarness({
    devices: [device('alicephone', alice), device('bobphone', bob)],
    settings: (settings) =>
      further({
        ...settings,
        listener: { ...settings.listener, tls: listenerCertificate('gateway') },
        emailServer: { ...settings.emailServer, address: exchange },
        clientCertificates: {
          ...{ mode: 'required', identity: 'upn', table: {}, revocation: 'off' },
          ...{ staleCrl: 'refuse', crlUrls: [], authorities: [authority.cert] },
        },
        kcd: kcdOf(realm, role, kcd),
      }),
  });
  return {
    harness,
    clientOf: (user) => {
      const known =
        made.get(user) ?? pki.client(`c${String(made.size)}`, 'root', { names: upn(user) });
      made.set(user, known);
      return known;
    },
    end: async () => {
      await harness.close();
      folder.remove();
    },
  };
}

export interface Answer {
  readonly status: number;
  readonly user: string | undefined;
  readonly challenge: string | undefined;
  readonly body: string;
}

/** What a client keeps to be on one connection. */
export const oneConnection = (): Agent => new Agent({ keepAlive: true, maxSockets: 1 });

export function ask(
  { harness, clientOf }: { readonly harness: Pick<Harness, 'port'> } & Pick<Certified, 'clientOf'>,
  user: string,
  more: {
    readonly agent?: Agent;
    readonly path?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
  } = {},
): Promise<Answer> {
  const { agent = false, path = '/EWS/Exchange.asmx', headers = {}, body = findItem } = more;
  return new Promise((resolve, reject) => {
    const request = https.request({
      ...{ host: '127.0.0.1', port: harness.port, method: 'POST', path, agent },
      ...{ rejectUnauthorized: false, ...clientOf(user) },
      headers: { 'Content-Type': 'text/xml; charset=utf-8', ...headers },
    });
    request.on('error', reject);
    request.on('response', (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => {
        const { 'x-remote-user': remote, 'www-authenticate': challenge } = answer.headers;
        resolve({
          status: answer.statusCode ?? 0,
          user: typeof remote === 'string' ? remote : undefined,
          challenge,
          body: Buffer.concat(chunks).toString(),
        });
      });
    });
    request.end(body);
  });
}

/** Alice and Bob, each on two connections, ask at the same time, again and again. @returns answers that were another's */
export async function interleave(
  certified: Certified,
  rounds: number,
  seen: (user: string) => string,
): Promise<readonly string[]> {
  const clients = [alice, bob, alice, bob].map((user) => ({ user, agent: oneConnection() }));
  const wrong: string[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await Promise.all(
      clients.map(async ({ user, agent }) => {
        const answer = await ask(certified, user, { agent });
        if (answer.status === 200 && answer.user === seen(user)) return;
        wrong.push(`${String(round)}: ${user}: ${String(answer.status)} ${String(answer.user)}`);
      }),
    );
  }
  for (const { agent } of clients) agent.destroy();
  return wrong;
}

/** Tokens that reached Apache. */
export async function tokensSeen(apache: Apache, atLeast: number): Promise<readonly string[]> {
  const seen = await apache.requests(atLeast);
  return seen.flatMap(({ authorization }) => authorization ?? []);
}
