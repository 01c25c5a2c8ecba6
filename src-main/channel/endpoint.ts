/** Where the control channel of a home folder is found: both sides compute the same place. */
import { createHash } from 'node:crypto';
import { realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface Endpoint {
  readonly kind: 'socket' | 'pipe';
  /** What `listen` and `connect` get. */
  readonly path: string;
  /** The folder whose permissions guard the socket; null for a pipe, which has an access list. */
  readonly folder: string | null;
  /** Numeric id of the account that the folder must belong to: the home's owner. */
  readonly owner: number;
  /** True when the home's own path was too long for a socket, so a short folder is used. */
  readonly short: boolean;
}

/** `sun_path` holds 108 bytes on Linux and 104 on macOS, the final zero included. */
const LONGEST_PATH = 100;

/**
 * `socket` is the wanted place (`run/control.sock`). The short folder stands in `/tmp`, not in
 * `TMPDIR`: a service and a shell often differ in that variable and would not find each other.
 */
export function endpointOf(
  paths: { readonly home: string; readonly socket: string },
  platform: NodeJS.Platform = process.platform,
): Endpoint {
  const home = realPath(paths.home);
  const owner = ownerOf(home);
  if (platform === 'win32') {
    // Pipes share one name space for the whole machine: the home's name, in any case, makes ours distinct.
    const path = `\\\\.\\pipe\\sallyport-${nameOf(home.toLowerCase())}`;
    return { kind: 'pipe', path, folder: null, owner, short: false };
  }
  if (Buffer.byteLength(paths.socket) <= LONGEST_PATH) {
    const folder = dirname(paths.socket);
    return { kind: 'socket', path: paths.socket, folder, owner, short: false };
  }
  // The home's owner, not the caller: root asks about the gateway of a service account too.
  const folder = join('/tmp', `sallyport-${owner}`);
  return { kind: 'socket', path: join(folder, `${nameOf(home)}.sock`), folder, owner, short: true };
}

function nameOf(home: string): string {
  return createHash('sha256').update(home).digest('hex').slice(0, 24);
}

function realPath(home: string): string {
  try {
    return realpathSync.native(home);
  } catch {
    return home;
  }
}

function ownerOf(home: string): number {
  try {
    return statSync(home).uid;
  } catch {
    return process.getuid?.() ?? 0;
  }
}
