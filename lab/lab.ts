import { startDevices } from './devices/devices.ts';
import type { Devices } from './devices/types.ts';
import { startEns } from './ens/ens.ts';
import { encryptCredentials } from './ens/keys.ts';
import type { Ens } from './ens/types.ts';
import { startExchange } from './exchange/server.ts';
import type { Exchange, ExchangeQuirks } from './exchange/types.ts';
import { devicesFile, ENS_DEVICE_HEADER, ENS_VERDICT_HEADER, prepareHome } from './home.ts';
import { requireLoopback } from './loopback.ts';
import { planPeople } from './people.ts';
import { startTraffic, type Traffic } from './traffic.ts';
import { planFleet, type FleetDevice } from './uem/fleet.ts';
import { startNotices, type Notices } from './uem/rest/notices.ts';
import { startUemApi } from './uem/rest/server.ts';
import type { UemApi, UemCredentials } from './uem/rest/types.ts';
import { startUem } from './uem/uem.ts';
import type { Uem } from './uem/types.ts';

export type LabOptions = {
  /** Port of the sample Exchange; default 0. */
  readonly port?: number;
  readonly seed?: number;
  /** Mails a second over all users; default 2. */
  readonly rate?: number;
  readonly users?: number;
  /** Origin of the gateway. Traffic begins once it is known, here or by `setGateway`. */
  readonly gatewayUrl?: string | null;
  /** Home folder of a gateway that gets devices.json and, where missing, settings. */
  readonly home?: string | null;
  /** Something happens to a device every so often; default 20 s, null: nothing does. */
  readonly timelineMs?: number | null;
  readonly quirks?: Partial<ExchangeQuirks>;
};

/** The line that the process prints first. It holds the passwords of the sample users, made up for this run. */
export type LabListening = {
  readonly event: 'listening';
  readonly exchange: string;
  readonly uem: string;
  readonly uemToken: string;
  /** Where the sample UEM speaks the vendor's REST API, and who may ask there. */
  readonly uemApi: UemCredentials & { readonly url: string; readonly tokenUrl: string };
  readonly ens: string;
  readonly seed: number;
  readonly deviceHeader: string;
  readonly verdictHeader: string;
  readonly users: readonly {
    readonly user: string;
    readonly password: string;
    readonly devices: readonly string[];
  }[];
};

export type Lab = {
  readonly listening: LabListening;
  readonly exchange: Exchange;
  readonly uem: Uem;
  readonly uemApi: UemApi;
  /** Event notifications of the sample UEM; they go nowhere until told. */
  readonly notices: Notices;
  readonly ens: Ens;
  readonly devices: Devices;
  readonly fleet: readonly FleetDevice[];
  /** Null stops the traffic. */
  readonly setGateway: (origin: string | null) => void;
  readonly close: () => Promise<void>;
};

export async function startLab(options: LabOptions = {}): Promise<Lab> {
  const { seed = 1, rate = 2, home = null } = options;
  const people = planPeople(seed, options.users ?? 12);
  const exchange = await startExchange({
    ...options.quirks,
    users: people,
    seed,
    port: options.port ?? 0,
  });
  const fleet = planFleet(seed, exchange.users);
  if (home !== null) await prepareHome(home, exchange.url);
  const uem = await startUem({
    ...{ devices: fleet.map(({ device }) => device), seed },
    file: home === null ? null : devicesFile(home),
  });
  const uemApi = await startUemApi({ devices: uem.devices, listen: uem.listen });
  const notices = startNotices(uem);
  const ens = await startEns({
    ...{ accounts: accountsOf(exchange, fleet), ewsUrl: null, checkInMs: 10_000 },
    ...{ deviceHeader: ENS_DEVICE_HEADER, verdictHeader: ENS_VERDICT_HEADER },
  });
  // So many seconds that all devices together sync about as often as mail comes.
  const heartbeatSeconds = Math.round(
    Math.min(Math.max(fleet.length / Math.max(rate, 0.01), 5), 470),
  );
  const devices = startDevices({
    fleet,
    easUrl: null,
    seed,
    heartbeatSeconds,
    retryMs: heartbeatSeconds * 1000,
  });
  const setGateway = trafficSwitch(
    { seed, rate, timelineMs: 20_000, ...options },
    { exchange, uem, ens, devices },
  );
  setGateway(options.gatewayUrl ?? null);
  return {
    listening: listeningLine(seed, { exchange, uem, uemApi, ens }, fleet),
    ...{ exchange, uem, uemApi, notices, ens, devices, fleet, setGateway },
    close: async () => {
      setGateway(null);
      notices.close();
      const servers = [devices, ens, uemApi, uem, exchange];
      await Promise.all(servers.map((server) => server.close()));
    },
  };
}

type Rooms = Pick<Lab, 'exchange' | 'uem' | 'ens' | 'devices'>;
type Pace = { readonly seed: number; readonly rate: number; readonly timelineMs?: number | null };

function trafficSwitch(pace: Pace, { exchange, uem, ens, devices }: Rooms): Lab['setGateway'] {
  let traffic: Traffic | null = null;
  return (origin) => {
    const base = origin === null ? null : requireLoopback(origin).origin;
    ens.setEwsUrl(base === null ? null : `${base}/EWS/Exchange.asmx`);
    devices.setEasUrl(base === null ? null : `${base}/Microsoft-Server-ActiveSync`);
    uem.setTimeline(base === null ? null : (pace.timelineMs ?? null));
    traffic?.stop();
    const users = exchange.users.map(({ upn }) => upn);
    traffic =
      base === null ? null : startTraffic({ ...pace, users }, (user) => exchange.deliver(user));
  };
}

function accountsOf(exchange: Exchange, fleet: readonly FleetDevice[]) {
  return exchange.users.map(({ upn, password }) => {
    const ids = fleet.filter(({ owner }) => owner.upn === upn).map(({ device }) => device.deviceId);
    return {
      user: upn,
      deviceIds: () => ids,
      encryptCredentials: (key: string) => encryptCredentials(key, { user: upn, password }),
    };
  });
}

function listeningLine(
  seed: number,
  { exchange, uem, uemApi, ens }: Pick<Lab, 'exchange' | 'uem' | 'uemApi' | 'ens'>,
  fleet: readonly FleetDevice[],
): LabListening {
  return {
    ...{
      event: 'listening',
      exchange: exchange.url,
      uem: uem.url,
      uemToken: uem.token,
      uemApi: { url: uemApi.url, tokenUrl: uemApi.tokenUrl, ...uemApi.credentials },
      ens: ens.url,
      seed,
    },
    ...{ deviceHeader: ENS_DEVICE_HEADER, verdictHeader: ENS_VERDICT_HEADER },
    users: exchange.users.map(({ upn, password }) => ({
      ...{ user: upn, password },
      devices: fleet.filter(({ owner }) => owner.upn === upn).map(({ device }) => device.deviceId),
    })),
  };
}
