// NTLM clients that nobody here wrote, through the gateway: refused in words by default, working and apart where allowed.
import { execFile } from 'node:child_process';
import { XhrApi } from '@ewsjs/xhr';
import { NtlmClient } from 'axios-ntlm';
import {
  ExchangeService,
  ExchangeVersion,
  ItemView,
  Uri,
  WebCredentials,
  WellKnownFolderName,
} from 'ews-javascript-api';
import httpntlm from 'httpntlm';
import { describe, expect, it, onTestFinished } from 'vitest';
import { allowNtlm } from './testing/ntlm.ts';
import { password, startHarness } from '../testing/gateway-harness.ts';
import type { Harness } from '../testing/gateway-harness.ts';
import { findItem } from '../testing/http-client.ts';
import { alice, bob } from '../testing/mail-requests.ts';
import type { GatewaySettings } from '../../src-shared/settings/in-force.ts';

interface Answer {
  readonly status: number;
  readonly body: string;
}
/** Finds items as `CONTOSO\user`. */
type Client = (url: string, user: string) => Promise<Answer>;

const headers = { 'Content-Type': 'text/xml; charset=utf-8' };

const viaHttpntlm: Client = (url, username) =>
  new Promise((resolve, reject) => {
    const options = { url, username, password, domain: 'CONTOSO', body: findItem, headers };
    httpntlm.post(options, (error, answer) => {
      if (answer === undefined) reject(error ?? new Error('no answer'));
      else resolve({ status: answer.statusCode, body: answer.body });
    });
  });

const viaAxios: Client = async (url, username) => {
  const credentials = { username, password, domain: 'CONTOSO' };
  const answer = await NtlmClient(credentials, { validateStatus: (status) => status !== 401 }).post(
    ...([url, findItem, { headers }] as const),
  );
  return { status: answer.status, body: String(answer.data) };
};

/** @param scheme `--ntlm` or `--negotiate` */
const viaCurl =
  (scheme: string, ...more: readonly string[]): Client =>
  (url, user) =>
    new Promise((resolve, reject) => {
      const args = [
        ...['-s', scheme, '-K', '-', '-H', `Content-Type: ${headers['Content-Type']}`],
        ...['--data-binary', findItem, '-w', '\n%{http_code}', ...more, url],
      ];
      const child = execFile('curl', args, (error, said) => {
        if (error !== null) reject(error);
        const at = said.lastIndexOf('\n');
        resolve({ status: Number(said.slice(at + 1)), body: said.slice(0, at) });
      });
      // Not among the arguments, which every account of the machine can read.
      child.stdin?.end(`user = "CONTOSO\\\\${user}:${password}"\n`);
    });

/** It sends both steps by the agent that all of the process share, so two at once would swap themselves. */
const viaEwsjs: Client = async (url, user) => {
  const service = new ExchangeService(ExchangeVersion.Exchange2013);
  service.XHRApi = new XhrApi().useNtlmAuthentication(`CONTOSO\\${user}`, password);
  service.Credentials = new WebCredentials(`CONTOSO\\${user}`, password);
  service.Url = new Uri(url);
  await service.FindItems(WellKnownFolderName.Inbox, new ItemView(10));
  return { status: 200, body: 'FindItemResponse' };
};

/** With what each shows its user when NTLM is refused: some keep the text to themselves. */
const clients: readonly (readonly [string, Client, RegExp])[] = [
  ['curl --ntlm', viaCurl('--ntlm'), /NTLM is not allowed through this gateway; use Basic/],
  ['httpntlm', viaHttpntlm, /www-authenticate not found/],
  ['axios-ntlm', viaAxios, /NTLM is not allowed through this gateway; use Basic/],
  ['ews-javascript-api', viaEwsjs, /www-authenticate not found|403/],
];

async function start(settings: (settings: GatewaySettings) => GatewaySettings): Promise<Harness> {
  const harness = await startHarness({
    settings,
    exchange: { ntlm: true, gzip: false },
  });
  onTestFinished(harness.close);
  return harness;
}

function shownBy(error: unknown): string {
  if (error instanceof Error) return error.message;
  return JSON.stringify(error);
}

describe.each(clients)('%s', (_name, client, shown) => {
  it('is refused in words by default', async () => {
    const harness = await start((settings) => ({
      ...settings,
      // Offered, so that everybody tries.
      vendor: { ...settings.vendor, removeUnsupportedAuth: false },
    }));
    const said = await client(`${harness.url}/EWS/Exchange.asmx`, 'alice').then(
      ({ body }) => body,
      (error: unknown) => shownBy(error),
    );
    expect(said).toMatch(shown);
    const event = await harness.event(({ authentication }) => authentication === 'ntlm');
    expect([event.status, event.reason]).toEqual([403, 'AUTHENTICATION_UNSUPPORTED']);
    expect(harness.exchange.requests.every(({ user }) => user === null)).toBe(true);
  });

  it('works where it is allowed, and is its own user', async () => {
    const harness = await start(allowNtlm);
    const url = `${harness.url}/EWS/Exchange.asmx`;
    for (const user of ['alice', 'bob', 'alice']) {
      const answer = await client(url, user);
      expect(answer.status).toBe(200);
      expect(answer.body).toContain('FindItemResponse');
      const upn = `${user}@contoso.test`;
      expect(harness.exchange.requests.at(-1)).toMatchObject({ user: upn, status: 200 });
      const event = await harness.event(({ seq }) => seq === harness.events().length);
      expect(event).toMatchObject({ authentication: 'ntlm', verdict: 'allowed' });
      expect(event.user?.toLowerCase()).toBe(`contoso\\${user}`);
    }
  });
});

// Not ews-javascript-api: see there.
describe.each(clients.slice(0, 3))('%s', (_name, client) => {
  it('two of them at once are not swapped', async () => {
    const harness = await start(allowNtlm);
    const url = `${harness.url}/EWS/Exchange.asmx`;
    const users = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? 'alice' : 'bob'));
    const answers = await Promise.all(users.map((user) => client(url, user)));
    expect(answers.map(({ status }) => status)).toEqual(users.map(() => 200));
    const { requests } = harness.exchange;
    const by = new Map<number, Set<string>>();
    for (const { connection, user } of requests)
      if (user !== null) by.set(connection, (by.get(connection) ?? new Set()).add(user));
    for (const each of by.values()) expect(each.size).toBe(1);
    const served = (upn: string): number =>
      requests.filter(({ user, status }) => user === upn && status === 200).length;
    expect([served(alice), served(bob)]).toEqual([10, 10]);
  });
});
