/** Apache with mod_auth_gssapi in Exchange's place: who came by Kerberos is told in `X-Remote-User`. */
import { chownSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { apacheConf } from './apache-conf.ts';
import { inPlace } from './folder.ts';
import type { Place } from './folder.ts';
import { listens, onFreePort } from './ports.ts';
import type { Role } from './principals.ts';
import { startServer } from './process.ts';
import type { Realm } from './types.ts';

export interface ApacheOptions {
  readonly realm: Realm;
  /** Whose keys it has; `mail` when it is left out. */
  readonly role?: Role;
  /** As IIS may be set: who came once on a connection stays on it. */
  readonly connectionBound?: boolean;
  /** A token that comes again is refused, unless this is false. */
  readonly replayCache?: boolean;
  /** Paths of PEM files. */
  readonly tls?: { readonly certificate: string; readonly key: string };
  /** Where requests go on to with `X-Remote-User`: an `http://127.0.0.1:...`. Otherwise it answers everything itself. */
  readonly upstream?: string;
}

export interface SeenRequest {
  readonly user: string | null;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  /** Of the client: the same for all requests of one connection. */
  readonly port: number;
  /** How many came before it on its connection. */
  readonly nth: number;
  readonly authorization: string | null;
}

export interface Apache {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Removed by `stop`. */
  readonly folder: string;
  /** Its name in the realm. */
  readonly host: string;
  /** Answered requests; waits until there are so many. */
  readonly requests: (atLeast?: number) => Promise<readonly SeenRequest[]>;
  /** After a change of its keys in the realm. */
  readonly renewKeytab: () => Promise<void>;
  readonly errors: () => string;
  readonly stop: () => Promise<void>;
}

const ACCOUNT = 'www-data';

export const startGssapiApache = (options: ApacheOptions): Promise<Apache> =>
  inPlace('apache', (place) => started(place, options));

async function started(place: Place, options: ApacheOptions): Promise<Apache> {
  const { folder } = place;
  const { realm, role = 'mail', replayCache = true, tls } = options;
  const host = realm.account(role).spn.replace('HTTP/', '');
  const keytab = join(folder, 'http.keytab');
  const renewKeytab = async (): Promise<void> => {
    await copyFile(realm.account(role).keytab, `${keytab}.new`);
    give(`${keytab}.new`);
    await rename(`${keytab}.new`, keytab);
  };
  give(folder);
  await renewKeytab();
  await mkdir(join(folder, 'replays'), { mode: 0o700 });
  give(join(folder, 'replays'));
  await copyFile(realm.krb5Conf, join(folder, 'krb5.conf'));
  give(join(folder, 'krb5.conf'));
  // mod_asis answers a POST, too; for a plain file Apache would say 405.
  await writeFile(join(folder, 'answer.asis'), 'Content-Type: text/xml\r\n\r\n<ok/>\n');
  if (tls !== undefined) {
    await copyFile(tls.certificate, join(folder, 'tls.pem'));
    await copyFile(tls.key, join(folder, 'tls.key'));
    give(join(folder, 'tls.key'));
  }
  const file = join(folder, 'httpd.conf');
  const { port, server } = await onFreePort(async (wanted) => {
    await writeFile(file, apacheConf({ ...options, folder, host, keytab, port: wanted }));
    const one = await startServer({
      command: 'apache2',
      // One process, in the foreground.
      args: ['-X', '-d', folder, '-f', file],
      user: ACCOUNT,
      env: {
        KRB5_CONFIG: join(folder, 'krb5.conf'),
        KRB5RCACHETYPE: replayCache ? 'dfl' : 'none',
        KRB5RCACHEDIR: join(folder, 'replays'),
        TMPDIR: folder,
      },
      ready: ({ pid }) => listens(pid, wanted),
    });
    return { port: wanted, server: one };
  });
  place.onStop(server.kill);
  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    port,
    pid: server.pid,
    folder,
    host,
    renewKeytab,
    requests: (atLeast = 0) => seen(join(folder, 'requests.log'), atLeast),
    errors: () => server.output() + readFileSync(join(folder, 'error.log'), 'utf8'),
    stop: place.stop,
  };
}

/** Root alone can, and root alone has to. */
function give(path: string): void {
  if (process.getuid?.() !== 0) return;
  const [, , uid, gid] =
    readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .find((line) => line.startsWith(`${ACCOUNT}:`))
      ?.split(':') ?? [];
  chownSync(path, Number(uid), Number(gid));
}

const WAIT_MS = 10_000;

/** It writes a request down after it has answered it. */
async function seen(file: string, atLeast: number): Promise<readonly SeenRequest[]> {
  const until = Date.now() + WAIT_MS;
  for (;;) {
    const text = await readFile(file, 'utf8').catch(() => '');
    const lines = text
      .slice(0, text.lastIndexOf('\n') + 1)
      .split('\n')
      .slice(0, -1);
    if (lines.length >= atLeast) return lines.map(readLine);
    if (Date.now() > until) throw new Error(`${lines.length} of ${atLeast} requests came`);
    await sleep(5);
  }
}

/** As `LogFormat` of apache-conf.ts writes it: fields between tabs, `-` for what is not there. */
function readLine(line: string): SeenRequest {
  const [user = '-', method = '', path = '', status, port, nth, authorization = '-'] =
    line.split('\t');
  return {
    user: user === '-' ? null : user,
    method,
    path,
    status: Number(status),
    port: Number(port),
    nth: Number(nth),
    authorization: authorization === '-' ? null : authorization,
  };
}
