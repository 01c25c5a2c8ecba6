/** Reporting back: the devices that knocked, how they were seen last, and how they stand now. */
import type { Console } from '../../src-shared/contract/calls.ts';
import type { Knocked, Standing } from '../../src-shared/contract/devices.ts';
import { clip } from '../../src-shared/clip.ts';
import { askedRequest } from '../../src-shared/events.ts';
import type { DiscoveredDevice, DiscoveredPage } from '../journal/devices.ts';
import { csvLine, type Cell } from './csv.ts';

/** A device, column by column. Every text is clipped and without control characters: no cell has two lines. */
export type DiscoveredRow = readonly (readonly [name: string, value: Cell])[];

type NextDevices = (after: string | null, limit: number) => Promise<DiscoveredPage>;

/** In the order of the devices' ids. `next`: the journal's devices after the one that a page ended with. */
export async function* discoveredRows(
  next: NextDevices,
  standings: Console['standings'],
): AsyncGenerator<readonly DiscoveredRow[]> {
  let after: string | null = null;
  do {
    const page: DiscoveredPage = await next(after, AT_ONCE);
    const standing = await standings({ devices: page.devices.map(knockedOf) });
    yield page.devices.map((each, at) => rowOf(each, standing[at] ?? null));
    after = page.next;
  } while (after !== null);
}

/** The parts of a file. */
export async function* discoveredFile(
  rows: AsyncIterable<readonly DiscoveredRow[]>,
  format: 'csv' | 'json',
): AsyncGenerator<string> {
  if (format === 'csv') yield csvLine(discoveredHead);
  const line =
    format === 'csv'
      ? (row: DiscoveredRow) => csvLine(row.map(([, value]) => value))
      : (row: DiscoveredRow) => `${JSON.stringify(Object.fromEntries(row))}\n`;
  for await (const page of rows) yield page.map(line).join('');
}

/** A question of so many fits a frame of the control channel, whatever clients call themselves. */
const AT_ONCE = 100;

function knockedOf({ id, last }: DiscoveredDevice): Knocked {
  const { user, userAgent, deviceType } = last;
  return {
    device: id.slice(0, 512),
    user: cut(user),
    request: askedRequest(last),
    userAgent: cut(userAgent),
    deviceType: cut(deviceType),
  };
}

/** Longer is no name that anybody has. */
function cut(text: string | null): string | null {
  return text === null ? null : text.slice(0, 512);
}

/** The columns of an e-mail list view as far as a gateway knows them (facts: seg 3.7). */
function rowOf({ id, firstAt, last }: DiscoveredDevice, standing: Standing | null): DiscoveredRow {
  return [
    ['lastRequest', last.at],
    ['firstRequest', new Date(firstAt).toISOString()],
    ['user', shown(last.user)],
    ['mailbox', shown(last.mailbox)],
    ['identity', last.identity],
    ['deviceId', shown(id)],
    ['mailClient', shown(last.userAgent)],
    ['lastCommand', shown(last.operation)],
    ['protocol', last.protocol],
    // No standing: a gateway that answers less than it was asked.
    ['accessState', standing?.verdict ?? null],
    ['reason', standing?.reason ?? null],
    ['lastStatus', last.status],
    ['enrollment', standing?.enrollment ?? null],
    ['managed', standing?.managed ?? null],
    ['platform', shown(standing?.platform ?? null)],
    ['model', shown(standing?.model ?? null)],
    ['osVersion', shown(standing?.osVersion ?? null)],
    ['easDeviceType', shown(last.deviceType)],
    ['address', shown(last.client)],
  ];
}

export const discoveredHead: readonly string[] = [
  ...['lastRequest', 'firstRequest', 'user', 'mailbox', 'identity', 'deviceId', 'mailClient'],
  ...['lastCommand', 'protocol', 'accessState', 'reason', 'lastStatus', 'enrollment', 'managed'],
  ...['platform', 'model', 'osVersion', 'easDeviceType', 'address'],
];

/** Much of it came from requests. */
function shown(text: string | null): string | null {
  return text === null ? null : clip(text, 512);
}
