/** Whom a newer list would newly block, counted: a job, since it asks `decide` twice for each device that changed. */
import { MOST_SHOWN } from '../../src-shared/contract/held.ts';
import type { HeldDevice } from '../../src-shared/contract/held.ts';
import type { Override } from '../../src-shared/devices.ts';
import type { Policies } from '../../src-shared/settings/in-force.ts';
import { withOverrides } from './build.ts';
import { openDevices } from './devices.ts';
import type { Devices } from './devices.ts';
import type { Directory } from './directory.ts';
import { countingWipes, isTooMany } from './harm.ts';
import type { Harm } from './harm.ts';
import { findingLosses } from './newly-blocked.ts';
import type { Work } from './work.ts';

export interface LossQuestion {
  readonly before: Devices;
  readonly after: Devices;
  readonly overrides: readonly Override[];
  readonly policies: Policies;
  readonly now: Date;
  /** Ids that clients named, of which alone is counted; null: of all that are enrolled. */
  readonly seen: ReadonlySet<string> | null;
}

export interface Weighed {
  readonly harm: Harm;
  readonly of: readonly HeldDevice[];
}

export interface WeighedList extends Weighed {
  /** Of all that are enrolled: a wipe is none the less for a device that is switched off. */
  readonly wipesAreTooMany: boolean;
}

export function* losing(question: LossQuestion): Work<WeighedList> {
  const { overrides, policies, now, seen } = question;
  const [before, after] = [question.before, question.after].map((devices) =>
    // No data is older for another: what is compared is what the lists say.
    withOverrides(openDevices(devices), { overrides, available: true, loadedAt: now.getTime() }),
  );
  if (before === undefined || after === undefined) return nothing;
  const found = yield* findingLosses(before, after, policies, now);
  const among = seen === null ? null : idsOf(before, seen);
  const lost = found.lost.filter(({ id }) => among?.has(id) !== false);
  const counted = among === null ? found.passing : found.passing.filter((id) => among.has(id));
  const wiped = yield* countingWipes(question.before, question.after.rows);
  const harm = { counted: counted.length, blocked: lost.length, wiped };
  return {
    harm,
    of: lost.slice(0, MOST_SHOWN).map(({ id: _, ...shown }) => shown),
    wipesAreTooMany: isTooMany(wiped, { ...harm, counted: found.passing.length }),
  };
}

export const nothing: WeighedList = {
  harm: { counted: 0, blocked: 0, wiped: 0 },
  of: [],
  wipesAreTooMany: false,
};

/** The records behind the ids that clients named, which may be UDIDs or serial numbers. */
export function idsOf(directory: Directory, named: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...named].flatMap((id) => directory.device(id)?.id ?? []));
}
