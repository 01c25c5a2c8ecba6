import { createSocket } from 'node:dgram';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';

// Below 32768: the kernel gives none of these to those who ask for any port (ip_local_port_range), and above what
// services use most.
const FIRST = 20_000;
const COUNT = 12_000;
const LISTEN = '0A';
const given = new Set<number>();

/** A port of 127.0.0.1 that is free for TCP and UDP. A server may still lose it: start again with another one then. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * COUNT);
    if (given.has(port)) continue;
    if ((await tcpIsFree(port)) && (await udpIsFree(port))) {
      given.add(port);
      return port;
    }
  }
}

/** Starts something on a free port, and again where somebody else was faster. */
export async function onFreePort<T>(start: (port: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    try {
      return await start(port);
    } catch (error) {
      if (attempt === 5 || (await tcpIsFree(port))) throw error;
    }
  }
}

/** Whether this very process listens there; that somebody answers would not say who. */
export function listens(pid: number, port: number): boolean {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const inode = readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .find((row) => row[1]?.endsWith(suffix) === true && row[3] === LISTEN)?.[9];
  return inode !== undefined && openFiles(pid).includes(`socket:[${inode}]`);
}

function openFiles(pid: number): readonly string[] {
  const folder = `/proc/${pid}/fd`;
  return names(folder).flatMap((name) => {
    try {
      return [readlinkSync(`${folder}/${name}`)];
    } catch {
      // Closed in the meantime.
      return [];
    }
  });
}

function names(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    // Its process ended, or belongs to another account.
    return [];
  }
}

function tcpIsFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

function udpIsFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', () => {
      socket.close();
      resolve(false);
    });
    socket.bind(port, '127.0.0.1', () => socket.close(() => resolve(true)));
  });
}
