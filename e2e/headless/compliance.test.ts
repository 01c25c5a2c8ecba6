/** The main job, as an administrator sees it: the built product, real clients, the commands. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startExchange } from '../../lab/index.ts';
import type { Exchange } from '../../lab/index.ts';
import { contentsBelow } from '../../src-main/testing/contents-below.ts';
import { ewsClient, refusalOf } from '../../src-main/testing/ews-client.ts';
import { basic, device, password, users } from '../../src-main/testing/gateway-harness.ts';
import { ask, ewsBody } from '../../src-main/testing/http-client.ts';
import { makeHome, sallyport, serve } from '../../src-main/testing/product.ts';
import type { Home, Served } from '../../src-main/testing/product.ts';
import type { JournalEvent } from '../../src-shared/events.ts';

const alice = 'alice@contoso.test';
const bob = 'bob@contoso.test';
let exchange: Exchange;
let home: Home;
let gateway: Served;

async function start(compliance: Record<string, unknown> = {}): Promise<void> {
  exchange = await startExchange({ users });
  const devices = [device('alicephone', alice), device('bobphone', bob)];
  home = await makeHome(exchange.url, devices, compliance);
  gateway = await serve(home.path);
}

afterEach(async () => {
  await gateway.end();
  await exchange.close();
  await home.remove();
});

const until = (holds: () => boolean | Promise<boolean>, what: string): Promise<void> =>
  expect.poll(holds, { message: what, interval: 20 }).toBe(true);

function sync(
  deviceId: string,
  user: string,
): Promise<{ readonly status: number; readonly body: string }> {
  const path = `/Microsoft-Server-ActiveSync?Cmd=FolderSync&User=${user}&DeviceId=${deviceId}&DeviceType=Phone`;
  return ask(gateway.port, { path, headers: { Authorization: basic(user) }, body: '' });
}

async function log(...filter: string[]): Promise<readonly JournalEvent[]> {
  const ran = await sallyport(home.path, 'log', '--json', ...filter);
  expect(ran.code, ran.stderr).toBe(0);
  return ran.json as readonly JournalEvent[];
}

describe('a real EWS client and the commands', () => {
  beforeEach(() => start());

  it('works while its device is compliant, ends and reads why when it is blocked, works again when allowed', async () => {
    const client = ewsClient(gateway.url, alice, password);
    expect(await client.findItems()).toBeGreaterThan(0);
    const stream = await client.stream();
    await until(() => exchange.hanging().streams === 1, 'the stream reaches Exchange');
    exchange.deliver(alice);
    exchange.deliver(alice);
    await until(() => stream.events() >= 2, 'both mails are told of');

    const blocked = await sallyport(home.path, 'block', 'alicephone', '--note', 'lost', '--json');
    expect(blocked.code, blocked.stderr).toBe(0);
    await stream.ended;
    await until(() => exchange.hanging().streams === 0, 'Exchange sees the end of the stream');
    expect(await refusalOf(client.findItems())).toContain('An administrator blocked the device.');

    const [row] = (await sallyport(home.path, 'blocked', '--json')).json as {
      deviceId: string;
      reason: string;
    }[];
    expect(row).toMatchObject({
      user: alice,
      deviceId: 'alicephone',
      reason: 'OVERRIDE_BLOCK',
      identity: 'proven',
    });

    // Who asked stands in the journal, which a thread of the gateway reads beside its directory.
    const change = 'compliance.ens.onlyEnsMayUseEws=true';
    const [impact] = (await sallyport(home.path, 'impact', change, '--json')).json;
    expect(impact).toMatchObject({
      clients: 1,
      newlyBlocked: 0,
      blockedBy: { 'block override': 1 },
    });

    expect((await sallyport(home.path, 'allow', 'alicephone')).code).toBe(0);
    expect(await client.findItems()).toBeGreaterThan(0);
    expect((await sallyport(home.path, 'blocked', '--json')).json).toEqual([]);
    expect((await sallyport(home.path, 'unset', 'alicephone')).code).toBe(0);
    expect(await client.findItems()).toBeGreaterThan(0);
    expect(gateway.events().map(({ event }) => event)).toEqual(['listening']);

    const reasons = (await log(`user:${alice}`)).map(({ reason }) => reason);
    expect(reasons).toContain('COMPLIANT');
    expect(reasons).toContain('OVERRIDE_BLOCK');
    expect(reasons).toContain('OVERRIDE_ALLOW');
  });

  it('explains a decision without a request', async () => {
    await sallyport(home.path, 'block', 'alicephone');
    const [why] = (await sallyport(home.path, 'why', '--device', 'alicephone', '--json')).json as [
      Record<string, unknown>,
    ];
    expect(why).toMatchObject({ verdict: 'blocked', reason: 'OVERRIDE_BLOCK' });
    const trace = why['trace'] as { outcome: string }[];
    expect(trace.at(-1)).toMatchObject({ outcome: 'block' });
    const [bobs] = (await sallyport(home.path, 'why', '--user', bob, '--json')).json as [
      Record<string, unknown>,
    ];
    expect(bobs).toMatchObject({ verdict: 'allowed', reason: 'COMPLIANT' });
  });
});

describe("the guide's first scenario", () => {
  beforeEach(() => start({ unknownDevices: 'allow' }));

  it('a device deleted from the feed is refused although unknown devices may pass, and its stream ends', async () => {
    const client = ewsClient(gateway.url, alice, password);
    const stream = await client.stream();
    await until(() => exchange.hanging().streams === 1, 'the stream reaches Exchange');
    expect((await sync('alicephone', alice)).status).toBe(200);

    await home.setDevices([device('bobphone', bob)]);
    await stream.ended;
    expect(await refusalOf(client.findItems())).toContain('DEVICE_REMOVED');
    expect((await sync('alicephone', alice)).status).toBe(403);
    // A colleague's device, a made-up one: nothing helps.
    expect((await sync('bobphone', alice)).status).toBe(403);
    expect((await sync('madeup', alice)).status).toBe(403);
    expect((await sync('bobphone', bob)).status).toBe(200);
    const removed = await log('device:alicephone', 'verdict:blocked');
    expect(removed.map(({ reason }) => reason)).toContain('DEVICE_REMOVED');

    // It is still remembered after the gateway was killed.
    await gateway.end('SIGKILL');
    gateway = await serve(home.path);
    expect((await sync('alicephone', alice)).status).toBe(403);
  });

  it('a wiped device that names a colleague, another device, or none, is refused', async () => {
    await home.setDevices([
      device('alicephone', alice, { enrollment: 'wipePending' }),
      device('bobphone', bob),
    ]);
    await until(async () => (await sync('alicephone', alice)).status === 403, 'the wipe acts');
    expect((await sync('bobphone', alice)).status).toBe(403);
    expect((await sync('madeup', alice)).status).toBe(403);
    const none = await ask(gateway.port, {
      path: '/Microsoft-Server-ActiveSync?Cmd=FolderSync',
      headers: { Authorization: basic(alice) },
    });
    expect(none.status).toBe(400);
    expect(await refusalOf(ewsClient(gateway.url, alice, password).findItems())).toContain(
      'DEVICE_WIPED',
    );
    expect((await sync('bobphone', bob)).status).toBe(200);
  });
});

describe('secrets', () => {
  beforeEach(() => start());

  it('stay out of everything below the home, and out of the log', async () => {
    const secret = 'c2VjcmV0LWNvb2tpZQ';
    const push =
      '<m:PushSubscriptionRequest><t:FolderIds><t:DistinguishedFolderId Id="inbox"/></t:FolderIds>' +
      '<t:EventTypes><t:EventType>NewMailEvent</t:EventType></t:EventTypes><t:StatusFrequency>1</t:StatusFrequency>' +
      '<t:URL>http://127.0.0.1:9/notify?creds=c2VjcmV0LXdlYmhvb2s</t:URL></m:PushSubscriptionRequest>';
    for (const [user, pass] of [
      [alice, password],
      [alice, 'wrong-but-secret'],
      ['mallory@contoso.test', 'mallorys-secret'],
    ] as const) {
      await ask(gateway.port, {
        path: '/EWS/Exchange.asmx',
        headers: {
          Authorization: `Basic ${Buffer.from(`${user}:${pass}`).toString('base64')}`,
          Cookie: `X-BackEndCookie=${secret}`,
        },
        body: ewsBody('Subscribe', push),
      });
    }
    await ask(gateway.port, {
      path: '/EWS/Exchange.asmx',
      headers: { Authorization: `Bearer ${exchange.mintToken(alice)}` },
      body: ewsBody('Subscribe', push),
    });
    expect((await log()).length).toBeGreaterThanOrEqual(4);
    await gateway.end();

    const secrets = [
      password,
      Buffer.from(`${alice}:${password}`).toString('base64'),
      'wrong-but-secret',
      'mallorys-secret',
      Buffer.from('mallory@contoso.test:mallorys-secret').toString('base64'),
      secret,
      'c2VjcmV0LXdlYmhvb2s',
      'eyJ',
    ];
    const texts = [
      gateway.stderr(),
      JSON.stringify(gateway.events()),
      ...(await contentsBelow(home.path)).map(({ text }) => text),
    ];
    expect(texts.length).toBeGreaterThan(5);
    for (const each of secrets) {
      expect(texts.filter((text) => text.includes(each))).toEqual([]);
    }
  });
});
