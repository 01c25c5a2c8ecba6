/** A server that looks at channel bindings as IIS does with Extended Protection; Apache's module cannot. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ACCEPTOR } from './acceptor-script.ts';
import { inPlace } from './folder.ts';
import type { Place } from './folder.ts';
import { listens, onFreePort } from './ports.ts';
import type { Role } from './principals.ts';
import { startServer } from './process.ts';
import type { Realm } from './types.ts';

export interface AcceptorOptions {
  readonly realm: Realm;
  /** Whose keys it has; `mail` when it is left out. */
  readonly role?: Role;
  /**
   * As IIS calls them. `require`: none but the right one is taken; `allow`: a wrong one is refused, none is taken;
   * `none`: nobody looks.
   */
  readonly channelBinding: 'require' | 'allow' | 'none';
  /** Paths of PEM files. */
  readonly tls: { readonly certificate: string; readonly key: string };
  /** Of the certificate's signature, SHA-256 at least (RFC 5929, section 4.1). */
  readonly hash?: 'sha256' | 'sha384' | 'sha512';
}

/**
 * Answers any request: 200 with `X-Remote-User`, its own token in `WWW-Authenticate` and `{user, flags}` as JSON, or 401
 * with `{refused}`.
 */
export interface Acceptor {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Its name in the realm. */
  readonly host: string;
  readonly errors: () => string;
  readonly stop: () => Promise<void>;
}

/** GSS_C_CHANNEL_BOUND_FLAG: the client had bound its token to the channel. */
export const CHANNEL_BOUND = 0x800;

export const startAcceptor = (options: AcceptorOptions): Promise<Acceptor> =>
  inPlace('acceptor', (place) => started(place, options));

async function started(place: Place, options: AcceptorOptions): Promise<Acceptor> {
  const { folder } = place;
  const { realm, role = 'mail', channelBinding, tls, hash = 'sha256' } = options;
  const { spn, keytab } = realm.account(role);
  const script = join(folder, 'acceptor.py');
  await writeFile(script, ACCEPTOR);
  const { port, server } = await onFreePort(async (wanted) => {
    const setting = { ...tls, hash, channelBinding, keytab, port: wanted };
    const one = await startServer({
      command: 'python3',
      args: [script],
      input: JSON.stringify(setting),
      env: { KRB5_CONFIG: realm.krb5Conf, KRB5RCACHEDIR: folder, TMPDIR: folder },
      ready: ({ pid }) => listens(pid, wanted),
    });
    return { port: wanted, server: one };
  });
  place.onStop(server.kill);
  return {
    url: `https://127.0.0.1:${port}`,
    port,
    pid: server.pid,
    host: spn.replace('HTTP/', ''),
    errors: server.output,
    stop: place.stop,
  };
}
