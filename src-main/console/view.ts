/** What would decide, without a gateway: what the files say, as a gateway that starts now would take them. */
import { keptAhead } from '../compliance/clock-watch.ts';
import { readDirectoryOnce } from '../compliance/read-once.ts';
import { clockFileOf } from '../engine/clock.ts';
import { readSeen } from '../engine/blocked-thread.ts';
import { judgedBy } from '../engine/judging.ts';
import type { View } from '../engine/questions.ts';
import { seenLately } from '../engine/seen-lately.ts';
import { loadSettings } from '../settings/load.ts';
import { directoryPaths } from './directory-paths.ts';
import { asKept, heldPoliciesFile, keptValues } from './kept-policies.ts';
import { valueOf, type ConsoleOptions } from './options.ts';
import { secretReader } from './secrets.ts';

/** Rejects with the problems of the files when they are broken. */
export async function savedView(options: ConsoleOptions): Promise<View> {
  const { paths, now } = options;
  const context = { now, secret: secretReader(options) };
  const saved = valueOf(await loadSettings(paths, context));
  const kept = await keptValues(heldPoliciesFile(paths));
  const { settings } = await asKept(saved, kept, paths, context);
  const { directory, isCold } = await readDirectoryOnce(directoryPaths(paths, settings), now(), {
    policies: () => settings.compliance.policies,
    seen: () => seenLately(readSeen, paths.journal, now()),
  });
  const clockAhead = await keptAhead(clockFileOf(paths.directory));
  const compliance = judgedBy(settings.compliance, { isCold, clockAhead });
  return { settings: { ...settings, compliance }, directory };
}
