import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestHome, type TestHome } from '../../testing/settings-home.ts';
import { freePort } from './free-port.ts';

let home: TestHome;
let taken: Server;
let port: number;
beforeEach(async () => {
  home = await createTestHome();
  taken = createServer();
  await new Promise<void>((resolve) => void taken.listen(0, '127.0.0.1', resolve));
  port = (taken.address() as AddressInfo).port;
});
afterEach(async () => {
  taken.close();
  await home.remove();
});

const found = async (...[url, asked]: [string | null, { host?: string; from?: number }]) => {
  const answer = await freePort(home.paths, url, asked);
  return answer.ok ? answer.value.port : answer.problems[0]?.code;
};

test('the next above the saved one, which can be listened on', async () => {
  home.changeMem({ 'listener.port': port });
  const next = Number(await found(null, {}));
  expect(next).toBeGreaterThan(port);
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(next, '127.0.0.1', resolve));
  server.close();
});

test('one that is asked for, when it is free or the own gateway has it', async () => {
  expect(await found(null, { from: port })).toBeGreaterThan(port);
  expect(await found(`http://127.0.0.1:${port}`, { from: port })).toBe(port);
  expect(await found(`http://127.0.0.2:${port}`, { from: port })).toBeGreaterThan(port);
});

test('an address that this machine does not have', async () => {
  expect(await found(null, { host: '192.0.2.77', from: port })).toBe('ADDRESS_UNAVAILABLE');
});

test('a file that cannot be read leaves the defaults', async () => {
  await home.remove();
  expect(await found(null, {})).toBeGreaterThan(8443);
});
