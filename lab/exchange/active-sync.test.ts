import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { basicAuthorization, createClient, type Client } from '../client.ts';
import { poll } from '../testing/poll.ts';
import { readEasQuery, writeBase64Query } from './eas/query.ts';
import { decodeWbxml, encodeWbxml, node, TAGS, wbxmlText } from './eas/wbxml.ts';
import { startExchange } from './server.ts';
import type { Exchange } from './types.ts';

let exchange: Exchange;
let client: Client;
const authorization = basicAuthorization('CORP\\ada', 'a');
const PLAIN = 'User=ada%40corp.example&DeviceId=ApplC39&DeviceType=iPhone';

beforeEach(async () => {
  exchange = await startExchange({
    users: [{ upn: 'ada@corp.example', password: 'a' }],
    msPerSecond: 10,
  });
  client = createClient();
});
afterEach(async () => {
  client.close();
  await exchange.close();
});

function eas(query: string, body: Buffer = Buffer.alloc(0), signal?: AbortSignal) {
  return client.call({
    ...{ url: `${exchange.easUrl}?${query}`, method: 'POST', body },
    headers: { Authorization: authorization, 'Content-Type': 'application/vnd.ms-sync.wbxml' },
    ...(signal === undefined ? {} : { signal }),
  });
}

function ping(seconds: number): Buffer {
  const folder = node(TAGS.pingFolder, [node(TAGS.pingId, '5'), node(TAGS.pingClass, 'Email')]);
  return encodeWbxml(
    node(TAGS.ping, [node(TAGS.heartbeatInterval, seconds), node(TAGS.pingFolders, [folder])]),
  );
}

const polling = (): boolean => exchange.hanging().polls === 1;
describe('ActiveSync', () => {
  it('answers OPTIONS with versions and commands', async () => {
    const answer = await client.call({
      ...{ url: `${exchange.url}/microsoft-server-activesync`, method: 'OPTIONS' },
      headers: { Authorization: authorization },
    });
    expect(answer.status).toBe(200);
    expect(answer.headers['ms-asprotocolversions']).toContain('16.1');
    expect(answer.headers['ms-asprotocolcommands']).toContain('FolderSync');
    expect(answer.headers['ms-server-activesync']).toBeDefined();
  });

  it('takes the plain and the base64 query', async () => {
    const coded = writeBase64Query({
      ...{ command: 'FolderSync', deviceId: 'ApplC39', deviceType: 'iPhone' },
      ...{ user: 'ada@corp.example', policyKey: '7' },
    });
    for (const query of [`Cmd=FolderSync&${PLAIN}`, `cmd=foldersync&${PLAIN}`, coded]) {
      const answer = await eas(query);
      expect(answer.status).toBe(200);
      expect(answer.body.subarray(0, 4).toString('hex')).toBe('03016a00');
      expect(answer.body.toString()).toContain('Inbox');
    }
    expect(exchange.requests.map(({ device, operation }) => ({ device, operation }))).toEqual(
      Array<unknown>(3).fill({
        operation: 'FolderSync',
        device: { id: 'ApplC39', type: 'iPhone', user: 'ada@corp.example' },
      }),
    );
  });

  it('refuses what is neither, and asks for Basic', async () => {
    expect((await eas('')).status).toBe(400);
    expect((await eas(`Cmd=Dance&${PLAIN}`)).status).toBe(501);
    expect((await eas('jAAJBAp2')).status).toBe(400);
    const answer = await client.call({
      url: `${exchange.easUrl}?Cmd=Ping&${PLAIN}`,
      method: 'POST',
      body: ping(1),
    });
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('Basic realm="mail.lab.example"');
  });

  it('gives new mail by Sync once, then an empty body', async () => {
    await eas(`Cmd=Sync&${PLAIN}`);
    exchange.deliver('ada', { subject: 'only once' });
    expect((await eas(`Cmd=Sync&${PLAIN}`)).body.toString()).toContain('only once');
    expect((await eas(`Cmd=Sync&${PLAIN}`)).body).toHaveLength(0);
  });

  it('holds a Ping until mail arrives, without a byte', async () => {
    const waiting = eas(`Cmd=Ping&${PLAIN}`, ping(3540));
    await poll(polling);
    exchange.deliver('ada');
    const answer = await waiting;
    expect(wbxmlText(decodeWbxml(answer.body), TAGS.pingStatus)).toBe('2');
    expect(exchange.hanging().polls).toBe(0);
  });

  it('ends a Ping when its time is over', async () => {
    const answer = await eas(`Cmd=Ping&${PLAIN}`, ping(8));
    expect(wbxmlText(decodeWbxml(answer.body), TAGS.pingStatus)).toBe('1');
  });

  it('forgets a Ping whose client has gone, and holds Sync with Wait too', async () => {
    const stop = new AbortController();
    const waiting = eas(`Cmd=Ping&${PLAIN}`, ping(3540), stop.signal);
    await poll(polling);
    stop.abort();
    await expect(waiting).rejects.toThrow();
    await poll(() => exchange.hanging().polls === 0);
    const sync = eas(`Cmd=Sync&${PLAIN}`, encodeWbxml(node(TAGS.sync, [node(TAGS.wait, 59)])));
    await poll(polling);
    exchange.deliver('ada', { subject: 'woken' });
    expect((await sync).body.toString()).toContain('woken');
  });
});

describe('the base64 query', () => {
  it('reads the example of [MS-ASHTTP]', () => {
    expect(readEasQuery('jAAJBAp2MTQwRGV2aWNlAApTbWFydFBob25l')).toEqual({
      ...{ command: 'Sync', deviceId: 'v140Device', deviceType: 'SmartPhone' },
      ...{ user: null, policyKey: null },
    });
  });

  it('gives raw bytes of a device id in hexadecimal', () => {
    const bytes = Buffer.concat([
      Buffer.of(141, 18, 9, 4, 4, 0, 1, 255, 16, 0, 2),
      Buffer.from('WP'),
    ]);
    expect(readEasQuery(bytes.toString('base64'))?.deviceId).toBe('0001ff10');
  });
});
