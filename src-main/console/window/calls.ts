/** The calls of the window, on top of those that every console has. */
import { soundVersion } from '../../settings/sound-version.ts';
import { valueOf } from '../options.ts';
import { deviceFile } from './device-file.ts';
import { deviceCallsOf } from './devices.ts';
import { exportLog } from './export-log.ts';
import { formSettings, isFirstRun } from './form-settings.ts';
import type { WindowConsole, WindowOptions } from './facts.ts';
import { freePort } from './free-port.ts';
import { testHost } from '../../doctor/test-host.ts';

/** Every call rejects with a `SallyportError` where the answer is no. */
export function windowConsole(options: WindowOptions): WindowConsole {
  const { station, journal, paths, now, facts } = options;
  return {
    ...station.console,
    ...deviceCallsOf(options),
    facts: async () => ({ ...facts, home: paths.home, firstRun: await isFirstRun(paths) }),
    events: async ({ filter, limit, beforeId }) => [
      ...valueOf(await journal.ask('page', { filter, request: { limit, beforeId } })),
    ],
    followLog: async ({ filter, turn }) => {
      options.follow(filter, turn);
      return {};
    },
    overview: async ({ minutes, verdict }) =>
      valueOf(await journal.ask('overview', { minutes, verdict, now: now().getTime() })),
    settings: async () => {
      const [settings, { errors }] = await Promise.all([
        formSettings(paths, station.inForce()),
        station.console.check({}),
      ]);
      return { settings, problems: errors };
    },
    testHost: ({ hostAndPort }) => testHost(hostAndPort, { paths, now }),
    outages: async () => station.outages(),
    start: async () => {
      valueOf(await station.start());
      return {};
    },
    explore: async () => {
      await options.explore();
      return {};
    },
    freePort: async (asked) => valueOf(await freePort(paths, station.url(), asked)),
    deviceFile: ({ name }) => deviceFile(paths, name),
    soundVersion: async () => ({
      version: await soundVersion(paths, { now, secret: station.secret }),
    }),
    exportLog: async ({ filter, format }) => {
      const stamp = now().toISOString().slice(0, 19).replaceAll(':', '-');
      const suggested = `sallyport-log-${stamp}.${format === 'csv' ? 'csv' : 'jsonl'}`;
      const file = await options.chooseFile(suggested);
      if (file === null) return { saved: false };
      await exportLog(journal, { filter, format, file });
      return { saved: true };
    },
  };
}
