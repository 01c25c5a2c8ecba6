/** The engine in this process: for `serve`, for tests, and inside the gateway process of the desktop. */
import type { Override } from '../../src-shared/devices.ts';
import { failure, problem, success, type Problem, type Result } from '../../src-shared/errors.ts';
import { withOverride } from '../compliance/overrides-file.ts';
import type { Waiting } from '../compliance/held.ts';
import { collectRequestsYoung } from '../memory/collector.ts';
import { answerDevices } from './device-questions.ts';
import type { Engine, EngineOperations, Whom } from './engine.ts';
import { impactReport, recentQuestion } from './impact.ts';
import { adoptSource, closeAll, openParts, type LocalOptions, type Open } from './open.ts';
import { pushStatus } from './push-status.ts';
import { replacedBy, without } from './override-changes.ts';
import { blockedNow, explainNow, MOST_CLIENTS, type View } from './questions.ts';

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
          // It may have been told meanwhile how the refused settings judge.
          is.gateway.judgeBy(is.judging.now());
          return restarted;
        }
        // What changed meanwhile reached the generation before.
        if (is.judging.now() !== now.compliance) is.gateway.judgeBy(is.judging.now());
        open = { ...is, settings };
        await is.operations.adopt(settings);
        await is.push.adopt(settings.push);
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
      whenOpen(async ({ gateway, directory, journal, operations, judging, clock, push, uem }) => {
        const { size, loadedAt, available } = directory.current();
        const cold = { coldStart: judging.coldStart(), isCold: directory.isCold() };
        const problems = [...directory.problems(), ...clock.problems()];
        return success({
          ...{ pid: process.pid, gateway: gateway.status(), journal: journal.health() },
          directory: { devices: size, loadedAt, available, ...cold, problems },
          uem: uem.status(),
          operations: withProblems(operations.status(), [
            ...gateway.problems(),
            ...push.status().problems,
          ]),
          push: pushStatus(push.status()),
        });
      }),
    explain: (whom) =>
      whenOpen(async (is) => success(explainNow(view(is), asJudged(is, whom), now()))),
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
              ...{ directory, before: settings.compliance, after: is.judging.draft(deciding) },
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
      const { push, gateway, operations, uem, journal, clock, directory } = is;
      await closeAll([push, gateway, operations, uem, journal, clock, directory], log);
    },
  };
}

function asJudged({ judging }: Open, whom: Whom): Whom {
  const { deciding } = whom;
  return deciding === undefined ? whom : { ...whom, deciding: judging.draft(deciding) };
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

function noUem(): Problem {
  return problem('UEM_OFF', 'The devices come from a file: uem.url is not set.', {
    key: 'uem.url',
  });
}

export function notRunning(): ReturnType<typeof problem> {
  return problem('NOT_RUNNING', 'no gateway runs on this home folder');
}
