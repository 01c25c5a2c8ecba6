/**
 * The access log: one JSON line for each finished request, written in batches beside the relay. What
 * the disk does not take is dropped and counted; nobody waits for it.
 */
import { join } from 'node:path';
import { lineOf } from './line.ts';
import { RotatingFile, type OpenLog } from './rotating-file.ts';
import { reasonOf } from '../disk/system-errors.ts';
import type { FinishedRequest } from '../gateway/types.ts';
import type { JournalEvent } from '../../src-shared/events.ts';
import type { Log } from '../../src-shared/log.ts';
import type { AccessLogSettings } from '../../src-shared/settings/in-force.ts';

export interface AccessLogOptions {
  readonly folder: string;
  readonly settings: AccessLogSettings;
  readonly log: Pick<Log, 'info' | 'warn'>;
  /** For tests. */
  readonly open?: OpenLog;
}

export interface AccessLogHealth {
  readonly file: string;
  /** Why it cannot be written; null: it can. */
  readonly problem: string | null;
  /** Lines given up since it was opened. */
  readonly dropped: number;
}

export interface AccessLog {
  /** Never throws, never waits. */
  readonly record: (event: JournalEvent, request: FinishedRequest) => void;
  readonly adopt: (settings: AccessLogSettings) => void;
  readonly health: () => AccessLogHealth;
  /** Writes what waits; takes two seconds at the most where the disk does not answer. */
  readonly close: () => Promise<void>;
}

const COLLECT_MS = 250;
/** One write. Small, so that no file grows much beyond its size. */
const BATCH_LINES = 256;
/** Lines that wait for a disk that is slow; more is given up. */
const MOST_LINES = 20_000;
const CLOSE_MS = 2000;

export function openAccessLog(options: AccessLogOptions): AccessLog {
  const { folder, log } = options;
  let { settings } = options;
  const file = new RotatingFile(folder, settings, options.open);
  let waiting: string[] = [];
  let writing: Promise<void> | null = null;
  let timer: NodeJS.Timeout | undefined;
  let problem: string | null = null;
  let dropped = 0;
  let closed = false;

  const failed = (lines: number, error: unknown): void => {
    dropped += lines;
    const why = reasonOf(error);
    if (problem !== why) log.warn({ reason: why }, 'the access log cannot be written');
    problem = why;
  };
  const writeAll = async (): Promise<void> => {
    while (waiting.length > 0) {
      const lines = waiting.slice(0, BATCH_LINES);
      waiting = waiting.slice(BATCH_LINES);
      try {
        await file.append(Buffer.from(lines.join('')));
        if (problem !== null) log.info({ dropped }, 'the access log is written again');
        problem = null;
      } catch (error) {
        failed(lines.length, error);
      }
    }
  };
  const flush = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    writing ??= writeAll().finally(() => (writing = null));
    return writing;
  };

  return {
    record: (event, request) => {
      if (closed || waiting.length >= MOST_LINES) {
        dropped += 1;
        return;
      }
      waiting.push(lineOf(event, request, settings.users));
      timer ??= setTimeout(() => void flush(), COLLECT_MS).unref();
    },
    adopt: (next) => {
      settings = next;
      file.adopt(next);
    },
    health: () => ({ file: join(folder, 'access.jsonl'), problem, dropped }),
    close: async () => {
      closed = true;
      await within(CLOSE_MS, flush());
      await within(CLOSE_MS, file.close());
    },
  };
}

async function within(milliseconds: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)));
  await Promise.race([work, late]);
  clearTimeout(timer);
}
