/** What the Devices page asks besides the calls that every console has. */
import type { Explanation } from '../../../src-shared/decision.ts';
import { SallyportError } from '../../../src-shared/errors.ts';
import { discoveredFile, discoveredRows } from '../discovered.ts';
import { valueOf } from '../options.ts';
import { exportFile } from './export-file.ts';
import type { WindowConsole, WindowOptions } from './facts.ts';

type Calls = Pick<WindowConsole, 'deviceActivity' | 'ensStory' | 'exportDevices'>;

export function deviceCallsOf(options: WindowOptions): Calls {
  const { station, journal, now } = options;
  return {
    deviceActivity: async ({ id }) => valueOf(await journal.ask('deviceActivity', { id })),
    ensStory: async ({ user }) => {
      const names = await namesOf(options, user);
      const [story, verdict] = await Promise.all([
        journal.ask('ensStory', { names }),
        verdictNow(options, user),
      ]);
      return { names, story: valueOf(story), now: verdict };
    },
    exportDevices: async ({ format }) => {
      const stamp = now().toISOString().slice(0, 19).replaceAll(':', '-');
      const suggested = `sallyport-devices-${stamp}.${format === 'csv' ? 'csv' : 'jsonl'}`;
      const file = await options.chooseFile(suggested);
      if (file === null) return { saved: false };
      const page = async (after: string | null, limit: number) =>
        valueOf(await journal.ask('discovered', { after, limit }));
      const rows = discoveredRows(page, station.console.standings);
      await exportFile(file, discoveredFile(rows, format));
      return { saved: true };
    },
  };
}

const MOST_NAMES = 16;

/** The name that was asked for, and those that device management has for the same person. */
async function namesOf({ station }: WindowOptions, user: string): Promise<string[]> {
  const wanted = user.trim().toLowerCase();
  const sort = { by: 'device', direction: 'ascending' } as const;
  const { rows } = await station.console.devices({ text: wanted.slice(0, 256), sort, limit: 20 });
  const theirs = rows
    .map(({ users }) => users)
    .filter((users) => users.some((each) => each.toLowerCase() === wanted));
  return [...new Set([user.trim(), ...theirs.flat()])].slice(0, MOST_NAMES);
}

/** Null where nobody can say: the story of what was asked holds all the same. */
async function verdictNow({ station }: WindowOptions, user: string): Promise<Explanation | null> {
  try {
    return await station.console.why({ user });
  } catch (error) {
    if (error instanceof SallyportError) return null;
    throw error;
  }
}
