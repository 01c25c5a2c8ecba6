/** What health and metrics tell of an open gateway. */
import type { OperationsOptions } from './operations.ts';
import type { DirectoryService } from '../compliance/service.ts';
import type { Gateway } from '../gateway/types.ts';
import type { Push } from '../push/push.ts';
import type { Journal } from '../journal/journal.ts';

export interface Measured {
  /** Null: not open yet. */
  readonly gateway: () => Gateway | null;
  readonly directory: DirectoryService;
  readonly journal: Journal;
  readonly push: Push;
  readonly isDraining: () => boolean;
  readonly now: () => Date;
}

export function measured(parts: Measured): Pick<OperationsOptions, 'health' | 'numbers'> {
  const { directory, journal, now } = parts;
  return {
    health: () => {
      const status = parts.gateway()?.status();
      return {
        listening: status !== undefined && status.url !== '',
        draining: parts.isDraining(),
        exchange: exchangeOf(status?.upstreams ?? []),
        // In the other modes mail flows without it.
        blind: status?.mode === 'enforce' && !directory.current().available,
      };
    },
    numbers: () => {
      const status = parts.gateway()?.status();
      const refused = parts.gateway()?.refused();
      const { size, loadedAt } = directory.current();
      const { waiting, dropped, state } = journal.health();
      const generation = status?.generation ?? 0;
      return {
        ...{ generation, restarts: Math.max(0, generation - 1) },
        requests: status?.requests ?? 0,
        streams: status?.streams ?? 0,
        connections: status?.connections ?? 0,
        refused: {
          connections: { ...refused?.connections },
          early: { ...refused?.requests.byReason },
        },
        push: parts.push.status(),
        journal: { waiting, dropped, failing: state === 'failing' },
        directory: {
          devices: size,
          ageSeconds: loadedAt === null ? null : Math.max(0, (now().getTime() - loadedAt) / 1000),
        },
      };
    },
  };
}

/** An EWS host that is down does not take ActiveSync out, so all of them count. */
function exchangeOf(
  upstreams: readonly { readonly state: string }[],
): 'reachable' | 'unreachable' | 'unknown' {
  if (upstreams.length === 0) return 'unknown';
  return upstreams.every(({ state }) => state === 'unreachable') ? 'unreachable' : 'reachable';
}
