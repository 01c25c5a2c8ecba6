/** The engine in this process: for `serve`, for tests, and inside the gateway process of the desktop. */
import type { Override } from '../../src-shared/devices.ts';
import { failure, problem, success, type Problem, type Result } from '../../src-shared/errors.ts';
import type { Log } from '../../src-shared/log.ts';
import type { GatewaySettings } from '../../src-shared/settings/in-force.ts';
import { withOverride } from '../compliance/overrides-file.ts';
import type { Waiting } from '../compliance/held.ts';
import type { Gateway, Listening } from '../gateway/types.ts';
import type { Journal } from '../journal/journal.ts';
import { collectRequestsYoung } from '../memory/collector.ts';
import { createUemSync, type UemSync } from '../uem/sync.ts';
import { withAgeLimit, type AgeLimited } from './age-limit.ts';
import { answerDevices } from './device-questions.ts';
import { openEngineClock, type EngineClock } from './clock.ts';
import type { Engine, EngineOperations, EnginePlaces } from './engine.ts';
import { impactReport, recentQuestion } from './impact.ts';
import { measured } from './measured.ts';
import { createOperations, type Operations } from './operations.ts';
import { replacedBy, without } from './override-changes.ts';
import { openJudging, type Judging } from './judging.ts';
import type { EngineParts } from './parts.ts';
import { seenLately } from './seen-lately.ts';
import { blockedNow, explainNow, MOST_CLIENTS, type View } from './questions.ts';

export interface LocalOptions {
  readonly parts: EngineParts;
  readonly places: EnginePlaces;
  readonly log: Log;
  readonly now: () => Date;
  /** Milliseconds that go on whatever is done to the clock; by default those of the machine. */
  readonly steady?: () => number;
}

interface Open {
  readonly gateway: Gateway;
  readonly directory: AgeLimited;
  readonly journal: Journal;
  readonly settings: GatewaySettings;
  readonly cuts: () => number;
  readonly judging: Judging;
  readonly clock: EngineClock;
  readonly operations: Operations;
  readonly uem: UemSync;
  /** Stopped, and not closed yet. */
  readonly life: { draining: boolean };
}

export function localEngine(options: LocalOptions): Engine {
  const { parts, places, log, now } = options;
  let open: Open | null = null;
  let reading: Promise<unknown> = Promise.resolve();
  /** By who asks, the question that is wanted. */
  const asking = new Map<string, symbol>();

  const whenOpen = async <Value>(
    work: (is: Open) => Promise<Result<Value>>,
  ): Promise<Result<Value>> => (open === null ? failure(notRunning()) : work(open));
  const view = ({ settings, directory, judging }: Open): View => ({
    settings: { ...settings, compliance: judging.now() },
    directory: directory.current(),
  });
  /** One after the other: a thread for each of many callers would be a load of its own. */
  const inTurn = <Value>(work: () => Promise<Value>): Promise<Value> => {
    const mine = reading.then(work, work);
    reading = mine.catch(() => undefined);
    return mine;
  };

  return {
    open: async (settings) => {
      if (open !== null) throw new Error('the engine is open');
      collectRequestsYoung();
      const opened = await openParts(options, settings);
      if (!opened.ok) return opened;
      open = opened.value.open;
      return success(opened.value.listening, opened.warnings);
    },
    restart: (settings) =>
      whenOpen(async (is) => {
        const before = is.judging.settings();
        is.judging.take(settings.compliance);
        const now = { ...settings, compliance: is.judging.now() };
        const restarted = await is.gateway.restart(now);
        if (!restarted.ok) {
          is.judging.take(before);
          return restarted;
        }
        open = { ...is, settings };
        await is.operations.adopt(settings);
        await adoptSource(is, settings);
        return restarted;
      }),
    adopt: (compliance) =>
      whenOpen(async (is) => {
        const { directoryFile } = is.settings.compliance;
        const next = { ...compliance, directoryFile };
        open = { ...is, settings: { ...is.settings, compliance: next } };
        is.judging.take(next);
        return success({ cut: is.gateway.judgeBy(is.judging.now()) });
      }),
    status: () =>
      whenOpen(async ({ gateway, directory, journal, operations, judging, clock, uem }) => {
        const { size, loadedAt } = directory.current();
        const problems = [...directory.problems(), ...clock.problems()];
        return success({
          ...{ pid: process.pid, gateway: gateway.status(), journal: journal.health() },
          directory: { devices: size, loadedAt, coldStart: judging.coldStart(), problems },
          uem: uem.status(),
          operations: withProblems(operations.status(), gateway.problems()),
        });
      }),
    explain: (whom) => whenOpen(async (is) => success(explainNow(view(is), whom, now()))),
    impact: ({ deciding, asker }) =>
      whenOpen(async (is) => {
        const mine = Symbol(asker);
        asking.set(asker, mine);
        const wanted = (): boolean => asking.get(asker) === mine && open !== null;
        try {
          const recent = await inTurn(() =>
            parts.readClients(recentQuestion(places.journal, now())),
          );
          if (!recent.ok) return recent;
          const { directory, settings } = view(is);
          return await impactReport(
            {
              ...{ directory, before: settings.compliance, after: deciding },
              ...{ recent: recent.value, now: now() },
            },
            wanted,
          );
        } finally {
          if (asking.get(asker) === mine) asking.delete(asker);
        }
      }),
    held: () => whenOpen(async (is) => success(waitingIn(is))),
    confirmHeld: ({ what, since }) =>
      whenOpen(async ({ directory, clock }) => {
        const confirm = what === 'clock' ? clock.confirm : directory.confirmHeld;
        return success({ confirmed: await confirm(since) });
      }),
    blocked: (since) =>
      whenOpen(async (is) => {
        const question = { folder: places.journal, since: new Date(since), limit: MOST_CLIENTS };
        const knocked = await inTurn(() => parts.readBlocked(question));
        return knocked.ok ? success(await blockedNow(view(is), knocked.value, now())) : knocked;
      }),
    override: (made) =>
      whenOpen(async (is) => {
        let replaced: Override | null = null;
        const changed = await changeOverrides(is, (present) => {
          replaced = replacedBy(present, made, now());
          return success(withOverride(present, made));
        });
        return changed.ok ? success({ cut: changed.value.cut, replaced }) : changed;
      }),
    unset: (whose) => whenOpen((is) => changeOverrides(is, (present) => without(present, whose))),
    ...answerDevices((work) => whenOpen((is) => work(view(is))), now),
    redirects: () => whenOpen(async ({ gateway }) => success(gateway.moves())),
    clearRedirects: () =>
      whenOpen(async ({ gateway }) => success({ removed: gateway.clearMoves() })),
    findHeader: (question) => whenOpen(async ({ gateway }) => gateway.findHeader(question)),
    revocationLists: () => whenOpen(async ({ gateway }) => success(gateway.revocationLists())),
    renewSecret: (secret) =>
      whenOpen(async ({ gateway }) => {
        gateway.renewSecret(secret);
        return success({ renewed: true as const });
      }),
    syncNow: () =>
      whenOpen(async ({ uem }) => {
        const status = uem.syncNow();
        return status === null ? failure(noUem()) : success(status);
      }),
    drain: async () => {
      if (open === null) return;
      open.life.draining = true;
      await open.gateway.close();
    },
    close: async () => {
      const is = open;
      open = null;
      if (is === null) return;
      is.life.draining = true;
      await closeAll([is.gateway, is.operations, is.uem, is.journal, is.clock, is.directory], log);
    },
  };
}

