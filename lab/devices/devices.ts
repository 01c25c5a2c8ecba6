import { setTimeout as wait } from 'node:timers/promises';
import { createClient, type Client } from '../client.ts';
import { seededRandom, type Random } from '../random.ts';
import type { FleetDevice } from '../uem/fleet.ts';
import { deviceRequest, type DeviceCommand } from './request.ts';
import type { DeviceEvent, Devices, DevicesOptions } from './types.ts';

/** Sample mail clients: each greets, fetches its folders, then lives by Ping and Sync. */
export function startDevices(options: DevicesOptions): Devices {
  const tally = createTally();
  let round: Round | null = null;
  const setEasUrl = (easUrl: string | null): Promise<void> => {
    const before = round?.stop() ?? Promise.resolve();
    round = easUrl === null ? null : startRound(easUrl, options, tally.note);
    return before;
  };
  void setEasUrl(options.easUrl);
  return {
    counters: tally.counters,
    listen: tally.listen,
    setEasUrl: (easUrl) => void setEasUrl(easUrl),
    close: () => setEasUrl(null),
  };
}

type Round = { readonly stop: () => Promise<void> };

/** All devices against one place, until stopped. */
function startRound(
  easUrl: string,
  options: DevicesOptions,
  note: (event: DeviceEvent) => void,
): Round {
  const abort = new AbortController();
  const client = createClient();
  const random = seededRandom(options.seed ?? 1, 'devices');
  const lives = options.fleet.map((device) => {
    const startMs = random.below(Math.min(50 * options.fleet.length, 3000));
    const session = { easUrl, device, client, random, options, note, signal: abort.signal };
    return live(session, startMs).catch(() => undefined); // an abort: the round is over
  });
  return {
    stop: async () => {
      abort.abort();
      client.close();
      await Promise.all(lives);
    },
  };
}

type Session = {
  readonly easUrl: string;
  readonly device: FleetDevice;
  readonly client: Client;
  readonly random: Random;
  readonly options: DevicesOptions;
  readonly note: (event: DeviceEvent) => void;
  readonly signal: AbortSignal;
};

const GREETING: readonly DeviceCommand[] = ['OPTIONS', 'Provision', 'FolderSync', 'Sync'];

async function live(session: Session, startMs: number): Promise<void> {
  const { signal, random, options } = session;
  await wait(startMs, undefined, { signal });
  while (!signal.aborted) {
    let fine = await all(session, GREETING);
    while (fine) fine = await all(session, ['Ping', 'Sync']);
    // A real client asks again and again, blocked or not; with some spread, so that they do not march in step.
    await wait((options.retryMs ?? 10_000) * (0.75 + random.next() / 2), undefined, { signal });
  }
}

async function all(session: Session, commands: readonly DeviceCommand[]): Promise<boolean> {
  for (const command of commands) {
    if ((await ask(session, command)) !== 200) return false;
  }
  return true;
}

async function ask(session: Session, command: DeviceCommand): Promise<number> {
  const { client, device, easUrl, options, signal, note } = session;
  const input = deviceRequest(easUrl, device, command, options.heartbeatSeconds ?? 470);
  let status = 0;
  try {
    status = (await client.call({ ...input, signal })).status;
  } catch (error) {
    if (signal.aborted) throw error;
  }
  note({ deviceId: device.device.deviceId, user: device.owner.upn, command, status });
  return status;
}

function createTally(): Pick<Devices, 'counters' | 'listen'> & {
  readonly note: (event: DeviceEvent) => void;
} {
  const byStatus = new Map<number, number>();
  const byCommand = new Map<string, number>();
  const last = new Map<string, number>();
  const listeners = new Set<(event: DeviceEvent) => void>();
  return {
    note: (event) => {
      byStatus.set(event.status, (byStatus.get(event.status) ?? 0) + 1);
      byCommand.set(event.command, (byCommand.get(event.command) ?? 0) + 1);
      last.set(event.deviceId, event.status);
      for (const listener of [...listeners]) listener(event);
    },
    counters: () => ({
      byStatus: Object.fromEntries(byStatus),
      byCommand: Object.fromEntries(byCommand),
      last: Object.fromEntries(last),
    }),
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
