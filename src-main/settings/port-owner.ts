/** Which process listens on a port, as far as the system tells: Linux does, to root and to the same account. */
import { readdir, readFile, readlink } from 'node:fs/promises';
import { isIPv4, isIPv6 } from 'node:net';
import { clip } from '../../src-shared/clip.ts';
import type { Problem } from '../../src-shared/errors.ts';
import { shownAddress } from './port-probe.ts';

/** The same problem, with the process that has the port when the system names it. */
export async function withOwner(found: Problem, host: string, port: number): Promise<Problem> {
  if (found.code !== 'PORT_IN_USE') return found;
  const owner = await portOwner(host, port);
  if (owner === null) return found;
  const by = `${owner.name} (process ${owner.pid})`;
  return { ...found, message: `${shownAddress(host, port)} is taken by ${by}.` };
}

export interface PortOwner {
  readonly pid: number;
  readonly name: string;
}

/** proc(5): the state of a listening socket in /proc/net/tcp. */
const LISTENS = '0A';

/** `proc` is another folder in tests. Null: nobody is known. */
export async function portOwner(
  host: string,
  port: number,
  proc = '/proc',
): Promise<PortOwner | null> {
  const tables = await Promise.all(
    ['tcp', 'tcp6'].map((table) => readFile(`${proc}/net/${table}`, 'utf8').catch(() => '')),
  );
  const inodes = new Set(tables.flatMap((table) => inodesOf(table, host, port)));
  if (inodes.size === 0) return null;
  const pids = (await readdir(proc).catch(() => [])).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) {
    if (!(await holds(`${proc}/${pid}/fd`, inodes))) continue;
    const name = await readFile(`${proc}/${pid}/comm`, 'utf8').catch(() => '');
    return { pid: Number(pid), name: clip(name.trim(), 64) };
  }
  return null;
}

/** `sl local_address rem_address st tx:rx tr:tm retrnsmt uid timeout inode` */
function inodesOf(table: string, host: string, port: number): string[] {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0');
  return table.split('\n').flatMap((line) => {
    const [, local = '', , state, , , , , , inode] = line.trim().split(/\s+/);
    const [address = '', at] = local.split(':');
    const fits = at === wanted && state === LISTENS && standsInTheWay(address, host);
    return fits && inode !== undefined ? [inode] : [];
  });
}

/** Whether a listener on `address`, as the kernel writes it, keeps another from `host`. */
function standsInTheWay(address: string, host: string): boolean {
  if (/^0+$/.test(address) || host === '0.0.0.0' || host === '::') return true;
  if (isIPv4(host)) return address.endsWith(kernelForm(host));
  // Of names and of IPv6 addresses the port alone is compared.
  return !isIPv6(host) || address.length === 32;
}

/** 127.0.0.1 is 0100007F: its bytes in the order of the machine (all that run this are little-endian). */
function kernelForm(ipv4: string): string {
  const bytes = ipv4.split('.').map((part) => Number(part).toString(16).padStart(2, '0'));
  return bytes.reverse().join('').toUpperCase();
}

async function holds(folder: string, inodes: ReadonlySet<string>): Promise<boolean> {
  const names = await readdir(folder).catch(() => []);
  const links = await Promise.all(
    names.map((name) => readlink(`${folder}/${name}`).catch(() => '')),
  );
  return links.some((link) => inodes.has(/^socket:\[(\d+)\]$/.exec(link)?.[1] ?? ''));
}
