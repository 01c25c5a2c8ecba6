/** What a running gateway is made of: opened in the order of need, and closed again. */
import { success, type Result } from '../../src-shared/errors.ts';
import type { Log } from '../../src-shared/log.ts';
import type { GatewaySettings } from '../../src-shared/settings/in-force.ts';
import type { Gateway, Listening } from '../gateway/types.ts';
import type { Journal } from '../journal/journal.ts';
import { createPush, type Push } from '../push/push.ts';
import { createUemSync, type UemSync } from '../uem/sync.ts';
import { withAgeLimit, type AgeLimited } from './age-limit.ts';
import { openEngineClock, type EngineClock } from './clock.ts';
import type { EnginePlaces } from './engine.ts';
import { openJudging, type Judging } from './judging.ts';
import { measured } from './measured.ts';
import { createOperations, type Operations } from './operations.ts';
import type { EngineParts } from './parts.ts';
import { seenLately } from './seen-lately.ts';

export interface LocalOptions {
  readonly parts: EngineParts;
  readonly places: EnginePlaces;
  readonly log: Log;
  readonly now: () => Date;
  /** Milliseconds that go on whatever is done to the clock; by default those of the machine. */
  readonly steady?: () => number;
}

export interface Open {
  readonly gateway: Gateway;
  readonly directory: AgeLimited;
  readonly journal: Journal;
  readonly settings: GatewaySettings;
  readonly cuts: () => number;
  readonly judging: Judging;
  readonly clock: EngineClock;
  readonly operations: Operations;
  readonly uem: UemSync;
  readonly push: Push;
  /** Stopped, and not closed yet. */
  readonly life: { draining: boolean };
}

/** In the order of need. */
export async function openParts(
  { parts, places, log, now, steady }: LocalOptions,
  settings: GatewaySettings,
): Promise<Result<{ open: Open; listening: Listening }>> {
  const journal = await parts.openJournal({ folder: places.journal, log, now });
  const opened: { close: () => Promise<void> }[] = [journal];
  let gateway: Gateway | null = null;
  let cuts = 0;
  try {
    let judging: Judging | null = null;
    const reconsider = (): void => {
      const changed = judging?.look() ?? null;
      cuts += (changed === null ? gateway?.reconsider() : gateway?.judgeBy(changed)) ?? 0;
    };
    let clock: EngineClock | null = null;
    const service = await parts.openDirectory({
      ...{ feedFile: feedFileOf(settings), stateFile: places.directory },
      ...{ overridesFile: places.overrides, now, log },
      policies: () => (judging?.settings() ?? settings.compliance).policies,
      seen: () => seenLately(parts.readSeen, places.journal, now()),
      onChange: () => reconsider(),
    });
    const directory = withAgeLimit(service, now, reconsider, () => clock?.ahead() ?? 0);
    opened.push(directory);
    const watched = await openEngineClock({
      ...{ directoryFile: places.directory, directory, now, log },
      ...(steady === undefined ? {} : { steady }),
      policies: () => (judging?.settings() ?? settings.compliance).policies,
      changed: () => reconsider(),
    });
    clock = watched;
    opened.push(watched);
    judging = openJudging(settings.compliance, () => ({
      isCold: directory.isCold(),
      clockAhead: watched.ahead(),
    }));
    const uem = createUemSync({ directory, log, now });
    opened.push(uem);
    const push = createPush({
      ...{ directory: directory.current, change: directory.change, log, now },
      refresh: async () => {
        if (!uem.hint()) await directory.refresh();
      },
    });
    opened.push(push);
    const life = { draining: false };
    const operations = createOperations({
      ...{ places, log },
      ...measured({
        ...{ directory, journal, now, push },
        gateway: () => gateway,
        isDraining: () => life.draining,
      }),
    });
    opened.push(operations);
    const host = {
      ...{ directory: directory.current, journal, log, now },
      revocationLists: { folder: places.revocationLists },
      get finished() {
        return operations.finished();
      },
    };
    // Before the first request: data that are too old count for none.
    directory.limitAge(settings.uem);
    const handed = judging.now();
    const made = await parts.openGateway({ ...settings, compliance: handed }, host);
    if (!made.ok) {
      await closeAll(opened, log);
      return made;
    }
    gateway = made.value.gateway;
    // What changed while it opened reached no gateway.
    if (judging.now() !== handed) cuts += gateway.judgeBy(judging.now());
    await operations.adopt(settings);
    await uem.adopt(settings);
    await push.adopt(settings.push);
    const own = {
      settings,
      judging,
      clock: watched,
      operations,
      uem,
      push,
      life,
      cuts: () => cuts,
    };
    const open = { gateway, directory, journal, ...own };
    return success({ open, listening: made.value.listening }, made.warnings);
  } catch (error) {
    await closeAll(opened, log);
    throw error;
  }
}

/** Where devices come from: one source at a time. */
export async function adoptSource(
  { uem, directory, settings: before }: Open,
  settings: GatewaySettings,
): Promise<void> {
  const feed = feedFileOf(settings);
  if (settings.uem === null) await uem.adopt(settings);
  if (feed !== feedFileOf(before)) await directory.setFeedFile(feed);
  directory.limitAge(settings.uem);
  if (settings.uem !== null) await uem.adopt(settings);
}

function feedFileOf({ uem, compliance }: GatewaySettings): string | null {
  return uem === null ? compliance.directoryFile : null;
}

/** One that fails must not keep the others from writing what they hold. */
export async function closeAll(
  parts: readonly { readonly close: () => Promise<void> }[],
  log: Log,
): Promise<void> {
  for (const part of parts) {
    await part.close().catch((error: unknown) => {
      log.error({ err: error }, 'a part of the gateway did not close: this is a bug');
    });
  }
}
