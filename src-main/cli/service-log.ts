/** The log of `serve`: JSON lines on standard error. Fields are facts, never headers or bodies. */
import { pino } from 'pino';
import type { Log } from '../../src-shared/log.ts';
import type { Host } from './host.ts';

export interface ServiceLog extends Log {
  readonly flush: () => void;
}

/** A second fence: nothing logs these, and what would by mistake says nothing. */
const secret = ['authorization', 'password', 'cookie', 'token', 'ticket', 'body', 'headers'];

export function serviceLog(host: Pick<Host, 'log'>): ServiceLog {
  const logger = pino(
    {
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: secret.flatMap((name) => [name, `*.${name}`]), censor: '[redacted]' },
    },
    host.log,
  );
  return {
    info: (fields, message) => logger.info(fields, message),
    warn: (fields, message) => logger.warn(fields, message),
    error: (fields, message) => logger.error(fields, message),
    flush: host.log.flush,
  };
}
