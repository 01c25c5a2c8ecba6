import { useEffect } from 'react';
import { useLocation } from 'react-router';
import { aboutOf, askAbout, count, decidingPart, isCountable } from '../stores/impact.ts';
import { waitingOf } from '../stores/draft.ts';
import { useGateway } from '../stores/gateway.ts';
import { useSettings } from '../stores/settings.ts';
import { isDecidingKey } from '../../src-shared/settings/policy-keys.ts';
import { pathOf } from './places.ts';

/** Whoever types a number shall not ask about each of its digits. */
const TYPING_MS = 300;

/** Counts what the draft changes for whom: wherever it changes policies, and on their page in any case. */
export function useImpactOfDraft(): void {
  const { pathname } = useLocation();
  const settings = useSettings((state) => state.settings);
  const draft = useSettings((state) => state.draft);
  const generation = useGateway((state) =>
    state.view?.kind === 'running' ? state.view.status.generation : null,
  );
  const changes = decidingPart(draft, settings ?? []);
  const waiting = waitingOf(settings ?? [], generation !== null).filter(({ key }) =>
    isDecidingKey(key),
  );
  const isChanged = Object.keys(changes).length + waiting.length > 0;
  const wanted = settings !== null && (isChanged || pathname === pathOf.policies);
  const about = wanted && isCountable(changes) ? aboutOf(changes, waiting, generation) : null;
  useEffect(() => {
    askAbout(about);
    if (about === null) return undefined;
    const timer = setTimeout(() => void count(about, changes), TYPING_MS);
    return () => clearTimeout(timer);
    // `changes` is another object each time; what is in it is in `about`.
  }, [about]);
}
