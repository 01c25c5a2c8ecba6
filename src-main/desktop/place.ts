/** Where this console lives: decided before Electron is ready, because its own files lie there too. */
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { problem, success, failure, type Problem, type Result } from '../../src-shared/errors.ts';
import type { GatewaySettings } from '../../src-shared/settings/in-force.ts';
import type { HomePaths } from '../settings/home.ts';
import { homePaths, resolveHome } from '../settings/home.ts';
import { isFreshLabHome, makeLabHome } from '../settings/lab-home.ts';
import { isLoopback } from '../settings/loop.ts';
import type { Arguments } from './arguments.ts';

/** The home, made when it is missing: a first start is how one comes to be. */
export function findHome(args: Arguments): Result<HomePaths> {
  if (args.lab) {
    const { labHome } = args;
    const given = labHome !== null && isFreshLabHome(labHome);
    return success(homePaths(given ? labHome : makeLabHome()));
  }
  const { env, platform } = process;
  const home = resolveHome({ flag: args.home, env, platform });
  if (!home.ok) return home;
  try {
    mkdirSync(home.value, { recursive: true, mode: 0o700 });
    return success(homePaths(home.value));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return failure(problem('HOME_UNSAFE', `${home.value} cannot be made: ${why}`));
  }
}

/**
 * An Electron that is never shipped: any version but the one that this was made for, or one that scripts/lib/electron-dev.mjs
 * left its mark beside. A package keeps the mark, and without it the version still tells.
 */
export function isDevelopmentRuntime(
  madeFor: string,
  { electron = process.versions['electron'], executable = process.execPath } = {},
): boolean {
  const marked = existsSync(join(dirname(executable), 'DEVELOPMENT-RUNTIME.txt'));
  return marked || electron !== madeFor;
}

/** Long out of support: what it listens on, nobody else may reach. */
export function onlyLoopback({ listener }: GatewaySettings): Problem | null {
  const { host } = listener;
  if (isLoopback(host) || host.toLowerCase() === 'localhost') return null;
  return problem(
    'ADDRESS_UNAVAILABLE',
    `This console runs on a development run-time, which listens on loopback only, not on ${host}.`,
    { key: 'listener.host', remedy: 'Set listener.host to 127.0.0.1, or use `serve`.' },
  );
}
