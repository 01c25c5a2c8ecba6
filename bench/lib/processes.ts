/** CPU time and memory of processes, as Linux counts them; null elsewhere. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';

/** `USER_HZ`, 100 on every Linux that Node runs on (proc(5)). */
const TICK_MS = 10;

/** Milliseconds of user and system time since its start, of all its threads. */
export function cpuMs(pid: number): number | null {
  const text = read(`/proc/${pid}/stat`);
  return text === null ? null : parseStat(text).own;
}

/** Resident megabytes that are this process's own. */
export function ownMb(pid: number): number | null {
  const text = read(`/proc/${pid}/statm`);
  if (text === null) return null;
  const [, resident, shared] = text.split(' ').map(Number);
  return (((resident ?? 0) - (shared ?? 0)) * 4096) / 1e6;
}

/** A process and all that it started and that still lives; empty where there is no /proc. */
export function treeOf(pid: number): readonly number[] {
  const children = new Map<number, number[]>();
  for (const name of folders('/proc').filter((each) => /^\d+$/.test(each))) {
    const stat = read(`/proc/${name}/stat`);
    if (stat === null) continue;
    const { parent } = parseStat(stat);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const found: number[] = [];
  const add = (each: number): void => {
    found.push(each);
    children.get(each)?.forEach(add);
  };
  if (existsSync(`/proc/${pid}`)) add(pid);
  return found;
}

export interface Stat {
  readonly parent: number;
  /** Milliseconds of its own threads, user and system. */
  readonly own: number;
  /** The same of children that ended and were waited for, with theirs. */
  readonly ended: number;
}

/** A line of `/proc/PID/stat` (proc(5)). */
export function parseStat(text: string): Stat {
  // The name may hold blanks and brackets; the fields count from its end.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const ticks = (at: number): number => Number(fields[at]) * TICK_MS;
  return { parent: Number(fields[1]), own: ticks(11) + ticks(12), ended: ticks(13) + ticks(14) };
}

/** Milliseconds of a whole tree, those of its processes that ended included; null watches nobody. */
export function treeCpuMs(pid: number | null): number {
  if (pid === null) return 0;
  return total(treeOf(pid), (each) => {
    const text = read(`/proc/${each}/stat`);
    if (text === null) return 0;
    const { own, ended } = parseStat(text);
    return own + ended;
  });
}

/** Of resident pages, each divided by the number of processes that share it. */
export function ownBytes(tree: readonly number[]): number {
  return total(tree, (pid) => kilobytes(read(`/proc/${pid}/smaps_rollup`), 'Pss'));
}

export function residentBytes(tree: readonly number[]): number {
  return total(tree, (pid) => kilobytes(read(`/proc/${pid}/status`), 'VmRSS'));
}

/** The most that was resident since `forgetPeaks`. */
export function peakBytes(tree: readonly number[]): number {
  return total(tree, (pid) => kilobytes(read(`/proc/${pid}/status`), 'VmHWM'));
}

export function forgetPeaks(tree: readonly number[]): void {
  // 5 resets the peak (proc(5)).
  for (const pid of tree) writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

/** Descriptors that a process may have, when it raises its limit as far as it may. */
export function mostOpenFiles(): number {
  const found = /^Max open files\s+\d+\s+(\d+)/m.exec(read('/proc/self/limits') ?? '');
  return found === null ? Number.POSITIVE_INFINITY : Number(found[1]);
}

function total(tree: readonly number[], of: (pid: number) => number): number {
  return tree.reduce((all, pid) => all + of(pid), 0);
}

function kilobytes(text: string | null, name: string): number {
  const found = new RegExp(`^${name}:\\s*(\\d+) kB`, 'm').exec(text ?? '');
  return Number(found?.[1] ?? 0) * 1024;
}

function folders(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
