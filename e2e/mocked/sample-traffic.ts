/** Invented people, what they ask for, and what the gateway makes of it. */
import type { Outage, Overview, StoredEvent } from '../../src-shared/contract/window.ts';
import { inventedGate } from '../../src-main/testing/invented-gate.ts';
import type { InventedClient } from '../../src-main/testing/invented-gate.ts';
import type { BlockedClient } from '../../src-shared/events.ts';
import { ago, now, running } from './sample-gateway.ts';

interface Person extends InventedClient {
  readonly type: string;
  readonly agent: string;
}

/** Who asks, and what device management says of their device; what follows from it the rules say. */
const people: readonly Person[] = [
  { ...person('alice', '9F3A44D2C1', 'wiped'), type: 'iPhone', agent: 'Apple-iPhone15C2/2108.66' },
  {
    ...person('j.meyer', 'ApplF17XK9Q2', 'unenrolled'),
    ...{ type: 'iPad', agent: 'Apple-iPad14C3/2108.66' },
  },
  {
    ...person('p.okafor', 'androidc1843711', 'enrolled'),
    ...{ type: 'Android', agent: 'Android/14-EAS-2.0', blockedByAdmin: true },
  },
  { ...person('b.ito', 'BX8B21F7C0', null), type: 'Android', agent: 'Android/13-EAS-2.0' },
  {
    ...person('r.silva', 'ApplDN6T02K1', 'removed'),
    ...{ type: 'iPhone', agent: 'Apple-iPhone13C4/2108.66' },
  },
  {
    ...person('m.larsen', 'androidc2207418', 'enrolled'),
    ...{ type: 'Android', agent: 'Android/14-EAS-2.0', owner: 'k.novak@corp.example' },
  },
  {
    ...person('s.dubois', 'ApplQ3M8Z1T5', 'enrolled'),
    ...{ type: 'iPhone', agent: 'Apple-iPhone15C2/2108.66' },
  },
];

function person(name: string, device: string, enrollment: InventedClient['enrollment']) {
  return { user: `${name}@corp.example`, device, enrollment };
}

const ens = '10.1.2.14';
const devices = 12_410;

export const explanation = inventedGate({ clients: people, now: new Date(now), ens, devices });
const addressOf = (who: Person) => `10.1.4.${String(20 + people.indexOf(who))}`;
const verdictOf = ({ user, device }: Person) => explanation({ user, device });
const blockedPeople = people.filter((each) => verdictOf(each).verdict === 'blocked');
const passingPeople = people.filter((each) => verdictOf(each).verdict === 'allowed');

const operations = ['FolderSync', 'Sync', 'Ping', 'ItemOperations', 'Search'];
const ewsOperations = ['GetItem', 'Subscribe', 'FindItem', 'GetStreamingEvents', 'GetFolder'];

const pick = <Item>(items: readonly Item[], index: number): Item => items[index % items.length]!;

/** The `index`th event, `step` seconds before the next. The notification service asks by EWS, devices by ActiveSync. */
export function event(index: number, count: number, step = 0.7): StoredEvent {
  const ews = index % 3 !== 1;
  const blocked = index % 5 !== 3;
  const who = pick(blocked ? blockedPeople : passingPeople, index);
  const { verdict, reason } = verdictOf(who);
  return {
    id: index + 1,
    event: {
      seq: index + 1,
      at: ago((count - index) * step),
      requestId: `req-${String(index + 1).padStart(6, '0')}`,
      protocol: ews ? 'ews' : 'eas',
      // A blocked EWS request is decided on by its head: what it wants stands in the body, which nobody reads.
      operation: !ews ? pick(operations, index) : blocked ? null : pick(ewsOperations, index),
      user: who.user,
      mailbox: null,
      identity: blocked && index % 4 === 0 ? 'claimed' : 'proven',
      devices: [{ id: who.device, verdict: blocked ? 'blocked' : 'allowed' }],
      deviceType: ews ? null : who.type,
      userAgent: ews ? 'ENS/2' : who.agent,
      client: ews ? ens : addressOf(who),
      verdict,
      reason,
      status: blocked ? (ews ? 500 : 403) : 200,
      answeredBy: blocked ? 'gateway' : 'exchange',
      authentication: 'basic',
      hopsMs: blocked
        ? { decide: 0.4, connect: null, exchange: null, total: 0.9 }
        : { decide: 0.4, connect: 3.1, exchange: 81, total: 86 },
      bytesIn: 1240,
      bytesOut: blocked ? 512 : 18400,
      remark: null,
    },
  };
}

