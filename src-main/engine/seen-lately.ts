/** Who counts when a list is weighed (ADR 28): the devices that clients named within 24 hours. */
import type { ReadSeen } from './blocked-thread.ts';

const DAY_MS = 86_400_000;

/** Null where the journal cannot tell. */
export async function seenLately(
  readSeen: ReadSeen,
  folder: string,
  now: Date,
): Promise<ReadonlySet<string> | null> {
  const since = new Date(now.getTime() - DAY_MS);
  const seen = await readSeen({ folder, since, limit: Number.MAX_SAFE_INTEGER });
  return seen.ok ? new Set(seen.value) : null;
}
