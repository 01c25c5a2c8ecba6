import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { basicAuthorization, createClient, type CallInput, type Client } from '../client.ts';
import { soapEnvelope } from '../soap.ts';
import { soapOf } from '../testing/soap.ts';
import { startExchange } from './server.ts';
import type { Exchange } from './types.ts';

let exchange: Exchange;
let client: Client;
const authorization = basicAuthorization('ada@corp.example', 'a');

beforeEach(async () => {
  exchange = await startExchange({
    users: [{ upn: 'ada@corp.example', password: 'a' }],
    seedItems: 3,
  });
  client = createClient();
});
afterEach(async () => {
  client.close();
  await exchange.close();
});

function ews(body: string, headers: Record<string, string> = {}, rest: Partial<CallInput> = {}) {
  return client.call({
    ...{ url: exchange.ewsUrl, method: 'POST', body, ...rest },
    headers: {
      'Content-Type': 'text/xml; charset=utf-8',
      Authorization: authorization,
      ...headers,
    },
  });
}

describe('paths', () => {
  it('are known in any letter case, and nothing else is', async () => {
    for (const path of ['/ews/exchange.asmx', '/EWS/EXCHANGE.ASMX']) {
      expect((await ews(soapOf.findItem(), {}, { url: exchange.url + path })).status).toBe(200);
    }
    expect((await ews('', {}, { url: `${exchange.url}/ews/exchange.asmx/x` })).status).toBe(404);
    expect((await ews('', {}, { url: `${exchange.url}/owa/` })).status).toBe(404);
  });

  it('serve the public description without authentication, in its real size', async () => {
    for (const [file, size] of [
      ['Services.wsdl', 204],
      ['messages.xsd', 209],
      ['TYPES.xsd', 442],
    ] as const) {
      const answer = await client.call({ url: `${exchange.url}/ews/${file}` });
      expect(answer.status).toBe(200);
      expect(Math.round(answer.body.length / 1024)).toBe(size);
    }
  });

  it('answer a GET of Exchange.asmx with 401, then with the service page', async () => {
    expect((await client.call({ url: exchange.ewsUrl })).status).toBe(401);
    const answer = await client.call({
      url: exchange.ewsUrl,
      headers: { Authorization: authorization },
    });
    expect(answer.body.toString()).toContain('You have created a service');
  });
});

describe('answers', () => {
  it('carry the headers of a front end, cookies on lines of their own', async () => {
    const answer = await ews(soapOf.findItem(), {
      'client-request-id': '{11}',
      'return-client-request-id': 'true',
    });
    expect(answer.headers).toMatchObject({
      'content-type': 'text/xml; charset=utf-8',
      'x-feserver': 'LAB-EX01',
      'client-request-id': '{11}',
    });
    expect(answer.headers['request-id']).toMatch(/^[0-9a-f-]{36}$/);
    const cookies = answer.headers['set-cookie'] as string[];
    expect(cookies.map((cookie) => cookie.split('=')[0])).toEqual([
      'exchangecookie',
      'X-BackEndCookie',
    ]);
  });

  it('are packed only for who asks', async () => {
    const plain = await ews(soapOf.findItem());
    const packed = await ews(soapOf.findItem(), { 'Accept-Encoding': 'gzip, deflate' });
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(packed.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(packed.body).toString()).toBe(plain.body.toString());
    exchange.set({ gzip: false });
    const off = await ews(soapOf.findItem(), { 'Accept-Encoding': 'gzip' });
    expect(off.headers['content-encoding']).toBeUndefined();
  });

  it('give the whole MIME content of a large mail', async () => {
    const { id } = exchange.deliver('ada', { subject: 'big <&>', mimeBytes: 3_000_000 });
    const answer = await ews(soapOf.getItem(id, true));
    const text = answer.body.toString();
    expect(text).toContain('<t:Subject>big &lt;&amp;&gt;</t:Subject>');
    const mime = /<t:MimeContent[^>]*>([^<]*)</.exec(text)?.[1] ?? '';
    expect(Buffer.from(mime, 'base64')).toHaveLength(3_000_000);
  });

  it('name an unknown operation in a fault, and refuse what is no SOAP', async () => {
    const fault = await ews(soapEnvelope('<m:Reboot xmlns:m="urn:x"/>'));
    expect(fault.status).toBe(500);
    expect(fault.body.toString()).toContain('Reboot');
    for (const body of ['', '<a>', '<!DOCTYPE x [<!ENTITY y "z">]><Envelope/>', 'plain']) {
      expect((await ews(body)).status).toBe(400);
    }
  });
});

describe('the record of requests', () => {
  it('holds what arrived, byte for byte', async () => {
    const body = soapOf.findItem();
    await ews(
      body,
      { 'X-Odd': 'a  b', 'User-Agent': 'ENS/1' },
      { url: `${exchange.url}/eWs/Exchange.asmx?x=%41` },
    );
    const [entry] = exchange.requests;
    expect(entry).toMatchObject({
      ...{
        method: 'POST',
        rawUrl: '/eWs/Exchange.asmx?x=%41',
        httpVersion: '1.1',
        protocol: 'ews',
      },
      ...{ operation: 'FindItem', user: 'ada@corp.example', status: 200, outcome: 'answered' },
      ...{ bodyBytes: body.length, bodySha256: createHash('sha256').update(body).digest('hex') },
    });
    expect(entry?.rawHeaders).toContain('X-Odd');
    expect(entry?.body.toString()).toBe(body);
  });

  it('is bounded and can be waited for', async () => {
    const waiting = exchange.waitFor(({ operation }) => operation === 'GetItem');
    await ews(soapOf.getItem('x'));
    expect((await waiting).operation).toBe('GetItem');
    exchange.clearRequests();
    expect(exchange.requests).toHaveLength(0);
    await expect(exchange.waitFor(() => true, 20)).rejects.toThrow('20 ms');
  });
});

describe('faults', () => {
  it('hang until the client gives up', async () => {
    exchange.set({ faults: [{ protocol: 'ews', fault: { kind: 'hang' } }] });
    await expect(
      ews(soapOf.findItem(), {}, { signal: AbortSignal.timeout(100) }),
    ).rejects.toThrow();
    const entry = await exchange.waitFor(({ outcome }) => outcome === 'aborted');
    expect(entry.status).toBeNull();
  });

  it('reset the connection, as often as told', async () => {
    exchange.set({ faults: [{ pathPrefix: '/ews/', times: 1, fault: { kind: 'reset' } }] });
    await expect(ews(soapOf.findItem())).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect((await ews(soapOf.findItem())).status).toBe(200);
  });

  it('delay headers and force a status for one operation', async () => {
    exchange.set({
      faults: [
        { operation: 'GetItem', fault: { kind: 'delayHeaders', ms: 80 } },
        {
          operation: 'FindItem',
          fault: { kind: 'status', status: 503, headers: [['Retry-After', '7']] },
        },
      ],
    });
    const startedAt = Date.now();
    expect((await ews(soapOf.getItem('x'))).status).toBe(200);
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(75);
    expect(await ews(soapOf.findItem())).toMatchObject({
      status: 503,
      headers: { 'retry-after': '7' },
    });
  });
});

it('listens on loopback only', async () => {
  const host = '0.0.0.0' as '127.0.0.1';
  await expect(startExchange({ users: [], host })).rejects.toThrow('loopback only');
});
