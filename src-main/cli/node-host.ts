/** The real process behind the command line. */
import { userInfo } from 'node:os';
import { destination as openDestination } from 'pino';
import type { Host, Signal } from './host.ts';
import { readSecret } from './secret-input.ts';

export interface BuiltFiles {
  readonly version: string;
  readonly labFile: string;
  /** This bundle, for `lab`, which starts a gateway in a process of its own. */
  readonly self: string;
}

/** More log than this waiting for a slow reader is given up: mail must not wait for it. */
const LOG_WAITING_BYTES = 8 * 1024 * 1024;

export function nodeHost(files: BuiltFiles): Host {
  let closed = false;
  // A reader that went away (`| head`, a service manager that restarts) must not end a gateway.
  process.stdout.on('error', () => (closed = true));
  process.stderr.on('error', () => undefined);
  const logged = logDestination();
  return {
    out: (text) => {
      if (!closed) process.stdout.write(text);
    },
    err: (text) => void process.stderr.write(text),
    env: process.env,
    platform: process.platform,
    now: () => new Date(),
    account: accountName(),
    version: files.version,
    labFile: files.labFile,
    self: [process.execPath, files.self],
    secret: (prompt) => readSecret(process.stdin, (text) => process.stderr.write(text), prompt),
    onSignal,
    onStray,
    exitNow: (code) => process.exit(code),
    outClosed: () => closed,
    log: logged,
  };
}

/** Opened with the first line only: most commands log nothing. */
function logDestination(): Host['log'] {
  let destination: ReturnType<typeof openDestination> | null = null;
  const open = (): ReturnType<typeof openDestination> => {
    const opened = openDestination({ dest: 2, sync: false, maxLength: LOG_WAITING_BYTES });
    // EPIPE and the like: there is nobody left to tell.
    opened.on('error', () => undefined);
    return opened;
  };
  return {
    write: (line) => {
      destination ??= open();
      destination.write(line);
    },
    flush: () => {
      try {
        destination?.flushSync();
      } catch {
        // A stream that never became ready, or a reader that went away.
      }
    },
  };
}

function onSignal(signal: Signal, handler: () => void): () => void {
  process.on(signal, handler);
  // A parent that started us with a channel (`lab`) and is gone, even killed: nobody else would end us.
  if (signal === 'SIGTERM') process.on('disconnect', handler);
  return () => {
    process.off(signal, handler);
    process.off('disconnect', handler);
  };
}

function onStray(handler: (error: unknown) => void): () => void {
  process.on('uncaughtException', handler);
  process.on('unhandledRejection', handler);
  return () => {
    process.off('uncaughtException', handler);
    process.off('unhandledRejection', handler);
  };
}

function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    // A user id without an entry in the system's list, as in containers.
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
