/** CPU time and memory of processes, as Linux counts them; null elsewhere. */
import { readFileSync } from 'node:fs';

/** `USER_HZ`, 100 on every Linux that Node runs on (proc(5)). */
const TICK_MS = 10;

/** Milliseconds of user and system time since its start, of all its threads. */
export function cpuMs(pid: number): number | null {
  const text = read(`/proc/${pid}/stat`);
  if (text === null) return null;
  // The name may hold blanks and brackets; the fields count from its end.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** Resident megabytes that are this process's own. */
export function ownMb(pid: number): number | null {
  const text = read(`/proc/${pid}/statm`);
  if (text === null) return null;
  const [, resident, shared] = text.split(' ').map(Number);
  return (((resident ?? 0) - (shared ?? 0)) * 4096) / 1e6;
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
