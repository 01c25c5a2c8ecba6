/** The connector to device management: it follows the settings in force, and brings the directory what UEM says (ADR 30). */
import { setImmediate as breathe, setTimeout as wait } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { UemStatus } from '../../src-shared/contract/uem.ts';
import type { Log } from '../../src-shared/log.ts';
import type { GatewaySettings } from '../../src-shared/settings/in-force.ts';
import { openSession, type Session, type SessionOptions } from './session.ts';

export interface UemSync {
  /** Settings that are the same go on with what they have. Resolves when an older session is over. */
  readonly adopt: (settings: UemPart) => Promise<void>;
  /** Null: there is no UEM. */
  readonly status: () => UemStatus | null;
  /** Begins to read all devices, and does not wait for them. Null: there is no UEM. */
  readonly syncNow: () => UemStatus | null;
  /** A notice came that something changed: asks soon what, and does not wait for it. False: there is no UEM. */
  readonly hint: () => boolean;
  readonly close: () => Promise<void>;
}

export type UemPart = Pick<GatewaySettings, 'uem' | 'trustedCertificates'>;

export interface UemSyncOptions extends Pick<SessionOptions, 'directory' | 'boundMs'> {
  readonly log: Log;
  readonly now: () => Date;
  readonly timing?: Partial<SessionOptions['timing']>;
}

export function createUemSync(options: UemSyncOptions): UemSync {
  const { now } = options;
  const timing = { ...systemTiming, now: () => now().getTime(), ...options.timing };
  let session: Session | null = null;
  let inForce: UemPart = { uem: null, trustedCertificates: [] };
  const end = async (): Promise<void> => {
    const ending = session;
    session = null;
    await ending?.close();
  };
  return {
    adopt: async ({ uem, trustedCertificates }) => {
      const next = { uem, trustedCertificates };
      if (isDeepStrictEqual(next, inForce)) return;
      inForce = next;
      await end();
      if (uem === null) return;
      session = openSession({ ...options, settings: uem, trusted: trustedCertificates, timing });
    },
    status: () => session?.status() ?? null,
    syncNow: () => {
      session?.syncNow();
      return session?.status() ?? null;
    },
    hint: () => {
      session?.hint();
      return session !== null;
    },
    close: end,
  };
}

/** A timer of ours keeps no process alive. */
const systemTiming: Omit<SessionOptions['timing'], 'now'> = {
  sleep: async (ms, signal) => {
    if (ms <= 0) await breathe(undefined, { signal });
    else await wait(Math.min(ms, 2 ** 31 - 1), undefined, { signal, ref: false });
  },
  random: Math.random,
  elapsed: () => performance.now(),
};
