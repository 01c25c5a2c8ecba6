/** One entry of `devices.json` (interface, "devices.json"). */
export type LabDevice = {
  readonly deviceId: string;
  readonly ids: { readonly udid: string; readonly serial: string; readonly uem: string };
  readonly users: readonly string[];
  readonly managed: boolean;
  readonly compromised: boolean | null;
  readonly encrypted: boolean | null;
  /** RFC 3339, UTC. */
  readonly lastSeen: string;
  readonly platform: string;
  readonly model: string;
  readonly osVersion: string;
  readonly enrollment: 'enrolled' | 'unenrolled' | 'wipePending' | 'wiped' | 'removed';
};

export const ACTIONS = ['wipe', 'unenrol', 'enrol', 'compromise', 'restore', 'delete'] as const;
export type UemAction = (typeof ACTIONS)[number];

export type UemEvent = {
  readonly at: number;
  readonly action: UemAction | 'wiped';
  readonly deviceId: string;
};

export type UemOptions = {
  readonly devices: readonly LabDevice[];
  /** Where `devices.json` goes; null: nowhere. Its folder is made when missing. */
  readonly file: string | null;
  /** Default 0: a free port. */
  readonly port?: number;
  readonly seed?: number;
  /** From the command of a wipe until the device confirms it; default 5 s. */
  readonly wipeMs?: number;
  /** Lets something happen to a device every so often; null (default): nothing does. */
  readonly timelineMs?: number | null;
};

export type Uem = {
  readonly url: string;
  readonly port: number;
  /** Bearer token of the HTTP control. */
  readonly token: string;
  /** What a complete bulk holds now: deleted devices are missing. */
  readonly devices: () => readonly LabDevice[];
  /** Resolves once the file says so; rejects for a device that was never known. */
  readonly change: (deviceId: string, action: UemAction) => Promise<LabDevice | null>;
  readonly listen: (listener: (event: UemEvent) => void) => () => void;
  readonly setTimeline: (everyMs: number | null) => void;
  readonly close: () => Promise<void>;
};
