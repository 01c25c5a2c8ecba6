/** Composition root of the desktop's gateway process: the real rooms behind the engine's messages. */
import { join } from 'node:path';
import { openDirectory } from './compliance/service.ts';
import { answerEngine } from './engine/answering.ts';
import {
  answerInThread,
  readBlockedInThread,
  readClientsInThread,
  readSeenInThread,
} from './engine/blocked-thread.ts';
import { localEngine } from './engine/local.ts';
import type { EngineParts } from './engine/parts.ts';
import { openGateway } from './gateway/gateway.ts';
import { openJournal } from './journal/journal.ts';

/** The bundle is CommonJS, where this is the folder of the running file (electron.vite.config.ts). */
declare const __dirname: string;

/** What Electron gives a `utilityProcess` (electron/docs/api/parent-port.md). */
interface ParentPort {
  readonly postMessage: (message: unknown) => void;
  readonly on: (event: 'message', handler: (event: { readonly data: unknown }) => void) => void;
}

const built = (name: string): string => join(__dirname, name);

const parts: EngineParts = {
  openGateway,
  openDirectory: (options) =>
    openDirectory({ ...options, workerFile: built('directory-worker.cjs') }),
  openJournal: (options) => openJournal({ ...options, workerFile: built('journal-worker.cjs') }),
  readBlocked: readBlockedInThread(built('gateway-process.cjs')),
  readClients: readClientsInThread(built('gateway-process.cjs')),
  readSeen: readSeenInThread(built('gateway-process.cjs')),
};

function main(): void {
  const { parentPort } = process as unknown as { readonly parentPort: ParentPort };
  // Mail flows on: an error of one request must not end all others.
  for (const stray of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(stray, (error: unknown) => {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      process.stderr.write(`an error nobody caught: this is a bug: ${text}\n`);
    });
  }
  answerEngine({
    port: {
      post: (message) => parentPort.postMessage(message),
      onMessage: (handler) => parentPort.on('message', ({ data }) => handler(data)),
      // Electron ends this process with the one that owns it; there is no event for it.
      onClose: () => undefined,
    },
    create: (places, log) => localEngine({ parts, places, log, now: () => new Date() }),
    exit: () => process.exit(0),
  });
}

// The same file is the thread that reads the journal beside a gateway.
if (!answerInThread()) main();
