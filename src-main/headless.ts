/** Composition root of the command line and of the service: the real rooms behind the commands. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommandLine } from './cli/main.ts';
import { nodeHost } from './cli/node-host.ts';
import { openDirectory } from './compliance/service.ts';
import {
  answerInThread,
  readBlockedInThread,
  readClientsInThread,
  readSeenInThread,
} from './engine/blocked-thread.ts';
import type { EngineParts } from './engine/parts.ts';
import { openGateway } from './gateway/gateway.ts';
import { openJournal } from './journal/journal.ts';

/** The bundle is CommonJS, where this is the folder of the running file (electron.vite.config.ts). */
declare const __dirname: string;

const built = (name: string): string => join(__dirname, name);

const engine: EngineParts = {
  openGateway,
  openDirectory: (options) =>
    openDirectory({ ...options, workerFile: built('directory-worker.cjs') }),
  openJournal: (options) => openJournal({ ...options, workerFile: built('journal-worker.cjs') }),
  readBlocked: readBlockedInThread(built('headless.cjs')),
  readClients: readClientsInThread(built('headless.cjs')),
  readSeen: readSeenInThread(built('headless.cjs')),
};

function main(): void {
  const { version } = JSON.parse(readFileSync(built('../../package.json'), 'utf8')) as {
    version: string;
  };
  const files = { version, labFile: built('lab.cjs'), self: built('headless.cjs') };
  void runCommandLine(process.argv.slice(2), engine, nodeHost(files)).then((code) => {
    process.exitCode = code;
    // What was written last must be out before the end; a reader that went away must not keep us.
    process.stdout.write('', () => process.exit(code));
  });
}

// The same file is the thread that reads the journal beside a gateway.
if (!answerInThread()) main();
