/** Overrides by device, as the directory answers for them. */
import type { Override } from '../../src-shared/devices.ts';
import type { DeviceMatch, Directory } from './directory.ts';
import { normaliseDeviceId } from './normalise.ts';

interface Timed {
  readonly override: Override;
  /** Epoch milliseconds, Infinity for never. */
  readonly end: number;
}

const none: readonly Override[] = [];

export function indexOverrides(
  overrides: readonly Override[],
  find: (id: string) => DeviceMatch,
): { readonly of: Directory['overridesOf']; readonly nextExpiry: Directory['nextExpiry'] } {
  const newestFirst = overrides
    .map((override): Timed => ({ override, end: endOf(override) }))
    .sort((a, b) => Date.parse(b.override.at) - Date.parse(a.override.at));
  const byDevice = new Map<string, Timed[]>();
  for (const timed of newestFirst) {
    for (const key of devicesMeant(timed.override, find)) {
      const list = byDevice.get(key);
      if (list === undefined) byDevice.set(key, [timed]);
      else list.push(timed);
    }
  }
  const ends = [...new Set(newestFirst.map((timed) => timed.end))]
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  return {
    of: (deviceId, now) => {
      if (byDevice.size === 0) return none;
      const match = find(deviceId);
      const key = match.kind === 'device' ? match.record.id : normaliseDeviceId(deviceId);
      const found = key === null ? undefined : byDevice.get(key);
      return found === undefined
        ? []
        : found.filter((timed) => timed.end > now.getTime()).map((timed) => timed.override);
    },
    nextExpiry: (now) => ends.find((end) => end > now.getTime()) ?? null,
  };
}

/** An override may name its device by any id. A block of a shared id hits all who carry it, an allow none. */
function devicesMeant(override: Override, find: (id: string) => DeviceMatch): readonly string[] {
  const match = find(override.device);
  switch (match.kind) {
    case 'device':
      return [match.record.id];
    case 'ambiguous':
      return override.action === 'block' ? match.records.map((record) => record.id) : [];
    case 'unknown': {
      const key = normaliseDeviceId(override.device);
      return key === null ? [] : [key];
    }
    case 'unreadable':
      return [];
  }
}

/** The schema lets no unreadable instant through; should one come, a block stays and an allow is over. */
function endOf(override: Override): number {
  const end = override.until === null ? Number.POSITIVE_INFINITY : Date.parse(override.until);
  if (!Number.isNaN(end)) return end;
  return override.action === 'block' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
}
