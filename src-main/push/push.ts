/** Pushes of device management (ADR 33): they follow the settings in force, and mail never waits for them. */
import { isDeepStrictEqual } from 'node:util';
import type { DirectoryChange } from '../compliance/changing.ts';
import type { Directory } from '../compliance/directory.ts';
import { normaliseDeviceId } from '../compliance/normalise.ts';
import { createAllowance } from '../gateway/allowance.ts';
import type { DeviceInput } from '../../src-shared/devices.ts';
import type { Problem, Result } from '../../src-shared/errors.ts';
import type { Log } from '../../src-shared/log.ts';
import type { PushSettings } from '../../src-shared/settings/device-management.ts';
import { createChanges } from './changes.ts';
import { createCounter } from './counts.ts';
import type { PushCounts } from './counts.ts';
import { handle } from './handle.ts';
import type { Handling } from './handle.ts';
import { createHints } from './hints.ts';
import type { Refresh } from './hints.ts';
import { openPushListener } from './listener.ts';
import type { PushListener } from './listener.ts';
import { createRate } from './rate.ts';
import { refused } from './refusal.ts';
import { beginSignIn } from './sign-in.ts';
import type { Begun } from './sign-in.ts';
import { createNonces } from './signature.ts';

export interface PushOptions {
  readonly directory: () => Directory;
  readonly change: (change: DirectoryChange) => Promise<Result<unknown>>;
  /** Looks anew where the devices come from. */
  readonly refresh: Refresh;
  readonly log: Log;
  readonly now: () => Date;
}

export interface PushStatus extends PushCounts {
  /** Null: off, or it could not listen. */
  readonly url: string | null;
  readonly problems: readonly Problem[];
}

export interface Push {
  /** To the settings in force; null: off. Never fails: what does not work stands in `status`. */
  readonly adopt: (settings: PushSettings | null) => Promise<void>;
  readonly status: () => PushStatus;
  readonly close: () => Promise<void>;
}

interface Open {
  readonly listener: PushListener;
  readonly settings: PushSettings;
}

export function createPush(options: PushOptions): Push {
  const { log, now } = options;
  const counter = createCounter();
  // Of the process: what was taken once is not taken again after a restart of the gateway.
  const nonces = createNonces(now().getTime());
  const rate = createRate(() => performance.now());
  const warnings = createAllowance(1, () => now().getTime());
  let open: Open | null = null;
  let problems: readonly Problem[] = [];

  const handling: Handling = {
    ...{ counter, log, now },
    changes: createChanges((change) => options.change(kept(change, options.directory())), now),
    hints: createHints(options.refresh, (error) => {
      log.error({ err: error }, 'a refresh after a notice failed: this is a bug');
    }),
    mayAsk: rate.take,
    mayWarn: warnings.take,
    signIn: (asked, socket) => {
      const by = open;
      // On its way when the listener was closed.
      if (by === null) return refused('busy');
      const certified = by.listener.isCertified(socket);
      const begun = beginSignIn(by.settings.signIn, nonces, { ...asked, certified });
      if (!begun.ok) return begun;
      // Its body may come long after its head: what let it in may count no more.
      const finish: Begun['finish'] = (body) =>
        open === by ? begun.finish(body) : refused('busy');
      return { ...begun, finish };
    },
  };
  const listen = async (settings: PushSettings): Promise<void> => {
    const opened = await openPushListener(settings, log, {
      request: (exchange) => handle(exchange, handling),
      refused: (client) => {
        counter.refuse('head');
        if (warnings.take(`head ${client}`)) log.warn({ client }, 'a push was no request');
      },
    });
    problems = opened.ok ? [] : opened.problems;
    for (const each of problems) log.warn({ problem: each }, each.message);
    if (!opened.ok) return;
    open = { listener: opened.value, settings };
    log.info({ url: opened.value.url }, 'pushes are taken');
  };
  const adopt = async (settings: PushSettings | null): Promise<void> => {
    if (settings !== null && open?.listener.fits(settings) === true) {
      if (isDeepStrictEqual(open.settings, settings)) return;
      open.listener.adopt(settings);
      open = { ...open, settings };
      return;
    }
    const before = open;
    open = null;
    problems = [];
    before?.listener.close();
    if (settings !== null) await listen(settings);
  };
  return {
    adopt: (settings) =>
      adopt(settings).catch((error: unknown) => {
        log.error({ err: error }, 'the push listener failed: this is a bug');
      }),
    status: () => ({ ...counter.now(), url: open?.listener.url ?? null, problems }),
    close: async () => {
      open?.listener.close();
      open = null;
    },
  };
}

/** What the list says about allowing or blocking a device is not the sender's to end. */
function kept(change: DirectoryChange, directory: Directory): DirectoryChange {
  const of = (device: DeviceInput): DeviceInput => {
    const before = directory.device(device.deviceId);
    if (before === undefined || before.feedOverride === null) return device;
    // Found by another of its names, it is another record.
    return before.id === normaliseDeviceId(device.deviceId)
      ? { ...device, override: before.feedOverride }
      : device;
  };
  return { ...change, devices: change.devices.map(of) };
}
