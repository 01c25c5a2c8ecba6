/** For the tests of this room: the lab's UEM (written by somebody else from the same facts), and a clock that nobody waits for. */
import { join } from 'node:path';
import { mkdirSync } from 'node:fs';
import type { UemApi } from '../../lab/index.ts';
import type { UemSettings } from '../../src-shared/settings/device-management.ts';
import { openDirectory, type DirectoryService } from '../compliance/service.ts';
import { serverTrust } from '../trust/server-trust.ts';
import type { After } from '../testing/sample-uem.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { createApi, type Api } from './api.ts';
import { readBulk, type Bulk } from './bulk.ts';
import type { Known } from './mapping.ts';
import { createUemSync, type UemSync } from './sync.ts';

export const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

export function basicSettings(uem: UemApi, more: Partial<UemSettings> = {}): UemSettings {
  const { user, password, tenantCode } = uem.credentials;
  return {
    address: { scheme: schemeOf(uem), host: '127.0.0.1', port: uem.port },
    signIn: { kind: 'basic', user, password, tenantCode },
    ...{ organizationGroup: null, proxy: null },
    ...{ bulkHours: 4, deltaMinutes: 10, maxAgeHours: null },
    ...more,
  };
}

export function oauthSettings(uem: UemApi, withKey: boolean): UemSettings {
  const { clientId, clientSecret, tenantCode } = uem.credentials;
  const code = withKey ? tenantCode : null;
  const { tokenUrl } = uem;
  return basicSettings(uem, {
    signIn: { kind: 'oauth', tokenUrl, clientId, clientSecret, tenantCode: code },
  });
}

const schemeOf = (uem: UemApi): 'http' | 'https' =>
  uem.url.startsWith('https:') ? 'https' : 'http';

/** Longer rests are those of the plan, and are over when the test says so. */
const REST_MS = 20_000;

export function handTiming(now: () => number = Date.now) {
  let elapsed = 0;
  let rests: (() => void)[] = [];
  let rested = 0;
  const pauses: number[] = [];
  return {
    pauses,
    /** How often there was nothing to do. */
    rested: () => rested,
    /** Lets time pass. */
    pass: (ms: number): void => {
      elapsed += ms;
      const over = rests;
      rests = [];
      for (const end of over) end();
    },
    timing: {
      now,
      elapsed: () => elapsed,
      random: () => 1,
      sleep: async (ms: number, signal: AbortSignal): Promise<void> => {
        if (signal.aborted) throw new Error('aborted');
        if (ms > 0) pauses.push(ms);
        if (ms < REST_MS) return;
        rested += 1;
        await new Promise<void>((resolve) => {
          rests.push(resolve);
          signal.addEventListener('abort', () => resolve());
        });
      },
    },
  };
}

export const nobodyKnown: Known = {
  findDevice: () => ({ kind: 'unknown' }),
  resolveUser: () => ({ kind: 'unknown', lookalikes: [] }),
  devicesOf: () => [],
};

/** A client of this UEM, and one whole reading through it. */
export function startedApi(
  after: After,
  settings: UemSettings,
  options: {
    readonly trusted?: readonly string[];
    readonly boundMs?: number;
    readonly pageSize?: number;
  } = {},
) {
  const hand = handTiming();
  const { trusted = [], ...rest } = options;
  const api: Api = createApi({
    ...{ settings, trust: serverTrust(trusted), timing: hand.timing },
    ...rest,
  });
  after(() => api.close());
  const never = new AbortController().signal;
  return {
    ...{ api, pauses: hand.pauses },
    bulk: () => readBulk(api, {}, nobodyKnown, hand.timing, never),
  };
}

export const idsOf = ({ devices }: Bulk): readonly string[] =>
  devices.map(({ deviceId }) => deviceId).sort();

export interface Synced {
  readonly sync: UemSync;
  readonly directory: DirectoryService;
  readonly pass: (ms: number) => Promise<void>;
  readonly now: () => Promise<void>;
  readonly settled: () => Promise<void>;
  /** Does it, and waits until there is nothing to do any more. */
  readonly settledAfter: (act: () => unknown) => Promise<void>;
}

/** The connector before a real directory. */
export async function startedSync(after: After, settings: UemSettings): Promise<Synced> {
  const home = temporaryFolder(after, 'uem');
  mkdirSync(join(home, 'state'));
  const directory = await openDirectory({
    ...{ feedFile: null, now: () => new Date(), onChange: () => undefined, log: quiet },
    stateFile: join(home, 'state', 'directory'),
    overridesFile: join(home, 'state', 'overrides.json'),
  });
  const hand = handTiming();
  const sync = createUemSync({
    ...{ directory, log: quiet, now: () => new Date(), timing: hand.timing },
  });
  after(async () => {
    await sync.close();
    await directory.close();
  });
  const settledAfter = async (act: () => unknown): Promise<void> => {
    const before = hand.rested();
    await act();
    while (hand.rested() === before) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  await settledAfter(() => sync.adopt({ uem: settings, trustedCertificates: [] }));
  return {
    ...{ sync, directory },
    pass: (ms) => settledAfter(() => hand.pass(ms)),
    now: () => settledAfter(() => sync.syncNow()),
    settled: () => settledAfter(() => undefined),
    settledAfter,
  };
}