function waitingIn({ directory, clock }: Open): readonly Waiting[] {
  return [directory.held(), clock.waiting()].filter((each) => each !== null);
}

function withProblems(
  { adminUrl, problems }: EngineOperations,
  more: readonly Problem[],
): EngineOperations {
  return { adminUrl, problems: [...problems, ...more] };
}

async function changeOverrides(
  { directory, cuts }: Open,
  make: (present: readonly Override[]) => Result<readonly Override[]>,
): Promise<Result<{ removed: number; cut: number }>> {
  // No await between reading and handing over: two administrators must not overwrite each other.
  const present = directory.overrides();
  const before = cuts();
  const next = make(present);
  if (!next.ok) return next;
  const written = directory.setOverrides(next.value);
  const cut = cuts() - before;
  const result = await written;
  return result.ok ? success({ removed: present.length - next.value.length, cut }) : result;
}

/** In the order of need. */
async function openParts(
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
    const service = await parts.openDirectory({
      ...{ feedFile: feedFileOf(settings), stateFile: places.directory },
      ...{ overridesFile: places.overrides, now, log },
      policies: () => (judging?.settings() ?? settings.compliance).policies,
      seen: () => seenLately(parts.readSeen, places.journal, now()),
      onChange: () => reconsider(),
    });
    const directory = withAgeLimit(service, now, reconsider);
    opened.push(directory);
    const clock = await openEngineClock({
      ...{ directoryFile: places.directory, directory, now, log },
      ...(steady === undefined ? {} : { steady }),
      policies: () => (judging?.settings() ?? settings.compliance).policies,
      changed: () => reconsider(),
    });
    opened.push(clock);
    judging = openJudging(settings.compliance, () => ({
      isCold: directory.isCold(),
      clockAhead: clock.ahead(),
    }));
    const uem = createUemSync({ directory, log, now });
    opened.push(uem);
    const life = { draining: false };
    const operations = createOperations({
      ...{ places, log },
      ...measured({
        ...{ directory, journal, now },
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
    const made = await parts.openGateway({ ...settings, compliance: judging.now() }, host);
    if (!made.ok) {
      await closeAll(opened, log);
      return made;
    }
    gateway = made.value.gateway;
    await operations.adopt(settings);
    directory.limitAge(settings.uem);
    await uem.adopt(settings);
    const own = { settings, judging, clock, operations, uem, life, cuts: () => cuts };
    const open = { gateway, directory, journal, ...own };
    return success({ open, listening: made.value.listening }, made.warnings);
  } catch (error) {
    await closeAll(opened, log);
    throw error;
  }
}

/** Where devices come from: one source at a time. */
async function adoptSource(
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
async function closeAll(
  parts: readonly { readonly close: () => Promise<void> }[],
  log: Log,
): Promise<void> {
  for (const part of parts) {
    await part.close().catch((error: unknown) => {
      log.error({ err: error }, 'a part of the gateway did not close: this is a bug');
    });
  }
}

function noUem(): Problem {
  return problem('UEM_OFF', 'The devices come from a file: uem.url is not set.', {
    key: 'uem.url',
  });
}

export function notRunning(): ReturnType<typeof problem> {
  return problem('NOT_RUNNING', 'no gateway runs on this home folder');
}
