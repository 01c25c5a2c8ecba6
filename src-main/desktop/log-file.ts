/** The console's own log: JSON lines in the home's `logs` folder. Fields are facts, never secrets. */
import { mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { destination, pino } from 'pino';
import type { Log } from '../../src-shared/log.ts';

export interface LogFile extends Log {
  readonly flush: () => void;
}

const MOST_BYTES = 10 * 1024 * 1024;
const KEPT = 5;

/** A second fence: nothing logs these, and what would by mistake says nothing. */
const secret = ['authorization', 'password', 'cookie', 'token', 'ticket', 'body', 'headers', 'key'];

export function openLogFile(folder: string): LogFile {
  const file = join(folder, 'console.log');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch {
    // Then there is no log; who completes the home says why.
  }
  makeRoom(file);
  const out = destination({ dest: file, mode: 0o600, sync: false });
  // A full disk must not take the console with it.
  out.on('error', () => undefined);
  const logger = pino(
    {
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: secret.flatMap((name) => [name, `*.${name}`]), censor: '[redacted]' },
    },
    out,
  );
  return {
    info: (fields, message) => logger.info(fields, message),
    warn: (fields, message) => logger.warn(fields, message),
    error: (fields, message) => logger.error(fields, message),
    flush: () => {
      try {
        out.flushSync();
      } catch {
        // It never opened.
      }
    },
  };
}

function makeRoom(file: string): void {
  try {
    if (statSync(file).size < MOST_BYTES) return;
    for (let at = KEPT - 1; at > 0; at -= 1) move(`${file}.${at}`, `${file}.${at + 1}`);
    move(file, `${file}.1`);
  } catch {
    // There is none yet.
  }
}

function move(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch {
    // A gap in the row.
  }
}
