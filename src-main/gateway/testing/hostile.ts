/** Hostile requests by hand: each goes to a gateway before a tap, and an ordinary request follows. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTap, towards } from './tap.ts';
import type { Tap } from './tap.ts';
import { connectRaw, eventually, statuses } from './raw-client.ts';
import type { RawClient } from './raw-client.ts';
import { basic, startHarness } from '../../testing/gateway-harness.ts';
import type { Harness } from '../../testing/gateway-harness.ts';
import { ask, findItem } from '../../testing/http-client.ts';

export const authorization = `Authorization: ${basic('alice@contoso.test')}`;
export const ewsPath = '/EWS/Exchange.asmx';
export const easPath = '/Microsoft-Server-ActiveSync';
export const easQuery =
  '?Cmd=FolderSync&User=alice@contoso.test&DeviceId=alicephone&DeviceType=iPhone';
export const length = `Content-Length: ${String(findItem.length)}`;
export const smuggled = `GET /owa/secret HTTP/1.1\r\nHost: gateway\r\n${authorization}\r\n\r\n`;
export const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;
export const chunkedSmuggled = `${chunk(smuggled)}0\r\n\r\n`;

/** What a payload may lead to: refused, or answered with these codes after that many requests reached Exchange. */
interface Payload {
  readonly name: string;
  readonly bytes: string | Buffer;
  /** Codes of the answers, one of these lists; `closed` is an end without a word. */
  readonly codes?: readonly (readonly number[])[];
  readonly forwarded?: number;
}

export const target = (line: string, more: readonly string[] = [], body = ''): string =>
  [line, 'Host: gateway', authorization, ...more, '', body].join('\r\n');
export const post = (more: readonly string[], body = findItem): string =>
  target(`POST ${ewsPath} HTTP/1.1`, more, body);
export const refused = (name: string, bytes: string | Buffer, ...codes: number[]): Payload => ({
  name,
  bytes,
  codes: codes.map((code) => [code]),
});

/** How long nothing more must come. */
const quietMs = 120;

/** Sends each payload on a connection of its own; then an ordinary request must get its answer. */
async function attack(
  harness: Harness,
  tap: Tap,
  payloads: readonly (Payload | readonly Payload[])[],
): Promise<void> {
  for (const { name, bytes, codes = [[400]], forwarded = 0 } of payloads.flat()) {
    const before = tap.requests.length;
    const client = connectRaw(harness.port);
    client.write(bytes);
    const fits = (received: string): boolean =>
      codes.some((each) => each.join() === statuses(received).join());
    const received = await heard(client, fits);
    assert.ok(fits(received), `${name}: ${JSON.stringify(received.slice(0, 400))}`);
    assert.equal(tap.requests.length - before, forwarded, `${name}: reached Exchange`);
    const reply = await ask(harness.port, {
      path: ewsPath,
      headers: { Authorization: basic('bob@contoso.test') },
      body: findItem,
    });
    assert.equal(reply.status, 200, `${name}: the next request`);
  }
  assert.doesNotMatch(tap.bytes(), /owa|secret|evil/i, 'nothing undecided reached Exchange');
}

/** What came until the gateway closed, or said nothing more after what fits. */
async function heard(client: RawClient, fits: (received: string) => boolean): Promise<string> {
  await eventually(() => client.socket.destroyed || fits(client.received()));
  const quiet = setTimeout(() => client.socket.destroy(), quietMs);
  const received = await client.closed;
  clearTimeout(quiet);
  return received;
}

export function hostile(name: string, payloads: readonly Payload[]): void {
  test(name, async (t) => {
    const tap = await startTap();
    const harness = await startHarness({ settings: towards(tap.port) });
    t.after(async () => {
      await harness.close();
      await tap.close();
    });
    await attack(harness, tap, payloads);
    assert.equal(harness.gateway.status().requests, 0);
  });
}

export const te = 'Transfer-Encoding: chunked';
