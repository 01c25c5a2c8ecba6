/** How the page obeys the actions of the one list, and why it cannot just now. */
import { useMemo } from 'react';
import type { PageActionId } from '../../src-shared/actions.ts';
import { restart, start, stop, useGateway } from '../stores/gateway.ts';
import { setPaused, useLog } from '../stores/log.ts';
import { discard, putBack, useSettings } from '../stores/settings.ts';
import { invalidCount, waitingOf } from '../stores/draft.ts';
import { isRunning, runAll, useDiagnostics } from '../stores/diagnostics.ts';
import { wantToSave } from '../stores/impact.ts';
import { explore, useExplore } from '../stores/explore.ts';
import { setTheme, useWindow } from '../stores/window.ts';
import { text } from '../text/text.ts';
import type { IconName } from '../ui/icons/paths.ts';
import type { themeModes } from '../ui/theme/look.tsx';
import { pathOf, places, setUpPath, type PlaceId } from './places.ts';

export interface Doing {
  readonly icon: IconName;
  readonly run: () => void;
  /** Why it cannot be done now. */
  readonly unavailable?: string | undefined;
  /** Not in this window. */
  readonly hidden?: boolean;
  /** Where the state makes it another word than the list's. */
  readonly title?: string | undefined;
}

/** One for each action of the page: the compiler refuses a list that has more. */
export type PageActions = Readonly<Record<PageActionId, Doing>>;

type Part<Id extends PageActionId> = Pick<PageActions, Id>;

export interface Room {
  readonly path: string;
  readonly go: (path: string) => void;
  readonly openPalette: () => void;
  readonly openHelp: () => void;
}

export function useActions(room: Room): PageActions {
  const situation = useSituation();
  const { running, busy, writing, changed, valid, waits } = situation;
  const { path, go, openPalette, openHelp } = room;
  const paused = useLog((state) => state.paused);
  const lab = useWindow((state) => state.facts?.lab === true);
  const checking = useDiagnostics((state) => Object.values(state.runs).some(isRunning));
  const exploring = useExplore((state) => state.kind === 'opening');
  return useMemo(
    () => ({
      ...pageActions(go),
      ...gatewayActions({ running, busy }),
      ...changeActions({ running, busy, writing, changed, valid, waits }),
      ...themeActions(),
      ...beginActions({ go, lab, exploring }),
      pause: {
        icon: paused ? 'play' : 'pause',
        title: paused ? text.actions.resume : undefined,
        unavailable: path === pathOf.log ? undefined : text.app.unavailable.notOnLog,
        run: () => setPaused(!paused),
      },
      runChecks: {
        icon: 'stethoscope',
        unavailable: checking ? text.app.unavailable.busy : undefined,
        run: () => {
          go(pathOf.diagnostics);
          void runAll();
        },
      },
      openPalette: { icon: 'search', run: openPalette },
      openHelp: { icon: 'keyboard', run: openHelp },
    }),
    [
      ...[path, go, openPalette, openHelp, running, busy, writing, changed, valid, waits, paused],
      ...[lab, exploring, checking],
    ],
  );
}

interface Situation {
  readonly running: boolean;
  /** An order to the gateway is under way. */
  readonly busy: boolean;
  /** The files are being written. */
  readonly writing: boolean;
  readonly changed: boolean;
  readonly valid: boolean;
  /** Saved changes wait for a restart. */
  readonly waits: boolean;
}

function useSituation(): Situation {
  const running = useGateway((state) => state.view?.kind === 'running');
  return {
    running,
    busy: useGateway((state) => state.assumed !== null),
    writing: useSettings((state) => state.busy),
    changed: useSettings((state) => Object.keys(state.draft).length > 0),
    valid: useSettings((state) => invalidCount(state.draft) === 0),
    waits: useSettings((state) => waitingOf(state.settings ?? [], running).length > 0),
  };
}

function pageActions(go: Room['go']): Part<PlaceId> {
  const to = ({ id, path, icon }: (typeof places)[number]) =>
    [id, { icon, run: () => go(path) }] as const;
  return Object.fromEntries(places.map(to)) as Part<PlaceId>;
}

function gatewayActions({
  running,
  busy,
}: Pick<Situation, 'running' | 'busy'>): Part<'restart' | 'start' | 'stop'> {
  const { unavailable } = text.app;
  const onlyRunning = busy ? unavailable.busy : running ? undefined : unavailable.notRunning;
  const onlyStopped = busy ? unavailable.busy : running ? unavailable.running : undefined;
  return {
    restart: { icon: 'restart', unavailable: onlyRunning, run: () => void restart() },
    start: { icon: 'play', unavailable: onlyStopped, run: () => void start() },
    stop: { icon: 'stop', unavailable: onlyRunning, run: () => void stop() },
  };
}

function changeActions({
  running,
  busy,
  writing,
  changed,
  valid,
  waits,
}: Situation): Part<'save' | 'applyAndRestart' | 'discard' | 'putBack'> {
  const why = text.app.unavailable;
  const stuck = busy || writing ? why.busy : undefined;
  const needsDraft = stuck ?? (changed ? undefined : why.nothingToSave);
  const needsValid = valid ? undefined : why.notValid;
  return {
    save: { icon: 'disk', unavailable: needsDraft ?? needsValid, run: () => wantToSave('save') },
    applyAndRestart: {
      icon: 'check',
      title: running ? undefined : text.setUp.finish,
      unavailable: stuck ?? needsValid,
      run: () => wantToSave('applyAndRestart'),
    },
    discard: { icon: 'revert', unavailable: needsDraft, run: discard },
    putBack: {
      icon: 'revert',
      unavailable: stuck ?? (waits ? undefined : why.nothingWaits),
      run: () => void putBack(),
    },
  };
}

interface Beginning {
  readonly go: Room['go'];
  readonly lab: boolean;
  readonly exploring: boolean;
}

/** In the demonstration there is nothing to begin. */
function beginActions({ go, lab, exploring }: Beginning): Part<'setUp' | 'explore'> {
  const unavailable = exploring ? text.app.unavailable.busy : undefined;
  return {
    setUp: { icon: 'sliders', hidden: lab, run: () => go(setUpPath) },
    explore: { icon: 'flask', hidden: lab, unavailable, run: () => void explore() },
  };
}

function themeActions(): Part<'lightTheme' | 'darkTheme' | 'systemTheme'> {
  const to = (mode: (typeof themeModes)[number], icon: IconName): Doing => ({
    icon,
    run: () => setTheme(mode),
  });
  return {
    lightTheme: to('light', 'sun'),
    darkTheme: to('dark', 'moon'),
    systemTheme: to('system', 'display'),
  };
}
