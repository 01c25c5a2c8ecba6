/**
 * What lies between a decision of the past and now. The journal keeps what was decided and why, not the data that it
 * rested on; so nothing is decided anew for then. Told is what has an instant of its own: it came after.
 */
import { clip } from '../../src-shared/clip.ts';
import type { Params } from '../../src-shared/contract/calls.ts';
import type { ChangeSince, Explanation, Past } from '../../src-shared/decision.ts';
import { SallyportError } from '../../src-shared/errors.ts';
import { askedRequest, type JournalEvent } from '../../src-shared/events.ts';
import { adminActions } from './admin-actions.ts';
import { device } from './devices.ts';
import type { UseCase } from './options.ts';
import { history } from './settings-calls.ts';

type Decide = (use: UseCase, question: Params<'why'>) => Promise<Explanation>;

export async function pastOf(use: UseCase, event: JournalEvent, decide: Decide): Promise<Past> {
  const { at, requestId } = event;
  const found = await Promise.all([
    decidedAgain(use, event, decide),
    changesOfDevices(use, event),
    actionsSince(use, event),
    settingsSince(use, at),
  ]);
  const [now, ...changes] = found;
  const since = changes
    .flat()
    .filter((each) => Date.parse(each.at) > Date.parse(at))
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  return { at, requestId, now, changes: since.slice(0, MOST_CHANGES) };
}

const MOST_CHANGES = 100;
/** ENS may name thousands, and nobody reads more. */
const MOST_DEVICES = 8;
const MOST_VERSIONS = 20;

async function decidedAgain(
  use: UseCase,
  event: JournalEvent,
  decide: Decide,
): Promise<Past['now']> {
  const [first] = event.devices;
  if (event.user === null && first === undefined) return null;
  const question = {
    ...(event.user === null ? {} : { user: event.user }),
    ...(first === undefined ? {} : { device: first.id }),
    request: askedRequest(event) ?? undefined,
  };
  return ifSayable(async () => {
    const { verdict, reason, text } = await decide(use, question);
    return { verdict, reason, text };
  }, null);
}

async function changesOfDevices(use: UseCase, event: JournalEvent): Promise<ChangeSince[]> {
  const changes: ChangeSince[] = [];
  for (const { id } of event.devices.slice(0, MOST_DEVICES)) {
    const { device: found } = await ifSayable(() => device(use, { id }), { device: null });
    if (found === null) continue;
    const { row } = found;
    const named = `device ${clip(row.id, 64)}`;
    changes.push({
      ...{ at: row.enrollmentSince, kind: 'state' },
      what: `The ${named} is ${row.enrollment}.`,
    });
    if (row.wipedAt !== null && row.wipedAt !== row.enrollmentSince) {
      changes.push({ at: row.wipedAt, kind: 'wipe', what: `The ${named} was wiped.` });
    }
    for (const { at, action, by } of row.overrides) {
      const what = `The override of the ${named} in force now: ${action}, by ${clip(by, 64)}.`;
      changes.push({ at, kind: 'override', what });
    }
  }
  return changes;
}

/** About its devices; and what was taken back, of which nothing else is left. */
async function actionsSince(use: UseCase, { at, devices }: JournalEvent): Promise<ChangeSince[]> {
  const ids = new Set(devices.map(({ id }) => id.toLowerCase()));
  const done = await ifSayable(() => adminActions(use, { limit: 500, since: at }), []);
  return done
    .filter((each) => each.device !== null && ids.has(each.device.toLowerCase()))
    .map(({ at: when, by, what }) => ({
      ...{ at: when, kind: 'action' as const },
      what: `${clip(by, 64)}: ${what}.`,
    }));
}

async function settingsSince(use: UseCase, at: string): Promise<ChangeSince[]> {
  const versions = await ifSayable(() => history(use), []);
  return versions
    .filter((each) => Date.parse(each.at) > Date.parse(at))
    .slice(-MOST_VERSIONS)
    .map(({ at: when, version, by, summary }) => ({
      ...{ at: when, kind: 'settings' as const },
      what: `Settings were saved, version ${version} by ${clip(by, 64)}: ${clip(summary, 200)}`,
    }));
}

/** Broken files leave the decision of then as it was. */
async function ifSayable<Value>(ask: () => Promise<Value>, otherwise: Value): Promise<Value> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof SallyportError) return otherwise;
    throw error;
  }
}
