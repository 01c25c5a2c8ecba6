import { MOST_CLAIMED } from '../../../src-shared/events.ts';
import type { BlockedClient } from '../../../src-shared/events.ts';
import { text } from '../../text/text.ts';
import type { Sort } from '../../ui/virtual-table/column.ts';

/** Every word must be somewhere in the row. */
export function foundClients(rows: readonly BlockedClient[], query: string): BlockedClient[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    const all = [
      row.user,
      row.deviceId,
      row.deviceType,
      row.reason,
      text.reasonShort[row.reason],
    ].join(' ');
    return words.every((word) => all.toLowerCase().includes(word));
  });
}

const values: Readonly<Record<string, (row: BlockedClient) => string | number>> = {
  user: (row) => row.user ?? '',
  device: (row) => row.deviceId ?? '',
  type: (row) => row.deviceType ?? '',
  reason: (row) => text.reasonShort[row.reason],
  first: (row) => Date.parse(row.firstSeen),
  last: (row) => Date.parse(row.lastSeen),
  count: (row) => row.count,
};

export function sortedClients(rows: readonly BlockedClient[], sort: Sort): BlockedClient[] {
  const of = values[sort.column] ?? (() => 0);
  const sign = sort.direction === 'ascending' ? 1 : -1;
  return [...rows].sort((a, b) => {
    const [left, right] = [of(a), of(b)];
    if (typeof left === 'number' && typeof right === 'number') return sign * (left - right);
    return sign * String(left).localeCompare(String(right));
  });
}

/** Devices that device management does not know: they wait for somebody's word. */
export function unknownDevices(rows: readonly BlockedClient[]): BlockedClient[] {
  return rows.filter(({ reason, deviceId }) => reason === 'UNKNOWN_DEVICE' && deviceId !== null);
}

/** So many only claim to be somebody that the journal lists no more of them. */
export function isClaimedCut(rows: readonly BlockedClient[]): boolean {
  return rows.filter(({ identity }) => identity === 'claimed').length >= MOST_CLAIMED;
}
