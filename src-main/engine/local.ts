/** The engine in this process: for `serve`, for tests, and inside the gateway process of the desktop. */
import type { Override } from '../../src-shared/devices.ts';
import { failure, problem, success, type Problem, type Result } from '../../src-shared/errors.ts';
import type { Log } from '../../src-shared/log.ts';
import type { GatewaySettings } from '../../src-shared/settings/in-force.ts';
import { withOverride } from '../compliance/overrides-file.ts';
import type { Waiting } from '../compliance/held.ts';
import type { DirectoryService } from '../compliance/service.ts';
import type { Gateway, Listening } from '../gateway/types.ts';
import type { Journal } from '../journal/journal.ts';
import { collectRequestsYoung } from '../memory/collector.ts';
import type { Engine, EngineOperations, EnginePlaces } from './engine.ts';
import { impactReport, recentQuestion } from './impact.ts';
import { measured } from './measured.ts';
import { createOperations, type Operations } from './operations.ts';
import { replacedBy, without } from './override-changes.ts';
import { openJudging, type Judging } from './judging.ts';
import type { EngineParts } from './parts.ts';
import { blockedNow, explainNow, MOST_CLIENTS, type View } from './questions.ts';

export interface LocalOptions {
  readonly parts: EngineParts;
  readonly places: EnginePlaces;
  readonly log: Log;
  readonly now: () => Date;
}

interface Open {
  readonly gateway: Gateway;
  readonly directory: DirectoryService;
  readonly journal: Journal;
  readonly settings: GatewaySettings;
  readonly cuts: () => number;
  readonly judging: Judging;
  readonly operations: Operations;
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
        const { directoryFile } = settings.compliance;
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
        if (directoryFile !== is.settings.compliance.directoryFile) {
          await is.directory.setFeedFile(directoryFile);
        }
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
      whenOpen(async ({ gateway, directory, journal, operations, judging }) => {
        const { size, loadedAt } = directory.current();
        const problems = directory.problems();
        return success({
          ...{ pid: process.pid, gateway: gateway.status(), journal: journal.health() },
          directory: { devices: size, loadedAt, coldStart: judging.coldStart(), problems },
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
    held: () => whenOpen(async ({ directory }) => success(waitingIn(directory))),
    confirmHeld: ({ since }) =>
      whenOpen(async ({ directory }) => success({ confirmed: await directory.confirmHeld(since) })),
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
    redirects: () => whenOpen(async ({ gateway }) => success(gateway.moves())),
    clearRedirects: () =>
      whenOpen(async ({ gateway }) => success({ removed: gateway.clearMoves() })),
    revocationLists: () => whenOpen(async ({ gateway }) => success(gateway.revocationLists())),
    renewSecret: (secret) =>
      whenOpen(async ({ gateway }) => {
        gateway.renewSecret(secret);
        return success({ renewed: true as const });
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
      await closeAll([is.gateway, is.operations, is.journal, is.directory], log);
    },
  };
}

const DAY_MS = 86_400_000;

async function seenLately(
  { readSeen }: EngineParts,
  folder: string,
  now: Date,
): Promise<ReadonlySet<string> | null> {
  const since = new Date(now.getTime() - DAY_MS);
  const seen = await readSeen({ folder, since, limit: Number.MAX_SAFE_INTEGER });
  return seen.ok ? new Set(seen.value) : null;
}

function waitingIn(directory: DirectoryService): readonly Waiting[] {
  const list = directory.held();
  return list === null ? [] : [list];
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
  { parts, places, log, now }: LocalOptions,
  settings: GatewaySettings,
): Promise<Result<{ open: Open; listening: Listening }>> {
  const journal = await parts.openJournal({ folder: places.journal, log, now });
  const opened: { close: () => Promise<void> }[] = [journal];
  let gateway: Gateway | null = null;
  let cuts = 0;
  try {
    let judging: Judging | null = null;
    const directory = await parts.openDirectory({
      ...{ feedFile: settings.compliance.directoryFile, stateFile: places.directory },
      ...{ overridesFile: places.overrides, now, log },
      policies: () => (judging?.settings() ?? settings.compliance).policies,
      seen: () => seenLately(parts, places.journal, now()),
      onChange: () => {
        const changed = judging?.look() ?? null;
        cuts += (changed === null ? gateway?.reconsider() : gateway?.judgeBy(changed)) ?? 0;
      },
    });
    opened.push(directory);
    judging = openJudging(settings.compliance, () => ({ isCold: directory.isCold() }));
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
    const own = { settings, judging, operations, life, cuts: () => cuts };
    const open = { gateway, directory, journal, ...own };
    return success({ open, listening: made.value.listening }, made.warnings);
  } catch (error) {
    await closeAll(opened, log);
    throw error;
  }
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

export function notRunning(): ReturnType<typeof problem> {
  return problem('NOT_RUNNING', 'no gateway runs on this home folder');
}