export function events(count: number): StoredEvent[] {
  return Array.from({ length: count }, (_, index) => event(index, count));
}

/** How often each of them was blocked: in the seven days of the list, and in the hour of the figures. */
const tries = [412, 305, 188, 96, 40, 12];
const triesOfTheHour = [71, 52, 41, 22, 9, 3];

export const clients: BlockedClient[] = blockedPeople.map((who, index) => ({
  key: `${who.user} ${who.device}`,
  user: who.user,
  deviceId: who.device,
  deviceType: who.type,
  reason: verdictOf(who).reason,
  count: pick(tries, index),
  firstSeen: ago(400_000 - index * 43_000),
  lastSeen: ago(40 + index * 487),
  identity: index % 5 === 4 ? 'claimed' : 'proven',
  request: { protocol: 'eas', client: addressOf(who), mailbox: null },
}));

const buckets: Overview['buckets'] = Array.from({ length: 60 }, (_, index) => ({
  at: now - (60 - index) * 60_000,
  requests: Math.round(10_440 + 2600 * Math.sin(index / 7) + 700 * Math.cos(index * 2.3)),
  blocked: index % 9 === 4 || index % 13 === 2 ? 9 + (index % 5) * 2 : index % 4 === 0 ? 3 : 0,
}));

const sum = (counts: readonly number[]) => counts.reduce((all, count) => all + count, 0);
const countsOf = (slices: Overview['buckets']) => {
  const all = sum(slices.map(({ requests }) => requests));
  const ews = Math.round(all / 3);
  return { buckets: slices, requests: { ews, eas: all - ews } };
};
const ofTheHour = clients.map((client, index) => ({
  ...client,
  count: pick(triesOfTheHour, index),
}));

export const overview: Overview = {
  ...countsOf(buckets),
  blocked: { requests: sum(triesOfTheHour), clients: ofTheHour.length },
  latency: { addedP50: 2.4, addedP95: 9.1, exchangeP95: 84 },
  upstreamErrors: 0,
  topReasons: ofTheHour.map(({ reason, count }) => ({ reason, count })),
  topClients: ofTheHour.map(({ user, deviceId, count }) => ({ user, deviceId, count })),
};

/** Minutes since Exchange took a connection. */
const gone = 4;
const reached = (slice: Overview['buckets'][number], index: number) => {
  const passed = index < buckets.length - gone;
  // Those that held a poll open ask again, as Retry-After says.
  return passed ? slice : { ...slice, requests: Math.round(slice.requests / 3) };
};

/** Exchange takes no connection: what is asked is answered at once, with 503. */
export const exchangeDown = {
  overview: {
    ...overview,
    ...countsOf(buckets.map(reached)),
    upstreamErrors: sum(
      buckets.slice(-gone).map(({ requests, blocked }) => Math.round(requests / 3) - blocked),
    ),
  },
  view: running({
    traffic: { requests: 3, streams: 0, connections: 4871 },
    upstreams: [
      {
        host: 'https://mail.corp.example:443',
        state: 'unreachable',
        since: ago(gone * 60),
        retryAt: new Date(now + 9000).toISOString(),
      },
    ],
  }),
};

export const emptyOverview: Overview = {
  ...overview,
  buckets: buckets.map(({ at }) => ({ at, requests: 0, blocked: 0 })),
  requests: { ews: 0, eas: 0 },
  blocked: { requests: 0, clients: 0 },
  latency: { addedP50: null, addedP95: null, exchangeP95: null },
  topReasons: [],
  topClients: [],
};

const down = { from: ago(9.5), to: ago(6.2) };

/** The gateway ended by itself, and was back three seconds later. */
export const eventsAround: StoredEvent[] = events(400).filter(
  ({ event: { at } }) => at < down.from || at > down.to,
);

export const outages: Outage[] = [
  {
    ...down,
    why: 'The gateway process was ended from outside (SIGKILL).',
    seen: true,
  },
];
