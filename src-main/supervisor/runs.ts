/**
 * When a gateway ran on this home, and when not: one line for each beginning and end. While one runs, the time of the
 * file is its sign of life, so that an end that nobody saw (a power cut) is dated as well as can be.
 */
import {
  appendFileSync,
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
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
  /** The file does not say what `lines` says: it has half a line, or lacks some. */
  let behind = !found.whole;
  let timer: NodeJS.Timeout | undefined;
  let mending: NodeJS.Timeout | undefined;
  /** A full disk must not keep a gateway from running. */
  const attempt = (work: () => void): void => {
    try {
      work();
      behind = false;
    } catch (error) {
      log.warn({ err: error, file }, 'when the gateway ran could not be noted');
      behind = true;
      clearTimeout(mending);
      mending = setTimeout(mend, SIGN_MS).unref();
    }
  };
  const rewrite = (): void => attempt(() => replace(file, textOf(lines)));
  const mend = (): void => {
    if (behind) rewrite();
  };
  const add = (line: Line): void => {
    lines = [...lines, line];
    // Behind half a line, another one would be lost with it.
    if (behind) rewrite();
    else attempt(() => appendFileSync(file, textOf([line]), { mode: 0o600 }));
  };
  if (lines.length > MOST_LINES) {
    lines = lines.slice(-MOST_LINES / 2);
    behind = true;
  }
  mend();
  if (lines.at(-1)?.event === 'began') {
    const at = (lastSign ?? now()).toISOString();
    log.warn(
      { at },
      'nobody saw the end of the gateway before this one: it ran until then at least',
    );
    add({ event: 'ended', at, why: null, seen: false });
  }

  return {
    began: () => {
      if (lines.at(-1)?.event === 'began') return;
      add({ event: 'began', at: now().toISOString() });
      timer = setInterval(() => {
        if (!behind) attempt(() => utimesSync(file, now(), now()));
      }, SIGN_MS);
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

/** As a whole or not at all: a disk that is still full must not take what is there. */
function replace(file: string, text: string): void {
  const next = `${file}.new`;
  try {
    const descriptor = openSync(next, 'w', 0o600);
    try {
      writeFileSync(descriptor, text);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(next, file);
  } catch (error) {
    rmSync(next, { force: true });
    throw error;
  }
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

/** What is cut short or of another shape is left out; what was written behind it is not. */
function read(file: string): { lines: Line[]; whole: boolean } {
  let text = '';
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    // None ran yet.
  }
  const lines = text.split(/\n|(?=\{"event":)/).flatMap((line) => {
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
