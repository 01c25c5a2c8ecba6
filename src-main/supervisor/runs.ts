/**
 * When a gateway ran on this home, and when not: one line for each beginning and end. While one runs, the time of the
 * file is its sign of life, so that an end that nobody saw (a power cut) is dated as well as can be.
 */
import { appendFileSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { Outage } from '../../src-shared/contract/window.ts';
import type { Log } from '../../src-shared/log.ts';

const lineSchema = z.discriminatedUnion('event', [
  z.object({ event: z.literal('began'), at: z.iso.datetime() }),
  z.object({
    event: z.literal('ended'),
    at: z.iso.datetime(),
    /** Null: it was asked to. */
    why: z.string().nullable(),
    /** False: nobody saw it; it ran until then at least. */
    seen: z.boolean(),
  }),
]);
type Line = z.infer<typeof lineSchema>;

export interface Runs {
  readonly began: () => void;
  /** Does nothing while none runs. `why`: how it ended by itself; null: it was asked to. */
  readonly ended: (why: string | null) => void;
  /** Oldest first, the newest 200. */
  readonly outages: () => Outage[];
}

export interface RunsOptions {
  readonly file: string;
  readonly now: () => Date;
  readonly log: Log;
}

const SIGN_MS = 5000;
const MOST_LINES = 2000;
const MOST_OUTAGES = 200;

/** The holder of the home's lock alone may open it. */
export function openRuns({ file, now, log }: RunsOptions): Runs {
  const lastSign = signOf(file);
  const found = read(file);
  let { lines } = found;
  let timer: NodeJS.Timeout | undefined;
  /** A full disk must not keep a gateway from running. */
  const attempt = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      log.warn({ err: error, file }, 'when the gateway ran could not be noted');
    }
  };
  const add = (line: Line): void => {
    lines = [...lines, line];
    attempt(() => appendFileSync(file, textOf([line]), { mode: 0o600 }));
  };
  if (lines.length > MOST_LINES || !found.whole) {
    lines = lines.slice(-MOST_LINES / 2);
    attempt(() => writeFileSync(file, textOf(lines), { mode: 0o600 }));
  }
  if (lines.at(-1)?.event === 'began') {
    add({ event: 'ended', at: (lastSign ?? now()).toISOString(), why: null, seen: false });
  }

  return {
    began: () => {
      if (lines.at(-1)?.event === 'began') return;
      add({ event: 'began', at: now().toISOString() });
      timer = setInterval(() => attempt(() => utimesSync(file, now(), now())), SIGN_MS);
      timer.unref();
    },
    ended: (why) => {
      clearInterval(timer);
      if (lines.at(-1)?.event !== 'began') return;
      add({ event: 'ended', at: now().toISOString(), why, seen: true });
    },
    outages: () => outagesOf(lines).slice(-MOST_OUTAGES),
  };
}

function outagesOf(lines: readonly Line[]): Outage[] {
  return lines.flatMap((line, at) => {
    if (line.event !== 'ended') return [];
    const { at: from, why, seen } = line;
    return [{ from, to: lines[at + 1]?.at ?? null, why, seen }];
  });
}

function signOf(file: string): Date | null {
  try {
    return statSync(file).mtime;
  } catch {
    return null;
  }
}

/** A line that is cut short or of another shape is left out. */
function read(file: string): { lines: Line[]; whole: boolean } {
  let text = '';
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    // None ran yet.
  }
  const lines = text.split('\n').flatMap((line) => {
    try {
      return [lineSchema.parse(JSON.parse(line))];
    } catch {
      return [];
    }
  });
  return { lines, whole: text === '' || text.endsWith('\n') };
}

function textOf(lines: readonly Line[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}
