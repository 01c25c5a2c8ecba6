/** Killed at any moment: settings whole, journal opens, events older than 200 ms there. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startExchange } from '../../lab/index.ts';
import type { Exchange } from '../../lab/index.ts';
import { basic, device, users } from '../../src-main/testing/gateway-harness.ts';
import { ask } from '../../src-main/testing/http-client.ts';
import { makeHome, properties, sallyport, serve } from '../../src-main/testing/product.ts';
import type { Home } from '../../src-main/testing/product.ts';
import type { JournalEvent } from '../../src-shared/events.ts';

const alice = 'alice@contoso.test';
/** Younger events may be lost by a kill (issue: "events older than 200 ms there"). */
const mayBeLostMs = 200;

const seed = 20261122;

/** Declares the test for so many kills, each after a life of 50 to 1250 ms. */
export function testKills(lives: number, timeoutMs: number): void {
  let exchange: Exchange;
  let home: Home;
  beforeAll(async () => {
    exchange = await startExchange({ users });
    home = await makeHome(exchange.url, [device('alicephone', alice)]);
  });
  afterAll(async () => {
    await exchange.close();
    await home.remove();
  });
  it(
    `${String(lives)} kills (seed ${String(seed)})`,
    async ({ task }) => {
      const random = seeded(seed);
      let survived = 0;
      for (let life = 0; life < lives; life += 1) {
        await killOnce(home, life, 50 + Math.floor(random() * 1200));
        survived += 1;
      }
      Object.assign(task.meta, { kills: survived, seed });
      expect(survived).toBe(lives);
    },
    timeoutMs,
  );
}

/** mulberry32: a small generator, so that a failure can be repeated with its seed. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Serves, sends traffic and changes settings, kills after `lifeMs`, and checks what is left. */
async function killOnce(home: Home, life: number, lifeMs: number): Promise<void> {
  const gateway = await serve(home.path);
  const answered: { readonly agent: string; readonly at: number }[] = [];
  let alive = true;
  const traffic = Array.from({ length: 4 }, async (_, lane) => {
    for (let turn = 0; alive; turn += 1) {
      const agent = `life-${String(life)}-${String(lane)}-${String(turn)}`;
      try {
        await ask(gateway.port, {
          path: `/Microsoft-Server-ActiveSync?Cmd=FolderSync&User=${alice}&DeviceId=alicephone&DeviceType=Phone`,
          headers: { Authorization: basic(alice), 'User-Agent': agent },
        });
        answered.push({ agent, at: Date.now() });
      } catch {
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  });
  const value = life % 2 === 0 ? 'true' : 'false';
  const edits = sallyport(home.path, 'set', `remove.unsupported.auth.for.ews=${value}`);
  const overrides = sallyport(home.path, life % 2 === 0 ? 'allow' : 'unset', 'alicephone');
  await new Promise((resolve) => setTimeout(resolve, lifeMs));
  const killed = Date.now();
  await gateway.end('SIGKILL');
  alive = false;
  await Promise.all([...traffic, edits, overrides]);

  await settingsAreWhole(home);
  await eventsAreThere(
    home,
    answered.filter(({ at }) => at < killed - mayBeLostMs),
  );
}

async function settingsAreWhole(home: Home): Promise<void> {
  const text = await readFile(join(home.path, 'config', 'application.properties'), 'latin1');
  const without = properties.replace('for.ews=true', 'for.ews=false');
  expect([properties, without]).toContain(text);
  const check = await sallyport(home.path, 'check', '--json');
  expect(check.code, check.stdout).toBe(0);
}

async function eventsAreThere(
  home: Home,
  answered: readonly { readonly agent: string }[],
): Promise<void> {
  const log = await sallyport(home.path, 'log', '--json', '--limit', '100000');
  expect(log.code, log.stderr).toBe(0);
  const stored = new Set((log.json as readonly JournalEvent[]).map(({ userAgent }) => userAgent));
  expect(answered.filter(({ agent }) => !stored.has(agent))).toEqual([]);
}
