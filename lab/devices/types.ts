import type { FleetDevice } from '../uem/fleet.ts';

export type DevicesOptions = {
  readonly fleet: readonly FleetDevice[];
  /** `…/Microsoft-Server-ActiveSync` of the gateway (or of Exchange); null: wait for `setEasUrl`. */
  readonly easUrl: string | null;
  readonly seed?: number;
  /** HeartbeatInterval of Ping in protocol seconds; default 470. */
  readonly heartbeatSeconds?: number;
  /** How long a device waits after an answer that is no success, before it starts anew; default 10 s. */
  readonly retryMs?: number;
};

export type DeviceCounters = {
  /** Answers by HTTP status; 0 stands for no answer. */
  readonly byStatus: Readonly<Record<number, number>>;
  readonly byCommand: Readonly<Record<string, number>>;
  /** Status of the newest answer, by device id. */
  readonly last: Readonly<Record<string, number>>;
};

export type DeviceEvent = {
  readonly deviceId: string;
  readonly user: string;
  readonly command: string;
  readonly status: number;
};

export type Devices = {
  readonly counters: () => DeviceCounters;
  readonly listen: (listener: (event: DeviceEvent) => void) => () => void;
  /** Where to go from now on; hanging polls to the old place are dropped. */
  readonly setEasUrl: (easUrl: string | null) => void;
  readonly close: () => Promise<void>;
};
