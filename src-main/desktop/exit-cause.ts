/** How a child process of Electron ended. */
import { constants } from 'node:os';

/** What `child-process-gone` tells of it (electron/docs/api/app.md). */
export interface Gone {
  readonly reason: string;
  readonly exitCode: number;
}

/**
 * The signal that ended it, or null. The code of its `exit` event does not tell: for some signals it is 0
 * (electron/electron#42283). On Windows there are none.
 */
export function signalOf(gone: Gone | null, platform: NodeJS.Platform): string | null {
  if (gone === null || platform === 'win32') return null;
  if (gone.reason === 'clean-exit' || gone.reason === 'abnormal-exit') return null;
  // As waitpid gives it: the upper bits say whether a core was written.
  const number = gone.exitCode & 0x7f;
  const found = Object.entries(constants.signals).find(([, value]) => value === number);
  return found?.[0] ?? null;
}
