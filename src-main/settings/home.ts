/** The home folder: where it is, and what is in it (interface, "Home folder"). */
import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';
import { failure, problem, success, type Result } from '../../src-shared/errors.ts';

export interface HomeQuery {
  /** The value of `--home`. */
  readonly flag?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** Numeric user id where the system has one; by default that of this process. */
  readonly uid?: number | undefined;
}

/**
 * `--home`, else `SALLYPORT_HOME`, else the place that the system has for such data. Absolute. A name that is given
 * but empty is a usage error: it comes from a script whose variable is not set, which must not work on the system's home.
 */
export function resolveHome(query: HomeQuery): Result<string> {
  const path = flavour(query.platform);
  const { flag } = query;
  const variable = query.env['SALLYPORT_HOME'];
  if (flag !== undefined) return flag === '' ? emptyName('--home') : success(path.resolve(flag));
  if (variable === '') return emptyName('SALLYPORT_HOME');
  return success(path.resolve(variable ?? systemHome(query)));
}

function emptyName(what: string): Result<string> {
  const remedy = `Name the home folder, or leave ${what} out for the place that the system has for it.`;
  return failure(problem('USAGE', `${what} is given but empty`, { remedy }));
}

function systemHome({ env, platform, uid = process.getuid?.() }: HomeQuery): string {
  if (platform === 'win32') {
    const data = env['ProgramData'] ?? env['PROGRAMDATA'];
    return win32.join(given(data) ? data : 'C:\\ProgramData', 'Sallyport');
  }
  const own = given(env['HOME']) ? env['HOME'] : homedir();
  if (platform === 'darwin') return posix.join(own, 'Library/Application Support/Sallyport');
  if (uid === 0) return '/var/lib/sallyport';
  // XDG Base Directory Specification: a relative path there is invalid and must be ignored.
  const data = env['XDG_DATA_HOME'];
  return given(data) && posix.isAbsolute(data)
    ? posix.join(data, 'sallyport')
    : posix.join(own, '.local/share/sallyport');
}

/** Every path of a home folder, absolute. */
export interface HomePaths {
  readonly home: string;
  readonly config: string;
  readonly properties: string;
  readonly memConfiguration: string;
  /** Where `init` puts the device feed; `compliance.directoryFile` may name another. */
  readonly devices: string;
  readonly tls: string;
  readonly clientCa: string;
  readonly trust: string;
  readonly state: string;
  readonly overrides: string;
  readonly directory: string;
  /** When a gateway ran here, and when not. */
  readonly runs: string;
  /** What administrators did. */
  readonly actions: string;
  readonly history: string;
  /** The token of `/metrics`. */
  readonly adminToken: string;
  /** The last good copies of certificate revocation lists. */
  readonly revocationLists: string;
  readonly secrets: string;
  /** Copies of what was taken out of `config/trust`. */
  readonly untrusted: string;
  readonly journal: string;
  readonly logs: string;
  readonly run: string;
  readonly lock: string;
  /** The unix socket; where that cannot be, `endpointOf` (channel) says what stands for it. */
  readonly socket: string;
}

/** `home` is absolute, as from `resolveHome`. */
export function homePaths(home: string, platform: NodeJS.Platform = process.platform): HomePaths {
  const path = flavour(platform);
  const join = (...parts: string[]) => path.join(...parts);
  const config = join(home, 'config');
  const state = join(home, 'state');
  const run = join(home, 'run');
  return {
    home,
    config,
    properties: join(config, 'application.properties'),
    memConfiguration: join(config, 'mem-configuration.json'),
    devices: join(config, 'devices.json'),
    tls: join(config, 'tls'),
    clientCa: join(config, 'client-ca'),
    trust: join(config, 'trust'),
    state,
    overrides: join(state, 'overrides.json'),
    directory: join(state, 'directory'),
    runs: join(state, 'runs.jsonl'),
    actions: join(state, 'actions.jsonl'),
    history: join(state, 'history'),
    adminToken: join(state, 'admin-token'),
    revocationLists: join(state, 'revocation-lists'),
    secrets: join(state, 'secrets.json'),
    untrusted: join(state, 'untrusted'),
    journal: join(home, 'journal'),
    logs: join(home, 'logs'),
    run,
    lock: join(run, 'lock'),
    socket: join(run, 'control.sock'),
  };
}

function flavour(platform: NodeJS.Platform): typeof posix {
  return platform === 'win32' ? win32 : posix;
}

function given(text: string | undefined): text is string {
  return text !== undefined && text !== '';
}
