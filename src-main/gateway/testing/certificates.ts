/** A gateway that asks for client certificates, and clients that bring them. */
import https from 'node:https';
import tls from 'node:tls';
import { connectRaw } from './raw-client.ts';
import type { Endable, RawClient } from './raw-client.ts';
import { createPki } from '../../testing/client-pki.ts';
import type { Made, Pki } from '../../testing/client-pki.ts';
import { basic, startHarness } from '../../testing/gateway-harness.ts';
import type { Harness, HarnessOptions } from '../../testing/gateway-harness.ts';
import { findItem } from '../../testing/http-client.ts';
import { alice } from '../../testing/mail-requests.ts';
import { listenerCertificate } from '../../testing/temporary-certificate.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import type {
  KcdSettings,
  ClientCertificateSettings,
  GatewaySettings,
} from '../../../src-shared/settings/in-force.ts';

export function pkiFor(t: Endable): Pki {
  return createPki(temporaryFolder((remove) => t.after(remove), 'pki'));
}

export type Change = Partial<ClientCertificateSettings>;

export function withCertificates(
  settings: GatewaySettings,
  change: Change,
  kcd: GatewaySettings['kcd'] = settings.kcd,
): GatewaySettings {
  const before: ClientCertificateSettings = settings.clientCertificates ?? {
    ...{ mode: 'required', identity: 'upn', table: {}, revocation: 'off', staleCrl: 'refuse' },
    ...{ crlUrls: [], authorities: [] },
  };
  return { ...settings, kcd, clientCertificates: { ...before, ...change } };
}

export interface AskingOptions extends Pick<
  HarnessOptions,
  'exchange' | 'now' | 'revocationLists'
> {
  readonly kcd?: boolean;
  readonly settings?: (settings: GatewaySettings) => GatewaySettings;
}

/** Of a realm that nobody has. */
export const kcdSettings: KcdSettings = {
  targetSpn: 'HTTP/mail.contoso.test',
  ...{ account: 'svc-gateway', realm: 'CONTOSO.TEST', ticketMinutes: 60 },
  otherRealms: [],
  controllers: [{ realm: 'CONTOSO.TEST', host: '127.0.0.1', port: 9 }],
  secret: { kind: 'password', password: 'none' },
};

/** By default required, and revocation is not checked. */
export async function startAsking(
  t: Endable,
  change: Change,
  { kcd = false, settings: further = (same) => same, ...options }: AskingOptions = {},
): Promise<Harness> {
  const harness = await startHarness({
    ...options,
    settings: (settings) =>
      further(
        withCertificates(
          { ...settings, listener: { ...settings.listener, tls: listenerCertificate('gateway') } },
          change,
          kcd ? kcdSettings : null,
        ),
      ),
  });
  t.after(harness.close);
  return harness;
}

/** One authority, a certificate of it for alice, and a gateway that accepts both. */
export async function startForAlice(t: Endable, change: Change = {}, options?: AskingOptions) {
  const pki = pkiFor(t);
  const root = pki.authority('root');
  const client = pki.client('alice', 'root');
  const harness = await startAsking(t, { authorities: [root.cert], ...change }, options);
  return { pki, root, client, harness };
}

export interface CertifiedAsk {
  readonly client?: Made | null;
  /** Null: no credentials. */
  readonly authorization?: string | null;
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly agent?: https.Agent;
  readonly options?: tls.ConnectionOptions;
}

export interface CertifiedReply {
  readonly status: number;
  readonly body: string;
  /** Lines of `WWW-Authenticate`, joined. */
  readonly challenge: string;
  readonly rawHeaders: readonly string[];
}

/** A FindItem of Alice's over a connection of its own. */
export function askWith(port: number, question: CertifiedAsk = {}): Promise<CertifiedReply> {
  const { client = null, authorization = basic(alice), headers = {}, agent, options } = question;
  const { method = 'POST', path = '/EWS/Exchange.asmx' } = question;
  return new Promise((resolve, reject) => {
    const request = https.request({
      ...{ host: '127.0.0.1', port, method, path, rejectUnauthorized: false },
      ...{ agent: agent ?? false, ...options, ...client },
      headers: {
        ...(authorization === null ? {} : { Authorization: authorization }),
        ...(method === 'POST' ? { 'Content-Type': 'text/xml; charset=utf-8' } : {}),
        ...headers,
      },
    });
    request.on('error', reject);
    request.on('response', (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        const challenge = answer.headers['www-authenticate'] ?? '';
        const body = Buffer.concat(chunks).toString();
        const { rawHeaders } = answer;
        resolve({ status: answer.statusCode ?? 0, body, challenge, rawHeaders });
      });
      answer.on('error', reject);
    });
    request.end(method === 'POST' ? findItem : undefined);
  });
}

/** A connection that the test writes to. */
export async function connectWith(
  port: number,
  client: Made | null,
  options: tls.ConnectionOptions = {},
): Promise<RawClient & { readonly socket: tls.TLSSocket }> {
  const socket = tls.connect({
    ...{ host: '127.0.0.1', port, rejectUnauthorized: false },
    ...{ ...client, ...options },
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('secureConnect', resolve);
    socket.once('error', reject);
  });
  return { ...connectRaw(socket), socket };
}

/** Bytes of a request for `connectWith`. */
export function rawFindItem(authorization: string | null = basic(alice)): string {
  const credentials = authorization === null ? '' : `Authorization: ${authorization}\r\n`;
  return (
    `POST /EWS/Exchange.asmx HTTP/1.1\r\nHost: gateway\r\n${credentials}` +
    `Content-Type: text/xml; charset=utf-8\r\nContent-Length: ${findItem.length}\r\n\r\n${findItem}`
  );
}
