/** What Electron wants to know before it is ready. */
import { join } from 'node:path';
import { app } from 'electron';
import type { Problem } from '../../src-shared/errors.ts';
import type { HomePaths } from '../settings/home.ts';
import type { Arguments } from './arguments.ts';
import { silenceResolver } from './fences.ts';
import { findHome } from './place.ts';
import { registerScheme } from './protocol.ts';

export interface Begun {
  readonly paths: HomePaths;
  /** For tests, and from a checkout only: another page than the built one. */
  readonly pageFolder: string | undefined;
  readonly ready: Promise<void>;
}

/** Null: the process ends, because there is no home or because a console runs on it already. */
export function beforeReady(
  args: Arguments,
  exitCodeOf: (problems: readonly Problem[]) => number,
): Begun | null {
  registerScheme();
  silenceResolver();
  // Where start.mjs had to do without (root), it would take the switch from the children, and they would not start.
  // Our page asks for the sandbox in any case.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  const found = findHome(args);
  if (!found.ok) {
    for (const each of found.problems) process.stderr.write(`sallyport: ${each.message}\n`);
    app.exit(exitCodeOf(found.problems));
    return null;
  }
  const paths = found.value;
  // Chromium's own files, and with them the lock that makes a second console of this home the first one's guest.
  app.setPath('userData', join(paths.home, 'window'));
  if (!app.requestSingleInstanceLock()) {
    process.stdout.write(
      `a console of ${paths.home} is open already: it was brought to the front\n`,
    );
    app.exit(0);
    return null;
  }
  const pageFolder = app.isPackaged ? undefined : process.env['SALLYPORT_PAGE_FOLDER'];
  return { paths, pageFolder, ready: app.whenReady() };
}
