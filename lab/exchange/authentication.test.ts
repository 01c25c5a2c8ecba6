import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { basicAuthorization, createClient, type Client } from '../client.ts';
import { soapOf } from '../testing/soap.ts';
import { BEARER_CHALLENGE } from './quirks.ts';
import { startExchange } from './server.ts';
import type { Exchange } from './types.ts';

const ADA = {
  upn: 'ada@corp.example',
  password: 'pa:ss wörd',
  smtp: 'ada.l@corp.example',
  domain: 'CORP',
  sam: 'adal',
};
let exchange: Exchange;
let client: Client;

beforeEach(async () => {
  exchange = await startExchange({
    users: [
      ADA,
      { upn: 'svc@corp.example', password: 'svc' },
      { upn: 'bob@corp.example', password: 'b' },
    ],
    serviceAccounts: ['svc@corp.example'],
  });
  client = createClient();
});
afterEach(async () => {
  client.close();
  await exchange.close();
});

function post(authorization: string | null, body = soapOf.findItem()) {
  const headers = { 'Content-Type': 'text/xml; charset=utf-8' };
  return client.call({
    url: exchange.ewsUrl,
    method: 'POST',
    body,
    headers: authorization === null ? headers : { ...headers, Authorization: authorization },
  });
}

function challenges(rawHeaders: readonly string[]): string[] {
  return rawHeaders.flatMap((name, index) =>
    index % 2 === 0 && name === 'WWW-Authenticate' ? [rawHeaders[index + 1]!] : [],
  );
}

describe('challenges', () => {
  it('come one line per scheme, in the configured order', async () => {
    const answer = await post(null);
    expect(answer.status).toBe(401);
    expect(challenges(answer.rawHeaders)).toEqual([
      'Negotiate',
      'NTLM',
      'Basic realm="mail.lab.example"',
      BEARER_CHALLENGE,
    ]);
    exchange.set({ challenges: ['Basic realm="x"', 'NTLM'] });
    expect(challenges((await post(null)).rawHeaders)).toEqual(['Basic realm="x"', 'NTLM']);
  });

  it('answer an empty Bearer with the long form even where the list lacks it', async () => {
    exchange.set({ challenges: ['NTLM'] });
    const answer = await post('Bearer');
    expect(answer.status).toBe(401);
    expect(challenges(answer.rawHeaders)).toEqual(['NTLM', BEARER_CHALLENGE]);
  });

  it('answer NTLM and Negotiate attempts with 401 on a connection that stays open', async () => {
    for (const token of ['NTLM TlRMTVNTUAABAAAA', 'Negotiate YII=']) {
      expect((await post(token)).status).toBe(401);
    }
    expect(new Set(exchange.requests.map(({ connection }) => connection)).size).toBe(1);
  });

  it('have a list of their own on ActiveSync', async () => {
    const answer = await client.call({ url: exchange.easUrl, method: 'OPTIONS' });
    expect(answer.status).toBe(401);
    expect(challenges(answer.rawHeaders)).toEqual(['Basic realm="mail.lab.example"']);
  });
});

describe('credentials', () => {
  it.each(['ada@corp.example', 'ADA.L@corp.example', 'CORP\\adal', 'corp\\ADAL', 'adal'])(
    'Basic as %s',
    async (name) => {
      expect((await post(basicAuthorization(name, ADA.password))).status).toBe(200);
      expect(exchange.requests[0]?.user).toBe(ADA.upn);
    },
  );

  it('refuses a wrong password and an unknown user', async () => {
    expect((await post(basicAuthorization('adal', 'nope'))).status).toBe(401);
    expect((await post(basicAuthorization('nobody', ADA.password))).status).toBe(401);
    expect(exchange.requests.map(({ user }) => user)).toEqual([null, null]);
  });

  it('accepts its own tokens until they expire, and no forged ones', async () => {
    const token = exchange.mintToken(ADA.upn);
    expect((await post(`Bearer ${token}`)).status).toBe(200);
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString());
    expect(claims).toMatchObject({ upn: ADA.upn, preferred_username: ADA.upn });
    const old = await post(`Bearer ${exchange.mintToken(ADA.upn, { expiresInSeconds: -1 })}`);
    expect(old.status).toBe(401);
    expect(challenges(old.rawHeaders).at(-1)).toContain('error="invalid_token"');
    const [head, , signature] = token.split('.');
    const forged = Buffer.from(JSON.stringify({ ...(claims as object), upn: 'bob@corp.example' }));
    expect((await post(`Bearer ${head}.${forged.toString('base64url')}.${signature}`)).status).toBe(
      401,
    );
  });

  it('lets a service account act for another mailbox, and nobody else', async () => {
    const mine = await post(
      basicAuthorization('svc', 'svc'),
      soapOf.findItem('ada.l@corp.example'),
    );
    expect(mine.status).toBe(200);
    expect(exchange.requests[0]).toMatchObject({ user: 'svc@corp.example', mailbox: ADA.upn });
    const denied = await post(
      basicAuthorization('bob', 'b'),
      soapOf.findItem('ada.l@corp.example'),
    );
    expect(denied.status).toBe(500);
    expect(denied.body.toString()).toContain('ErrorImpersonateUserDenied');
    const unknown = await post(
      basicAuthorization('svc', 'svc'),
      soapOf.findItem('who@corp.example'),
    );
    expect(unknown.body.toString()).toContain('ErrorNonExistentMailbox');
  });
});
