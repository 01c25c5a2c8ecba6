/** Makes the immutable directory that `decide` asks: the devices, and over them the overrides. */
import type { Override } from '../../src-shared/devices.ts';
import { indexed, openDevices, packing } from './devices.ts';
import type { DeviceIndex } from './devices.ts';
import type { Directory } from './directory.ts';
import type { KnownDevice } from './known.ts';
import { indexOverrides } from './override-index.ts';
import { finish } from './work.ts';

export interface DirectoryParts {
  readonly records: readonly KnownDevice[];
  readonly overrides: readonly Override[];
  /** Epoch milliseconds of the data. */
  readonly loadedAt: number | null;
  readonly available: boolean;
  /** See `Directory`. */
  readonly memoryLostAt?: number | null;
}

export function buildDirectory(parts: DirectoryParts): Directory {
  return withOverrides(openDevices(finish(indexed(finish(packing(parts.records))))), parts);
}

/** A directory over an index already built: a new override need not touch 100,000 devices. */
export function withOverrides(
  index: DeviceIndex,
  parts: Omit<DirectoryParts, 'records'>,
): Directory {
  const overrides = indexOverrides(parts.overrides, index.find);
  return Object.freeze({
    available: parts.available,
    loadedAt: parts.loadedAt,
    size: index.size,
    memoryLostAt: parts.memoryLostAt ?? null,
    device: (id: string) => {
      const match = index.find(id);
      return match.kind === 'device' ? match.record : undefined;
    },
    findDevice: index.find,
    resolveUser: index.resolve,
    devicesOf: index.ofPerson,
    devices: index.all,
    overridesOf: overrides.of,
    nextExpiry: overrides.nextExpiry,
  });
}
