import { randomBytes } from 'node:crypto';
import { listenOnLoopback } from '../listen.ts';
import { seededRandom } from '../random.ts';
import { changed, nextStep } from './change.ts';
import { controlHandler } from './control.ts';
import { atomicWriter } from './file.ts';
import type { LabDevice, Uem, UemAction, UemEvent, UemOptions } from './types.ts';

/** Starts the sample UEM: it knows the fleet, lets things happen to it, and writes `devices.json`. */
export async function startUem(options: UemOptions): Promise<Uem> {
  // A device that was deleted stays known here (null), because it may enrol again.
  const fleet = new Map<string, LabDevice | null>(
    options.devices.map((device) => [device.deviceId, device]),
  );
  const origin = new Map(options.devices.map((device) => [device.deviceId, device]));
  const listeners = new Set<(event: UemEvent) => void>();
  const wipes = new Set<NodeJS.Timeout>();
  const writer = options.file === null ? null : atomicWriter(options.file);
  const token = randomBytes(24).toString('base64url');

  const devices = (): readonly LabDevice[] =>
    [...fleet.values()].filter((device) => device !== null);
  const save = (): Promise<void> =>
    writer?.write(`${JSON.stringify(devices(), null, 2)}\n`) ?? Promise.resolve();
  const apply = async (
    deviceId: string,
    action: UemAction | 'wiped',
  ): Promise<LabDevice | null> => {
    const device = fleet.get(deviceId) ?? origin.get(deviceId);
    if (device === undefined) throw new Error(`the sample UEM has no device ${deviceId}`);
    const after = changed(device, action, new Date());
    fleet.set(deviceId, after);
    for (const listener of [...listeners]) listener({ at: Date.now(), action, deviceId });
    await save();
    return after;
  };
  const change = (deviceId: string, action: UemAction): Promise<LabDevice | null> => {
    if (action === 'wipe') confirmLater(deviceId);
    return apply(deviceId, action);
  };
  const confirmLater = (deviceId: string): void => {
    const timer = setTimeout(() => {
      wipes.delete(timer);
      if (fleet.get(deviceId)?.enrollment === 'wipePending')
        apply(deviceId, 'wiped').catch(() => undefined);
    }, options.wipeMs ?? 5000);
    wipes.add(timer);
  };

  await save();
  const timeline = startTimeline(options.seed ?? 1, fleet, change);
  timeline.set(options.timelineMs ?? null);
  const listener = await listenOnLoopback(
    options.port ?? 0,
    controlHandler({ devices, change, token }),
  );
  return {
    ...{
      url: listener.url,
      port: listener.port,
      token,
      devices,
      change,
      setTimeline: timeline.set,
    },
    listen: (each) => {
      listeners.add(each);
      return () => listeners.delete(each);
    },
    close: async () => {
      timeline.set(null);
      for (const timer of wipes) clearTimeout(timer);
      await listener.close();
    },
  };
}

function startTimeline(
  seed: number,
  fleet: ReadonlyMap<string, LabDevice | null>,
  change: (deviceId: string, action: UemAction) => Promise<unknown>,
): { readonly set: (everyMs: number | null) => void } {
  const random = seededRandom(seed, 'timeline');
  let timer: NodeJS.Timeout | null = null;
  const happen = (): void => {
    const candidates = [...fleet].map(([deviceId, device]) => ({ deviceId, device }));
    const step = nextStep(random, candidates);
    // A full disk or a removed folder must not end the lab: the next change writes again.
    if (step !== null) change(step.deviceId, step.action).catch(() => undefined);
  };
  return {
    set: (everyMs) => {
      if (timer !== null) clearInterval(timer);
      timer = everyMs === null ? null : setInterval(happen, everyMs);
    },
  };
}
