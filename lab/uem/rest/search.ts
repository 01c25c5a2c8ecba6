// Filters, order and paging (facts: uem 3.1, 3.5).
import type { LabDevice } from '../types.ts';
import {
  complianceOf,
  enrollmentOf,
  lastSeen,
  numberOf,
  ownerOf,
  platformOf,
  type View,
} from './records.ts';
import { readDate } from './times.ts';

/** Names in lower case: the vendor's server takes any case. */
export type Query = ReadonlyMap<string, string>;

export type Found = {
  readonly devices: readonly LabDevice[];
  readonly page: number;
  readonly pageSize: number;
  readonly total: number;
};

/** A value of the query that is not understood. */
export class BadValue extends Error {}

/** facts: uem 3.1: a greater page is cut to this without a word. */
export const MAX_PAGE_SIZE = 500;

export type Matcher = (device: LabDevice) => boolean;

/** Version 2 spells two filters otherwise; the other version's spelling is ignored. */
export function searchMatchers(query: Query, version: number, view: View): readonly Matcher[] {
  const two = version >= 2;
  return [
    ...matching(query, 'user', (device) => ownerOf(device, view).name),
    ...matching(query, 'model', (device) => device.model, 'part'),
    ...matching(query, 'platform', (device) => platformOf(device)[0]),
    ...matching(query, 'ownership', () => 'C'),
    ...matching(query, 'lgid', () => '570'),
    ...matching(query, two ? 'compliance_status' : 'compliantstatus', (device) =>
      String(complianceOf(device) === 'Compliant'),
    ),
    ...since(query, two ? 'seen_since' : 'seensince', (device) => lastSeen(device, view)),
    ...since(query, 'lastseen', (device) => lastSeen(device, view)),
  ];
}

export function extensiveMatchers(query: Query, view: View): readonly Matcher[] {
  const status = query.get('enrollmentstatus')?.toLowerCase() ?? '';
  // facts: uem 3.3: the filter by time is for these two alone.
  const byTime = status === 'enrolled' || status === 'unenrolled';
  const changed = (device: LabDevice): Date => view.changedAt(device.deviceId);
  return [
    ...matching(query, 'enrollmentstatus', (device) => enrollmentOf(device, view)),
    ...matching(query, 'platform', (device) => platformOf(device)[0]),
    ...matching(query, 'organizationgroupid', () => '570'),
    ...matching(query, 'deviceid', (device) => device.ids.uem),
    ...since(query, 'startdatetime', (device) => lastSeen(device, view)),
    ...until(query, 'enddatetime', (device) => lastSeen(device, view)),
    ...(byTime ? since(query, 'statuschangestarttime', changed) : []),
    ...(byTime ? until(query, 'statuschangeendtime', changed) : []),
  ];
}

/** One page of those that match. `gone`: so many of the lowest numbers are left out. */
export function findPage(
  devices: readonly LabDevice[],
  query: Query,
  matchers: readonly Matcher[],
  gone = 0,
): Found {
  const page = whole(query, 'page', 0);
  const asked = whole(query, 'pagesize', MAX_PAGE_SIZE);
  const pageSize = asked === 0 ? MAX_PAGE_SIZE : Math.min(asked, MAX_PAGE_SIZE);
  const known = byNumber(devices);
  const left = gone === 0 ? known : known.slice(gone);
  const all =
    matchers.length === 0 ? left : left.filter((device) => matchers.every((each) => each(device)));
  const ordered = inOrder(all, query);
  const from = page * pageSize;
  return { devices: ordered.slice(from, from + pageSize), page, pageSize, total: all.length };
}

const sorted = new WeakMap<readonly LabDevice[], readonly LabDevice[]>();

/** A walk over a million devices must not sort them for each page. */
function byNumber(devices: readonly LabDevice[]): readonly LabDevice[] {
  const known = sorted.get(devices);
  if (known !== undefined) return known;
  const list = [...devices].sort((a, b) => numberOf(a) - numberOf(b));
  sorted.set(devices, list);
  return list;
}

const ORDERS: Readonly<Record<string, (device: LabDevice) => string>> = {
  lastseen: (device) => device.lastSeen,
  model: (device) => device.model,
  platform: (device) => platformOf(device)[0],
};

function inOrder(devices: readonly LabDevice[], query: Query): readonly LabDevice[] {
  const key = ORDERS[query.get('orderby')?.toLowerCase() ?? ''];
  const list =
    key === undefined ? devices : [...devices].sort((a, b) => key(a).localeCompare(key(b)));
  return query.get('sortorder')?.toLowerCase() === 'desc' ? [...list].reverse() : list;
}

function matching(
  query: Query,
  name: string,
  of: (device: LabDevice) => string,
  how: 'whole' | 'part' = 'whole',
): readonly Matcher[] {
  const wanted = query.get(name)?.toLowerCase() ?? '';
  if (wanted === '') return [];
  return [
    (device) => {
      const value = of(device).toLowerCase();
      return how === 'part' ? value.includes(wanted) : value === wanted;
    },
  ];
}

function since(query: Query, name: string, of: (device: LabDevice) => Date): readonly Matcher[] {
  const from = date(query, name);
  return from === null ? [] : [(device) => of(device) >= from];
}

function until(query: Query, name: string, of: (device: LabDevice) => Date): readonly Matcher[] {
  const to = date(query, name);
  return to === null ? [] : [(device) => of(device) <= to];
}

function date(query: Query, name: string): Date | null {
  const text = query.get(name) ?? '';
  if (text === '') return null;
  const at = readDate(text);
  if (at === null) throw new BadValue(`${name} is not a date: ${text}`);
  return at;
}

function whole(query: Query, name: string, fallback: number): number {
  const text = query.get(name) ?? '';
  if (text === '') return fallback;
  if (!/^\d{1,9}$/.test(text)) throw new BadValue(`${name} is not a number: ${text}`);
  return Number(text);
}
