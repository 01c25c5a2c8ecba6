/** The pictures show nothing that the product does not do. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { reasons } from '../../src-shared/decision.ts';
import * as samples from './samples.ts';

/** Of these the ones that the gate's code names, apart from tests. */
function producedOf(names: readonly string[]): string[] {
  const sources = ['compliance', 'gateway'].flatMap((room) => {
    const folder = fileURLToPath(new URL(`../../src-main/${room}`, import.meta.url));
    return sourcesIn(folder);
  });
  return names.filter((name) => sources.some((source) => source.includes(`'${name}'`)));
}

function sourcesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.name.includes('test')) return [];
    return entry.isDirectory() ? sourcesIn(path) : [readFileSync(path, 'utf8')];
  });
}

it('every reason is one that the product produces', () => {
  const produced = producedOf([...reasons, 'DEVICE_ON_MARS']);
  expect(produced).toContain('DEVICE_WIPED');
  expect(produced).not.toContain('DEVICE_ON_MARS');
  const shown = [
    ...samples.events(400).map(({ event }) => event.reason),
    ...samples.clients.map(({ reason }) => reason),
    ...samples.overview.topReasons.map(({ reason }) => reason),
  ];
  expect(shown.filter((reason) => !produced.includes(reason))).toEqual([]);
});

it('the explanation of a client is its own', () => {
  for (const { user, deviceId, reason } of samples.clients) {
    const explained = samples.explanation({ user: user ?? '', device: deviceId ?? '' });
    expect(explained).toMatchObject({ verdict: 'blocked', reason });
    expect(explained.text).toContain(deviceId);
  }
});

it('the figures agree with the list of clients and with the chart', () => {
  const sum = (counts: readonly number[]) => counts.reduce((all, each) => all + each, 0);
  const { blocked, buckets, requests, topClients, topReasons } = samples.overview;
  expect(blocked.clients).toBe(samples.clients.length);
  expect(sum(topClients.map(({ count }) => count))).toBe(blocked.requests);
  expect(topReasons.map(({ count }) => count)).toEqual(topClients.map(({ count }) => count));
  expect(sum(buckets.map((each) => each.blocked))).toBe(blocked.requests);
  expect(sum(buckets.map((each) => each.requests))).toBe(requests.ews + requests.eas);
  // An hour of the seven days.
  for (const [index, { count }] of samples.clients.entries()) {
    expect(count).toBeGreaterThan(topClients[index]?.count ?? Infinity);
  }
});

it('while Exchange takes no connection, what it did not answer is an error', () => {
  const { buckets, upstreamErrors } = samples.exchangeDown.overview;
  const last = buckets.slice(-4).reduce((all, { requests }) => all + requests, 0);
  expect(upstreamErrors).toBeGreaterThan(0);
  expect(upstreamErrors).toBeLessThanOrEqual(last);
});
