/** "Restart the service" under load: no ordinary request fails (ARCHITECTURE.md, "Settings: draft, saved, in force"). */
import http from 'node:http';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startExchange } from '../../lab/index.ts';
import type { Exchange } from '../../lab/index.ts';
import { basic, device, users } from '../../src-main/testing/gateway-harness.ts';
import { ask, ewsBody, findItem } from '../../src-main/testing/http-client.ts';
import { makeHome, sallyport, serve } from '../../src-main/testing/product.ts';
import type { Home, Served } from '../../src-main/testing/product.ts';
import type { Status } from '../../src-shared/contract/calls.ts';

const alice = 'alice@contoso.test';
const restarts = 20;
const clients = 64;
const streams = 200;
let exchange: Exchange;
let home: Home;
let gateway: Served;

beforeEach(async () => {
  exchange = await startExchange({ users, hangingConnectionLimit: 10_000 });
  home = await makeHome(exchange.url, [device('alicephone', alice)]);
  gateway = await serve(home.path);
});
afterEach(async () => {
  await gateway.end();
  await exchange.close();
  await home.remove();
});

const headers = { Authorization: basic(alice), 'Content-Type': 'text/xml; charset=utf-8' };
const subscribe = ewsBody(
  'Subscribe',
  '<m:StreamingSubscriptionRequest><t:FolderIds><t:DistinguishedFolderId Id="inbox"/></t:FolderIds>' +
    '<t:EventTypes><t:EventType>NewMailEvent</t:EventType></t:EventTypes></m:StreamingSubscriptionRequest>',
);

/** Subscribes and leaves a stream open; its end, by a cut or with the test, is not waited for. */
async function openStream(): Promise<void> {
  const reply = await ask(gateway.port, { path: '/EWS/Exchange.asmx', headers, body: subscribe });
  const id = /SubscriptionId>([^<]+)</.exec(reply.body)?.[1];
  expect(id).toBeDefined();
  const body = ewsBody(
    'GetStreamingEvents',
    `<m:SubscriptionIds><t:SubscriptionId>${String(id)}</t:SubscriptionId></m:SubscriptionIds>` +
      '<m:ConnectionTimeout>30</m:ConnectionTimeout>',
  );
  ask(gateway.port, { path: '/EWS/Exchange.asmx', headers, body }).catch(() => undefined);
}

it(`${String(restarts)} restarts under ${String(clients)} keep-alive connections of POSTs and ${String(streams)} streams: 0 failed`, async ({
  task,
}) => {
  await Promise.all(Array.from({ length: streams }, openStream));
  while (exchange.hanging().streams < streams) await pause(20);
  const agent = new http.Agent({ keepAlive: true, maxSockets: clients });
  let running = true;
  let answered = 0;
  const failures: string[] = [];
  const load = Array.from({ length: clients }, async () => {
    while (running) {
      try {
        const reply = await ask(gateway.port, {
          path: '/ews/exchange.asmx',
          headers,
          body: findItem,
          agent,
        });
        if (reply.status === 200 && reply.complete) answered += 1;
        else failures.push(`${String(reply.status)} ${reply.body}`);
      } catch (error) {
        failures.push(String(error));
      }
    }
  });
  for (let at = 0; at < restarts; at += 1) {
    const ran = await sallyport(home.path, 'restart', '--json');
    expect(ran.code, ran.stderr).toBe(0);
  }
  running = false;
  await Promise.all(load);
  agent.destroy();
  const [status] = (await sallyport(home.path, 'status', '--json')).json as [Status];
  expect(status.generation).toBe(1 + restarts);
  expect(failures).toEqual([]);
  expect(answered).toBeGreaterThan(restarts * 10);
  Object.assign(task.meta, { answered, restarts, failed: failures.length });
});

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
