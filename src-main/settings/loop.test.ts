import { expect, test, vi } from 'vitest';
import type { Network } from './loop.ts';
import { destinationOf, isLoopback, systemNetwork } from './loop.ts';

const names: Readonly<Record<string, readonly string[]>> = {
  'mail.example': ['192.0.2.25'],
  'gateway.example': ['192.0.2.1'],
  'both.example': ['192.0.2.25', '::1'],
  localhost: ['127.0.0.1', '::1'],
};
const network: Network = {
  lookup: (host) => Promise.resolve(names[host] ?? []),
  local: () => ['127.0.0.1', '::1', '192.0.2.1', '2001:db8::1', 'fe80::1%eth0'],
};

const cases: readonly (readonly [string, string, string])[] = [
  // listener, target, where the target leads
  ['127.0.0.1', '127.0.0.1', 'here'],
  ['127.0.0.1', 'localhost', 'here'],
  ['127.0.0.1', '::1', 'here'],
  ['127.0.0.1', '127.9.9.9', 'here'],
  ['127.0.0.1', '0.0.0.0', 'here'],
  ['127.0.0.1', '::ffff:127.0.0.1', 'here'],
  ['127.0.0.1', '192.0.2.1', 'elsewhere'],
  ['127.0.0.1', 'mail.example', 'elsewhere'],
  ['localhost', '127.0.0.1', 'here'],
  ['0.0.0.0', '127.0.0.1', 'here'],
  ['0.0.0.0', '192.0.2.1', 'here'],
  ['0.0.0.0', 'gateway.example', 'here'],
  ['0.0.0.0', 'both.example', 'here'],
  ['0.0.0.0', 'mail.example', 'elsewhere'],
  ['::', '192.0.2.1', 'here'],
  ['::', '2001:0db8:0::0001', 'here'],
  ['::', 'fe80::1', 'here'],
  ['192.0.2.1', '192.0.2.1', 'here'],
  ['192.0.2.1', 'gateway.example', 'here'],
  ['192.0.2.1', '127.0.0.1', 'elsewhere'],
  ['gateway.example', 'GATEWAY.example', 'here'],
  ['gone.example', 'gone.example', 'here'],
  ['127.0.0.1', 'gone.example', 'unresolved'],
];

test.each(cases)('listener %s, Exchange %s: %s', async (listener, target, destination) => {
  const address = { scheme: 'https', host: target, port: 8443 } as const;
  expect(await destinationOf(address, { host: listener, ports: [8443] }, network)).toBe(
    destination,
  );
});

test('another port is another service', async () => {
  const address = { scheme: 'https', host: '127.0.0.1', port: 8444 } as const;
  expect(await destinationOf(address, { host: '127.0.0.1', ports: [8443] }, network)).toBe(
    'elsewhere',
  );
});

test('a name server that does not answer is waited for two seconds', async () => {
  vi.useFakeTimers();
  const silent: Network = { ...network, lookup: () => new Promise(() => undefined) };
  const address = { scheme: 'https', host: 'mail.example', port: 443 } as const;
  const asked = destinationOf(address, { host: '127.0.0.1', ports: [8443] }, silent);
  await vi.advanceTimersByTimeAsync(2000);
  expect(await asked).toBe('unresolved');
  vi.useRealTimers();
});

test('the system itself knows localhost', async () => {
  const addresses = await systemNetwork.lookup('localhost');
  expect(addresses.every(isLoopback)).toBe(true);
  expect(systemNetwork.local()).toContain('127.0.0.1');
});
