/** `uem.maxAgeHours`: data that are older count as none, from the minute on in which they become so (ADR 30). */
import { problem, type Problem } from '../../src-shared/errors.ts';
import type { UemSettings } from '../../src-shared/settings/device-management.ts';
import type { Directory } from '../compliance/directory.ts';
import type { DirectoryService } from '../compliance/service.ts';

export interface AgeLimited extends DirectoryService {
  /** Null: data of any age serve. */
  readonly limitAge: (settings: UemSettings | null) => void;
}

const HOUR_MS = 60 * 60_000;
const LOOK_MS = 15_000;

/**
 * @param onChange what was allowed may be blocked now, or the other way round
 * @param ahead by how much the clock is ahead of the one that counts, milliseconds: a jump makes no data old
 */
export function withAgeLimit(
  service: DirectoryService,
  now: () => Date,
  onChange: () => void,
  ahead: () => number = () => 0,
): AgeLimited {
  let hours: number | null = null;
  let closed: { readonly of: Directory; readonly is: Directory } | null = null;
  let wasOld = false;

  /** How far ahead the clock was that the data were loaded by. */
  let dated = { loadedAt: 0, ahead: 0 };

  const ageOf = (loadedAt: number): number => {
    const [at, jumped] = [now().getTime(), ahead()];
    // Later than the clock of before can say it: loaded since the jump, by the clock of now.
    const since = dated.loadedAt === loadedAt ? dated.ahead : loadedAt > at - jumped ? jumped : 0;
    dated = { loadedAt, ahead: Math.min(since, jumped) };
    return at - loadedAt - (jumped - dated.ahead);
  };
  const isOld = ({ loadedAt }: Directory): boolean =>
    hours !== null && loadedAt !== null && ageOf(loadedAt) > hours * HOUR_MS;
  const current = (): Directory => {
    const directory = service.current();
    if (!isOld(directory)) return directory;
    if (closed?.of !== directory)
      closed = { of: directory, is: { ...directory, available: false } };
    return closed.is;
  };
  const look = (): void => {
    const old = isOld(service.current());
    if (old === wasOld) return;
    wasOld = old;
    onChange();
  };
  const timer = setInterval(look, LOOK_MS);
  timer.unref();

  return {
    ...service,
    current,
    limitAge: (settings) => {
      hours = settings?.maxAgeHours ?? null;
      look();
    },
    problems: () => [...service.problems(), ...(isOld(service.current()) ? [tooOld(hours)] : [])],
    close: async () => {
      clearInterval(timer);
      await service.close();
    },
  };
}

function tooOld(hours: number | null): Problem {
  const message = `What is known of the devices is older than ${hours ?? 0} hours: it counts as nothing, and in mode enforce everybody is blocked.`;
  return problem('UEM_OLD', message, { key: 'uem.maxAgeHours' });
}
