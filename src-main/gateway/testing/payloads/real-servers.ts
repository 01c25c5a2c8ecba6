/**
 * nginx and Apache in Exchange's place: what the gateway sent is sent to them again, byte for byte, and a sink behind them
 * tells how many requests they read in it, and with which bodies.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { PATIENCE_MS } from '../../../../lab/testing/patience.ts';
import { quietPort } from '../../../testing/quiet-port.ts';
import { connectRaw } from '../raw-client.ts';
import { startWitness } from './witness.ts';
import type { Seen, Wire, Witness } from './witness.ts';

export const realServers = ['nginx', 'apache2'] as const;
export type RealServer = (typeof realServers)[number];

/** A user's PATH often leaves out where Debian keeps servers; npm test unpacks nginx below out, without its service. */
const folders = [
  ...(process.env['PATH'] ?? '').split(delimiter),
  '/usr/sbin',
  join(process.cwd(), 'out', 'tools', 'usr', 'sbin'),
];

export function programOf(server: RealServer | 'slowhttptest'): string | undefined {
  return folders.map((folder) => join(folder, server)).find((path) => existsSync(path));
}

export interface Running {
  readonly port: number;
  readonly sink: Witness;
  readonly close: () => Promise<void>;
}

export async function startReal(server: RealServer, program: string): Promise<Running> {
  const sink = await startWitness();
  const port = await quietPort();
  const folder = await mkdtemp(join(tmpdir(), `sallyport-${server}-`));
  await mkdir(join(folder, 'logs'));
  const file = join(folder, 'server.conf');
  await writeFile(file, configurations[server](folder, port, sink.port));
  const child = spawn(program, arguments_[server](folder, file), { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', () => resolve());
  });
  const close = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
    await sink.close();
    await rm(folder, { recursive: true, force: true });
  };
  if (await accepts(port, child)) return { port, sink, close };
  await close();
  throw new Error(`${server} does not start: ${program}`);
}

const configurations: Readonly<
  Record<RealServer, (folder: string, port: number, sink: number) => string>
> = {
  nginx: (folder, port, sink) => `
daemon off; master_process off;
pid ${folder}/pid; error_log ${folder}/logs/error.log;
events { worker_connections 256; }
http {
  access_log off;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi; uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  large_client_header_buffers 8 64k;
  upstream sink { server 127.0.0.1:${String(sink)}; keepalive 4; }
  server {
    listen 127.0.0.1:${String(port)};
    location / { proxy_pass http://sink; proxy_http_version 1.1; proxy_set_header Connection ""; }
  }
}`,
  apache2: (folder, port, sink) => `
ServerRoot ${folder}
ServerName gateway
Listen 127.0.0.1:${String(port)}
PidFile ${folder}/pid
ErrorLog ${folder}/logs/error.log
DefaultRuntimeDir ${folder}
User www-data
Group www-data
LimitRequestFieldSize 65536
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule proxy_module /usr/lib/apache2/modules/mod_proxy.so
LoadModule proxy_http_module /usr/lib/apache2/modules/mod_proxy_http.so
HttpProtocolOptions Strict
ProxyPass / http://127.0.0.1:${String(sink)}/
`,
};

const arguments_: Readonly<Record<RealServer, (folder: string, file: string) => string[]>> = {
  nginx: (folder, file) => ['-p', folder, '-c', file, '-e', join(folder, 'logs', 'error.log')],
  apache2: (folder, file) => ['-X', '-d', folder, '-f', file],
};

async function accepts(port: number, child: ChildProcess): Promise<boolean> {
  for (const until = Date.now() + PATIENCE_MS; child.exitCode === null && Date.now() < until;) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = net.connect(port, '127.0.0.1', () => resolve(true));
      socket.once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
    if (open) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}

/** A request that ends what comes before it, so that everything is read when it is answered. */
const last = 'GET /last HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n';
/** A guard against hanging. */
const limitMs = 30_000;

/** What the server reads in other words than Node, among different messages; none where all is well. */
export async function readAlike(
  running: Running,
  wires: readonly Wire[],
): Promise<readonly string[]> {
  const differing: string[] = [];
  for (const [bytes, requests] of distinct(wires)) {
    const read = inOrder(await readBy(running, bytes));
    if (read === inOrder(requests)) continue;
    differing.push(`${JSON.stringify(bytes)} is read as ${read}`);
  }
  return differing;
}

/** Messages that differ, of those that are whole. */
export function distinct(wires: readonly Wire[]): ReadonlyMap<string, readonly Seen[]> {
  const whole = wires.filter(
    ({ bytes, requests }) => bytes !== '' && requests.every(({ complete }) => complete),
  );
  return new Map(whole.map(({ bytes, requests }) => [bytes, requests]));
}

const inOrder = (requests: readonly Seen[]): string =>
  JSON.stringify(requests.map((request) => JSON.stringify(request)).sort());

/** The requests that the server reads in what the gateway sent on one connection. */
async function readBy({ port, sink }: Running, bytes: string): Promise<readonly Seen[]> {
  sink.take();
  const client = connectRaw(port);
  client.write(Buffer.from(bytes + last, 'latin1'));
  const guard = setTimeout(() => client.socket.destroy(), limitMs);
  await client.closed;
  clearTimeout(guard);
  return sink.take().requests.filter(({ target }) => target !== '/last');
}
